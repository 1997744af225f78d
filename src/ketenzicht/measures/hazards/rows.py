"""Rows of follow-up with covariates, checked and coded: what every estimate of a hazard model starts from.

A row says that somebody was observed over (entry, time], with these covariates all along, and how that ended.
A person may have several rows: for repeats, for gaps, for a state that changes. Of all covariates together a row
keeps one small number, its *pattern*, so that ten million rows are counted in one pass (:mod:`.exposure`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.hazards.covariates import (
    Covariate,
    Patterns,
    coded_patterns,
    known_values,
    text_codes,
)

Days = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]

# Beyond it a table by day would fill memory; it is some 45,000 years, so the clock cannot be in days.
MOST_DAYS = 1 << 24


@dataclass(frozen=True)
class HazardRows:
    """Rows of one case stand together, and within a case those of one member.

    Args:
        start, stop: the row is observed over (start, stop], whole days, start < stop (n).
        cause: 0 for nothing, 1 to ``causes`` for an event of that cause on the last day (n).
        pattern: row of ``patterns`` (n).
        first_of_case: whether a row is the first of its case (n); rows of a case are taken as one sample.
        first_of_member: whether a row is the first of its member (n); see :func:`hazard_rows`.
        patterns: the distinct combinations of covariates.
        never_at_risk: rows of no length, which no day can count; R leaves them out likewise.
        events_not_counted: events on those rows.
    """

    start: Days
    stop: Days
    cause: Codes
    pattern: Days
    first_of_case: Flags
    first_of_member: Flags
    patterns: Patterns
    never_at_risk: int
    events_not_counted: int

    @property
    def covariates(self) -> tuple[Covariate, ...]:
        """The covariates, in the order given."""
        return self.patterns.covariates

    @property
    def cases(self) -> int:
        """Number of cases that were ever at risk."""
        return int(np.count_nonzero(self.first_of_case))

    @property
    def causes(self) -> int:
        """Highest cause."""
        return int(self.cause.max())


def hazard_rows(
    time: npt.ArrayLike,
    cause: npt.ArrayLike,
    covariates: Mapping[str, npt.ArrayLike],
    *,
    entry: npt.ArrayLike | None = None,
    case: npt.ArrayLike | None = None,
    member: npt.ArrayLike | None = None,
    linear: Collection[str] = (),
    levels: Mapping[str, Sequence[Any]] | None = None,
) -> HazardRows:
    """Rows that each are observed over (entry, time], in any order.

    Small integer types (``int32`` for days and cases, ``int8`` for covariates) are taken as they are; others are
    copied. Rows that come by case, and within it by member, need no sorting.

    Args:
        time: end of the row, whole days (n).
        cause: 0 for nothing, 1.. for an event of that cause (n).
        covariates: name -> value per row (n). Each value is a level of its own; numbers in ``linear`` are not.
        entry: start of the row, whole days (n); 0 when left out.
        case: what tells the cases apart (n), each row a case when left out. What happens within a case is not
            taken as independent: one person, or a household of several.
        member: what tells apart within a case those who are followed (n), where one case is followed more than
            once: from each of its starts, or person by person. Left out: the case is followed once.
        linear: names of covariates that are numbers with one rate ratio per unit.
        levels: all levels of a covariate in order, the first to compare with. Left out: those that occur, ascending.

    Raises:
        ValueError: for arrays of unequal length, missing values, days that are no whole numbers, rows that end
            before they start, and when nobody is ever at risk.
    """
    if case is None and member is not None:
        raise ValueError("members are told apart within cases: give case too")
    rows = len(np.asarray(time))
    stop = whole(time, np.int32, "time", rows)
    code = whole(cause, np.int8, "cause", rows)
    start = np.zeros_like(stop) if entry is None else whole(entry, np.int32, "entry", rows)
    if np.any(start > stop):
        raise ValueError("a row cannot end before it starts")
    if np.any(code < 0):
        raise ValueError("cause must be 0 (nothing) or the number of a cause, 1 or more")
    pattern, patterns = coded_patterns(covariates, rows, frozenset(linear), levels or {})
    columns: list[npt.NDArray[Any]] = [start, stop, code, pattern]
    groups = [_names(of, name, rows) for of, name in ((case, "case"), (member, "member")) if of is not None]
    some = start < stop
    empty = len(some) - int(np.count_nonzero(some))
    lost = int(np.count_nonzero(code[~some])) if empty else 0
    if empty == len(some):
        raise ValueError("nobody is ever at risk: there is no row with any length")
    if empty:
        columns, groups = [of[some] for of in columns], [of[some] for of in groups]
    if not _ascending(groups):
        order = np.lexsort(groups[::-1])
        columns, groups = [of[order] for of in columns], [of[order] for of in groups]
    start, stop, code, pattern = columns
    check_clock(int(start.min()), int(stop.max()))
    first_of_case = _changes(groups[:1], len(stop))
    first_of_member = _changes(groups, len(stop)) if len(groups) > 1 else first_of_case
    return HazardRows(start, stop, code, pattern, first_of_case, first_of_member, patterns, empty, lost)


def first_rows(rows: HazardRows) -> Flags:
    """Whether a row is the one with which its member comes under observation (n)."""
    begins = np.flatnonzero(rows.first_of_member)
    earliest = np.minimum.reduceat(rows.start, begins)
    if np.array_equal(earliest, rows.start[begins]):
        return rows.first_of_member
    lengths = np.diff(begins, append=len(rows.start))
    candidates = np.flatnonzero(rows.start == np.repeat(earliest, lengths))
    of_member = np.searchsorted(begins, candidates, side="right")
    found = np.zeros(len(rows.start), dtype=np.bool_)
    found[candidates[_changes([of_member], len(candidates))]] = True
    return found


def check_clock(first: int, last: int) -> None:
    """Refuse a clock that cannot be in days.

    Raises:
        ValueError: for days that lie too far apart.
    """
    if last - first > MOST_DAYS:
        raise ValueError("the rows are too far apart: is the clock in whole days?")


def whole(values: npt.ArrayLike, kind: type[np.signedinteger[Any]], name: str, rows: int) -> npt.NDArray[Any]:
    """Whole numbers, in a small type; nothing is copied when they are in it.

    Raises:
        ValueError: for other than so many ``rows``, missing values, and numbers that are not whole or too large.
    """
    given = known_values(values, name, rows)
    if given.dtype == kind:
        return np.ascontiguousarray(given)
    if given.dtype.kind not in "iubf" or (given.dtype.kind == "f" and np.any(given != np.floor(given))):
        raise ValueError(f"{name} must be whole numbers")
    limits = np.iinfo(kind)
    if rows and not (limits.min <= given.min() and given.max() <= limits.max):
        raise ValueError(f"{name} must lie between {limits.min} and {limits.max}")
    return given.astype(kind)


def _names(values: npt.ArrayLike, name: str, rows: int) -> npt.NDArray[Any]:
    """What tells cases or members apart, in a type that can be sorted."""
    given = known_values(values, name, rows)
    return text_codes(given, name)[0] if given.dtype.kind == "O" else given


def _ascending(groups: Sequence[npt.NDArray[Any]]) -> bool:
    """Whether rows come by case and member, as they do from a database."""
    if not groups:
        return True
    case = groups[0]
    later, same = case[1:] > case[:-1], case[1:] == case[:-1]
    if len(groups) > 1:
        same &= groups[1][1:] >= groups[1][:-1]
    return bool(np.all(later | same))


def _changes(groups: Sequence[npt.NDArray[Any]], length: int) -> Flags:
    """Whether a row differs from the one before it; every row does where nothing tells them apart."""
    first = np.ones(length, dtype=np.bool_)
    if groups:
        first[1:] = False
        for of in groups:
            first[1:] |= of[1:] != of[:-1]
    return first
