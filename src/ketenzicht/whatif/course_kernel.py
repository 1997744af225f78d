"""A course: it enters a stage, waits for a place, is worked on, and leaves; and what is counted of that."""

from __future__ import annotations

import numpy as np

from ketenzicht.whatif.ahead_kernel import begin_single_work, look_ahead_single
from ketenzicht.whatif.by_reference import kernel, kernel_unless
from ketenzicht.whatif.case_kernel import (
    leave_standing,
    less_involved,
    more_involved,
    plan_at,
    settle,
    stand,
)
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.count_kernel import (
    class_of_wait,
    count_ages_so_far,
    count_term,
    less_at_work,
    less_present,
    less_waiting,
    more_at_work,
    more_present,
    more_waiting,
)
from ketenzicht.whatif.draw_kernel import (
    PATIENCE,
    PER_STAGE,
    WHICH_DOER,
    draw_end,
    draw_work,
    stage_bits,
    stage_chance,
)
from ketenzicht.whatif.queue_kernel import ENDS, GIVES_UP
from ketenzicht.whatif.single_kernel import (
    SINGLE,
    close_single_course,
    no_log_of_course,
    no_log_of_involvement,
    plan_single,
    single_row,
    unplan_single,
)
from ketenzicht.whatif.state import (
    COURSE_FREE,
    COURSES_IN_USE,
    COURSES_LEFT,
    COURSES_LOGGED,
    PERIOD,
    PRIORITIES,
    State,
)

NOTHING, BROKEN_OFF = -1, -2
"""Ends in the log: still open, broken off by a loss."""
ATTEMPTS = 1000
"""So often a duration is drawn anew for a case of the stock, until it is longer than what has passed."""


@kernel_unless(SINGLE, single_row)
def case_of_course(state: State, at: int) -> int:
    """The case that a course is of."""
    return int(state.courses[at].case)


@kernel_unless(SINGLE, single_row)
def spell_of_course(state: State, at: int) -> int:
    """The spell that a course is of."""
    return int(state.courses[at].spell)


@kernel_unless(SINGLE, plan_single)
def plan_course(plan: Plan, state: State, at: int, time: float, kind: int) -> None:
    """Plan how the stage of a course ends."""
    plan_at(plan, state, time, kind, at, state.courses[at].stamp)


@kernel_unless(SINGLE, unplan_single)
def unplan(plan: Plan, state: State, at: int) -> None:
    """What was planned for a course is out of date."""
    state.courses[at].stamp += 1


@kernel
def add_to_queue(plan: Plan, state: State, at: int, stage: int, time: float) -> None:
    """Wait for a place, behind all of the same priority."""
    course = state.courses[at]
    organisation = course.organisation
    priority = plan.priority[stage, state.cases[case_of_course(state, at)].case_class]
    more_waiting(state, organisation, stage, time)
    last = state.queues[organisation, priority, 1]
    course.queued, course.ahead, course.behind = priority, last, -1
    if last >= 0:
        state.courses[last].behind = at
    else:
        state.queues[organisation, priority, 0] = at
    state.queues[organisation, priority, 1] = at


@kernel
def take_from_queue(state: State, at: int, time: float) -> None:
    """No longer waiting."""
    course = state.courses[at]
    organisation, priority = course.organisation, course.queued
    less_waiting(state, organisation, course.stage, time)
    if course.ahead >= 0:
        state.courses[course.ahead].behind = course.behind
    else:
        state.queues[organisation, priority, 0] = course.behind
    if course.behind >= 0:
        state.courses[course.behind].ahead = course.ahead
    else:
        state.queues[organisation, priority, 1] = course.ahead
    course.queued = -1


@kernel_unless(SINGLE, begin_single_work)
def draw_now(plan: Plan, state: State, at: int, since: float) -> float:
    """How the work of a stage will end; the moment."""
    course = state.courses[at]
    course.row, ends = draw_work(plan, course.key, course.stage, course.visit, course.person, since)
    return ends


@kernel_unless(SINGLE, look_ahead_single)
def look_ahead(plan: Plan, state: State, at: int) -> None:
    """Nothing is drawn before it happens: a course beside this one may be in the same stage by then."""


