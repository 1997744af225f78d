"""Intervals, standardisation, funnel, trend, neighbours and shrinkage, on numbers that can be checked by hand."""

from __future__ import annotations

from math import asin, log, sin, sqrt

import numpy as np
import pytest

from ketenzicht.compare.funnel import FEWEST_UNITS, funnel
from ketenzicht.compare.intervals import byar, exact_poisson, poisson, repeat_dispersion, wilson
from ketenzicht.compare.marks import read_cell, share_of_rounded
from ketenzicht.compare.neighbours import nearest, standardised
from ketenzicht.compare.shrink import shrunk_rates, shrunk_shares
from ketenzicht.compare.standardise import crude, direct, indirect
from ketenzicht.compare.trend import RUN, xmr

pytestmark = pytest.mark.unit


def test_exact_interval_of_no_events_is_a_matter_of_one_exponential() -> None:
    low, high = exact_poisson(0)
    assert (float(low), float(high)) == (0.0, pytest.approx(-log(0.025)))


def test_a_count_below_ten_is_bounded_exactly_and_from_ten_on_by_byar() -> None:
    low, high = poisson([9, 10])
    assert (low[0], high[0]) == tuple(end[0] for end in exact_poisson([9]))
    assert (low[1], high[1]) == tuple(end[0] for end in byar([10]))


def test_several_events_per_person_count_as_fewer() -> None:
    # ten persons with two events each: the interval of 10 events, twice as large
    dispersion = repeat_dispersion(20, 10 * 4)
    assert float(dispersion) == 2
    ends = [float(end) for end in poisson(20, dispersion=dispersion)]
    assert ends == [pytest.approx(2 * float(end)) for end in poisson(10)]
    assert repeat_dispersion([0, 3], [0, 3]).tolist() == [1, 1]
    with pytest.raises(ValueError, match="squared"):
        repeat_dispersion(5, 4)


def test_a_share_of_nobody_or_everybody_stays_inside() -> None:
    low, high = wilson([0, 5, 0], [5, 5, 0])
    assert low.tolist()[::2] == [0, 0]
    assert high.tolist()[1:] == [1, 1]


@pytest.mark.parametrize("bounds", [byar, exact_poisson, poisson])
def test_negative_counts_are_refused(bounds: object) -> None:
    with pytest.raises(ValueError, match="negative"):
        bounds([-1])  # type: ignore[operator]


def test_standardisation_by_hand() -> None:
    events, population, standard = [10, 30], [1000, 1000], [3, 1]
    found = direct(events, population, standard, per=1000)
    assert float(found.value) == pytest.approx(0.75 * 10 + 0.25 * 30)
    against = indirect(events, population, [20, 20], [1000, 4000])
    assert float(against.expected) == pytest.approx(20 + 5)
    assert float(against.ratio().value) == pytest.approx(40 / 25)
    assert float(against.rate(1000).value) == pytest.approx(40 / 25 * 40 / 5000 * 1000)


def test_no_rate_under_ten_events_nor_where_nobody_lives() -> None:
    found = direct([[4, 5], [5, 5], [20, 0]], [[100, 100], [100, 100], [100, 0]], [1, 1])
    assert np.isnan(found.value).tolist() == [True, False, True]
    assert np.isnan(found.low).tolist() == [True, False, True]
    assert np.isnan(crude([3], [0]).value).all()
    assert float(direct([20, 0], [100, 0], [1, 0]).value) == pytest.approx(0.2)


def test_events_without_population_are_refused() -> None:
    with pytest.raises(ValueError, match="without population"):
        direct([20, 1], [100, 0], [1, 1])
    with pytest.raises(ValueError, match="reference population"):
        indirect([1, 1], [10, 10], [5, 5], [100, 0])


def test_what_is_not_known_stays_unknown() -> None:
    found = direct([[np.nan, 20], [20, 20]], [[100, 100], [100, 100]], [1, 1])
    assert np.isnan(found.value).tolist() == [True, False]
    assert np.isnan(found.high).tolist() == [True, False]


