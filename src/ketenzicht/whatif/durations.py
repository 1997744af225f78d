"""How long something lasts: the distributions that a what-if model can be given, as frozen descriptions.

Every distribution is drawn by its quantile function at one random number between 0 and 1, so that a higher median
makes each case last longer and not merely the average case: that is what makes two runs comparable case by case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from math import inf


class Kind(IntEnum):
    """Which quantile function; the kernel knows them by these numbers."""

    FIXED = 0
    EXPONENTIAL = 1
    WEIBULL = 2
    LOGNORMAL = 3
    QUANTILES = 4


class Rounding(IntEnum):
    """What becomes of a fraction of a day."""

    NONE = 0
    WHOLE_DAYS = 1
    """Rounded up to whole days."""
    WORKING_DAYS = 2
    """Rounded up, and counted in working days: Saturdays and Sundays do not count, holidays do."""


@dataclass(frozen=True)
class Part:
    """One distribution: with chance ``share``, ``plus`` days and what it draws, within its limits."""

    kind: Kind
    scale: float = 0.0
    shape: float = 0.0
    table: tuple[float, ...] = ()
    share: float = 1.0
    plus: float = 0.0
    at_least: float = 0.0
    at_most: float = inf


@dataclass(frozen=True)
class Duration:
    """A duration in days: one distribution, or a mixture of several."""

    parts: tuple[Part, ...]
    rounding: Rounding = Rounding.NONE

    def __post_init__(self) -> None:
        if not self.parts or abs(sum(part.share for part in self.parts) - 1) > 1e-9:
            raise ValueError("the shares of the parts of a duration must add up to 1")
        for part in self.parts:
            _check(part)

    def between(self, at_least: float, at_most: float = inf) -> Duration:
        """The same, never shorter or longer than this (of each part; before ``rounding`` in days)."""
        parts = (replace(part, at_least=at_least, at_most=at_most) for part in self.parts)
        return replace(self, parts=tuple(parts))

    def later(self, days: float) -> Duration:
        """The same, so many days longer."""
        return replace(self, parts=tuple(replace(part, plus=part.plus + days) for part in self.parts))

    def rounded(self, rounding: Rounding = Rounding.WHOLE_DAYS) -> Duration:
        """The same, in whole days or in working days."""
        return replace(self, rounding=rounding)


def _check(part: Part) -> None:
    if not 0 <= part.share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {part.share}")
    if not (part.scale >= 0 and part.shape >= 0 and part.plus >= 0):
        raise ValueError("a duration has no negative numbers")
    if part.kind == Kind.WEIBULL and part.shape == 0:
        raise ValueError("the shape of a Weibull distribution is above 0")
    if not 0 <= part.at_least <= part.at_most:
        raise ValueError("the shortest duration lies between 0 and the longest")
    if part.kind == Kind.QUANTILES:
        rising = all(one <= other for one, other in zip(part.table, part.table[1:], strict=False))
        if len(part.table) < 2 or not rising or part.table[0] < 0:
            raise ValueError("quantiles are two or more numbers of days that do not fall, from 0 on")


def fixed(days: float) -> Duration:
    """Always so many days."""
    return Duration((Part(Kind.FIXED, days),))


def exponential(mean: float) -> Duration:
    """A constant hazard of 1 / ``mean`` per day; a mean without end never happens."""
    return Duration((Part(Kind.EXPONENTIAL, mean),))


def weibull(scale: float, shape: float) -> Duration:
    """Survival ``exp(-(days / scale) ** shape)``."""
    return Duration((Part(Kind.WEIBULL, scale, shape),))


def lognormal(median: float, spread: float) -> Duration:
    """Median in days; spread is the standard deviation of the logarithm."""
    return Duration((Part(Kind.LOGNORMAL, median, spread),))


def quantiles(values: tuple[float, ...]) -> Duration:
    """Empirical: values at equally spaced chances from 0 to 1, straight lines between them."""
    return Duration((Part(Kind.QUANTILES, table=tuple(values)),))


def mixture(*parts: tuple[float, Duration]) -> Duration:
    """With these chances one of these durations; the rounding is the first one's, and the same for all."""
    if len({duration.rounding for _, duration in parts}) > 1:
        raise ValueError("the parts of a mixture are rounded in the same way")
    return Duration(
        tuple(
            replace(part, share=share * part.share) for share, duration in parts for part in duration.parts
        ),
        parts[0][1].rounding,
    )
