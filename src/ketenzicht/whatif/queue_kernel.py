"""What is still to happen: a calendar of buckets of a fraction of a day (Brown 1988).

A run ends on a known day, so there is a bucket for every fraction of a day until then, and what lies later need not
be kept. A bucket is a list in no order; when it comes up its events go into a binary heap, which is mostly of two or
three. Events at the same moment happen in the order in which they were planned.
What is no longer to happen stays where it is, and is passed over because its stamp is out of date.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.by_reference import kernel

ARRIVES, ENDS, GIVES_UP, CLOCK, REPORTS, IS_LOST, OPENS = range(7)
"""Kinds of events."""

Records = NDArray[Any]
Ints = NDArray[np.int64]

NOTE = np.dtype(
    [("time", "f8"), ("order", "i8"), ("index", "i4"), ("stamp", "i4"), ("next", "i4"), ("kind", "i4")]
)
"""One thing that is to happen, in or out of use."""

ORDER, FREE, LEFT, BUCKET, IN_HEAP = range(5)
"""Numbers of the calendar: events planned so far, first free note, how many are free, bucket that is up, its size."""


@kernel
def before(notes: Records, one: int, other: int) -> bool:
    """Whether one event comes before another."""
    earlier: bool = notes[one].time < notes[other].time or (
        notes[one].time == notes[other].time and notes[one].order < notes[other].order
    )
    return earlier


@kernel
def push(notes: Records, heap: NDArray[np.int32], numbers: Ints, note: int) -> None:
    """Put an event in the heap of the bucket that is up."""
    at = numbers[IN_HEAP]
    numbers[IN_HEAP] = at + 1
    while at > 0:
        parent = (at - 1) >> 1
        if not before(notes, note, heap[parent]):
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = note


@kernel
def pop(notes: Records, heap: NDArray[np.int32], numbers: Ints) -> int:
    """Take the first event out of the heap, which is not empty."""
    first = heap[0]
    size = numbers[IN_HEAP] - 1
    numbers[IN_HEAP] = size
    last = heap[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and before(notes, heap[child + 1], heap[child]):
            child += 1
        if not before(notes, heap[child], last):
            break
        heap[at] = heap[child]
        at = child
    heap[at] = last
    return first


@kernel
def plan_event(
    notes: Records,
    buckets: NDArray[np.int32],
    heap: NDArray[np.int32],
    numbers: Ints,
    place: float,
    time: float,
    kind: int,
    index: int,
    stamp: int,
) -> None:
    """Plan an event; ``place`` is its moment in buckets from the beginning. After the last bucket it is forgotten."""
    if not place < len(buckets):
        return
    note = numbers[FREE]
    numbers[FREE] = notes[note].next
    numbers[LEFT] -= 1
    notes[note].time = time
    notes[note].order = numbers[ORDER]
    numbers[ORDER] += 1
    notes[note].index = index
    notes[note].stamp = stamp
    notes[note].kind = kind
    bucket = int(place)
    if bucket <= numbers[BUCKET]:
        push(notes, heap, numbers, note)
    else:
        notes[note].next = buckets[bucket]
        buckets[bucket] = note


@kernel
def come_up(notes: Records, buckets: NDArray[np.int32], heap: NDArray[np.int32], numbers: Ints) -> bool:
    """Go to the next bucket with events, if the one that is up is empty; False when nothing is left."""
    while numbers[IN_HEAP] == 0:
        bucket = numbers[BUCKET] + 1
        if bucket >= len(buckets):
            return False
        numbers[BUCKET] = bucket
        note = buckets[bucket]
        while note >= 0:
            push(notes, heap, numbers, note)
            note = notes[note].next
    return True
