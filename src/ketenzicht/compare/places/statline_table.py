"""A table of StatLine: its measures, dimensions and codes, and its figures as context values.

The same whether it comes over the network (OData v4) or from a folder that somebody downloaded: both are the cells of
the same cube. After the manual of Statistics Netherlands for its open data, OData v4 (2018 and later).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from ketenzicht.compare.places.context import IMPOSSIBLE, NO_FIGURE, ContextValue
from ketenzicht.errors import UserError

Row = Mapping[str, Any]

COUNTRY = "NL01"
"""The unit of figures of a table without regions: the country."""

_YEAR = re.compile(r"(\d{4})(JJ|SJ)00")
"""A calendar year or school year; quarters, months and the like are no years."""
_PERIOD = re.compile(r"\d{4}[A-Z]{2}\w{2}")
_PLACE = re.compile(r"[A-Z]{2}\w*\d")
_REGULAR = ("Definitief", "Final", "")


@dataclass(frozen=True)
class StatLineCode:
    """A code of a dimension.

    Args:
        id: without the blanks that it may be padded with.
        title: what it means.
        provisional: of a period whose figures are not final.
        written: as StatLine writes it, padding included; that is how it must be asked for.
    """

    id: str
    title: str
    provisional: bool
    written: str


@dataclass(frozen=True)
class StatLineDimension:
    """A dimension with its codes; ``kind`` is ``time``, ``place`` or ``other``."""

    id: str
    title: str
    kind: str
    codes: Mapping[str, StatLineCode]


@dataclass(frozen=True)
class StatLineMeasure:
    """What is measured, and in which unit."""

    id: str
    title: str
    measured_in: str


@dataclass(frozen=True)
class StatLineTable:
    """The description of a table."""

    id: str
    title: str
    modified: str
    measures: Mapping[str, StatLineMeasure]
    dimensions: Mapping[str, StatLineDimension]

    def of_kind(self, kind: str) -> StatLineDimension | None:
        """The dimension of time or of place, if the table has one."""
        return next((one for one in self.dimensions.values() if one.kind == kind), None)

    @property
    def years(self) -> dict[int, StatLineCode]:
        """The years that it has figures of."""
        time = self.of_kind("time")
        found = {} if time is None else {code: _YEAR.fullmatch(code) for code in time.codes}
        return {
            int(match[1]): time.codes[code] for code, match in found.items() if match and time is not None
        }


@dataclass(frozen=True)
class Wanted:
    """Which figures of a table: one measure under one name.

    Args:
        feature: what to call it.
        measure: its code in the table.
        where: the code of every dimension but those of time and place.
        years: which years.
        prefix: letters with which the codes of the places begin, ``GM`` for municipalities.
    """

    feature: str
    measure: str
    where: Mapping[str, str]
    years: tuple[int, ...]
    prefix: str = "GM"


def described(
    table: str,
    properties: Row,
    measures: Iterable[Row],
    dimensions: Iterable[Row],
    codes: Mapping[str, Iterable[Row]],
) -> StatLineTable:
    """The description of a table from what StatLine says of it, row by row as it names the fields.

    Raises:
        UserError: it has no measures.
    """
    found = {
        _text(row, "Identifier"): StatLineMeasure(
            _text(row, "Identifier"), _text(row, "Title"), _text(row, "Unit") or "aantal"
        )
        for row in measures
    }
    if not found:
        raise UserError(f"De tabel {table} heeft geen onderwerpen.", why="Dan is er niets om op te halen.")
    made = {}
    for row in dimensions:
        id_ = _text(row, "Identifier")
        of = {_text(code, "Identifier"): _code(code) for code in codes.get(id_, ())}
        made[id_] = StatLineDimension(id_, _text(row, "Title") or id_, _kind(row, of), of)
    modified = _text(properties, "ObservationsModified") or _text(properties, "Modified")
    return StatLineTable(table, _text(properties, "Title") or table, modified, found, made)


def demand_wanted(table: StatLineTable, wanted: Wanted) -> None:
    """Hold what is wanted against a table.

    Raises:
        UserError: the measure, a dimension, a code or a year is not there, or a dimension is left open.
    """
    _known(wanted.measure, {one.id: one.title for one in table.measures.values()}, "het onderwerp")
    others = {id_: one for id_, one in table.dimensions.items() if one.kind == "other"}
    for id_, code in wanted.where.items():
        _known(id_, {one: dimension.title for one, dimension in others.items()}, "de dimensie")
        _known(code, {one: known.title for one, known in others[id_].codes.items()}, f"in {id_} de code")
    for id_, dimension in others.items():
        if id_ not in wanted.where:
            choices = _choices({one.id: one.title for one in dimension.codes.values()})
            raise UserError(
                f"Kies een code van '{dimension.title}' ({id_}).",
                why="Anders is niet te zeggen over wie het cijfer gaat.",
                fix=f"Voeg toe: --where {id_}=CODE. {choices}",
            )
    for year in wanted.years:
        if year not in table.years:
            raise UserError(
                f"De tabel {table.id} heeft geen cijfers over {year}.",
                fix="Wel over: " + ", ".join(map(str, sorted(table.years))) + ".",
            )


def odata_filter(table: StatLineTable, wanted: Wanted) -> str:
    """The ``$filter`` of OData for what is wanted."""
    time, place = table.of_kind("time"), table.of_kind("place")
    parts = [f"Measure eq {_quoted(wanted.measure)}"]
    parts += [
        f"{id_} eq {_quoted(table.dimensions[id_].codes[code].written)}"
        for id_, code in sorted(wanted.where.items())
    ]
    if time is not None:
        years = " or ".join(
            f"{time.id} eq {_quoted(table.years[year].written)}" for year in sorted(wanted.years)
        )
        parts.append(f"({years})")
    if place is not None:
        parts.append(f"startswith({place.id},{_quoted(wanted.prefix)})")
    return " and ".join(parts)


def context_of(
    table: StatLineTable, rows: Iterable[Row], wanted: Wanted, fetched: date
) -> tuple[ContextValue, ...]:
    """The figures that are wanted, one for every place and year; those that StatLine leaves out say so.

    Args:
        table: the description.
        rows: observations; others than those that are wanted may be among them.
        wanted: which.
        fetched: the day on which they were fetched.
    """
    time, place = table.of_kind("time"), table.of_kind("place")
    measure, source = table.measures[wanted.measure], f"CBS StatLine {table.id}"
    year_of = {code.id: year for year, code in table.years.items() if year in wanted.years}
    fixed = {"Measure": wanted.measure, **wanted.where}
    given: dict[tuple[str, int], Row] = {}
    for row in rows:
        if any(_text(row, name) != code for name, code in fixed.items()):
            continue
        unit = COUNTRY if place is None else _text(row, place.id)
        year = None if time is None else year_of.get(_text(row, time.id))
        if year is not None and (place is None or unit.startswith(wanted.prefix)):
            given[unit, year] = row
    units = (
        [COUNTRY] if place is None else sorted(code for code in place.codes if code.startswith(wanted.prefix))
    )
    found = []
    for unit in dict.fromkeys([*units, *sorted(unit for unit, _ in given)]):
        for year in sorted(wanted.years):
            value, missing = _figure(given.get((unit, year)))
            found.append(
                ContextValue(
                    unit, year, wanted.feature, value, measure.measured_in, missing, table.years[year].provisional,
                    source, fetched,
                )
            )  # fmt: skip
    return tuple(found)


def _figure(row: Row | None) -> tuple[float | None, str]:
    """The value of a cell, or why there is none."""
    if row is None:
        return None, NO_FIGURE
    value = row.get("Value")
    if value not in (None, ""):
        return float(value), ""
    mark = _text(row, "ValueAttribute")
    if mark == "Impossible":
        return None, IMPOSSIBLE
    return None, NO_FIGURE if mark in ("", "None") else f"merkteken {mark}"


def _code(row: Row) -> StatLineCode:
    status = _text(row, "Status")
    written = str(row.get("Identifier") or "")
    return StatLineCode(written.strip(), _text(row, "Title"), status not in _REGULAR, written)


def _kind(row: Row, codes: Mapping[str, StatLineCode]) -> str:
    """What StatLine says of a dimension; from its codes where a download does not say it."""
    said = _text(row, "Kind")
    if said:
        return "time" if said == "TimeDimension" else "place" if said.startswith("Geo") else "other"
    if codes and all(_PERIOD.fullmatch(code) for code in codes):
        return "time"
    return "place" if codes and all(_PLACE.match(code) for code in codes) and COUNTRY in codes else "other"


def _known(asked: str, known: Mapping[str, str], what: str) -> None:
    if asked in known:
        return
    near = get_close_matches(asked, known, n=1)
    fix = f"Bedoelde je {near[0]} ({known[near[0]]})?" if near else _choices(known)
    raise UserError(f"StatLine kent {what} '{asked}' niet.", fix=fix)


def _choices(known: Mapping[str, str], most: int = 12) -> str:
    shown = [f"{id_} ({title})" for id_, title in list(known.items())[:most]]
    return "Kies uit: " + "; ".join(shown) + ("; ..." if len(known) > most else ".")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(row: Row, name: str) -> str:
    """A field without the blanks that codes are padded with."""
    value = row.get(name)
    return "" if value is None else str(value).strip()
