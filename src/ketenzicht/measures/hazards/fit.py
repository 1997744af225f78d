"""The coefficients of a hazard model from counts: Poisson regression with person-days as offset.

The hazard of each band has a closed form given the coefficients, events divided by weighted person-days, so it is
filled in and only the coefficients are sought. What is left is Cox's likelihood with bands for risk sets, and with
every day of events a band of its own it is that of Breslow
(Laird N & Olivier D (1981), Covariance analysis of censored survival data using log-linear analysis techniques,
JASA 76, 231-240; Whitehead J (1980), Fitting Cox's regression model to survival data using GLIM, Applied Statistics
29, 268-275). Newton's method then costs no more for fifty bands than for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ketenzicht.measures.estimators.survival import Floats
from ketenzicht.measures.hazards.exposure import Exposure
from ketenzicht.measures.hazards.terms import Terms

NotEstimable = Literal["no person-time", "no events", "separated", "confounded"]
"""Why there is no figure. ``no person-time``: nobody was seen at this level. ``no events``: the rate is as low as it
can be, and chance alone may have made it so. ``separated``: together with others the level splits those with events
from those without, so the ratio runs to zero or infinity. ``confounded``: it always goes together with others."""

# Of the information that there was to begin with: where less is left in a direction, nothing is known about it.
_NOTHING_KNOWN = 1e-9
# Less than this cannot be told from rounding.
_ROUNDING = 1e-13
# The logarithm of the likelihood can then rise by no more than half of this.
_SETTLED = 1e-12
_MOST_STEPS = 100
_MOST_HALVINGS = 40


@dataclass(frozen=True)
class Fit:
    """A fitted model over patterns (p), bands (k) and terms (c).

    Args:
        matrix: model matrix (p x c).
        coefficient: log rate ratios (c); without meaning where ``reason`` says so.
        inverse: inverse of the information (c x c), zero in directions of which nothing is known.
        reason: why a term cannot be estimated, None where it can (c).
        relative: rate of each pattern, relative to the baseline (p).
        hazard: baseline hazard per day (k), 0 in a band without events.
        events: events per band (k).
        mean: mean of each term over those at risk in a band, weighted with their rate (k x c).
        log_likelihood: sum of events x log(rate) - rate x person-days.
    """

    matrix: Floats
    coefficient: Floats
    inverse: Floats
    reason: tuple[NotEstimable | None, ...]
    relative: Floats
    hazard: Floats
    events: Floats
    mean: Floats
    log_likelihood: float


def fit(table: Exposure, cause: int, terms: Terms) -> Fit:
    """Maximum likelihood; directions in which there is no maximum are found and left out.

    Raises:
        ValueError: when there are no events of this cause.
    """
    model = _Likelihood(table, cause, terms)
    if not model.events.any():
        raise ValueError(f"there are no events of cause {cause}")
    now = model.at(np.zeros(len(terms.terms)))
    scale = _scale(now)
    confounded = _directions(now, scale, _NOTHING_KNOWN)[1]
    for _ in range(_MOST_STEPS):
        step = _directions(now, scale, _ROUNDING)[0] @ now.score
        if step @ now.score <= _SETTLED:
            break
        now = _further(model, now, step)
    else:
        raise ValueError("no maximum was found: are there outlying numbers in a linear covariate?")
    # In a direction without a maximum, steps go on for ever while less and less is known: there it stops.
    now = model.at(now.coefficient + _directions(now, scale, _NOTHING_KNOWN)[0] @ now.score)
    inverse, unknown = _directions(now, scale, _NOTHING_KNOWN)
    return Fit(
        model.matrix,
        now.coefficient,
        inverse,
        tuple(_reason(table, cause, terms, at, confounded, unknown) for at in range(len(terms.terms))),
        now.relative,
        now.hazard,
        model.per_band,
        now.mean,
        now.log_likelihood,
    )


@dataclass(frozen=True)
class _Point:
    """The likelihood at one set of coefficients, with its first two derivatives."""

    coefficient: Floats
    relative: Floats
    hazard: Floats
    mean: Floats
    score: Floats
    information: Floats
    moment: Floats
    log_likelihood: float


class _Likelihood:
    """The likelihood as a function of the coefficients, the hazards of the bands filled in."""

    def __init__(self, table: Exposure, cause: int, terms: Terms) -> None:
        self.matrix = terms.matrix(table.patterns.codes)
        events = table.events[cause - 1]
        self.events = events.sum(axis=1).astype(np.float64)
        self.per_band = events.sum(axis=0).astype(np.float64)
        self._days = table.person_days.astype(np.float64)

    def at(self, coefficient: Floats) -> _Point:
        linear = self.matrix @ coefficient
        relative = np.exp(linear)
        weighted = relative @ self._days
        happened = self.per_band > 0
        one = np.where(happened, weighted, 1.0)
        hazard = self.per_band / one
        expected = relative * (self._days @ hazard)
        mean = (self._days.T @ (self.matrix * relative[:, None])) * (happened / one)[:, None]
        product = self.matrix.T @ (self.matrix * expected[:, None])
        return _Point(
            coefficient,
            relative,
            hazard,
            mean,
            self.matrix.T @ (self.events - expected),
            product - (mean * self.per_band[:, None]).T @ mean,
            np.diag(product),
            float(
                self.events @ linear + self.per_band[happened] @ np.log(hazard[happened]) - self.events.sum()
            ),
        )


def _further(model: _Likelihood, now: _Point, step: Floats) -> _Point:
    """The point after a step, or after half of it as often as the likelihood would fall."""
    lowest = now.log_likelihood - 1e-12 * abs(now.log_likelihood)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for _ in range(_MOST_HALVINGS):
            found = model.at(now.coefficient + step)
            if found.log_likelihood >= lowest and np.all(np.isfinite(found.information)):
                return found
            step = step / 2
    return found


def _scale(of: _Point) -> Floats:
    """Square root of the information per term, 1 where it is nothing but rounding."""
    own = np.diag(of.information)
    return np.sqrt(np.where(own > 1e-12 * of.moment, own, 1.0))


def _directions(of: _Point, scale: Floats, least: float) -> tuple[Floats, Floats]:
    """Inverse of the information where there is any; per term, the part of it of which nothing is known (c)."""
    value, vector = np.linalg.eigh(of.information / np.outer(scale, scale))
    known = value > least
    scaled = vector[:, known] / scale[:, None]
    return (scaled / value[known]) @ scaled.T, np.asarray((vector[:, ~known] ** 2).sum(axis=1))


def _reason(
    table: Exposure, cause: int, terms: Terms, at: int, confounded: Floats, unknown: Floats
) -> NotEstimable | None:
    if unknown[at] < 1e-8:
        return None
    term = terms.terms[at]
    if term.level is not None:
        of_level = table.patterns.codes[:, term.covariate] == term.level
        if not table.person_days[of_level].any():
            return "no person-time"
        if not table.events[cause - 1][of_level].any():
            return "no events"
    return "confounded" if confounded[at] >= 1e-8 else "separated"
