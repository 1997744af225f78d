"""Compiled loops that put events in order: first by case, then by time, events at the same time in file order.

A general sort compares rows; here the case is already a small number, so one counting pass finds where every case
begins and a second drops each event in its place. What is left is to order a handful of events within a case.
Each loop takes a range of events or of cases, so that threads share the work and never write to the same place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.integer]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

Loop = TypeVar("Loop", bound=Callable[..., object])

# Insertion sort is best for the few events that a case has, and quadratic for the case with thousands.
LONG_CASE = 256


def compiled(loop: Loop) -> Loop:
    """Compile with Numba, keep the machine code between runs, let other threads run meanwhile."""
    return cast(Loop, numba.njit(cache=True, nogil=True)(loop))


@compiled
def number_and_count(case: Int32, numbers: Int32, counts: Int64) -> None:
    """Replace each provisional case code by its number and add to ``counts`` how many events a case has."""
    for event in range(len(case)):
        number = numbers[case[event]]
        case[event] = number
        counts[number] += 1


@compiled
def place(case: Int32, activity: Codes, time: Int64, free: Int64, to_activity: Codes, to_time: Int64) -> None:
    """Copy events to where their case is, in the order of the file; ``free`` says where each case goes on."""
    for event in range(len(case)):
        at = free[case[event]]
        free[case[event]] = at + 1
        to_activity[at] = activity[event]
        to_time[at] = time[event]


@compiled
def order_by_time(starts: Int64, low: int, high: int, activity: Codes, time: Int64) -> None:
    """Order the events within each of the cases ``low`` up to ``high`` by time, in place; ties stay as they are.

    Cases of ``LONG_CASE`` events or more are passed over.
    """
    for case in range(low, high):
        begin, end = starts[case], starts[case + 1]
        if end - begin >= LONG_CASE:
            continue
        for event in range(begin + 1, end):
            moment = time[event]
            if time[event - 1] <= moment:
                continue
            code = activity[event]
            at = event
            while at > begin and time[at - 1] > moment:
                time[at] = time[at - 1]
                activity[at] = activity[at - 1]
                at -= 1
            time[at] = moment
            activity[at] = code
