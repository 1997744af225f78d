"""Where a run stands in a chain whose cases have a single course at a time: one row holds all there is of a case.

In most chains a case has several courses at a time, or may come back while it is still there, and a case, its spells,
its courses and what is planned for them are rows of their own (:mod:`.state`). Where that cannot happen there is one
row for the four, two lines of the processor's cache, and nothing planned is ever out of date.
"""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.by_reference import in_one_piece
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.queue_kernel import BUCKET
from ketenzicht.whatif.state import (
    COURSE_FREE,
    COURSES_LEFT,
    NUMBERS,
    Ints,
    Records,
    State,
    free_rows,
    grown,
    new_state,
)

ROW = np.dtype(
    [("key", "u8"), ("case_key", "u8"), ("time", "f8"), ("order", "i8"), ("entered", "f8"), ("started", "f8"),
     ("since", "f8"), ("left", "f8"), ("drawn_days", "f8"), ("case", "i4"), ("spell", "i4"), ("reports", "i4"),
     ("stage", "i4"), ("organisation", "i4"), ("row", "i4"), ("ahead", "i4"), ("behind", "i4"), ("next", "i4"),
     ("drawn_branch", "i4"), ("drawn_row", "i4"), ("drawn_stage", "i2"), ("case_class", "i2"), ("visit", "i2"),
     ("spare", "i2"), ("involved", "i1"), ("person", "i1"), ("queued", "i1"), ("kind", "i1")]
)  # fmt: skip
"""The fields of a case and of its course.

``kind``: what is planned for it at ``time``, or nothing; ``stage``: -1 between two spells; ``next``: in the list of
free rows, or of a bucket of the calendar; ``drawn_branch``: the branch after this stage; ``drawn_row``,
``drawn_days``: how the work of ``drawn_stage`` will end; -1 where that is not yet drawn; ``case``, ``spell`` and
``spare`` are not read: they fill the second line of the cache."""

ROUND = 256
"""Days until the calendar begins anew; what is further away waits in the bucket of its place in a later round."""
OPENING, OPENING_ORDER, NEXT_CLASS, NEXT_ORDER, NEXT_BUCKET = range(NUMBERS, NUMBERS + 5)
"""The next opening and its place in the order of planning; class of the next arrival (-1: it is an opening)."""
NEXT = 3
"""On the clock: the next arrival or opening."""


@in_one_piece
class SingleState(NamedTuple):
    """The arrays; those with a name of :class:`.state.State` are the same."""

    numbers: Ints
    clock: NDArray[np.float64]
    buckets: NDArray[np.int32]
    filled: NDArray[np.uint64]  # buckets, a bit for each: whether something was put in
    heap: NDArray[np.int32]  # rows of the bucket that is up, the first to happen at the end
    moments: NDArray[np.float64]  # of those rows
    cases: Records
    courses: Records  # the same rows
    visits: NDArray[np.int16]
    four_visits: NDArray[np.uint64]  # the same, four at a time
    queues: NDArray[np.int32]
    born: Ints
    arrived: NDArray[np.float64]
    arriving_day: Ints
    keys: NDArray[np.uint64]
    arrives: NDArray[np.float64]  # classes: when the next arrives
    arrives_order: Ints  # classes
    expected: Ints  # classes: the row of the next case
    gaps: NDArray[np.float64]  # classes: from the next arrival to the one after it
    stage_now: Records
    stage_columns: NDArray[np.float64]
    organisation_now: Records
    organisation_columns: NDArray[np.float64]
    ends_now: NDArray[np.float64]
    outcomes_now: NDArray[np.float64]
    reports_now: NDArray[np.float64]
    stage_counts: NDArray[np.float64]
    waits: NDArray[np.int32]
    ages: NDArray[np.int32]
    end_counts: NDArray[np.float64]
    outcome_counts: NDArray[np.float64]
    organisation_days: NDArray[np.float64]
    reports: NDArray[np.float64]


AnyState = State | SingleState


def is_single(plan: Plan) -> bool:
    """Whether a case has a single course at a time: none beside another, no return by a rate, nobody is lost."""
    alone = len(plan.besides) == 0 and not (plan.losses > 0.0).any()
    return bool(alone and plan.rules[0]["by_rate"] == 0)


def new_single_state(plan: Plan, ends: int, *, size: int = 512) -> SingleState:
    """Before the first moment: an empty chain."""
    state = new_state(plan, ends, size=0)
    classes = len(plan.classes)
    size += classes
    rows = free_rows(ROW, size)
    numbers = np.concatenate([state.numbers, np.zeros(5, dtype=np.int64)])
    numbers[COURSES_LEFT], numbers[COURSE_FREE], numbers[BUCKET] = size, 0, -1
    visits = np.zeros((size, -(-len(plan.stages) // 4) * 4), dtype=np.int16)
    days = min(ROUND, plan.rules[0]["days"] - plan.rules[0]["begin"])
    buckets = max(64, 1 << ceil(days * plan.rules[0]["buckets_per_day"] - 1).bit_length())
    own = {
        "buckets": np.full(buckets, -1, dtype=np.int32),
        "numbers": numbers,
        "clock": np.append(state.clock, np.inf),
        "filled": np.zeros(buckets // 64, dtype=np.uint64),
        "heap": np.zeros(size, dtype=np.int32),
        "moments": np.zeros(size),
        "cases": rows,
        "courses": rows,
        "visits": visits,
        "four_visits": visits.view(np.uint64),
        "arrives": np.full(classes, np.inf),
        "arrives_order": np.zeros(classes, dtype=np.int64),
        "expected": np.zeros(classes, dtype=np.int64),
        "gaps": np.zeros(classes),
    }
    arrays: dict[str, Any] = state._asdict() | own
    return SingleState(**{name: arrays[name] for name in SingleState._fields})


def grow_single(state: SingleState, margin: int) -> SingleState:
    """The same with more room if little is left: half as much again, and at least ``margin``."""
    if state.numbers[COURSES_LEFT] > margin:
        return state
    size = len(state.courses)
    wanted = size + size // 2 + 2 * margin
    rows = grown(state.courses, wanted)
    rows["next"][size:] = np.arange(size + 1, wanted + 1)
    state.numbers[COURSES_LEFT] += wanted - size
    visits = grown(state.visits, wanted)
    return state._replace(
        cases=rows,
        courses=rows,
        heap=grown(state.heap, wanted),
        moments=grown(state.moments, wanted),
        visits=visits,
        four_visits=visits.view(np.uint64),
    )
