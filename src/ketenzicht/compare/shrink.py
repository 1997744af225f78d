"""What a small unit probably is: its own figure, pulled to that of all units the more the less it says.

The rates of small units waver most, so both the highest and the lowest are theirs, by chance. Empirical Bayes
first estimates how far units truly differ, and then weighs the figure of each with that of all: a unit with
many events keeps its own. The result lies between the two. It answers "how high is it, probably"; it hides how
far a small unit deviates, so the figure as counted stays beside it.

Events are Poisson around a rate that is gamma distributed over units, shares binomial around a beta distributed
one. The two numbers of that distribution have the largest likelihood (of the negative binomial, of the
beta-binomial). The intervals are those of the distribution that is left for a unit. They take the two numbers
for known, so with few units they are somewhat too narrow.

Clayton D, Kaldor J (1987), Empirical Bayes estimates of age-standardized relative risks for use in disease
mapping, Biometrics 43, 671-681. Griffin BS, Krutchkoff RG (1971), An empirical Bayes estimator for P[success]
in the binomial distribution, Sankhya B 33, 217-224. Morris CN (1983), Parametric empirical Bayes inference,
JASA 78, 47-55.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.intervals import Floats

_SMALLEST, _LARGEST = -14.0, 6.0
"""Logarithm of the spread between units, on the scale of its distribution: from none at all to far too much."""
_GAIN = 1e-4
"""A likelihood that a spread raises by no more than this needs none."""


@dataclass(frozen=True)
class Shrunk:
    """Figures pulled to the mean.

    Args:
        value, low, high: of each unit (u); of a unit that is not known those of all units.
        weight: how much each keeps of its own figure, 0 to 1 (u).
        mean: of all units.
        variance: between units, of the true rates or shares; 0 when chance explains all differences.
    """

    value: Floats
    low: Floats
    high: Floats
    weight: Floats
    mean: float
    variance: float


@dataclass(frozen=True)
class Rates:
    """How the true rates of units are spread: gamma.

    Args:
        mean, variance: of the true rates.
    """

    mean: float
    variance: float

    def shrunk(self, events: npt.ArrayLike, exposure: npt.ArrayLike, *, confidence: float = 0.95) -> Shrunk:
        """What the rates of units are, given their events.

        Args:
            events: of each unit (u); nan where not known.
            exposure: population, or events expected (u).
            confidence: of the intervals.

        Raises:
            ValueError: negative numbers, or events without exposure.
        """
        from scipy.special import gammaincinv

        count, size, known = _given(events, exposure)
        if self.variance == 0:
            return _all_alike(count, self.mean)
        shape = count + self.mean**2 / self.variance
        rate = size + self.mean / self.variance
        tail = (1 - confidence) / 2
        low, high = (np.asarray(gammaincinv(shape, part) / rate) for part in (tail, 1 - tail))
        return Shrunk(shape / rate, low, high, np.where(known, size / rate, 0.0), self.mean, self.variance)


@dataclass(frozen=True)
class Shares:
    """How the true shares of units are spread: beta.

    Args:
        mean, variance: of the true shares.
    """

    mean: float
    variance: float

    def shrunk(self, x: npt.ArrayLike, n: npt.ArrayLike, *, confidence: float = 0.95) -> Shrunk:
        """What the shares of units are, given how many have the property.

        Args:
            x: number with the property in each unit (u); nan where not known.
            n: number among whom it is counted (u).
            confidence: of the intervals.

        Raises:
            ValueError: negative numbers, or ``x`` above ``n``.
        """
        from scipy.special import betaincinv

        part, whole, known = _given(x, n)
        if self.variance == 0:
            return _all_alike(part, self.mean)
        size = self.mean * (1 - self.mean) / self.variance - 1
        first, second = part + self.mean * size, whole - part + (1 - self.mean) * size
        tail = (1 - confidence) / 2
        low, high = (np.asarray(betaincinv(first, second, end)) for end in (tail, 1 - tail))
        weight = np.where(known, whole / (whole + size), 0.0)
        return Shrunk(first / (first + second), low, high, weight, self.mean, self.variance)


def spread_of_rates(events: npt.ArrayLike, exposure: npt.ArrayLike) -> Rates:
    """How far units truly differ, with the largest likelihood (gamma and Poisson).

    Args:
        events: of each unit (u); nan where not known.
        exposure: population, or events expected (u).

    Raises:
        ValueError: negative numbers, events without exposure, or no events at all.
    """
    from scipy.special import gammaln

    count, size, _ = _given(events, exposure)
    overall = _overall(count, size)

    def likelihood(mean: float, spread: float) -> float:
        shape, scale = 1 / spread, mean * spread
        by_chance = gammaln(count + shape) - gammaln(shape)
        grown = np.log1p(size * scale)
        return float(np.sum(by_chance - shape * grown + count * (np.log(scale) - grown)))

    mean, spread = _largest(likelihood, overall, lambda value: float(np.exp(value)), float(np.log(overall)))
    return Rates(mean, mean**2 * spread)


def spread_of_shares(x: npt.ArrayLike, n: npt.ArrayLike) -> Shares:
    """How far units truly differ, with the largest likelihood (beta and binomial).

    Args:
        x: number with the property in each unit (u); nan where not known.
        n: number among whom it is counted (u).

    Raises:
        ValueError: negative numbers, ``x`` above ``n``, or a share of nobody or everybody in all units.
    """
    from scipy.special import betaln, expit, logit

    part, whole, _ = _given(x, n)
    overall = _overall(part, whole)
    if overall >= 1:
        raise ValueError("everybody has the property in every unit: there is nothing to weigh")

    def likelihood(mean: float, spread: float) -> float:
        first, second = mean / spread, (1 - mean) / spread
        return float(np.sum(betaln(part + first, whole - part + second) - betaln(first, second)))

    mean, spread = _largest(likelihood, overall, lambda value: float(expit(value)), float(logit(overall)))
    return Shares(mean, mean * (1 - mean) * spread / (1 + spread))


def shrunk_rates(events: npt.ArrayLike, exposure: npt.ArrayLike, *, confidence: float = 0.95) -> Shrunk:
    """Rates of units pulled to their mean: :func:`spread_of_rates`, and then :meth:`Rates.shrunk`."""
    return spread_of_rates(events, exposure).shrunk(events, exposure, confidence=confidence)


def shrunk_shares(x: npt.ArrayLike, n: npt.ArrayLike, *, confidence: float = 0.95) -> Shrunk:
    """Shares of units pulled to their mean: :func:`spread_of_shares`, and then :meth:`Shares.shrunk`."""
    return spread_of_shares(x, n).shrunk(x, n, confidence=confidence)


def _overall(count: Floats, size: Floats) -> float:
    if np.any((size == 0) & (count > 0)):
        raise ValueError("there are events in a unit without exposure")
    if count.sum() == 0:
        raise ValueError("there is no event in any unit: there is nothing to weigh")
    return float(count.sum() / size.sum())


def _given(events: npt.ArrayLike, exposure: npt.ArrayLike) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Events and exposure, both 0 where they are not known."""
    count, size = np.asarray(events, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if count.shape != size.shape or count.ndim != 1:
        raise ValueError("both numbers must have the same length")
    known = np.isfinite(count) & np.isfinite(size)
    count, size = np.where(known, count, 0.0), np.where(known, size, 0.0)
    if np.any(count < 0) or np.any(size < 0):
        raise ValueError("numbers cannot be negative")
    return count, size, known


def _largest(
    likelihood: Callable[[float, float], float],
    overall: float,
    natural: Callable[[float], float],
    begin: float,
) -> tuple[float, float]:
    """The mean and the spread with the largest likelihood; no spread where that is largest without any."""
    from scipy.optimize import minimize

    def minus(parameters: Floats) -> float:
        return -likelihood(natural(float(parameters[0])), float(np.exp(parameters[1])))

    bounds = ((None, None), (_SMALLEST, _LARGEST))
    # the likelihood of the spread can be flat at its lower end, so the search begins on both sides of it
    found = min(
        (minimize(minus, (begin, start), method="L-BFGS-B", bounds=bounds) for start in (-6.0, -2.0)),
        key=lambda one: one.fun,
    )
    exact = {"xatol": 1e-10, "fatol": 1e-12}
    refined = minimize(minus, found.x, method="Nelder-Mead", bounds=bounds, options=exact)
    mean, spread = natural(float(refined.x[0])), float(np.exp(refined.x[1]))
    without = likelihood(overall, float(np.exp(_SMALLEST)))
    return (mean, spread) if -refined.fun > without + _GAIN else (overall, 0.0)


def _all_alike(count: Floats, mean: float) -> Shrunk:
    """No unit differs from another by more than chance: all are the mean, and nothing is left to waver."""
    same = np.full(len(count), mean)
    return Shrunk(same, same, same, np.zeros(len(count)), mean, 0.0)
