"""Which published numbers of a measure are one number, and which add up: read from names and order, as a reader does.

Of our tables a reader knows: the first column of counts holds the numerators of the first column of shares, a
total is the sum of the rows of level 0, a row is the sum of the rows of level 1 under it, causes that compete are
at most all cases, what was there and came and went gives what is left. Headline figures repeat cells by name.
"""

from __future__ import annotations

import math

from ketenzicht.publish.known import Between, Knowledge, Place
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    PublishedCount,
    PublishedNumber,
    PublishedResult,
    PublishedRow,
    PublishedShare,
    PublishedStep,
    PublishedTable,
)

_SHARES = ("voorgeschiedenis", "oppakken")
"""Kinds whose tables without a total hold shares, also when all of them are hidden."""


def known_of_result(result: PublishedResult, policy: Policy) -> Knowledge:
    """What the tables, headline figures and attrition of one measure tell together."""
    known = Knowledge(policy)
    if _withheld(result):
        return known
    tables = [_Layout(number, table, result.kind) for number, table in enumerate(result.tables)]
    _join(known, result, tables)
    for layout in tables:
        layout.see(known)
    for name, figure in result.headline.items():
        found = _of_headline(name, result, tables)
        place = Place("headline", (name,))
        if found is not None and found[1] is None and isinstance(figure, Hidden):
            known.see_count(found[0], figure if figure.reason == "afleidbaar" else None, place)
        elif found is not None:
            known.see(*found, figure, place)
    _see_inflow(known, tables)
    see_attrition(known, result.attrition)
    return known


def known_of_step(step: PublishedStep, policy: Policy) -> Knowledge:
    """What one step of the attrition tells by itself."""
    known = Knowledge(policy)
    if not all(isinstance(value, Hidden) for value in (step.before, step.after, step.left_out)):
        see_attrition(known, (step,))
    return known


def _withheld(result: PublishedResult) -> bool:
    """Whether all figures are withheld: then nothing is known, not even that they are no small ones."""
    figures = [cell for table in result.tables for row in table.rows for cell in row.figures]
    counts = [value for step in result.attrition for value in (step.before, step.after, step.left_out)]
    shown = [cell for cell in (*figures, *result.headline.values()) if cell is not None]
    return all(item == Hidden("afleidbaar") for item in (*shown, *counts))


def see_attrition(known: Knowledge, steps: tuple[PublishedStep, ...]) -> None:
    """Before a step there were as many as after it and left out together."""
    for number, step in enumerate(steps):
        for name, value in (("before", step.before), ("after", step.after), ("left_out", step.left_out)):
            known.see_count(("step", number, name), value, Place("attrition", (number, name)))
        known.adds_up([("step", number, "after"), ("step", number, "left_out")], ("step", number, "before"))


class _Layout:
    """A table with the roles of its columns, and the names of the quantities in its cells."""

    def __init__(self, number: int, table: PublishedTable, kind: str) -> None:
        self.number, self.table = number, table
        self.estimated = kind == "incidentie"
        columns = range(len(table.columns))
        self.counts = [column for column in columns if self._is_count(column, kind)]
        self.shares = [
            column for column in columns if column not in self.counts and self._is_share(column, kind)
        ]
        self.total = next((place for place, row in enumerate(table.rows) if row.id == table.total), None)

    def _figures(self, column: int) -> list[object]:
        return [row.figures[column] for row in self.table.rows if row.figures[column] is not None]

    def _is_count(self, column: int, kind: str) -> bool:
        if kind == "oppakken":
            # those who wait, and those followed: also when every number is hidden
            return column < 2
        figures = self._figures(column)
        if any(isinstance(figure, PublishedCount) for figure in figures):
            return True
        hidden = bool(figures) and all(isinstance(figure, Hidden) for figure in figures)
        return hidden and column == 0 and (self.table.total is not None or self.table.id == "verloop")

    def _is_share(self, column: int, kind: str) -> bool:
        figures = self._figures(column)
        if any(isinstance(figure, PublishedNumber) for figure in figures):
            return False
        if any(isinstance(figure, PublishedShare) for figure in figures):
            return True
        return self.table.total is not None or self.estimated or kind in _SHARES

    def part(self, row: int, column: int) -> object:
        """The name of the number in a cell, or of the numerator of its share."""
        if self.counts and self.shares and column == self.shares[0]:
            column = self.counts[0]
        return ("cell", self.number, row, column)

    def whole(self, row: int, column: int) -> object:
        """The name of the denominator of the share in a cell."""
        if len(self.counts) > 1:
            return ("cell", self.number, row, self.counts[1])
        if self.total is not None and self.counts and self.table.rows[self.total].figures[column] is None:
            return ("cell", self.number, self.total, self.counts[0])
        shown = {
            figure.n
            for figure in self._figures(column)
            if isinstance(figure, PublishedShare | PublishedNumber)
        }
        # shares of different wholes stand on their own
        return ("whole", self.number, column if column in self.shares and len(shown) < 2 else (row, column))

    def see(self, known: Knowledge) -> None:
        for place, row in enumerate(self.table.rows):
            for column in (*self.counts, *self.shares):
                figure, at = row.figures[column], Place("table", (self.number, place, column))
                if column in self.counts and isinstance(figure, Hidden):
                    known.see_count(
                        self.part(place, column), figure if figure.reason == "afleidbaar" else None, at
                    )
                elif figure is not None:
                    if self.estimated:
                        known.estimate(self.part(place, column))
                    known.see(self.part(place, column), self.whole(place, column), figure, at)
        self._sums(known)

    def _sums(self, known: Knowledge) -> None:
        rows = self.table.rows
        top = [place for place, row in enumerate(rows) if row.level == 0 and place != self.total]
        groups = {place: _parts(rows, place) for place in top}
        for column in (*self.counts, *self.shares):
            for group, members in groups.items():
                if members and column not in self.counts[1:]:
                    known.adds_up([self.part(place, column) for place in members], self.part(group, column))
            if self.total is not None and rows[self.total].figures[column] is not None:
                total = self.part(self.total, column)
                known.adds_up([self.part(place, column) for place in top], total)
                known.quantities[known.position(total)].total = True
        if self.estimated:
            self._compete(known)
        if self.table.id == "verloop" and len(rows) == 4:
            begin, came, went, end = (known.position(self.part(place, 0)) for place in range(4))
            known.constraints.append(Between({begin: 1, came: 1, went: -1, end: -1}, 0, 0))

    def _compete(self, known: Knowledge) -> None:
        rows = range(len(self.table.rows))
        for column in self.shares:
            terms = {known.position(self.part(row, column)): -1 for row in rows}
            terms[known.position(self.whole(0, column))] = 1
            known.constraints.append(Between(terms, 0, math.inf))
        for row in rows:
            for earlier, later in zip(self.shares, self.shares[1:], strict=False):
                one, other = (known.position(self.part(row, column)) for column in (earlier, later))
                known.constraints.append(Between({other: 1, one: -1}, 0, math.inf))


