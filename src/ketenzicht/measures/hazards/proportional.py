"""Do rate ratios stay the same over time? A test of proportionality per covariate and for all together.

A hazard model says that a ratio holds on every day. The test asks whether coefficients change along with time:
the score test for adding ``term x time``, as R's ``cox.zph`` does since survival 3.0, and the same number when
every day of events is a band (Grambsch PM & Therneau TM (1994), Proportional hazards tests and diagnostics based on
weighted residuals, Biometrika 81, 515-526). Robust, it takes the rows of a case as one, which ``cox.zph`` does not:
where events of a case hang together, a test that takes them as independent finds change that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.survival import Floats
from ketenzicht.measures.hazards.by_case import Part, robust_covariance
from ketenzicht.measures.hazards.model import HazardModel

Along = Literal["events", "days", "bands"]

# Where the coefficients take more than all but this part of the information on a change, there is none to test.
_NOTHING_KNOWN = 1e-9


@dataclass(frozen=True)
class ScoreTest:
    """Chi-square with ``degrees`` degrees of freedom; with 0 of them there was nothing to test and p is 1."""

    statistic: float
    degrees: int
    p_value: float


@dataclass(frozen=True)
class Proportionality:
    """Whether rate ratios change over time.

    Args:
        covariates: the test of each covariate, all its levels together, by name.
        together: the test of all at once.
        along: how time was measured.
        robust: whether the rows of a case were taken as one.
    """

    covariates: dict[str, ScoreTest]
    together: ScoreTest
    along: Along
    robust: bool


def proportional_hazards_test(
    model: HazardModel, *, along: Along = "events", robust: bool = True
) -> Proportionality:
    """Test that no rate ratio changes over time.

    Args:
        model: the model; what cannot be estimated is left out of the test.
        along: how time counts. ``"events"``: by the share of events that came before, so that each part of the
            follow-up weighs by what happened in it; ``"days"``: by the middle of the band. Both look for a trend,
            with one degree of freedom per term. ``"bands"``: any difference between bands, which has little power
            unless bands are few.
        robust: take the rows of a case as one sample. Not with ``"bands"``.

    Raises:
        ValueError: when ``robust`` is asked with ``"bands"``, or the model has one band only or no covariates.
    """
    if robust and along == "bands":
        raise ValueError('along="bands" has no robust variance: ask robust=False, or a trend')
    if not model.terms.terms:
        raise ValueError("the model has no covariates")
    if np.count_nonzero(model.fit.events) < 2:
        raise ValueError("there are events in one band only: nothing can change over time")
    shapes = _shapes(model, along)
    score, information, cross = _augmented(model, shapes)
    to_terms = model.fit.inverse @ cross
    variance = _robust_variance(model, shapes[:, 0], to_terms) if robust else information - cross.T @ to_terms
    estimable = np.array([reason is None for reason in model.fit.reason])
    width = len(estimable)

    def test(columns: npt.NDArray[np.intp]) -> ScoreTest:
        wanted = columns[estimable[columns]]
        chosen = (wanted[None, :] + width * np.arange(shapes.shape[1])[:, None]).ravel()
        return _chi_square(score[chosen], variance[np.ix_(chosen, chosen)], np.diag(information)[chosen])

    return Proportionality(
        {model.terms.covariates[at].name: test(model.terms.of(at)) for at in model.terms.included},
        test(np.arange(width)),
        along,
        robust,
    )


def _shapes(model: HazardModel, along: Along) -> Floats:
    """Functions of time that a coefficient may follow (bands x functions), of mean 0 over the events."""
    events = model.fit.events
    if along == "bands":
        with_events = np.flatnonzero(events)
        return np.asarray(np.eye(len(events))[:, with_events[1:]])
    if along == "days":
        shape = (model.exposure.edges[:-1] + model.exposure.edges[1:]) / 2
    else:
        shape = (np.cumsum(events) - events / 2) / events.sum()
    return np.asarray(shape - shape @ events / events.sum())[:, None]


def _augmented(model: HazardModel, shapes: Floats) -> tuple[Floats, Floats, Floats]:
    """Score and information of ``term x shape`` (shape by shape), and its information shared with the terms."""
    of, table = model.fit, model.exposure
    width, number = len(of.coefficient), shapes.shape[1]
    score = np.zeros((number, width))
    information, cross = np.zeros((number, width, number, width)), np.zeros((width, number, width))
    for band in np.flatnonzero(of.events):
        expected = of.relative * table.person_days[:, band] * of.hazard[band]
        happened = table.events[model.cause - 1][:, band]
        mean, shape = of.mean[band], shapes[band]
        spread = of.matrix.T @ (of.matrix * expected[:, None]) - of.events[band] * np.outer(mean, mean)
        score += np.outer(shape, of.matrix.T @ (happened - expected))
        cross += spread[:, None, :] * shape[None, :, None]
        information += np.einsum("s,t,ij->sitj", shape, shape, spread)
    size = number * width
    return score.ravel(), information.reshape(size, size), cross.reshape(width, size)


def _robust_variance(model: HazardModel, shape: Floats, to_terms: Floats) -> Floats:
    """Variance of the score of ``term x shape`` given that the coefficients were estimated, by case."""
    of = model.fit
    none = np.zeros_like(of.mean)
    changing = Part(model.cause, of, of.matrix, -of.mean * shape[:, None], shape)
    steady = Part(model.cause, of, -of.matrix @ to_terms, none + of.mean @ to_terms)
    return robust_covariance(model.rows, model.exposure.edges, [changing, steady])


def _chi_square(score: Floats, variance: Floats, information: Floats) -> ScoreTest:
    """The test, in directions in which there is something to know, measured by the ``information`` of each."""
    from scipy.special import chdtrc

    scale = np.sqrt(np.where(information > 0, information, 1.0))
    value, vector = np.linalg.eigh(variance / np.outer(scale, scale))
    known = value > _NOTHING_KNOWN
    along = vector[:, known].T @ (score / scale)
    statistic, degrees = float(along**2 @ (1 / value[known])), int(known.sum())
    return ScoreTest(statistic, degrees, float(chdtrc(degrees, statistic)) if degrees else 1.0)
