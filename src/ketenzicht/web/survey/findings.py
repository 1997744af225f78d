"""What was found, for people: where it can be mended, what it is about in words, the same thing in many rows once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ketenzicht.message import Label
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.typed import Finding, Level, Place
from ketenzicht.web.survey.visit import Visit

LISTED = 50
"""What is listed of one kind; the rest is counted."""


@dataclass(frozen=True)
class Spot:
    """One place of a finding: its name, the page where it can be mended, and its cell in a workbook."""

    name: str
    address: str
    cell: str = ""


@dataclass(frozen=True)
class Noted:
    """The same thing found in one or more places.

    Args:
        level: what has to happen.
        about: the question, or the table and column, in words.
        address: where the first place can be mended.
        message, fix: what is wrong or strange, and what to do.
        rows: the places when they are rows; ``more`` is how many are not among them.
        cell: that of the first place, when it is no row.
    """

    level: Level
    about: str
    address: str
    message: Label
    fix: Label | None
    rows: tuple[Spot, ...]
    more: int
    cell: str


def noted(
    visit: Visit, organisation: str, found: Iterable[Finding], cells: Mapping[Place, str] | None = None
) -> list[Noted]:
    """Findings with those that say the same of a column taken together, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        place = one.places[0]
        groups.setdefault((one.level, place.field, place.column, one.message, one.fix), []).append(one)
    known = cells or {}
    return [_noted(visit, organisation, group, known) for group in groups.values()]


def _noted(visit: Visit, organisation: str, group: list[Finding], cells: Mapping[Place, str]) -> Noted:
    first = group[0]
    places = [one.places[0] for one in group]
    rows = tuple(
        Spot(visit.words.row(place.row), address_of(visit, organisation, place), cells.get(place, ""))
        for place in places[:LISTED]
        if place.row is not None
    )
    return Noted(
        first.level,
        name_of(visit, places[0]),
        address_of(visit, organisation, places[0]),
        first.message,
        first.fix,
        rows,
        max(len(group) - LISTED, 0),
        cells.get(places[0], ""),
    )


def address_of(visit: Visit, organisation: str, place: Place) -> str:
    """Where something can be mended: a question in its section, or a row of a table."""
    base = f"{visit.home}organisatie/{organisation}/"
    for one in visit.survey.sections:
        if any(question.id == place.field for question in one.questions):
            return f"{base}onderdeel/{one.id}/#veld-{place.field}"
    if place.field in tables(visit.survey):
        row = "" if place.row is None else f"?rij={place.row + 1}#rij-{place.row + 1}"
        return f"{base}tabel/{place.field}/{row}"
    return base


def name_of(visit: Visit, place: Place) -> str:
    """What something is about: a question, or a table with its column."""
    asked = questions(visit.survey).get(place.field)
    if asked is not None:
        return visit.words.text(asked.name)
    table = tables(visit.survey).get(place.field)
    if table is None:
        return place.field
    column = next((one for one in table.columns if one.id == place.column), None)
    return ", ".join(visit.words.text(one.name) for one in (table, column) if one is not None)
