"""Compiled loop that groups cases by the route that they take: the sequence of all their activities.

Routes are found by a hash and then compared activity by activity, so two that hash to the same are never mixed up.
A route is not copied: it is where its first case begins in the log.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ketenzicht.engine.event_log_kernel import Codes, Int32, Int64, compiled

UInt64 = npt.NDArray[np.uint64]

# Hash, begin in the log, length and number of cases of each route.
Routes = tuple[UInt64, Int64, Int32, Int64]


@compiled
def same_route(activity: Codes, one: int, other: int, length: int) -> bool:
    """Whether two stretches hold the same activities: a hash only says that they may."""
    for at in range(np.uint64(length)):  # noqa: SIM110 (Numba compiles loops, not generators)
        if activity[np.uint64(one) + at] != activity[np.uint64(other) + at]:
            return False
    return True


@compiled
def find_routes(hashes: UInt64, begins: Int64, lengths: Int32, weights: Int64, activity: Codes) -> Routes:
    """Group stretches of activities that are the same, adding their weights.

    Args:
        hashes: a hash of each stretch, the same for the same activities.
        begins: where each stretch begins in ``activity``.
        lengths: how many activities it has.
        weights: how many cases it stands for.
        activity: the codes.

    Returns:
        For each different route, in order of first appearance: hash, begin, length and total weight of it.
    """
    capacity = 1 << 12
    slots = np.full(capacity, -1, np.int32)
    known = 0
    # As many as there could be; memory that is never written is never taken.
    mark = np.empty(len(begins), np.uint64)
    first = np.empty(len(begins), np.int64)
    size = np.empty(len(begins), np.int32)
    total = np.empty(len(begins), np.int64)
    for number in range(len(begins)):
        mixed, begin, length = hashes[number], begins[number], lengths[number]
        slot = np.int64(mixed & np.uint64(capacity - 1))
        while True:
            route = slots[slot]
            if route < 0:
                slots[slot] = known
                mark[known], first[known] = mixed, begin
                size[known], total[known] = length, weights[number]
                known += 1
                break
            if (
                mark[route] == mixed
                and size[route] == length
                and same_route(activity, first[route], begin, length)
            ):
                total[route] += weights[number]
                break
            slot = (slot + 1) & (capacity - 1)
        if known * 2 > capacity:
            capacity *= 4
            slots = np.full(capacity, -1, np.int32)
            for route in range(known):
                slot = np.int64(mark[route] & np.uint64(capacity - 1))
                while slots[slot] >= 0:
                    slot = (slot + 1) & (capacity - 1)
                slots[slot] = route
    return mark[:known].copy(), first[:known].copy(), size[:known].copy(), total[:known].copy()
