"""``ketenzicht whatif estimate``: the parameters of a model from a study; it prints no figure of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ketenzicht.cli.recorded import recorded

if TYPE_CHECKING:
    from ketenzicht.study.whatif import EstimatedStudy


def add_estimate(whatif: typer.Typer) -> None:
    """Add the verb."""

    @whatif.command("estimate")
    @recorded("whatif estimate")
    def _estimate(
        folder: Path = typer.Argument(help="De map van de studie.", show_default=False),  # noqa: B008
        file: Path = typer.Option(  # noqa: B008
            ..., "-o", "--output", help="Het modelbestand; een naam alleen komt in out/secure van de studie."
        ),
        since: str = typer.Option(
            "",
            "--since",
            help="De dag vanaf wanneer alles telt (jjjj-mm-dd); ervoor wordt alleen teruggekeken. "
            "Leeg: na een kwart van de gegevens, hoogstens vijf jaar.",
        ),
        quiet: bool = typer.Option(False, "--quiet", help="Toon geen voortgang."),
        as_json: bool = typer.Option(False, "--json", help="Toon de uitkomst als JSON."),
    ) -> None:
        """Schat de parameters van een wat-als-model uit een studie, elk met zijn onzekerheid."""
        from ketenzicht.cli.console import day_given, progress, show_json
        from ketenzicht.study.whatif import estimate_study

        day = day_given(since) if since else None
        with progress(quiet or as_json) as tell:
            made = estimate_study(folder, file, since=day, tell=tell)
        if as_json:
            show_json(estimated_as_data(made))
        else:
            _show(made)


def estimated_as_data(made: EstimatedStudy) -> dict[str, Any]:
    """What was made, without any figure."""
    model = made.model
    return {
        "study": str(made.study.folder),
        "file": str(made.file),
        "since": model.since,
        "until": model.until,
        "parameters": [one.name for one in model.estimates.estimates],
        "missing": [{"name": one.name, "why": one.why} for one in model.estimates.missing],
    }


def _show(made: EstimatedStudy) -> None:
    from rich.markup import escape

    from ketenzicht.cli.console import console

    out, model = console(), made.model
    out.print(
        f"Parameters geschat: {len(model.estimates.estimates)}, van {model.since} tot en met {model.until}."
    )
    out.print(f"Modelbestand: {escape(str(made.file))}")
    if made.study.settings.synthetic:
        out.print("Gemaakt uit verzonnen registraties: niemand hierin bestaat.")
    else:
        out.print(
            "[bold]Geheim:[/] er staan exacte cijfers over echte mensen in. Laat het in de beveiligde map."
        )
    out.print("\nNiet te schatten:")
    for one in model.estimates.missing:
        out.print(f"  {escape(one.name)}\n    [dim]{escape(one.why)}[/]")
