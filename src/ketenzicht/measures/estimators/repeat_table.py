"""Rows of cases that may have the event more than once: checked, sorted, and counted per day.

Everything on repeats starts here. A case is observed over one or more rows (entry, time], which may leave gaps;
each row ends with nothing, with the event, or with a terminal event after which no event is possible.
Sorting once lets each estimator run in one pass over the rows and one over the days.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.distinct import Places, distinct_places
from ketenzicht.measures.estimators.survival import Ints

REPEAT = 1
TERMINAL = 2

Codes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class RepeatTable:
    """Rows by case and day, with the counts per distinct day; small numbers, as there may be tens of millions.

    Args:
        case: case of each row, 0 to ``cases`` - 1, ascending (n).
        start, stop: places in ``days`` of the days between which the row is observed: (start, stop]; ascending
            within a case, never overlapping (n).
        event: how the row ends: 0 nothing, 1 the event, 2 the terminal event (n).
        days: distinct days on which a row starts or ends, ascending (k).
        cases: number of cases that were ever at risk.
        never_at_risk: rows of no length, which no day can count; R leaves them out likewise.
        events_not_counted: events, of both kinds, on those rows.
    """

    case: Places
    start: Places
    stop: Places
    event: Codes
    days: Ints
    cases: int
    never_at_risk: int
    events_not_counted: int

    @property
    def entry(self) -> Ints:
        """Day after which each row is at risk (n)."""
        return self.days[self.start]

    @property
    def time(self) -> Ints:
        """Last day of each row (n)."""
        return self.days[self.stop]

    @cached_property
    def ending_rows(self) -> npt.NDArray[np.intp]:
        """Rows that end with an event of either kind, in order (e)."""
        return np.flatnonzero(self.event != 0)

    @cached_property
    def repeats(self) -> Ints:
        """Events per day (k)."""
        return self._ending_with(REPEAT)

    @cached_property
    def terminals(self) -> Ints:
        """Terminal events per day (k)."""
        return self._ending_with(TERMINAL)

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
    def first_of_case(self) -> Flags:
        """Whether a row is the first of its case (n)."""
        return _changes(self.case)

    @cached_property
    def first_row(self) -> Places:
        """Row at which the case of each row begins (n)."""
        rows = np.arange(len(self.case), dtype=np.int32)
        return np.asarray(np.maximum.accumulate(np.where(self.first_of_case, rows, 0)), dtype=np.int32)

    def _ending_with(self, event: int) -> Ints:
        rows = self.ending_rows
        return self._per_day(self.stop[rows[self.event[rows] == event]])

    def _per_day(self, places: Places) -> Ints:
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
    stop = _whole(time)
    given = np.asarray(event)
    number = _numbers(np.asarray(case))
    if not len(stop) == len(given) == len(number):
        raise ValueError("case, time and event must have the same length")
    if len(given) and not (
        given.min() >= 0 and given.max() <= TERMINAL and np.all(given == given.astype(np.int8))
    ):
        raise ValueError("event must be 0 (nothing), 1 (the event) or 2 (the terminal event)")
    code = given.astype(np.int8, copy=False)
    if entry is None:
        order = _order(number, stop)
        number, stop, code = number[order], stop[order], code[order]
        start = np.zeros_like(stop)
        start[1:] = stop[:-1]
        start[_changes(number)] = 0
    else:
        start = _whole(entry)
        if len(start) != len(stop):
            raise ValueError("entry must be as long as time")
    if np.any(start > stop):
        raise ValueError("a row cannot end before it starts")
    some = start < stop
    empty = len(some) - int(np.count_nonzero(some))
    lost = int(np.count_nonzero(code[~some])) if empty else 0
    if empty:
        number, start, stop, code = number[some], start[some], stop[some], code[some]
    if entry is not None:
        order = _order(number, start)
        number, start, stop, code = number[order], start[order], stop[order], code[order]
    first = _changes(number)
    for wrong, why in (
        (~first[1:] & (start[1:] < stop[:-1]), "overlap with the row of their case before them"),
        (~first[1:] & (code[:-1] == TERMINAL), "come after a terminal event of their case"),
    ):
        if np.any(wrong):
            raise ValueError(f"{np.count_nonzero(wrong)} rows {why}")
    days, (start_place, stop_place) = distinct_places(start, stop)
    renumbered = np.cumsum(first, dtype=np.int32) - np.int32(1)
    cases = int(np.count_nonzero(first))
    return RepeatTable(renumbered, start_place, stop_place, code, days, cases, empty, lost)


def _whole(days: npt.ArrayLike) -> npt.NDArray[np.signedinteger[Any]]:
    """Days in the small type that they come in: there may be tens of millions."""
    given = np.asarray(days)
    return given if given.dtype.kind == "i" else given.astype(np.int64)


def _numbers(case: npt.NDArray[Any]) -> npt.NDArray[np.integer[Any]]:
    """Cases as numbers that tell them apart: as they are, or the place of each among all."""
    return case if case.dtype.kind == "i" else distinct_places(case)[1][0]


def _changes(case: npt.NDArray[Any]) -> Flags:
    first = np.ones(len(case), dtype=np.bool_)
    first[1:] = case[1:] != case[:-1]
    return first


def _order(case: npt.NDArray[Any], day: Ints) -> npt.NDArray[np.intp] | slice:
    """The order by case and day; nothing to do for rows that come sorted, as they do from a database."""
    ascending = (case[1:] > case[:-1]) | ((case[1:] == case[:-1]) & (day[1:] >= day[:-1]))
    return slice(None) if np.all(ascending) else np.lexsort((day, case))
