"""How fast an event comes, by covariates: the piecewise-exponential hazard model, with errors robust by case.

The hazard is a baseline that is constant within bands of follow-up, times a rate ratio for each covariate. It is
fitted as a Poisson regression on counts (:mod:`.fit`), equals Cox's model when every day of events is a band,
and takes repeats, delayed entry, gaps and states that change as rows (Andersen PK & Gill RD (1982), Cox's regression
model for counting processes: a large sample study, Annals of Statistics 10, 1100-1120).

A rate ratio is an association. It says how rates differ between groups alike in the other covariates, not what
would happen to somebody who changed groups.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import nan, sqrt
from typing import Any

import numpy as np

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.survival import Floats, Ints
from ketenzicht.measures.hazards.by_case import Part, part_of, robust_covariance
from ketenzicht.measures.hazards.exposure import Bands, Exposure, exposure
from ketenzicht.measures.hazards.fit import Fit, NotEstimable, fit
from ketenzicht.measures.hazards.rows import HazardRows
from ketenzicht.measures.hazards.terms import Terms, choose_terms, per_level

_BANDS_AT_A_TIME = 16


@dataclass(frozen=True)
class RateRatio:
    """The rate at one level of a covariate, relative to that at its reference level; or per unit of a linear one.

    Args:
        covariate: its name.
        level: the level; None for a linear covariate.
        events, person_days: counted at this level (a linear covariate: in all).
        coefficient: log rate ratio; 0 for the reference, nan where it cannot be estimated.
        standard_error: from the model, as if the events of a case were independent.
        robust_error: standard error with the rows of a case taken as one; nan when that was not asked.
        is_reference: whether the others are compared with this level.
        not_estimable: why there is no figure, see :data:`.fit.NotEstimable`; None when there is one.
    """

    covariate: str
    level: Any
    events: int
    person_days: int
    coefficient: float
    standard_error: float
    robust_error: float
    is_reference: bool = False
    not_estimable: NotEstimable | None = None

    @property
    def ratio(self) -> float:
        """The rate ratio; nan where it cannot be estimated."""
        return float(np.exp(self.coefficient))

    def interval(self, z: float = Z95, *, robust: bool = True) -> tuple[float, float]:
        """Interval of the rate ratio on the log scale, 95 % when ``z`` is left out; nan where there is no error."""
        width = z * (self.robust_error if robust else self.standard_error)
        with np.errstate(over="ignore"):
            return float(np.exp(self.coefficient - width)), float(np.exp(self.coefficient + width))


@dataclass(frozen=True)
class BaselineRates:
    """Events per person-day in each band (k), at the reference levels and the centre of linear covariates.

    Args:
        after, until: the band is (after, until], in days (k).
        events, person_days: of everybody (k).
        rate: nan in a band in which nobody was seen (k).
        low, high: interval on the log scale, robust by case; from 0 to nan in a band without events (k).
    """

    after: Ints
    until: Ints
    events: Ints
    person_days: Ints
    rate: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class HazardModel:
    """A fitted model for one cause.

    Args:
        rate_ratios: all levels of all covariates in the model.
        cause: the cause; events of another end a row like censoring.
        events, cases: events of this cause, and cases ever at risk.
        centre: for each linear covariate the number at which the baseline stands, its mean over person-days.
        dispersion: sum over cases of (events - expected events) squared, divided by the events; 1 when events come
            independently, more when those of a case hang together: plain standard errors are then too small.
        covariance, robust_covariance: of the coefficients of ``terms`` (c x c). The robust one and the dispersion
            are nan when they were not asked.
        exposure: the counts, with the bands that were used.
        terms, fit: what else a check or an adjusted risk needs.
        given_rows: the rows; None for a model of counts.
    """

    rate_ratios: tuple[RateRatio, ...]
    cause: int
    events: int
    cases: int
    centre: Mapping[str, float]
    dispersion: float
    covariance: Floats
    robust_covariance: Floats
    exposure: Exposure
    terms: Terms
    fit: Fit
    given_rows: HazardRows | None

    @property
    def rows(self) -> HazardRows:
        """The rows, which all that is robust by case needs.

        Raises:
            ValueError: for a model of counts.
        """
        if self.given_rows is None:
            raise ValueError("a model of counts knows no cases: fit it to rows with their case")
        return self.given_rows

    @property
    def log_likelihood(self) -> float:
        """Sum of events x log(rate) - rate x person-days."""
        return self.fit.log_likelihood

    def rate_ratio(self, covariate: str, level: Any = None) -> RateRatio:
        """The rate ratio of a level; of a linear covariate without level.

        Raises:
            KeyError: when there is none such.
        """
        for found in self.rate_ratios:
            if (found.covariate, found.level) == (covariate, level):
                return found
        raise KeyError((covariate, level))


def hazard_model(
    rows: HazardRows,
    *,
    bands: Bands | None = None,
    cause: int = 1,
    covariates: Collection[str] | None = None,
    references: Mapping[str, Any] | None = None,
    robust: bool = True,
) -> HazardModel:
    """Fit a hazard model.

    Args:
        rows: see :func:`.rows.hazard_rows`.
        bands: see :func:`.exposure.exposure`; at most 50 at quantiles of the days of events when left out.
        cause: the cause, 1 or more.
        covariates: names of those in the model; all that the rows have when left out.
        references: level to compare with, per covariate; the first with an event where nothing is said.
        robust: whether errors robust by case are wanted as well; they take about half of the time.

    Raises:
        ValueError: when there are no events, or none at a reference level.
    """
    return _model(exposure(rows, bands), rows.cases, cause, covariates, references, rows, robust=robust)


def hazard_model_of_counts(
    table: Exposure,
    cases: int,
    *,
    cause: int = 1,
    references: Mapping[str, Any] | None = None,
) -> HazardModel:
    """Fit a hazard model to counts, as if all events were independent; other arguments as ``hazard_model``.

    Args:
        table: the counts.
        cases: number of rows that were counted.

    Raises:
        ValueError: as ``hazard_model`` does.
    """
    return _model(table, cases, cause, None, references, None, robust=False)


def _model(
    table: Exposure,
    cases: int,
    cause: int,
    covariates: Collection[str] | None,
    references: Mapping[str, Any] | None,
    rows: HazardRows | None,
    *,
    robust: bool,
) -> HazardModel:
    if not 1 <= cause <= len(table.events):
        raise ValueError(f"there are no events of cause {cause}")
    terms = choose_terms(table, cause, references or {}, covariates)
    fitted = fit(table, cause, terms)
    width = len(fitted.coefficient)
    by_case, dispersion = np.full((width, width), nan), nan
    if robust and rows is not None:
        by_case, dispersion = _by_case(rows, table, cause, fitted)
    return HazardModel(
        _rate_ratios(table, cause, terms, fitted, by_case),
        cause,
        int(table.events[cause - 1].sum()),
        cases,
        {terms.covariates[at].name: terms.centre[at] for at in terms.included if terms.covariates[at].linear},
        dispersion,
        fitted.inverse,
        by_case,
        table,
        terms,
        fitted,
        rows,
    )


def _by_case(rows: HazardRows, table: Exposure, cause: int, of: Fit) -> tuple[Floats, float]:
    """Covariance of the coefficients robust by case, and the dispersion, in one pass over the rows."""
    width = len(of.coefficient)
    part = part_of(cause, of, np.eye(width), np.zeros((len(of.hazard), width)))
    with_surplus = Part(
        cause,
        of,
        np.column_stack((part.by_pattern, np.ones(len(of.relative)))),
        np.column_stack((part.by_band, np.zeros(len(of.hazard)))),
    )
    found = robust_covariance(rows, table.edges, [with_surplus])
    return found[:width, :width], float(found[width, width]) / float(of.events.sum())


def _rate_ratios(
    table: Exposure, cause: int, terms: Terms, of: Fit, by_case: Floats
) -> tuple[RateRatio, ...]:
    column = {(term.covariate, term.level): at for at, term in enumerate(terms.terms)}
    per_pattern = table.events[cause - 1].sum(axis=1), table.person_days.sum(axis=1)
    found = []
    for at in terms.included:
        covariate = terms.covariates[at]
        if covariate.linear:
            counts = [(int(per_pattern[0].sum()), int(per_pattern[1].sum()))]
        else:
            events, days = (per_level(at, table, of_pattern).tolist() for of_pattern in per_pattern)
            counts = list(zip(events, days, strict=True))
        for place, (events, days) in enumerate(counts):
            level = None if covariate.linear else covariate.levels[place]
            if place == terms.reference[at]:
                found.append(RateRatio(covariate.name, level, events, days, 0.0, 0.0, 0.0, is_reference=True))
                continue
            own = column[at, None if covariate.linear else place]
            why = of.reason[own]
            figures = (
                (float(of.coefficient[own]), sqrt(of.inverse[own, own]), sqrt(by_case[own, own]))
                if why is None
                else (nan, nan, nan)
            )
            found.append(RateRatio(covariate.name, level, events, days, *figures, not_estimable=why))
    return tuple(found)


def baseline_rates(model: HazardModel, z: float = Z95) -> BaselineRates:
    """The baseline rate of each band with its interval, 95 % when ``z`` is left out, in more passes over the rows."""
    table, of = model.exposure, model.fit
    days, events = table.person_days.sum(axis=0), table.events[model.cause - 1].sum(axis=0)
    rate = np.where(days > 0, of.hazard, nan)
    with np.errstate(over="ignore"):
        width = np.exp(z * _errors_of_log_hazards(model))
    return BaselineRates(
        table.edges[:-1],
        table.edges[1:],
        events,
        days,
        rate,
        np.where(days > 0, rate / width, nan),
        np.where(events > 0, rate * width, nan),
    )


def _errors_of_log_hazards(model: HazardModel) -> Floats:
    """Standard errors robust by case (k), some bands at a time: what bands have in common is not asked."""
    of = model.fit
    wanted = np.diag((of.events > 0).astype(np.float64))
    found = []
    for begin in range(0, len(wanted), _BANDS_AT_A_TIME):
        some = wanted[:, begin : begin + _BANDS_AT_A_TIME]
        part = part_of(model.cause, of, np.zeros((len(of.coefficient), some.shape[1])), some)
        found.append(np.diag(robust_covariance(model.rows, model.exposure.edges, [part])))
    return np.sqrt(np.concatenate(found))
