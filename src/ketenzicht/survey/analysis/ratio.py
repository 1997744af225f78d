"""Totals of everybody estimated from those who answered, by a number that is known of everybody.

Within each stratum the answered total per known unit is taken to hold for those who did not answer as well: the
separate ratio estimator after stratification (Cochran WG (1977). *Sampling Techniques*, 3rd edition, chapter 6).
Non-response is treated as a simple random sample within the stratum, which is an assumption and not a design. The
variance is that of Särndal CE, Swensson B, Wretman J (1992). *Model Assisted Survey Sampling*, section 7.3: with the
weights of the estimate on the residuals, and a correction for the finite number of organisations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.survey.analysis.clustered_share import student

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RatioTotal:
    """An estimated total with its 95 % interval (t with the degrees of freedom of the strata).

    Args:
        counted: the sum over those who answered.
        expanded: the same times asked by answered, per stratum: without the known total.
        estimate: with the known total.
        low, high: bounds of ``estimate``; never below ``counted``; both equal to it when everybody answered.
        answered, asked: numbers of organisations.
        merged: strata with one answer or none were taken together with the others.
    """

    counted: float
    expanded: float
    estimate: float
    standard_error: float
    low: float
    high: float
    answered: int
    asked: int
    merged: bool


def ratio_total(y: npt.ArrayLike, x: npt.ArrayLike, stratum: npt.ArrayLike) -> RatioTotal | None:
    """The total of ``y`` over all units, by ``x``.

    Args:
        y: what was answered; NaN where there is no answer (n).
        x: what is known of every unit, above 0 (n).
        stratum: which group a unit is in, numbers or texts (n).

    Returns:
        None when fewer than two units answered.

    Raises:
        ValueError: arrays of unequal length, or an ``x`` that is not above 0.
    """
    answer, known = np.asarray(y, dtype=np.float64), np.asarray(x, dtype=np.float64)
    groups = np.unique(np.asarray(stratum), return_inverse=True)[1]
    if not len(answer) == len(known) == len(groups):
        raise ValueError("y, x and stratum must have the same length")
    if not np.all(known > 0):
        raise ValueError("x must be above 0 for every unit")
    there = ~np.isnan(answer)
    if there.sum() < 2:
        return None
    sizes, answers = np.bincount(groups), np.bincount(groups, there)
    merged = bool(np.any((answers < 2) & (answers < sizes)))
    if merged:
        groups = np.zeros_like(groups)
    expanded = estimate = variance = 0.0
    freedom = 0
    for number in range(int(groups.max()) + 1):
        inside = groups == number
        part = _stratum(answer[inside & there], known[inside & there], known[inside].sum(), int(inside.sum()))
        expanded, estimate, variance = expanded + part[0], estimate + part[1], variance + part[2]
        freedom += int((inside & there).sum()) - 1
    error = float(np.sqrt(variance))
    counted = float(answer[there].sum())
    reach = student(freedom) * error
    return RatioTotal(
        counted,
        expanded,
        estimate,
        error,
        max(estimate - reach, counted),
        estimate + reach,
        int(there.sum()),
        len(answer),
        merged,
    )


def _stratum(y: Floats, x: Floats, known: float, size: int) -> tuple[float, float, float]:
    """Expanded total, ratio estimate and its variance of one stratum."""
    n = len(y)
    expanded = size / n * y.sum()
    ratio = y.sum() / x.sum()
    weight = known / (size / n * x.sum())
    residuals = y - ratio * x
    if n < 2:
        return float(expanded), float(ratio * known), 0.0
    spread = (residuals**2).sum() / (n - 1)
    variance = weight**2 * size**2 * (1 - n / size) / n * spread
    return float(expanded), float(ratio * known), float(variance)
