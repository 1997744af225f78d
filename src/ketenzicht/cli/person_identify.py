"""``ketenzicht person key|identify``: pseudonyms back to the numbers of a register, with a private key."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ketenzicht.study.identify import Identified

Folder = Annotated[Path, typer.Argument(help="De map van de studie.", metavar="STUDIE", show_default=False)]
KeyFile = Annotated[
    Path, typer.Argument(help="Het sleutelbestand dat gemaakt wordt.", metavar="BESTAND", show_default=False)
]
Identity = Annotated[
    Path, typer.Option("--identity", help="Uw sleutelbestand.", metavar="BESTAND", show_default=False)
]
Sample = Annotated[
    bool,
    typer.Option("--sample", help="Schrijf welke dossiers van de steekproef opgezocht moeten worden."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def key(file: KeyFile) -> None:
    """Maak een sleutelbestand waarmee u pseudoniemen kunt herleiden, en toon de openbare sleutel."""
    from rich.markup import escape

    from ketenzicht.cli.console import console
    from ketenzicht.intake.identifiers import new_identity

    public = new_identity(file)
    out = console()
    out.print(
        f"Sleutelbestand: [bold]{escape(str(file))}[/]. Geef het aan niemand, en bewaar het buiten de studie."
    )
    out.print("Zet deze regel in study.yaml van de studie die u mag herleiden:\n")
    out.print(f"herleidbaar_voor: [{public}]", markup=False)


def identify(folder: Folder, identity: Identity, sample: Sample = False, as_json: AsJson = False) -> None:
    """Zoek het nummer van de registratie bij een pseudoniem. De pseudoniemen typ je na een vraag."""
    from rich.markup import escape

    from ketenzicht.cli.console import console, show_json
    from ketenzicht.study.identify import identify as find
    from ketenzicht.study.identify import identify_sample

    if sample:
        path, listed = identify_sample(folder, identity)
        if as_json:
            show_json({"study": str(folder), "file": str(path), "files": listed})
        else:
            console().print(f"Dossiers om op te zoeken: {listed}, in [bold]{escape(str(path))}[/]")
        return
    found = find(folder, identity, _asked())
    if as_json:
        rows = [{"pseudonym": one.pseudonym, "kind": one.kind, "number": one.number} for one in found]
        show_json({"study": str(folder), "found": rows})
    else:
        _show(found)


def _asked() -> list[str]:
    """What was typed, or the lines of standard input: never an option, so in no history of the shell."""
    if sys.stdin.isatty():
        return str(typer.prompt("Pseudoniemen, met spaties ertussen")).split()
    return sys.stdin.read().split()


def _show(found: Sequence[Identified]) -> None:
    from rich.table import Table

    from ketenzicht.cli.console import console

    shown = Table("pseudoniem", "soort", "nummer", box=None, padding=(0, 2, 0, 0))
    for one in found:
        shown.add_row(one.pseudonym, one.kind, one.number)
    console().print(shown)
