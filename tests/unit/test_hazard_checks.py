"""Whether rate ratios change over time, on data made so that they do or do not."""

from __future__ import annotations

import numpy as np
import pytest

from ketenzicht.measures.hazards.model import HazardModel, hazard_model
from ketenzicht.measures.hazards.proportional import proportional_hazards_test
from ketenzicht.measures.hazards.rows import hazard_rows

pytestmark = pytest.mark.unit


def crossing(*, seed: int = 2, crosses: bool = True) -> HazardModel:
    """Group 1 comes twice as fast before day 50 and half as fast after it, or twice as fast all along."""
    random = np.random.default_rng(seed)
    group, other = random.integers(0, 2, 800), random.integers(0, 3, 800)
    early, late = 0.01 * 2.0**group, 0.01 * 2.0 ** (-group if crosses else group)
    time = random.exponential(1 / early)
    time = np.where(time < 50, time, 50 + random.exponential(1 / late))
    stop = np.minimum(np.ceil(time), 150).astype(int)
    rows = hazard_rows(stop, (time <= 150).astype(int), {"group": group, "other": other})
    return hazard_model(rows, bands=6)


@pytest.mark.parametrize("along", ["events", "days"])
@pytest.mark.parametrize("robust", [True, False])
def test_a_ratio_that_changes_is_found_and_one_that_does_not_is_not(along, robust: bool) -> None:
    found = proportional_hazards_test(crossing(), along=along, robust=robust)
    assert found.covariates["group"].p_value < 1e-4
    assert found.together.p_value < 1e-4
    assert found.covariates["other"].p_value > 0.05
    assert [found.covariates[name].degrees for name in ("group", "other")] == [1, 2]
    assert found.together.degrees == 3
    steady = proportional_hazards_test(crossing(crosses=False), along=along, robust=robust)
    assert steady.together.p_value > 0.05
    assert (found.along, found.robust) == (along, robust)


def test_any_difference_between_bands_is_the_test_of_ratios_per_band() -> None:
    """With two bands and two groups by hand: the score of the second band, with bands and ratio filled in."""
    # Band 1: 95 days with 1 event against 80 with 4; band 2: 90 with 2 against 60 with 0. See test_hazard.
    time, cause = [5, *[20] * 9, *[5] * 4, *[20] * 6], [1, 1, 1, *[0] * 7, *[1] * 4, *[0] * 6]
    rows = hazard_rows(time, cause, {"group": ["a"] * 10 + ["b"] * 10})
    model = hazard_model(rows, bands=[10])
    ratio = model.rate_ratio("group", "b").ratio
    shares = [80 * ratio / (95 + 80 * ratio), 60 * ratio / (90 + 60 * ratio)]
    first, second = 5 * shares[0] * (1 - shares[0]), 2 * shares[1] * (1 - shares[1])
    score = 0 - 2 * shares[1]
    expected = score**2 / (second - second**2 / (first + second))
    for along in ("bands", "days"):
        found = proportional_hazards_test(model, along=along, robust=False).together
        assert (found.statistic, found.degrees) == (pytest.approx(expected, rel=1e-7), 1)


def test_bands_have_a_degree_of_freedom_each_but_one() -> None:
    found = proportional_hazards_test(crossing(), along="bands", robust=False)
    assert (found.covariates["group"].degrees, found.covariates["other"].degrees) == (5, 10)
    assert found.covariates["group"].p_value < 1e-4


def test_under_no_change_p_values_are_as_often_small_as_they_should_be() -> None:
    values = [
        proportional_hazards_test(crossing(seed=seed, crosses=False)).together.p_value for seed in range(200)
    ]
    # 200 tests at 10 %: 20 expected, and 8 to 34 with 99.9 %.
    assert 8 <= sum(value < 0.1 for value in values) <= 34


def test_repeats_of_few_cases_fool_the_plain_test_and_not_the_robust_one() -> None:
    """Each case has a time of its own at which it has many events, whatever its group."""
    plain, robust = [], []
    for seed in range(60):
        random = np.random.default_rng(seed)
        case = np.repeat(np.arange(40), 10)
        moment = np.repeat(random.integers(1, 90, 40), 10)
        start = moment + np.tile(np.arange(10), 40)
        start[::10] = 0
        stop = np.append(start[1:], 0)
        stop[9::10] = 110
        cause = np.tile([1] * 9 + [0], 40)
        rows = hazard_rows(stop, cause, {"group": case % 2}, entry=start, case=case)
        model = hazard_model(rows, bands=5)
        plain.append(proportional_hazards_test(model, robust=False).together.p_value)
        robust.append(proportional_hazards_test(model).together.p_value)
    assert sum(value < 0.05 for value in plain) > 20
    assert sum(value < 0.05 for value in robust) <= 9


def test_what_cannot_be_tested_has_no_degrees_of_freedom() -> None:
    # Level 1 is seen in the first band only, level 2 has no events: neither can change over time.
    time, cause = [30, 25, 28, 4, 8, 9, 30, 30], [1, 1, 0, 1, 1, 0, 0, 0]
    rows = hazard_rows(time, cause, {"group": [0, 0, 0, 1, 1, 1, 2, 2], "half": [0, 1, 0, 1, 0, 1, 0, 1]})
    for robust in (True, False):
        found = proportional_hazards_test(hazard_model(rows, bands=[10, 26]), robust=robust)
        assert (found.covariates["group"].degrees, found.covariates["group"].p_value) == (0, 1.0)


def test_tests_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="no robust variance"):
        proportional_hazards_test(crossing(), along="bands")
    rows = hazard_rows([4, 8, 9], [1, 1, 0], {"group": [0, 1, 1]})
    with pytest.raises(ValueError, match="one band only"):
        proportional_hazards_test(hazard_model(rows, bands=1))
    with pytest.raises(ValueError, match="no covariates"):
        proportional_hazards_test(hazard_model(hazard_rows([4, 8, 9], [1, 1, 0], {})))
