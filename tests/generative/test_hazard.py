"""Hazard models against their definition, day by day, and the laws that they must keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.hazard_definitions import (
    Row,
    change_scores,
    counts,
    information,
    log_likelihood,
    risk_by_integral,
    scores,
    single_days,
)
from ketenzicht.measures.hazards.adjusted_risks import adjusted_risks
from ketenzicht.measures.hazards.exposure import exposure
from ketenzicht.measures.hazards.model import HazardModel, hazard_model
from ketenzicht.measures.hazards.proportional import proportional_hazards_test
from ketenzicht.measures.hazards.rows import HazardRows, hazard_rows

pytestmark = pytest.mark.generative

thorough = settings(max_examples=100, deadline=None)

LAST_DAY = 24

pieces = st.lists(
    st.tuples(st.sampled_from((0, 0, 0, 2)), st.integers(0, 5), st.integers(0, 2), st.integers(0, 2)),
    min_size=1,
    max_size=3,
)
"""Days out of sight before the row, length of the row, how it ends, group."""


@st.composite
def histories(draw: st.DrawFn) -> list[Row]:
    rows: list[Row] = []
    for case in range(draw(st.integers(3, 9))):
        day = draw(st.sampled_from((0, 0, 0, 3)))
        number = draw(st.integers(0, 3))
        for gap, length, cause, group in draw(pieces):
            rows.append(Row(case, day + gap, day + gap + length, cause, group, number))
            day += gap + length
    return draw(st.permutations([*rows, *ALWAYS]))


ALWAYS = [
    Row(100 + group, 0, day, cause, group, number)
    for group, (day, cause, number) in enumerate(((LAST_DAY, 0, 0), (LAST_DAY, 0, 1), (LAST_DAY, 0, 2)))
]
ALWAYS += [Row(200 + at, 0, 2 + at, 1 + at % 2, at % 3, (at + at // 3) % 3) for at in range(9)]
"""Cases that see to it that somebody is seen in every band, and that nearly everything can be estimated."""

cuts = st.one_of(st.lists(st.integers(1, LAST_DAY - 1), max_size=3), st.integers(1, 6), st.just("event days"))


def coded(rows: Sequence[Row], **more: Any) -> HazardRows:
    case, start, stop, cause, group, number = (list(column) for column in zip(*rows, strict=True))
    return hazard_rows(
        stop,
        cause,
        {"group": group, "number": number},
        entry=start,
        case=case,
        linear=("number",),
        levels={"group": (0, 1, 2)},
        **more,
    )


def fitted(rows: Sequence[Row], bands: Any) -> HazardModel:
    """A model in which everything can be estimated; other examples are let go."""
    model = hazard_model(coded(rows), bands=bands)
    assume(all(of.not_estimable is None for of in model.rate_ratios))
    return model


def figures(model: HazardModel) -> list[float]:
    found = [value for of in model.rate_ratios for value in (of.events, of.person_days, of.coefficient)]
    found += [value for of in model.rate_ratios for value in (of.standard_error, of.robust_error)]
    return [*found, model.events, model.dispersion, model.log_likelihood]


def parameters(model: HazardModel) -> np.ndarray:
    """Log hazards of all bands with number 0, then the coefficients, as the definition has them."""
    slope = model.fit.coefficient[-1]
    # Of a band without events the hazard is nothing, which has no logarithm.
    log_hazards = np.log(np.maximum(model.fit.hazard, 1e-300)) - slope * model.centre["number"]
    return np.concatenate((log_hazards, model.fit.coefficient))


@thorough
@given(histories(), cuts)
def test_counts_are_those_of_single_days(rows: list[Row], bands: Any) -> None:
    of = coded(rows)
    table = exposure(of, bands)
    days, events = counts(rows, table.edges.tolist())
    found_days, found_events = {}, {}
    for place, (group, number) in enumerate(table.patterns.codes):
        levels = (table.patterns.covariates[0].levels[group], table.patterns.covariates[1].levels[number])
        for band in range(table.person_days.shape[1]):
            found_days[(*levels, band)] = int(table.person_days[place, band])
            for cause in range(of.causes):
                found_events[(*levels, band, cause + 1)] = int(table.events[cause, place, band])
    assert {key: number for key, number in found_days.items() if number} == dict(days)
    assert {key: number for key, number in found_events.items() if number} == dict(events)
    assert of.never_at_risk == sum(row.start == row.stop for row in rows)
    assert of.events_not_counted == sum(row.start == row.stop and row.cause > 0 for row in rows)
    assert of.cases == len({row.case for row in rows if row.start < row.stop})


@thorough
@given(histories(), cuts)
def test_the_fit_is_the_maximum_of_the_likelihood_by_definition(rows: list[Row], bands: Any) -> None:
    """Score nought, and the covariances as from the whole matrix of bands and coefficients."""
    model = fitted(rows, bands)
    edges, number = model.exposure.edges.tolist(), len(model.fit.hazard)
    days, at = single_days(rows, edges), parameters(model)
    assert model.log_likelihood == pytest.approx(log_likelihood(days, 1, at, number), rel=1e-9)
    per_case = scores(days, 1, at, number)
    assert per_case.sum(axis=0) == pytest.approx(0, abs=1e-6)
    inverse = np.linalg.pinv(information(days, at, number), rcond=1e-12, hermitian=True)
    robust = inverse @ per_case.T @ per_case @ inverse
    assert model.covariance == pytest.approx(inverse[number:, number:], rel=1e-5, abs=1e-8)
    assert model.robust_covariance == pytest.approx(robust[number:, number:], rel=1e-5, abs=1e-8)
    surplus = per_case[:, :number].sum(axis=1)
    assert model.dispersion == pytest.approx(float(surplus @ surplus) / model.events, rel=1e-6)


@thorough
@given(histories(), cuts)
def test_proportionality_is_tested_by_its_definition(rows: list[Row], bands: Any) -> None:
    model = fitted(rows, bands)
    edges, number = model.exposure.edges, len(model.fit.hazard)
    assume(np.count_nonzero(model.fit.events) > 1)
    days = single_days(rows, edges.tolist())
    change, known = change_scores(days, 1, parameters(model), number, (edges[1:] + edges[:-1]) / 2)
    score = change.sum(axis=0)
    for robust, variance in ((True, change.T @ change), (False, known)):
        found = proportional_hazards_test(model, along="days", robust=robust).together
        assert found.statistic == pytest.approx(
            score @ np.linalg.pinv(variance, rcond=1e-9) @ score, rel=1e-4
        )
        assert found.degrees == np.linalg.matrix_rank(variance, tol=1e-9 * np.abs(variance).max())


@thorough
@given(histories(), cuts, st.integers(-5, 400), st.randoms(use_true_random=False))
def test_order_names_and_a_shift_of_time_change_nothing(rows, bands, days, random) -> None:
    cases = sorted({row.case for row in rows})
    names = dict(zip(cases, random.sample([f"case {number}" for number in cases], len(cases)), strict=True))
    moved = [row._replace(start=row.start + days, stop=row.stop + days) for row in rows]
    random.shuffle(moved)
    model = fitted(rows, bands)
    case, start, stop, cause, group, number = (list(column) for column in zip(*moved, strict=True))
    other = hazard_model(
        hazard_rows(
            stop,
            cause,
            {"number": number, "group": group},
            entry=start,
            case=[names[own] for own in case],
            linear=("number",),
            levels={"group": (0, 1, 2)},
        ),
        bands=[cut + days for cut in bands] if isinstance(bands, list) else bands,
    )
    for of in model.rate_ratios:
        again = other.rate_ratio(of.covariate, of.level)
        for name in ("events", "person_days", "coefficient", "standard_error", "robust_error"):
            assert getattr(again, name) == pytest.approx(getattr(of, name), rel=1e-6, abs=1e-8)
    assert list(other.exposure.edges) == [edge + days for edge in model.exposure.edges]


@thorough
@given(histories(), cuts, st.data())
def test_rows_cut_at_any_day_change_nothing(rows: list[Row], bands: Any, data: st.DataObject) -> None:
    cut: list[Row] = []
    for row in rows:
        day = data.draw(st.integers(row.start, row.stop))
        if row.start < day < row.stop:
            cut += [row._replace(stop=day, cause=0), row._replace(start=day)]
        else:
            cut.append(row)
    whole = fitted(rows, bands)
    parts = hazard_model(coded(cut), bands=bands)
    assert figures(parts) == pytest.approx(figures(whole), rel=1e-6, abs=1e-8)
    if np.count_nonzero(whole.fit.events) > 1:
        one, other = (proportional_hazards_test(model).together for model in (whole, parts))
        assert one.degrees == other.degrees
        assert one.statistic == pytest.approx(other.statistic, rel=1e-5, abs=1e-7)
    ones, others = (
        adjusted_risks((model, hazard_model(model.rows, bands=bands, cause=2)), "group", 12)
        for model in (whole, parts)
    )
    assert ones.covariance == pytest.approx(others.covariance, rel=1e-5, abs=1e-9)


@thorough
@given(histories(), cuts)
def test_events_and_person_days_add_up_over_strata(rows: list[Row], bands: Any) -> None:
    table = exposure(coded(rows), bands)
    alone = hazard_rows(
        [row.stop for row in rows], [row.cause for row in rows], {}, entry=[row.start for row in rows]
    )
    whole = exposure(alone, table.edges)
    assert table.person_days.sum(axis=0).tolist() == whole.person_days[0].tolist()
    assert table.events.sum(axis=1).tolist() == whole.events[:, 0].tolist()


@thorough
@given(histories(), cuts, st.integers(1, LAST_DAY))
def test_adjusted_risks_are_their_definition(rows: list[Row], bands: Any, horizon: int) -> None:
    model = fitted(rows, bands)
    competing = hazard_model(model.rows, bands=bands, cause=2)
    assume(all(of.not_estimable is None for of in competing.rate_ratios))
    edges = model.exposure.edges.tolist()
    found = adjusted_risks((model, competing), "group", horizon)
    seen = [row for row in rows if row.start < row.stop]
    # A case counts once, with the number that it has on all its rows.
    numbers = [next(row.number for row in seen if row.case == case) for case in {row.case for row in seen}]
    assert (found.members, found.left_out) == (len(numbers), 0)
    for group in (0, 1, 2):
        risks = [
            risk_by_integral(rates(model, competing, group, number), edges, horizon) for number in numbers
        ]
        assert found.risk(group).value == pytest.approx(sum(risks) / len(risks), rel=1e-8, abs=1e-10)


def rates(model: HazardModel, competing: HazardModel, group: int, number: int) -> list[list[float]]:
    """Hazards of both causes in each band, from the rate ratios as they are printed."""
    return [
        [
            hazard
            * of.rate_ratio("group", group).ratio
            * of.rate_ratio("number").ratio ** (number - of.centre["number"])
            for hazard in of.fit.hazard
        ]
        for of in (model, competing)
    ]
