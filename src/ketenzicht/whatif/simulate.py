"""The made-up world runs: reports come, routes follow, cases close, and some come back.

A chunk of households is followed in rounds: round *r* handles the report number *r* of every household that still
has one, all at once. What a round leaves behind (until when Veilig Thuis is involved, how help goes) is the state
from which the next report of the household follows. A chunk is a function of the seed and its number only.

This is the base of the what-if model: arrivals, stages, routes, drop-out and return, without limits on capacity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.draws import NEVER, Bools, Codes, Days, choose, happens, spare_the_weekend, stream
from ketenzicht.whatif.households import Households, Window, make_households
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.returns import Standing, next_report
from ketenzicht.whatif.routes import EARLY_ENDS, Course, follow

CHUNK = 8192
"""Candidate households per chunk: part of what a seed means, so a change gives other data."""


@dataclass(frozen=True)
class Reports:
    """All reports of a chunk of households, those of the run-in too; one entry per report."""

    household: NDArray[np.int32]
    earlier: NDArray[np.int32]
    """How many reports the household had before, also outside the window."""
    day: Days
    running: Bools
    violence: Bools
    reporter: Codes
    course: Course
    closed: Days
    """The day on which involvement ended before a new report; ``NEVER`` when a new report joined it."""


@dataclass(frozen=True)
class Chunk:
    """A number of households with everything that happened to them until the last day of the window."""

    number: int
    households: Households
    reports: Reports


def simulate_chunk(world: World, window: Window, *, seed: int, number: int, size: int = CHUNK) -> Chunk:
    """Follow ``size`` candidate households from their first report until the window ends.

    Args:
        world: the parameters.
        window: the days that a registration will cover.
        seed: the seed of the whole run.
        number: which chunk; each has a stream of its own.
        size: candidate households; not all have a report within the window.
    """
    rng = stream(seed, number)
    households = make_households(rng, world, window, size)
    rounds = list(_rounds(rng, world, window, households))
    merged = {
        field.name: np.concatenate([getattr(part, field.name) for part in rounds])
        for field in fields(Reports)
        if field.name != "course"
    }
    course = Course(
        **{
            field.name: np.concatenate([getattr(part.course, field.name) for part in rounds])
            for field in fields(Course)
        }
    )
    return Chunk(number, households, Reports(course=course, **merged))


def _rounds(rng: Generator, world: World, window: Window, households: Households) -> Iterator[Reports]:
    early = [code in EARLY_ENDS for code in world.help.ends.value]
    violence = np.fromiter((world.kinds.violence.value[name] for name in world.kinds.shares.value), float)
    who = np.arange(len(households.first_report), dtype=np.int32)
    day = households.first_report
    before: Standing | None = None
    number = 0
    while len(who):
        running = np.zeros(len(who), dtype=bool) if before is None else day <= before.ended
        course = follow(rng, world, day, running)
        standing = _join(course, running, before, np.asarray(early)[course.help_reason])
        following = next_report(
            rng,
            world.returns,
            standing,
            day=day,
            earlier=np.full(len(who), number, dtype=np.int32),
            frailty=households.frailty[who],
            until=window.last_day,
        )
        following = spare_the_weekend(rng, following, world.arrivals.weekend_to_monday.value)
        following = np.where(following > np.minimum(households.lost[who], window.last_day), NEVER, following)
        yield Reports(
            household=who,
            earlier=np.full(len(who), number, dtype=np.int32),
            day=day,
            running=running,
            violence=happens(rng, violence[households.kind[who]], len(who)),
            reporter=choose(rng, world.reporters.value, len(who)),
            course=course,
            closed=np.where(standing.ended < following, standing.ended, NEVER).astype(np.int32),
        )
        again = following < NEVER
        who, day, number = who[again], following[again].astype(np.int32), number + 1
        before = Standing(**{field.name: getattr(standing, field.name)[again] for field in fields(Standing)})


def _join(course: Course, running: Bools, before: Standing | None, early: Bools) -> Standing:
    """Where cases stand after this report: a report during involvement lengthens what runs, never shortens it."""
    assessed, treated, ended = course.decided, course.last_step, course.ends
    transferred, starts, stops, dropped = course.transferred, course.help_start, course.help_end, early
    if before is not None:
        assessed = np.maximum(assessed, np.where(running, before.assessed, 0)).astype(np.int32)
        treated = np.maximum(treated, np.where(running, before.treated, 0)).astype(np.int32)
        ended = np.maximum(ended, np.where(running, before.ended, 0)).astype(np.int32)
        kept = transferred == NEVER  # no new transfer: the help of before goes on
        transferred = np.where(kept, before.transferred, transferred)
        starts = np.where(kept, before.help_starts, starts)
        stops = np.where(kept, before.help_ends, stops)
        dropped = np.where(kept, before.dropped_out, dropped)
    return Standing(assessed, treated, ended, transferred, starts, stops, dropped)
