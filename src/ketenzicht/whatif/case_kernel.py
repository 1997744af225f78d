"""A case: where it stands, the rate at which it comes back, and what is counted of its involvement.

Between changes of standing the rate is constant, so the integrated rate until the next report (one exponential number
per report) is used up piece by piece and the moment follows exactly.
"""

from __future__ import annotations

import math

import numpy as np

from ketenzicht.whatif.by_reference import kernel
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.draw_kernel import weekday_of
from ketenzicht.whatif.queue_kernel import plan_event
from ketenzicht.whatif.state import CASE_FREE, CASES_LEFT, PERIOD, State
from ketenzicht.whatif.streams import exponential, uniform
from ketenzicht.whatif.tally import AGE_LIMITS, Column, ReportColumn

ARRIVES, ENDS, GIVES_UP, CLOCK, REPORTS, IS_LOST, OPENS = range(7)
"""Kinds of events."""

PERSONS, FRAILTY, LOSSES, NEXT_REPORT, WEEKEND, COMES_BACK, AFTER_HOW_LONG, SPELLS = range(8)
"""Places of a case's random numbers; its spells have keys of their own."""

CASE_DAYS, PEAK = int(Column.CASE_DAYS), int(Column.PEAK)
WAITING_DAYS = int(Column.WAITING_DAYS)
LEFT = int(ReportColumn.LEFT)
_AGES = np.array(AGE_LIMITS)


@kernel
def plan_at(plan: Plan, state: State, time: float, kind: int, index: int, stamp: int) -> None:
    """Plan an event; never, when the moment lies after the span."""
    rules = plan.rules[0]
    place = (time - rules.begin) * rules.buckets_per_day
    plan_event(state.notes, state.buckets, state.heap, state.numbers, place, time, kind, index, stamp)


@kernel
def count_stage(state: State, row: int, time: float) -> None:
    """Count the days of a stage up to now; ask before its numbers change."""
    since = time - state.counted_at[row]
    if since > 0.0:
        counts = state.stage_counts[state.numbers[PERIOD], row]
        counts[CASE_DAYS] += since * state.present[row]
        counts[WAITING_DAYS] += since * state.queued[row]
        state.counted_at[row] = time


@kernel
def more_present(state: State, row: int, time: float) -> None:
    """One more in a stage, or in the chain."""
    count_stage(state, row, time)
    state.present[row] += 1
    counts = state.stage_counts[state.numbers[PERIOD], row]
    if state.present[row] > counts[PEAK]:
        counts[PEAK] = state.present[row]


@kernel
def period_of(plan: Plan, time: float) -> int:
    """The period of a moment; the one after the last for what came before the span."""
    if time < 0.0:
        return len(plan.first_days) - 1
    return plan.period_of_day[min(int(time), len(plan.period_of_day) - 1)]


@kernel
def count_ages(plan: Plan, state: State, row: int, since: float, until_period: int) -> None:
    """Count the age at the end of each period that something saw from ``since`` on, before ``until_period``."""
    periods = len(plan.first_days) - 1
    if until_period >= periods and since < 0.0 and state.clock[0] < 0.0:
        return
    period = 0 if since < 0.0 else period_of(plan, since)
    while period < until_period:
        age = plan.first_days[period + 1] - since
        group = 0
        while group < len(_AGES) and age > _AGES[group]:
            group += 1
        state.ages[period, row, group] += 1
        period += 1


@kernel
def more_involved(state: State, at: int, time: float) -> None:
    """A course of the case is in a stage that counts as involvement."""
    case = state.cases[at]
    case.involved += 1
    if case.involved == 1:
        case.since = time
        more_present(state, len(state.present) - 1, time)


@kernel
def less_involved(plan: Plan, state: State, at: int, time: float) -> bool:
    """And no longer; True when involvement ended with it."""
    case = state.cases[at]
    case.involved -= 1
    if case.involved > 0:
        return False
    whole = len(state.present) - 1
    count_stage(state, whole, time)
    state.present[whole] -= 1
    period = state.numbers[PERIOD]
    count_ages(plan, state, whole, case.since, period)
    case.left = time
    state.reports[period, LEFT] += 1
    return True


@kernel
def stand(plan: Plan, state: State, at: int, stage: int, waits: bool, change: int) -> None:
    """A course comes in (1) or goes out of (-1) the levels of a stage."""
    for standing in range(len(plan.standings)):
        level = plan.waiting[stage, standing] if waits else plan.at_work[stage, standing]
        if level >= 0:
            state.here[at, level] += change


@kernel
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


@kernel
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


@kernel
def restart_clock(plan: Plan, state: State, at: int, time: float) -> None:
    """A report was made: another exponential number until the next."""
    if plan.rules[0].by_rate == 0:
        return
    case = state.cases[at]
    case.to_go = exponential(case.key, NEXT_REPORT, case.reports)
    case.clock_at = time
    case.held = 0
    case.rate = rate_of(plan, state, at)
    case.planned = -np.inf


@kernel
def put_off(plan: Plan, state: State, at: int, time: float) -> float:
    """The moment at which a report is made that would come at ``time``: not on the day of the last, or on Monday."""
    rules, case = plan.rules[0], state.cases[at]
    day = math.floor(time)
    moment = time - day
    if rules.next_day != 0 and day <= math.floor(case.last_report):
        day = math.floor(case.last_report) + 1.0
    weekday = weekday_of(plan, day)
    if weekday > 4 and uniform(case.key, WEEKEND, case.reports) < rules.to_monday:
        day += 7 - weekday
    return day + moment


@kernel
def free_case(state: State, at: int) -> None:
    """The case is of no further interest."""
    case = state.cases[at]
    case.stamp += 1
    case.clock_stamp += 1
    case.next = state.numbers[CASE_FREE]
    state.numbers[CASE_FREE] = at
    state.numbers[CASES_LEFT] += 1
