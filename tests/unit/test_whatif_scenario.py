"""Scenarios and unit costs: what changes, what moves along, what is refused, what an investment earns back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from helpers.whatif_files import COSTS, MODEL, SCENARIO, line_of, written
from ketenzicht.errors import UserError
from ketenzicht.whatif.cost import break_even, read_costs
from ketenzicht.whatif.model_file import ModelFile, read_model_file
from ketenzicht.whatif.scenario import ChangeNode, ScenarioContent, changed_values, read_scenario

pytestmark = pytest.mark.unit

ENDS = "fasen.hulp.einde."


@pytest.fixture
def model(tmp_path: Path) -> ModelFile:
    return read_model_file(written(tmp_path, MODEL))


def changed(model: ModelFile, **ways: float) -> dict[str, float]:
    change = ChangeNode(parameter="fasen.hulp.duur.uitgevallen.gemiddelde", **ways)
    content = ScenarioContent(name="x", start=date(2027, 1, 1), changes=(change,))
    return changed_values(content, model.numbers, model.values)


def test_a_change_sets_multiplies_or_adds(model: ModelFile) -> None:
    name = "fasen.hulp.duur.uitgevallen.gemiddelde"
    assert [changed(model, **way)[name] for way in ({"to": 7}, {"times": 1.5}, {"plus": -4})] == [7, 30, 16]
    assert {key for key, value in changed(model, to=7).items() if value != model.values[key]} == {name}


def test_other_shares_of_the_whole_move_along(tmp_path: Path) -> None:
    text = ("{volgens-plan: 0.7, uitgevallen: 0.3}", "{volgens-plan: 0.4, verhuisd: 0.2, uitgevallen: 0.4}")
    more = (
        "      volgens-plan: {waarde: {gemiddelde: 60}",
        "      verhuisd: {waarde: {vast: 9}, herkomst: aanname}\n      volgens-plan: {waarde: {gemiddelde: 60}",
    )
    model = read_model_file(written(tmp_path, MODEL, text, more))
    scenario = read_scenario(written(tmp_path, SCENARIO, name="scenario.yaml"), model)
    found = changed_values(scenario.content, model.numbers, model.values)
    assert [found[ENDS + end] for end in ("volgens-plan", "verhuisd", "uitgevallen")] == pytest.approx(
        [0.6, 0.3, 0.1]
    )


def test_shares_that_are_set_together_stay_as_they_were_set(model: ModelFile, tmp_path: Path) -> None:
    both = ("wordt: 0.1}", "wordt: 0.1}\n  - {parameter: fasen.hulp.einde.volgens-plan, wordt: 0.9}")
    scenario = read_scenario(written(tmp_path, SCENARIO, both, name="scenario.yaml"), model)
    found = changed_values(scenario.content, model.numbers, model.values)
    assert (found[ENDS + "volgens-plan"], found[ENDS + "uitgevallen"]) == (0.9, 0.1)


def test_a_capacity_can_be_given(model: ModelFile, tmp_path: Path) -> None:
    limit = (
        "{parameter: fasen.hulp.einde.uitgevallen, wordt: 0.1}",
        "{parameter: organisaties.veilig-thuis.plaatsen, wordt: 4}",
    )
    scenario = read_scenario(written(tmp_path, SCENARIO, limit, name="scenario.yaml"), model)
    found = model.model_with(changed_values(scenario.content, model.numbers, model.values))
    assert (model.model.organisations[0].capacity, found.organisations[0].capacity) == (None, 4)


@pytest.mark.parametrize(
    ("old", "other", "piece", "words"),
    [
        ("einde.uitgevallen", "einde.uitgevalen", "parameter:", "Bedoelde je 'fasen.hulp.einde.uitgevallen'"),
        ("einde.uitgevallen", "einde", "parameter:", "Kies bijvoorbeeld 'fasen.hulp.einde.volgens-plan'"),
        ("wordt: 0.1", "wordt: 1.1", "parameter:", "tussen 0 en 1"),
        ("wordt: 0.1", "plus: -0.5", "parameter:", "is nu 0.3"),
        ("wordt: 0.1", "wordt: 0.1, maal: 2", "parameter:", "precies een van"),
        ("wordt: 0.1", "wodt: 0.1", "parameter:", "Bedoelde je 'wordt'"),
        (
            "wordt: 0.1}",
            "wordt: 0.1}\n  - {parameter: fasen.hulp.einde.uitgevallen, maal: 2}",
            "maal",
            "twee keer",
        ),
        (
            "wordt: 0.1}",
            "wordt: 0.1}\n  - {parameter: fasen.hulp.einde.volgens-plan, wordt: 0.5}",
            "wijzigingen",
            "tot 0.6",
        ),
        (
            "einde.uitgevallen, wordt: 0.1",
            "duur.uitgevallen.gemiddelde, plus: -30",
            "parameter:",
            "niet negatief",
        ),
        (
            "fasen.hulp.einde.uitgevallen, wordt: 0.1",
            "organisaties.veilig-thuis.plaatsen, wordt: -2",
            "parameter:",
            "vanaf 0",
        ),
        ("vanaf: 2027-07-01", "vanaf: 2031-07-01", "vanaf", "na de laatste gerekende dag"),
        ("bedrag: 2000", "bedrag: -2000", "eenmalig", "minstens 0"),
    ],
)
def test_what_cannot_change_is_refused_at_its_line(
    model: ModelFile, tmp_path: Path, old: str, other: str, piece: str, words: str
) -> None:
    path = written(tmp_path, SCENARIO, (old, other), name="scenario.yaml")
    with pytest.raises(UserError) as refused:
        read_scenario(path, model)
    assert words in refused.value.text()
    assert refused.value.file == str(path)
    assert abs((refused.value.line or 0) - line_of(path, piece)) <= 1


def test_amounts_come_to_one_price_year(model: ModelFile, tmp_path: Path) -> None:
    costs = read_costs(written(tmp_path, COSTS, name="kosten.yaml"), model)
    assert costs.unit_costs() == {"veiligheidsbeoordeling": (pytest.approx(550), 0.0), "hulp": (0.0, 20.0)}
    scenario = read_scenario(written(tmp_path, SCENARIO, name="scenario.yaml"), model)
    assert costs.investment(scenario) == (2000, 1000)


@pytest.mark.parametrize(
    ("old", "other", "words"),
    [
        ("{2024: 100, 2026: 110}", "{2026: 110}", "prijsindex van 2024 ontbreekt"),
        ("fase: hulp", "fase: hup", "Bedoelde je 'hulp'"),
        ("fase: hulp", "fase: veiligheidsbeoordeling", "twee keer"),
        (
            "per_dag: {bedrag: 20, prijspeil: 2026, herkomst: aanname}",
            "per_dag: {bedrag: 20, herkomst: aanname}",
            "'prijspeil' ontbreekt",
        ),
    ],
)
def test_unit_costs_that_cannot_be_are_refused(
    model: ModelFile, tmp_path: Path, old: str, other: str, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        read_costs(written(tmp_path, COSTS, (old, other), name="kosten.yaml"), model)


def test_break_even_by_hand() -> None:
    months = np.full(6, 365.25 / 12)
    savings = np.array([
        [50.0, 50, 50, 50, 50, 50],  # 40 a month left of 100: paid back in the third
        [10.0, 10, 10, 10, 10, 10],  # what it saves is what it costs: never
        [200.0, 0, 0, 0, 0, 0],  # ahead at once, behind again after ten months: still ahead here
        [120.0, 0, 0, 100, 10, 10],  # ahead, behind, and from the fourth month on ahead for good
    ])  # fmt: skip
    assert list(break_even(savings, months, once=100, per_year=120)) == [3, np.inf, 1, 4]
