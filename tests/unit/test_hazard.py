"""Hazard models on tables small enough to work out by hand."""

from __future__ import annotations

from math import exp, isnan, log, nan, sqrt
from typing import Any

import numpy as np
import pytest

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.hazards.model import HazardModel, baseline_rates, hazard_model
from ketenzicht.measures.hazards.rows import HazardRows, hazard_rows

pytestmark = pytest.mark.unit


def two_groups() -> HazardRows:
    """Two groups, two bands (0, 10] and (10, 20], all seen from day 0.

    ====== ============================ ===========================
    group  band 1: events, days         band 2: events, days
    ====== ============================ ===========================
    a      1 (day 5), 5 + 9 x 10 = 95   2 (day 20), 9 x 10 = 90
    b      4 (day 5), 4 x 5 + 60 = 80   0, 6 x 10 = 60
    ====== ============================ ===========================
    """
    group = ["a"] * 10 + ["b"] * 10
    time = [5, *[20] * 9, *[5] * 4, *[20] * 6]
    cause = [1, 1, 1, *[0] * 7, *[1] * 4, *[0] * 6]
    return hazard_rows(time, cause, {"group": group})


def ratio_by_hand() -> float:
    """The root of the score: events in b minus, per band, events x share of b in the weighted days.

    With r the ratio: 4 = 5 x 80 r / (95 + 80 r) + 2 x 60 r / (90 + 60 r), a quadratic in r.
    """
    # 4 (95 + 80 r)(90 + 60 r) = 400 r (90 + 60 r) + 120 r (95 + 80 r)
    square, linear, constant = 4 * 80 * 60 - 400 * 60 - 120 * 80, 4 * (95 * 60 + 80 * 90), 4 * 95 * 90
    linear -= 400 * 90 + 120 * 95
    return (-linear - sqrt(linear**2 - 4 * square * constant)) / (2 * square)


def test_two_groups_two_bands_by_hand() -> None:
    model = hazard_model(two_groups(), bands=[10])
    a, b = model.rate_ratios
    r = ratio_by_hand()
    assert (a.events, a.person_days, b.events, b.person_days) == (3, 185, 4, 140)
    assert (a.is_reference, a.ratio, a.interval()) == (True, 1.0, (1.0, 1.0))
    assert b.ratio == pytest.approx(r, rel=1e-10)
    # The information on the log ratio: per band events x share of b x share of a.
    shares = [80 * r / (95 + 80 * r), 60 * r / (90 + 60 * r)]
    known = 5 * shares[0] * (1 - shares[0]) + 2 * shares[1] * (1 - shares[1])
    assert b.standard_error == pytest.approx(1 / sqrt(known), rel=1e-8)
    low, high = b.interval(robust=False)
    assert (low, high) == pytest.approx((r * exp(-Z95 / sqrt(known)), r * exp(Z95 / sqrt(known))), rel=1e-8)
    rates = baseline_rates(model)
    assert list(zip(rates.after, rates.until, rates.events, rates.person_days, strict=True)) == [
        (0, 10, 5, 175),
        (10, 20, 2, 150),
    ]
    assert rates.rate == pytest.approx([5 / (95 + 80 * r), 2 / (90 + 60 * r)], rel=1e-10)
    assert (model.events, model.cases, model.cause) == (7, 20, 1)


def test_one_band_gives_events_by_person_days() -> None:
    model = hazard_model(two_groups(), bands=1)
    b = model.rate_ratio("group", "b")
    assert b.ratio == pytest.approx((4 / 140) / (3 / 185), rel=1e-10)
    assert b.standard_error == pytest.approx(sqrt(1 / 3 + 1 / 4), rel=1e-8)
    assert baseline_rates(model).rate == pytest.approx([3 / 185], rel=1e-10)
    assert model.log_likelihood == pytest.approx(3 * log(3 / 185) + 4 * log(4 / 140) - 7, rel=1e-12)


