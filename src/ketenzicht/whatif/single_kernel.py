"""What is different where a case has a single course at a time: its calendar, its report and how it goes on.

All else, and every random number, is that of the other chains; a model of this kind gives the same bytes in both.
An event is in the row of its case. What comes from outside, arrivals and changes of capacity, is not in the calendar:
the earliest of it is kept beside.
"""

from __future__ import annotations

import numpy as np

from ketenzicht.whatif.by_reference import kernel, lowest_bit
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.draw_kernel import SPELLS
from ketenzicht.whatif.queue_kernel import BUCKET, IN_HEAP, ORDER, REPORTS
from ketenzicht.whatif.single import (
    NEXT,
    NEXT_BUCKET,
    NEXT_CLASS,
    NEXT_ORDER,
    OPENING,
    OPENING_ORDER,
    SingleState,
)
from ketenzicht.whatif.state import COURSE_FREE, COURSES_LEFT
from ketenzicht.whatif.streams import key_of

SINGLE = SingleState.__name__
NOTHING = -1
"""Nothing is planned for a row."""


@kernel
def insert(state: SingleState, at: int, time: float) -> None:
    """Put a row in its place among those that come up."""
    rows, heap, moments, place = state.courses, state.heap, state.moments, state.numbers[IN_HEAP]
    state.numbers[IN_HEAP] = place + 1
    while place > 0 and (
        moments[place - 1] < time
        or (moments[place - 1] == time and rows[heap[place - 1]].order < rows[at].order)
    ):
        heap[place], moments[place] = heap[place - 1], moments[place - 1]
        place -= 1
    heap[place], moments[place] = at, time


@kernel
def take_out(state: SingleState, at: int) -> None:
    """Take a row from among those that come up."""
    heap, moments, last = state.heap, state.moments, state.numbers[IN_HEAP] - 1
    state.numbers[IN_HEAP] = last
    place = last
    while heap[place] != at:
        place -= 1
    while place < last:
        heap[place], moments[place] = heap[place + 1], moments[place + 1]
        place += 1


@kernel
def come_up_single(plan: Plan, state: SingleState) -> None:
    """Go on to the next bucket with events, if the one that is up is empty, but not past what comes from outside."""
    numbers, rows, buckets, filled = state.numbers, state.courses, state.buckets, state.filled
    while numbers[IN_HEAP] == 0 and numbers[BUCKET] < numbers[NEXT_BUCKET]:
        bucket, last = numbers[BUCKET] + 1, numbers[NEXT_BUCKET]
        place = bucket & (len(buckets) - 1)
        word = filled[place >> 6] >> np.uint64(bucket & 63)
        if word == 0:
            numbers[BUCKET] = min(bucket | 63, last)
            continue
        empty = lowest_bit(word)
        bucket, place = bucket + empty, place + empty
        if bucket > last:
            numbers[BUCKET] = last
            break
        numbers[BUCKET] = bucket
        at, later = buckets[place], -1
        while at >= 0:
            following = rows[at].next
            if bucket_of(plan, rows[at].time) > bucket:  # in a later round
                rows[at].next, later = later, at
            else:
                insert(state, at, rows[at].time)
            at = following
        buckets[place] = later
        if later < 0:
            filled[place >> 6] ^= np.uint64(1) << np.uint64(bucket & 63)


@kernel
def bucket_of(plan: Plan, time: float) -> int:
    """The bucket of a moment, counted from the beginning on."""
    return int((time - plan.rules[0].begin) * plan.rules[0].buckets_per_day)


@kernel
def plan_single(plan: Plan, state: SingleState, at: int, time: float, kind: int) -> None:
    """Plan what happens to a row next, or nothing if that lies after the span."""
    if not time < plan.rules[0].days:
        return
    row, bucket = state.courses[at], bucket_of(plan, time)
    row.time, row.kind = time, kind
    row.order = state.numbers[ORDER]
    state.numbers[ORDER] += 1
    if bucket <= state.numbers[BUCKET]:
        insert(state, at, time)
    else:
        place = bucket & (len(state.buckets) - 1)
        row.next = state.buckets[place]
        state.buckets[place] = at
        state.filled[place >> 6] |= np.uint64(1) << np.uint64(bucket & 63)


@kernel
def unplan_single(plan: Plan, state: SingleState, at: int) -> None:
    """What was planned for a row does not happen."""
    row = state.courses[at]
    if row.kind == NOTHING:
        return
    row.kind = NOTHING
    bucket = bucket_of(plan, row.time)
    if bucket <= state.numbers[BUCKET]:
        take_out(state, at)
        return
    place = bucket & (len(state.buckets) - 1)
    other = state.buckets[place]
    if other == at:
        state.buckets[place] = row.next
        return
    while state.courses[other].next != at:
        other = state.courses[other].next
    state.courses[other].next = row.next


