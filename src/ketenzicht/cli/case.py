"""Verbs of ``ketenzicht case``: one case at a time, for who may see it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ketenzicht.cli.recorded import recorded

if TYPE_CHECKING:
    from ketenzicht.diagram.timeline import Timeline

STYLES = {
    "plain": "",
    "heading": "bold",
    "soft": "dim",
    "bar": "cyan",
    "whole": "dim cyan",
    "mark": "bold",
    "missed": "bold red",
}
DEFAULT_NUMBER = 20


class UnitName(StrEnum):
    """Whom a case is about."""

    huishouden = "huishouden"
    persoon = "persoon"


Folder = Annotated[Path, typer.Argument(help="De map van de studie.")]
Case = Annotated[
    str | None,
    typer.Argument(
        metavar="PSEUDONIEM",
        help="De casus, of het begin van het pseudoniem. Zonder: de casus met de meeste meldingen.",
    ),
]
Unit = Annotated[
    UnitName | None, typer.Option("--unit", help="Volg huishoudens of personen; anders zoals de studie.")
]
Svg = Annotated[
    Path | None,
    typer.Option("--svg", help="Waar de tekening komt; anders casus-<pseudoniem>.svg in out/secure."),
]
Longest = Annotated[int | None, typer.Option("--longest", min=1, help="De casussen die het langst duren.")]
MostReports = Annotated[
    int | None, typer.Option("--most-reports", min=1, help="De casussen met de meeste meldingen.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Toon geen voortgang.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    verbs = typer.Typer(
        rich_markup_mode=None,
        help="Een casus van begin tot eind, alleen binnen de beveiligde map.",
        no_args_is_help=True,
    )
    verbs.command("show")(recorded("case show")(show))
    verbs.command("list")(recorded("case list")(list_))
    app.add_typer(verbs, name="case")


def show(
    folder: Folder,
    case: Case = None,
    unit: Unit = None,
    svg: Svg = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Teken een casus over alle organisaties heen, met de termijnen die zijn gemist."""
    from ketenzicht.cli.console import console, progress, show_json
    from ketenzicht.diagram.timeline_svg import timeline_svg
    from ketenzicht.study.case import case_timeline, check_target, write_drawing
    from ketenzicht.study.settings import load_study

    opened = load_study(folder)
    if svg is not None:
        check_target(opened, svg)
    with progress(quiet or as_json) as tell:
        tell("casus opzoeken")
        timeline = case_timeline(opened, case, unit=None if unit is None else unit.value)
        path = write_drawing(opened, timeline_svg(timeline), svg, timeline.case)
    if as_json:
        show_json(_as_data(timeline) | {"svg": str(path)})
        return
    out = console()
    _print(timeline, out, min(out.width, 140))
    out.print(f"\n[dim]Tekening:[/] {path}")


def list_(
    folder: Folder,
    longest: Longest = None,
    most_reports: MostReports = None,
    unit: Unit = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Noem casussen bij hun pseudoniem, om er een te kiezen."""
    from dataclasses import asdict

    from ketenzicht.cli.console import console, progress, show_json
    from ketenzicht.errors import UserError
    from ketenzicht.study.case import cases
    from ketenzicht.study.settings import load_study

    if longest is not None and most_reports is not None:
        raise UserError(
            "--longest en --most-reports gaan niet samen.",
            why="De lijst heeft een volgorde: het langst of de meeste meldingen eerst.",
            fix="Kies een van de twee.",
        )
    opened = load_study(folder)
    with progress(quiet or as_json) as tell:
        tell("casussen reconstrueren")
        found = cases(
            opened,
            number=most_reports or longest or DEFAULT_NUMBER,
            most_reports=most_reports is not None,
            unit=None if unit is None else unit.value,
        )
    if as_json:
        show_json({"casussen": [asdict(item) for item in found]})
        return
    from rich.table import Table

    from ketenzicht.diagram.timeline_words import short_date

    table = Table(box=None, pad_edge=False)
    for heading, side in (("casus", "left"), ("eerste dag", "right"), ("laatste dag", "right")):
        table.add_column(heading, justify=side, no_wrap=True)  # type: ignore[arg-type]
    for heading in ("meldingen", "fasen", ""):
        table.add_column(heading, justify="right", no_wrap=True)
    for item in found:
        table.add_row(
            item.case_id,
            short_date(item.first_on),
            short_date(item.last_on),
            str(item.reports),
            str(item.stages),
            "loopt nog" if item.is_open else "",
        )
    console().print(table)


def _print(timeline: Timeline, out: Any, width: int) -> None:
    from rich.text import Text

    from ketenzicht.diagram.timeline_text import timeline_lines

    for line in timeline_lines(timeline, width):
        out.print(Text.assemble(*((words, STYLES[role]) for words, role in line)))


def _as_data(timeline: Timeline) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(timeline)