def test_robust_errors_by_hand() -> None:
    """With one band and one group, what a case adds to the log rate is (events - rate x days) / all events."""
    rows = hazard_rows(
        [4, 10, 10, 6], [1, 1, 0, 0], {}, entry=[0, 4, 0, 0], case=["twice", "twice", "never", "left"]
    )
    model = hazard_model(rows, bands=1)
    rate = 2 / 26
    parts = [2 - 10 * rate, -10 * rate, -6 * rate]
    squares = sum(part**2 for part in parts)
    rates = baseline_rates(model)
    assert rates.high[0] / rates.rate[0] == pytest.approx(exp(Z95 * sqrt(squares) / 2), rel=1e-10)
    assert model.dispersion == pytest.approx(squares / 2, rel=1e-10)
    assert (model.rate_ratios, model.cases) == ((), 3)


def test_repeats_within_a_case_widen_the_robust_error_only() -> None:
    """Ten cases with four events each on one side: the model counts forty pieces of evidence, robust ten."""
    case = np.repeat(np.arange(20), 4)
    start = np.tile([0, 5, 10, 15], 20)
    often = (case % 2 == 0) & (case < 14)
    rows = hazard_rows(
        start + 5, often.astype(int) | (case == 19), {"half": case >= 10}, entry=start, case=case
    )
    of = hazard_model(rows, bands=1).rate_ratio("half", True)
    assert of.robust_error > 1.5 * of.standard_error
    alone = hazard_rows(start + 5, often.astype(int) | (case == 19), {"half": case >= 10}, entry=start)
    assert hazard_model(alone, bands=1).rate_ratio("half", True).standard_error == pytest.approx(
        of.standard_error
    )


def test_without_robust_there_is_no_robust_figure() -> None:
    model = hazard_model(two_groups(), robust=False)
    b = model.rate_ratio("group", "b")
    assert isnan(b.robust_error)
    assert isnan(model.dispersion)
    assert np.all(np.isnan(b.interval()))
    assert b.interval(robust=False)[0] < b.ratio < b.interval(robust=False)[1]


def with_groups(counts: dict[str, tuple[int, int]], **more: Any) -> HazardModel:
    """A model of one band; per group the events and the cases, each of which is seen for 10 days."""
    group = [name for name, (_, cases) in counts.items() for _ in range(cases)]
    cause = [int(number < events) for events, cases in counts.values() for number in range(cases)]
    rows = hazard_rows(np.full(len(group), 10), cause, {"group": group}, levels={"group": tuple("abcd")})
    return hazard_model(rows, **more)


def test_a_level_without_events_has_no_figure_and_leaves_the_others_alone() -> None:
    model = with_groups({"a": (2, 4), "b": (0, 6), "c": (3, 5)})
    none, unseen = model.rate_ratio("group", "b"), model.rate_ratio("group", "d")
    assert (none.not_estimable, none.events, none.person_days) == ("no events", 0, 60)
    assert (unseen.not_estimable, unseen.events, unseen.person_days) == ("no person-time", 0, 0)
    for of in (none, unseen):
        assert np.all(
            np.isnan([of.coefficient, of.standard_error, of.robust_error, of.ratio, *of.interval()])
        )
    alone = with_groups({"a": (2, 4), "c": (3, 5)}).rate_ratio("group", "c")
    other = model.rate_ratio("group", "c")
    assert (other.ratio, other.standard_error, other.robust_error) == pytest.approx(
        (alone.ratio, alone.standard_error, alone.robust_error), rel=1e-7
    )
    assert baseline_rates(model).rate == pytest.approx([2 / 40])


