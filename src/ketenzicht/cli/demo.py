"""``ketenzicht demo``: a made-up Veilig Thuis study, made and run with one command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ketenzicht.study.run import StudyRun
    from ketenzicht.whatif.registration import Written

HEADLINES = (
    "eerdere-meldingen",
    "nieuwe-melding",
    "uitval",
    "besluit-binnen-5-werkdagen",
    "caseload",
)
"""The five measures whose sentences are shown."""


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
    from ketenzicht.cli.console import progress
    from ketenzicht.study.demo import make_demo_study
    from ketenzicht.study.run import run_study

    with progress(quiet or as_json) as tell:
        made = make_demo_study(folder, households=households, seed=seed, tell=tell)
        run = run_study(folder, tell=tell)
    show = _show_data if as_json else _show_text
    show(folder, made, run)


def _show_text(folder: Path, made: Written, run: StudyRun) -> None:
    from rich.markup import escape

    from ketenzicht.cli.console import console

    out = console()
    households, reports = (f"{number:,}".replace(",", ".") for number in (made.households, made.reports))
    out.print(
        f"Verzonnen studie in [bold]{escape(str(folder))}[/]: {households} huishoudens, {reports} meldingen."
    )
    for measure in HEADLINES:
        out.print(f"- {escape(run.sentences[measure])}")
    out.print(f"Rapport: [bold]{escape(str(run.files[0]))}[/]")


def _show_data(folder: Path, made: Written, run: StudyRun) -> None:
    from ketenzicht.cli.console import show_json

    show_json(
        {
            "study": str(folder),
            "synthetic": True,
            "households": made.households,
            "reports": made.reports,
            "sentences": run.sentences,
            "report": str(run.files[0]),
            "files": [str(path) for path in run.files],
        }
    )