def test_limits_of_chance_on_the_scales_of_root_and_arcsine() -> None:
    found = funnel([10, 20, 30], [1000, 2000, 3000])
    z = 3.090232306
    low, high = found.limits([2500.0])
    assert (low[0], high[0]) == pytest.approx(((0.1 - z / 100) ** 2, (0.1 + z / 100) ** 2))
    shares = funnel([10, 20, 30], [100, 200, 300], of="share")
    low, high = shares.limits([100.0])
    ends = (sin(asin(sqrt(0.1)) - z / 20) ** 2, sin(asin(sqrt(0.1)) + z / 20) ** 2)
    assert (low[0], high[0]) == pytest.approx((0.0 if asin(sqrt(0.1)) < z / 20 else ends[0], ends[1]))
    assert found.z.tolist() == pytest.approx([0, 0, 0])
    assert not found.overdispersed


def test_units_that_differ_by_more_than_chance_widen_the_limits_and_a_true_outlier_stays_out() -> None:
    random = np.random.default_rng(5)
    population = random.integers(5_000, 400_000, 200)
    root = random.normal(0.1, 0.012, 200)
    root[0], population[0] = 0.2, 200_000
    found = funnel(random.poisson(population * root**2), population)
    assert found.overdispersed
    assert found.p_value < 1e-9
    assert found.between == pytest.approx(0.012, rel=0.15)
    assert np.count_nonzero(found.outside(widened=False)) > 80
    assert found.outside()[0] == 1
    assert np.count_nonzero(found.outside()) <= 3


def test_a_few_units_are_too_few_to_say_how_units_differ() -> None:
    events = [10, 90] * (FEWEST_UNITS // 2 - 1)
    assert not funnel(events, [1000] * len(events)).overdispersed
    assert funnel([10, 90] * 10, [1000] * 20).overdispersed


def test_a_unit_without_exposure_lies_nowhere() -> None:
    found = funnel([5, 0, np.nan], [100, 0, 100])
    assert np.isnan(found.z).tolist() == [False, True, True]
    assert found.outside().tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("events", "exposure", "of"),
    [([1], [1, 2], "rate"), ([-1], [1], "rate"), ([3], [2], "share"), ([0], [0], "rate")],
)
def test_a_funnel_refuses_what_cannot_be(events: list[int], exposure: list[int], of: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        funnel(events, exposure, of=of)  # type: ignore[arg-type]


def test_limits_by_hand_and_the_rule_outside() -> None:
    found = xmr([10, 12, 10, 12, 10, 12, 20])
    (segment,) = found.segments
    step = (5 * 2 + 8) / 6
    assert segment.centre == pytest.approx(86 / 7)
    assert segment.high == pytest.approx(86 / 7 + 3 * step / 1.128)
    assert segment.highest_range == pytest.approx(3.267 * step)
    assert found.signals == ()
    wild = xmr([*[10, 11] * 6, 20, *[10, 11] * 3, 1])
    assert wild.segments[0].centre == 10.5
    told = [(one.position, one.rule, one.above) for one in wild.signals]
    assert told == [(12, "outside", True), (19, "outside", False)]


def test_a_run_is_told_from_its_eighth_value_and_a_missing_one_ends_it() -> None:
    values = [5.0, 5.1] * 4 + [6.0, 6.1] * 4
    found = xmr(values)
    runs = [one.position for one in found.signals if one.rule == "run"]
    assert runs == [RUN - 1, 2 * RUN - 1]
    values[10] = np.nan
    assert [one.position for one in xmr(values).signals if one.rule == "run"] == [7]


def test_a_break_starts_the_limits_anew_and_counts_no_change_across_it() -> None:
    before, after = [10, 11, 10, 11, 10, 11], [50, 51, 50, 51, 50, 51]
    found = xmr(before + after, breaks=[6])
    assert [segment.centre for segment in found.segments] == [10.5, 50.5]
    assert found.segments[1].high == pytest.approx(50.5 + 3 / 1.128)
    assert np.isnan(found.ranges[6])
    assert found.signals == ()
    assert any(one.rule == "outside" or one.rule == "run" for one in xmr(before + before + after).signals)


def test_with_few_values_there_are_no_limits() -> None:
    (segment,) = xmr([1, 2, 3, 2, 1]).segments
    assert not segment.has_limits
    assert segment.values == 5
    assert xmr([1, 2, 3, 2, 1, 90]).segments[0].has_limits
    assert xmr([1, 2, 1, 2, 1, 2], lowest=0).segments[0].low == 0


def test_distance_and_reasons_by_hand() -> None:
    # two features, both with a standard deviation of 1 over these four units
    features = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]], dtype=float)
    found = nearest(features, 2)
    assert found.unit[0].tolist() == [1, 2]
    assert found.distance[0].tolist() == pytest.approx([sqrt(2), sqrt(2)])
    assert found.share[0].round(12).tolist() == [[0, 1], [1, 0]]
    assert found.difference[0, 0].tolist() == [0, -2]
    weighed = nearest(features, 1, weights=[3, 1])
    assert weighed.unit[0].tolist() == [1]
    assert weighed.distance[0, 0] == pytest.approx(1)


