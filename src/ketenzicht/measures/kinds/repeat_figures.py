"""Figures on repeats: mean numbers at horizons, chances of so many, times between two, groups side by side."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from ketenzicht.chain.model import RepeatsMeasure
from ketenzicht.measures.estimators.case_rates import CaseRate
from ketenzicht.measures.estimators.recurrent import MeanRepeats, Terminal, mean_repeats
from ketenzicht.measures.estimators.recurrent_groups import difference_of_means, pseudo_score_test
from ketenzicht.measures.estimators.recurrent_orders import gap_times, share_with_repeats
from ketenzicht.measures.estimators.repeat_table import RepeatTable
from ketenzicht.measures.names import after_days, starts
from ketenzicht.measures.result import (
    Count,
    Curve,
    CurvePoint,
    Days,
    Difference,
    Figure,
    MeanNumber,
    Name,
    Probability,
    PValue,
)
from ketenzicht.message import Label

NO_PART = "zonder-onderdeel"
UNKNOWN = "zonder-groep"
"""Rows of what is in no part, and of who is in no group."""


def part_id(cause: str) -> str:
    """The row of a part."""
    return f"onderdeel-{cause}"


def group_id(category: str) -> str:
    """The row of a group."""
    return f"groep-{category}"


class Names:
    """Names of the numbers of one measure; those of its starts are as in other measures with that start."""

    def __init__(self, declared: RepeatsMeasure) -> None:
        self.begun: Name = starts(declared.start)
        self.cases: Name = f"{self.begun}:casussen:na-dag-0"
        self._measure = declared.id

    def of(self, line_id: str) -> tuple[Name, Name]:
        """The events that a line over all cases stands for, before the day is added, and the cases."""
        return f"{self._measure}:{line_id}", self.cases

    def of_group(self, line_id: str) -> tuple[Name, Name]:
        """The same of a line over one group."""
        return f"{self._measure}:{line_id}", f"{self._measure}:{line_id}:casussen"

    def at_least(self, number: int) -> Name:
        """Cases with at least so many, before the day is added."""
        return f"{self._measure}:minstens-{number}"

    def having(self, number: int) -> Name:
        """Cases that are followed after this repeat."""
        return self.cases if number == 0 else f"{self._measure}:na-{number}"


@dataclass(frozen=True)
class Line:
    """One mean by day: of all repeats or of a part, of all cases or of a group.

    Args:
        id: of its row and of its curve.
        label: its name.
        table: its rows.
        means: the estimate.
        part, whole: names of the events that it stands for, and of its cases.
        level: of its row.
    """

    id: str
    label: Label
    table: RepeatTable
    means: MeanRepeats
    part: Name
    whole: Name
    level: int = 0

    @property
    def cases(self) -> int:
        """Cases that were ever at risk."""
        return self.table.cases

    def events(self, day: int) -> int:
        """Events up to and including a day."""
        return int(self.table.repeats[self.table.days <= day].sum())

    def at(self, day: int) -> MeanNumber:
        """The mean at a day; of no cases when nobody was observed so long."""
        if day > self.means.observed_until:
            return MeanNumber(0.0, 0.0, 0.0, 0, 0)
        value, _ = self.means.at(day)
        low, high = self.means.interval(day)
        if value == 0.0:
            # seen nothing among those followed so long
            followed = int(self.table.at_risk_on(np.array([day]))[0])
            high = CaseRate(0, max(followed, 1), 0.0, 0.0).interval()[1]
        part = after_days(self.part, day)
        return MeanNumber(value, low, high, self.cases, self.events(day), part, self.whole)

    def curve(self, until: int) -> Curve:
        """The mean on each day with an event."""
        total = np.cumsum(self.table.repeats)[np.searchsorted(self.table.days, self.means.days)]
        points = tuple(
            CurvePoint(int(day), float(value), *self.means.interval(int(day)), int(at_risk), int(events))
            for day, value, at_risk, events in zip(
                self.means.days, self.means.value, self.means.at_risk, total, strict=True
            )
            if day <= until
        )
        return Curve(self.id, self.label, self.cases, points, of="number", part=self.part, whole=self.whole)


def line(
    id_: str, label: Label, table: RepeatTable, terminal: Terminal, names: tuple[Name, Name], level: int = 0
) -> Line:
    """A line with its estimate."""
    return Line(id_, label, table, mean_repeats(table, terminal=terminal), *names, level=level)


def chance_of(table: RepeatTable, number: int, day: int, part: Name, whole: Name) -> Probability:
    """The chance of at least so many repeats within so many days after the start."""
    found = share_with_repeats(table, number)
    value, _ = found.at(day)
    low, high = found.interval(day)
    row = int(np.searchsorted(found.incidence.days, day, side="right")) - 1
    events = int(found.incidence.cumulative_events[row, 0]) if row >= 0 else 0
    return Probability(value, low, high, found.cases, events, part, whole)


def gap(table: RepeatTable, number: int, whole: Name) -> tuple[Figure, ...]:
    """Cases with repeat ``number`` - 1, and the days within which a quarter and a half of them had the next."""
    found = gap_times(table, number)
    quantiles = (
        Days(found.quantile(share), found.cases, *found.quantile_interval(share), whole=whole)
        for share in (0.25, 0.5)
    )
    return (Count(found.cases, whole), *quantiles)


def compared(first: Line, other: Line, day: int) -> tuple[Figure | None, Figure | None]:
    """How much higher the mean of the other group is at a day, and the test of equal rates; None when impossible.

    The test takes all days on which both groups are observed.
    """
    smaller = min(first, other, key=lambda item: item.cases)
    difference = difference_of_means(other.means, first.means)
    shown, test = None, None
    if day <= difference.observed_until:
        value, _ = difference.at(day)
        low, high = difference.interval(day)
        events = min(first.events(day), other.events(day))
        shown = Difference(value, low, high, smaller.cases, events, of="numbers", whole=smaller.whole)
    # never observed together, or nothing happened: then there is nothing to test
    with suppress(ValueError):
        test = PValue(pseudo_score_test(other.table, first.table).p_value, smaller.cases, smaller.whole)
    return shown, test
