"""The world behind the demo, run by the what-if kernel, gives what the demo's own generator gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ketenzicht.whatif.durations import fixed
from ketenzicht.whatif.households import Window
from ketenzicht.whatif.model import Span
from ketenzicht.whatif.replications import trajectories
from ketenzicht.whatif.results import Trajectories
from ketenzicht.whatif.routes import ROUTES
from ketenzicht.whatif.simulate import Chunk, simulate_chunk
from ketenzicht.whatif.world import shipped_world
from ketenzicht.whatif.world_model import CLOSING, MONITORING, world_model

pytestmark = pytest.mark.unit

WORLD = shipped_world()
RUN_IN = WORLD.arrivals.run_in_from.value
LAST = date(2025, 12, 31)
HOUSEHOLDS = 40_000
MODEL = world_model(WORLD, per_day=HOUSEHOLDS / (LAST - RUN_IN).days / np.mean(WORLD.arrivals.weekdays.value))


@pytest.fixture(scope="module")
def kernel() -> Trajectories:
    return trajectories(MODEL, Span(RUN_IN, LAST), seed=1)


@pytest.fixture(scope="module")
def generator() -> Chunk:
    return simulate_chunk(WORLD, Window(date(2018, 1, 1), LAST), seed=1, number=0, size=HOUSEHOLDS)


def test_households_come_back_as_often(kernel: Trajectories, generator: Chunk) -> None:
    ours = len(kernel.reports) / len(kernel.cases)
    theirs = len(generator.reports.day) / HOUSEHOLDS
    assert ours == pytest.approx(theirs, rel=0.02)


@pytest.mark.parametrize("earlier", [1, 2, 3, 5])
def test_as_many_households_have_more_reports(kernel: Trajectories, generator: Chunk, earlier: int) -> None:
    ours = (kernel.reports["earlier"] == earlier).sum() / len(kernel.cases)
    theirs = (generator.reports.earlier == earlier).sum() / HOUSEHOLDS
    assert ours == pytest.approx(theirs, rel=0.05)


def test_as_many_reports_come_during_involvement(kernel: Trajectories, generator: Chunk) -> None:
    assert kernel.reports["during"].mean() == pytest.approx(generator.reports.running.mean(), abs=0.01)


def test_routes_are_those_of_the_world(kernel: Trajectories) -> None:
    decided = kernel.courses[(kernel.courses["stage"] == 0) & np.isfinite(kernel.courses["ended"])]
    decided = decided[decided["end"] >= 0]
    during = {(row["case"], row["earlier"]): row["during"] for row in kernel.reports}
    running = np.array([during[row["case"], row["spell"]] for row in decided]) == 1
    for place, (chosen, shares) in enumerate(
        ((~running, WORLD.routes.first.value), (running, WORLD.routes.during.value))
    ):
        counts = np.bincount(decided["branch"][chosen], minlength=len(ROUTES)) / chosen.sum()
        assert counts == pytest.approx([shares[name] for name in ROUTES], abs=0.015), place


def test_involvement_lasts_as_long(kernel: Trajectories, generator: Chunk) -> None:
    whole = kernel.courses[kernel.courses["stage"] == len(MODEL.stages)]
    once = kernel.reports["case"][kernel.reports["earlier"] == 1]
    alone = whole[~np.isin(whole["case"], once) & (whole["entered"] < 5000) & np.isfinite(whole["ended"])]
    reports = generator.reports
    single = np.bincount(reports.household)[reports.household] == 1
    early = reports.day < (RUN_IN - date(1970, 1, 1)).days + 5000
    lasted = (reports.closed - reports.day)[single & early & (reports.closed < 1_000_000)]
    assert np.median(alone["ended"] - alone["entered"]) == pytest.approx(np.median(lasted), rel=0.06)


def test_a_report_comes_on_a_later_day_than_the_last(kernel: Trajectories) -> None:
    order = np.lexsort((kernel.reports["time"], kernel.reports["case"]))
    same = np.diff(kernel.reports["case"][order]) == 0
    assert (np.diff(np.floor(kernel.reports["time"][order]))[same] >= 1).all()


def test_the_world_can_be_changed_by_name() -> None:
    shorter = tuple(
        replace(stage, ends=tuple(replace(end, duration=fixed(30.0)) for end in stage.ends))
        if stage.name in (MONITORING, CLOSING)
        else stage
        for stage in MODEL.stages
    )
    span = Span(RUN_IN, date(2012, 12, 31))
    made = trajectories(replace(MODEL, stages=shorter), span, seed=2).courses
    places = [place for place, stage in enumerate(MODEL.stages) if stage.name == MONITORING]
    ended = made[np.isin(made["stage"], places) & (made["end"] >= 0) & np.isfinite(made["ended"])]
    assert np.allclose(ended["ended"] - ended["entered"], 30.0)