@kernel
def choose_next(plan: Plan, state: SingleState) -> None:
    """The earliest of what comes from outside."""
    numbers, time, order = state.numbers, np.inf, 0
    for of in range(len(state.arrives)):
        moment = state.arrives[of]
        if moment < time or (moment == time and state.arrives_order[of] < order):
            time, order = moment, state.arrives_order[of]
            numbers[NEXT_CLASS] = of
    opening = numbers[OPENING]
    if opening < len(plan.openings):
        moment, planned = plan.openings[opening].time, numbers[OPENING_ORDER] + opening
        if moment < time or (moment == time and planned < order):
            time, order = moment, planned
            numbers[NEXT_CLASS] = -1
    state.clock[NEXT] = time
    numbers[NEXT_ORDER] = order
    numbers[NEXT_BUCKET] = bucket_of(plan, min(time, plan.rules[0].days))


@kernel
def plan_single_arrival(plan: Plan, state: SingleState, of: int, time: float) -> None:
    """The next arrival of a class, or none (infinite)."""
    state.arrives[of] = time
    state.arrives_order[of] = state.numbers[ORDER]
    state.numbers[ORDER] += 1
    choose_next(plan, state)


@kernel
def plan_single_opening(plan: Plan, state: SingleState, row: int) -> None:
    """Openings are in order of time: the first is the next."""
    if row < state.numbers[OPENING]:
        state.numbers[OPENING] = row
        state.numbers[OPENING_ORDER] = state.numbers[ORDER]
        state.numbers[ORDER] += len(plan.openings)
        choose_next(plan, state)


@kernel
def new_single_case(plan: Plan, state: SingleState, of: int, number: int, key: np.uint64, time: float) -> int:
    """A case comes into sight."""
    at = state.numbers[COURSE_FREE]
    row = state.courses[at]
    state.numbers[COURSE_FREE] = row.next
    state.numbers[COURSES_LEFT] -= 1
    row.case_key, row.case_class = key, of
    row.person, row.reports, row.involved = 0, 0, 0
    row.stage, row.kind, row.left = -1, NOTHING, -np.inf
    row.drawn_branch, row.drawn_stage = -1, -1
    return int(at)


@kernel
def begin_single_spell(state: SingleState, at: int, time: float) -> int:
    """A report begins a spell, and its course."""
    row = state.courses[at]
    if row.drawn_stage < 0:  # else the key is there, since something was drawn with it
        row.key = key_of(row.case_key, SPELLS + row.reports)
    row.reports += 1
    row.organisation = -1
    for four in range(state.four_visits.shape[1]):
        if state.four_visits[at, four] != 0:
            state.four_visits[at, four] = 0
    return at


@kernel
def single_row(state: SingleState, at: int) -> int:
    """The case and the spell of a course are the same row."""
    return at


@kernel
def close_single_course(state: SingleState, at: int) -> None:
    """The course and its spell are over."""
    state.courses[at].stage = -1


@kernel
def free_single_case(state: SingleState, at: int) -> None:
    """The case is of no further interest."""
    state.courses[at].next = state.numbers[COURSE_FREE]
    state.numbers[COURSE_FREE] = at
    state.numbers[COURSES_LEFT] += 1


@kernel
def plan_single_report(plan: Plan, state: SingleState, at: int, time: float) -> None:
    """A case comes back at a moment, unless that is after the span."""
    plan_single(plan, state, at, time, REPORTS)


@kernel
def single_spell_is_over(state: SingleState, spell: int) -> bool:
    """With its only course."""
    return True


@kernel
def single_spell_number(state: SingleState, spell: int) -> int:
    """Spells of the case before."""
    return int(state.courses[spell].reports) - 1


@kernel
def single_spell_during(state: SingleState, spell: int) -> int:
    """The report never came during involvement."""
    return 0


@kernel
def single_case_is_over(plan: Plan, state: SingleState, at: int) -> bool:
    """Whether it does not come back."""
    over: bool = state.courses[at].kind == NOTHING
    return over


@kernel
def no_standing(plan: Plan, state: SingleState, at: int, stage: int, waits: bool, change: int) -> None:
    """Where a case stands matters for a rate of return only."""


@kernel
def no_standing_left(plan: Plan, state: SingleState, at: int, row: int, time: float) -> None:
    """Nor what an end leaves."""


@kernel
def no_clock(plan: Plan, state: SingleState, at: int, time: float, always: bool) -> None:
    """There is no rate of return."""


@kernel
def no_clock_again(plan: Plan, state: SingleState, at: int, time: float) -> None:
    """There is no rate of return."""


@kernel
def no_course_beside(
    plan: Plan, state: SingleState, branch: int, at: int, ended: int, visit: int, time: float
) -> None:
    """There is none."""


@kernel
def no_log_of_course(state: SingleState, at: int, end: int, branch: int, ended: float) -> None:
    """Trajectories are kept of other chains only."""


@kernel
def no_log_of_involvement(state: SingleState, at: int, ended: float) -> None:
    """Trajectories are kept of other chains only."""


@kernel
def no_log_of_report(state: SingleState, at: int, during: int, time: float) -> None:
    """Trajectories are kept of other chains only."""


@kernel
def free_single_spell(state: SingleState, spell: int) -> None:
    """It has no row of its own."""


@kernel
def is_single_course(state: SingleState, at: int) -> bool:
    """Between two spells a case has no course."""
    there: bool = state.courses[at].stage >= 0
    return there


@kernel
def forget_single_openings(plan: Plan, state: SingleState) -> None:
    """Those of another plan."""
    state.numbers[OPENING] = len(plan.openings)
    choose_next(plan, state)
