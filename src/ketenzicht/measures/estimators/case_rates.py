"""Events per day under observation, with an interval that widens when cases have several events.

A Poisson interval takes events for independent, but those of one case hang together. So the variance is summed per
case: the square of its events minus what its days lead to expect, which is that of a ratio of two sums (Cochran WG
(1977), Sampling Techniques, 3rd ed., 6.4) and the HC0 sandwich of a Poisson regression with the cases as clusters.
Divided by that of Poisson it is the *dispersion*: how many times fewer events there seem to be than were counted.
The interval is the exact one of Garwood for that smaller number (Stukel TA, Glynn RJ, Fisher ES, Sharp SM, Lu-Yao G,
Wennberg JE (1994), Standardized rates of recurrent outcomes, Statistics in Medicine 13, 1781-1791; Glynn RJ, Buring
JE (1996), Ways of measuring rates of recurrent events, BMJ 312, 364-367).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, isnan, nan, sqrt

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.result import Rate


@dataclass(frozen=True)
class CaseRate:
    """Events per day of observation.

    Args:
        events, days: those of all cases together.
        standard_error: robust standard error of the rate per day.
        dispersion: the robust variance divided by that of a Poisson count; not a number without events.
    """

    events: int
    days: int
    standard_error: float
    dispersion: float

    @property
    def value(self) -> float:
        """Events per day; not a number when nobody was observed."""
        return self.events / self.days if self.days else nan

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Interval of the rate per day, 95 % when ``z`` is left out; not numbers when nobody was observed.

        With a dispersion of 1 or less it is Garwood's exact interval of a Poisson count (1936, Biometrika 28,
        437-442), as R's ``poisson.test``: few cases could make the dispersion small by chance.
        """
        if not self.days:
            return nan, nan
        from scipy.special import gammaincinv

        tail = erfc(z / sqrt(2)) / 2
        if not self.events:
            return 0.0, float(gammaincinv(1.0, 1.0 - tail)) / self.days
        number = self.events / max(self.dispersion, 1.0)
        low, high = gammaincinv(number, tail), gammaincinv(number + 1.0, 1.0 - tail)
        return self.value * float(low) / number, self.value * float(high) / number

    def figure(self, per: int) -> Rate:
        """The rate per so many days as a figure of a measure."""
        low, high = self.interval()
        known = not isnan(low)
        return Rate(self.events, self.days, per, low * per if known else None, high * per if known else None)


def rate(events: npt.ArrayLike, days: npt.ArrayLike, number: npt.ArrayLike | None = None) -> CaseRate:
    """Rate of events in cases that each may have several.

    Args:
        events: number of events of each case (n).
        days: days that each case was observed (n).
        number: how many cases are alike (n); 1 when left out.

    Raises:
        ValueError: for arrays of unequal length, negative numbers, or events in a case that was not observed.
    """
    happened, observed = np.asarray(events, dtype=np.int64), np.asarray(days, dtype=np.int64)
    alike = np.ones_like(happened) if number is None else np.asarray(number, dtype=np.int64)
    if not len(happened) == len(observed) == len(alike):
        raise ValueError("events, days and number must have the same length")
    if np.any(happened < 0) or np.any(observed < 0) or np.any(alike < 0):
        raise ValueError("events, days and number cannot be negative")
    if np.any((happened > 0) & (observed == 0)):
        raise ValueError("a case without days of observation cannot have events")
    count, time = happened.astype(np.float64), observed.astype(np.float64)
    return rate_of_sums(
        int(alike @ happened),
        int(alike @ observed),
        (float(alike @ count**2), float(alike @ (count * time)), float(alike @ time**2)),
    )


def rate_of_sums(events: int, days: int, squares: tuple[float, float, float]) -> CaseRate:
    """The same from sums over cases, as a database gives them in one pass.

    Args:
        events, days: the sums of both.
        squares: the sums of events squared, of events times days, and of days squared.
    """
    if not events or not days:
        return CaseRate(events, days, 0.0 if days else nan, nan)
    of_events, of_both, of_days = squares
    per_day = events / days
    variance = max(of_events - 2 * per_day * of_both + per_day**2 * of_days, 0.0)
    return CaseRate(events, days, sqrt(variance) / days, variance / events)
