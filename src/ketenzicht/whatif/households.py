"""Households and their members: size, kind, when they first come into sight, when they leave, who moved where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.draws import NEVER, Bools, Codes, Days, choose, happens
from ketenzicht.whatif.parameters import World

DEATH, DEPARTURE = 0, 1
PLACES = 8
"""Person numbers leave room for so many members per household; nobody has more than six."""
MEMBER = 1
"""The member who may have come from another household: the second adult."""


@dataclass(frozen=True)
class Window:
    """The first and the last day that a registration covers, both included."""

    first: date
    last: date

    @property
    def first_day(self) -> np.int32:
        """As a day number."""
        return day_number(self.first)

    @property
    def last_day(self) -> np.int32:
        """As a day number."""
        return day_number(self.last)


def day_number(day: date) -> np.int32:
    """Days since 1 January 1970."""
    return np.int32((day - date(1970, 1, 1)).days)


@dataclass(frozen=True)
class Households:
    """One entry per household; ``female``, ``age`` and ``adult`` have one row per household, one column per place."""

    first_report: Days
    kind: Codes
    size: Codes
    lost: Days
    """The day on which the household leaves sight for good."""
    loss: Codes
    came_from: NDArray[np.int32]
    """The household that its second adult belonged to before, or -1."""
    left_on: Days
    """The day on which its second adult appears in another household."""
    female: Bools
    age: NDArray[np.int16]
    """In years, on the day of the first report."""
    adult: Bools


def arrivals_by_day(world: World, window: Window) -> tuple[Days, NDArray[np.float64]]:
    """The days from the run-in until the end of the window, and the weight of each: by season, weekday and growth."""
    rules = world.arrivals
    start = day_number(rules.run_in_from.value)
    days: Days = np.arange(start, window.last_day + 1, dtype=np.int32)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    weights = (
        np.asarray(rules.season.value)[months]
        * np.asarray(rules.weekdays.value)[(days + 3) % 7]
        * (1 + rules.growth.value) ** ((days - start) / 365.25)
    )
    return days, weights


def make_households(
    rng: Generator,
    world: World,
    *,
    first_report: Days,
    size: Codes,
    lost: Days,
    loss: Codes,
) -> Households:
    """Draw who lives in households of which the model says the rest.

    Args:
        rng: the random stream.
        world: the parameters.
        first_report: the day of the first report of each household.
        size: how many people it has.
        lost: the day on which it leaves sight for good.
        loss: why.
    """
    n = len(first_report)
    kind = choose(rng, world.kinds.shares.value, n)
    came_from, left_on = _moves(rng, world.households.moved_member.value, first_report)

    elderly = np.array(["ouderen" in name for name in world.kinds.shares.value])[kind][:, None]
    adult = np.zeros((n, PLACES), dtype=bool)
    adult[:, 0] = True
    adult[:, MEMBER] = happens(rng, 0.8, n) | (came_from >= 0) | (left_on < NEVER)
    adult |= elderly
    age = _ages(rng, adult, size, elderly)
    return Households(
        first_report=first_report,
        kind=kind,
        size=size,
        lost=lost,
        loss=loss,
        came_from=came_from,
        left_on=left_on,
        female=rng.random((n, PLACES)) < np.where(np.arange(PLACES) == 0, 0.75, 0.42),
        age=age,
        adult=adult,
    )


def _ages(rng: Generator, adult: Bools, size: Codes, elderly: Bools) -> NDArray[np.int16]:
    """Ages: children under 18, their parents at least 18 years older; one elderly person and grown-up relatives."""
    young, spread = rng.integers(0, 18, adult.shape), rng.integers(0, 36, adult.shape)
    child = ~adult & (np.arange(PLACES) < size[:, None])
    oldest = np.where(child, young, 0).max(axis=1, keepdims=True)
    parent = oldest + 18 + spread * 2 // 3
    grown = np.where(child.any(axis=1, keepdims=True), parent, 20 + spread)
    relatives = np.where(np.arange(PLACES) == 0, 65 + spread * 2 // 3, 32 + spread * 2 // 3)
    return np.select([elderly & adult, adult], [relatives, grown], young).astype(np.int16)


def _moves(rng: Generator, share: float, first: Days) -> tuple[NDArray[np.int32], Days]:
    """Pair households: in the later one lives an adult of the earlier one. Nobody moves twice."""
    n = len(first)
    came_from, left_on = np.full(n, -1, dtype=np.int32), np.full(n, NEVER, dtype=np.int32)
    pairs = rng.permutation(n)[: n // 2 * 2].reshape(-1, 2)
    earlier = np.where(first[pairs[:, 0]] <= first[pairs[:, 1]], pairs[:, 0], pairs[:, 1])
    later = pairs.sum(axis=1) - earlier
    moves = happens(rng, min(1.0, 2 * share), len(pairs)) & (first[later] - first[earlier] > 120)
    came_from[later[moves]] = earlier[moves]
    left_on[earlier[moves]] = first[later[moves]]
    return came_from, left_on
