"""The made-up world runs: the what-if model lets time pass, and each case becomes a household with people in it.

When reports come, what follows and how long it takes is the model's (:mod:`.world_model`, :mod:`.kernel`). What it
does not follow, for nothing that happens later depends on it, is drawn here: who lives in a household, what a report
is about and who made it, which organisation a case goes to. A chunk is a function of the seed and its number only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator, SeedSequence
from numpy.typing import NDArray

from ketenzicht.whatif.courses import Course, days_of, read_courses
from ketenzicht.whatif.draws import NEVER, Bools, Codes, Days, choose, happens, lasts, stream
from ketenzicht.whatif.households import Households, Window, arrivals_by_day, day_number, make_households
from ketenzicht.whatif.model import Span
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.replications import trajectories
from ketenzicht.whatif.world_model import world_model

CHUNK = 8192
"""Candidate households per chunk, on average: part of what a seed means, so a change gives other data."""
_MODEL_STREAMS = 1 << 33
"""Seeds of the model lie apart from the streams of what is drawn here."""


@dataclass(frozen=True)
class Reports:
    """All reports of a chunk of households, those of the run-in too, by household; one entry per report."""

    household: NDArray[np.int32]
    earlier: NDArray[np.int32]
    """How many reports the household had before, also outside the window."""
    day: Days
    violence: Bools
    reporter: Codes
    receiver: Codes
    """Position in ``world.transfer.to`` of the place that a case would be transferred to."""
    second_receiver: Codes
    """The same for a second place; never the first."""
    investigation_start: Days
    course: Course


@dataclass(frozen=True)
class Chunk:
    """A number of households with everything that happened to them until the last day of the window."""

    number: int
    households: Households
    reports: Reports


def simulate_chunk(world: World, window: Window, *, seed: int, number: int, size: int = CHUNK) -> Chunk:
    """Follow about ``size`` candidate households from their first report until the window ends.

    Args:
        world: the parameters.
        window: the days that a registration will cover.
        seed: the seed of the whole run.
        number: which chunk; each has random numbers of its own.
        size: candidate households, on average; not all have a report within the window.
    """
    _, expected = arrivals_by_day(world, window)
    model = world_model(world, per_day=size / expected.sum())
    span = Span(world.arrivals.run_in_from.value, window.last)
    own = SeedSequence(entropy=seed, spawn_key=(_MODEL_STREAMS + number,))
    happened = trajectories(model, span, seed=int(own.generate_state(1, np.uint64)[0]))
    found = happened.reports
    happened = replace(happened, reports=found[np.lexsort((found["earlier"], found["case"]))])
    first_day, rng = day_number(span.first), stream(seed, number)
    households = make_households(
        rng,
        world,
        first_report=days_of(happened.cases["first"], first_day),
        size=happened.cases["persons"].astype(np.int8),
        lost=days_of(happened.cases["lost"], first_day),
        loss=happened.cases["loss"].astype(np.int8),
    )
    course = read_courses(world, model, happened, first_day)
    return Chunk(number, households, _reports(rng, world, households, happened.reports, first_day, course))


def _reports(
    rng: Generator,
    world: World,
    households: Households,
    log: NDArray[np.void],
    first_day: np.int32,
    course: Course,
) -> Reports:
    n, rules = len(log), world.investigation
    violence = np.fromiter((world.kinds.violence.value[name] for name in world.kinds.shares.value), float)
    to = world.transfer.to.value
    receiver, drawn = choose(rng, to, n), choose(rng, to, n)
    at_once = happens(rng, rules.start_at_once.value, n)
    started = course.determined + np.where(at_once, 0, lasts(rng, rules.start_later.value, n))
    started = np.where(course.determined < NEVER, np.minimum(started, course.judged - 1), NEVER)
    return Reports(
        household=log["case"],
        earlier=log["earlier"],
        day=days_of(log["time"], first_day),
        violence=happens(rng, violence[households.kind[log["case"]]], n),
        reporter=choose(rng, world.reporters.value, n),
        receiver=receiver,
        second_receiver=np.where(drawn == receiver, (drawn + 1) % len(to), drawn).astype(np.int8),
        investigation_start=started.astype(np.int32),
        course=course,
    )
