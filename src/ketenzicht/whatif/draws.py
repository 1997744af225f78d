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
