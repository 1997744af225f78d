"""Drawing what a plan says: which of several ways, how long, on which day."""

from __future__ import annotations

import math

import numpy as np

from ketenzicht.whatif.by_reference import kernel, kernel_within
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.streams import (
    bits_of,
    chance_of,
    exponential_of,
    exponential_quantile,
    normal_quantile,
)

EXPONENTIAL, WEIBULL, LOGNORMAL, QUANTILES = range(1, 5)
WHOLE_DAYS, WORKING_DAYS = 1, 2

PERSONS, FRAILTY, LOSSES, NEXT_REPORT, WEEKEND, COMES_BACK, AFTER_HOW_LONG, SPELLS = range(8)
"""Places of a case's random numbers; its spells have keys of their own."""

WHICH_END, HOW_LONG, WHICH_DOER, WHICH_BRANCH, PATIENCE, CLOCKS, BESIDES = 0, 1, 2, 3, 4, 5, 24
PER_STAGE = 64
"""Places of random numbers at a stage: those above, clocks from 5 on, courses beside from 24 on."""


@kernel
def add_working_days(day: int, working_days: int, weekday: int) -> int:
    """The day so many working days later; ``weekday`` of ``day``, Monday 0. Saturday and Sunday count as Friday."""
    if weekday > 4:
        day -= weekday - 4
        weekday = 4
    position = weekday + working_days
    return day - weekday + position // 5 * 7 + position % 5


@kernel
def weekday_of(plan: Plan, day: float) -> int:
    """Monday is 0."""
    return (int(day) + int(plan.rules[0].weekday)) % 7


@kernel
def later(plan: Plan, time: float, days: float, rounding: int) -> float:
    """The moment so many days later, in the unit of the duration."""
    if rounding == 0:
        return time + days
    if rounding == WHOLE_DAYS:
        return time + math.ceil(days)
    day = math.floor(time)
    return time - day + add_working_days(int(day), math.ceil(days), weekday_of(plan, day))


@kernel_within
def draw_end(plan: Plan, row: int, time: float, bits: np.uint64) -> float:
    """The moment at which something ends that began at ``time``: the duration of a row, at a random chance."""
    mean = plan.draws[row].mean
    if mean > 0.0:
        return time + mean * exponential_of(bits)
    return draw_other_end(plan, row, time, chance_of(bits))


@kernel
def draw_other_end(plan: Plan, row: int, time: float, chance: float) -> float:
    """The same for a duration of any kind."""
    draw = plan.draws[row]
    at = draw.parts
    while at < draw.parts_stop - 1 and chance >= plan.parts[at].chance:
        at += 1
    part = plan.parts[at]
    if draw.parts_stop - draw.parts > 1:
        chance = (chance - (part.chance - part.share)) / part.share
        chance = min(max(chance, 1e-16), 1.0 - 1e-16)
    days = part.scale
    if part.kind == EXPONENTIAL:
        days = part.scale * exponential_quantile(chance)
    elif part.kind == WEIBULL:
        days = part.scale * (-math.log(1.0 - chance)) ** (1.0 / part.shape)
    elif part.kind == LOGNORMAL:
        days = part.scale * math.exp(part.shape * normal_quantile(chance))
    elif part.kind == QUANTILES:
        position = chance * (part.table_size - 1)
        below = min(int(position), part.table_size - 2)
        low = plan.tables[part.table + below]
        days = low + (position - below) * (plan.tables[part.table + below + 1] - low)
    days = min(max(days + part.plus, part.at_least), part.at_most)
    return later(plan, time, days, draw.rounding)


@kernel
def which_draw(plan: Plan, first: int, stop: int, chance: float) -> int:
    """One of the rows of ends, by its running chance."""
    while first < stop - 1 and chance >= plan.draws[first].chance:
        first += 1
    return first


@kernel_within
def draw_work(
    plan: Plan, key: np.uint64, stage: int, visit: int, person: int, time: float
) -> tuple[int, float]:
    """How the work of a stage ends that begins at ``time``: a row of draws, and the moment."""
    of = plan.stages[stage]
    row = of.ends
    if of.ends_stop - of.ends > 1:
        row = which_draw(plan, row, of.ends_stop, stage_chance(key, stage, WHICH_END, visit, person))
    ends = draw_end(plan, row, time, stage_bits(key, stage, HOW_LONG, visit, person))
    for clock in range(of.clocks, of.clocks_stop):
        bits = stage_bits(key, stage, CLOCKS + clock - of.clocks, visit, person)
        first = draw_end(plan, clock, time, bits)
        if first < ends:
            row, ends = clock, first
    return row, ends


@kernel
def route_of(plan: Plan, end: int, case_class: int, during: int) -> int:
    """The route after an end; ``during``: whether the report of the spell came during involvement."""
    return (end * len(plan.classes) + case_class) * 2 + during


@kernel_within
def draw_branch(plan: Plan, route: int, key: np.uint64, stage: int, visit: int, person: int) -> int:
    """The branch of a route that a spell takes after a stage."""
    branch, last = plan.routes[route].first, plan.routes[route].stop - 1
    if branch < last:
        chance = stage_chance(key, stage, WHICH_BRANCH, visit, person)
        while branch < last and chance >= plan.branches[branch].chance:
            branch += 1
    return branch


@kernel
def by_number(plan: Plan, first: int, stop: int, number: int) -> float:
    """The chance in a list by number before; the last holds for all above."""
    return plan.chances[min(first + number, stop - 1)]


@kernel
def stage_chance(key: np.uint64, stage: int, what: int, visit: int, person: int) -> float:
    """The random number of a spell for something at a stage."""
    return chance_of(stage_bits(key, stage, what, visit, person))


@kernel
def stage_bits(key: np.uint64, stage: int, what: int, visit: int, person: int) -> np.uint64:
    """The random bits of a spell for something at a stage."""
    return bits_of(key, stage * PER_STAGE + what, visit * PER_STAGE + person)
