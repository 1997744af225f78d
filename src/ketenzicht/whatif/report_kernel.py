"""A report and what follows it: a case comes into sight, a spell begins, a course goes on, comes back or is lost.

The order of what an event does is fixed: the place that comes free is given on first, then the course goes its way,
then involvement is counted, then the clock of the next report is set.
"""

from __future__ import annotations

import numpy as np

from ketenzicht.whatif.ahead_kernel import choose_single_branch
from ketenzicht.whatif.by_reference import kernel, kernel_unless
from ketenzicht.whatif.case_kernel import (
    free_case,
    plan_at,
    put_off,
    restart_clock,
    settle,
)
from ketenzicht.whatif.compiled_model import YEAR, Plan
from ketenzicht.whatif.count_kernel import period_of
from ketenzicht.whatif.course_kernel import (
    BROKEN_OFF,
    call_next,
    case_of_course,
    close_course,
    count_end,
    enter,
    go_out,
    leave_involvement,
    log_course,
    open_course,
    spell_of_course,
)
from ketenzicht.whatif.draw_kernel import (
    AFTER_HOW_LONG,
    BESIDES,
    COMES_BACK,
    FRAILTY,
    LOSSES,
    PERSONS,
    SPELLS,
    by_number,
    draw_branch,
    draw_end,
    route_of,
    stage_chance,
)
from ketenzicht.whatif.queue_kernel import IS_LOST, REPORTS
from ketenzicht.whatif.single_kernel import (
    SINGLE,
    begin_single_spell,
    free_single_spell,
    new_single_case,
    no_course_beside,
    no_log_of_report,
    plan_single_report,
    single_case_is_over,
    single_spell_during,
    single_spell_is_over,
    single_spell_number,
)
from ketenzicht.whatif.state import (
    CASE_FREE,
    CASES_LEFT,
    CASES_LOGGED,
    REPORTS_LOGGED,
    SPELL_FREE,
    SPELLS_FINISHED,
    SPELLS_LEFT,
    State,
)
from ketenzicht.whatif.streams import bits_of, exponential, gamma_mean_one, key_of, uniform
from ketenzicht.whatif.tally import ReportColumn

FIRST, AFTER, DURING = int(ReportColumn.FIRST), int(ReportColumn.AFTER), int(ReportColumn.DURING)
IN_ONE_YEAR, IN_TWO_YEARS = int(ReportColumn.BACK_IN_ONE_YEAR), int(ReportColumn.BACK_IN_TWO_YEARS)
LOST = int(ReportColumn.LOST)


@kernel_unless(SINGLE, new_single_case)
def new_case(plan: Plan, state: State, of: int, number: int, key: np.uint64, time: float) -> int:
    """A case comes into sight."""
    at = state.numbers[CASE_FREE]
    case, kind = state.cases[at], plan.classes[of]
    state.numbers[CASE_FREE] = case.next
    state.numbers[CASES_LEFT] -= 1
    case.case_key, case.case_number, case.case_class = key, number, of
    case.reports, case.spells, case.pending, case.involved, case.courses = 0, 0, 0, 0, -1
    case.fires, case.held, case.left, case.last_report = 0, 0, -np.inf, -np.inf
    case.rate, case.planned, case.clock_at, case.to_go = 0.0, -np.inf, time, np.inf
    case.persons = 1
    if kind.persons_stop - kind.persons > 1:
        chance = uniform(key, PERSONS, 0)
        while (
            case.persons < kind.persons_stop - kind.persons
            and chance >= plan.chances[kind.persons + case.persons - 1]
        ):
            case.persons += 1
    case.frailty = gamma_mean_one(kind.frailty, key, FRAILTY) if kind.frailty > 0.0 else 1.0
    for level in range(len(plan.levels)):
        state.here[at, level] = 0
    for standing in range(len(plan.standings)):
        first = plan.standings[standing, 0]
        state.rest[at, standing] = first
        state.ages_at[at, standing] = time + plan.levels[first].days
    lost, loss = np.inf, -1
    for row in range(kind.losses, kind.losses_stop):
        if plan.losses[row] > 0.0:
            moment = time + exponential(key, LOSSES, row - kind.losses) / plan.losses[row]
            if moment < lost:
                lost, loss = moment, row - kind.losses
    plan_at(plan, state, lost, IS_LOST, at, case.stamp)
    if len(state.case_log) > 0:
        row_of = state.case_log[state.numbers[CASES_LOGGED]]
        row_of.case_class, row_of.persons, row_of.frailty = of, case.persons, case.frailty
        row_of.first, row_of.lost, row_of.loss = time, lost, loss
    state.numbers[CASES_LOGGED] += 1
    return at


