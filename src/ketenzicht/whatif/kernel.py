"""Let time pass: take the next event, do what it means, until the span is over or the arrays must grow.

Event-driven in continuous time: nothing is rounded to a step (models with a step of a day were 4 % off)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.ahead_kernel import (
    expect_single_case,
    expected_single_case,
    forget_single_draws,
    single_gap,
)
from ketenzicht.whatif.by_reference import kernel, kernel_unless
from ketenzicht.whatif.case_kernel import (
    plan_at,
    restart_clock,
    settle,
)
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.count_kernel import count_ages, count_term, end_period, next_period, open_places
from ketenzicht.whatif.course_kernel import (
    begin_work,
    call_next,
    case_of_course,
    come_in,
    log_course,
    log_involvement,
    wait_for_place,
)
from ketenzicht.whatif.queue_kernel import (
    ARRIVES,
    CLOCK,
    ENDS,
    FREE,
    GIVES_UP,
    IN_HEAP,
    IS_LOST,
    LEFT,
    OPENS,
    REPORTS,
    Records,
    come_up,
    pop,
)
from ketenzicht.whatif.report_kernel import (
    begin_spell,
    come_by_clock,
    fill_places,
    go_on,
    lose,
    new_case,
    report,
)
from ketenzicht.whatif.single import NEXT, NEXT_CLASS, NEXT_ORDER, OPENING
from ketenzicht.whatif.single_kernel import (
    NOTHING,
    SINGLE,
    choose_next,
    come_up_single,
    forget_single_openings,
    is_single_course,
    plan_single_arrival,
    plan_single_opening,
)
from ketenzicht.whatif.state import (
    CASE_FREE,
    CASES_LEFT,
    CASES_LOGGED,
    COURSE_FREE,
    COURSES_IN_USE,
    COURSES_LEFT,
    COURSES_LOGGED,
    EVENTS,
    NOW,
    PERIOD_END,
    REPORTS_LOGGED,
    SPELLS_LEFT,
    State,
)
from ketenzicht.whatif.streams import exponential, key_of

Flags = NDArray[np.bool_]

MARGIN = 256
"""So many rows must be free before an event: more than the courses that one event can begin."""
OVER, FULL, BREATHE = range(3)
"""Why the loop stops: the span is over, arrays must grow, others want to know whether to go on."""


@kernel_unless(SINGLE, plan_single_arrival)
def plan_next_arrival(plan: Plan, state: State, of: int, time: float) -> None:
    """The next arrival of a class, or none (infinite)."""
    plan_at(plan, state, time, ARRIVES, of, plan.rules[0].version)


@kernel_unless(SINGLE, plan_single_opening)
def plan_opening(plan: Plan, state: State, row: int) -> None:
    """A change of capacity that is still to come."""
    plan_at(plan, state, plan.openings[row].time, OPENS, row, plan.rules[0].version)


@kernel
def plan_arrival(plan: Plan, state: State, of: int) -> None:
    """Plan the arrival of the next case of a class, where its place on the scale of expected arrivals lies."""
    day, last, arrived = state.arriving_day[of], plan.arriving.shape[1] - 1, state.arrived[of]
    while day < last and plan.arriving[of, day + 1] <= arrived:
        day += 1
    state.arriving_day[of] = day
    time = np.inf
    if day < last:
        before = plan.arriving[of, day]
        time = plan.rules[0].begin + day + (arrived - before) / (plan.arriving[of, day + 1] - before)
    plan_next_arrival(plan, state, of, time)


@kernel_unless(SINGLE, single_gap)
def gap(state: State, of: int) -> float:
    """The exponential number until the next arrival of a class."""
    return exponential(state.keys[of], 0, state.born[of])


@kernel_unless(SINGLE, expect_single_case)
def expect_case(plan: Plan, state: State, of: int) -> None:
    """A case is made when it arrives."""


@kernel_unless(SINGLE, expected_single_case)
def case_of(plan: Plan, state: State, of: int, time: float) -> int:
    """The case of a class that arrives."""
    key = key_of(state.keys[of], state.born[of])
    return new_case(plan, state, of, state.numbers[CASES_LOGGED], key, time)


@kernel_unless(SINGLE, forget_single_draws)
def forget_draws(state: State) -> None:
    """Nothing is drawn before it happens."""


@kernel
def next_arrival(plan: Plan, state: State, of: int) -> None:
    """One exponential number further on the scale of expected arrivals."""
    state.arrived[of] += gap(state, of)
    plan_arrival(plan, state, of)
    expect_case(plan, state, of)


@kernel
def arrive(plan: Plan, state: State, of: int, time: float) -> None:
    """A case of a class comes into sight."""
    at = case_of(plan, state, of, time)
    state.born[of] += 1
    report(plan, state, at, time)
    next_arrival(plan, state, of)


@kernel
def change_places(plan: Plan, state: State, row: int, time: float) -> None:
    """An organisation has other places from now on."""
    opening = plan.openings[row]
    open_places(state, opening.organisation, opening.places, time)
    call_next(plan, state, opening.organisation, time)


@kernel
def happen(plan: Plan, state: State, kind: int, index: int, stamp: int, time: float) -> bool:
    """Do what an event means; False if it was out of date."""
    if kind in (ENDS, GIVES_UP):
        if state.courses[index].stamp != stamp:
            return False
        go_on(plan, state, index, state.courses[index].row, time)
    elif kind == ARRIVES:
        if stamp != plan.rules[0].version:
            return False
        arrive(plan, state, index, time)
    elif kind == CLOCK:
        if state.cases[index].clock_stamp != stamp:
            return False
        come_by_clock(plan, state, index, time)
    elif kind == REPORTS:
        if state.cases[index].stamp != stamp:
            return False
        state.cases[index].pending -= 1
        report(plan, state, index, time)
    elif kind == IS_LOST:
        if state.cases[index].stamp != stamp:
            return False
        lose(plan, state, index, time)
    else:
        if stamp != plan.rules[0].version:
            return False
        change_places(plan, state, index, time)
    return True


@kernel
def begin(plan: Plan, state: State, seed: np.uint64) -> None:
    """Plan what is known at the beginning: arrivals, and the days on which capacity changes."""
    for of in range(len(plan.classes)):
        state.keys[of] = key_of(seed, of)
        next_arrival(plan, state, of)
    plan_openings(plan, state, plan.rules[0].begin)


@kernel_unless(SINGLE, forget_single_openings)
def forget_openings(plan: Plan, state: State) -> None:
    """Those of another plan: they have the version of that."""


@kernel
def plan_openings(plan: Plan, state: State, time: float) -> None:
    """Capacities as they are now, and plan when they change."""
    forget_openings(plan, state)
    for row in range(len(plan.openings)):
        opening = plan.openings[row]
        if opening.time > time:
            plan_opening(plan, state, row)
        elif state.organisation_now[opening.organisation].places != opening.places:
            open_places(state, opening.organisation, opening.places, time)


@kernel
def change_plan(plan: Plan, state: State, time: float, in_use: Flags) -> None:
    """The plan is another one from now on.

    What has begun goes on as it was drawn; capacities, arrivals and rates of return are set anew.
    """
    next_period(plan, state, time)
    state.clock[0] = time
    forget_draws(state)
    plan_openings(plan, state, time)
    fill_places(plan, state, time)
    for of in range(len(plan.classes)):
        plan_arrival(plan, state, of)
    if plan.rules[0].by_rate == 0:
        return
    mark_free(state.cases, state.numbers[CASE_FREE], in_use)
    for at in range(len(state.cases)):
        if in_use[at]:
            settle(plan, state, at, time, False)


@kernel
def put_in_stock(
    plan: Plan,
    state: State,
    of: int,
    stage: int,
    key: np.uint64,
    days: float,
    before: int,
    waits: bool,
) -> None:
    """A case that is in a stage when the run begins, since so many days."""
    now = plan.rules[0].begin
    at = new_case(plan, state, of, state.numbers[CASES_LOGGED], key, now)
    case = state.cases[at]
    case.reports = before
    course = begin_spell(state, at, now - days)
    come_in(plan, state, course, stage, now, now - days)
    if case.involved > 0:
        case.since = now - days
    if waits:
        wait_for_place(plan, state, course, stage, now)
    else:
        begin_work(plan, state, course, stage, now, now - days)
    restart_clock(plan, state, at, now)
    settle(plan, state, at, now, True)


@kernel
def mark_free(rows: Records, first: int, in_use: Flags) -> None:
    """Take the free rows out of those in use."""
    while first < len(rows):
        in_use[first] = False
        first = rows[first].next


@kernel_unless(SINGLE, is_single_course)
def is_course(state: State, at: int) -> bool:
    """Whether a row in use is a course that runs."""
    return True


@kernel
def close(plan: Plan, state: State, in_use: Flags, known: Flags) -> None:
    """The span is over: count and log what is still open."""
    end = plan.rules[0].days
    next_period(plan, state, end)
    state.clock[0] = end
    end_period(state)
    periods = len(plan.first_days) - 1
    mark_free(state.courses, state.numbers[COURSE_FREE], in_use)
    for at in range(len(state.courses)):
        if not in_use[at] or not is_course(state, at):
            continue
        course = state.courses[at]
        count_ages(plan, state, course.stage, course.entered, periods)
        count_term(plan, state, course.stage, course.entered, end, True)
        log_course(state, at, NOTHING, -1, np.inf)
        case = case_of_course(state, at)
        if state.cases[case].involved > 0 and not known[case]:
            known[case] = True
            count_ages(plan, state, len(state.stage_now) - 1, state.cases[case].since, periods)
            log_involvement(state, case, np.inf)


@kernel
def happen_outside(plan: Plan, state: Any, time: float) -> None:
    """What comes from outside next: an arrival, or other places."""
    of = state.numbers[NEXT_CLASS]
    if of >= 0:
        arrive(plan, state, of, time)
    else:
        row = state.numbers[OPENING]
        state.numbers[OPENING] = row + 1
        choose_next(plan, state)
        change_places(plan, state, row, time)


def go_single(plan: Plan, state: Any, until: float, most: int) -> int:
    """The same where a case has a single course at a time."""
    numbers, clock, rows = state.numbers, state.clock, state.courses
    until = min(until, plan.rules[0].days)
    limit = min(until, clock[PERIOD_END])
    for _ in range(most):
        come_up_single(plan, state)
        at, last = -1, numbers[IN_HEAP] - 1
        time = clock[NEXT]
        if last >= 0 and state.moments[last] <= time:
            first = state.heap[last]
            if state.moments[last] < time or rows[first].order < numbers[NEXT_ORDER]:
                at, time = first, state.moments[last]
        if at < 0 and numbers[COURSES_LEFT] == 0:
            return FULL
        if time >= limit:
            if time >= until:
                return OVER
            next_period(plan, state, time)
            limit = min(until, clock[PERIOD_END])
        clock[NOW] = time
        if at < 0:
            happen_outside(plan, state, time)
            continue
        numbers[IN_HEAP] = last
        kind = rows[at].kind
        rows[at].kind = NOTHING
        if kind == REPORTS:
            report(plan, state, at, time)
        else:
            go_on(plan, state, at, rows[at].row, time)
    return BREATHE


@kernel_unless(SINGLE, go_single)
def go(plan: Plan, state: State, until: float, most: int) -> int:
    """Let time pass until a moment or the end of the span, or for so many events; why it stopped."""
    numbers, notes = state.numbers, state.notes
    for _ in range(most):
        in_use = numbers[COURSES_IN_USE]
        if (
            numbers[LEFT] <= MARGIN + in_use
            or numbers[COURSES_LEFT] <= MARGIN
            or numbers[SPELLS_LEFT] <= 1
            or numbers[CASES_LEFT] <= 1
            or (
                len(state.course_log) > 0
                and (
                    len(state.course_log) - numbers[COURSES_LOGGED] <= MARGIN + in_use
                    or len(state.report_log) - numbers[REPORTS_LOGGED] <= 1
                    or len(state.case_log) - numbers[CASES_LOGGED] <= 1
                )
            )
        ):
            return FULL
        if not come_up(notes, state.buckets, state.heap, numbers):
            return OVER
        time = notes[state.heap[0]].time
        if time >= until:
            return OVER
        at = pop(notes, state.heap, numbers)
        note = notes[at]
        kind, index, stamp = note.kind, note.index, note.stamp
        note.next = numbers[FREE]
        numbers[FREE] = at
        numbers[LEFT] += 1
        next_period(plan, state, time)
        state.clock[0] = time
        if happen(plan, state, kind, index, stamp, time):
            numbers[EVENTS] += 1
    return BREATHE