def test_the_reference_is_the_first_level_with_events_or_the_one_asked() -> None:
    counts = {"a": (0, 4), "b": (2, 6), "c": (3, 5)}
    assert with_groups(counts).rate_ratio("group", "b").is_reference
    asked = with_groups(counts, references={"group": "c"})
    assert asked.rate_ratio("group", "b").ratio == pytest.approx((2 / 60) / (3 / 50))
    with pytest.raises(ValueError, match="level 'a' of group has no events: choose another"):
        with_groups(counts, references={"group": "a"})
    with pytest.raises(ValueError, match="'e' is no level of group"):
        with_groups(counts, references={"group": "e"})
    with pytest.raises(ValueError, match="no covariate with levels: sex"):
        with_groups(counts, references={"sex": 1})


def test_levels_that_split_events_only_together_are_called_separated() -> None:
    """All levels have events, but nobody with x = 1 and y = 0 has: the more x lowers and y raises the rate, the
    better. In the limit those rows drop out, and what is left has one difference between x = y = 0 and x = y = 1."""
    random = np.random.default_rng(3)
    x, y = np.repeat([0, 1, 1], 20), np.repeat([0, 0, 1], 20)
    cause, other = random.integers(0, 2, 60), random.integers(0, 2, 60)
    cause[20:40] = 0
    time = random.integers(1, 30, 60)
    model = hazard_model(hazard_rows(time, cause, {"x": x, "y": y, "other": other}), bands=3)
    assert {
        of.not_estimable for of in model.rate_ratios if of.covariate != "other" and not of.is_reference
    } == {"separated"}
    kept = x == y
    limit = hazard_rows(time[kept], cause[kept], {"both": x[kept], "other": other[kept]})
    own = model.rate_ratio("other", 1)
    alone = hazard_model(limit, bands=model.exposure.edges).rate_ratio("other", 1)
    assert (own.coefficient, own.standard_error, own.robust_error) == pytest.approx(
        (alone.coefficient, alone.standard_error, alone.robust_error), rel=1e-6
    )


def test_a_number_that_tells_who_has_the_event_is_called_separated() -> None:
    rows = hazard_rows([9] * 6, [1, 1, 0, 0, 0, 0], {"tell": [9, 9, 5, 6, 2, 8]}, linear=("tell",))
    assert hazard_model(rows).rate_ratio("tell").not_estimable == "separated"


def test_covariates_that_always_go_together_are_called_confounded() -> None:
    rows = hazard_rows(
        [4, 6, 3, 8, 9, 5],
        [1, 0, 1, 1, 1, 0],
        {"one": [0, 0, 1, 1, 0, 1], "same": [5, 5, 6, 6, 5, 6], "own": [0, 1, 0, 1, 0, 0]},
    )
    model = hazard_model(rows, bands=1)
    assert model.rate_ratio("one", 1).not_estimable == "confounded"
    assert model.rate_ratio("same", 6).not_estimable == "confounded"
    apart = hazard_rows(
        [4, 6, 3, 8, 9, 5], [1, 0, 1, 1, 1, 0], {"one": [0, 0, 1, 1, 0, 1], "own": [0, 1, 0, 1, 0, 0]}
    )
    alone = hazard_model(apart, bands=1).rate_ratio("own", 1)
    own = model.rate_ratio("own", 1)
    assert (own.coefficient, own.standard_error) == pytest.approx((alone.coefficient, alone.standard_error))


def test_a_linear_covariate_that_is_the_same_for_all_is_confounded_with_the_baseline() -> None:
    rows = hazard_rows([4, 6, 3], [1, 0, 1], {"year": [2019.1, 2019.1, 2019.1]}, linear=("year",))
    model = hazard_model(rows)
    assert model.rate_ratio("year").not_estimable == "confounded"
    assert model.centre == {"year": pytest.approx(2019.1)}


