"""Rows of cases that may have the event more than once: checked, sorted, and counted per day.

Everything on repeats starts here. A case is observed over one or more rows (entry, time], which may leave gaps;
each row ends with nothing, with the event, or with a terminal event after which no event is possible.
Sorting once lets each estimator run in one pass over the rows and one over the days.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.survival import Ints

REPEAT = 1
TERMINAL = 2


@dataclass(frozen=True)
class RepeatTable:
    """Rows by case and day, with the counts per distinct day.

    Args:
        case: case of each row, 0 to ``cases`` - 1, ascending (n).
        entry, time: observed over (entry, time]; ascending within a case, never overlapping (n).
        event: how the row ends: 0 nothing, 1 the event, 2 the terminal event (n).
        cases: number of cases that were ever at risk.
        never_at_risk: rows of no length, which no day can count; R leaves them out likewise.
        events_not_counted: events, of both kinds, on those rows.
        days: distinct days on which a row starts or ends (k).
        start, stop: places of ``entry`` and ``time`` in ``days`` (n).
    """

    case: Ints
    entry: Ints
    time: Ints
    event: Ints
    cases: int
    never_at_risk: int
    events_not_counted: int
    days: Ints
    start: Ints
    stop: Ints

    @cached_property
    def repeats(self) -> Ints:
        """Events per day (k)."""
        return self._per_day(self.stop[self.event == REPEAT])

    @cached_property
    def terminals(self) -> Ints:
        """Terminal events per day (k)."""
        return self._per_day(self.stop[self.event == TERMINAL])

    @cached_property
    def at_risk_after(self) -> Ints:
        """Number at risk from each day to the next (k)."""
        return np.cumsum(self._per_day(self.start) - self._per_day(self.stop))

    @cached_property
    def at_risk(self) -> Ints:
        """Number at risk just before each day (k): those who enter on it are not yet among them."""
        return np.concatenate((np.zeros(1, dtype=np.int64), self.at_risk_after))[: len(self.days)]

    def at_risk_on(self, days: Ints) -> Ints:
        """Number at risk just before any days, also days on which nothing starts or ends."""
        before = np.concatenate((np.zeros(1, dtype=np.int64), self.at_risk_after))
        return np.asarray(before[np.searchsorted(self.days, days, side="left")], dtype=np.int64)

    @cached_property
    def first_of_case(self) -> npt.NDArray[np.bool_]:
        """Whether a row is the first of its case (n)."""
        first = np.ones(len(self.case), dtype=np.bool_)
        first[1:] = self.case[1:] != self.case[:-1]
        return first

    @cached_property
    def first_row(self) -> Ints:
        """Row at which the case of each row begins (n)."""
        return np.maximum.accumulate(np.where(self.first_of_case, np.arange(len(self.case)), 0))

    def _per_day(self, places: Ints) -> Ints:
        return np.bincount(places, minlength=len(self.days)).astype(np.int64)


def repeat_table(
    case: npt.ArrayLike,
    time: npt.ArrayLike,
    event: npt.ArrayLike,
    *,
    entry: npt.ArrayLike | None = None,
) -> RepeatTable:
    """The table of rows that each are observed over (entry, time], in any order.

    Args:
        case: what tells the cases apart, numbers or texts (n).
        time: end of the row, whole days (n).
        event: 0 nothing, 1 the event, 2 the terminal event: death, leaving the region (n). For one cause out of
            several give 1 to that cause only and 0 to the others: the means of the causes add up.
        entry: start of the row, whole days (n). When left out, the end of the case's row before it, and 0 for
            its first.

    Raises:
        ValueError: for arrays of unequal length, other codes, rows that end before they start, rows of one case
            that overlap, and rows after a terminal event.
    """
    stop = np.asarray(time, dtype=np.int64)
    code = np.asarray(event, dtype=np.int64)
    names, number = np.unique(np.asarray(case), return_inverse=True)
    if not len(stop) == len(code) == len(number):
        raise ValueError("case, time and event must have the same length")
    if np.any((code < 0) | (code > TERMINAL)):
        raise ValueError("event must be 0 (nothing), 1 (the event) or 2 (the terminal event)")
    if entry is None:
        order = np.lexsort((stop, number))
        number, stop, code = number[order], stop[order], code[order]
        start = np.concatenate((np.zeros(1, dtype=np.int64), stop))[: len(stop)]
        start[np.concatenate(([True], number[1:] != number[:-1]))[: len(stop)]] = 0
    else:
        start = np.asarray(entry, dtype=np.int64)
        if len(start) != len(stop):
            raise ValueError("entry must be as long as time")
    if np.any(start > stop):
        raise ValueError("a row cannot end before it starts")
    empty = start == stop
    lost = int(np.count_nonzero(code[empty]))
    number, start, stop, code = number[~empty], start[~empty], stop[~empty], code[~empty]
    if entry is not None:
        order = np.lexsort((start, number))
        number, start, stop, code = number[order], start[order], stop[order], code[order]
    same = number[1:] == number[:-1]
    for wrong, why in (
        (same & (start[1:] < stop[:-1]), "overlap"),
        (same & (code[:-1] == TERMINAL), "go on after a terminal event"),
    ):
        if np.any(wrong):
            raise ValueError(f"the rows of case {names[number[int(np.argmax(wrong))]]} {why}")
    renumbered = np.cumsum(np.concatenate(([0], ~same)))[: len(number)]
    cases = int(renumbered[-1]) + 1 if len(number) else 0
    days, start_place, stop_place = _places(start, stop)
    return RepeatTable(
        renumbered, start, stop, code, cases, int(empty.sum()), lost, days, start_place, stop_place
    )


def _places(start: Ints, stop: Ints) -> tuple[Ints, Ints, Ints]:
    """Distinct days and the places of both in them; days are marked, not sorted, where they are few."""
    if not len(start):
        return start, start, start
    low, high = int(start.min()), int(stop.max())
    if high - low > 4 * len(start):
        days = np.unique(np.concatenate((start, stop)))
        return days, np.searchsorted(days, start), np.searchsorted(days, stop)
    seen = np.zeros(high - low + 1, dtype=np.bool_)
    seen[start - low] = True
    seen[stop - low] = True
    place = np.cumsum(seen) - 1
    return np.flatnonzero(seen) + low, place[start - low], place[stop - low]
