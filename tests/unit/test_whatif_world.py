"""The parameters of the made-up world as a what-if model: what goes in comes out of the trajectories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ketenzicht.whatif.durations import Rounding, fixed
from ketenzicht.whatif.model import Span
from ketenzicht.whatif.replications import trajectories
from ketenzicht.whatif.results import Trajectories
from ketenzicht.whatif.world import shipped_world
from ketenzicht.whatif.world_model import ASSESSMENT, CLOSING, MONITORING, PLACES, world_model

pytestmark = pytest.mark.unit

WORLD = shipped_world()
SPAN = Span(date(2012, 1, 1), date(2017, 12, 31))
MODEL = world_model(WORLD, per_day=10.0)
STAGES = [stage.name for stage in MODEL.stages]


@pytest.fixture(scope="module")
def made() -> Trajectories:
    return trajectories(MODEL, SPAN, seed=1)


def test_households_come_by_the_calendar_of_the_world(made: Trajectories) -> None:
    expected = (
        10.0 * SPAN.days * np.mean(WORLD.arrivals.weekdays.value) * np.mean(WORLD.arrivals.season.value)
    )
    assert len(made.cases) == pytest.approx(expected, rel=0.03)
    weekday = (np.floor(made.cases["first"]).astype(int) + SPAN.first.weekday()) % 7
    share = np.bincount(weekday, minlength=7) / len(weekday)
    assert share == pytest.approx(np.array(WORLD.arrivals.weekdays.value) / 7, abs=0.01)


def test_routes_are_those_of_the_world(made: Trajectories) -> None:
    courses = made.courses
    decided = courses[(courses["stage"] == STAGES.index(ASSESSMENT)) & (courses["end"] >= 0)]
    during = {(row["case"], row["earlier"]): row["during"] for row in made.reports}
    running = np.array([during[row["case"], row["spell"]] for row in decided]) == 1
    for chosen, shares in ((~running, WORLD.routes.first.value), (running, WORLD.routes.during.value)):
        counts = np.bincount(decided["branch"][chosen], minlength=len(shares)) / chosen.sum()
        assert counts == pytest.approx(list(shares.values()), abs=0.015)


@pytest.mark.parametrize("number", [1, 4, 5, 13])
def test_a_term_in_working_days_is_as_numpy_counts_them(number: int) -> None:
    assessment = next(stage for stage in MODEL.stages if stage.name == ASSESSMENT)
    decision = replace(assessment.ends[0], duration=fixed(number).rounded(Rounding.WORKING_DAYS))
    stages = tuple(
        replace(stage, ends=(decision,)) if stage is assessment else stage for stage in MODEL.stages
    )
    made = trajectories(replace(MODEL, stages=stages), replace(SPAN, last=date(2012, 6, 30)), seed=1).courses
    decided = made[(made["stage"] == STAGES.index(ASSESSMENT)) & (made["end"] >= 0)]
    began, ended = (
        np.datetime64(SPAN.first) + np.floor(decided[of]).astype(int) for of in ("entered", "ended")
    )
    assert len(decided) > 500
    assert (ended == np.busday_offset(began, number, roll="backward")).all()


def test_involvement_lasts_until_its_last_stage_ends_and_help_is_no_part_of_it(made: Trajectories) -> None:
    beside = [STAGES.index(name) for place in PLACES for name in place]
    whole = made.courses[made.courses["stage"] == len(STAGES)]
    steps = made.courses[~np.isin(made.courses["stage"], [*beside, len(STAGES)])]
    for stretch in whole[:300]:
        own = steps[(steps["case"] == stretch["case"]) & (steps["entered"] >= stretch["entered"])]
        own = own[own["entered"] <= stretch["ended"]]
        assert own["entered"].min() == stretch["entered"]
        assert own["ended"].max() == stretch["ended"]


def test_the_world_can_be_changed_by_name() -> None:
    shorter = tuple(
        replace(stage, ends=tuple(replace(end, duration=fixed(30.0)) for end in stage.ends))
        if stage.name in (MONITORING, CLOSING)
        else stage
        for stage in MODEL.stages
    )
    made = trajectories(replace(MODEL, stages=shorter), SPAN, seed=2).courses
    ended = made[(made["stage"] == STAGES.index(MONITORING)) & (made["end"] >= 0)]
    assert np.allclose(ended["ended"] - ended["entered"], 30.0)