@kernel
def new_spell(state: State, at: int) -> int:
    """A report begins a spell; its number is the reports before it."""
    case = state.cases[at]
    spell = state.numbers[SPELL_FREE]
    row = state.spells[spell]
    state.numbers[SPELL_FREE] = row.next
    state.numbers[SPELLS_LEFT] -= 1
    row.key = key_of(case.case_key, SPELLS + case.reports)
    row.case, row.number, row.courses = at, case.reports, 0
    row.during = 1 if case.involved > 0 else 0
    for stage in range(state.visits.shape[1]):
        state.visits[spell, stage] = 0
    case.reports += 1
    case.spells += 1
    return spell


@kernel_unless(SINGLE, begin_single_spell)
def begin_spell(state: State, at: int, time: float) -> int:
    """A report begins a spell; its course, not yet in a stage."""
    spell = new_spell(state, at)
    state.cases[at].last_report = time
    return open_course(state, at, spell, 0)


@kernel_unless(SINGLE, no_log_of_report)
def log_report(state: State, at: int, during: int, time: float) -> None:
    """Write down that a case was reported, if trajectories are kept."""
    if len(state.report_log) > 0:
        case, row = state.cases[at], state.report_log[state.numbers[REPORTS_LOGGED]]
        state.numbers[REPORTS_LOGGED] += 1
        row.case, row.earlier, row.time, row.during = case.case_number, case.reports - 1, time, during


@kernel
def report(plan: Plan, state: State, at: int, time: float) -> None:
    """A report of a case: count it, and let its spell begin."""
    case = state.cases[at]
    during = 1 if case.involved > 0 else 0
    course = begin_spell(state, at, time)
    if case.reports == 1:
        state.reports_now[FIRST] += 1
    elif during != 0:
        state.reports_now[DURING] += 1
    else:
        state.reports_now[AFTER] += 1
        if time - case.left <= YEAR:
            state.reports[period_of(plan, case.left), IN_ONE_YEAR] += 1
        if time - case.left <= 2 * YEAR:
            state.reports[period_of(plan, case.left), IN_TWO_YEARS] += 1
    log_report(state, at, during, time)
    enter(plan, state, course, plan.classes[case.case_class].entry, time)
    restart_clock(plan, state, at, time)
    settle(plan, state, at, time, True)


@kernel_unless(SINGLE, no_course_beside)
def open_besides(plan: Plan, state: State, branch: int, at: int, ended: int, visit: int, time: float) -> None:
    """The courses that begin beside the one that goes on."""
    course, way = state.courses[at], plan.branches[branch]
    case, spell, person = course.case, course.spell, course.person
    key, number = state.spells[spell].key, state.spells[spell].number
    for row in range(way.besides, way.besides_stop):
        beside, what = plan.besides[row], BESIDES + 2 * (row - way.besides)
        chance = by_number(plan, beside.chances, beside.chances_stop, number)
        if stage_chance(key, ended, what, visit, person) >= chance:
            continue
        enter(plan, state, open_course(state, case, spell, person), beside.stage, time)
        for other in range(state.cases[case].persons):
            if (
                other != person
                and beside.others > 0.0
                and stage_chance(key, ended, what + 1, visit, other) < beside.others
            ):
                enter(plan, state, open_course(state, case, spell, other), beside.stage, time)


@kernel_unless(SINGLE, plan_single_report)
def plan_report(plan: Plan, state: State, at: int, time: float) -> None:
    """A case comes back at a moment."""
    case = state.cases[at]
    case.pending += 1
    plan_at(plan, state, time, REPORTS, at, case.stamp)


@kernel_unless(SINGLE, single_spell_number)
def spell_number(state: State, spell: int) -> int:
    """Spells of the case before."""
    return state.spells[spell].number


@kernel_unless(SINGLE, single_spell_during)
def spell_during(state: State, spell: int) -> int:
    """Whether its report came during involvement."""
    return state.spells[spell].during


@kernel_unless(SINGLE, single_spell_is_over)
def spell_is_over(state: State, spell: int) -> bool:
    """Whether the last of its courses went out."""
    over: bool = state.spells[spell].courses == 0
    return over


