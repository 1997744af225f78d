"""When reports come in the made-up world: its rates come back from what the model makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from ketenzicht.whatif.model import Span
from ketenzicht.whatif.replications import trajectories
from ketenzicht.whatif.results import Trajectories
from ketenzicht.whatif.world import shipped_world, with_values
from ketenzicht.whatif.world_model import CLOSING, EARLY_ENDS, MONITORING, PLACES, world_model

pytestmark = pytest.mark.unit

SPAN = Span(date(2001, 1, 1), date(2020, 12, 31))
PHASES, BY_HELP = (
    list(found.value) for found in (shipped_world().returns.rates, shipped_world().returns.by_help)
)
ALIKE = {
    "households.frailty_shape": 1e9,
    "losses.deaths": 0.0,
    "losses.departures": 0.0,
    "arrivals.weekend_to_monday": 0.0,
    "returns.by_earlier": 1.0,
    "returns.by_help": dict.fromkeys(BY_HELP, 1.0),
}
MODEL = world_model(shipped_world(), per_day=1.0)
STAGES = [stage.name for stage in MODEL.stages]
ENDS = [(stage.name, end) for stage in MODEL.stages for end in MODEL.end_names(stage)]


def made(rates: dict[str, float], *, span: Span = SPAN, **other: object) -> Trajectories:
    changed = with_values(shipped_world(), {**ALIKE, "returns.rates": rates, **other})
    return trajectories(world_model(changed, per_day=1.0), span, seed=1)


def only(names: list[str], **values: float) -> dict[str, float]:
    return {name: values.get(name.replace("-", "_"), 0.0) for name in names}


def rate_after(found: Trajectories, earlier: int) -> float:
    """Reports per year of those who had so many before, from the last of those on."""
    times = {
        number: dict(zip(rows["case"].tolist(), rows["time"].tolist(), strict=True))
        for number in (earlier, earlier + 1)
        for rows in [found.reports[found.reports["earlier"] == number]]
    }
    days = sum(times[earlier + 1].get(case, SPAN.days) - time for case, time in times[earlier].items())
    return len(times[earlier + 1]) / days * 365.25


def within(report: np.void, rows: NDArray[np.void]) -> bool:
    """Whether the report lies within one of these stretches of its case."""
    own = rows[rows["case"] == report["case"]]
    return bool(((own["entered"] < report["time"]) & (report["time"] <= np.floor(own["ended"]) + 2)).any())


def test_without_a_rate_nobody_comes_back() -> None:
    found = made(only(PHASES))
    assert len(found.reports) == len(found.cases) > 1000


def test_a_constant_rate_comes_back() -> None:
    found = made(dict.fromkeys(PHASES, 0.5))
    assert rate_after(found, 0) == pytest.approx(0.5, rel=0.04)
    assert rate_after(found, 3) == pytest.approx(0.5, rel=0.04)


def test_every_earlier_report_multiplies_the_rate() -> None:
    found = made(dict.fromkeys(PHASES, 0.2), **{"returns.by_earlier": 1.5})
    assert rate_after(found, 0) == pytest.approx(0.2, rel=0.05)
    assert rate_after(found, 2) == pytest.approx(0.2 * 1.5**2, rel=0.05)


def test_a_rate_in_one_phase_makes_reports_in_that_phase_only() -> None:
    found = made(only(PHASES, monitoring=1.0))
    watched = found.courses[
        np.isin(found.courses["stage"], [STAGES.index(MONITORING), STAGES.index(CLOSING)])
    ]
    again = found.reports[found.reports["earlier"] > 0]
    assert len(again) > 100
    assert all(within(report, watched) for report in again)


def test_a_rate_after_dropping_out_makes_reports_of_those_who_dropped_out() -> None:
    helped = PLACES[0][2]
    found = made(dict.fromkeys(PHASES, 1.0), **{"returns.by_help": only(BY_HELP, uitgevallen=1.0)})
    ended = found.courses[(found.courses["stage"] == STAGES.index(helped)) & (found.courses["end"] >= 0)]
    dropped = ended[[ENDS[number] in {(helped, code) for code in EARLY_ENDS} for number in ended["end"]]]
    first = {case: dropped["ended"][dropped["case"] == case].min() for case in set(dropped["case"].tolist())}
    again = found.reports[found.reports["earlier"] > 0]
    assert len(again) > 100
    assert all(report["time"] > first.get(int(report["case"]), np.inf) for report in again)


def test_households_that_differ_more_come_back_more_unequally() -> None:
    rates = dict.fromkeys(PHASES, 0.3)
    spread = []
    for shape in (1e9, 0.5):
        found = made(rates, **{"households.frailty_shape": shape})
        old = np.flatnonzero(found.cases["first"] < 1000)
        number = np.bincount(found.reports["case"], minlength=len(found.cases))[old]
        spread.append(float(number.var() / number.mean()))
    assert spread[1] > 2 * spread[0]


def test_the_next_report_is_never_on_the_same_day() -> None:
    found = made(dict.fromkeys(PHASES, 50.0), span=replace(SPAN, last=date(2001, 12, 31)))
    assert len(found.reports) > 5000
    order = np.lexsort((found.reports["time"], found.reports["case"]))
    same = np.diff(found.reports["case"][order]) == 0
    assert (np.diff(np.floor(found.reports["time"][order]))[same] >= 1).all()
