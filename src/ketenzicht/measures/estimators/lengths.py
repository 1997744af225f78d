"""How long something lasts, as a Weibull, exponential or lognormal distribution fitted to spells.

Spells that still go on are censored, and a spell that was first seen when it had lasted for some days counts from
there (delayed entry). The logarithm of a length is a location plus a scale times a standard variable, normal or that
of the smallest extreme value (Kalbfleisch JD, Prentice RL (2002), The Statistical Analysis of Failure Time Data,
chapter 3), as in R's ``survreg``.

The day is the clock: with ``whole_days`` a length of d days says that it was above d - 1 and at most d.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, pi
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from ketenzicht.measures.estimators.maximum import Floats, maximise

Family = Literal["exponential", "weibull", "lognormal"]
FAMILIES: tuple[Family, ...] = ("exponential", "weibull", "lognormal")


@dataclass(frozen=True)
class LengthFit:
    """A fitted distribution.

    Args:
        family: which.
        location: log of the median (lognormal) or of the scale, the 63rd percentile (others).
        spread: standard deviation of the log length (lognormal); one over the shape (Weibull); 1 (exponential).
        covariance: of the parameters (k x k): ``location``, then log ``spread`` unless it is fixed.
        influence: how far each row pulls each parameter (n x k); its rows add up to nothing.
        log_likelihood: at the maximum.
        rows, ends: how many there were, and how many of them ended.
    """

    family: Family
    location: float
    spread: float
    covariance: Floats
    influence: Floats
    log_likelihood: float
    rows: int
    ends: int

    @property
    def aic(self) -> float:
        """Akaike's information criterion: lower is better (Akaike H (1974), IEEE Trans. Aut. Control 19)."""
        return 2 * len(self.covariance) - 2 * self.log_likelihood


def fit_lengths(
    days: npt.ArrayLike,
    ended: npt.ArrayLike,
    *,
    family: Family,
    entry: npt.ArrayLike | None = None,
    whole_days: bool = True,
) -> LengthFit:
    """Fit a distribution by maximum likelihood.

    Args:
        days: how long each was seen to last, above 0 (n).
        ended: whether it ended then; else it went on (n).
        family: the distribution.
        entry: how long it had lasted when it was first seen (n); 0 when left out.
        whole_days: whether an end after d days means (d - 1, d]; else exactly d.

    Raises:
        ValueError: arrays of unequal length, lengths that are not above ``entry``, no ends, or no maximum.
    """
    length, end = np.asarray(days, dtype=np.float64), np.asarray(ended, dtype=np.bool_)
    late = np.zeros_like(length) if entry is None else np.asarray(entry, dtype=np.float64)
    if not len(length) == len(end) == len(late):
        raise ValueError("days, ended and entry must have the same length")
    if np.any(length <= 0) or np.any(late < 0) or np.any(late >= length):
        raise ValueError("a length must lie above 0 and above the entry")
    if not end.any():
        raise ValueError("nothing ended")
    distinct, place, times = np.unique(
        np.column_stack((length, end, late)), axis=0, return_inverse=True, return_counts=True
    )
    likelihood = _Likelihood(distinct, family, whole_days=whole_days)
    found = maximise(likelihood, likelihood.start(times), times)
    at = found.parameters
    return LengthFit(
        family,
        float(at[0]),
        1.0 if family == "exponential" else exp(at[1]),
        found.covariance,
        found.influence[place.reshape(-1)],
        found.log_likelihood,
        len(length),
        int(np.count_nonzero(end)),
    )


class _Likelihood:
    """Log likelihood and scores of distinct rows of length, ended, entry."""

    def __init__(self, rows: Floats, family: Family, *, whole_days: bool) -> None:
        self.length, ended, self.entry = rows.T
        self.ended = ended > 0
        self.family, self.whole_days = family, whole_days

    def start(self, times: npt.NDArray[np.int64]) -> Floats:
        """Where to begin."""
        which = self.ended
        begin = begin_with(
            self.family,
            self.length[which] - (0.5 if self.whole_days else 0.0),
            times[which].astype(np.float64),
        )
        return begin[:1] if self.family == "exponential" else begin

    def __call__(self, at: Floats) -> tuple[Floats, Floats]:
        location, spread = at[0], 1.0 if self.family == "exponential" else float(np.exp(at[1]))
        value, slope = np.zeros(len(self.length)), np.zeros((len(self.length), 2))
        end, late = self.ended, self.entry > 0
        beyond, its_slope = log_beyond(self.family, self.length, location, spread)
        value[~end], slope[~end] = beyond[~end], its_slope[~end]
        if self.whole_days:
            least = np.maximum(self.length - 1, self.entry)[end]
            value[end], slope[end] = log_between(self.family, least, self.length[end], location, spread)
        else:
            z = (np.log(self.length[end]) - location) / spread
            value[end] = _log_density(self.family, z) - np.log(spread * self.length[end])
            curve = -z if self.family == "lognormal" else 1 - np.exp(z)
            slope[end] = np.column_stack((-curve / spread, -z * curve - 1))
        before, its_slope = log_beyond(self.family, self.entry[late], location, spread)
        value[late] -= before
        slope[late] -= its_slope
        return value, slope[:, : len(at)]


def begin_with(family: Family, days: Floats, times: Floats) -> Floats:
    """Location and log spread to begin a search with, as if these lengths were all there are."""
    logs = np.log(np.maximum(days, 0.25))
    mean = float(np.average(logs, weights=times))
    spread = float(np.sqrt(np.average((logs - mean) ** 2, weights=times)))
    if family == "lognormal":
        return np.array([mean, log(max(spread, 0.05))])
    return np.array([mean + 0.5772 * 0.78 * spread, log(max(0.78 * spread, 0.05))])


def _log_density(family: Family, z: Floats) -> Floats:
    if family == "lognormal":
        return np.asarray(-z * z / 2 - log(2 * pi) / 2)
    return np.asarray(z - np.exp(z))


def _standard(days: Floats, location: float, spread: float) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray((np.log(days) - location) / spread)


def log_between(
    family: Family, above: Floats, until: Floats, location: float, spread: float
) -> tuple[Floats, Floats]:
    """Log of the chance of a length in (above, until] (n), and its slopes in location and log spread (n x 2)."""
    low, high = _standard(above, location, spread), _standard(until, location, spread)
    if family == "lognormal":
        left = high < -low  # the nearer tail, so that small chances keep their digits
        big, small = np.where(left, high, -low), np.where(left, low, -high)
        value = log_ndtr(big) + np.log(-np.expm1(log_ndtr(small) - log_ndtr(big)))
    else:
        least, most = np.exp(low), np.exp(high)
        value = -least + np.log(-np.expm1(least - most))
    at_low = np.where(np.isfinite(low), np.exp(_log_density(family, low) - value), 0.0)
    at_high = np.exp(_log_density(family, high) - value)
    finite = np.where(np.isfinite(low), low, 0.0)
    return np.asarray(value), np.column_stack(((at_low - at_high) / spread, finite * at_low - high * at_high))


def log_beyond(family: Family, days: Floats, location: float, spread: float) -> tuple[Floats, Floats]:
    """Log of the chance that a length is above ``days`` (n), and its slopes in location and log spread (n x 2)."""
    z = _standard(days, location, spread)
    value = log_ndtr(-z) if family == "lognormal" else -np.exp(z)
    ratio = np.where(np.isfinite(z), np.exp(_log_density(family, z) - value), 0.0)
    return np.asarray(value), np.column_stack((ratio / spread, np.where(np.isfinite(z), z, 0.0) * ratio))
