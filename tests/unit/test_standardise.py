"""Direct standardisation: weights, merging of strata and standardised differences that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ketenzicht.measures.estimators.standardise import (
    LEFT_OUT,
    standardised_difference,
    standardised_risks,
    strata_of,
)
from ketenzicht.measures.estimators.survival import CountTable, count_table

pytestmark = pytest.mark.unit


def of(events: int, n: int, *, lost: int = 0) -> CountTable:
    """Events on day 5, somebody lost on day 2, the rest followed to day 10."""
    return count_table(
        [5] * events + [2] * lost + [10] * (n - events - lost), [1] * events + [0] * (n - events), causes=1
    )


def test_a_standardised_chance_is_the_weighed_mean_of_the_strata() -> None:
    # strata of 100 and 300 cases; reference 10% and 40%, the other group 20% and 50%
    tables = [[of(1, 10), of(4, 10)], [of(4, 20), of(10, 20)]]
    found = standardised_risks(tables, [100, 300], 10)
    assert found.value == pytest.approx([0.25 * 0.1 + 0.75 * 0.4, 0.25 * 0.2 + 0.75 * 0.5])
    # without censoring the variance in a stratum is p (1 - p) / n
    expected = (0.25**2 * 0.1 * 0.9 / 10 + 0.75**2 * 0.4 * 0.6 / 10) ** 0.5
    assert found.standard_error[0] == pytest.approx(expected)
    difference, error = found.difference()
    assert difference == pytest.approx(0.1)
    assert error == pytest.approx(np.hypot(*found.standard_error))


def test_one_stratum_gives_the_chance_itself_whatever_its_weight() -> None:
    found = standardised_risks([[of(3, 10, lost=2)]], [7], 10)
    assert found.value[0] == pytest.approx(3 / 8)


def test_groups_that_differ_in_severity_alone_do_not_differ_after_standardisation() -> None:
    # a light stratum with 10% and a heavy one with 50%, the same in both groups; who is in them differs
    light, heavy = ((of(8, 80), of(10, 20)), (of(2, 20), of(40, 80)))
    found = standardised_risks([light, heavy], [100, 100], 10)
    assert found.value == pytest.approx([0.3, 0.3])


@pytest.mark.parametrize(("tables", "weights"), [([[of(1, 10)], []], [1]), ([[]], []), ([[of(1, 10)]], [0])])
def test_tables_and_weights_that_do_not_fit_are_refused(
    tables: list[list[CountTable]], weights: list[float]
) -> None:
    with pytest.raises(ValueError, match="stratum"):
        standardised_risks(tables, weights, 10)


def test_patterns_with_enough_of_each_group_are_a_stratum_by_themselves() -> None:
    assert list(strata_of([[0], [1]], [[10, 10], [12, 40]])) == [0, 1]


def test_the_last_covariate_is_given_up_first() -> None:
    patterns = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1]]
    numbers = [[10, 10], [9, 3], [4, 8], [30, 2], [2, 30]]
    # (0, 1) and (0, 2) go together, and so do (1, 0) and (1, 1)
    assert list(strata_of(patterns, numbers)) == [0, 1, 1, 2, 2]


def test_what_no_partner_can_be_found_for_is_left_out() -> None:
    assert list(strata_of([[0], [1]], [[50, 50], [40, 0]])) == [0, LEFT_OUT]
    assert list(strata_of([[0], [1]], [[9, 9], [0, 0]])) == [LEFT_OUT, LEFT_OUT]


def test_without_covariates_all_cases_are_one_stratum() -> None:
    assert list(strata_of(np.zeros((1, 0)), [[10, 10]])) == [0]


@pytest.mark.parametrize(
    ("patterns", "numbers", "at_least"), [([[0]], [[1, 1]], 0), ([[0], [1]], [[1, 1]], 1)]
)
def test_numbers_that_do_not_fit_the_patterns_are_refused(
    patterns: list[list[int]], numbers: list[list[int]], at_least: int
) -> None:
    with pytest.raises(ValueError, match="patterns"):
        strata_of(patterns, numbers, at_least)


def test_with_two_levels_it_is_the_usual_standardised_difference() -> None:
    usual = (0.5 - 0.3) / ((0.3 * 0.7 + 0.5 * 0.5) / 2) ** 0.5
    assert standardised_difference([30, 70], [50, 50]) == pytest.approx(usual)


def test_three_levels_by_hand() -> None:
    # shares (.5, .3, .2) and (.2, .3, .5); the first two levels, mean of the two covariance matrices
    spread = np.array([[(0.25 + 0.16) / 2, -(0.15 + 0.06) / 2], [-(0.15 + 0.06) / 2, (0.21 + 0.21) / 2]])
    gap = np.array([0.3, 0.0])
    expected = float(gap @ np.linalg.inv(spread) @ gap) ** 0.5
    assert standardised_difference([5, 3, 2], [2, 3, 5]) == pytest.approx(expected)


def test_equal_shares_and_unused_levels_do_not_differ() -> None:
    assert standardised_difference([10, 0, 30], [2, 0, 6]) == pytest.approx(0)


def test_groups_without_a_level_in_common_are_infinitely_far_apart_and_nobody_has_no_distance() -> None:
    assert standardised_difference([4, 0], [0, 3]) == np.inf
    assert np.isnan(standardised_difference([4, 1], [0, 0]))
