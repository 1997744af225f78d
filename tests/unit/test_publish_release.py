"""The way out: what is rounded, what is hidden, and that nothing else leaves."""

from datetime import date

import pytest

from ketenzicht.attrition import Attrition
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.result import (
    Count,
    Curve,
    CurvePoint,
    Days,
    Difference,
    Level,
    Mean,
    MeanNumber,
    MeasureResult,
    Probability,
    PValue,
    Rate,
    Ratio,
    Row,
    Series,
    Table,
)
from ketenzicht.message import message
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    NotReached,
    PublishedCount,
    PublishedNumber,
    PublishedShare,
)
from ketenzicht.publish.release import release, release_together
from ketenzicht.publish.release_figure import release_figure

pytestmark = pytest.mark.unit

POLICY = Policy()


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1233, 1235)]
)
def test_counts_are_rounded_to_five(count: int, shown: int) -> None:
    assert release_figure(Count(count), POLICY) == PublishedCount(shown)


@pytest.mark.parametrize("count", range(1, 10))
def test_counts_below_the_threshold_are_hidden(count: int) -> None:
    assert release_figure(Count(count), POLICY) == Hidden()


def test_a_share_is_computed_from_rounded_counts_with_the_interval_of_those_counts() -> None:
    found = release_figure(share(33, 98), POLICY)
    assert isinstance(found, PublishedShare)
    assert (found.x, found.n, found.value) == (35, 100, 0.35)
    assert (found.low, found.high) == pytest.approx((0.26363, 0.44748), abs=1e-4)


@pytest.mark.parametrize(("x", "n"), [(3, 100), (97, 100), (5, 9), (0, 9)])
def test_a_share_is_hidden_when_its_numerator_its_rest_or_its_whole_is_small(x: int, n: int) -> None:
    assert release_figure(share(x, n), POLICY) == Hidden()


def test_nobody_and_everybody_may_be_shown() -> None:
    assert release_figure(share(0, 40), POLICY) == PublishedShare(0, 40, 0.0, share(0, 40).high)
    everybody = release_figure(share(41, 41), POLICY)
    assert isinstance(everybody, PublishedShare)
    assert everybody.value == 1.0


def test_a_probability_is_shown_as_the_number_of_cases_that_it_stands_for() -> None:
    found = release_figure(Probability(0.2437, 0.2, 0.29, 203, 41), POLICY)
    assert isinstance(found, PublishedShare)
    assert (found.x, found.n) == (50, 205)
    assert found.low <= 0.2
    assert found.high >= 0.29


def test_a_probability_on_few_events_is_hidden() -> None:
    assert release_figure(Probability(0.5, 0.2, 0.8, 400, 4), POLICY) == Hidden()


def test_means_and_quantiles_need_enough_cases() -> None:
    assert release_figure(Mean(3.14159, 9), POLICY) == Hidden()
    assert release_figure(Mean(3.14159, 33, digits=2), POLICY) == PublishedNumber(3.14, 35, 2)
    assert release_figure(Days(12.0, 19), POLICY) == Hidden()
    assert release_figure(Days(None, 40), POLICY) == NotReached()
    assert release_figure(Days(12.4, 40), POLICY) == PublishedNumber(12.0, 40, 0)
    assert release_figure(Days(12.4, 40, 8.5, 15.5), POLICY) == PublishedNumber(12.0, 40, 0, 8.0, 16.0)
    assert release_figure(Days(12.4, 40, 8.5), POLICY) == PublishedNumber(12.0, 40, 0, 8.0, None)


def test_what_was_left_out_is_protected_too() -> None:
    left_out = Attrition(message("stap"), message("rijen"), 1203, 1200, message("reden"))
    [step] = release_together((), POLICY, attrition=[left_out]).attrition
    assert (step.before, step.after, step.left_out) == (1205, 1200, None)


def result(**parts: object) -> MeasureResult:
    table = Table("t", message("T"), (message("K"),), (Row("r", message("R"), (Count(4),)),))
    return MeasureResult("maat", "klassen", message("huishouden"), (), (table,), **parts)  # type: ignore[arg-type]


def days_of(*points: tuple[int, float, int, int]) -> list[int]:
    """The days of the published curve of 100 cases; points are (day, estimate, at risk, events)."""
    drawn = tuple(
        CurvePoint(day, value, value, value, at_risk, events) for day, value, at_risk, events in points
    )
    [curve] = release(result(curves=(Curve("c", message("C"), 100, drawn),)), POLICY).curves
    assert all(figure.x % 5 == 0 for _, figure in curve.points)
    return [day for day, _ in curve.points]


def test_a_curve_skips_days_that_rest_on_few_events() -> None:
    assert days_of((5, 0.02, 100, 2), (40, 0.2, 90, 20)) == [0, 60]


def test_a_curve_stops_where_too_few_are_still_followed() -> None:
    assert days_of((29, 0.3, 100, 30), (31, 0.35, 4, 34)) == [0]


