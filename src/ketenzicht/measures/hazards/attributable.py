"""Attributable shares: the part of all events that goes with a level of a covariate, beyond its reference level.

Of the events at a level with rate ratio R, a part 1 - 1/R would not have been counted there at the rate of the
reference. Taken of all events, and with R adjusted for the other covariates, that is the share of Bruzzi P, Green SB,
Byar DP, Brinton LA & Schairer C (1985), Estimating the population attributable risk for multiple risk factors using
case-control data, American Journal of Epidemiology 122, 904-914. In this model it equals standardisation over all
observed strata: events minus those expected at the reference rate, divided by events. Interval as in Greenland S &
Drescher K (1993), Maximum likelihood estimation of the attributable fraction from logistic models, Biometrics 49,
865-872, with a variance that is robust by case and counts that the distribution over levels is a sample too.

The name is that of the literature; the share is an association. It says what goes together, not what would go away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, nan, sqrt
from typing import Any

import numpy as np

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.survival import Floats
from ketenzicht.measures.hazards.by_case import part_of, robust_covariance
from ketenzicht.measures.hazards.fit import NotEstimable
from ketenzicht.measures.hazards.model import HazardModel, RateRatio

# No row ends with it, so that a part with this cause gathers what was expected and no events.
_NO_CAUSE = -1


@dataclass(frozen=True)
class AttributableShare:
    """The part of all events that goes with one level, or with all levels but the reference.

    Args:
        level: the level; None for all together.
        value: events beyond the rate of the reference, divided by all events: at most 1, below 0 when the rate is
            lower than that of the reference, nan where ``not_estimable`` says why.
        standard_error: robust by case.
        not_estimable: why there is no figure.
    """

    level: Any
    value: float
    standard_error: float
    not_estimable: NotEstimable | None = None

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Interval on the scale of log(1 - share), 95 % when ``z`` is left out; nan where there is no figure."""
        rest = 1.0 - self.value
        if not rest > 0.0:
            return self.value, self.value
        width = exp(z * self.standard_error / rest)
        return 1.0 - rest * width, 1.0 - rest / width


@dataclass(frozen=True)
class AttributableShares:
    """Attributable shares of one covariate.

    Args:
        covariate: its name.
        reference: the level whose rate is compared with.
        shares: of every other level, in order.
        together: of all those levels, which is their sum.
        events: all events, of which the shares are a part.
    """

    covariate: str
    reference: Any
    shares: tuple[AttributableShare, ...]
    together: AttributableShare
    events: int

    def share(self, level: Any) -> AttributableShare:
        """The share of a level.

        Raises:
            KeyError: when there is no such level, or it is the reference.
        """
        for found in self.shares:
            if found.level == level:
                return found
        raise KeyError(level)


def attributable_shares(model: HazardModel, covariate: str) -> AttributableShares:
    """Attributable shares by the levels of a covariate, adjusted for the others in the model.

    Args:
        model: a fitted model; with repeats, every event counts.
        covariate: one with levels.

    Raises:
        ValueError: for a covariate that is linear or not in the model.
    """
    ratios = [item for item in model.rate_ratios if item.covariate == covariate]
    reference = next((item.level for item in ratios if item.is_reference), None)
    if not any(item.is_reference for item in ratios):
        raise ValueError(f"{covariate} is no covariate with levels in the model")
    others = [item for item in ratios if not item.is_reference]
    known = [item for item in others if item.not_estimable is None]
    value = np.array([item.events / model.events * -np.expm1(-item.coefficient) for item in known])
    covariance = _covariance(model, covariate, known, value)
    error = {item.level: sqrt(covariance[at, at]) for at, item in enumerate(known)}
    shares = tuple(
        AttributableShare(item.level, nan, nan, item.not_estimable)
        if item.level not in error
        else AttributableShare(item.level, float(value[known.index(item)]), error[item.level])
        for item in others
    )
    together = AttributableShare(None, float(value.sum()), sqrt(max(float(covariance.sum()), 0.0)))
    # A level at which nobody was seen has no events to share in.
    missing = [item.not_estimable for item in others if item.not_estimable not in (None, "no person-time")]
    if missing:
        together = replace(together, value=nan, standard_error=nan, not_estimable=missing[0])
    return AttributableShares(covariate, reference, shares, together, model.events)


def _covariance(model: HazardModel, covariate: str, known: Sequence[RateRatio], value: Floats) -> Floats:
    """Covariance of the shares of levels (k x k), from what each case contributes to them.

    A share changes with a case because its coefficient does, and because an event of the case changes which part of
    all events is at the level. The events of the second are what was expected plus what was not.
    """
    place = next(at for at, item in enumerate(model.terms.covariates) if item.name == covariate)
    levels = model.terms.covariates[place].levels
    column = {term.level: at for at, term in enumerate(model.terms.terms) if term.covariate == place}
    codes = model.exposure.patterns.codes[:, place]
    slope = np.zeros((len(model.fit.coefficient), len(known)))
    beyond = np.zeros((len(codes), len(known)))
    for at, item in enumerate(known):
        own = levels.index(item.level)
        slope[column[own], at] = item.events / model.events * exp(-item.coefficient)
        beyond[codes == own, at] = -np.expm1(-item.coefficient)
    by_event = (beyond - value) / model.events
    of_coefficients = part_of(model.cause, model.fit, slope, np.zeros((len(model.fit.hazard), len(known))))
    return robust_covariance(
        model.rows,
        model.exposure.edges,
        [
            replace(of_coefficients, by_pattern=of_coefficients.by_pattern + by_event),
            replace(
                of_coefficients,
                cause=_NO_CAUSE,
                by_pattern=-by_event,
                by_band=np.zeros_like(of_coefficients.by_band),
            ),
        ],
    )
