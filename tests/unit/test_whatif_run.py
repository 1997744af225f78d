"""Running a what-if model: what theory says of more places, what cannot keep up, stock, interruptions, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import kstest, norm

from helpers.queues import agrees, station
from ketenzicht.whatif import replications as module
from ketenzicht.whatif.count_kernel import class_of_wait
from ketenzicht.whatif.durations import exponential, fixed, lognormal, quantiles, weibull
from ketenzicht.whatif.model import Arrivals, Branch, Capacity, CaseClass, ChanceReturn, Route, Span, Stock
from ketenzicht.whatif.replications import Change, run, trajectories
from ketenzicht.whatif.streams import exponential_quantile, gamma_mean_one, key_of, normal_quantile, uniform
from ketenzicht.whatif.tally import WAIT_CLASSES, WAIT_EDGES, Column

pytestmark = pytest.mark.unit

YEAR = Span(date(2022, 1, 1), date(2022, 12, 31))
TWO_YEARS = Span(date(2021, 1, 1), date(2022, 12, 31))


def test_more_places_never_make_anybody_wait_longer() -> None:
    waits = [
        run(station(20.0, lognormal(0.4, 0.8), places), TWO_YEARS, replications=5, seed=1).mean_wait("werk")
        for places in range(8, 16)
    ]
    assert (np.diff(waits, axis=0) <= 0).all()  # in every replication, by common random numbers
    assert (np.diff(waits, axis=0)[0] < 0).all()


def test_less_patience_gives_up_more() -> None:
    gave_up = [
        run(station(20.0, exponential(0.5), 8, patience=exponential(mean)), TWO_YEARS, replications=5, seed=2)
        .count(Column.GAVE_UP, "werk")
        .sum(axis=1)
        for mean in (0.5, 1.0, 2.0, 5.0)
    ]
    assert (np.diff(gave_up, axis=0) < 0).all()


def test_what_cannot_keep_up_is_said() -> None:
    too_much = run(station(20.0, exponential(0.5), 9), TWO_YEARS, replications=3, seed=3)
    assert [one.organisation for one in too_much.trouble] == ["bureau"]
    assert too_much.trouble[0].load == pytest.approx(20 * 0.5 / 9, rel=0.05)
    assert too_much.trouble[0].growth_per_year == pytest.approx((20 - 18) * 365.25, rel=0.1)


def test_what_keeps_up_or_is_given_up_is_no_trouble() -> None:
    assert run(station(20.0, exponential(0.5), 12), TWO_YEARS, replications=3, seed=3).trouble == ()
    impatient = station(20.0, exponential(0.5), 9, patience=exponential(1.0))
    assert run(impatient, TWO_YEARS, replications=3, seed=3).trouble == ()
    assert run(station(20.0, exponential(0.5), None), TWO_YEARS, seed=3).trouble == ()


def test_a_chain_begins_from_a_stock() -> None:
    model = station(0.0, weibull(100.0, 2.0), None)
    found = run(model, YEAR, replications=20, seed=4, stock=(Stock("zaak", "werk", 500, days=80.0),))
    at_half_year = found.caseload("werk")[:, :6] @ found.days[:6] / found.days[:6].sum()
    alive = np.exp(-(((80 + np.linspace(0, 181, 2000)) / 100) ** 2) + 0.64)
    assert agrees(at_half_year, 500 * float(alive.mean()))


def test_a_stock_may_wait_for_a_place() -> None:
    found = trajectories(
        station(0.0, fixed(10.0), 2), YEAR, stock=(Stock("zaak", "werk", 5, waiting=True),)
    ).courses
    assert sorted(found["ended"][found["stage"] == 0]) == [10.0, 10.0, 20.0, 20.0, 30.0]


def test_places_change_on_their_day() -> None:
    model = station(0.0, fixed(30.0), 1, changes=(Capacity(15.0, 3), Capacity(50.0, 0)))
    found = trajectories(model, YEAR, stock=(Stock("zaak", "werk", 6, waiting=True),)).courses
    ended = found["ended"][found["stage"] == 0]
    assert sorted(ended) == [30.0, 45.0, 45.0, 60.0, 75.0, 75.0]


def test_a_change_of_model_works_from_its_day_and_not_before() -> None:
    model = station(5.0, fixed(20.0), None)
    quicker = station(10.0, fixed(2.0), None)
    plain = run(model, YEAR, replications=10, seed=5)
    changed = run(model, YEAR, replications=10, seed=5, changes=(Change(181.0, quicker),))
    assert np.array_equal(plain.stage_counts[:, :6], changed.stage_counts[:, :6])
    assert agrees(plain.caseload("werk")[:, 8:].mean(axis=1), 100.0)
    assert agrees(changed.caseload("werk")[:, 8:].mean(axis=1), 20.0)


def test_a_change_names_the_same_parts() -> None:
    other = replace(station(1.0, fixed(1.0), 1), classes=(CaseClass("iets anders", Arrivals(1.0), "werk"),))
    with pytest.raises(ValueError, match="same stages"):
        run(station(1.0, fixed(1.0), 1), YEAR, changes=(Change(10.0, other),))


def test_open_past_the_term_is_late_and_open_within_it_counts_as_nothing() -> None:
    model = station(1.0, fixed(400.0), None, term=100)
    found = run(model, YEAR, seed=6)
    entered = found.count(Column.ENTERED, "werk").sum()
    late = found.count(Column.LATE, "werk").sum()
    assert found.in_time("werk") == 0.0
    assert 0 < late < entered
    assert run(station(1.0, fixed(99.0), None, term=100), YEAR, seed=6).in_time("werk") == 1.0


def test_the_stock_has_the_age_of_its_cases() -> None:
    found = run(
        station(10.0, fixed(120.0), None),
        Span(date(2021, 1, 1), date(2021, 12, 31), warm_up=200),
        replications=20,
        seed=7,
    )
    assert agrees(found.share_longer(91.0, "werk")[:, -1], 29 / 120)
    assert agrees(found.share_longer(91.0)[:, -1], 29 / 120)
    assert (found.share_longer(182.0) == 0).all()


def test_what_comes_after_years_comes_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    model = replace(
        station(3.0, lognormal(300.0, 1.0), 800, patience=exponential(400.0)),
        returns=(ChanceReturn("klaar", (0.5,), fixed(700.0)),),
    )
    span = Span(date(2018, 1, 1), date(2022, 12, 31))
    one_row = run(model, span, replications=2, seed=4)
    monkeypatch.setattr(module, "is_single", lambda _: False)
    rows = run(model, span, replications=2, seed=4)
    assert one_row.reports[:, :, 1].sum() > 100
    assert one_row.count(Column.GAVE_UP, "werk").sum() > 100
    assert np.array_equal(one_row.stage_counts, rows.stage_counts)
    assert np.array_equal(one_row.reports, rows.reports)


def test_waits_are_counted_in_their_classes() -> None:
    waits = 10.0 ** np.random.default_rng(1).uniform(-6, 5, 20_000)
    found = [class_of_wait.__wrapped__(float(wait)) for wait in waits]  # type: ignore[attr-defined]
    assert found == (np.searchsorted(WAIT_EDGES[1:-1], waits, side="right")).tolist()
    assert set(found) == set(range(1, WAIT_CLASSES))


def test_interrupted_runs_keep_what_was_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(finished: int) -> None:
        if finished == 3:
            raise KeyboardInterrupt

    model = station(20.0, exponential(0.5), 12)
    found = run(model, TWO_YEARS, replications=50, threads=1, tell=interrupt)
    assert 3 <= len(found.replications) < 10
    whole = run(model, TWO_YEARS, replications=50, threads=2)
    assert np.array_equal(found.stage_counts, whole.stage_counts[found.replications])


def test_an_interruption_before_anything_is_finished_is_an_interruption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "replicate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(station(1.0, fixed(1.0), 1), YEAR)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: station(-1.0, fixed(1.0), 1), "negative"),
        (lambda: station(1.0, fixed(1.0), -1), "capacity"),
        (lambda: station(1.0, fixed(-1.0), 1), "negative"),
        (lambda: quantiles((3.0, 1.0)), "quantiles"),
        (lambda: station(1.0, fixed(1.0), 1, routes=(Route("wrk", "klaar", ()),)), "did you mean 'werk'"),
        (
            lambda: station(1.0, fixed(1.0), 1, routes=(Route("werk", "klaar", (Branch(0.5),)),)),
            "add up to 0.5",
        ),
        (
            lambda: replace(station(1.0, fixed(1.0), 1), returns=(ChanceReturn("klar", (0.1,), fixed(1.0)),)),
            "did you mean 'klaar'",
        ),
        (
            lambda: replace(
                station(1.0, fixed(1.0), 1), returns=(ChanceReturn("klaar", (1.1,), fixed(1.0)),)
            ),
            "between 0 and 1",
        ),
        (lambda: run(station(1.0, fixed(1.0), 1), YEAR, replications=0), "at least one"),
        (lambda: Span(date(2022, 1, 1), date(2021, 1, 1)), "ends on or after"),
    ],
)
def test_what_cannot_be_is_refused(wrong: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        wrong()


def test_random_numbers_are_what_they_should_be() -> None:
    key = np.uint64(key_of(np.uint64(1), 2))
    drawn = np.array([[uniform(key, place, counter) for counter in range(300)] for place in range(300)])
    assert kstest(drawn.ravel(), "uniform").pvalue > 0.001
    assert abs(np.corrcoef(drawn[:, :-1].ravel(), drawn[:, 1:].ravel())[0, 1]) < 4 / 300
    assert abs(np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]) < 4 / 300
    of_cases = [uniform(np.uint64(key_of(key, number)), 0, 0) for number in range(50_000)]
    assert kstest(of_cases, "uniform").pvalue > 0.001
    assert len(np.unique(of_cases)) == len(of_cases)


def test_the_exponential_quantile_is_a_logarithm() -> None:
    steps = np.arange(1, 128) / 128  # where one piece of the table gives way to the next
    edges = np.concatenate([1 - steps / 2, 1 - (1 + 1e-15) * steps / 2, [0.0, 0.5, 1 - 2.0**-53]])
    chances = np.concatenate([np.linspace(0.0, 1.0, 5000, endpoint=False), edges])
    ours = np.array([exponential_quantile(chance) for chance in chances])
    exact = -np.log(1.0 - chances)
    assert np.max(np.abs(ours - exact) / np.maximum(exact, 1.0)) < 1e-15


def test_the_normal_quantile_is_scipys() -> None:
    chances = np.concatenate([np.linspace(0.0005, 0.9995, 999), [1e-15, 1e-9, 1 - 1e-9]])
    ours = [normal_quantile(chance) for chance in chances]
    assert np.allclose(ours, norm.ppf(chances), rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("shape", [0.4, 1.0, 3.0])
def test_frailty_is_gamma_with_mean_one(shape: float) -> None:
    drawn = np.array([gamma_mean_one(shape, np.uint64(key_of(np.uint64(3), n)), 1) for n in range(20_000)])
    assert kstest(drawn * shape, "gamma", args=(shape,)).pvalue > 0.001
