"""Change between two measurements of the same cases: who went up, who went down, and how much on average.

The interval of a mean is Student's: Student (1908), The probable error of a mean, Biometrika 6, 1-25. For paired
measurements it is taken over the differences.

What no interval knows: who was low by chance tends to be higher the next time, without anything having changed
(regression to the mean: Barnett, van der Pols, Dobson (2005), International Journal of Epidemiology 34, 215-220).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, sqrt


@dataclass(frozen=True)
class MeanValue:
    """A mean over ``n`` cases; its interval is None where ``n`` is 1, and all is None where it is 0."""

    n: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class PairedChange:
    """What paired differences tell: pairs above, at and below zero, and their mean."""

    better: int
    same: int
    worse: int
    mean: MeanValue

    @property
    def pairs(self) -> int:
        """The number of pairs."""
        return self.mean.n


def mean_value(values: Mapping[float, int], *, level: float = 0.95) -> MeanValue:
    """The mean with the interval of Student's t.

    Args:
        values: number of cases by their value.
        level: of the interval.

    Raises:
        ValueError: a negative number of cases, or a level outside 0 to 1.
    """
    if any(number < 0 for number in values.values()):
        raise ValueError("numbers of cases cannot be negative")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level}")
    n = sum(values.values())
    if n == 0:
        return MeanValue(0, None, None, None)
    mean = fsum(value * number for value, number in values.items()) / n
    if n == 1:
        return MeanValue(1, mean, None, None)
    squares = fsum(number * (value - mean) ** 2 for value, number in values.items())
    half = _t_quantile((1 + level) / 2, n - 1) * sqrt(squares / (n - 1) / n)
    return MeanValue(n, mean, mean - half, mean + half)


def paired_change(differences: Mapping[float, int], *, level: float = 0.95) -> PairedChange:
    """The change in pairs of measurements.

    Args:
        differences: number of pairs by their difference: the later measurement minus the earlier one, such that
            more is better.
        level: of the interval of the mean.
    """
    mean = mean_value(differences, level=level)
    better = sum(number for change, number in differences.items() if change > 0)
    worse = sum(number for change, number in differences.items() if change < 0)
    return PairedChange(better, mean.n - better - worse, worse, mean)


def _t_quantile(probability: float, degrees: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(degrees, probability))
