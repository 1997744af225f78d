"""The risk by a horizon that models of hazards imply, pattern by pattern, with its derivatives.

Within a band all hazards are constant, so the chance of the event in it is the chance of getting there, times the
part of all hazards that is the event's, times the chance that anything happens: exact, not day by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ketenzicht.measures.estimators.survival import Floats, Ints
from ketenzicht.measures.hazards.covariates import Places
from ketenzicht.measures.hazards.model import HazardModel

# Patterns x bands at a time.
_CELLS = 1 << 20
# Below this the direct formulas lose digits and a series has them all.
_SMALL = 1e-3


@dataclass(frozen=True)
class Risk:
    """Risks of patterns (p) and the derivatives of their weighted mean.

    Args:
        value: risk of each pattern; 0 where its share is 0 (p).
        by_coefficient: per model the derivative to its coefficients (c).
        by_log_hazard: per model the derivative to the logarithm of its baseline hazards (b).
    """

    value: Floats
    by_coefficient: list[Floats]
    by_log_hazard: list[Floats]


def risk_of_patterns(models: Sequence[HazardModel], codes: Places, horizon: int, share: Floats) -> Risk:
    """Risk of the event of the first model, the others competing.

    Args:
        models: the models, with the same bands.
        codes: places of levels (p x covariates).
        horizon: last day that counts.
        share: weight of each pattern in the mean (p).
    """
    edges = models[0].exposure.edges
    widths = np.diff(np.minimum(edges, horizon))
    used = np.flatnonzero(share)
    distinct, place = np.unique(codes[used], axis=0, return_inverse=True)
    weight = np.bincount(place, share[used])
    by_coefficient = [np.zeros(len(model.fit.coefficient)) for model in models]
    by_log_hazard = [np.zeros(len(widths)) for _ in models]
    risk = np.empty(len(distinct))
    for begin in range(0, len(distinct), max(1, _CELLS // len(widths))):
        part = slice(begin, begin + max(1, _CELLS // len(widths)))
        matrices = [model.terms.matrix(distinct[part]) for model in models]
        hazards = np.stack(
            [
                np.exp(matrix @ model.fit.coefficient)[:, None] * model.fit.hazard
                for matrix, model in zip(matrices, models, strict=True)
            ]
        )
        risk[part], slopes = _risk(hazards, widths)
        for at, matrix in enumerate(matrices):
            by_coefficient[at] += matrix.T @ (weight[part] * slopes[at].sum(axis=1))
            by_log_hazard[at] += weight[part] @ slopes[at]
    value = np.zeros(len(codes))
    value[used] = risk[place]
    return Risk(value, by_coefficient, by_log_hazard)


def _risk(hazards: Floats, widths: Ints) -> tuple[Floats, Floats]:
    """Risk of the first of several hazards (causes x p x b), and its derivative to the logarithm of each hazard."""
    total = hazards.sum(axis=0) * widths
    through = np.cumsum(total, axis=1)
    there = np.exp(total - through)
    share, slope = _mean_decay(total)
    each = there * hazards[0] * widths * share
    so_far = np.cumsum(each, axis=1)
    risk = so_far[:, -1]
    # More of any hazard leaves fewer for later bands, and changes how long within this one they stay.
    common = there * hazards[0] * widths**2 * slope - widths * (risk[:, None] - so_far)
    slopes = hazards * common
    slopes[0] += each
    return risk, slopes


def _mean_decay(x: Floats) -> tuple[Floats, Floats]:
    """Mean of exp(-t) for t from 0 to x, and its derivative to x."""
    small = x < _SMALL
    safe = np.where(small, 1.0, x)
    mean = -np.expm1(-safe) / safe
    slope = (np.exp(-safe) - mean) / safe
    return (
        np.where(small, 1 - x / 2 + x**2 / 6 - x**3 / 24, mean),
        np.where(small, -1 / 2 + x / 3 - x**2 / 8 + x**3 / 30, slope),
    )
