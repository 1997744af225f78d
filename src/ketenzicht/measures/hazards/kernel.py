"""Compiled loops over rows of follow-up: what a hazard model counts before the fit and sums after it.

Each takes some of the rows, so that threads share the work and never write to the same place.
Elements are named one by one: a view of part of an array costs more here than what is done with it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ketenzicht.engine.event_log_kernel import Codes, Int32, Int64, compiled

Int8 = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# Cases whose sums are multiplied at a time: few enough for the cache of a core.
_TOGETHER = 128


@compiled
def add_code(pattern: Codes, size: int, low: int, codes: Codes) -> None:
    """Make room in ``pattern`` for a covariate of ``size`` levels, of which the first has the code ``low``."""
    for row in range(len(pattern)):
        pattern[row] = pattern[row] * size + (codes[row] - low)


@compiled
def mark(pattern: Codes, seen: Flags) -> None:
    """Mark the patterns that occur."""
    for row in range(len(pattern)):
        seen[pattern[row]] = True


@compiled
def count_events(stop: Int32, cause: Int8, number: Int64, first_day: int, per_day: Int64) -> None:
    """Add the events of any cause to the days on which they happened; see :func:`count` for ``number``."""
    times = 1
    for row in range(len(stop)):
        if len(number):
            times = number[row]
        # Adding nothing is faster than a branch that nobody can predict.
        per_day[stop[row] - first_day] += times * (cause[row] > 0)


@compiled
def count(
    pattern: Codes,
    start: Int32,
    stop: Int32,
    cause: Int8,
    number: Int64,
    first_day: int,
    place: Int32,
    grid: Int64,
) -> None:
    """Add rows to ``grid`` (patterns x bands x 3 + causes); a row stands for as many as ``number`` (or empty) says.

    Without ``start`` all start on the first day, which adds nothing but to who start in the first band: left out.

    Of each cell: days within the band, where what a row adds at its end it subtracts at its start; how many rows
    start in it; how many end in it with nothing, and with each cause. ``place`` has the band of each day and the
    number of days in the band up to it.
    """
    times = 1
    for row in range(len(stop)):
        if len(number):
            times = number[row]
        of = pattern[row]
        if len(start):
            day = start[row] - first_day
            band = place[day, 0]
            grid[of, band, 0] -= times * place[day, 1]
            grid[of, band, 1] += times
        day = stop[row] - first_day
        band = place[day, 0]
        grid[of, band, 0] += times * place[day, 1]
        grid[of, band, 2 + cause[row]] += times


@compiled
def sum_of_products(
    begin: int,
    end: int,
    first_of_case: Flags,
    pattern: Codes,
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
