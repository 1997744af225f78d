"""Two groups whose cases have repeats: the difference of the means, and a test that the rates are equal.

The test is the robust pseudo-score test of Cook RJ, Lawless JF & Nadeau C (1996), Robust tests for treatment
comparisons based on recurrent event responses, Biometrics 52, 557-571 (Lawless & Nadeau 1995), as in R's
``reda::mcfDiff.test``. Both assume that no case is in both groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import Literal

import numpy as np

from ketenzicht.measures.estimators.case_residuals import contributions
from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.recurrent import MeanRepeats
from ketenzicht.measures.estimators.repeat_table import RepeatTable
from ketenzicht.measures.estimators.survival import Floats, Ints

Weight = Literal["constant", "linear"]


@dataclass(frozen=True)
class MeanDifference:
    """Mean number of events of the first group minus that of the second, by day (k), with standard errors."""

    days: Ints
    value: Floats
    standard_error: Floats
    observed_until: int

    def at(self, day: float) -> tuple[float, float]:
        """Difference and standard error at a day: the last step up to it."""
        row = int(np.searchsorted(self.days, day, side="right")) - 1
        return (0.0, 0.0) if row < 0 else (float(self.value[row]), float(self.standard_error[row]))

    def interval(self, day: float, z: float = Z95) -> tuple[float, float]:
        """Interval at a day on the plain scale (a difference may be negative), 95 % when ``z`` is left out."""
        value, error = self.at(day)
        return value - z * error, value + z * error


def difference_of_means(first: MeanRepeats, second: MeanRepeats) -> MeanDifference:
    """The difference by day; known up to the day on which the first of the groups is no longer observed."""
    until = min(first.observed_until, second.observed_until)
    days = np.union1d(first.days, second.days)
    days = days[days <= until]
    value, variance = np.zeros(len(days)), np.zeros(len(days))
    for group, sign in ((first, 1.0), (second, -1.0)):
        row = np.searchsorted(group.days, days, side="right")
        value += sign * np.concatenate(([0.0], group.value))[row]
        variance += np.concatenate(([0.0], group.standard_error))[row] ** 2
    return MeanDifference(days, value, np.sqrt(variance), until)


@dataclass(frozen=True)
class PseudoScore:
    """Result of the test: chi-square with one degree of freedom.

    A positive ``statistic`` means more events in the first group than expected when the rates are equal.
    """

    statistic: float
    variance: float
    chi_square: float
    p_value: float


def pseudo_score_test(first: RepeatTable, second: RepeatTable, *, weight: Weight = "constant") -> PseudoScore:
    """Test that two groups have the same rate of events on every day, robust for repeats within a case.

    Args:
        first, second: the rows of each group. A terminal event censors: the rates are those among survivors.
        weight: ``"constant"`` is strongest when the means are proportional; ``"linear"`` counts early days more, by
            (t - day) / t in which t is the last day on which both groups have cases at risk.

    Raises:
        ValueError: when on no day both groups have cases at risk, or the variance is zero (no events, or in both
            groups every case has the same), so that there is nothing to test.
    """
    ends = np.union1d(first.time, second.time)
    both = ends[(first.at_risk_on(ends) > 0) & (second.at_risk_on(ends) > 0)]
    if not len(both):
        raise ValueError("the groups are never at risk on the same day: there is nothing to compare")
    last = int(both[-1])
    statistic, variance, independent = 0.0, 0.0, 0.0
    for own, other, sign in ((first, second, 1.0), (second, first, -1.0)):
        others = other.at_risk_on(own.days)
        per_event = np.where(own.days <= last, others / np.maximum(own.at_risk + others, 1), 0.0)
        if weight == "linear":
            per_event = per_event * (last - own.days) / max(abs(last), 1)
        statistic += sign * float(per_event @ own.repeats)
        independent += float(per_event**2 @ own.repeats)
        case = contributions(own, per_event, np.zeros(len(own.days))).totals
        variance += float(case @ case)
    # Far below the variance of as many events that are independent of each other, it is nothing but rounding.
    if variance <= 1e-14 * independent:
        raise ValueError("the variance is zero: there are no events, or no case differs from another")
    chi_square = statistic**2 / variance
    return PseudoScore(statistic, variance, chi_square, erfc(sqrt(chi_square / 2)))
