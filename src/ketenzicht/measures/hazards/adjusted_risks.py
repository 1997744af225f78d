"""Adjusted risks: the chance of an event by a horizon, had everybody been at one level of a covariate.

Groups differ in more than the covariate that is compared. So the model's risk is computed for everybody with their
own other covariates but the level set, and averaged; between levels only the level then differs
(standardisation, the g-formula: Keiding N & Clayton D (2014), Standardization and control for confounding in
observational studies: a historical perspective, Statistical Science 29, 529-558).
Where causes compete the risk is that of Aalen and Johansen for hazards that are constant within bands, each band
integrated exactly.

Such a difference is an association: it is adjusted for the covariates in the model and for nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, nan, sqrt
from typing import Any

import numpy as np

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.survival import Floats, log_log_interval
from ketenzicht.measures.hazards.by_case import part_of, robust_covariance
from ketenzicht.measures.hazards.fit import NotEstimable
from ketenzicht.measures.hazards.model import HazardModel
from ketenzicht.measures.hazards.risk import Risk, risk_of_patterns
from ketenzicht.measures.hazards.rows import Flags, first_rows


class NobodyKnown(ValueError):  # noqa: N818 - says what is the case
    """Every member has a level, of some other covariate, of which nothing can be estimated."""

    def __init__(self) -> None:
        super().__init__("there is no member of whom the risk is known")


@dataclass(frozen=True)
class AdjustedRisk:
    """The mean risk with everybody at one level; nan where ``not_estimable`` says why."""

    level: Any
    value: float
    standard_error: float
    not_estimable: NotEstimable | None = None

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Interval on the log-log scale, 95 % when ``z`` is left out."""
        return (nan, nan) if self.not_estimable else log_log_interval(self.value, self.standard_error, z)


