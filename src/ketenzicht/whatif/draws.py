"""Random draws in whole days, for many cases at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.random import Generator, Philox, SeedSequence
from numpy.typing import NDArray

from ketenzicht.whatif.parameters import Lognormal

Days = NDArray[np.int32]
"""Days since 1 January 1970."""
Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]

NEVER = np.int32(1_000_000)
"""A day that no study reaches: what has not happened."""


def stream(seed: int, number: int) -> Generator:
    """The random stream of one chunk: a function of the seed and the number only, whatever ran before."""
    return Generator(Philox(SeedSequence(entropy=seed, spawn_key=(number,))))


def choose(rng: Generator, shares: Mapping[str, float], size: int) -> Codes:
    """Positions in ``shares`` (in its order), drawn with these shares."""
    limits = np.cumsum(np.fromiter(shares.values(), float))
    return np.minimum(np.searchsorted(limits, rng.random(size), "right"), len(limits) - 1).astype(np.int8)


def happens(rng: Generator, chance: float | NDArray[np.float64], size: int) -> Bools:
    """True with this chance."""
    return rng.random(size) < chance


def lasts(rng: Generator, duration: Lognormal, size: int, at_least: int = 1) -> Days:
    """Whole days (rounded up), lognormal, never shorter than ``at_least``, at most twenty years."""
    days = np.exp(np.log(duration.median) + duration.spread * rng.standard_normal(size))
    whole: Days = np.clip(np.ceil(days), at_least, 7300).astype(np.int32)
    return whole


def add_working_days(day: Days, working_days: Days) -> Days:
    """The day that lies so many working days later; weekends do not count, holidays do.

    Dutch holidays are left to the measures: they make the made-up terms a trifle better than drawn.
    """
    weekday = (day + 3) % 7  # 1 January 1970 was a Thursday: Monday is 0
    friday = np.where(weekday > 4, day - (weekday - 4), day)
    position = np.minimum(weekday, 4) + working_days
    return (friday - np.minimum(weekday, 4) + position // 5 * 7 + position % 5).astype(np.int32)


def spare_the_weekend(rng: Generator, day: Days, chance: float) -> Days:
    """Days in a weekend move to the Monday after it with this chance."""
    weekday = (day + 3) % 7
    moves = (weekday > 4) & happens(rng, chance, len(day))
    return np.where(moves, day + 7 - weekday, day).astype(np.int32)
