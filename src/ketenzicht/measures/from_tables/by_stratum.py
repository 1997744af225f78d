"""Cumulative incidence in many strata at once: municipalities by year by cohort, thousands of small tables.

Estimating them one after another spends its time on calling NumPy thousands of times. Strata have the same days,
so a block of them is one table with a last axis more, and every step of the estimate is taken for the whole block.
The answers are those of ``aalen_johansen`` on each stratum by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.survival import (
    CountTable,
    Floats,
    Ints,
    estimates_by_day,
    log_log_intervals,
)
from ketenzicht.measures.estimators.variances import aalen, greenwood, greenwood_of_survival

# A block of strata of about this many cells stays in the cache of a processor.
CELLS_OF_A_BLOCK = 100_000


@dataclass(frozen=True)
class CellsByStratum:
    """Rows of all strata, each one whole number: ``(day - first_day) x (causes + 1) + ending``.

    Endings are 0 for censored and 1 to ``causes`` for an event.

    Args:
        cells: the rows, stratum by stratum (n).
        numbers: how many rows each stands for (n); 1 when None.
        entries: their entry, in days after ``first_day`` (n); 0 when None.
        begins: where each stratum begins in ``cells``, with one entry more for the end.
        causes: number of causes.
        first_day: the day after which the first row is at risk, or earlier.
        last_day: the last day of any row.
        started: rows that were ever at risk, by stratum.
    """

    cells: npt.NDArray[np.integer]
    numbers: Ints | None
    entries: npt.NDArray[np.integer] | None
    begins: Ints
    causes: int
    first_day: int
    last_day: int
    started: Ints

    def counts(self, first: int, end: int, until: int) -> tuple[Ints, Ints]:
        """Counts of the strata from ``first`` up to ``end`` on each day from ``first_day`` up to ``until``.

        Returns:
            Rows that left by day, ending (0 censored) and stratum, and rows that entered by day and stratum.
            What happens later is counted as censored on a day more, the last.
        """
        endings, strata, days = self.causes + 1, end - first, until - self.first_day + 2
        chosen = slice(self.begins[first], self.begins[end])
        stratum = np.repeat(np.arange(strata), np.diff(self.begins[first : end + 1]))
        numbers = None if self.numbers is None else self.numbers[chosen]

        def counted(of: npt.NDArray[np.integer], width: int) -> Ints:
            place = np.minimum(of[chosen], (days - 1) * width).astype(np.int64) * strata + stratum
            found = np.bincount(place, numbers, minlength=days * width * strata)
            return found.astype(np.int64, copy=False).reshape(days, width, strata)

        if self.entries is not None:
            return counted(self.cells, endings), counted(self.entries, 1)[:, 0]
        entered = np.zeros((days, strata), dtype=np.int64)
        entered[0] = self.started[first:end]
        return counted(self.cells, endings), entered

    def table(self, stratum: int) -> CountTable:
        """The count table of one stratum."""
        left, entered = self.counts(stratum, stratum + 1, self.last_day)
        left, entered = left[:, :, 0], entered[:, 0]
        used = left.any(axis=1) | (entered > 0)
        days = np.flatnonzero(used) + self.first_day
        return CountTable(days, left[used, 1:], left[used, 0], entered[used])

    def blocks(self, until: int) -> Iterator[tuple[int, int]]:
        """First and end of each block of strata whose counts stay in the cache."""
        size = max(1, CELLS_OF_A_BLOCK // ((until - self.first_day + 2) * (self.causes + 1)))
        for first in range(0, len(self.started), size):
            yield first, min(first + size, len(self.started))


@dataclass(frozen=True)
class EstimatesByStratum:
    """Estimates by stratum (s), day (d) and cause (c); the last cause is any of them: one minus survival.

    Args:
        value, standard_error, low, high: the cumulative incidence (s x d x c + 1).
        events: events so far (s x d x c + 1).
        at_risk: number at risk just before the day (s x d).
    """

    value: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    events: Ints
    at_risk: Ints


def estimates_by_stratum(
    cells: CellsByStratum, days: Sequence[int], *, aalen_variance: bool = False, z: float = Z95
) -> EstimatesByStratum:
    """Aalen-Johansen in every stratum at once, with intervals, at some days.

    Args:
        cells: the rows.
        days: days on the clock, not negative.
        aalen_variance: the variance of ``cmprsk`` instead of that of ``etm``; survival has Greenwood's in both.
        z: normal quantile of the interval.
    """
    until = max(cells.first_day, min(max(days), cells.last_day))
    places = np.clip(np.asarray(days) - cells.first_day, 0, until - cells.first_day)
    shape = (len(cells.started), len(days), cells.causes + 1)
    value, squared = np.empty(shape), np.empty(shape)
    events, at_risk = np.empty(shape, dtype=np.int64), np.empty(shape[:2], dtype=np.int64)
    for first, end in cells.blocks(until):
        left, entered = cells.counts(first, end, until)
        gone, come = left.sum(axis=1), np.cumsum(entered, axis=0)
        present = come - entered - (np.cumsum(gone, axis=0) - gone)
        found = estimates_by_day(np.arange(len(left)), left[:, 1:], present)
        spread = aalen(found) if aalen_variance else greenwood(found)
        for target, by_cause, together in (
            (value, found.value, 1.0 - found.survival),
            (squared, spread, greenwood_of_survival(found)),
            (events, np.cumsum(left[:, 1:], axis=0), np.cumsum(found.total, axis=0)),
        ):
            target[first:end, :, :-1] = by_cause[places].transpose(2, 0, 1)
            target[first:end, :, -1] = together[places].T
        at_risk[first:end] = present[places].T
    at_risk[:, np.asarray(days) > until] = 0
    standard_error = np.sqrt(np.maximum(squared, 0.0))
    return EstimatesByStratum(
        value, standard_error, *log_log_intervals(value, standard_error, z), events, at_risk
    )
