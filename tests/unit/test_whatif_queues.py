"""The what-if kernel against what is known of queues in closed form, within Monte Carlo error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from helpers.queues import YEARS, agrees, erlang_a, erlang_c, station
from ketenzicht.whatif.durations import Duration, exponential, fixed, lognormal, mixture, quantiles, weibull
from ketenzicht.whatif.model import (
    Arrivals,
    Branch,
    CaseClass,
    ChanceReturn,
    End,
    Level,
    Model,
    Organisation,
    RateReturn,
    Route,
    Span,
    Stage,
    Standing,
)
from ketenzicht.whatif.replications import run, trajectories
from ketenzicht.whatif.results import Results
from ketenzicht.whatif.tally import Column

pytestmark = pytest.mark.unit

RUNS = 40


def organisation_mean(found: Results, column: int) -> np.ndarray:
    return found.organisation_days[:, :, 0, column].sum(axis=1) / found.days.sum()


@pytest.mark.parametrize(("rate", "places"), [(3.0, 4), (20.0, 12), (0.8, 1)])
def test_m_m_c_has_erlangs_wait_and_queue(rate: float, places: int) -> None:
    service = 0.5 if places > 1 else 1.0
    found = run(station(rate, exponential(service), places), YEARS, replications=RUNS, seed=1)
    load = rate * service
    wait = erlang_c(load, places) * service / (places - load)
    assert agrees(found.mean_wait("werk"), wait)
    assert agrees(organisation_mean(found, 1), rate * wait)
    assert agrees(organisation_mean(found, 0), load)
    waited = 1 - found.waits[:, :, 0, 0].sum(axis=1) / found.waits[:, :, 0].sum(axis=(1, 2))
    assert agrees(waited, erlang_c(load, places))


@pytest.mark.parametrize(
    ("service", "mean", "square"),
    [
        (fixed(0.7), 0.7, 0.49),
        (exponential(0.7), 0.7, 0.98),
        (lognormal(0.5, 0.8), 0.5 * np.exp(0.32), 0.25 * np.exp(1.28)),
        (weibull(0.7, 2.0), 0.7 * np.sqrt(np.pi) / 2, 0.49),
        (quantiles((0.0, 1.4)), 0.7, 1.4**2 / 3),
        (mixture((0.5, fixed(0.2)), (0.5, exponential(1.0))), 0.6, 0.5 * 0.04 + 0.5 * 2),
    ],
)
def test_m_g_1_has_the_wait_of_pollaczek_and_khinchine(service: Duration, mean: float, square: float) -> None:
    rate = 1.0
    found = run(station(rate, service, 1), YEARS, replications=RUNS, seed=2)
    assert agrees(found.mean_wait("werk"), rate * square / (2 * (1 - rate * mean)))


def test_erlang_a_gives_up_as_palm_says() -> None:
    found = run(
        station(22.0, exponential(0.5), 10, patience=exponential(1.5)), YEARS, replications=RUNS, seed=3
    )
    waits, queue, gives_up = erlang_a(22.0, 2.0, 10, 1 / 1.5)
    assert agrees(organisation_mean(found, 1), queue)
    entered = found.count(Column.ENTERED, "werk").sum(axis=1)
    assert agrees(found.count(Column.GAVE_UP, "werk").sum(axis=1) / entered, gives_up)
    began_at_once = found.waits[:, :, 0, 0].sum(axis=1) / entered
    assert agrees(1 - began_at_once, waits)


def test_little_holds_exactly_when_stays_are_cut_at_the_edge() -> None:
    span = Span(date(2020, 1, 1), date(2021, 12, 31))
    model = station(20.0, lognormal(0.4, 0.6), 10)
    found = run(model, span, seed=4)
    courses = trajectories(model, span, seed=4).courses
    stays = courses[courses["stage"] == 0]
    until = np.minimum(stays["ended"], span.days) - stays["entered"]
    assert found.caseload("werk")[0] @ found.days == pytest.approx(until.sum(), rel=1e-10)
    waited = np.minimum(stays["started"], span.days) - stays["entered"]
    assert organisation_mean(found, 1)[0] * span.days == pytest.approx(waited.sum(), rel=1e-10)


def test_a_network_with_a_return_loop_is_jacksons() -> None:
    model = Model(
        classes=(CaseClass("zaak", Arrivals(10.0), "een"),),
        stages=(
            Stage("een", (End("klaar", exponential(0.3)),), organisations=(("a", 1.0),)),
            Stage("twee", (End("klaar", exponential(0.5)),), organisations=(("b", 1.0),)),
        ),
        routes=(
            Route("een", "klaar", (Branch(1.0, "twee"),)),
            Route("twee", "klaar", (Branch(0.2, "een"), Branch(0.8, outcome="uit"))),
        ),
        organisations=(Organisation("a", 5), Organisation("b", 8)),
    )
    found = run(model, YEARS, replications=RUNS, seed=5)
    rate = 10.0 / 0.8
    for stage, service, places in (("een", 0.3, 5), ("twee", 0.5, 8)):
        load = rate * service
        queue = erlang_c(load, places) * load / (places - load)
        assert agrees(found.caseload(stage) @ found.days / found.days.sum(), load + queue)


def test_chances_of_return_make_geometric_spells() -> None:
    model = replace(
        station(5.0, fixed(1.0), None), returns=(ChanceReturn("klaar", (0.5, 0.25), exponential(10.0)),)
    )
    found = run(model, YEARS, replications=RUNS, seed=6)
    reports = found.count(Column.ENTERED, "werk").sum(axis=1) / found.days.sum()
    assert agrees(reports, 5.0 * (1 + 0.5 / (1 - 0.25)))


def test_a_rate_of_return_gives_exponential_waits_between_spells() -> None:
    span = Span(date(2020, 1, 1), date(2027, 12, 31))
    model = replace(station(5.0, fixed(0.001), None), rate_return=RateReturn(per_year=0.4))
    found = run(model, span, replications=RUNS, seed=7)
    first_years = slice(0, 48)
    assert agrees(found.share_returned(1, first_years), 1 - np.exp(-0.4))
    assert agrees(found.share_returned(2, first_years), 1 - np.exp(-0.8))


def test_a_rate_follows_where_the_case_stands() -> None:
    standing = Standing(
        "fase",
        (Level("bekend", 0.0), Level("bezig", 2.0), Level("kort", 1.0, 100.0, "lang"), Level("lang", 0.2)),
    )
    stage = Stage(
        "werk", (End("klaar", fixed(50.0), leaves=(("fase", "kort"),)),), standing=(("fase", "bezig"),)
    )
    model = Model(
        classes=(CaseClass("zaak", Arrivals(8.0), "werk"),),
        stages=(stage,),
        routes=(),
        standings=(standing,),
        rate_return=RateReturn(per_year=1.0, by_earlier=0.0),  # who came back once never does again
    )
    during, later = [], []
    for number in range(20):
        made = trajectories(model, Span(date(2020, 1, 1), date(2023, 12, 31)), seed=8, replication=number)
        wait = np.full(len(made.cases), np.inf)
        again = made.reports[made.reports["earlier"] == 1]
        wait[again["case"]] = again["time"] - made.cases["first"][again["case"]]
        wait = wait[made.cases["first"] < 1000]
        during.append((wait < 50).mean())
        later.append(((wait >= 50) & (wait < 50 + 365.25)).sum() / (wait >= 50).sum())
    assert agrees(np.array(during), 1 - np.exp(-2.0 * 50 / 365.25))
    assert agrees(np.array(later), 1 - np.exp(-(100 + 0.2 * 265.25) / 365.25))


def test_seasons_weekdays_and_growth_move_arrivals() -> None:
    season = (2.0, *[1.0] * 11)
    model = station(4.0, fixed(1.0), None)
    model = replace(
        model,
        classes=(CaseClass("zaak", Arrivals(4.0, season, (1.0,) * 5 + (0.0,) * 2, 0.1), "werk"),),
    )
    span = Span(date(2020, 1, 1), date(2021, 12, 31))
    counted = run(model, span, replications=RUNS, seed=9).count(Column.ENTERED, "werk")
    days = np.arange("2020-01-01", "2022-01-01", dtype="datetime64[D]")
    rate = 4.0 * np.is_busday(days) * np.where(days.astype("datetime64[M]").astype(int) % 12 == 0, 2, 1)
    rate = rate * 1.1 ** (np.arange(len(days)) / 365.25)
    months = days.astype("datetime64[M]").astype(int) - 600
    expected = np.bincount(months, rate)
    assert agrees(counted[:, 0], expected[0])
    assert agrees(counted.sum(axis=1), expected.sum())
    assert agrees(counted[:, 12:].sum(axis=1), expected[12:].sum())
