"""A model of a chain without one involvement as a whole: wijkteams, with known registrations."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from helpers.histories import Happening, history_of
from ketenzicht.chain import load_chain
from ketenzicht.whatif.estimate import BEGIN, EstimatedModel, estimate_model
from ketenzicht.whatif.estimate_ends import NEVER
from ketenzicht.whatif.estimate_file import model_text
from ketenzicht.whatif.estimate_parts import parts_of
from ketenzicht.whatif.model_file import read_model_file
from ketenzicht.whatif.replications import trajectories

pytestmark = pytest.mark.unit

FIRST, LAST = date(2019, 1, 1), date(2023, 12, 31)
CASES = 1500


def lasts(random: np.random.Generator, median: float, spread: float) -> int:
    return int(np.ceil(median * np.exp(spread * random.standard_normal())))


def person(random: np.random.Generator, number: int) -> list[Happening]:
    """Intake, a plan, then own help (half), a provider (three in ten) or nothing; of ten who wait two wait on."""
    day, home = FIRST + timedelta(days=int(random.integers(0, 1500))), f"p{number}"
    found: list[Happening] = []

    def then(after: int, activity: str, reason: str | None = None) -> None:
        nonlocal day
        day += timedelta(days=after)
        if day <= LAST:
            found.append(Happening(day, activity, home, spell=f"{activity[-9:]}{number}", end_reason=reason))

    then(0, "melding")
    then(lasts(random, 10, 0.6), "intake")
    then(lasts(random, 20, 0.5), "plan-vastgesteld")
    luck = random.random()
    if luck < 0.5:
        then(lasts(random, 8, 0.7), "start-eigen-hulp")
        planned, early = lasts(random, 120, 0.5), int(np.ceil(300 * random.weibull(1.2)))
        then(
            min(planned, early),
            "einde-eigen-hulp",
            "volgens-plan" if planned <= early else "voortijdig-client",
        )
    elif luck < 0.8:
        then(lasts(random, 5, 0.5), "verwijzing")
        if random.random() < 0.8:
            then(lasts(random, 30, 0.8), "start-hulp-aanbieder")
            then(lasts(random, 200, 0.4), "einde-hulp-aanbieder", "volgens-plan")
    return found


@pytest.fixture(scope="module")
def happened() -> list[Happening]:
    random = np.random.default_rng(6)
    return [one for number in range(CASES) for one in person(random, number)]


@pytest.fixture(scope="module")
def model(happened: list[Happening]) -> EstimatedModel:
    return estimate_model(
        history_of(happened, data=(FIRST, LAST), chain=load_chain("wijkteams")), since=FIRST
    )


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("fasen.wachten-op-intake.duur.intake.mediaan", 10),
        ("fasen.plan-maken.duur.plan-vastgesteld.mediaan", 20),
        ("fasen.na-plan-maken.duur.eigen-hulp.mediaan", 8),
        ("fasen.na-plan-maken.duur.wachten-op-aanbieder.mediaan", 5),
        ("fasen.eigen-hulp.duur.volgens-plan.mediaan", 120),
        ("fasen.eigen-hulp.uitval.voortijdig-client.schaal", 300),
        ("fasen.wachten-op-aanbieder.duur.start-hulp-aanbieder.mediaan", 30),
        ("fasen.hulp-aanbieder.duur.volgens-plan.mediaan", 200),
    ],
)
def test_lengths_come_back(model: EstimatedModel, name: str, known: float) -> None:
    found = model.estimates.by_name[name]
    assert found.standard_error < 0.12
    assert abs(np.log(found.value / known)) < 4 * found.standard_error


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("fasen.na-plan-maken.einde.eigen-hulp", 0.5),
        ("fasen.na-plan-maken.einde.wachten-op-aanbieder", 0.3),
        (f"fasen.na-plan-maken.einde.{NEVER}", 0.2),
        (f"fasen.wachten-op-aanbieder.einde.{NEVER}", 0.2),
    ],
)
def test_shares_of_ways_on_come_back(model: EstimatedModel, name: str, known: float) -> None:
    assert model.estimates.by_name[name].value == pytest.approx(
        known, abs=4 * sqrt(known * (1 - known) / 400)
    )


def test_the_model_begins_the_stages_that_the_registrations_began(
    model: EstimatedModel, happened: list[Happening], tmp_path: Path
) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(model_text(model, title="Proef", chain="wijkteams", synthetic=True), "utf-8")
    made = read_model_file(file)
    assert made.model.classes[0].entry == BEGIN
    run = trajectories(made.model, made.span, seed=1)
    stages = [stage.name for stage in made.model.stages]
    begun = Counter(stages[stage] for stage in run.courses["stage"] if stage < len(stages))
    registered = Counter(one.activity for one in happened)
    for stage, event in (
        ("wachten-op-intake", "melding"),
        ("plan-maken", "intake"),
        ("eigen-hulp", "start-eigen-hulp"),
        ("wachten-op-aanbieder", "verwijzing"),
        ("hulp-aanbieder", "start-hulp-aanbieder"),
    ):
        assert begun[stage] / len(run.reports) == pytest.approx(registered[event] / CASES, abs=0.04), stage


def test_what_begins_beside_something_else_is_named_as_left_out() -> None:
    random = np.random.default_rng(7)
    happened = [
        other
        for number in range(200)
        for one in person(random, number)
        for other in (
            [one, Happening(one.day + timedelta(days=2), "aanvraag", one.household, spell=f"b{number}")]
            if one.activity == "intake" and one.day
            else [one]
        )
    ]
    found = estimate_model(
        history_of(happened, data=(FIRST, LAST), chain=load_chain("wijkteams")), since=FIRST
    )
    assert [one.name for one in found.estimates.missing if "naast een fase" in one.why] == ["fasen.besluiten"]


@pytest.mark.parametrize("chain", ["thuiszitters", "wijkteams", "onderwijsconsulenten", "overheidsincasso"])
def test_other_chains_that_we_ship_are_open(chain: str) -> None:
    parts = parts_of(load_chain(chain))
    assert parts.umbrella is None
    assert parts.stages


def test_help_of_a_wijkteam_is_a_standing_of_its_own() -> None:
    parts = parts_of(load_chain("wijkteams"))
    assert [stage.id for stage in parts.outside] == ["eigen-hulp", "hulp-aanbieder"]
    assert "na-eigen-hulp-uitval" in parts.elsewhere().values()
