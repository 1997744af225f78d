"""What is counted while time passes: days, numbers at the same time, ages at the end of a period, terms.

Days are counted when something comes or goes: whatever comes is counted until the end of the period, and what goes
gives back the days that were left. So nothing is multiplied on the way, and nobody asks how far the counts are.
"""

from __future__ import annotations

import math

import numpy as np

from ketenzicht.whatif.by_reference import kernel
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.draw_kernel import add_working_days, weekday_of
from ketenzicht.whatif.state import PERIOD, PERIOD_BEGIN, PERIOD_END, State
from ketenzicht.whatif.tally import AGE_LIMITS, Column

IN_TIME, LATE, STARTED = int(Column.IN_TIME), int(Column.LATE), int(Column.STARTED)
_AGES = np.array(AGE_LIMITS)


@kernel
def more_present(state: State, row: int, time: float) -> None:
    """One more in a stage, or in the chain."""
    present = state.present[row] + 1
    state.present[row] = present
    counts = state.stage_now[row]
    counts.case_days += state.clock[PERIOD_END] - time
    if present > counts.peak:
        counts.peak = present


@kernel
def less_present(state: State, row: int, time: float) -> None:
    """One less."""
    state.present[row] -= 1
    state.stage_now[row].case_days -= state.clock[PERIOD_END] - time


@kernel
def more_at_work(state: State, organisation: int, time: float) -> None:
    """One more place of an organisation is taken."""
    state.busy[organisation] += 1
    state.organisation_now[organisation].at_work += state.clock[PERIOD_END] - time


@kernel
def less_at_work(state: State, organisation: int, time: float) -> None:
    """One less."""
    state.busy[organisation] -= 1
    state.organisation_now[organisation].at_work -= state.clock[PERIOD_END] - time


@kernel
def more_waiting(state: State, organisation: int, row: int, time: float) -> None:
    """One more waits for a place of an organisation, in a stage."""
    left = state.clock[PERIOD_END] - time
    state.waiting[organisation] += 1
    state.queued[row] += 1
    state.organisation_now[organisation].in_queue += left
    state.stage_now[row].waiting_days += left


@kernel
def less_waiting(state: State, organisation: int, row: int, time: float) -> None:
    """One less."""
    left = state.clock[PERIOD_END] - time
    state.waiting[organisation] -= 1
    state.queued[row] -= 1
    state.organisation_now[organisation].in_queue -= left
    state.stage_now[row].waiting_days -= left


@kernel
def open_places(state: State, organisation: int, places: int, time: float) -> None:
    """An organisation has so many places from here on; -1: without limit, which makes its days infinite."""
    days = state.organisation_now[organisation]
    if places < 0:
        days.of_places = np.inf
    elif state.places[organisation] >= 0:
        days.of_places += (places - state.places[organisation]) * (state.clock[PERIOD_END] - time)
    state.places[organisation] = places


@kernel
def end_period(state: State) -> None:
    """Put what was counted in the row of the period, and begin from nothing."""
    period = state.numbers[PERIOD]
    for row in range(len(state.present)):
        for column in range(state.stage_counts.shape[2]):
            state.stage_counts[period, row, column] += state.stage_columns[row, column]
            state.stage_columns[row, column] = 0.0
    for stage in range(len(state.present) - 1):
        at_once = state.stage_counts[period, stage, STARTED]
        for group in range(1, state.waits.shape[2]):
            at_once -= state.waits[period, stage, group]
        state.waits[period, stage, 0] = at_once
    for organisation in range(len(state.places)):
        for column in range(state.organisation_days.shape[2]):
            state.organisation_days[period, organisation, column] = state.organisation_columns[
                organisation, column
            ]
    for end in range(len(state.ends_now)):
        state.end_counts[period, end] = state.ends_now[end]
        state.ends_now[end] = 0.0
    for outcome in range(len(state.outcomes_now)):
        state.outcome_counts[period, outcome] = state.outcomes_now[outcome]
        state.outcomes_now[outcome] = 0.0
    for column in range(len(state.reports_now)):
        state.reports[period, column] += state.reports_now[column]
        state.reports_now[column] = 0.0


@kernel
def begin_period(plan: Plan, state: State, period: int) -> None:
    """What is there at the beginning of a period is counted until its end."""
    first, stop = plan.first_days[period], plan.first_days[period + 1]
    state.numbers[PERIOD] = period
    state.clock[PERIOD_BEGIN], state.clock[PERIOD_END] = first, stop
    for row in range(len(state.present)):
        counts = state.stage_now[row]
        counts.case_days = state.present[row] * (stop - first)
        counts.waiting_days = state.queued[row] * (stop - first)
        counts.peak = state.present[row]
    for organisation in range(len(state.places)):
        days, places = state.organisation_now[organisation], state.places[organisation]
        days.at_work = state.busy[organisation] * (stop - first)
        days.in_queue = state.waiting[organisation] * (stop - first)
        days.of_places = places * (stop - first) if places >= 0 else np.inf


@kernel
def next_period(plan: Plan, state: State, time: float) -> None:
    """Begin the periods that begin before an event."""
    last = len(plan.first_days) - 1
    while time >= state.clock[PERIOD_END]:
        period = state.numbers[PERIOD]
        following = 0 if period == last else period + 1
        if following == last:
            return
        end_period(state)
        begin_period(plan, state, following)


@kernel
def period_of(plan: Plan, time: float) -> int:
    """The period of a moment; the one after the last for what came before the span."""
    if time < 0.0:
        return len(plan.first_days) - 1
    return int(plan.period_of_day[min(int(time), len(plan.period_of_day) - 1)])


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
def count_ages_so_far(plan: Plan, state: State, row: int, since: float) -> None:
    """The same for the periods that are over; nearly always nothing where stays are short."""
    if since < state.clock[PERIOD_BEGIN]:
        count_ages(plan, state, row, since, state.numbers[PERIOD])


@kernel
def count_term(plan: Plan, state: State, stage: int, entered: float, ended: float, is_open: bool) -> None:
    """Whether the term of a stage was kept; what is open past it counts as late, and within it as nothing."""
    of = plan.stages[stage]
    if of.term < 0.0:
        return
    limit = entered + of.term
    if of.working_days != 0:
        day = math.floor(entered)
        limit = add_working_days(int(day), int(of.term), weekday_of(plan, day)) + 1.0  # the whole of that day
    period = period_of(plan, entered)
    if ended > limit or (of.working_days != 0 and ended == limit):
        state.stage_counts[period, stage, LATE] += 1
    elif not is_open:
        state.stage_counts[period, stage, IN_TIME] += 1
