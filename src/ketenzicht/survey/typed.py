"""Answers as values: each held against its question, with everything that is wrong in them by its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from ketenzicht.errors import did_you_mean
from ketenzicht.message import Label, message
from ketenzicht.survey.expressions import When
from ketenzicht.survey.model import Question, Survey, TableTemplate
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.values import Problem, Value, read_value, value_reader

Level: TypeAlias = Literal["error", "explain", "missing", "notice"]
"""Must be mended; may stay when explained; asked for and not filled in; only said."""

Row: TypeAlias = Mapping[str, Value]

NO_ROWS = message("Hier horen rijen te staan, elk met een waarde per kolom.")


@dataclass(frozen=True)
class Place:
    """Where a finding is: a question, or a table with perhaps a row (from 0) and a column of it."""

    field: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Finding:
    """Something that a check found in answers.

    Args:
        key: stays the same as long as the answers do; an explanation is kept under it.
        level: what has to happen, see :data:`Level`.
        places: the fields that it is about, the first one first.
        message: what is wrong or strange.
        fix: what to do about it.
    """

    key: str
    level: Level
    places: tuple[Place, ...]
    message: Label
    fix: Label | None = None


@dataclass(frozen=True)
class TypedAnswers:
    """Values by the id of the question and rows by the id of the table; what is missing or wrong is not there."""

    values: Mapping[str, Value] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)


def type_answers(survey: Survey, answers: Mapping[str, Any]) -> tuple[TypedAnswers, tuple[Finding, ...]]:
    """The values of all answers, and what is wrong with those that have none."""
    asked, templates = questions(survey), tables(survey)
    found: list[Finding] = list(_unknown(answers, {*asked, *templates}))
    values: dict[str, Value] = {}
    for name, question in asked.items():
        value = read_value(question, answers.get(name))
        if isinstance(value, Problem):
            found.append(Finding(f"{name}:waarde", "error", (Place(name),), value.what, value.fix))
        elif value is not None:
            values[name] = value
    rows = {}
    for name, table in templates.items():
        rows[name], wrong = _rows(table, answers.get(name))
        found += wrong
    found += _missing(asked, templates, values, rows, found)
    return TypedAnswers(values, rows), tuple(found)


def applies(when: When | None, values: Mapping[str, Value]) -> bool:
    """Whether something is asked or held, given the other answers."""
    if when is None:
        return True
    value = values.get(when.question)
    if value is None:
        return False
    if when.values and not set(value if isinstance(value, tuple) else (str(value),)) & set(when.values):
        return False
    return when.more_than is None or (isinstance(value, Decimal) and value > when.more_than)


def row_name(table: TableTemplate, row: Mapping[str, Any], number: int) -> str:
    """What tells a row apart: its key, or its number from 1. The key may be a value, or as it was typed."""
    key = next((column for column in table.columns if column.id == table.key), None)
    value = read_value(key, row.get(key.id)) if key is not None else None
    return str(number + 1) if value is None or isinstance(value, Problem) else str(value)


def _rows(table: TableTemplate, raw: Any) -> tuple[tuple[Row, ...], list[Finding]]:
    found: list[Finding] = []
    rows: list[Row] = []
    known = {column.id for column in table.columns}
    readers = [(column.id, value_reader(column)) for column in table.columns]
    strange: dict[str, int] = {}
    if raw is not None and not isinstance(raw, list | tuple):
        found.append(Finding(f"{table.id}:waarde", "error", (Place(table.id),), NO_ROWS))
    for number, cells in enumerate(raw if isinstance(raw, list | tuple) else ()):
        if not isinstance(cells, Mapping):
            key = f"{table.id}:{number + 1}:waarde"
            found.append(Finding(key, "error", (Place(table.id, number),), NO_ROWS))
            cells = {}
        row: dict[str, Value] = {}
        for name, read in readers:
            value = read(cells.get(name))
            if isinstance(value, Problem):
                place = Place(table.id, number, name)
                key = f"{table.id}:{number + 1}:{name}:waarde"
                found.append(Finding(key, "error", (place,), value.what, value.fix))
            elif value is not None:
                row[name] = value
        if not known.issuperset(cells):
            for extra in cells:
                if extra not in known:
                    strange.setdefault(str(extra), number)
        rows.append(row)
    for extra, number in strange.items():
        found.append(_not_known(f"{table.id}:{extra}", Place(table.id, number), extra, known))
    if table.key:
        found += _twice(table, rows)
    return tuple(rows), found


def _twice(table: TableTemplate, rows: list[Row]) -> Iterator[Finding]:
    first: dict[Value, int] = {}
    for number, row in enumerate(rows):
        value = row.get(table.key or "")
        if value is None:
            continue
        earlier = first.setdefault(value, number)
        if earlier != number:
            yield Finding(
                f"{table.id}:{number + 1}:{table.key}:dubbel",
                "error",
                (Place(table.id, number, table.key), Place(table.id, earlier, table.key)),
                message("Dit nummer staat ook in rij {rij}.", rij=earlier + 1),
                message("Geef elke rij een eigen nummer, of haal de dubbele rij weg."),
            )


def _missing(
    asked: Mapping[str, Question],
    templates: Mapping[str, TableTemplate],
    values: Mapping[str, Value],
    rows: Mapping[str, tuple[Row, ...]],
    wrong: list[Finding],
) -> list[Finding]:
    taken = {place for finding in wrong for place in finding.places}
    found: list[Finding] = []
    empty = message("Dit is nog niet ingevuld.")
    for name, question in asked.items():
        if question.required and name not in values and applies(question.when, values):
            found.append(Finding(f"{name}:leeg", "missing", (Place(name),), empty))
    for name, table in templates.items():
        if table.required and not rows[name]:
            found.append(
                Finding(
                    f"{name}:leeg", "missing", (Place(name),), message("Deze tabel heeft nog geen rijen.")
                )
            )
        for number, row in enumerate(rows[name]):
            for column in table.columns:
                if column.required and column.id not in row and applies(column.when, row):
                    place = Place(name, number, column.id)
                    found.append(Finding(f"{name}:{number + 1}:{column.id}:leeg", "missing", (place,), empty))
    return [one for one in found if not set(one.places) & taken]


def _unknown(answers: Mapping[str, Any], known: set[str]) -> Iterator[Finding]:
    for name in answers:
        if name not in known:
            yield _not_known(name, Place(name), name, known)


def _not_known(key: str, place: Place, name: str, known: set[str]) -> Finding:
    guess = did_you_mean(name, known) if len(known) > 12 else ""
    return Finding(
        f"{key}:onbekend",
        "notice",
        (place,),
        message("'{naam}' hoort niet bij deze uitvraag. Het is bewaard en telt niet mee.", naam=name),
        message("{raad}", raad=guess) if guess else None,
    )
