"""Reads one YAML file into plain data, and remembers on which line every value stands.

Why not ``yaml.safe_load``: it forgets lines, keeps the last of two equal keys in silence, reads ``no`` as false,
``01`` as the number 1 and a date as an object. Here every plain value is text, apart from ``true``, ``false`` and
nothing at all; the model turns text into numbers and dates where it asks for them. So the code ``01`` stays ``01``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ketenzicht.errors import UserError, system_reason

Key = str | int
DataPath = tuple[Key, ...]
"""Where a value stands: keys and positions from the top, e.g. ``("fasen", 0, "id")``."""

_TEXT, _NULL, _BOOL = (f"tag:yaml.org,2002:{name}" for name in ("str", "null", "bool"))

_DEEPEST, _LARGEST = 40, 200_000

_HINTS = (
    (
        "mapping values are not allowed",
        "Staat er een dubbele punt in de tekst? Zet de tekst dan tussen aanhalingstekens.",
    ),
    (
        "cannot start any token",
        'Gebruik spaties om in te springen, geen tabs; zet tekst met @ of % tussen " ".',
    ),
    ("did not find expected key", "Kijk of aanhalingstekens sluiten en of de regels even ver inspringen."),
    ("block end", "Kijk of de regels even ver inspringen als de regels erboven."),
    ("expected ',' or", "Sluit de lijst met ] of de groep met }."),
    ("quoted scalar", "Sluit de aanhalingstekens."),
    ("could not find expected ':'", "Zet achter elke sleutel een dubbele punt en een spatie."),
)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own shape


_Loader.add_implicit_resolver(_NULL, re.compile(r"^(~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(true|false)$"), ["t", "f"])


@dataclass(frozen=True)
class Place:
    """A line in a file, counted from 1."""

    file: Path
    line: int


@dataclass
class YamlFile:
    """The content of one file: data of dicts, lists, text, booleans and None, and the place of each value."""

    data: Any
    places: dict[DataPath, Place] = field(default_factory=dict)
    errors: list[UserError] = field(default_factory=list)


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file with the line of each key and value.

    Raises:
        UserError: the file cannot be read, is not UTF-8 or is not YAML.
        Keys that occur twice do not raise; they are in ``errors`` of the result.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UserError(
            "Dit bestand is niet opgeslagen als UTF-8.",
            why="Letters als é en ë zijn dan niet te lezen.",
            fix="Sla het bestand in je tekstprogramma op met codering UTF-8.",
            file=path,
            line=line,
        ) from None
    except OSError as error:
        raise UserError(
            "Dit bestand is niet te openen.",
            why=system_reason(error),
            fix="Kijk of het bestaat en of je het mag lezen.",
            file=path,
        ) from None
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path) -> YamlFile:
    """The content of a YAML text, as :func:`read_yaml`; ``path`` is what errors call it.

    Raises:
        UserError: it is not YAML.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _syntax_error(error, path) from None
    except RecursionError:
        raise _too_much(path, None) from None
    file = YamlFile(data=None)
    if node is not None:
        file.data = _plain(node, (), path, file, ())
    return file


def _plain(node: yaml.Node, where: DataPath, path: Path, file: YamlFile, above: tuple[int, ...]) -> Any:
    line = node.start_mark.line + 1
    file.places.setdefault(where, Place(path, line))
    if len(above) > _DEEPEST or len(file.places) > _LARGEST:
        raise _too_much(path, line)
    if id(node) in above:
        file.errors.append(UserError("Deze verwijzing met * wijst naar zichzelf.", file=path, line=line))
        return None
    above = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        data: dict[str, Any] = {}
        for key, at, value in _pairs(node, path, file):
            if key in data:
                first = file.places[(*where, key)].line
                file.errors.append(
                    UserError(
                        f"De sleutel '{key}' staat er twee keer; de eerste keer op regel {first}.",
                        why="Dan is niet duidelijk welke waarde geldt.",
                        fix="Haal een van de twee weg.",
                        file=path,
                        line=at,
                    )
                )
                continue
            file.places[(*where, key)] = Place(path, at)
            data[key] = _plain(value, (*where, key), path, file, above)
        return data
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*where, index), path, file, above) for index, item in enumerate(node.value)]
    if node.tag == _NULL:
        return None
    if node.tag == _BOOL:
        return node.value == "true"
    if node.tag != _TEXT:
        file.errors.append(
            UserError(
                f"Het teken ! met een soort ({node.tag}) mag hier niet.",
                why="Een ketenbeschrijving bevat alleen gegevens.",
                fix="Haal het uitroepteken en het woord erachter weg.",
                file=path,
                line=line,
            )
        )
    return node.value


def _pairs(node: yaml.MappingNode, path: Path, file: YamlFile) -> Iterator[tuple[str, int, yaml.Node]]:
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            yield key.value, key.start_mark.line + 1, value
        else:
            file.errors.append(
                UserError(
                    "Een sleutel moet een woord zijn, geen lijst of groep.",
                    fix="Zet { } of [ ] tussen aanhalingstekens als het tekst is.",
                    file=path,
                    line=key.start_mark.line + 1,
                )
            )


def _too_much(path: Path, line: int | None) -> UserError:
    return UserError(
        "Dit bestand is te diep genest of te groot voor een ketenbeschrijving.",
        why=f"Meer dan {_DEEPEST} lagen of {_LARGEST} waarden komt in geen keten voor.",
        fix="Kijk of haakjes sluiten en of verwijzingen met * zich niet opstapelen.",
        file=path,
        line=line,
    )


def _syntax_error(error: yaml.YAMLError, path: Path) -> UserError:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    context = str(getattr(error, "context", None) or "")
    fix = next((hint for words, hint in _HINTS if words in problem or words in context), "")
    return UserError(
        "Dit is geen geldige YAML, dus het bestand is niet te lezen.",
        why=f"De lezer zegt: {problem}." if problem else "",
        fix=fix or "Vergelijk deze regel en de regel erboven met een voorbeeld uit de handleiding.",
        file=path,
        line=mark.line + 1 if mark is not None else None,
    )
