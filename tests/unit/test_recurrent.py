"""Repeats: tables small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.recurrent import mean_repeats
from ketenzicht.measures.estimators.recurrent_groups import difference_of_means, pseudo_score_test
from ketenzicht.measures.estimators.recurrent_orders import gap_times, share_with_repeats
from ketenzicht.measures.estimators.repeat_table import RepeatTable, repeat_table
from ketenzicht.measures.estimators.survival import aalen_johansen, count_table

pytestmark = pytest.mark.unit

TWO = repeat_table(["a", "a", "b"], [2, 6, 4], [1, 0, 0])
"""a: an event on day 2, seen until 6. b: seen until 4."""


def test_rows_without_entry_follow_each_other_in_any_order() -> None:
    shuffled = repeat_table(["b", "a", "a"], [4, 6, 2], [0, 0, 1])
    for name in ("case", "entry", "time", "event"):
        assert list(getattr(shuffled, name)) == list(getattr(TWO, name))
    assert list(TWO.entry) == [0, 2, 0]
    assert (TWO.cases, list(TWO.days), list(TWO.at_risk)) == (2, [0, 2, 4, 6], [0, 2, 2, 1])


@pytest.mark.parametrize(
    "names",
    [np.array([-100, -100, 100], dtype=np.int8), np.array([7, 7, 10**15]), np.array([0.5, 0.5, 1.5])],
)
def test_any_names_tell_the_cases_apart(names: np.ndarray) -> None:
    found = repeat_table(names, [2, 6, 4], [1, 0, 0])
    assert (list(found.case), list(found.entry), list(found.time)) == ([0, 0, 1], [0, 2, 0], [2, 6, 4])


def test_days_far_apart_are_days_like_others() -> None:
    far = repeat_table([1, 1, 2], [2_000_000, 6_000_000, 4_000_000], [1, 0, 0])
    assert list(far.days) == [0, 2_000_000, 4_000_000, 6_000_000]
    assert mean_repeats(far).at(2_000_000) == mean_repeats(TWO).at(2)


def test_mean_and_error_of_two_cases_by_hand() -> None:
    found = mean_repeats(TWO)
    # Half an event each; a is half above what was expected of it, b half below, both divided by two at risk.
    assert found.at(2) == (0.5, pytest.approx((2 * 0.25**2) ** 0.5))
    assert found.at(1.9) == (0.0, 0.0)
    assert (found.cases, found.observed_until) == (2, 6)


def test_a_terminal_event_counts_the_dead_only_when_asked() -> None:
    # Of two, one ends on day 1; the other has an event on day 2.
    table = repeat_table([1, 2], [1, 2], [2, 1])
    assert mean_repeats(table, terminal="survivors").at(2)[0] == 1.0
    assert mean_repeats(table, terminal="everyone").at(2)[0] == 0.5


def test_with_terminal_events_the_question_must_be_chosen() -> None:
    with pytest.raises(ValueError, match="choose"):
        mean_repeats(repeat_table([1, 2], [1, 2], [2, 1]))


def test_intervals_on_both_scales() -> None:
    found = mean_repeats(TWO)
    value, error = found.at(3)
    low, high = found.interval(3)
    assert np.log([low, high]) == pytest.approx(
        [np.log(value) - Z95 * error / value, np.log(value) + Z95 * error / value]
    )
    assert found.interval(3, "plain") == pytest.approx((value - Z95 * error, value + Z95 * error))
    assert found.interval(1) == (0.0, 0.0)


def test_nobody_is_expected_to_have_events_in_a_gap() -> None:
    # b is out of sight from day 2 to 5, so that the event on day 4 is one of one, not one of two.
    table = repeat_table([1, 1, 2, 2], [4, 9, 2, 9], [1, 0, 0, 0], entry=[0, 4, 0, 5])
    assert mean_repeats(table).at(4) == (1.0, 0.0)


def test_who_enters_on_the_day_of_an_event_is_not_yet_at_risk() -> None:
    table = repeat_table([1, 2], [3, 9], [1, 0], entry=[0, 3])
    assert mean_repeats(table).at(3)[0] == 1.0


def test_rows_of_no_length_are_left_out_and_counted() -> None:
    table = repeat_table([1, 1, 2], [3, 3, 5], [1, 1, 0], entry=[0, 3, 0])
    assert (table.never_at_risk, table.events_not_counted) == (1, 1)
    assert mean_repeats(table).at(3)[0] == 0.5


def test_no_rows_give_an_empty_answer() -> None:
    table = repeat_table([], [], [])
    assert mean_repeats(table).at(5) == (0.0, 0.0)
    assert share_with_repeats(table, 1).at(5) == (0.0, 0.0)
    assert table.cases == 0


@pytest.mark.parametrize(
    ("case", "time", "event", "entry", "words"),
    [
        ([1], [1, 2], [0, 0], None, "same length"),
        ([1, 2], [1, 2], [0, 0], [0], "as long"),
        ([1], [1], [3], None, "event must be"),
        ([1], [1], [0], [2], "before it starts"),
        (["x", "x"], [5, 6], [0, 0], [0, 4], "1 rows overlap"),
        (["x", "x"], [5, 6], [2, 0], [0, 5], "1 rows come after a terminal event"),
    ],
)
def test_tables_that_cannot_be_are_refused(case, time, event, entry, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        repeat_table(case, time, event, entry=entry)


def test_difference_is_known_while_both_groups_are_observed() -> None:
    short, long = mean_repeats(TWO), mean_repeats(repeat_table([1, 1, 1, 2], [3, 8, 20, 20], [1, 1, 0, 0]))
    found = difference_of_means(long, short)
    assert found.observed_until == 6
    assert list(found.days) == [2, 3]
    assert found.at(2)[0] == -0.5
    assert found.at(20) == (0.0, pytest.approx((2 * 0.125) ** 0.5))
    assert found.interval(2) == pytest.approx((-0.5 - Z95 * 0.125**0.5, -0.5 + Z95 * 0.125**0.5))


def group(events: list[int]) -> RepeatTable:
    """Cases with one event each on the given days (none for 0), all seen until day 10."""
    rows = [(case, day, 1) for case, day in enumerate(events) if day]
    rows += [(case, 10, 0) for case in range(len(events))]
    return repeat_table(*zip(*rows, strict=True))


def test_pseudo_score_by_hand() -> None:
    # Day 2: one of two against none of two; weight 2 x 2 / 4 = 1, so the statistic is 1/2 and each case of the
    # first group lies a quarter from what was expected of it.
    found = pseudo_score_test(group([2, 0]), group([0, 0]))
    assert (found.statistic, found.variance, found.chi_square) == pytest.approx((0.5, 0.125, 2.0))
    assert found.p_value == pytest.approx(0.15729920705028513)
    early = pseudo_score_test(group([2, 0]), group([0, 0]), weight="linear")
    assert (early.statistic, early.variance) == pytest.approx((0.5 * 0.8, 0.125 * 0.64))


def test_pseudo_score_changes_sign_with_the_groups_and_is_nothing_for_equal_groups() -> None:
    one, other = group([2, 5, 0]), group([3, 0, 0, 0])
    forth, back = pseudo_score_test(one, other), pseudo_score_test(other, one)
    assert forth.statistic == pytest.approx(-back.statistic)
    assert forth.p_value == pytest.approx(back.p_value)
    assert pseudo_score_test(one, one).p_value == pytest.approx(1.0)


def test_groups_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValueError, match="same day"):
        pseudo_score_test(repeat_table([1], [3], [1]), repeat_table([1], [9], [1], entry=[3]))
    with pytest.raises(ValueError, match="variance is zero"):
        pseudo_score_test(group([0, 0]), group([0, 0]))
    for cases in (3, 7, 49):
        with pytest.raises(ValueError, match="variance is zero"):
            pseudo_score_test(group([3] * cases), group([5] * cases))


# Four cases: two events and then death; one event and then seen until 8; none until 8; death on day 4 without one.
FOUR = repeat_table([1, 1, 1, 2, 2, 3, 4], [2, 5, 7, 3, 8, 8, 4], [1, 1, 2, 1, 0, 0, 2])


def test_share_with_repeats_when_death_competes() -> None:
    assert share_with_repeats(FOUR, 1).at(8)[0] == pytest.approx(0.5)
    assert share_with_repeats(FOUR, 2).at(8)[0] == pytest.approx(0.25)
    assert share_with_repeats(FOUR, 3).at(8) == (0.0, 0.0)
    low, high = share_with_repeats(FOUR, 1).interval(8)
    assert 0 < low < 0.5 < high < 1


def test_gap_times_start_at_the_event_before() -> None:
    second = gap_times(FOUR, 2)
    assert second.cases == 2
    assert second.at(2)[0] == 0.0
    assert second.at(3)[0] == pytest.approx(0.5)


def test_late_cases_are_left_out_and_gaps_censor() -> None:
    table = repeat_table([1, 2, 2, 3], [9, 4, 9, 9], [1, 0, 1, 1], entry=[0, 0, 6, 2])
    found = share_with_repeats(table, 1)
    assert (found.cases, found.late, found.interrupted) == (2, 1, 1)
    assert found.at(9)[0] == 1.0


def test_an_order_below_one_and_a_clock_that_starts_too_late_are_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        share_with_repeats(FOUR, 0)
    with pytest.raises(ValueError, match="before the clock"):
        gap_times(FOUR, 1, start=1)


def test_half_of_all_cases_had_the_event_by_the_quantile_also_where_some_end_without() -> None:
    # Of four, one ends on day 2 without; events on days 3 and 7; one is seen until 9.
    table = repeat_table([1, 2, 3, 4], [3, 2, 7, 9], [1, 2, 1, 0])
    found = gap_times(table, 1)
    assert (found.quantile(0.25), found.quantile(0.6)) == (5.0, None)
    # half had it by day 7, on a step that stays at a half: nobody else can
    assert found.quantile(0.5) == 7.0
    low, high = found.quantile_interval(0.25)
    assert low is not None
    assert low <= 5.0
    assert high is None


def test_without_terminal_events_the_quantile_and_its_interval_are_those_of_kaplan_meier() -> None:
    times, events = [3, 5, 5, 8, 9, 12, 13, 20], [1, 1, 0, 1, 1, 0, 1, 0]
    found = gap_times(repeat_table(range(8), times, events), 1)
    km = aalen_johansen(count_table(times, events))
    assert found.quantile() == km.quantile() == 9.0
    assert found.quantile_interval() == km.quantile_interval()
