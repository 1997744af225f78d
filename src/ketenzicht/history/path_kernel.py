"""Compiled loops over a sorted event log: steps between activities, and exact medians.

They work on ranges of cases, so that threads share the work and write to places of their own; ``paths`` puts the
parts together. Three ideas carry the speed. Steps are few (activities squared), so gaps are grouped by step with a
counting sort. Only gaps near the middle need to be kept: a sample of the cases says between which bounds, and
counting what lies below them keeps the median exact (after Floyd and Rivest, Communications of the ACM 18, 1975).
And a median does not need an order, only the bucket that the middle falls in, then the bucket within that one.

Positions in the inner loops are numbers without a sign: Numba then leaves out the check for negative positions,
which saves almost half of the time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ketenzicht.engine.event_log_kernel import Codes, Int64, compiled

UInt64 = npt.NDArray[np.uint64]

# Range of cases: first, end, stride.
Cases = tuple[int, int, int]

BUCKET_BITS = 11
# A large odd multiplier spreads the bits (Fibonacci hashing, Knuth 1998, section 6.4).
SPREAD = np.uint64(0x9E3779B97F4A7C15)


@compiled
def count_steps(starts: Int64, cases: Cases, activity: Codes, width: int, hashes: UInt64) -> Int64:
    """How often each activity directly follows each other one, as a flat table of ``width * width``.

    ``hashes`` receives per case a hash of its activities, since they pass by anyway.
    """
    low, high, stride = cases
    counts = np.zeros(width * width, np.int64)
    for case in range(low, high, stride):
        before = np.uint64(activity[starts[case]])
        mixed = before + np.uint64(1)
        for event in range(np.uint64(starts[case] + 1), np.uint64(starts[case + 1])):
            after = np.uint64(activity[event])
            counts[before * np.uint64(width) + after] += 1
            mixed = mixed * SPREAD + after
            before = after
        mixed *= SPREAD
        hashes[case] = mixed ^ (
            mixed >> np.uint64(32)
        )  # tables look at the low bits, multiplying spreads upwards
    return counts


@compiled
def gather_gaps(
    starts: Int64,
    cases: Cases,
    activity: Codes,
    time: Int64,
    width: int,
    lower: Int64,
    upper: Int64,
    free: Int64,
    gaps: Int64,
    lasting: Int64,
) -> Int64:
    """Group the times between two events by step, keeping those between the bounds of the step.

    Args:
        starts: where the events of each case begin; ``activity`` and ``time`` hold the events.
        cases: which cases.
        width: number of activities; a step is ``before * width + after``.
        lower: per step the least gap to keep; ``upper`` the largest.
        free: per step where to write in ``gaps``; moves on. There must be room for all gaps of the step.
        gaps: receives the gaps.
        lasting: receives per case the time from first to last event.

    Returns:
        How many gaps of each step lie below its bounds.
    """
    low, high, stride = cases
    below = np.zeros(width * width, np.int64)
    for case in range(low, high, stride):
        begin = starts[case]
        before = np.uint64(activity[begin])
        since = time[begin]
        for event in range(np.uint64(begin + 1), np.uint64(starts[case + 1])):
            after = np.uint64(activity[event])
            step = before * np.uint64(width) + after
            now = time[event]
            gap = now - since
            # Without branches, since nobody can predict on which side of the bounds a gap lies.
            at = free[step]
            gaps[np.uint64(at)] = gap
            is_below = gap < lower[step]
            free[step] = at + ((not is_below) & (gap <= upper[step]))
            below[step] += is_below
            before = after
            since = now
        lasting[case] = since - time[begin]
    return below


@compiled
def median(values: Int64, below: int, total: int) -> float:
    """The exact median of ``total`` values of which those around the middle are given; overwrites them.

    Args:
        values: a stretch of the values in any order, complete between its least and its largest.
        below: how many values are smaller than any of these.
        total: how many values there are.

    Returns:
        The middle value, or the mean of the middle two if ``total`` is even; nan if they are not among ``values``.
    """
    size = len(values)
    rank = (total - 1) // 2 - below
    even = total % 2 == 0
    if rank < 0 or rank + even >= size:
        return np.nan
    lowest, highest = values[0], values[0]
    for value in values:
        lowest = min(lowest, value)
        highest = max(highest, value)
    above = highest
    counts = np.empty(1 << BUCKET_BITS, np.int64)
    while lowest < highest:
        shift = 0
        while (highest - lowest) >> shift >= 1 << BUCKET_BITS:
            shift += 1
        counts[:] = 0
        for at in range(size):
            counts[(values[at] - lowest) >> shift] += 1
        bucket = 0
        while rank >= counts[bucket]:
            rank -= counts[bucket]
            bucket += 1
        kept = 0
        new_lowest, new_highest = highest, lowest
        for at in range(size):
            value = values[at]
            its = (value - lowest) >> shift
            if its == bucket:
                values[kept] = value
                kept += 1
                new_lowest = min(new_lowest, value)
                new_highest = max(new_highest, value)
            elif its > bucket:
                above = min(above, value)
        size, lowest, highest = kept, new_lowest, new_highest
    if even and rank + 1 == size:
        return float((lowest + above) / 2)
    return float(lowest)


@compiled
def medians(
    gaps: Int64,
    begins: Int64,
    ends: Int64,
    below: Int64,
    total: Int64,
    first: int,
    result: npt.NDArray[np.float64],
) -> None:
    """The median of every so many-th step, from ``first`` on.

    ``begins``, ``ends`` and ``below`` have one row for each thread that gathered gaps, and this work is shared out
    over as many. Steps whose ``result`` is known already are passed over.
    """
    threads = len(begins)
    for step in range(first, len(total), threads):
        if total[step] == 0 or not np.isnan(result[step]):
            continue
        end = ends[0, step]
        smaller = below[0, step]
        for thread in range(1, threads):
            smaller += below[thread, step]
            for at in range(begins[thread, step], ends[thread, step]):
                gaps[end] = gaps[at]
                end += 1
        result[step] = median(gaps[begins[0, step] : end], smaller, total[step])