def test_the_size_of_a_linear_covariate_does_not_matter() -> None:
    random = np.random.default_rng(5)
    age = random.integers(18, 80, 300)
    time, cause = random.integers(1, 400, 300), random.integers(0, 2, 300)
    plain = hazard_model(hazard_rows(time, cause, {"age": age}, linear=("age",))).rate_ratio("age")
    far = hazard_model(hazard_rows(time, cause, {"age": age * 1e6 + 1e12}, linear=("age",))).rate_ratio("age")
    assert far.coefficient * 1e6 == pytest.approx(plain.coefficient, rel=1e-6)
    assert far.robust_error * 1e6 == pytest.approx(plain.robust_error, rel=1e-6)


def test_a_model_may_leave_covariates_of_the_rows_out() -> None:
    random = np.random.default_rng(6)
    time, cause, g = random.integers(1, 50, 60), random.integers(0, 2, 60), random.integers(0, 3, 60)
    number = random.integers(0, 9, 60)
    both = hazard_rows(time, cause, {"g": g, "number": number}, linear=("number",))
    alone = hazard_model(hazard_rows(time, cause, {"g": g}))
    found = hazard_model(both, covariates=["g"])
    assert [of.covariate for of in found.rate_ratios] == ["g"] * 3
    for of in alone.rate_ratios:
        again = found.rate_ratio("g", of.level)
        assert (again.ratio, again.robust_error) == pytest.approx((of.ratio, of.robust_error))
    assert found.centre == {}
    none = hazard_model(both, bands=1, covariates=())
    assert (none.rate_ratios, none.fit.hazard[0]) == ((), pytest.approx(cause.sum() / time.sum()))
    with pytest.raises(ValueError, match="no covariate: sex"):
        hazard_model(both, covariates=["sex"])


def test_bands_without_events_or_without_anybody_say_so() -> None:
    rows = hazard_rows([5, 30, 30], [1, 1, 0], {}, entry=[0, 20, 22])
    rates = baseline_rates(hazard_model(rows, bands=[3, 10, 20]))
    assert rates.rate[:2] == pytest.approx([0, 1 / 2])
    assert isnan(rates.rate[2])
    assert (rates.low[0], isnan(rates.high[0]), isnan(rates.low[2])) == (0.0, True, True)


def test_events_of_another_cause_end_a_row_like_censoring() -> None:
    covariates = {"g": [0, 1, 0, 1]}
    rows = hazard_rows([4, 6, 3, 8], [1, 2, 2, 1], covariates)
    censored = hazard_rows([4, 6, 3, 8], [1, 0, 0, 1], covariates)
    one, other = (hazard_model(of, bands=[5]).rate_ratio("g", 1) for of in (rows, censored))
    assert one == other
    assert hazard_model(rows, cause=2, bands=1).rate_ratio("g", 1).ratio == pytest.approx((1 / 14) / (1 / 7))


@pytest.mark.parametrize("cause", [0, 2, 3])
def test_a_cause_without_events_is_refused(cause: int) -> None:
    rows = hazard_rows([4, 6, 3], [1, 0, 3], {})
    if cause == 3:
        assert hazard_model(rows, cause=3).events == 1
        return
    with pytest.raises(ValueError, match=f"no events of cause {cause}"):
        hazard_model(rows, cause=cause)


def test_an_unknown_level_is_no_key() -> None:
    model = hazard_model(two_groups())
    with pytest.raises(KeyError):
        model.rate_ratio("group", "c")


def test_a_figure_is_never_huge_it_is_there_or_says_why_not() -> None:
    """Few rows, many levels, and chance alone decides who has events: much here has no maximum."""
    random = np.random.default_rng(11)
    for _ in range(60):
        rows = hazard_rows(
            random.integers(1, 9, 14),
            random.integers(0, 2, 14),
            {"a": random.integers(0, 3, 14), "b": random.integers(0, 3, 14), "c": random.integers(0, 2, 14)},
        )
        if not rows.cause.any():
            continue
        for of in hazard_model(rows, bands="event days").rate_ratios:
            assert (of.not_estimable is None) == (not isnan(of.coefficient))
            assert of.coefficient is nan or not abs(of.coefficient) > 12
            assert not of.standard_error > 1e3
