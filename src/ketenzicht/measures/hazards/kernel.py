"""Compiled loops over rows of follow-up: what a hazard model counts before the fit and sums after it.

Each takes a range of rows, so that threads share the work and never write to the same place.
Elements are named one by one: a view of part of an array costs more here than what is done with it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ketenzicht.engine.event_log_kernel import Int32, Int64, compiled

Int8 = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# Cases whose sums are multiplied at a time: few enough for the cache of a core.
_TOGETHER = 128


@compiled
def count_events(stop: Int32, cause: Int8, first_day: int, per_day: Int64) -> None:
    """Add the events of any cause to the days on which they happened."""
    for row in range(len(stop)):
        if cause[row] > 0:
            per_day[stop[row] - first_day] += 1


@compiled
def count(
    begin: int,
    end: int,
    pattern: Int32,
    start: Int32,
    stop: Int32,
    cause: Int8,
    first_day: int,
    place: Int32,
    grid: Int64,
) -> None:
    """Add rows to ``grid`` (patterns x bands x 2 + causes).

    Of each cell: days within the band, how many reached it, and events by cause, where what a row adds at its end
    it subtracts at its start. ``place`` has the band of each day and the number of days in the band up to it.
    """
    for row in range(begin, end):
        of = pattern[row]
        day = start[row] - first_day
        band = place[day, 0]
        grid[of, band, 0] -= place[day, 1]
        grid[of, band, 1] -= 1
        day = stop[row] - first_day
        band = place[day, 0]
        grid[of, band, 0] += place[day, 1]
        grid[of, band, 1] += 1
        if cause[row] > 0:
            grid[of, band, 1 + cause[row]] += 1


@compiled
def sum_of_products(
    begin: int,
    end: int,
    first_of_case: Flags,
    pattern: Int32,
    start: Int32,
    stop: Int32,
    cause: Int8,
    first_day: int,
    of_cause: Int8,
    weight: Floats,
    path: Floats,
    jump: Floats,
    at_entry: Flags,
    own: Floats,
    total: Floats,
) -> None:
    """Add to ``total`` (k x k) the products of what each case contributes to k estimates.

    ``weight`` (parts x patterns x k + 1), ``path`` and ``jump`` (parts x days x k + 1) are explained at
    :class:`.by_case.Part`; ``own`` (patterns x k, or empty) is added once for a row that is ``at_entry``.
    """
    wide = total.shape[0]
    adds_own = len(own) > 0
    gathered = np.zeros((_TOGETHER, wide))
    case = -1
    for row in range(begin, end):
        if first_of_case[row]:
            case += 1
            if case == _TOGETHER:
                total += gathered.T @ gathered
                case = 0
            gathered[case] = 0.0
        of, entered, left = pattern[row], start[row] - first_day, stop[row] - first_day
        for part in range(len(of_cause)):
            rate = weight[part, of, wide]
            surplus = -rate * (path[part, left, wide] - path[part, entered, wide])
            if cause[row] == of_cause[part]:
                surplus += jump[part, left, wide]
                for at in range(wide):
                    gathered[case, at] += jump[part, left, at]
            for at in range(wide):
                expected = rate * (path[part, left, at] - path[part, entered, at])
                gathered[case, at] += weight[part, of, at] * surplus - expected
        if adds_own and at_entry[row]:
            for at in range(wide):
                gathered[case, at] += own[of, at]
    last = gathered[: case + 1]
    total += last.T @ last
