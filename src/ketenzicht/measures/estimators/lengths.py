"""How long something lasts, as a Weibull, exponential or lognormal distribution fitted to spells.

Spells that still go on are censored, and a spell that was first seen when it had lasted for some days counts from
there (delayed entry). The logarithm of a length is a location plus a scale times a standard variable, normal or that
of the smallest extreme value (Kalbfleisch JD, Prentice RL (2002), The Statistical Analysis of Failure Time Data,
chapter 3), as in R's ``survreg``. Some may never end, whatever the time: a share of their own, as in cure models
(Boag JW (1949), Journal of the Royal Statistical Society B 11, 15-53).

The day is the clock: with ``whole_days`` a length of d days says that it was above d - 1 and at most d.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, pi
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import expit, log_expit, log_ndtr

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
        never: share that never ends; None where that was not asked.
        covariance: of the parameters (k x k): ``location``, then log ``spread`` unless it is fixed, then the log
            odds of ``never`` where it was asked.
        influence: how far each row pulls each parameter (n x k); its rows add up to nothing.
        log_likelihood: at the maximum.
        rows, ends: how many there were, and how many of them ended.
    """

    family: Family
    location: float
    spread: float
    never: float | None
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
    never: bool = False,
) -> LengthFit:
    """Fit a distribution by maximum likelihood.

    Args:
        days: how long each was seen to last, above 0 (n).
        ended: whether it ended then; else it went on (n).
        family: the distribution.
        entry: how long it had lasted when it was first seen (n); 0 when left out.
        whole_days: whether an end after d days means (d - 1, d]; else exactly d.
        never: whether a share may never end.

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
    likelihood = _Likelihood(distinct, family, whole_days=whole_days, never=never)
    found = maximise(likelihood, likelihood.start(times), times)
    at = found.parameters
    return LengthFit(
        family,
        float(at[0]),
        1.0 if family == "exponential" else exp(at[1]),
        float(expit(at[-1])) if never else None,
        found.covariance,
        found.influence[place.reshape(-1)],
        found.log_likelihood,
        len(length),
        int(np.count_nonzero(end)),
    )


class _Likelihood:
    """Log likelihood and scores of distinct rows of length, ended, entry."""

    def __init__(self, rows: Floats, family: Family, *, whole_days: bool, never: bool) -> None:
        self.length, ended, self.entry = rows.T
        self.ended = ended > 0
        self.family, self.whole_days, self.never = family, whole_days, never

    def start(self, times: npt.NDArray[np.int64]) -> Floats:
        """Where to begin: as if the lengths of those that ended were all."""
        which = self.ended
        logs = np.log(np.maximum(self.length[which] - (0.5 if self.whole_days else 0.0), 0.25))
        mean = float(np.average(logs, weights=times[which]))
        spread = float(np.sqrt(np.average((logs - mean) ** 2, weights=times[which])))
        parameters = [mean if self.family == "lognormal" else mean + 0.5772 * spread]
        if self.family != "exponential":
            scale = spread if self.family == "lognormal" else spread * 0.78
            parameters.append(log(max(scale, 0.05)))
        if self.never:
            open_ones = float(times[~which].sum() / times.sum())
            parameters.append(log((0.5 * open_ones + 0.01) / (1.01 - 0.5 * open_ones)))
        return np.array(parameters)

    def __call__(self, at: Floats) -> tuple[Floats, Floats]:
        location = at[0]
        spread = 1.0 if self.family == "exponential" else np.exp(at[1])
        upper = (np.log(self.length) - location) / spread
        value, slope = np.zeros(len(upper)), np.zeros((len(upper), 3))
        end, on = self.ended, ~self.ended
        if self.whole_days:
            with np.errstate(divide="ignore"):
                lower = (np.log(np.maximum(self.length - 1, self.entry)) - location) / spread
            value[end], slope[end] = self._between(lower[end], upper[end], spread)
        else:
            z = upper[end]
            value[end] = self._density(z) - np.log(spread * self.length[end])
            curve = -z if self.family == "lognormal" else 1 - np.exp(z)
            slope[end, 0], slope[end, 1] = -curve / spread, -z * curve - 1
        if self.never:
            value[end] += log_expit(-at[-1])
            slope[end, 2] = -expit(at[-1])
        value[on], slope[on] = self._beyond(upper[on], spread, at)
        late = self.entry > 0
        if late.any():
            z = (np.log(self.entry[late]) - location) / spread
            before, its_slope = self._beyond(z, spread, at)
            value[late] -= before
            slope[late] -= its_slope
        columns = [0, *([] if self.family == "exponential" else [1]), *([2] if self.never else [])]
        return value, slope[:, columns]

    def _density(self, z: Floats) -> Floats:
        if self.family == "lognormal":
            return np.asarray(-z * z / 2 - log(2 * pi) / 2)
        return np.asarray(z - np.exp(z))

    def _between(self, low: Floats, high: Floats, spread: float) -> tuple[Floats, Floats]:
        """Log of the chance to lie between two standard values, and its slopes."""
        if self.family == "lognormal":
            left = high < -low  # the nearer tail, so that small chances keep their digits
            big, small = np.where(left, high, -low), np.where(left, low, -high)
            value = log_ndtr(big) + np.log(-np.expm1(log_ndtr(small) - log_ndtr(big)))
        else:
            least, most = np.exp(low), np.exp(high)
            value = -least + np.log(-np.expm1(least - most))
        at_low = np.where(np.isfinite(low), np.exp(self._density(low) - value), 0.0)
        at_high = np.exp(self._density(high) - value)
        finite = np.where(np.isfinite(low), low, 0.0)
        slope = np.zeros((len(low), 3))
        slope[:, 0], slope[:, 1] = (at_low - at_high) / spread, finite * at_low - high * at_high
        return np.asarray(value), slope

    def _beyond(self, z: Floats, spread: float, at: Floats) -> tuple[Floats, Floats]:
        """Log of the chance to lie beyond a standard value, or never to end, and its slopes."""
        survival = log_ndtr(-z) if self.family == "lognormal" else -np.exp(z)
        value, ratio = survival, np.exp(self._density(z) - survival)
        slope = np.zeros((len(z), 3))
        if self.never:
            value = np.logaddexp(log_expit(at[-1]), log_expit(-at[-1]) + survival)
            share = expit(at[-1])
            ratio = (1 - share) * np.exp(self._density(z) - value)
            slope[:, 2] = share * (1 - share) * -np.expm1(survival) * np.exp(-value)
        slope[:, 0], slope[:, 1] = ratio / spread, z * ratio
        return np.asarray(value), slope