@kernel
def begin_work(plan: Plan, state: State, at: int, stage: int, time: float, since: float) -> None:
    """The work of a stage begins; with ``since`` before ``time`` it went on since then and is not over yet."""
    course = state.courses[at]
    if course.organisation >= 0:
        more_at_work(state, course.organisation, time)
    course.started = since
    unplan(plan, state, at)
    stand(plan, state, case_of_course(state, at), stage, False, 1)
    ends, visit = draw_now(plan, state, at, since), course.visit
    for _ in range(ATTEMPTS):
        if since == time or ends > time:
            break
        visit += PER_STAGE  # numbers that no visit reaches
        course.row, ends = draw_work(plan, course.key, stage, visit, course.person, since)
    plan_course(plan, state, at, max(ends, time), ENDS)
    look_ahead(plan, state, at)
    if since == time:
        wait = time - course.entered
        counts = state.stage_now[stage]
        counts.started += 1
        if wait > 0.0:
            counts.wait += wait
            counts.wait_squared += wait * wait
            state.waits[state.numbers[PERIOD], stage, class_of_wait(wait)] += 1


@kernel
def has_place(state: State, organisation: int) -> bool:
    """Whether somebody can be helped at once."""
    of = state.organisation_now[organisation]
    there: bool = of.busy < of.places
    return there


@kernel
def choose_doer(plan: Plan, state: State, at: int, stage: int) -> int:
    """Who does the work of a stage that a course enters, -1: nobody; it stays with whom it is if that can be."""
    course = state.courses[at]
    of = plan.stages[stage]
    if of.doer >= 0 or of.doers == of.doers_stop:
        return of.doer
    for row in range(of.doers, of.doers_stop):
        if plan.doers[row].organisation == course.organisation:
            return course.organisation
    row = of.doers
    if of.doers_stop - of.doers > 1:
        key = course.key
        chance = stage_chance(key, stage, WHICH_DOER, course.visit, course.person)
        while row < of.doers_stop - 1 and chance >= plan.doers[row].chance:
            row += 1
    return plan.doers[row].organisation


@kernel
def enter(plan: Plan, state: State, at: int, stage: int, time: float) -> None:
    """A course enters a stage: work begins, or it waits."""
    organisation = come_in(plan, state, at, stage, time, time)
    state.stage_now[stage].entered += 1
    if organisation < 0 or has_place(state, organisation):
        begin_work(plan, state, at, stage, time, time)
    else:
        wait_for_place(plan, state, at, stage, time)


@kernel
def come_in(plan: Plan, state: State, at: int, stage: int, time: float, since: float) -> int:
    """A course is in a stage, since some moment; the organisation that does its work, or -1."""
    course = state.courses[at]
    course.stage, course.entered, course.started, course.queued = stage, since, np.inf, -1
    spell = spell_of_course(state, at)
    course.visit = state.visits[spell, stage]
    state.visits[spell, stage] += 1
    more_present(state, stage, time)
    if plan.stages[stage].involved != 0:
        more_involved(state, case_of_course(state, at), time)
    organisation = choose_doer(plan, state, at, stage)
    course.organisation = organisation
    return organisation


@kernel
def wait_for_place(plan: Plan, state: State, at: int, stage: int, time: float) -> None:
    """Join the queue, with the patience that one has."""
    course = state.courses[at]
    unplan(plan, state, at)
    add_to_queue(plan, state, at, stage, time)
    stand(plan, state, case_of_course(state, at), stage, True, 1)
    row = plan.stages[stage].patience
    if row >= 0:
        key = course.key
        bits = stage_bits(key, stage, PATIENCE, course.visit, course.person)
        course.row = row
        plan_course(plan, state, at, draw_end(plan, row, time, bits), GIVES_UP)


@kernel
def call_next(plan: Plan, state: State, organisation: int, time: float) -> None:
    """As long as there are places, who is first begins."""
    while state.organisation_now[organisation].waiting > 0 and has_place(state, organisation):
        at = -1
        for priority in range(PRIORITIES):
            at = state.queues[organisation, priority, 0]
            if at >= 0:
                break
        take_from_queue(state, at, time)
        stage = state.courses[at].stage
        stand(plan, state, case_of_course(state, at), stage, True, -1)
        begin_work(plan, state, at, stage, time, time)
        settle(plan, state, case_of_course(state, at), time, False)


