"""Rows of one case hang together: the robust variance with the rows of a case taken as one.

A case that counts at each of its starts (every spell of help, every report) gives several rows, which may run at the
same time. What such a case adds to an estimate is the sum over its rows, so the infinitesimal jackknife squares
that sum and not its parts: as R's ``survfit(..., id = row, cluster = case)``. Without it intervals are too narrow.

Lin DY, Wei LJ (1989), The robust inference for the Cox proportional hazards model, JASA 84, 1074-1078, for the
idea; Therneau's vignette "Methods and formulae" of ``survival`` for the Aalen-Johansen estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.variances import Floats, Gathered, Ints, Spans, Stopped


@dataclass(frozen=True)
class CaseSpans(Spans):
    """Rows with the case that each belongs to (m); ``number`` counts rows of one case that are the same."""

    case: Ints

    def gathered(self, days: Ints) -> Gathered:
        """Sums over these rows, per case."""
        return GatheredByCase(days, self)


def case_spans(
    time: npt.ArrayLike, cause: npt.ArrayLike, case: npt.ArrayLike, entry: npt.ArrayLike | None = None
) -> CaseSpans:
    """Rows that each are observed over (entry, time], by case; rows of no length are left out.

    Args:
        time: end of observation, whole days (n).
        cause: 0 for censored, 1.. for an event of that cause (n).
        case: what tells the cases apart, numbers or texts (n).
        entry: start of observation, whole days (n); 0 when left out.

    Raises:
        ValueError: for arrays of unequal length.
    """
    stop, code = np.asarray(time, dtype=np.int64), np.asarray(cause, dtype=np.int64)
    start = np.zeros_like(stop) if entry is None else np.asarray(entry, dtype=np.int64)
    number = np.unique(np.asarray(case), return_inverse=True)[1].astype(np.int64)
    if not len(stop) == len(code) == len(start) == len(number):
        raise ValueError("time, cause, case and entry must have the same length")
    kept = start < stop
    ones = np.ones(int(np.count_nonzero(kept)), dtype=np.int64)
    return CaseSpans(start[kept], stop[kept], code[kept], ones, number[kept])


class GatheredByCase(Gathered):
    """Sums over cases of products of what their rows gathered together.

    Between the boundaries of its rows, what a case gathered is ``running rows x path + a constant``: each boundary
    changes these two, so the product changes there only, and the rows are visited once and not once per day.
    """

    def __init__(self, days: Ints, rows: CaseSpans) -> None:
        super().__init__(days, rows)
        self._case = rows.case

    def products(self, x: Stopped, y: Stopped) -> Floats:
        """Sum over cases of x times y after each day."""
        running, own_x, own_y = self._running, self._constant(x), self._constant(y)
        return np.asarray(
            self._pairs * x.path * y.path
            + self._after(running * own_y) * x.path
            + self._after(running * own_x) * y.path
            + self._after(own_x * own_y)
        )

    @cached_property
    def _order(self) -> npt.NDArray[np.intp]:
        """Boundaries, first those where rows begin and then those where they end, by case and day."""
        return np.lexsort((np.concatenate((self._first, self._last)), np.tile(self._case, 2)))

    @cached_property
    def _place(self) -> npt.NDArray[np.intp]:
        """Place among the days of each boundary, in order."""
        return np.concatenate((self._first, self._last))[self._order]

    @cached_property
    def _first_of_case(self) -> npt.NDArray[np.bool_]:
        case = np.tile(self._case, 2)[self._order]
        return np.concatenate(([True], case[1:] != case[:-1])) if len(case) else np.zeros(0, dtype=np.bool_)

    @cached_property
    def _running(self) -> Floats:
        number = self._rows.number.astype(np.float64)
        return self._of_case(np.concatenate((number, -number)))

    @cached_property
    def _pairs(self) -> Floats:
        """Sum over cases of the square of their running rows, after each day."""
        return self._after(self._running * self._running)

    def _constant(self, of: Stopped) -> Floats:
        number = self._rows.number
        return self._of_case(np.concatenate((-number * of.at_entry, number * (of.at_entry + of.at_end))))

    def _of_case(self, change: Floats) -> Floats:
        """Changes at the boundaries, added up within each case."""
        change = change[self._order]
        total = np.cumsum(change)
        starts = np.flatnonzero(self._first_of_case)
        before = (total - change)[starts]
        return total - np.repeat(before, np.diff(starts, append=len(total)))

    def _after(self, of_case: Floats) -> Floats:
        """Sum over cases after each day of something that changes at their boundaries only."""
        change = of_case.copy()
        change[1:] -= np.where(self._first_of_case[1:], 0.0, of_case[:-1])
        size = len(self._days)
        return np.asarray(np.cumsum(np.bincount(self._place, change, minlength=size + 1)[:size]))
