"""The largest likelihood of a model with few parameters, from what each row contributes to its slope.

Newton's method on the sum of the contributions (scores); the curvature is the slope of that sum, taken over a small
step to both sides. Far from the maximum the sum of their products stands for the curvature, which costs no further
look at the rows (Berndt E, Hall B, Hall R, Hausman J (1974), Annals of Economic and Social Measurement 3, 653-665).
What a row contributes, times the inverse curvature, is how far it pulls the estimate
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
_NEAR = 0.1
"""The likelihood can still rise by half of this: near enough for the curvature itself."""
_MOST_ROUGH_STEPS = 40
_FLAT = 1e-9
_NOT_FOUND = "no largest likelihood was found: the data do not tell these parameters apart"
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
    times = np.asarray(weight, dtype=np.float64)
    with np.errstate(all="ignore"):
        at = _approach(of, np.asarray(start, dtype=np.float64), times)
        value = float(times @ of(at)[0])
        for _ in range(_MOST_STEPS):
            information = _information(of, at, times)
            score = np.asarray(times @ of(at)[1])
            step = _uphill(information, score)
            if not np.all(np.isfinite(step)):
                break
            if step @ score <= _SETTLED * max(1.0, abs(value) * 1e-3):
                return _found(of, at, step, value, information, times)
            moved = _further(of, at, step, value, times)
            if moved is None:
                break
            at, value = moved
    raise ValueError(_NOT_FOUND)


def _approach(of: Contributions, at: Floats, times: Floats) -> Floats:
    """Near the maximum, with products of scores for the curvature; as near as that gets."""
    for _ in range(_MOST_ROUGH_STEPS):
        values, scores = of(at)
        score = times @ scores
        step = _uphill((scores.T * times) @ scores, score)
        if not step @ score > _NEAR:
            break
        moved = _further(of, at, step, float(times @ values), times)
        if moved is None:
            break
        at, _ = moved
    return at


def _further(
    of: Contributions, at: Floats, step: Floats, value: float, times: Floats
) -> tuple[Floats, float] | None:
    """The point after a step and the likelihood there, the step halved as often as that would fall."""
    step = step * min(1.0, _FARTHEST / np.abs(step).max())
    for _ in range(_MOST_HALVINGS):
        further = float(times @ of(at + step)[0])
        if further >= value - 1e-12 * abs(value):
            return at + step, further
        step = step / 2
    return None


def _information(of: Contributions, at: Floats, times: Floats) -> Floats:
    """Minus the slope of the score (k x k), symmetric."""
    columns = []
    for place in range(len(at)):
        aside = np.zeros(len(at))
        aside[place] = _STEP * max(1.0, abs(at[place]))
        before, after = (times @ of(there)[1] for there in (at - aside, at + aside))
        columns.append((before - after) / (2 * aside[place]))
    slope = np.column_stack(columns)
    return np.asarray((slope + slope.T) / 2)


def _uphill(information: Floats, score: Floats) -> Floats:
    """Newton's step; where the likelihood bends the wrong way, one that goes up all the same."""
    if not np.all(np.isfinite(information)):
        return np.full(len(score), np.nan)
    value, vector = np.linalg.eigh(information)
    bend = np.maximum(np.abs(value), 1e-8 * np.abs(value).max() + 1e-300)
    return np.asarray(vector @ ((vector.T @ score) / bend))


def _found(
    of: Contributions, at: Floats, step: Floats, value: float, nearby: Floats, times: Floats
) -> Maximum:
    """The maximum, one last step away; refused where the likelihood is flat."""
    if float(times @ of(at + step)[0]) >= value:
        at = at + step
    information = _information(of, at, times)
    bend = np.linalg.eigvalsh(information)
    if not np.all(np.isfinite(bend)) or bend.min() <= _FLAT * np.abs(nearby).max():
        raise ValueError(_NOT_FOUND)
    covariance: Floats = np.asarray(np.linalg.inv(information), dtype=np.float64)
    likelihood, scores = of(at)
    return Maximum(at, covariance, scores @ covariance, float(times @ likelihood))
