"""Chances of groups as if their cases were alike: direct standardisation over strata of what was known at the start.

In each stratum the groups are compared as they are; the strata are then weighed alike for every group. Within strata
nothing is assumed about how chance and covariates hang together, and with competing events the estimate stays a
chance. What was not registered is not adjusted for, so a difference that is left is an association, not an effect.

Cochran WG (1968), The effectiveness of adjustment by subclassification in removing bias in observational studies,
Biometrics 24, 295-313. Gail MH, Byar DP (1986), Variance calculations for direct adjusted survival curves,
Biometrical Journal 28, 587-599. Hernán MA, Robins JM (2020), Causal Inference: What If, chapters 3 (positivity)
and 13 (standardisation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.survival import CountTable, aalen_johansen
from ketenzicht.measures.estimators.variances import Floats, Ints

LEFT_OUT = -1


@dataclass(frozen=True)
class Risks:
    """Chance and standard error by group (g); the groups are independent of each other."""

    value: Floats
    standard_error: Floats

    def difference(self, group: int = 1, reference: int = 0) -> tuple[float, float]:
        """Chance of a group minus that of the reference, with the standard error."""
        return (
            float(self.value[group] - self.value[reference]),
            float(np.hypot(self.standard_error[group], self.standard_error[reference])),
        )


def strata_of(patterns: npt.ArrayLike, numbers: npt.ArrayLike, at_least: int = 10) -> Ints:
    """Put patterns of covariates together until every stratum has enough of each group.

    Patterns with enough of each group are a stratum by themselves. The rest is put together over the last covariate,
    then over the last two, and so on: the first covariate is given up last. This is coarsened exact matching with
    a fixed order of coarsening (Iacus SM, King G, Porro G (2012), Political Analysis 20, 1-24). It looks at numbers
    of cases only, never at outcomes.

    Args:
        patterns: level of each covariate (k x covariates), the most important covariate first.
        numbers: cases by pattern and group (k x groups).
        at_least: how many cases of each group a stratum needs, at least 1: positivity.

    Returns:
        The stratum of each pattern, from 0; ``LEFT_OUT`` for patterns that find no partner in every group (k).

    Raises:
        ValueError: for arrays that do not fit together, and for ``at_least`` under 1.
    """
    levels, cases = np.asarray(patterns, dtype=np.int64), np.asarray(numbers, dtype=np.int64)
    if levels.ndim != 2 or cases.ndim != 2 or len(levels) != len(cases) or at_least < 1:
        raise ValueError(
            "patterns (k x covariates) and numbers (k x groups) must fit, and at_least be 1 or more"
        )
    stratum = np.full(len(levels), LEFT_OUT, dtype=np.int64)
    found = 0
    for kept in range(levels.shape[1], -1, -1):
        rest = np.flatnonzero(stratum == LEFT_OUT)
        if not len(rest):
            break
        _, place = np.unique(levels[rest][:, :kept], axis=0, return_inverse=True)
        place = place.reshape(-1)
        together = np.zeros((int(place.max()) + 1, cases.shape[1]), dtype=np.int64)
        np.add.at(together, place, cases[rest])
        enough = together.min(axis=1) >= at_least
        number = np.cumsum(enough) - 1 + found
        stratum[rest] = np.where(enough[place], number[place], LEFT_OUT)
        found += int(enough.sum())
    return stratum


def standardised_risks(
    tables: Sequence[Sequence[CountTable]], weights: npt.ArrayLike, day: float, cause: int = 0
) -> Risks:
    """Aalen-Johansen in each stratum of each group, weighed by the strata.

    The variance is the sum of the squared weights times the variance in the stratum: strata are independent, and
    the weights are those of the cases at hand, so they are fixed.

    Args:
        tables: counts per day by group and stratum (groups x strata).
        weights: of the strata; made to add up to 1.
        day: at which the chance is given.
        cause: counted from 0; the others compete.

    Raises:
        ValueError: for groups with another number of strata than there are weights, or weights that are not positive.
    """
    weight = np.asarray(weights, dtype=np.float64)
    if any(len(group) != len(weight) for group in tables) or not len(weight) or np.any(weight <= 0):
        raise ValueError("every group needs a table for every stratum, and every weight must be positive")
    weight = weight / weight.sum()
    found = np.array([[aalen_johansen(table).at(day, cause) for table in group] for group in tables])
    return Risks(found[:, :, 0] @ weight, np.sqrt(found[:, :, 1] ** 2 @ weight**2))


def standardised_difference(reference: npt.ArrayLike, group: npt.ArrayLike) -> float:
    """How far two groups lie apart on one covariate with several levels, in standard deviations; 0 is alike.

    The Mahalanobis distance between the shares of the levels; with two levels it is the usual standardised
    difference without its sign. Under 0.1 is commonly called balanced
    (Yang D, Dalton JE (2012), A unified approach to measuring the effect size between two groups, SAS Global Forum
    335; Austin PC (2009), Statistics in Medicine 28, 3083-3107).

    Args:
        reference: cases, or weights, by level.
        group: the same for the other group.

    Returns:
        The distance; infinite when the groups share no level, nan when one of them is empty.
    """
    weights = np.asarray(reference, dtype=np.float64), np.asarray(group, dtype=np.float64)
    if any(one.sum() <= 0 for one in weights):
        return float("nan")
    first, second = (one / one.sum() for one in weights)
    used = (first + second) > 0
    if not np.any((first > 0) & (second > 0)):
        return float("inf")
    difference = (first - second)[used]
    spread = sum(np.diag(share) - np.outer(share, share) for share in (first[used], second[used])) / 2
    squared = difference @ np.linalg.pinv(spread, hermitian=True) @ difference
    return float(np.sqrt(max(squared, 0.0)))
