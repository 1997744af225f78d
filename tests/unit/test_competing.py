"""Competing risks, small enough for paper: mean times, tests between groups, intervals, and what is refused."""

from __future__ import annotations

import pytest

from ketenzicht.measures.estimators.compare import gray_test, log_rank
from ketenzicht.measures.estimators.mean_time import restricted_mean_time
from ketenzicht.measures.estimators.survival import aalen_johansen, count_table
from ketenzicht.measures.estimators.variances import spans

pytestmark = pytest.mark.unit


def test_four_days_of_four_cases() -> None:
    """Outcome on day 1 and 3, a move on day 2, one stays: 3 + 1 days lost to the outcome and 2 to the move."""
    found = restricted_mean_time(count_table([1, 2, 3, 4], [1, 2, 1, 0]), 4)
    assert found.lost[0].value == pytest.approx((3 + 1) / 4)
    assert found.lost[1].value == pytest.approx(2 / 4)
    assert found.free.value == pytest.approx((1 + 2 + 3 + 4) / 4)


def test_without_censoring_the_error_is_that_of_a_mean() -> None:
    """Days 1, 2, 3, 4: mean 2.5, variance 1.25 over 4 cases."""
    found = restricted_mean_time(count_table([1, 2, 3, 4], [1, 1, 1, 1]), 4)
    assert found.free.standard_error == pytest.approx((1.25 / 4) ** 0.5)


def test_a_mean_time_beyond_the_last_observation_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody was observed"):
        restricted_mean_time(count_table([1, 2, 3], [1, 0, 0]), 4)


def test_a_mean_time_beyond_the_last_observation_is_known_when_nobody_is_left() -> None:
    assert restricted_mean_time(count_table([1, 3], [1, 1]), 10).free.value == pytest.approx(2)


def test_a_horizon_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="before the start"):
        restricted_mean_time(count_table([1, 3], [1, 1]), 1, start=2)


def test_log_rank_of_two_pairs() -> None:
    """One group has events on days 1 and 2, the other on 3 and 4; expected in the first 1/2 + 1/3."""
    found = log_rank([count_table([1, 2], [1, 1]), count_table([3, 4], [1, 1])])
    assert found.scores[0] == pytest.approx(2 - (1 / 2 + 1 / 3))
    assert found.statistic == pytest.approx((7 / 6) ** 2 / (1 / 4 + 2 / 9))
    assert found.degrees == 1


def test_equal_groups_do_not_differ() -> None:
    group = count_table([1, 2, 2, 4, 5], [1, 2, 1, 0, 1])
    for found in (gray_test([group, group, group]), log_rank([group, group, group])):
        assert found.statistic == pytest.approx(0, abs=1e-12)
        assert found.p_value == pytest.approx(1)
        assert found.degrees == 2


def test_one_group_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="two groups"):
        log_rank([count_table([1, 2], [1, 1])])


def test_an_unknown_cause_is_refused() -> None:
    group = count_table([1, 2], [1, 1])
    with pytest.raises(ValueError, match="no cause 1"):
        gray_test([group, group], 1)


def test_robust_with_late_entry_wants_the_rows_of_this_table() -> None:
    late = count_table([3, 4, 5], [1, 1, 0], entry=[0, 1, 2])
    with pytest.raises(ValueError, match="needs the distinct rows"):
        aalen_johansen(late, variance="robust")
    with pytest.raises(ValueError, match="2 rows were given"):
        aalen_johansen(late, variance="robust", rows=spans([3, 4], [1, 1], [0, 1]))


def test_rows_of_no_length_are_left_out_of_the_distinct_rows() -> None:
    found = spans([3, 3, 2], [1, 1, 1], [0, 0, 2])
    assert (found.number.tolist(), found.time.tolist()) == ([2], [3])


def test_the_interval_of_a_median_is_open_where_a_limit_stays_above_one_half() -> None:
    found = aalen_johansen(count_table([1, 2, 3, 4], [1, 1, 0, 0]))
    low, high = found.quantile_interval()
    assert low is not None
    assert high is None
