"""``ketenzicht study trail`` and ``verify``: who did what with a study, and whether that is as it was written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ketenzicht.cli import accounts

if TYPE_CHECKING:
    from ketenzicht.study.settings import Study
    from ketenzicht.study.trail import Act

LAST = 50

Folder = Annotated[Path, typer.Argument(help="De map van de studie.", show_default=False)]


def register(study: typer.Typer) -> None:
    """Add these verbs to those of ``ketenzicht study``."""
    study.command("trail")(trail)
    study.command("verify")(verify)


def trail(
    folder: Folder,
    last: Annotated[int, typer.Option("--last", min=1, help="Hoeveel van de laatste regels.")] = LAST,
    as_json: Annotated[bool, typer.Option("--json", help="Toon alles als JSON.")] = False,
) -> None:
    """Toon het logboek: wie wanneer met welke opdracht gegevens van personen las of de studie wijzigde."""
    from dataclasses import asdict

    from ketenzicht.cli.console import console, show_json
    from ketenzicht.study.settings import load_study
    from ketenzicht.study.trail import read_trail

    study = load_study(folder)
    found = read_trail(study.folder)
    if as_json:
        show_json({"study": str(folder), "acts": [asdict(act) for act in found.acts], "seal": found.seal})
        return
    _show(found.acts[-last:])
    if len(found.acts) > last:
        console().print(f"Dit zijn de laatste {last} van {len(found.acts)}; meer met --last.")
    console().print("Of er niets aan veranderd is: ketenzicht study verify", str(folder), markup=False)


def verify(
    folder: Folder,
    seal: accounts.Seal = "",
    database: accounts.StudyDatabase = "",
) -> None:
    """Ga na of het logboek is zoals het is opgeschreven; eindigt met 1 als dat niet zo is."""
    from ketenzicht.study.settings import load_study
    from ketenzicht.study.trail import verify_trail

    study = load_study(folder)
    found = verify_trail(study.folder, seal)
    changed, told = _accounts(study, database)
    for line in (*found.lines, *told):
        sys.stdout.write(f"{line}\n")
    if changed or not found.sound:
        raise typer.Exit(1)


def _accounts(study: Study, database: str) -> tuple[bool, tuple[str, ...]]:
    """Whether the trail of the accounts was changed, and what to say of it; nothing where there are no accounts."""
    from ketenzicht.web.server import OWN_NAMES
    from ketenzicht.web.study.counter import Counter, place_of
    from ketenzicht.web.survey.app import application

    place = place_of(study, database)
    if place.database is None and not place.sqlite.exists():
        return False, ()
    place.prepare()
    application(Counter(study), place, OWN_NAMES)
    from ketenzicht.web.survey.verified import acts

    if wrong := tuple(acts()):
        return True, tuple(f"Accounts: {line}" for line in wrong)
    return False, ("Het logboek van de accounts is zoals het is opgeschreven.",)


def _show(acts: tuple[Act, ...]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.cli.console import console

    shown = Table(box=None, pad_edge=False)
    shown.add_column("", justify="right")
    for heading in ("wanneer", "wie", "wat", "hoe het ging"):
        shown.add_column(heading, overflow="fold")
    for act in acts:
        shown.add_row(str(act.number), _moment(act), *map(escape, (act.who, act.what, _result(act))))
    out = console()
    out.soft_wrap = False
    out.print(shown)


def _result(act: Act) -> str:
    if act.result == "begonnen":
        return "begonnen, niet geëindigd: nog bezig, of afgebroken"
    return act.result


def _moment(act: Act) -> str:
    """When, on the clock of this computer."""
    return act.moment.astimezone().strftime("%Y-%m-%d %H:%M:%S") if act.moment else act.at
