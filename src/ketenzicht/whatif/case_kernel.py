"""A case: where it stands, the rate at which it comes back, and what is counted of its involvement.

Between changes of standing the rate is constant, so the integrated rate until the next report (one exponential number
per report) is used up piece by piece and the moment follows exactly.
"""

from __future__ import annotations

import math

import numpy as np

from ketenzicht.whatif.by_reference import kernel, kernel_unless
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.count_kernel import count_ages_so_far, less_present, more_present
from ketenzicht.whatif.draw_kernel import NEXT_REPORT, WEEKEND, weekday_of
from ketenzicht.whatif.queue_kernel import CLOCK, plan_event
from ketenzicht.whatif.single_kernel import (
    SINGLE,
    free_single_case,
    no_clock,
    no_clock_again,
    no_standing,
    no_standing_left,
)
from ketenzicht.whatif.state import CASE_FREE, CASES_LEFT, State
from ketenzicht.whatif.streams import exponential, uniform
from ketenzicht.whatif.tally import ReportColumn

LEFT = int(ReportColumn.LEFT)


@kernel
def plan_at(plan: Plan, state: State, time: float, kind: int, index: int, stamp: int) -> None:
    """Plan an event; never, when the moment lies after the span."""
    rules = plan.rules[0]
    place = (time - rules.begin) * rules.buckets_per_day
    plan_event(state.notes, state.buckets, state.heap, state.numbers, place, time, kind, index, stamp)


@kernel
def more_involved(state: State, at: int, time: float) -> None:
    """A course of the case is in a stage that counts as involvement."""
    case = state.cases[at]
    case.involved += 1
    if case.involved == 1:
        case.since = time
        more_present(state, len(state.stage_now) - 1, time)


@kernel
def less_involved(plan: Plan, state: State, at: int, time: float) -> bool:
    """And no longer; True when involvement ended with it."""
    case = state.cases[at]
    case.involved -= 1
    if case.involved > 0:
        return False
    whole = len(state.stage_now) - 1
    less_present(state, whole, time)
    count_ages_so_far(plan, state, whole, case.since)
    case.left = time
    state.reports_now[LEFT] += 1
    return True


@kernel_unless(SINGLE, no_standing)
def stand(plan: Plan, state: State, at: int, stage: int, waits: bool, change: int) -> None:
    """A course comes in (1) or goes out of (-1) the levels of a stage."""
    for standing in range(len(plan.standings)):
        level = plan.waiting[stage, standing] if waits else plan.at_work[stage, standing]
        if level >= 0:
            state.here[at, level] += change


@kernel_unless(SINGLE, no_standing_left)
def leave_standing(plan: Plan, state: State, at: int, row: int, time: float) -> None:
    """What an end leaves behind."""
    for standing in range(len(plan.standings)):
        level = plan.leaves[row, standing]
        if level >= 0:
            state.rest[at, standing] = level
            state.ages_at[at, standing] = time + plan.levels[level].days


@kernel
def rate_of(plan: Plan, state: State, at: int) -> float:
    """New reports per day of a case as it stands."""
    rules, case = plan.rules[0], state.cases[at]
    rate = rules.per_day * case.frailty
    for standing in range(len(plan.standings)):
        level = state.rest[at, standing]
        for candidate in range(plan.standings[standing, 0], plan.standings[standing, 1]):
            if state.here[at, candidate] > 0:
                level = candidate
                break
        rate *= plan.levels[level].factor
    return rate * rules.by_earlier ** min(case.reports - 1, rules.most_earlier)


@kernel_unless(SINGLE, no_clock)
def settle(plan: Plan, state: State, at: int, time: float, always: bool) -> None:
    """Bring the clock of the next report in step with where the case stands."""
    if plan.rules[0].by_rate == 0:
        return
    case = state.cases[at]
    next_age = np.inf
    for standing in range(len(plan.standings)):
        while state.ages_at[at, standing] <= time:
            level = plan.levels[state.rest[at, standing]].then
            state.rest[at, standing] = level
            state.ages_at[at, standing] += plan.levels[level].days
        next_age = min(next_age, state.ages_at[at, standing])
    rate = rate_of(plan, state, at)
    if rate != case.rate or always:
        case.to_go = max(case.to_go - case.rate * (time - case.clock_at), 0.0)
        case.clock_at = time
        case.rate = rate
    comes = case.clock_at + case.to_go / case.rate if case.rate > 0.0 and case.held == 0 else np.inf
    planned = min(comes, next_age)
    if planned != case.planned:
        case.clock_stamp += 1
        case.planned = planned
        plan_at(plan, state, planned, CLOCK, at, case.clock_stamp)
    case.fires = 1 if comes <= next_age else 0


@kernel_unless(SINGLE, no_clock_again)
def restart_clock(plan: Plan, state: State, at: int, time: float) -> None:
    """A report was made: another exponential number until the next."""
    if plan.rules[0].by_rate == 0:
        return
    case = state.cases[at]
    case.to_go = exponential(case.case_key, NEXT_REPORT, case.reports)
    case.clock_at = time
    case.held = 0
    case.rate = rate_of(plan, state, at)
    case.planned = -np.inf


@kernel
def put_off(plan: Plan, state: State, at: int, time: float) -> float:
    """The moment, in days, at which a report that would come at ``time`` is made.

    Where the model says so, that is a day later than the last report of the case at the earliest, and for a part of
    those of a weekend the Monday after it.
    """
    rules, case = plan.rules[0], state.cases[at]
    day = math.floor(time)
    moment = time - day
    if rules.next_day != 0 and day <= math.floor(case.last_report):
        day = math.floor(case.last_report) + 1.0
    weekday = weekday_of(plan, day)
    if weekday > 4 and uniform(case.case_key, WEEKEND, case.reports) < rules.to_monday:
        day += 7 - weekday
    return day + moment


@kernel_unless(SINGLE, free_single_case)
def free_case(state: State, at: int) -> None:
    """The case is of no further interest."""
    case = state.cases[at]
    case.stamp += 1
    case.clock_stamp += 1
    case.next = state.numbers[CASE_FREE]
    state.numbers[CASE_FREE] = at
    state.numbers[CASES_LEFT] += 1
