"""Which share of the days of all cases has some property, with an interval that knows that days of one case belong.

The days of a case resemble each other, so a case counts as one observation: the share is a ratio of two totals over
cases, and its variance that of the ratio estimator.
(Cochran WG (1977), Sampling Techniques, 3rd edition, sections 2.11 and 6.4.)
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from ketenzicht.measures.estimators.intervals import Z95, wilson


@dataclass(frozen=True)
class CaseDays:
    """Sums over cases (n) of their days (d) and of those with the property (x)."""

    cases: int
    x: int
    d: int
    xx: int
    xd: int
    dd: int

    @property
    def share(self) -> float:
        """Days with the property of all days."""
        return self.x / self.d

    @property
    def standard_error(self) -> float:
        """Of the share, by case; infinite with one case."""
        if self.cases < 2:
            return float("inf")
        share = self.share
        squared = self.xx - 2 * share * self.xd + share**2 * self.dd
        return sqrt(max(squared, 0.0) * self.cases / (self.cases - 1)) / self.d

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Interval on the logit scale, so that it stays within 0 and 1.

        Where no day or every day has the property, as if each case were one observation: Wilson's interval.
        """
        share, error = self.share, self.standard_error
        if self.x in (0, self.d):
            return wilson(self.cases if self.x else 0, self.cases, z)
        if error == float("inf"):
            return 0.0, 1.0
        middle, width = log(share / (1 - share)), z * error / (share * (1 - share))
        return 1 / (1 + exp(min(width - middle, 700.0))), 1 / (1 + exp(-width - middle))
