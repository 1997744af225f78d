"""``ketenzicht demo``: a made-up Veilig Thuis study, made and run with one command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this verb to the application."""
    app.command(name="demo")(demo)


def demo(
    households: Annotated[
        int, typer.Option("--households", help="Aantal verzonnen huishoudens met minstens een melding.")
    ] = 20_000,
    seed: Annotated[int, typer.Option("--seed", help="Dezelfde seed geeft dezelfde bestanden.")] = 2024,
    folder: Annotated[Path, typer.Option("--folder", help="De map voor de studie.")] = Path("demo"),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Toon geen voortgang.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")] = False,
) -> None:
    """Maak een verzonnen studie bij Veilig Thuis, voer die uit en toon waar het rapport staat."""
    from ketenzicht.cli.console import progress, show_json
    from ketenzicht.cli.run_output import run_as_data, show_run
    from ketenzicht.study.demo import make_demo_study
    from ketenzicht.study.run import run_study

    with progress(quiet or as_json) as tell:
        made = make_demo_study(folder, households=households, seed=seed, tell=tell)
        run = run_study(folder, tell=tell)
    if as_json:
        show_json({"households": made.households, "reports": made.reports, **run_as_data(run)})
    else:
        show_run(run)
