"""Who in a household gets the help that a case was transferred for."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.draws import Days
from ketenzicht.whatif.households import MEMBER, PLACES, Households
from ketenzicht.whatif.parameters import World

CLIENTS = 3
"""At most so many persons stand on one row of help."""


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
