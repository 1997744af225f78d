"""Verbs of ``ketenzicht key``: where the key of the pseudonyms is, and keeping it encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[
    Path | None,
    typer.Argument(
        metavar="BESTAND",
        help="Een sleutel, of een geheim van 'person agree'. Zonder: de sleutel van de pseudoniemen.",
    ),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="BESTAND",
        help="Het bestand waarvan de eerste regel de nieuwe wachtzin is. Zonder: die wordt gevraagd.",
    ),
]
For = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        metavar="SLEUTEL",
        help="Een openbare sleutel (age1...) in plaats van een wachtzin. Mag vaker.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="BESTAND", help="Schrijf een versleutelde kopie, en laat het bestand zelf."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]

WORDS = {
    None: "niet versleuteld: wie het bestand heeft, heeft de sleutel",
    "wachtzin": "versleuteld met een wachtzin",
    "sleutelbestand": "versleuteld voor een sleutelbestand",
}


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    key = typer.Typer(
        rich_markup_mode=None, help="De sleutel van de pseudoniemen bewaren.", no_args_is_help=True
    )
    app.add_typer(key, name="key")
    key.command("show")(show)
    key.command("lock")(lock)
    key.command("unlock")(unlock)


def show(file: File = None, as_json: AsJson = False) -> None:
    """Toon waar de sleutel is, en of hij versleuteld is."""
    from rich.markup import escape

    from ketenzicht.cli.console import console, show_json
    from ketenzicht.intake.keep_key import state_of_key
    from ketenzicht.intake.key import key_path

    path = file or key_path()
    there, by = state_of_key(path)
    if as_json:
        show_json({"key": str(path), "there": there, "encrypted": by})
        return
    words = WORDS[by] if there else "er nog niet: hij wordt gemaakt als u voor het eerst registraties inleest"
    console().print(f"[bold]{escape(str(path))}[/] is {words}.")


def lock(
    file: File = None,
    passphrase_file: PassphraseFile = None,
    for_: For = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Versleutel de sleutel met een wachtzin, of voor wie een sleutelbestand heeft."""
    from rich.markup import escape

    from ketenzicht.cli.console import console, show_json
    from ketenzicht.intake.keep_key import lock_key

    made = lock_key(file, passphrase_file=passphrase_file, public_keys=for_ or (), out=out)
    if as_json:
        show_json({"key": str(made.path), "encrypted": made.lock, "was_open": made.was_open})
        return
    shown = console()
    shown.print(f"[bold]{escape(str(made.path))}[/] is nu {WORDS[made.lock]}.")
    if made.lock == "wachtzin":
        shown.print(
            "Elke opdracht die de sleutel nodig heeft vraagt de wachtzin. Bent u die kwijt, dan is de sleutel weg."
        )
    if made.was_open:
        shown.print(
            "[bold yellow]Let op[/] Kopieën en reservekopieën van daarvoor zijn niet versleuteld: haal die weg."
        )


def unlock(file: File = None, as_json: AsJson = False) -> None:
    """Haal de versleuteling van de sleutel af."""
    from rich.markup import escape

    from ketenzicht.cli.console import console, show_json
    from ketenzicht.intake.keep_key import unlock_key

    path = unlock_key(file)
    if as_json:
        show_json({"key": str(path), "encrypted": None})
        return
    console().print(f"[bold]{escape(str(path))}[/] is {WORDS[None]}.")
