"""The scenarios that come with the program: they fit their model and do what they say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ketenzicht.whatif.compare import Comparison, compare
from ketenzicht.whatif.cost import read_costs
from ketenzicht.whatif.model_file import shipped_model
from ketenzicht.whatif.outcome import FigureName
from ketenzicht.whatif.scenario import COSTS, read_scenario, shipped_files, with_scenario

pytestmark = pytest.mark.content

MODEL = "veilig-thuis"
BASE = "weinig-plaatsen"
SCENARIOS = ("een-plaats", "meer-plaatsen", "minder-uitval", "sneller-beoordelen")
PLACES = "organisaties.jeugdhulpaanbieder.plaatsen"


@cache
def compared(name: str, base: str = "") -> Comparison:
    model = shipped_model(MODEL)
    if base:
        model = with_scenario(model, read_scenario(Path(base), model))
    return compare(model, [read_scenario(Path(name), model)], replications=2, draws=2, seed=1)


def moved(found: Comparison, figure: FigureName) -> float:
    base, scenario = found.baseline, found.scenarios[0].outcome
    return float((scenario.figures[figure] - base.figures[figure]).mean())


def test_these_come_along_and_fit_the_model() -> None:
    model = shipped_model(MODEL)
    assert set(shipped_files(model)) == {*SCENARIOS, BASE, COSTS}
    assert read_costs(Path(COSTS), model).unit_costs()
    for name in SCENARIOS:
        assert read_scenario(Path(name), model).content.note


@pytest.mark.parametrize("name", ["een-plaats", "minder-uitval", "sneller-beoordelen"])
def test_better_help_means_fewer_reports_and_open_cases(name: str) -> None:
    assert moved(compared(name), ("reports", "")) < 0
    assert moved(compared(name), ("caseload", "")) < 0


def test_faster_assessment_means_more_assessments_in_time() -> None:
    assert moved(compared("sneller-beoordelen"), ("in-time", "veiligheidsbeoordeling")) > 0.2


def test_to_one_place_means_that_the_others_have_nothing_new() -> None:
    found = compared("een-plaats")
    assert moved(found, ("at-work", "lokaal-team")) > 0
    assert moved(found, ("at-work", "ggz")) < 0


def test_with_few_places_a_queue_keeps_growing_and_more_places_end_that() -> None:
    found = compared("meer-plaatsen", BASE)
    assert [one.organisation for one in found.baseline.trouble] == ["jeugdhulpaanbieder"]
    assert found.scenarios[0].outcome.trouble == ()


def test_a_base_holds_from_the_first_day_and_says_so() -> None:
    model = shipped_model(MODEL)
    changed = with_scenario(model, read_scenario(Path(BASE), model))
    assert changed.values[PLACES] == 380
    assert changed.estimates.by_name[PLACES].origin.startswith("uitgangspunt")
    assert model.values[PLACES] == float("inf")
    assert "Weinig plaatsen" in changed.content.name