@kernel_unless(SINGLE, no_log_of_course)
def log_course(state: State, at: int, end: int, branch: int, ended: float) -> None:
    """Write down that a course was in a stage, if trajectories are kept."""
    if len(state.course_log) == 0:
        return
    course, row = state.courses[at], state.course_log[state.numbers[COURSES_LOGGED]]
    state.numbers[COURSES_LOGGED] += 1
    row.case = state.cases[course.case].case_number
    row.spell = state.spells[course.spell].number
    row.person, row.stage, row.organisation = course.person, course.stage, course.organisation
    row.entered, row.started, row.ended = course.entered, course.started, ended
    row.end, row.branch = end, branch


@kernel_unless(SINGLE, no_log_of_involvement)
def log_involvement(state: State, at: int, ended: float) -> None:
    """The same for a stretch of involvement with the case."""
    if len(state.course_log) == 0:
        return
    case, row = state.cases[at], state.course_log[state.numbers[COURSES_LOGGED]]
    state.numbers[COURSES_LOGGED] += 1
    row.case, row.spell, row.person, row.organisation = case.case_number, case.reports - 1, -1, -1
    row.stage = len(state.stage_now) - 1
    row.entered, row.started, row.ended = case.since, case.since, ended
    row.end, row.branch = NOTHING, -1


@kernel
def go_out(plan: Plan, state: State, at: int, stage: int, time: float) -> None:
    """Out of the stage, whatever comes next; places are given on by the caller."""
    course = state.courses[at]
    waits = course.queued >= 0
    if waits:
        take_from_queue(state, at, time)
    elif course.organisation >= 0:
        less_at_work(state, course.organisation, time)
    stand(plan, state, case_of_course(state, at), stage, waits, -1)
    less_present(state, stage, time)
    count_ages_so_far(plan, state, stage, course.entered)
    unplan(plan, state, at)


@kernel
def count_end(plan: Plan, state: State, at: int, stage: int, row: int, time: float) -> None:
    """Count how a stage ended, and what that leaves."""
    course = state.courses[at]
    counts = state.stage_now[stage]
    counts.ended += 1
    counts.stay += time - course.entered
    if course.started == np.inf:
        counts.gave_up += 1
    state.ends_now[plan.draws[row].end] += 1
    count_term(plan, state, stage, course.entered, time, False)
    leave_standing(plan, state, case_of_course(state, at), row, time)


@kernel
def leave_involvement(plan: Plan, state: State, at: int, stage: int, time: float) -> None:
    """The involvement that a stage meant is over."""
    if plan.stages[stage].involved != 0 and less_involved(plan, state, at, time):
        log_involvement(state, at, time)


@kernel
def open_course(state: State, case: int, spell: int, person: int) -> int:
    """A course of a spell, not yet in a stage."""
    at = state.numbers[COURSE_FREE]
    course = state.courses[at]
    state.numbers[COURSE_FREE] = course.next
    state.numbers[COURSES_LEFT] -= 1
    state.numbers[COURSES_IN_USE] += 1
    course.case, course.spell, course.person, course.organisation = case, spell, person, -1
    course.key = state.spells[spell].key
    course.earlier, course.later = -1, state.cases[case].courses
    if course.later >= 0:
        state.courses[course.later].earlier = at
    state.cases[case].courses = at
    state.spells[spell].courses += 1
    return at


@kernel_unless(SINGLE, close_single_course)
def close_course(state: State, at: int) -> None:
    """The course is over."""
    course = state.courses[at]
    if course.earlier >= 0:
        state.courses[course.earlier].later = course.later
    else:
        state.cases[course.case].courses = course.later
    if course.later >= 0:
        state.courses[course.later].earlier = course.earlier
    state.spells[course.spell].courses -= 1
    course.stamp += 1
    course.next = state.numbers[COURSE_FREE]
    state.numbers[COURSE_FREE] = at
    state.numbers[COURSES_LEFT] += 1
    state.numbers[COURSES_IN_USE] -= 1
