"""Adjusted risks: by hand, and their errors against the weight of each case and against resampling."""

from __future__ import annotations

from math import exp, isnan, sqrt
from typing import Any

import numpy as np
import pytest

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.survival import log_log_interval
from ketenzicht.measures.hazards.adjusted_risks import adjusted_risks
from ketenzicht.measures.hazards.model import HazardModel, hazard_model
from ketenzicht.measures.hazards.rows import hazard_rows

pytestmark = pytest.mark.unit

Columns = dict[str, np.ndarray]


def repeats(cases: int, seed: int) -> Columns:
    """Cases with up to three rows, two causes, and frailty: events of a case hang together, and so do covariates."""
    random = np.random.default_rng(seed)
    number = random.integers(1, 4, cases)
    case = np.repeat(np.arange(cases), number)
    group = np.repeat(random.integers(0, 2, cases), number)
    other = np.where(random.random(len(case)) < 0.7, group, random.integers(0, 3, len(case)))
    frailty = np.repeat(random.gamma(2, 0.5, cases), number)
    length = np.minimum(np.ceil(random.exponential(60 / (frailty * 1.6**group))), 60).astype(int)
    cause = np.where(length < 60, random.choice([1, 1, 2, 0], len(case)), 0)
    stop = np.cumsum(length)
    first = np.append(0, np.cumsum(number)[:-1])
    start = stop - length
    start, stop = start - np.repeat(start[first], number), stop - np.repeat(start[first], number)
    return {"case": case, "start": start, "stop": stop, "cause": cause, "group": group, "other": other}


def models(of: Columns, bands: Any = (15, 30)) -> tuple[HazardModel, HazardModel]:
    rows = hazard_rows(
        of["stop"],
        of["cause"],
        {"group": of["group"], "other": of["other"]},
        entry=of["start"],
        case=of["case"],
    )
    bands = np.array(bands)
    return hazard_model(rows, bands=bands), hazard_model(rows, bands=bands, cause=2)


def figures(of: Columns) -> np.ndarray:
    """Both risks, their difference and the logarithm of their ratio."""
    found = adjusted_risks(models(of), "group", 40)
    one, two = (found.risk(level).value for level in (0, 1))
    return np.array([one, two, found.comparisons[0].difference, np.log(found.comparisons[0].ratio)])


def errors(of: Columns) -> np.ndarray:
    found = adjusted_risks(models(of), "group", 40)
    against = found.comparisons[0]
    return np.array(
        [
            *(found.risk(level).standard_error for level in (0, 1)),
            against.difference_error,
            against.log_ratio_error,
        ]
    )


def together(of: Columns, copies: np.ndarray) -> Columns:
    """The rows with so many copies of each case, every copy a case of its own."""
    rows = [np.flatnonzero(of["case"] == case) for case in range(len(copies))]
    taken = np.concatenate([np.tile(rows[case], number) for case, number in enumerate(copies)])
    case = np.concatenate(
        [np.repeat(np.arange(number), len(rows[at])) + 10**6 * at for at, number in enumerate(copies)]
    )
    return {name: column[taken] for name, column in of.items()} | {"case": case}


def test_one_covariate_one_band_by_hand() -> None:
    # Group 0: 2 events in 40 days; group 1: 3 in 30. Every member counts alike, so nothing is adjusted.
    rows = hazard_rows([10] * 7, [1, 1, 0, 0, 1, 1, 1], {"group": [0, 0, 0, 0, 1, 1, 1]})
    found = adjusted_risks(hazard_model(rows, bands=1), "group", 5)
    assert [risk.value for risk in found.risks] == pytest.approx([1 - exp(-5 * 2 / 40), 1 - exp(-5 * 3 / 30)])
    # The hazard x has variance events / days^2, times the square of its mean distance, robust by case.
    robust = (2 * (1 - 10 * 2 / 40) ** 2 + 2 * (10 * 2 / 40) ** 2) / 40**2
    error = 5 * exp(-5 * 2 / 40) * sqrt(robust)
    assert found.risk(0).standard_error == pytest.approx(error, rel=1e-9)
    assert found.risk(0).interval() == pytest.approx(log_log_interval(found.risk(0).value, error), rel=1e-8)
    against = found.comparisons[0]
    assert (against.level, against.reference) == (1, 0)
    assert against.difference == pytest.approx(found.risk(1).value - found.risk(0).value)
    width = Z95 * against.difference_error
    assert against.interval() == pytest.approx((against.difference - width, against.difference + width))
    assert against.ratio == pytest.approx(found.risk(1).value / found.risk(0).value)
    low, high = against.ratio_interval()
    assert (low * high, high / low) == pytest.approx(
        (against.ratio**2, exp(2 * Z95 * against.log_ratio_error))
    )
    assert (found.members, found.left_out, found.horizon, found.covariate) == (7, 0, 5, "group")


def test_two_constant_hazards_compete_by_hand() -> None:
    rows = hazard_rows([10, 10, 5, 5], [1, 0, 2, 0], {"all": [0, 0, 0, 0]})
    both = [hazard_model(rows, bands=1, cause=cause) for cause in (1, 2)]
    found = adjusted_risks(both, "all", 8)
    assert found.risk(0).value == pytest.approx(1 / 2 * (1 - exp(-8 * 2 / 30)))


