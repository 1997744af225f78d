"""The places that cases are transferred to: the one that the course of a report knows, and sometimes a second.

A second place changes nothing of what happens later, so it is drawn where the registration is made. It is likelier
the more reports a household had before, and such households come back more often: whoever compares one place with
two, and forgets that, finds a difference that the places did not make.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.draws import NEVER, Bools, Codes, Days, choose, happens, lasts
from ketenzicht.whatif.households import MEMBER, PLACES, Households
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.routes import Course, help_after

CLIENTS = 3
"""At most so many persons stand on one row of help."""


@dataclass(frozen=True)
class Place:
    """A transfer and the help that follows it; one entry per report."""

    transferred: Days
    receiver: Codes
    help_start: Days
    help_end: Days
    help_reason: Codes
    paused: Bools


def first_place(course: Course) -> Place:
    """The place that the course itself knows."""
    return Place(
        course.transferred,
        course.receiver,
        course.help_start,
        course.help_end,
        course.help_reason,
        course.paused,
    )


def second_place(rng: Generator, world: World, first: Place, earlier: NDArray[np.int32]) -> Place:
    """Another place for some of the transfers, by the number of earlier reports."""
    rules, n = world.transfer, len(earlier)
    shares = np.asarray([rules.second.value[name] for name in ("geen", "een-of-twee", "drie-of-meer")])
    also = (first.transferred < NEVER) & happens(rng, shares[np.digitize(earlier, (1, 3))], n)
    later = first.transferred + lasts(rng, rules.second_after.value, n)
    transferred = np.where(also, later, NEVER).astype(np.int32)
    drawn = choose(rng, rules.to.value, n)
    receiver = np.where(drawn == first.receiver, (drawn + 1) % len(rules.to.value), drawn).astype(np.int8)
    start, end, reason = help_after(rng, world, transferred)
    return Place(transferred, receiver, start, end, reason, np.zeros(n, dtype=bool))


def clients(
    rng: Generator, world: World, homes: Households, household: NDArray[np.int32], start: Days
) -> NDArray[np.intp]:
    """Who the help is for: places of members (reports x :data:`CLIENTS`), -1 where there is no other.

    One member at random is always a client; the others get help of their own with the chance of the world.
    """
    n = len(household)
    member = np.arange(PLACES) < homes.size[household][:, None]
    member[:, MEMBER] &= start < homes.left_on[household]
    first = np.argmax(np.where(member, rng.random((n, PLACES)), -1.0), axis=1)
    rank = (member & (rng.random((n, PLACES)) < world.help.others.value)).astype(np.int8)
    rank[np.arange(n), first] = 2
    order = np.argsort(-rank, axis=1, kind="stable")[:, :CLIENTS]
    return np.where(np.take_along_axis(rank, order, axis=1) > 0, order, -1)
