"""What published figures tell together: each figure, and how their numbers add up.

Which numbers are one is said by their names. That numbers add up is said by the measure, by the order of a table
(rows of level 1 are parts of the row of level 0 above them, the total is the sum of the rows of level 0), by the
steps of the attrition, and by names with days after the start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ketenzicht.publish.known import Knowledge
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Name,
    Published,
    PublishedFigure,
    PublishedResult,
    PublishedRow,
    PublishedStep,
    PublishedTable,
    Sum,
)
from ketenzicht.publish.walk import figures_of


def known_of(figures: Iterable[PublishedFigure], sums: Iterable[Sum], policy: Policy) -> Knowledge:
    """What figures tell together, when their numbers add up in these ways."""
    known = Knowledge(policy)
    for figure in figures:
        known.see(figure)
    for item in sums:
        known.relate(item)
    return known


def known_of_published(published: Published, policy: Policy) -> Knowledge:
    """What all figures that leave together tell."""
    figures = [figure for _, figure in figures_of(published)]
    return known_of(figures, sums_of(published), policy)


def known_of_result(result: PublishedResult, policy: Policy) -> Knowledge:
    """What one measure tells by itself."""
    return known_of_published(Published((result,)), policy)


def sums_of(published: Published) -> list[Sum]:
    """How the numbers behind all figures add up."""
    sums: list[Sum] = []
    for result in published.results:
        sums += result.sums
        for table in result.tables:
            sums += _of_table(table)
        sums += _of_steps(result.attrition)
    sums += _of_steps(published.attrition)
    if published.quality is not None:
        sums += published.quality.sums
    sums += _over_time(name for _, figure in figures_of(published) for name in _names(figure))
    return sums


def _of_table(table: PublishedTable) -> Iterator[Sum]:
    top = [place for place, row in enumerate(table.rows) if row.level == 0]
    total = next((place for place in top if table.rows[place].id == table.total), None)
    groups = {place: list(_parts(table.rows, place)) for place in top}
    if total is not None:
        groups[total] = [place for place in top if place != total]
    for column in range(len(table.columns)):
        for group, members in groups.items():
            whole = _number(table.rows[group].figures[column])
            parts = [_number(table.rows[place].figures[column]) for place in members]
            named = [part for part in parts if part is not None]
            if whole is not None and named and len(named) == len(parts):
                yield Sum(tuple(named), (whole,))


def _parts(rows: tuple[PublishedRow, ...], group: int) -> Iterator[int]:
    for place in range(group + 1, len(rows)):
        if rows[place].level == 0:
            return
        yield place


def _number(figure: PublishedFigure | None) -> Name | None:
    """The number of cases in a cell; an estimate is none."""
    if figure is None or figure.numbers is None or figure.numbers.tells not in ("count", "share"):
        return None
    return figure.numbers.part


def _of_steps(steps: Iterable[PublishedStep]) -> Iterator[Sum]:
    for step in steps:
        before, after, left_out = step.names
        if before is not None and after is not None and left_out is not None:
            yield Sum((after, left_out), (before,))


def _names(figure: PublishedFigure) -> Iterator[Name]:
    if figure.numbers is not None:
        yield from (name for name in (figure.numbers.part, figure.numbers.whole) if name is not None)


def _over_time(names: Iterable[Name]) -> Iterator[Sum]:
    """What has come of a start never falls with the days."""
    days: defaultdict[Name, set[int]] = defaultdict(set)
    for name in names:
        start, mark, day = name.rpartition("+")
        if mark and day.isdigit():
            days[start].add(int(day))
    for start, found in days.items():
        ordered = sorted(found)
        for earlier, later in pairwise(ordered):
            yield Sum((f"{start}+{earlier}",), (f"{start}+{later}",), equal=False)