def test_numbers_of_inhabitants_are_compared_by_factors() -> None:
    features = np.array([[1_000], [10_000], [100_000], [1_000_000]], dtype=float)
    assert nearest(features, 1, logarithm=[True]).distance[:, 0] == pytest.approx([2 / sqrt(5)] * 4)
    assert nearest(features, 1).unit[2, 0] == 1
    with pytest.raises(ValueError, match="logarithm"):
        nearest([[0.0], [1.0]], logarithm=[True])


def test_a_unit_with_a_missing_feature_has_no_neighbours_and_is_nobodys() -> None:
    found = nearest([[1.0, 1.0], [np.nan, 1.0], [2.0, 3.0]], 2)
    assert found.unit.tolist() == [[2, -1], [-1, -1], [0, -1]]
    assert np.isnan(found.distance[1]).all()


def test_a_feature_that_does_not_vary_says_nothing() -> None:
    assert standardised([[1.0, 5.0], [3.0, 5.0]]).tolist() == [[-1, 0], [1, 0]]


def test_small_units_are_pulled_to_the_mean_and_large_ones_keep_their_own() -> None:
    random = np.random.default_rng(2)
    population = np.repeat([200, 50_000], 100)
    rates = random.gamma(20, 0.01 / 20, 200)
    found = shrunk_rates(random.poisson(population * rates), population)
    assert found.mean == pytest.approx(0.01, rel=0.1)
    assert sqrt(found.variance) / found.mean == pytest.approx(1 / sqrt(20), rel=0.2)
    assert found.weight[0] < 0.2
    assert found.weight[-1] > 0.9
    assert (found.low < found.value).all()
    assert (found.value < found.high).all()


def test_units_that_differ_by_less_than_chance_are_all_the_mean() -> None:
    found = shrunk_rates([10, 10, 10, 10], [100, 100, 100, 100])
    assert found.variance == 0
    assert found.value.tolist() == [0.1] * 4
    shares = shrunk_shares([5, 5, 5], [50, 50, 50])
    assert (shares.variance, shares.mean) == (0, 0.1)


def test_a_unit_that_is_not_known_is_that_of_all() -> None:
    found = shrunk_shares([5, np.nan, 40, 10], [50, 50, 60, 80])
    assert found.value[1] == pytest.approx(found.mean)
    assert found.weight[1] == 0


@pytest.mark.parametrize("shrunk", [shrunk_rates, shrunk_shares])
def test_nothing_to_weigh_is_refused(shrunk: object) -> None:
    with pytest.raises(ValueError, match="no event"):
        shrunk([0, 0], [10, 10])  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "number", "missing"),
    [
        (" 12 ", 12, None),
        ("3,5", 3.5, None),
        ("C", None, "geheim"),
        ("x", None, "ontbreekt"),
        ("z", None, "niet van toepassing"),
        ("u", None, "onbetrouwbaar"),
        ("low", None, "bijna nul"),
        ("", None, "leeg"),
        (".", None, "geheim"),
    ],
)
def test_cells_and_marks(text: str, number: float | None, missing: str | None) -> None:
    cell = read_cell(text)
    assert cell is not None
    assert cell.missing == missing
    assert np.isnan(cell.number) if number is None else cell.number == number


@pytest.mark.parametrize("text", ["veel", "1.000,5", "1_000", "nan", "inf", "12 kinderen"])
def test_what_is_neither_number_nor_mark_is_not_read(text: str) -> None:
    assert read_cell(text) is None


def test_a_share_of_rounded_numbers_lies_between_ends() -> None:
    low, high = share_of_rounded(20, 30, 10)
    assert (float(low), float(high)) == (pytest.approx(15 / 35), pytest.approx(1.0))
    assert float(share_of_rounded(1130, 49420, 10).high) == pytest.approx(1135 / 49415)