def _parts(rows: tuple[PublishedRow, ...], group: int) -> list[int]:
    members = []
    for place in range(group + 1, len(rows)):
        if rows[place].level == 0:
            break
        members.append(place)
    return members


def _join(known: Knowledge, result: PublishedResult, tables: list[_Layout]) -> None:
    """Say which names are one quantity, across the tables and the attrition of a measure."""
    by_id = {layout.table.id: layout for layout in tables}
    if "verloop" in by_id and "ouderdom" in by_id and by_id["ouderdom"].total is not None:
        known.same(by_id["ouderdom"].part(by_id["ouderdom"].total, 0), by_id["verloop"].part(3, 0))
    if not tables or not result.attrition:
        return
    first, steps = tables[0], result.attrition
    # picking up has a pair of steps for each of its limits, the others one row of steps
    length = 2 if result.kind == "oppakken" else len(steps)
    for number in range(len(steps) - 1):
        if (number + 1) % length:
            known.same(("step", number, "after"), ("step", number + 1, "before"))
    if not first.shares:
        return
    for row in range(len(first.table.rows) if result.kind == "oppakken" else 1):
        last = min((row + 1) * length, len(steps)) - 1
        known.same(("step", last, "after"), first.whole(row, first.shares[0]))
        if result.kind == "incidentie":
            for column in first.shares[1:]:
                known.same(first.whole(row, column), first.whole(row, first.shares[0]))


def _see_inflow(known: Knowledge, tables: list[_Layout]) -> None:
    """The arrivals per day and the mean stay rest on the number that began."""
    by_id = {layout.table.id: layout for layout in tables}
    if "verloop" not in by_id or "little" not in by_id:
        return
    little, came = by_id["little"], by_id["verloop"].part(1, 0)
    for place, row in enumerate(little.table.rows):
        if row.id in ("instroom", "verblijf") and isinstance(row.figures[0], PublishedNumber):
            known.see(came, came, row.figures[0], Place("table", (little.number, place, 0)))


def _of_headline(name: str, result: PublishedResult, tables: list[_Layout]) -> tuple[object, object] | None:
    """The names of the numerator and the denominator of a headline figure; None when it repeats no cell."""
    for layout in tables:
        rows = {row.id.replace("-", "_"): place for place, row in enumerate(layout.table.rows)}
        row = rows.get(name.removeprefix("aandeel_"))
        if row is not None and name.startswith("aandeel_") and layout.shares:
            return layout.part(row, layout.shares[0]), layout.whole(row, layout.shares[0])
        if row is not None and name == layout.table.rows[row].id and layout.counts:
            return layout.part(row, layout.counts[0]), None
    first = tables[0] if tables else None
    if first is None or not first.shares or not first.table.rows:
        return None
    if name == "n":
        return first.whole(0, first.shares[0]), None
    if name == "aandeel":
        return first.part(0, first.shares[0]), first.whole(0, first.shares[0])
    if name == "kans":
        return first.part(0, first.shares[-1]), first.whole(0, first.shares[-1])
    return None
