"""The largest likelihood of a model with few parameters, from what each row contributes to its slope.

Newton's method on the sum of the contributions (scores); the curvature is the slope of that sum, taken over a small
step to both sides. What a row contributes, times the inverse curvature, is how far it pulls the estimate
(its influence): summed per case and squared that is a variance which holds when rows of one case hang together
(White H (1982), Maximum likelihood estimation of misspecified models, Econometrica 50, 1-25).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Contributions = Callable[[Floats], tuple[Floats, Floats]]
"""Parameters (k) to log likelihood (n) and scores (n x k) per row."""

_STEP = 1e-5
_SETTLED = 1e-12
_MOST_STEPS = 200
_MOST_HALVINGS = 40
_FARTHEST = 2.0
"""No parameter, all on a log scale or alike, moves further in one step."""


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is largest.

    Args:
        parameters: (k).
        covariance: inverse of the observed information (k x k).
        influence: scores times that inverse (n x k): how far each row, not counting its weight, pulls.
        log_likelihood: its value there.
    """

    parameters: Floats
    covariance: Floats
    influence: Floats
    log_likelihood: float


def maximise(of: Contributions, start: npt.ArrayLike, weight: npt.ArrayLike) -> Maximum:
    """Seek the maximum.

    Args:
        of: what every row contributes.
        start: where to begin (k).
        weight: how many times each row counts (n).

    Raises:
        ValueError: no maximum was found: the data do not tell these parameters apart.
    """
    at, times = np.asarray(start, dtype=np.float64), np.asarray(weight, dtype=np.float64)

    def total(parameters: Floats) -> tuple[float, Floats]:
        value, scores = of(parameters)
        return float(times @ value), times @ scores

    with np.errstate(all="ignore"):
        value, score = total(at)
        for _ in range(_MOST_STEPS):
            information = _information(lambda here: total(here)[1], at)
            step = _uphill(information, score)
            if not np.all(np.isfinite(step)):
                break
            if step @ score <= _SETTLED * max(1.0, abs(value) * 1e-3):
                return _found(of, at + step if total(at + step)[0] >= value else at, information, times)
            step *= min(1.0, _FARTHEST / np.abs(step).max())
            for _ in range(_MOST_HALVINGS):
                further, new_score = total(at + step)
                if further >= value - 1e-12 * abs(value):
                    break
                step = step / 2
            else:
                break
            at, value, score = at + step, further, new_score
    raise ValueError("no largest likelihood was found: the data do not tell these parameters apart")


def _information(score: Callable[[Floats], Floats], at: Floats) -> Floats:
    """Minus the slope of the score (k x k), symmetric."""
    columns = []
    for place in range(len(at)):
        aside = np.zeros(len(at))
        aside[place] = _STEP * max(1.0, abs(at[place]))
        columns.append((score(at - aside) - score(at + aside)) / (2 * aside[place]))
    slope = np.column_stack(columns)
    return np.asarray((slope + slope.T) / 2)


def _uphill(information: Floats, score: Floats) -> Floats:
    """Newton's step; where the likelihood bends the wrong way, one that goes up all the same."""
    if not np.all(np.isfinite(information)):
        return np.full(len(score), np.nan)
    value, vector = np.linalg.eigh(information)
    bend = np.maximum(np.abs(value), 1e-8 * np.abs(value).max() + 1e-300)
    return np.asarray(vector @ ((vector.T @ score) / bend))


def _found(of: Contributions, at: Floats, nearby: Floats, times: Floats) -> Maximum:
    information = _information(lambda here: times @ of(here)[1], at)
    value = np.linalg.eigvalsh(information)
    if not np.all(np.isfinite(value)) or value.min() <= 1e-9 * np.abs(nearby).max():
        raise ValueError("no largest likelihood was found: the data do not tell these parameters apart")
    covariance: Floats = np.asarray(np.linalg.inv(information), dtype=np.float64)
    likelihood, scores = of(at)
    return Maximum(at, covariance, scores @ covariance, float(times @ likelihood))