def test_a_curve_of_mean_numbers_is_drawn_from_rounded_numbers_of_events() -> None:
    points = (CurvePoint(20, 0.03, 0.01, 0.09, 98, 3), CurvePoint(40, 1.234, 1.1, 1.4, 90, 121))
    [curve] = release(result(curves=(Curve("c", message("C"), 98, points, of="number"),)), POLICY).curves
    # on day 30 only three events: too few; on day 60 120 of 100, its bounds from 105 to 140 of 100
    assert curve.points == (
        (0, PublishedNumber(0.0, 100, 2, 0.0, 0.0)),
        (60, PublishedNumber(1.2, 100, 2, 1.05, 1.4)),
    )


def test_a_curve_shows_no_day_of_its_own() -> None:
    assert days_of((29, 0.3, 100, 30), (47, 0.31, 60, 31)) == [0, 30, 60]


def test_a_mean_caseload_and_a_difference_of_two_are_protected_as_counts() -> None:
    assert release_figure(Level(3.4), POLICY) == Hidden()
    assert release_figure(Level(0.2), POLICY) == Hidden()
    assert release_figure(Level(0.0), POLICY) == PublishedNumber(0.0, 0, 0)
    assert release_figure(Level(412.4), POLICY) == PublishedNumber(410.0, 410, 0)
    assert release_figure(Level(-78.2), POLICY) == PublishedNumber(-80.0, 80, 0)


def test_a_rate_gives_no_exact_count_back() -> None:
    found = release_figure(Rate(12, 90), POLICY)
    assert found == PublishedNumber(0.11, 10, 2)
    assert release_figure(Rate(4, 90), POLICY) == Hidden()


def test_the_interval_of_a_rate_keeps_its_relative_width_and_is_rounded_outward() -> None:
    assert release_figure(Rate(12, 90, low=0.08, high=0.2), POLICY) == PublishedNumber(
        0.11, 10, 2, 0.06, 0.17
    )
    assert release_figure(Rate(100, 36525, per=36525, low=80.1, high=124.9), POLICY) == PublishedNumber(
        100.0, 100, 2, 80.1, 124.9
    )


def test_a_mean_number_of_events_is_treated_as_the_number_that_it_stands_for() -> None:
    # 0.52 x 123 = 64 events: 65 of 125
    assert release_figure(MeanNumber(0.52, 0.41, 0.66, 123, 64), POLICY) == PublishedNumber(
        0.52, 125, 2, 0.40, 0.68
    )
    assert release_figure(MeanNumber(0.07, 0.03, 0.12, 123, 9), POLICY) == Hidden()
    assert release_figure(MeanNumber(2.5, 2.0, 3.0, 9, 22), POLICY) == Hidden()
    assert release_figure(MeanNumber(2.5, 2.0, 3.0, 100, 250), POLICY) == PublishedNumber(
        2.5, 100, 2, 2.0, 3.0
    )


def test_a_ratio_needs_cases_and_events_in_its_smaller_group() -> None:
    assert release_figure(Ratio(1.234, 1.011, 1.507, 60, 12), POLICY) == PublishedNumber(
        1.23, 60, 2, 1.01, 1.51
    )
    assert release_figure(Ratio(1.234, 1.0, 1.5, 60, 9), POLICY) == Hidden()
    assert release_figure(Ratio(None, None, None, 60, 12), POLICY) == NotReached()


def test_a_difference_is_no_finer_than_rounding_makes_a_share_of_its_smaller_group() -> None:
    found = release_figure(Difference(0.123, 0.041, 0.207, 1000, 90), POLICY)
    assert found == PublishedNumber(0.12, 1000, 2, 0.04, 0.21, style="points")
    # of 50 cases a share moves in steps of 10 points
    found = release_figure(Difference(0.123, 0.041, 0.207, 50, 20), POLICY)
    assert found == PublishedNumber(0.1, 50, 2, 0.0, 0.3, style="points")
    assert release_figure(Difference(0.1, 0.0, 0.2, 50, 9), POLICY) == Hidden()


def test_a_difference_of_mean_numbers_is_no_percentage_and_may_be_more_than_one() -> None:
    found = release_figure(Difference(-1.523, -1.81, -1.204, 1000, 900, of="numbers"), POLICY)
    assert found == PublishedNumber(-1.52, 1000, 2, -1.81, -1.2)


def test_a_test_needs_enough_cases() -> None:
    assert release_figure(PValue(0.00004, 200), POLICY) == PublishedNumber(0.0, 200, 3, style="p")
    assert release_figure(PValue(0.5, 9), POLICY) == Hidden()


def test_a_series_is_rounded_and_has_holes_where_it_is_small() -> None:
    series = Series("s", message("S"), (date(2024, 1, 1), date(2024, 2, 1)), (4, 33))
    [shown] = release(result(series=(series,)), POLICY).series
    assert [count for _, count in shown.points] == [None, 35]


def test_another_policy_is_followed() -> None:
    assert release_figure(Count(12), Policy(rounding=10, threshold=20)) == Hidden()
    assert release_figure(Count(25), Policy(rounding=10, threshold=20)) == PublishedCount(30)
