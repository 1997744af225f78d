"""Rates of events that come back, when cases differ beyond what is known of them: gamma frailty.

Each case has a factor of its own on all its rates, gamma distributed with mean 1. Given that, events come at a rate
that depends on the pattern of the moment. Integrated over the factor the likelihood has a closed form in the events
and the expected events of each case (Lawless JF (1987), Regression methods for Poisson process data, Journal of the
American Statistical Association 82, 808-815). Without frailty it is Poisson regression on events and person-time.

A case must be followed from where its factor is still like that of anybody: its first event, not a later one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.special import digamma, gammaln

from ketenzicht.measures.estimators.maximum import Floats, maximise

SAME = 1000.0
"""A shape above which cases are alike for all that can be seen."""


@dataclass(frozen=True)
class FrailtyFit:
    """Fitted rates.

    Args:
        coefficient: of the model matrix, logarithms per day (c).
        shape: of the gamma distribution, lower is more difference; None: cases are alike.
        covariance: of the coefficients, then of log ``shape`` where it is not None.
        influence: how far each case pulls these (cases x columns).
        log_likelihood: at the maximum.
    """

    coefficient: Floats
    shape: float | None
    covariance: Floats
    influence: Floats
    log_likelihood: float


def fit_frailty(
    case: npt.ArrayLike,
    pattern: npt.ArrayLike,
    days: npt.ArrayLike,
    events: npt.ArrayLike,
    matrix: npt.ArrayLike,
    *,
    frailty: bool = True,
) -> FrailtyFit:
    """Fit rates by maximum likelihood, with frailty where that says more than chance does.

    Args:
        case: number of the case of each row, 0.. (n).
        pattern: row of ``matrix`` that holds for a row (n).
        days: days that the row was seen (n).
        events: events on the row (n).
        matrix: what the log of the rate per day depends on, by pattern (p x c).
        frailty: whether cases may differ; else they are taken to be alike.

    Raises:
        ValueError: no events, or no maximum.
    """
    whose, of = np.asarray(case, dtype=np.int64), np.asarray(pattern, dtype=np.int64)
    design = np.asarray(matrix, dtype=np.float64)
    shape = (int(whose.max()) + 1, len(design))
    exposure = csr_array((np.asarray(days, dtype=np.float64), (whose, of)), shape=shape)
    counted = csr_array((np.asarray(events, dtype=np.float64), (whose, of)), shape=shape)
    total = counted.sum(axis=1)
    if not total.any():
        raise ValueError("there are no events")
    happened = counted @ design
    ones = np.ones(shape[0])

    def expected(coefficient: Floats) -> tuple[Floats, Floats]:
        rate = np.exp(design @ coefficient)
        return exposure @ rate, exposure @ (design * rate[:, None])

    def alike(at: Floats) -> tuple[Floats, Floats]:
        mean, slope = expected(at)
        return happened @ at - mean, happened - slope

    def differing(at: Floats) -> tuple[Floats, Floats]:
        mean, slope = expected(at[:-1])
        own = exp(at[-1])
        weight = (total + own) / (own + mean)
        value = (
            happened @ at[:-1]
            + gammaln(total + own)
            - gammaln(own)
            - total * np.log(own + mean)
            - own * np.log1p(mean / own)
        )
        by_shape = own * (digamma(total + own) - digamma(own) - np.log1p(mean / own) + 1 - weight)
        return value, np.column_stack((happened - slope * weight[:, None], by_shape))

    average = np.log(total.sum() / exposure.sum())
    begin = np.linalg.lstsq(design, np.full(len(design), average), rcond=None)[0]
    poisson = maximise(alike, begin, ones)
    if frailty:
        try:
            found = maximise(differing, np.append(poisson.parameters, np.log(2.0)), ones)
        except ValueError:  # cases are more alike than chance makes them: the shape runs to infinity
            found = None
        if found is not None and found.parameters[-1] < np.log(SAME):
            return FrailtyFit(
                found.parameters[:-1],
                exp(found.parameters[-1]),
                found.covariance,
                found.influence,
                found.log_likelihood,
            )
    return FrailtyFit(poisson.parameters, None, poisson.covariance, poisson.influence, poisson.log_likelihood)
