"""A model beside its scenarios: laws for every figure, figures by hand, interruptions, what matters most."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.whatif_files import COSTS, MODEL, SCENARIO, written
from ketenzicht.whatif import compare as module
from ketenzicht.whatif.compare import Comparison, compare, run_baseline
from ketenzicht.whatif.cost import read_costs
from ketenzicht.whatif.model_file import ModelFile, read_model_file
from ketenzicht.whatif.outcome import FigureName
from ketenzicht.whatif.replications import run
from ketenzicht.whatif.results import Results
from ketenzicht.whatif.scenario import Scenario, read_scenario
from ketenzicht.whatif.summary import months_until, summary
from ketenzicht.whatif.tornado import tornado

pytestmark = pytest.mark.unit

CHANGE = "{parameter: fasen.hulp.einde.uitgevallen, wordt: 0.1}"


@pytest.fixture
def model(tmp_path: Path) -> ModelFile:
    return read_model_file(written(tmp_path, MODEL))


def scenario_of(model: ModelFile, folder: Path, *changes: tuple[str, str]) -> Scenario:
    return read_scenario(written(folder, SCENARIO, *changes, name="scenario.yaml"), model)


def with_costs(model: ModelFile, folder: Path, scenario: Scenario, **options: int) -> Comparison:
    costs = read_costs(written(folder, COSTS, name="kosten.yaml"), model)
    return compare(model, [scenario], replications=2, draws=3, seed=4, costs=costs, **options)


@pytest.mark.parametrize(
    "change",
    [
        "{parameter: fasen.hulp.einde.uitgevallen, maal: 1}",
        "{parameter: zaken.huishouden.aankomst.per_dag, plus: 0}",
        "{parameter: organisaties.veilig-thuis.plaatsen, wordt: geen}",
    ],
)
def test_no_change_is_exactly_no_difference_in_any_figure(
    model: ModelFile, tmp_path: Path, change: str
) -> None:
    found = with_costs(model, tmp_path, scenario_of(model, tmp_path, (CHANGE, change)))
    base, other = found.baseline, found.scenarios[0].outcome
    assert set(base.figures) == set(other.figures)
    for name in base.figures:
        assert np.array_equal(base.figures[name], other.figures[name], equal_nan=True), name
    assert np.array_equal(base.caseload, other.caseload)
    assert base.costs is not None
    assert other.costs is not None
    assert np.array_equal(base.costs, other.costs)
    assert base.counts == other.counts


def test_before_its_first_day_a_scenario_changes_nothing(model: ModelFile, tmp_path: Path) -> None:
    found = compare(model, [scenario_of(model, tmp_path)], replications=3, draws=2, seed=1)
    before, after = found.baseline.caseload, found.scenarios[0].outcome.caseload
    assert found.measured == date(2027, 7, 1)
    assert np.array_equal(before[:, :6], after[:, :6])
    assert not np.array_equal(before[:, 6:], after[:, 6:])


def test_a_baseline_that_ran_before_gives_the_same_figures_and_does_not_run_again(
    model: ModelFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = scenario_of(model, tmp_path)
    at_once = compare(model, [scenario], replications=2, draws=3, seed=6)
    kept = run_baseline(model, replications=2, draws=3, seed=6)
    runs: list[object] = []

    def counted(*given: Any, **options: Any) -> Results:
        runs.append(options["changes"])
        return run(*given, **options)

    monkeypatch.setattr("ketenzicht.whatif.compare.run", counted)
    later = compare(model, [scenario], baseline=kept)
    assert len(runs) == 3
    assert all(runs)
    for one, other in zip(
        (at_once.baseline, at_once.scenarios[0].outcome),
        (later.baseline, later.scenarios[0].outcome),
        strict=True,
    ):
        assert set(one.figures) == set(other.figures)
        assert all(
            np.array_equal(one.figures[name], other.figures[name], equal_nan=True) for name in one.figures
        )
    assert (later.asked, later.finished, later.draws, later.seed) == (6, 6, 3, 6)


def test_less_drop_out_means_fewer_reports(model: ModelFile, tmp_path: Path) -> None:
    found = compare(model, [scenario_of(model, tmp_path)], replications=10, draws=4, seed=1)
    difference = found.scenarios[0].outcome.figures["reports", ""] - found.baseline.figures["reports", ""]
    assert difference.mean() < 0


def test_where_nobody_comes_back_more_drop_out_brings_no_report(tmp_path: Path) -> None:
    nobody = (
        ("kans: {waarde: 0.5, herkomst: aanname}", "kans: {waarde: 0, herkomst: aanname}"),
        ("kans: {waarde: 0.1, herkomst: aanname}", "kans: {waarde: 0, herkomst: aanname}"),
    )
    model = read_model_file(written(tmp_path, MODEL, *nobody))
    found = compare(model, [scenario_of(model, tmp_path)], replications=3, draws=2, seed=1)
    base, other = found.baseline, found.scenarios[0].outcome
    assert np.array_equal(base.figures["reports", ""], other.figures["reports", ""])
    assert np.array_equal(
        base.figures["stage", "veiligheidsbeoordeling"], other.figures["stage", "veiligheidsbeoordeling"]
    )
    assert not np.array_equal(base.figures["stage", "hulp"], other.figures["stage", "hulp"])


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ("zaken.huishouden.aankomst.per_dag, maal: 1.3", ("reports", "")),
        ("terugkeer_na.uitgevallen.kans, wordt: 0.9", ("reports", "")),
        ("fasen.hulp.duur.volgens-plan.gemiddelde, maal: 1.5", ("stage", "hulp")),
        ("fasen.veiligheidsbeoordeling.duur.klaar.mediaan, maal: 2", ("caseload", "")),
    ],
)
def test_more_of_what_makes_work_is_more_work_in_every_run(
    model: ModelFile, tmp_path: Path, change: str, figure: FigureName
) -> None:
    scenario = scenario_of(model, tmp_path, ("fasen.hulp.einde.uitgevallen, wordt: 0.1", change))
    found = compare(model, [scenario], replications=4, draws=3, seed=2)
    assert (found.scenarios[0].outcome.figures[figure] > found.baseline.figures[figure]).all()


def test_draws_make_intervals_wider(model: ModelFile, tmp_path: Path) -> None:
    certain = read_model_file(
        written(tmp_path, MODEL, (", interval: [0.8, 1.25]", ""), (", standaardfout: {uitgevallen: 0.1}", ""))
    )
    spread = [
        compare(one, replications=2, draws=30, seed=2).baseline.figures["reports", ""].std()
        for one in (certain, model)
    ]
    assert spread[1] > 1.5 * spread[0]
    assert compare(certain, replications=1, draws=3).draws == 1


def test_costs_by_hand(tmp_path: Path) -> None:
    steady = (
        (", interval: [0.8, 1.25]", ""),
        ("kans: {waarde: 0.5, herkomst: aanname}", "kans: {waarde: 0, herkomst: aanname}"),
        ("kans: {waarde: 0.1, herkomst: aanname}", "kans: {waarde: 0, herkomst: aanname}"),
        ("{hulp: 0.5, niets: 0.5}", "{hulp: 0, niets: 1}"),
    )
    model = read_model_file(written(tmp_path, MODEL, *steady))
    costs = read_costs(written(tmp_path, COSTS, name="kosten.yaml"), model)
    found = compare(model, replications=4, draws=5, seed=3, costs=costs).baseline
    # every report starts one assessment of 500 at the prices of 2024, with an index of 100 and 110
    assert found.figures["cost", ""] == pytest.approx(550 * found.figures["reports", ""])


def test_an_investment_that_saves_nothing_never_earns_itself_back(model: ModelFile, tmp_path: Path) -> None:
    nothing = scenario_of(model, tmp_path, ("wordt: 0.1", "maal: 1"))
    months = with_costs(model, tmp_path, nothing).scenarios[0].break_even
    assert months is not None
    assert np.isinf(months).all()
    assert months_until(months).value == np.inf


def test_break_even_counts_from_the_first_day_of_the_scenario(model: ModelFile, tmp_path: Path) -> None:
    free = scenario_of(
        model,
        tmp_path,
        ("einde.uitgevallen, wordt: 0.1", "duur.volgens-plan.gemiddelde, wordt: 1"),
        ("2000", "1"),
        ("1000", "0"),
    )
    months = with_costs(model, tmp_path, free).scenarios[0].break_even
    assert months is not None
    assert (months >= 1).all()
    assert np.median(months) <= 3


def test_what_cannot_keep_up_is_said(model: ModelFile, tmp_path: Path) -> None:
    too_few = (CHANGE, "{parameter: organisaties.veilig-thuis.plaatsen, wordt: 3}")
    found = compare(model, [scenario_of(model, tmp_path, too_few)], replications=2, draws=1, seed=1)
    assert found.baseline.trouble == ()
    assert [one.organisation for one in found.scenarios[0].outcome.trouble] == ["veilig-thuis"]
    assert ("wait", "veiligheidsbeoordeling") in found.scenarios[0].outcome.figures


def test_an_interrupted_comparison_keeps_what_all_models_finished(
    model: ModelFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, real = [0], module.run

    def interrupted(*given: object, **options: object) -> object:
        calls[0] += 1
        if calls[0] == 4:
            raise KeyboardInterrupt
        return real(*given, **options)  # type: ignore[arg-type]

    whole = compare(model, [scenario_of(model, tmp_path)], replications=2, draws=3, seed=5)
    monkeypatch.setattr(module, "run", interrupted)
    found = compare(model, [scenario_of(model, tmp_path)], replications=2, draws=3, seed=5)
    assert (found.asked, found.finished) == (6, 2)
    assert np.array_equal(found.scenarios[0].outcome.caseload, whole.scenarios[0].outcome.caseload[:2])
    calls[0] = 3
    with pytest.raises(KeyboardInterrupt):
        compare(model, [scenario_of(model, tmp_path)], replications=2, draws=3, seed=5)


def test_the_same_seed_gives_the_same_figures(model: ModelFile) -> None:
    one, same, other = (
        compare(model, replications=2, draws=2, seed=seed).baseline.caseload for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_summary_counts_runs_or_predicts_one() -> None:
    many = summary(np.arange(101.0))
    assert many is not None
    assert (many.value, many.low, many.high) == pytest.approx((50, 2.5, 97.5))
    few = summary(np.array([1.0, 2.0, 3.0, np.nan]))
    assert few is not None
    assert (few.low, few.high) == pytest.approx(
        (2 - 4.302653 * (4 / 3) ** 0.5, 2 + 4.302653 * (4 / 3) ** 0.5)
    )
    assert summary(np.array([np.nan])) is None


def test_the_tornado_ranks_what_matters_most(model: ModelFile) -> None:
    bars = {bar.name: bar for bar in tornado(model, replications=4, seed=1)}
    arrivals = bars["zaken.huishouden.aankomst.per_dag"]
    assert arrivals.own
    assert (arrivals.low, arrivals.high) == pytest.approx((0.8, 1.25))
    assert arrivals.low_effect < 0 < arrivals.high_effect
    assert next(iter(bars)) == arrivals.name
    dropped = bars["fasen.hulp.einde.volgens-plan"]
    assert not dropped.own
    assert (dropped.low, dropped.high) == pytest.approx((0.63, 0.77))
    assert "fasen.hulp.einde.uitgevallen" not in bars
