"""Says in Dutch what the model refuses: pydantic's errors, with the line they stand on and how to mend them."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from ketenzicht.chain.model import Chain
from ketenzicht.chain.yaml_places import DataPath, Key, Place
from ketenzicht.errors import UserError, did_you_mean

_Details = Mapping[str, Any]

_CONDITION_KEYS = ("loopt", "beeindigd", "bekenden", "niet_te_koppelen", "anders")
_CONDITIONS = ("RunningIn", "EndedBefore", "UnknownCase", "Otherwise")


def errors_in(
    error: ValidationError,
    data: Any,
    places: Mapping[DataPath, Place],
    model: type[BaseModel] = Chain,
) -> list[UserError]:
    """One user's error for each thing that the model refuses.

    Args:
        error: what pydantic found when ``data`` was held against the model.
        data: the content of the file, or the merged content of several.
        places: the line of each value in them.
        model: what the content was held against; a chain when left out.
    """
    found: dict[tuple[DataPath, str], UserError] = {}
    for details in error.errors(include_url=False):
        location = tuple(part for part in details["loc"])
        path = _existing(location, data)
        if any(part in _CONDITIONS for part in location):
            path = path[: path.index("als") + 1] if "als" in path else path
            what, why, fix = _condition(_value(data, path))
        else:
            what, why, fix = _say(details, location, path, model)
        found.setdefault((path, what), error_at(places, path, what, why=why, fix=fix))
    return list(found.values())


def _say(
    details: _Details, location: DataPath, path: DataPath, model: type[BaseModel]
) -> tuple[str, str, str]:
    kind, key = str(details["type"]), str(location[-1]) if location else ""
    if kind == "missing":
        return (
            f"De sleutel '{key}' ontbreekt{_inside(path)}.",
            "Deze sleutel is verplicht.",
            f"Voeg '{key}:' toe.",
        )
    if kind == "extra_forbidden":
        known = known_keys(model, location[:-1])
        return (
            f"De sleutel '{key}' is niet bekend{_inside(path[:-1])}.",
            "Een onbekende sleutel is vaak een tikfout en zou anders stil verdwijnen.",
            did_you_mean(key, known) or "Mogelijk zijn: " + ", ".join(sorted(known)) + ".",
        )
    if kind == "value_error":
        return f"Dit klopt niet: {details['ctx']['error']}.", "", ""
    if kind in ("literal_error", "union_tag_invalid"):
        context = details.get("ctx", {})
        choices = re.findall(r"'([^']*)'", str(context.get("expected") or context.get("expected_tags")))
        given = context.get("tag") if kind == "union_tag_invalid" else details["input"]
        name = "soort" if kind == "union_tag_invalid" else _named(location)
        return (
            f"De waarde '{given}' mag niet bij '{name}'.",
            "Hier kan alleen een vaste waarde staan: " + ", ".join(choices) + ".",
            did_you_mean(str(given), choices) or f"Kies uit: {', '.join(choices)}.",
        )
    if kind == "union_tag_not_found":
        return (
            f"De sleutel 'soort' ontbreekt{_inside(path)}.",
            "De soort bepaalt hoe er geteld wordt.",
            "Voeg 'soort:' toe.",
        )
    name = _named(location)
    if kind == "string_pattern_mismatch":
        given = str(details["input"])
        slug = re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-")
        return (
            f"'{given}' is geen geldige id.",
            "Een id bestaat uit kleine letters, cijfers en streepjes, zodat verwijzingen blijven kloppen.",
            f"Schrijf bijvoorbeeld: {slug or 'mijn-id'}.",
        )
    if (
        kind in ("model_type", "model_attributes_type")
        and details.get("ctx", {}).get("class_name") == "TextNode"
    ):
        kind = "string_type"
    rule = _RULES.get(kind)
    if rule is not None:
        what, fix = rule(details)
        return f"Bij '{name}' {what}", "", fix
    return (
        f"De waarde bij '{name}' klopt niet.",
        f"De controle zegt: {details['msg']}.",
        "Kijk in de handleiding bij deze sleutel.",
    )


def _needs(what: str, fix: str) -> Callable[[_Details], tuple[str, str]]:
    return lambda details: (what + _given(details["input"]), fix)


def _limit(word: str, name: str) -> Callable[[_Details], tuple[str, str]]:
    return lambda details: (
        f"moet een getal staan van {word} {details['ctx'][name]:g}{_given(details['input'])}",
        "Pas het getal aan." if name != "le" else "Pas het getal aan; 90 procent schrijf je als 0.90.",
    )


_WHOLE = _needs(
    "moet een geheel getal staan", "Schrijf alleen cijfers, zonder eenheid: de eenheid is een eigen sleutel."
)
_NUMBER = _needs("moet een getal staan", "Schrijf een getal met een punt, bijvoorbeeld 0.90.")
_DATE = _needs("moet een datum staan", "Schrijf jaar-maand-dag, bijvoorbeeld 2026-11-22.")
_GROUP = _needs("moet een groep sleutels staan", "Zet de sleutels ingesprongen op de regels eronder.")
_LIST = _needs("moet een lijst staan", "Begin elke regel met een streepje, of zet de waarden tussen [ en ].")
_YES_NO = _needs("moet true of false staan", "Schrijf true (ja) of false (nee).")
_RULES: dict[str, Callable[[_Details], tuple[str, str]]] = {
    "string_type": _needs("moet tekst staan", "Schrijf een woord of zin, zo nodig tussen aanhalingstekens."),
    "int_parsing": _WHOLE, "int_type": _WHOLE, "int_from_float": _WHOLE,
    "float_parsing": _NUMBER, "float_type": _NUMBER, "finite_number": _NUMBER,
    "date_type": _DATE, "date_parsing": _DATE, "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "bool_type": _YES_NO, "bool_parsing": _YES_NO,
    "tuple_type": _LIST, "list_type": _LIST,
    "dict_type": _GROUP, "model_type": _GROUP, "model_attributes_type": _GROUP,
    "greater_than_equal": _limit("minstens", "ge"), "greater_than": _limit("meer dan", "gt"),
    "less_than_equal": _limit("hoogstens", "le"), "less_than": _limit("minder dan", "lt"),
}  # fmt: skip


def _condition(given: Any) -> tuple[str, str, str]:
    near = ""
    if isinstance(given, dict):
        strange = [key for key in given if key not in _CONDITION_KEYS]
        near = did_you_mean(strange[0], _CONDITION_KEYS) if strange else ""
    return (
        "De voorwaarde bij 'als' is niet te begrijpen.",
        "Mogelijk is precies een van: {loopt: fase}, {beeindigd: fase, bekenden: een of meerdere}, "
        "{niet_te_koppelen: true} of {anders: true}.",
        near or "Kies een van deze vormen.",
    )


def known_keys(model: type[BaseModel], location: DataPath) -> list[str]:
    """The Dutch keys that may stand at a location of pydantic's, which also names the kinds it passed."""
    kinds = [model]
    for part in location:
        named = [model for model in kinds if model.__name__ == part or part in _tags(model)]
        if named:
            kinds = named
        elif not isinstance(part, int):
            # a part that is no field is a key of a dict of nodes
            kinds = [
                deeper
                for model in kinds
                for name, info in model.model_fields.items()
                if (info.alias or name) == part
                for deeper in models_in(info.annotation)
            ] or kinds
    return sorted({info.alias or name for model in kinds for name, info in model.model_fields.items()})


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The classes of the model that a type annotation names, also inside tuples, unions and dicts."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if typing.get_origin(annotation) in (typing.Annotated, typing.Union, types.UnionType, tuple, dict, list):
        return [model for part in typing.get_args(annotation) for model in models_in(part)]
    return []


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    kind = model.model_fields.get("kind")
    return typing.get_args(kind.annotation) if kind is not None and kind.is_required() else ()


