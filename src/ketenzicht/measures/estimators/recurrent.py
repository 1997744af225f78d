"""Mean number of repeats per case over time, with a variance that is robust for repeats within a case.

Without a terminal event this is the mean cumulative function with the variance of Lawless JF & Nadeau C (1995),
Some simple robust methods for the analysis of recurrent events, Technometrics 37, 158-168: equal to the cumulative
hazard and its robust standard error in R's ``survfit(..., id = )``. With one (death, leaving the region) two
questions part, and the reader of a figure must know which was asked:

* ``"survivors"``: the rate among those still there, as if nobody ended; the terminal event censors;
* ``"everyone"``: the mean number that really happened, those who ended have no more (Ghosh D & Lin DY (2000),
  Nonparametric analysis of recurrent events and death, Biometrics 56, 554-562).

Both variances are the sum over cases of the squared derivative of the estimate to the weight of the case (the
infinitesimal jackknife), exact with ties. For ``"everyone"`` Ghosh and Lin give its limit for continuous time,
which leaves out a factor 1 - (ended / at risk) per day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ketenzicht.measures.estimators.case_residuals import contributions, sum_of_products, sum_of_squares
from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.repeat_table import RepeatTable
from ketenzicht.measures.estimators.survival import Floats, Ints

Terminal = Literal["survivors", "everyone"]
Scale = Literal["log", "plain"]

# No sample is so large that the standard error is a ten-millionth of the estimate: below that it is rounding.
_ROUNDING = 1e-14


@dataclass(frozen=True)
class MeanRepeats:
    """Mean number of events per case by day on which an event happened (k), since the clock started.

    Args:
        days: the days, ascending.
        value, standard_error: the estimate and its robust standard error.
        at_risk: cases at risk just before each day.
        survival: share of cases without the terminal event just before each day (Kaplan-Meier).
        cases: number of cases.
        observed_until: last day on which anybody was at risk; no figure is known after it.
    """

    days: Ints
    value: Floats
    standard_error: Floats
    at_risk: Ints
    survival: Floats
    cases: int
    observed_until: int

    def at(self, day: float) -> tuple[float, float]:
        """Estimate and standard error at a day: the last step up to it."""
        row = int(np.searchsorted(self.days, day, side="right")) - 1
        return (0.0, 0.0) if row < 0 else (float(self.value[row]), float(self.standard_error[row]))

    def interval(self, day: float, scale: Scale = "log", z: float = Z95) -> tuple[float, float]:
        """Interval at a day, 95 % when ``z`` is left out.

        On the log scale when ``scale`` is left out: a mean number cannot be negative and its estimate is skewed
        when events are few (Lawless & Nadeau 1995). ``"plain"`` is R's for a cumulative hazard and may be below 0.
        """
        value, error = self.at(day)
        if scale == "plain":
            return value - z * error, value + z * error
        low, high = log_intervals(np.array(value), np.array(error), z)
        return float(low), float(high)


def log_intervals(value: Floats, standard_error: Floats, z: float = Z95) -> tuple[Floats, Floats]:
    """The interval of each of many mean numbers on the log scale; 0 where the estimate is 0."""
    width = np.exp(np.divide(z * standard_error, value, out=np.zeros_like(value), where=value > 0.0))
    return value / width, value * width


def mean_repeats(table: RepeatTable, *, terminal: Terminal | None = None) -> MeanRepeats:
    """Mean number of events per case by day, with its robust standard error.

    Args:
        table: the rows of all cases (``repeat_table``).
        terminal: ``"survivors"`` or ``"everyone"``, see the head of this module. Must be chosen when the table has
            terminal events; without them both are the same.

    Raises:
        ValueError: when the table has terminal events and ``terminal`` is left out.
    """
    if terminal is None and np.any(table.terminals):
        raise ValueError(
            'cases end by a terminal event: choose terminal="survivors" (the rate among those still there) or '
            'terminal="everyone" (the mean number that really happened)'
        )
    at_risk = np.maximum(table.at_risk, 1).astype(np.float64)
    ended = table.terminals / at_risk
    survival = np.concatenate(([1.0], np.cumprod(1.0 - ended)))[: len(table.days)]
    share = survival if terminal == "everyone" else np.ones(len(table.days))
    value = np.cumsum(share * table.repeats / at_risk)
    variance = _variance(table, value, share / at_risk, ended, everyone=terminal == "everyone")
    used = table.repeats > 0
    return MeanRepeats(
        table.days[used],
        value[used],
        np.sqrt(np.where(variance > _ROUNDING * value**2, variance, 0.0))[used],
        table.at_risk[used],
        survival[used],
        table.cases,
        int(table.days[-1]) if len(table.days) else 0,
    )


def _variance(table: RepeatTable, value: Floats, weight: Floats, ended: Floats, *, everyone: bool) -> Floats:
    """Sum of squared contributions; who ends lowers the survival, so all that is added to the mean later.

    That second part is (value now - value when it happened) x contribution to the survival: expanded in the value
    now, so that three sums suffice for all days.
    """
    none = np.zeros(len(table.days))
    if not everyone:
        return sum_of_squares(table, contributions(table, weight, none))
    at_risk = np.maximum(table.at_risk, 1)
    lowers = np.zeros(len(table.days))
    # Where all who were at risk end, nothing is added later and the contribution to the survival does not matter.
    np.divide(1.0, at_risk * (1.0 - ended), out=lowers, where=ended < 1.0)
    fixed = contributions(table, weight, value * lowers)
    growing = contributions(table, none, lowers)
    return (
        sum_of_squares(table, fixed)
        - 2 * value * sum_of_products(table, fixed, growing)
        + value**2 * sum_of_squares(table, growing)
    )