@kernel_unless(SINGLE, free_single_spell)
def free_spell(state: State, spell: int) -> None:
    """The spell is over."""
    row = state.spells[spell]
    state.cases[row.case].spells -= 1
    row.next = state.numbers[SPELL_FREE]
    state.numbers[SPELL_FREE] = spell
    state.numbers[SPELLS_LEFT] += 1


@kernel_unless(SINGLE, single_case_is_over)
def case_is_over(plan: Plan, state: State, at: int) -> bool:
    """Whether it does not come back."""
    case = state.cases[at]
    over: bool = case.spells == 0 and case.pending == 0 and plan.rules[0].by_rate == 0
    return over


@kernel
def close_spell(plan: Plan, state: State, at: int, spell: int, outcome: int, time: float) -> None:
    """The last course of a spell went out: count it, and perhaps plan a return."""
    case, number = state.cases[at], spell_number(state, spell)
    state.outcomes_now[outcome] += 1
    state.numbers[SPELLS_FINISHED] += 1
    free_spell(state, spell)
    back = plan.backs[outcome]
    if back.draw >= 0:
        chance = by_number(plan, back.chances, back.chances_stop, number)
        if uniform(case.case_key, COMES_BACK, number) < chance:
            delay = bits_of(case.case_key, AFTER_HOW_LONG, number)
            plan_report(plan, state, at, draw_end(plan, back.draw, time, delay))


@kernel_unless(SINGLE, choose_single_branch)
def choose_branch(plan: Plan, state: State, at: int, route: int, stage: int, visit: int) -> int:
    """The branch of a route that a course takes after a stage."""
    course = state.courses[at]
    return draw_branch(plan, route, course.key, stage, visit, course.person)


@kernel
def go_on(plan: Plan, state: State, at: int, row: int, time: float) -> None:
    """A stage ended: out of it, and on to what follows."""
    course = state.courses[at]
    case, spell = case_of_course(state, at), spell_of_course(state, at)
    stage, visit = course.stage, course.visit
    end, organisation, worked = plan.draws[row].end, course.organisation, course.started < np.inf
    go_out(plan, state, at, stage, time)
    count_end(plan, state, at, stage, row, time)
    if worked and organisation >= 0:
        call_next(plan, state, organisation, time)
    route = route_of(plan, end, state.cases[case].case_class, spell_during(state, spell))
    branch = choose_branch(plan, state, at, route, stage, visit)
    log_course(state, at, end, branch - plan.routes[route].first, time)
    to, outcome = plan.branches[branch].to, plan.branches[branch].outcome
    open_besides(plan, state, branch, at, stage, visit, time)
    if to >= 0:
        enter(plan, state, at, to, time)
    else:
        close_course(state, at)
    leave_involvement(plan, state, case, stage, time)
    settle(plan, state, case, time, False)
    if to < 0 and spell_is_over(state, spell):
        close_spell(plan, state, case, spell, outcome, time)
        if case_is_over(plan, state, case):
            free_case(state, case)


@kernel
def fill_places(plan: Plan, state: State, time: float) -> None:
    """Whoever waits for a place that is free begins."""
    for organisation in range(len(state.organisation_now)):
        call_next(plan, state, organisation, time)


@kernel
def lose(plan: Plan, state: State, at: int, time: float) -> None:
    """A case leaves sight for good; places that come free are given on when all of it is gone."""
    case = state.cases[at]
    state.reports_now[LOST] += 1
    while case.courses >= 0:
        course = case.courses
        row = state.courses[course]
        spell, stage = row.spell, row.stage
        go_out(plan, state, course, stage, time)
        log_course(state, course, BROKEN_OFF, -1, time)
        close_course(state, course)
        leave_involvement(plan, state, at, stage, time)
        if state.spells[spell].courses == 0:
            state.spells[spell].next = state.numbers[SPELL_FREE]
            state.numbers[SPELL_FREE] = spell
            state.numbers[SPELLS_LEFT] += 1
    free_case(state, at)
    fill_places(plan, state, time)


@kernel
def come_by_clock(plan: Plan, state: State, at: int, time: float) -> None:
    """The clock of a case goes off: a report, a report put off, or only a standing that aged."""
    case = state.cases[at]
    case.planned = -np.inf
    if case.fires == 0:
        settle(plan, state, at, time, False)
        return
    moment = put_off(plan, state, at, time)
    if moment > time:
        case.held = 1
        case.pending += 1
        plan_at(plan, state, moment, REPORTS, at, case.stamp)
        settle(plan, state, at, time, False)
    else:
        report(plan, state, at, time)
