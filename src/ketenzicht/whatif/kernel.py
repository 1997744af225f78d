"""Let time pass: take the next event, do what it means, until the span is over or the arrays must grow.

Event-driven in continuous time: nothing is rounded to a step (models with a step of a day were 4 % off)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.by_reference import kernel
from ketenzicht.whatif.case_kernel import (
    ARRIVES,
    CLOCK,
    ENDS,
    GIVES_UP,
    IS_LOST,
    OPENS,
    PEAK,
    REPORTS,
    count_ages,
    count_stage,
    plan_at,
    restart_clock,
    settle,
)
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.course_kernel import (
    NOTHING,
    begin_work,
    call_next,
    come_in,
    count_organisation,
    count_term,
    log_course,
    log_involvement,
    open_course,
    wait_for_place,
)
from ketenzicht.whatif.queue_kernel import FREE, LEFT, Records, come_up, pop
from ketenzicht.whatif.report_kernel import (
    come_by_clock,
    fill_places,
    go_on,
    lose,
    new_case,
    new_spell,
    report,
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
    PERIOD,
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


@kernel
def plan_arrival(plan: Plan, state: State, of: int) -> None:
    """Plan the arrival of the next case of a class, where its place on the scale of expected arrivals lies."""
    expected, day = plan.arriving[of], state.arriving_day[of]
    while day < len(expected) - 1 and expected[day + 1] <= state.arrived[of]:
        day += 1
    state.arriving_day[of] = day
    if day < len(expected) - 1:
        within = (state.arrived[of] - expected[day]) / (expected[day + 1] - expected[day])
        plan_at(plan, state, plan.rules[0].begin + day + within, ARRIVES, of, plan.rules[0].version)


@kernel
def next_arrival(plan: Plan, state: State, of: int) -> None:
    """One exponential number further on the scale of expected arrivals."""
    state.arrived[of] += exponential(state.keys[of], 0, state.born[of])
    plan_arrival(plan, state, of)


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
        number = state.born[index]
        state.born[index] += 1
        key = key_of(state.keys[index], number)
        at = new_case(plan, state, index, state.numbers[CASES_LOGGED], key, time)
        report(plan, state, at, time)
        next_arrival(plan, state, index)
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
        opening = plan.openings[index]
        count_organisation(state, opening.organisation, time)
        state.places[opening.organisation] = opening.places
        call_next(plan, state, opening.organisation, time)
    return True


@kernel
def begin(plan: Plan, state: State, seed: np.uint64) -> None:
    """Plan what is known at the beginning: arrivals, and the days on which capacity changes."""
    for of in range(len(plan.classes)):
        state.keys[of] = key_of(seed, of)
        next_arrival(plan, state, of)
    plan_openings(plan, state, plan.rules[0].begin)


@kernel
def plan_openings(plan: Plan, state: State, time: float) -> None:
    """Capacities as they are now, and plan when they change."""
    for row in range(len(plan.openings)):
        opening = plan.openings[row]
        if opening.time > time:
            plan_at(plan, state, opening.time, OPENS, row, plan.rules[0].version)
        elif state.places[opening.organisation] != opening.places:
            count_organisation(state, opening.organisation, time)
            state.places[opening.organisation] = opening.places


@kernel
def change_plan(plan: Plan, state: State, time: float, in_use: Flags) -> None:
    """The plan is another one from now on. What has begun goes on as it was drawn; capacities, arrivals and rates of
    return are set anew.
    """
    next_period(plan, state, time)
    state.clock[0] = time
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
    spell = new_spell(state, at)
    case.last_report = now - days
    course = open_course(state, at, spell, 0)
    come_in(plan, state, course, stage, now, now - days)
    if case.involved > 0:
        case.since = now - days
    if waits:
        wait_for_place(plan, state, course, now)
    else:
        begin_work(plan, state, course, now, now - days)
    restart_clock(plan, state, at, now)
    settle(plan, state, at, now, True)


@kernel
def count_all(plan: Plan, state: State, time: float) -> None:
    """Count the days of everything up to now."""
    for row in range(len(state.present)):
        count_stage(state, row, time)
    for organisation in range(len(state.places)):
        count_organisation(state, organisation, time)


@kernel
def next_period(plan: Plan, state: State, time: float) -> None:
    """Close the periods that ended before an event."""
    last = len(plan.first_days) - 1
    while True:
        period = state.numbers[PERIOD]
        following = 0 if period == last else period + 1
        if following == last or plan.first_days[following] > time:
            return
        count_all(plan, state, plan.first_days[following])
        state.numbers[PERIOD] = following
        for row in range(len(state.present)):
            state.stage_counts[following, row, PEAK] = state.present[row]


@kernel
def mark_free(rows: Records, first: int, in_use: Flags) -> None:
    """Take the free rows out of those in use."""
    while first < len(rows):
        in_use[first] = False
        first = rows[first].next


@kernel
def close(plan: Plan, state: State, in_use: Flags, known: Flags) -> None:
    """The span is over: count and log what is still open."""
    end = plan.rules[0].days
    next_period(plan, state, end)
    state.clock[0] = end
    count_all(plan, state, end)
    periods = len(plan.first_days) - 1
    mark_free(state.courses, state.numbers[COURSE_FREE], in_use)
    for at in range(len(state.courses)):
        if not in_use[at]:
            continue
        course = state.courses[at]
        count_ages(plan, state, course.stage, course.entered, periods)
        count_term(plan, state, course.stage, course.entered, end, True)
        log_course(state, at, NOTHING, -1, np.inf)
        if state.cases[course.case].involved > 0 and not known[course.case]:
            known[course.case] = True
            count_ages(plan, state, len(state.present) - 1, state.cases[course.case].since, periods)
            log_involvement(state, course.case, np.inf)


@kernel
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
