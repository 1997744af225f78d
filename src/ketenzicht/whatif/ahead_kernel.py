"""What is drawn before it happens, where a case has a single course at a time.

A random number is a function of what it is for, so it may be drawn at any moment. Drawn when a stage begins, the
branch after it and the work of the stage that follows are there when the stage ends, and the moment of the next event
need not wait for a hash and a logarithm: they are computed while the processor does something else. In the same way
the row of the next case of a class is ready before it arrives. What is drawn is the same to the last bit.
"""

from __future__ import annotations

from ketenzicht.whatif.by_reference import kernel
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.draw_kernel import SPELLS, draw_branch, draw_work, route_of
from ketenzicht.whatif.single import SingleState
from ketenzicht.whatif.single_kernel import new_single_case
from ketenzicht.whatif.streams import exponential, key_of

UNKNOWN = -1


@kernel
def draw_work_ahead(plan: Plan, state: SingleState, at: int, stage: int, visit: int) -> None:
    """Draw the work of the stage that a case enters next, if its length does not depend on when it begins."""
    row = state.courses[at]
    row.drawn_stage = UNKNOWN
    if plan.stages[stage].timeless != 0:
        row.drawn_row, row.drawn_days = draw_work(plan, row.key, stage, visit, 0, 0.0)
        row.drawn_stage = stage


@kernel
def look_ahead_single(plan: Plan, state: SingleState, at: int) -> None:
    """Draw what follows the stage in which work begins."""
    row = state.courses[at]
    route = route_of(plan, plan.draws[row.row].end, row.case_class, 0)
    row.drawn_branch = draw_branch(plan, route, row.key, row.stage, row.visit, 0)
    row.drawn_stage = UNKNOWN
    to = plan.branches[row.drawn_branch].to
    if to >= 0:
        draw_work_ahead(plan, state, at, to, state.visits[at, to])


@kernel
def begin_single_work(plan: Plan, state: SingleState, at: int, since: float) -> float:
    """How the work of a stage will end, as it was drawn if it was; the moment."""
    row = state.courses[at]
    if row.drawn_stage == row.stage:
        row.row = row.drawn_row
        return float(since + row.drawn_days)
    row.row, ends = draw_work(plan, row.key, row.stage, row.visit, 0, since)
    return ends


@kernel
def choose_single_branch(plan: Plan, state: SingleState, at: int, route: int, stage: int, visit: int) -> int:
    """The branch that a course takes, as it was drawn when work began. Who gave up before that draws it here."""
    row = state.courses[at]
    branch = row.drawn_branch
    row.drawn_branch = UNKNOWN
    if branch == UNKNOWN:
        row.drawn_stage = UNKNOWN
        branch = draw_branch(plan, route, row.key, stage, visit, 0)
    return int(branch)


@kernel
def forget_single_draws(state: SingleState) -> None:
    """The plan is another one: whatever has not begun is drawn anew."""
    for at in range(len(state.courses)):
        state.courses[at].drawn_branch = UNKNOWN
        state.courses[at].drawn_stage = UNKNOWN


@kernel
def expect_single_case(plan: Plan, state: SingleState, of: int) -> None:
    """Make the row of the next case of a class ready, and draw how long it takes until the one after it."""
    key, number = state.keys[of], state.born[of]
    at = new_single_case(plan, state, of, number, key_of(key, number), 0.0)
    row = state.courses[at]
    row.key = key_of(row.case_key, SPELLS)
    draw_work_ahead(plan, state, at, plan.classes[of].entry, 0)
    state.expected[of] = at
    state.gaps[of] = exponential(key, 0, number + 1)


@kernel
def expected_single_case(plan: Plan, state: SingleState, of: int, time: float) -> int:
    """The row of the case of a class that arrives."""
    return int(state.expected[of])


@kernel
def single_gap(state: SingleState, of: int) -> float:
    """The exponential number until the next arrival of a class."""
    return float(state.gaps[of]) if state.born[of] > 0 else exponential(state.keys[of], 0, 0)
