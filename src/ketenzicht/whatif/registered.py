"""Which reports of a made-up world are in the registration, and which numbers they carry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.households import Window
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.simulate import Chunk


@dataclass(frozen=True)
class Registered:
    """Which reports of a chunk are in the registration, and the numbers that they and their households got."""

    which: NDArray[np.intp]
    """Positions of the reports in the chunk, in the order of the file."""
    report_number: NDArray[np.int64]
    """By position in ``which``."""
    household_number: NDArray[np.int64]
    """By household of the chunk; 0 for a household without a report in the window."""
    unlinked: int
    """How many reports that name nobody come on top."""

    @property
    def reports(self) -> int:
        """How many reports of households."""
        return len(self.which)


def register(
    rng: Generator,
    world: World,
    chunk: Chunk,
    window: Window,
    *,
    households: int,
    first_household: int,
    first_report: int,
) -> Registered:
    """Number the reports within the window of at most so many households, in order of time.

    Which households, and which number each gets, is by chance: a chunk has them in order of their first report.
    The lots are drawn for all households alike, so another world with the same households keeps the same ones.
    """
    reports = chunk.reports
    seen = np.zeros(len(chunk.households.size), dtype=bool)
    seen[reports.household[reports.day >= window.first_day]] = True
    lots = rng.permutation(len(seen))
    kept = lots[seen[lots]][:households]
    household_number = np.zeros(len(seen), dtype=np.int64)
    household_number[kept] = first_household + np.arange(len(kept))
    which = np.flatnonzero((reports.day >= window.first_day) & (household_number[reports.household] > 0))
    which = which[np.lexsort((reports.household[which], reports.day[which]))]
    share = world.registration.unlinked.value
    unlinked = round(share / (1 - share) * len(which))
    return Registered(which, first_report + np.arange(len(which)), household_number, unlinked)
