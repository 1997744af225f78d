"""Verbs of ``ketenzicht whatif``: run, check and show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ketenzicht.cli.whatif_estimate import add_estimate

if TYPE_CHECKING:
    from ketenzicht.whatif.model_file import ModelFile
    from ketenzicht.whatif.scenario import Scenario

MODEL = typer.Argument(
    help="Naam van een model dat meekomt, of een modelbestand.", metavar="MODEL", show_default=False
)
SCENARIO = typer.Option(
    None, "--scenario", "-s", help="Scenario: een bestand, of de naam van een dat meekomt. Mag vaker."
)
BASE = typer.Option(
    None,
    "--base",
    help="Uitgangspunt: een scenario dat in het model zoals het is al geldt.",
    show_default=False,
)
COSTS = typer.Option(
    None, "--costs", help="Wat een fase kost: een bestand, of een naam zoals bij --scenario."
)
JSON = typer.Option(False, "--json", help="Toon de uitkomst als JSON.")


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    whatif = typer.Typer(
        rich_markup_mode=None,
        help="Wat als: rekenen met een model van de keten, zoals het is en met een verandering.",
        no_args_is_help=True,
    )
    app.add_typer(whatif, name="whatif")
    whatif.command("run")(run)
    whatif.command("check")(check)
    whatif.command("show")(show)
    add_estimate(whatif)


def run(
    model: str = MODEL,
    scenario: list[Path] = SCENARIO,
    base: Path = BASE,
    costs: Path = COSTS,
    replications: int = typer.Option(5, "--replications", min=1, help="Zo vaak rekenen per trekking."),
    draws: int = typer.Option(20, "--draws", min=1, help="Zo vaak de onzekere getallen trekken."),
    seed: int = typer.Option(0, "--seed", min=0, help="Toevalsgetal: hetzelfde geeft dezelfde uitkomst."),
    tornado: bool = typer.Option(
        None,
        "--tornado/--no-tornado",
        help="Reken ook uit welk getal het meest uitmaakt. Zonder keuze: alleen voor een rapport (--output).",
        show_default=False,
    ),
    output: Path = typer.Option(  # noqa: B008
        None,
        "--output",
        "-o",
        help="Schrijf het rapport in deze map: HTML, PDF en JSON; ook in de studie achter het model.",
    ),
    approve: str = typer.Option("", "--approve", help="Geef vrij wat een tweede persoon nakeek."),
    by: str = typer.Option("", "--by", help="De tweede persoon; hoort bij --approve."),
    day: str = typer.Option("", "--date", help="De dag van vrijgave voor het grootboek; vandaag als leeg."),
    quiet: bool = typer.Option(False, "--quiet", help="Toon geen voortgang."),
    as_json: bool = JSON,
) -> None:
    """Reken een model door, zoals het is en met elk scenario, en toon het verschil."""
    from ketenzicht.cli.console import day_given, progress, show_json
    from ketenzicht.cli.run_output import approval_given
    from ketenzicht.cli.whatif_output import show_released, show_run
    from ketenzicht.publish.policy import Policy
    from ketenzicht.publish.whatif import demand_enough_cases, release_whatif
    from ketenzicht.publish.whatif_report import whatif_data, whatif_files
    from ketenzicht.study.trail import recorded
    from ketenzicht.study.whatif_release import keep_whatif, release_from_study, study_behind
    from ketenzicht.whatif.compare import compare
    from ketenzicht.whatif.cost import read_costs
    from ketenzicht.whatif.tornado import tornado as vary
    from ketenzicht.whole_file import write_all

    opened = _opened(model, base)
    on, approval = day_given(day), approval_given(approve, by)
    behind = study_behind(opened, on=on)
    demand_enough_cases(opened, behind.policy if behind else Policy())
    scenarios = _scenarios(opened, scenario)
    unit_costs = read_costs(costs, opened) if costs else None
    if unit_costs:
        for one in scenarios:
            unit_costs.investment(one)
    runs = draws * replications * (1 + len(scenarios))
    with progress(quiet or as_json) as tell:
        found = compare(
            opened,
            scenarios,
            replications=replications,
            draws=draws,
            seed=seed,
            costs=unit_costs,
            tell=lambda done: tell(f"{done} van {runs} keer gerekend"),
        )
        bars = (
            vary(opened, seed=seed, tell=lambda done, of: tell(f"{done} van {of} getallen"))
            if (tornado if tornado is not None else output is not None)
            else ()
        )
    if behind is None:
        shown, released = release_whatif(found, bars=bars), None
        made = whatif_files(shown) if output else {}
    else:
        with recorded(behind.study.folder, "whatif run"):
            shown, released = release_from_study(found, bars, behind, on=on, approval=approval)
            made = whatif_files(shown) if output else {}
            if made:
                keep_whatif(behind.study, released, made)
    files = write_all(output, made) if output else ()
    if as_json:
        show_json(whatif_data(shown))
    else:
        show_run(shown, files)
        if released:
            show_released(released)


def check(
    model: str = MODEL, scenario: list[Path] = SCENARIO, base: Path = BASE, costs: Path = COSTS
) -> None:
    """Controleer een model, en of scenario's en kosten erbij passen."""
    from ketenzicht.cli.whatif_output import show_check
    from ketenzicht.whatif.cost import read_costs

    opened = _opened(model, base)
    scenarios = _scenarios(opened, scenario)
    unit_costs = read_costs(costs, opened) if costs else None
    if unit_costs:
        for one in scenarios:
            unit_costs.investment(one)
    show_check(opened, scenarios)


def show(model: str = MODEL, as_json: bool = JSON) -> None:
    """Toon alle getallen van een model en waar ze vandaan komen."""
    from dataclasses import asdict

    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.whatif_output import show_numbers
    from ketenzicht.publish.whatif import assumptions_of
    from ketenzicht.whatif.model_file import open_model

    opened = open_model(model)
    if as_json:
        show_json(
            {"model": opened.content.name, "assumptions": [asdict(one) for one in assumptions_of(opened)]}
        )
    else:
        show_numbers(opened)


def _opened(name: str, base: Path | None) -> ModelFile:
    """The model, with what already holds in it."""
    from ketenzicht.whatif.model_file import open_model
    from ketenzicht.whatif.scenario import read_scenario, with_scenario

    model = open_model(name)
    return with_scenario(model, read_scenario(base, model)) if base else model


def _scenarios(model: ModelFile, paths: list[Path] | None) -> list[Scenario]:
    from ketenzicht.whatif.scenario import read_scenario

    return [read_scenario(path, model) for path in paths or ()]
