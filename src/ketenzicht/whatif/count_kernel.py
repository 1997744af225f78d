"""What is counted while time passes: days, numbers at the same time, ages at the end of a period, terms.

Days are counted when something comes or goes: whatever comes is counted until the end of the period, and what goes
gives back the days that were left. So nothing is multiplied on the way, and nobody asks how far the counts are.
"""

from __future__ import annotations

import math

import numpy as np

from ketenzicht.whatif.by_reference import kernel
from ketenzicht.whatif.compiled_model import NO_LIMIT, Plan
from ketenzicht.whatif.draw_kernel import add_working_days, weekday_of
from ketenzicht.whatif.state import PERIOD, PERIOD_BEGIN, PERIOD_END, State
from ketenzicht.whatif.tally import AGE_LIMITS, WAIT_EDGES, Column

IN_TIME, LATE, STARTED = int(Column.IN_TIME), int(Column.LATE), int(Column.STARTED)
_AGES = np.array(AGE_LIMITS)

_CELLS = 7
"""Bits of a number after its exponent that are looked at: they make cells with one border of classes at most."""
_BORDERS = np.append(1.0 + WAIT_EDGES[1:-1], np.inf)
_CLASSES = np.searchsorted(
    _BORDERS,
    np.ldexp(1.0 + np.arange(1 << _CELLS) / (1 << _CELLS), np.arange(16)[:, None]).ravel(),
    side="right",
)


@kernel
def more_present(state: State, row: int, time: float) -> None:
    """One more in a stage, or in the chain."""
    stage = state.stage_now[row]
    present = stage.present + 1.0
    stage.present = present
    stage.case_days += state.clock[PERIOD_END] - time
    if present > stage.peak:
        stage.peak = present


@kernel
def less_present(state: State, row: int, time: float) -> None:
    """One less."""
    stage = state.stage_now[row]
    stage.present -= 1.0
    stage.case_days -= state.clock[PERIOD_END] - time


@kernel
def more_at_work(state: State, organisation: int, time: float) -> None:
    """One more place of an organisation is taken."""
    of = state.organisation_now[organisation]
    of.busy += 1
    of.at_work += state.clock[PERIOD_END] - time


@kernel
def less_at_work(state: State, organisation: int, time: float) -> None:
    """One less."""
    of = state.organisation_now[organisation]
    of.busy -= 1
    of.at_work -= state.clock[PERIOD_END] - time


@kernel
def more_waiting(state: State, organisation: int, row: int, time: float) -> None:
    """One more waits for a place of an organisation, in a stage."""
    left = state.clock[PERIOD_END] - time
    of, stage = state.organisation_now[organisation], state.stage_now[row]
    of.waiting += 1
    of.in_queue += left
    stage.queued += 1.0
    stage.waiting_days += left


@kernel
def less_waiting(state: State, organisation: int, row: int, time: float) -> None:
    """One less."""
    left = state.clock[PERIOD_END] - time
    of, stage = state.organisation_now[organisation], state.stage_now[row]
    of.waiting -= 1
    of.in_queue -= left
    stage.queued -= 1.0
    stage.waiting_days -= left


@kernel
def open_places(state: State, organisation: int, places: int, time: float) -> None:
    """An organisation has so many places from here on; without limit its days are infinite."""
    of = state.organisation_now[organisation]
    if places == NO_LIMIT:
        of.of_places = np.inf
    elif of.places < NO_LIMIT:
        of.of_places += (places - of.places) * (state.clock[PERIOD_END] - time)
    of.places = places


@kernel
def end_period(state: State) -> None:
    """Put what was counted in the row of the period, and begin from nothing."""
    period = state.numbers[PERIOD]
    for row in range(len(state.stage_now)):
        for column in range(state.stage_counts.shape[2]):
            state.stage_counts[period, row, column] += state.stage_columns[row, column]
            state.stage_columns[row, column] = 0.0
    for stage in range(len(state.stage_now) - 1):
        at_once = state.stage_counts[period, stage, STARTED]
        for group in range(1, state.waits.shape[2]):
            at_once -= state.waits[period, stage, group]
        state.waits[period, stage, 0] = at_once
    for organisation in range(len(state.organisation_now)):
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
    for row in range(len(state.stage_now)):
        counts = state.stage_now[row]
        counts.case_days = counts.present * (stop - first)
        counts.waiting_days = counts.queued * (stop - first)
        counts.peak = counts.present
    for organisation in range(len(state.organisation_now)):
        of = state.organisation_now[organisation]
        of.at_work, of.in_queue = of.busy * (stop - first), of.waiting * (stop - first)
        of.of_places = of.places * (stop - first) if of.places < NO_LIMIT else np.inf


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
def class_of_wait(wait: float) -> int:
    """The class of a wait, see :data:`.tally.WAIT_EDGES`, found by the first bits of it and a day."""
    day_more = min(1.0 + wait, 65535.0)
    cell = np.uint64(np.float64(day_more).view(np.int64) - (1023 << 52)) >> np.uint64(52 - _CELLS)
    group = int(_CLASSES[cell])
    return group + int(day_more >= _BORDERS[np.uint64(group)])


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
