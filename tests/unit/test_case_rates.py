"""Rates of cases with several events: by hand, and what the interval must obey."""

from __future__ import annotations

from math import isnan, log

import numpy as np
import pytest

from ketenzicht.measures.estimators.case_rates import CaseRate, rate, rate_of_sums

pytestmark = pytest.mark.unit


def test_rate_and_error_of_two_cases_by_hand() -> None:
    # Together 2 events in 100 days; each case should have had 1 and had 1 more or less, so 1 + 1 squared.
    found = rate([2, 0], [50, 50])
    assert (found.events, found.days, found.value) == (2, 100, 0.02)
    assert found.standard_error == pytest.approx(2**0.5 / 100)
    assert found.dispersion == pytest.approx(1.0)


def test_events_in_one_case_count_as_fewer_than_events_in_many() -> None:
    spread = rate([1] * 20 + [0] * 80, [365] * 100)
    heaped = rate([5] * 4 + [0] * 96, [365] * 100)
    assert spread.value == heaped.value
    assert spread.interval()[0] > heaped.interval()[0]
    assert spread.interval()[1] < heaped.interval()[1]
    assert heaped.dispersion == pytest.approx(5 * 0.96, rel=0.02)


def test_with_at_most_one_event_per_case_it_is_the_exact_poisson_interval() -> None:
    # Garwood's limits of 10 events: 4.795 and 18.390 (any table of them).
    found = rate([1] * 10 + [0] * 190, [100] * 200)
    assert found.dispersion < 1
    assert found.interval() == pytest.approx((4.795389 / 20_000, 18.390356 / 20_000), rel=1e-6)


def test_without_events_the_upper_limit_is_that_of_nothing_seen() -> None:
    found = rate([0, 0], [400, 600])
    assert found.value == 0.0
    assert found.interval() == (0.0, pytest.approx(-log(0.025) / 1000))
    assert isnan(found.dispersion)


def test_without_observation_nothing_is_known() -> None:
    found = rate([], [])
    assert isnan(found.value)
    assert all(isnan(bound) for bound in found.interval())
    assert (found.figure(365).low, found.figure(365).high) == (None, None)


def test_a_case_alone_is_not_more_certain_than_poisson() -> None:
    assert rate([4], [100]).interval() == CaseRate(4, 100, 0.02, 1.0).interval()


def test_cases_that_are_alike_may_be_counted() -> None:
    assert rate([3, 0], [10, 20], [2, 5]) == rate([3, 3, 0, 0, 0, 0, 0], [10, 10, 20, 20, 20, 20, 20])


def test_sums_of_a_database_give_the_same() -> None:
    events, days = np.array([0, 1, 7, 2]), np.array([30, 400, 365, 12])
    sums = ((events**2).sum(), (events * days).sum(), (days**2).sum())
    assert rate_of_sums(10, 807, sums) == rate(events, days)


def test_figure_is_per_so_many_days() -> None:
    found = rate([1] * 10, [365] * 10)
    figure = found.figure(36_500)
    assert (figure.n, figure.days, figure.per) == (10, 3650, 36_500)
    assert (figure.low, figure.high) == pytest.approx(tuple(36_500 * bound for bound in found.interval()))


@pytest.mark.parametrize(
    ("events", "days", "number", "reason"),
    [([1], [1, 2], None, "length"), ([-1], [1], None, "negative"), ([1], [0], None, "without days")],
)
def test_what_makes_no_sense_is_refused(events, days, number, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        rate(events, days, number)


def test_interval_covers_the_true_rate_where_cases_differ_and_poisson_does_not() -> None:
    random = np.random.default_rng(7)
    days, true = 500, 1 / 365
    covered = poisson = 0
    runs = 600
    for _ in range(runs):
        frailty = random.gamma(0.5, 2.0, 150)
        found = rate(random.poisson(true * days * frailty), np.full(150, days))
        low, high = found.interval()
        covered += low <= true <= high
        low, high = CaseRate(found.events, found.days, 0.0, 1.0).interval()
        poisson += low <= true <= high
    assert 0.92 <= covered / runs <= 0.97
    assert poisson / runs < 0.8
