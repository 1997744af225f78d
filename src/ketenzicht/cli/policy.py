"""Verbs of ``ketenzicht policy``: which rules protect the figures, whose they are, and whether the file is right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ketenzicht.publish.policy import Policy
    from ketenzicht.publish.policy_file import PolicyFile

_STUDY = Annotated[
    Path | None,
    typer.Argument(metavar="STUDIE", help="Een studie: toon wat voor haar geldt. Zonder: het beleid zelf."),
]
_FILE = Annotated[
    Path | None,
    typer.Argument(metavar="BESTAND", help="Het beleidsbestand. Zonder: het beleid dat hier geldt."),
]
_AS_OF = Annotated[str, typer.Option("--as-of", help="Beoordeel op deze dag (jjjj-mm-dd); vandaag als leeg.")]
_JSON = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    policy = typer.Typer(
        rich_markup_mode=None,
        help="Het beleid van de bronhouder: wat cijfers beschermt voor ze naar buiten gaan.",
        no_args_is_help=True,
    )
    policy.command("show", help="Toon welk beleid geldt, van wie het is en waar het staat.")(show_policy)
    policy.command("check", help="Controleer een beleidsbestand; eindigt met 1 als het niet deugt.")(
        check_policy
    )
    app.add_typer(policy, name="policy")


def show_policy(study: _STUDY = None, as_json: _JSON = False) -> None:
    """Show the policy in force."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.publish.policy import Policy
    from ketenzicht.study.policy import find_policy, policy_of
    from ketenzicht.study.settings import load_study

    if study is None:
        file = find_policy()
        policy = Policy() if file is None else file.policy
    else:
        found = policy_of(load_study(study))
        file, policy = found.file, found.policy
    if as_json:
        show_json(_as_data(policy, file))
    else:
        _print(policy, file)


def check_policy(file: _FILE = None, as_of: _AS_OF = "", as_json: _JSON = False) -> None:
    """Check a policy file."""
    from ketenzicht.cli.console import console, day_given, show_json
    from ketenzicht.errors import UserError
    from ketenzicht.publish.policy_file import read_policy, remarks
    from ketenzicht.study.policy import find_policy, system_policy

    day = day_given(as_of)
    try:
        read = find_policy() if file is None else read_policy(file)
        if read is None:
            raise UserError(
                "Er is hier geen beleid van een bronhouder.",
                why="Zonder beleid geldt de standaard van het programma.",
                fix=f"Zet het in {system_policy()}, of noem het bestand: ketenzicht policy check BESTAND",
            )
        read.demand_valid(day)
    except UserError as error:
        error.exit_code = 1
        raise
    said = remarks(read)
    if as_json:
        show_json({"file": str(read.path), "as_of": day, "remarks": said, **_as_data(read.policy, read)})
        return
    _print(read.policy, read)
    out = console()
    for remark in said:
        out.print(f"[bold yellow]Let op[/] {remark}")
    out.print("[green]Het beleid klopt.[/]")


def _as_data(policy: Policy, file: PolicyFile | None) -> dict[str, Any]:
    from ketenzicht.publish.data_outputs import policy_data

    place = None if file is None else str(file.path)
    ledger = None if file is None or file.ledger is None else str(file.ledger)
    return {"place": place, "ledger": ledger, "policy": policy_data(policy)}


def _print(policy: Policy, file: PolicyFile | None) -> None:
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.cli.console import console
    from ketenzicht.publish.language import Wording
    from ketenzicht.publish.policy_words import policy_words

    rows = list(policy_words(policy, Wording("nl")))
    if file is not None:
        rows.insert(1, ("Plaats", str(file.path)))
        rows.append(("Grootboek", str(file.ledger) if file.ledger else "in de map van elke studie"))
    shown = Table.grid(padding=(0, 2))
    shown.add_column(style="dim", max_width=34)
    shown.add_column(overflow="fold")
    for label, text in rows:
        shown.add_row(escape(label), escape(text))
    out = console()
    out.soft_wrap = False
    out.print(shown)
