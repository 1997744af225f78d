"""One figure over many runs: its middle, and between which bounds 95 of 100 runs lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ENOUGH = 40
"""From so many runs on, an interval is cut off by counting runs; below it by a t distribution."""


@dataclass(frozen=True)
class Summary:
    """A figure: its mean over the runs, and between which bounds 95 of 100 runs lie."""

    value: float
    low: float
    high: float


def summary(values: Floats) -> Summary | None:
    """A figure over all runs; None where no run has it.

    The bounds are those between which 95 of 100 runs lie: counted where there are at least :data:`ENOUGH` runs, else
    the prediction interval of a normal distribution (t distribution with as many degrees of freedom as runs less 1).
    """
    from scipy.stats import t

    known = values[np.isfinite(values)]
    if not len(known):
        return None
    mean = float(known.mean())
    if len(known) >= ENOUGH:
        low, high = np.quantile(known, [0.025, 0.975])
        return Summary(mean, float(low), float(high))
    if len(known) == 1:
        return Summary(mean, mean, mean)
    width = float(t.ppf(0.975, len(known) - 1) * known.std(ddof=1) * (1 + 1 / len(known)) ** 0.5)
    return Summary(mean, mean - width, mean + width)


def months_until(months: Floats) -> Summary:
    """The middle run and the bounds of 95 of 100; infinite where that run does not get there in time."""
    low, middle, high = np.quantile(months, [0.025, 0.5, 0.975], method="inverted_cdf")
    return Summary(float(middle), float(low), float(high))
