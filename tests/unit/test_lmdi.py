"""The exact split of a difference over factors: hand-computed, in any order, with zeros."""

from __future__ import annotations

from itertools import permutations
from math import isclose, log, prod

import pytest

from ketenzicht.causes.lmdi import contributions, factors, logarithmic_mean, parts_of, passable

pytestmark = pytest.mark.unit


def test_the_logarithmic_mean_lies_between_the_geometric_and_the_arithmetic_one() -> None:
    assert logarithmic_mean(1, 2) == pytest.approx(1 / log(2), abs=1e-15)
    assert 4 < logarithmic_mean(2, 8) < 5
    assert logarithmic_mean(2, 8) == logarithmic_mean(8, 2)


def test_the_logarithmic_mean_of_equal_and_nearly_equal_numbers_loses_no_digits() -> None:
    assert logarithmic_mean(3, 3) == 3
    assert logarithmic_mean(1, 1 + 1e-12) == pytest.approx(1 + 5e-13, abs=1e-15)


def test_a_split_as_in_the_formula() -> None:
    # 10 first reports, 2 reports each, 30 days each; then 12, 2.5 and 40. L = 600 / ln 2 = 865.617
    found = contributions((10, 20, 600), (12, 30, 1200))
    weight = 600 / log(2)
    assert found == pytest.approx((weight * log(1.2), weight * log(1.25), weight * log(4 / 3)), abs=1e-9)
    assert found == pytest.approx((157.8206, 193.1569, 249.0225), abs=1e-4)


def test_parts_do_not_depend_on_the_order_of_the_factors() -> None:
    before, after = (10.0, 2.0, 30.0), (12.0, 1.5, 55.0)
    first = contributions(_chain(before), _chain(after))
    for order in permutations(range(3)):
        again = contributions(_chain([before[at] for at in order]), _chain([after[at] for at in order]))
        assert [again[order.index(at)] for at in range(3)] == pytest.approx(first, abs=1e-9)


def test_nothing_reported_on_one_side_is_all_of_the_first_reports() -> None:
    assert contributions((0, 0, 0), (10, 20, 600)) == (600, 0, 0)
    assert contributions((10, 20, 600), (0, 0, 0)) == (-600, 0, 0)


def test_reports_without_open_days_are_all_of_the_time_that_they_stay() -> None:
    assert contributions((10, 20, 0), (10, 20, 600)) == (0, 0, 600)


def test_a_zero_is_the_limit_of_a_small_number() -> None:
    exact = contributions((5, 8, 0), (10, 20, 600))
    near = contributions((5, 8, 1e-300), (10, 20, 600))
    assert [round(part / 600, 1) for part in near] == [round(part / 600, 1) for part in exact]


def test_two_zero_totals_differ_by_nothing() -> None:
    assert contributions((3, 0, 0), (0, 0, 0)) == (0, 0, 0)


def test_a_zero_on_the_way_is_no_place_to_split_at() -> None:
    assert passable((0, 5, 100), (3, 6, 90)) == (1, 2)
    assert passable((0, 5, 0), (3, 6, 90)) == (1, 2)
    assert passable((0, 0, 0), (3, 6, 90)) == (0, 1, 2)
    with pytest.raises(ValueError, match="leave it out"):
        contributions((0, 5, 100), (3, 6, 90))


@pytest.mark.parametrize(("before", "after"), [((), ()), ((1, 2), (1,)), ((-1, 2), (1, 2))])
def test_chains_that_do_not_compare_are_refused(before: tuple[float, ...], after: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="chain"):
        contributions(before, after)


def test_the_factors_multiply_to_the_last_number() -> None:
    assert isclose(prod(factors((4, 10, 35))), 35)


def test_parts_of_a_factor_add_up_to_it() -> None:
    # reports per first report go from 1 + 1 to 1 + 1.5: of its contribution all is of the second part
    found = contributions((10, 20, 600), (12, 30, 1200))
    assert parts_of((600, 1200), found[1], (1, 1), (1, 1.5)) == pytest.approx((0, found[1]), abs=1e-9)


def test_parts_that_shift_while_their_sum_stays_are_seen() -> None:
    # 100 open on both sides, 50 days a report: 10 days less in one stage and 10 more in another are 20 cases each
    assert parts_of((100, 100), 0.0, (30, 20), (20, 30)) == pytest.approx((-20, 20), abs=1e-9)


def _chain(numbers: list[float] | tuple[float, ...]) -> tuple[float, ...]:
    return tuple(prod(numbers[: at + 1]) for at in range(len(numbers)))