def _existing(location: DataPath, content: Any) -> DataPath:
    data: Any = content
    path: list[Key] = []
    for part in location:
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            data = data[part]  # type: ignore[index]
            path.append(part)
    return tuple(path)


def _value(data: Any, path: DataPath) -> Any:
    for part in path:
        data = data[part]
    return data


def error_at(
    places: Mapping[DataPath, Place], path: DataPath, what: str, *, why: str = "", fix: str = ""
) -> UserError:
    """A user's error at the line of a value, or of the nearest value around it."""
    place = _nearest(path, places)
    return UserError(
        what, why=why, fix=fix, file=place.file if place else None, line=place.line if place else None
    )


def _nearest(path: DataPath, places: Mapping[DataPath, Place]) -> Place | None:
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return None


def _named(location: DataPath) -> str:
    return next((part for part in reversed(location) if isinstance(part, str) and "[" not in part), "")


def _inside(path: DataPath) -> str:
    words = [part for part in path if isinstance(part, str)]
    return f" bij '{words[-1]}'" if words else ""


def _given(value: Any) -> str:
    if value is None:
        return ", maar er staat niets."
    if isinstance(value, dict):
        return ", maar er staat een groep sleutels."
    if isinstance(value, list):
        return ", maar er staat een lijst."
    if isinstance(value, bool):
        return f", maar er staat {str(value).lower()}."
    return f", maar er staat '{value}'."