@dataclass(frozen=True)
class RiskComparison:
    """The adjusted risk at one level against that at the reference; nan where one of them cannot be estimated.

    Args:
        level, reference: the levels.
        difference, difference_error: risk at the level minus that at the reference.
        ratio, log_ratio_error: the one divided by the other, and the standard error of its logarithm.
    """

    level: Any
    reference: Any
    difference: float
    difference_error: float
    ratio: float
    log_ratio_error: float

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Interval of the difference on the plain scale, 95 % when ``z`` is left out."""
        return self.difference - z * self.difference_error, self.difference + z * self.difference_error

    def ratio_interval(self, z: float = Z95) -> tuple[float, float]:
        """Interval of the ratio on the log scale, 95 % when ``z`` is left out."""
        return self.ratio * exp(-z * self.log_ratio_error), self.ratio * exp(z * self.log_ratio_error)


@dataclass(frozen=True)
class AdjustedRisks:
    """Adjusted risks by level of one covariate.

    Args:
        covariate: its name.
        horizon: last day of the window in which the event counts.
        risks: one for each level.
        comparisons: every other level against the reference of the model.
        members: over whom the mean is taken: all who were followed, with the covariates of their first row.
        left_out: members at a level of another covariate that cannot be estimated; their risk is not known.
        covariance: of the risks that can be estimated, in order; robust by case.
    """

    covariate: str
    horizon: int
    risks: tuple[AdjustedRisk, ...]
    comparisons: tuple[RiskComparison, ...]
    members: int
    left_out: int
    covariance: Floats

    def risk(self, level: Any) -> AdjustedRisk:
        """The risk at a level.

        Raises:
            KeyError: when there is no such level.
        """
        for found in self.risks:
            if found.level == level:
                return found
        raise KeyError(level)


def adjusted_risks(
    models: HazardModel | Sequence[HazardModel], covariate: str, horizon: int
) -> AdjustedRisks:
    """Adjusted risks by the levels of a covariate.

    The errors count that coefficients and baseline are estimated, and that the members are a sample.
    Where the event repeats, the risk is that of at least one, on the assumption that having had one does not
    change the rate of the next.

    Args:
        models: the model of the event; where causes compete one for each cause, that of the event first, all fitted
            to the same rows with the same bands.
        covariate: one with levels.
        horizon: the last day that counts, on the clock of the rows, whose first day is that of the first band.

    Raises:
        ValueError: for a linear covariate, a horizon outside the bands, models that do not belong together or that
            leave out a cause, and when no member's risk is known.
    """
    all_models = (models,) if isinstance(models, HazardModel) else tuple(models)
    main = all_models[0]
    place, reference = _checked(all_models, covariate, horizon)
    levels = main.terms.covariates[place].levels
    why = [_not_estimable(all_models, place, level) for level in range(len(levels))]
    estimable = [level for level, reason in enumerate(why) if reason is None]
    at_entry = first_rows(main.rows)
    patterns = main.exposure.patterns.codes
    number = np.bincount(main.rows.pattern[at_entry], minlength=len(patterns))
    known = _known(all_models, place)
    members, left_out = int(number[known].sum()), int(number[~known].sum())
    if not members:
        raise NobodyKnown
    share = np.where(known, number, 0) / members
    found = [_at_level(all_models, place, level, horizon, share) for level in estimable]
    value = np.array([share @ risk.value for risk in found])
    spread = (
        np.stack([(risk.value - mean) * known for risk, mean in zip(found, value, strict=True)], axis=1)
        / members
    )
    covariance = robust_covariance(
        main.rows,
        main.exposure.edges,
        [
            part_of(
                model.cause,
                model.fit,
                np.stack([risk.by_coefficient[at] for risk in found], axis=1),
                np.stack([risk.by_log_hazard[at] for risk in found], axis=1),
            )
            for at, model in enumerate(all_models)
        ],
        spread,
    )
    column = {level: at for at, level in enumerate(estimable)}
    risks = tuple(
        AdjustedRisk(name, nan, nan, why[level])
        if level not in column
        else AdjustedRisk(name, float(value[column[level]]), sqrt(covariance[column[level], column[level]]))
        for level, name in enumerate(levels)
    )
    return AdjustedRisks(
        covariate,
        horizon,
        risks,
        tuple(
            _compared(risks, level, reference, covariance, column)
            for level in range(len(levels))
            if level != reference
        ),
        members,
        left_out,
        covariance,
    )


def _checked(models: Sequence[HazardModel], covariate: str, horizon: int) -> tuple[int, int]:
    """Places of the covariate and of its reference level, when all belongs together."""
    main = models[0]
    edges = main.exposure.edges
    if any(
        model.rows is not main.rows or not np.array_equal(model.exposure.edges, edges) for model in models
    ):
        raise ValueError("the models must be fitted to the same rows with the same bands")
    causes = [model.cause for model in models]
    happened = [at + 1 for at, events in enumerate(main.exposure.events) if events.any()]
    if sorted(causes) != happened:
        raise ValueError(f"there must be one model for each cause: of {happened} there are {sorted(causes)}")
    places = {item.name: at for at, item in enumerate(main.terms.covariates)}
    reference = main.terms.reference[places[covariate]] if covariate in places else None
    if reference is None:
        raise ValueError(f"{covariate} is no covariate with levels in the model of the event")
    if not edges[0] < horizon <= edges[-1]:
        raise ValueError(f"the horizon must lie after day {edges[0]} and not after day {edges[-1]}")
    unseen = main.exposure.person_days.sum(axis=0) == 0
    if np.any(unseen & (edges[:-1] < horizon)):
        raise ValueError("in a band before the horizon nobody was observed")
    return places[covariate], reference


def _not_estimable(models: Sequence[HazardModel], place: int, level: int) -> NotEstimable | None:
    """Why the risk at a level cannot be estimated: the first reason that a model has."""
    for model in models:
        for term, reason in zip(model.terms.terms, model.fit.reason, strict=True):
            if (term.covariate, term.level) == (place, level) and reason is not None:
                return reason
    return None


def _known(models: Sequence[HazardModel], place: int) -> Flags:
    """Per pattern, whether all covariates but one have levels that can be estimated."""
    codes = models[0].exposure.patterns.codes
    known = np.ones(len(codes), dtype=np.bool_)
    for model in models:
        for term, reason in zip(model.terms.terms, model.fit.reason, strict=True):
            if reason is not None and term.covariate != place:
                known &= (codes[:, term.covariate] != term.level) if term.level is not None else False
    return known


def _at_level(models: Sequence[HazardModel], place: int, level: int, horizon: int, share: Floats) -> Risk:
    codes = models[0].exposure.patterns.codes.copy()
    codes[:, place] = level
    return risk_of_patterns(models, codes, horizon, share)


def _compared(
    risks: Sequence[AdjustedRisk], level: int, reference: int, covariance: Floats, column: dict[int, int]
) -> RiskComparison:
    one, other = risks[level], risks[reference]
    if level not in column or reference not in column:
        return RiskComparison(one.level, other.level, nan, nan, nan, nan)
    both = np.ix_([column[level], column[reference]], [column[level], column[reference]])
    own = covariance[both]

    def error(slope: Floats) -> float:
        return sqrt(max(float(slope @ own @ slope), 0.0))

    if one.value == 0.0 or other.value == 0.0:
        ratio, ratio_error = nan, nan
    else:
        ratio, ratio_error = one.value / other.value, error(np.array([1 / one.value, -1 / other.value]))
    return RiskComparison(
        one.level, other.level, one.value - other.value, error(np.array([1.0, -1.0])), ratio, ratio_error
    )
