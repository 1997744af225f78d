"""The verb of ``ketenzicht ledger``: what was released, and whether the list is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ketenzicht.publish.ledger import Release

_PLACE = Annotated[
    Path | None,
    typer.Argument(
        metavar="PLAATS", help="Een studie of een grootboek. Zonder: het grootboek van het beleid hier."
    ),
]
_NUMBERS = Annotated[
    bool, typer.Option("--numbers", help="Toon hoe de getallen achter de laatste vrijgave heten.")
]
_JSON = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def register(app: typer.Typer) -> None:
    """Add this verb to the application."""
    ledger = typer.Typer(
        rich_markup_mode=None, help="Het grootboek: wat er is vrijgegeven.", no_args_is_help=True
    )
    # a noun with one verb stays a noun
    ledger.callback()(lambda: None)
    ledger.command("show", help="Toon de vrijgaven, en controleer of er geen regel weg of gewijzigd is.")(
        show
    )
    app.add_typer(ledger, name="ledger")


def show(place: _PLACE = None, numbers: _NUMBERS = False, as_json: _JSON = False) -> None:
    """Show the releases of a ledger, or the names of the numbers behind the last one."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.publish.ledger import read_ledger

    path = _ledger_at(place)
    releases = read_ledger(path)
    if numbers:
        _show_numbers(path, releases, as_json)
        return
    if as_json:
        show_json({"ledger": str(path), "releases": [_as_data(release) for release in releases]})
        return
    from rich.markup import escape

    out = console()
    if releases:
        _print(releases)
    count = "1 vrijgave" if len(releases) == 1 else f"{len(releases) or 'geen'} vrijgaven"
    out.print(f"[green]{escape(str(path))}: {count}, niets weg of gewijzigd.[/]")


def _ledger_at(place: Path | None) -> Path:
    from ketenzicht.errors import UserError
    from ketenzicht.study.policy import find_policy, policy_of
    from ketenzicht.study.release import ledger_path
    from ketenzicht.study.settings import load_study

    if place is None:
        file = find_policy()
        if file is not None and file.ledger is not None:
            return file.ledger
        raise UserError(
            "Er is hier geen gezamenlijk grootboek.",
            why="Dan heeft elke studie haar eigen.",
            fix="Noem de studie of het bestand: ketenzicht ledger show STUDIE",
        )
    if place.is_dir() or place.name == "study.yaml":
        study = load_study(place)
        return ledger_path(study, policy_of(study))
    if not place.exists():
        raise UserError(
            "Dit grootboek bestaat niet.",
            fix="Noem een studie, of een bestand zoals grootboek.jsonl.",
            file=place,
        )
    return place


def _as_data(release: Release) -> dict[str, object]:
    from dataclasses import asdict

    return {name: value for name, value in asdict(release).items() if name not in ("figures", "tables")}


def _print(releases: tuple[Release, ...]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.cli.console import console

    shown = Table(box=None, pad_edge=False)
    shown.add_column("", justify="right")
    for heading in ("dag", "periode", "kenmerk"):
        shown.add_column(heading, no_wrap=True)
    for heading in ("studie", "nagekeken door"):
        shown.add_column(heading, overflow="fold")
    for release in releases:
        period = f"{release.period['from']} – {release.period['to']}"
        row = (release.date, period, release.mark[:12], release.study, release.approved_by or "")
        shown.add_row(str(release.number), *(escape(text) for text in row))
    out = console()
    out.soft_wrap = False
    out.print(shown)


def _show_numbers(path: Path, releases: tuple[Release, ...], as_json: bool) -> None:
    """Print each number that stands in a table, with what was told of it: nothing that was not published."""
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.cli.console import console, show_json

    last = releases[-1] if releases else None
    told = last.figures["numbers"] if last else {}
    rows = [
        {"name": name, "table": table, "low": told[name]["low"], "high": told[name]["high"]}
        for name, table in (last.tables if last else {}).items()
        if name in told
    ]
    if as_json:
        show_json({"ledger": str(path), "release": last.number if last else None, "numbers": rows})
        return
    shown = Table("getal", "tabel", "van", "tot en met", box=None, padding=(0, 2, 0, 0))
    for row in rows:
        high = "–" if row["high"] is None else str(row["high"])
        shown.add_row(escape(str(row["name"])), escape(str(row["table"])), str(row["low"]), high)
    console().print(shown)