def test_the_mean_is_over_everybodys_other_covariates() -> None:
    of = repeats(80, 2)
    of["cause"] = np.minimum(of["cause"], 1)
    rows = hazard_rows(
        of["stop"],
        of["cause"],
        {"group": of["group"], "other": of["other"]},
        entry=of["start"],
        case=of["case"],
    )
    model = hazard_model(rows, bands=[20])
    found = adjusted_risks(model, "group", 30)
    first = np.append(0, np.flatnonzero(np.diff(of["case"])) + 1)
    other = {level: model.rate_ratio("other", level).ratio for level in (0, 1, 2)}
    cumulative = model.fit.hazard @ [20, 10]
    for level in (0, 1):
        ratio = model.rate_ratio("group", level).ratio
        risks = [1 - exp(-cumulative * ratio * other[value]) for value in of["other"][first]]
        assert found.risk(level).value == pytest.approx(np.mean(risks), rel=1e-10)


def test_errors_are_the_derivative_to_the_weight_of_each_case() -> None:
    """Weights of 1 + 1/200 and 1 - 1/200: one copy more or less of one case, where all others have 200."""
    of = repeats(30, 3)
    squares = np.zeros(4)
    for case in range(30):
        changed = []
        for change in (1, -1):
            copies = np.full(30, 200)
            copies[case] += change
            changed.append(figures(together(of, copies)))
        squares += ((changed[0] - changed[1]) * 100) ** 2
    assert errors(of) == pytest.approx(np.sqrt(squares), rel=1e-3)


def test_errors_are_those_of_resampling_cases() -> None:
    random = np.random.default_rng(8)
    of = repeats(400, 9)
    drawn = [
        figures(together(of, np.bincount(random.integers(0, 400, 400), minlength=400))) for _ in range(300)
    ]
    # A standard deviation of 300 draws has itself a relative error of 4 %.
    assert errors(of) == pytest.approx(np.std(drawn, axis=0), rel=0.12)


def test_each_member_counts_though_the_case_is_one_sample() -> None:
    """A case followed twice, once from each of its starts: two members, on whose first rows the mean stands."""
    time, cause, covariates = [4, 9, 6, 9], [1, 1, 1, 0], {"group": [0, 0, 1, 1], "other": [0, 1, 0, 1]}
    rows = hazard_rows(time, cause, covariates, case=[1, 1, 2, 2], member=[1, 2, 1, 2])
    alone = hazard_rows(time, cause, covariates, case=[1, 1, 2, 2])
    assert adjusted_risks(hazard_model(rows, bands=1), "group", 5).members == 4
    assert adjusted_risks(hazard_model(alone, bands=1), "group", 5).members == 2


def test_levels_without_a_figure_say_why_and_are_left_out_of_the_mean() -> None:
    group, other = [0, 0, 0, 1, 1, 1, 2, 2], [0, 1, 0, 1, 0, 2, 0, 1]
    rows = hazard_rows([9, 5, 7, 4, 8, 9, 6, 6], [1, 1, 0, 1, 1, 0, 0, 0], {"group": group, "other": other})
    model = hazard_model(rows, bands=1)
    found = adjusted_risks(model, "group", 8)
    none = found.risk(2)
    assert (none.not_estimable, isnan(none.value), isnan(none.interval()[0])) == ("no events", True, True)
    assert isnan(found.comparisons[1].difference)
    assert isnan(found.comparisons[1].ratio_interval()[1])
    assert found.risk(1).not_estimable is None
    # One member is at level 2 of the other covariate, which has no events.
    assert (found.members, found.left_out) == (7, 1)
    assert found.covariance.shape == (2, 2)


def test_a_competing_model_without_covariates_gives_all_groups_one_hazard() -> None:
    of = repeats(60, 5)
    one, _ = models(of)
    alike = hazard_model(one.rows, bands=(15, 30), cause=2, covariates=())
    found = adjusted_risks((one, alike), "group", 12)
    hazard, other = one.fit.hazard[0], alike.fit.hazard[0]
    assert other == pytest.approx(
        alike.exposure.events[1][:, 0].sum() / alike.exposure.person_days[:, 0].sum()
    )
    first = np.append(0, np.flatnonzero(np.diff(of["case"])) + 1)
    own = [hazard * one.rate_ratio("other", value).ratio for value in of["other"][first]]
    risks = [rate / (rate + other) * (1 - exp(-12 * (rate + other))) for rate in own]
    assert found.risk(0).value == pytest.approx(np.mean(risks), rel=1e-9)


def test_before_the_first_event_the_risk_is_nothing() -> None:
    rows = hazard_rows([9, 8, 9], [1, 1, 0], {"group": [0, 1, 1]})
    found = adjusted_risks(hazard_model(rows, bands=[5]), "group", 3)
    assert [risk.value for risk in found.risks] == [0, 0]
    assert found.comparisons[0].difference == 0
    assert isnan(found.comparisons[0].ratio)


def test_what_does_not_belong_together_is_refused() -> None:
    of = repeats(40, 1)
    one, two = models(of)
    for given, covariate, horizon, why in (
        (one, "group", 40, "one model for each cause"),
        ((one, one), "group", 40, "one model for each cause"),
        ((one, models(of)[1]), "group", 40, "the same rows"),
        ((one, hazard_model(one.rows, bands=[20], cause=2)), "group", 40, "the same bands"),
        ((one, two), "sex", 40, "sex is no covariate with levels"),
        (
            (hazard_model(one.rows, bands=(15, 30), covariates=["other"]), two),
            "group",
            40,
            "group is no covariate",
        ),
        ((one, two), "group", 0, "the horizon must lie after day 0"),
        ((one, two), "group", 10**6, "not after day"),
    ):
        with pytest.raises(ValueError, match=why):
            adjusted_risks(given, covariate, horizon)
    gap = hazard_rows([4, 30], [1, 1], {"group": [0, 1]}, entry=[0, 20])
    with pytest.raises(ValueError, match="nobody was observed"):
        adjusted_risks(hazard_model(gap, bands=[10, 20]), "group", 25)
    with pytest.raises(KeyError):
        adjusted_risks((one, two), "group", 40).risk(7)
