"""``ketenzicht study forget``: the number comes from a prompt or from standard input, and is never printed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from ketenzicht.intake.forgotten import Kind
    from ketenzicht.study.forget import Forgetting

Folder = Annotated[Path, typer.Argument(help="De map van de studie.", show_default=False)]
Person = Annotated[bool, typer.Option("--person", help="Het nummer is van een persoon.")]
Household = Annotated[bool, typer.Option("--household", help="Het nummer is van een huishouden.")]
Case = Annotated[bool, typer.Option("--case", help="Het nummer is van een casus.")]
Look = Annotated[
    list[Path] | None,
    typer.Option(
        "--copies",
        metavar="MAP",
        help="Zoek ook in deze map naar kopieën waar het nummer nog in staat, zoals reservekopieën. Mag vaker.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Toon geen voortgang.")]
AsJson = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]

ELSEWHERE = (
    "reservekopieën en kopieën van de studie, ook bij anderen",
    "rekenbladen die lezers al kregen",
    "cijfers die zijn vrijgegeven, en het grootboek daarvan: tellingen, zonder nummers of pseudoniemen",
    "de sleutel van de pseudoniemen: die hoort bij alle studies",
)


MOST_SHOWN = 20
"""Files of copies that are printed."""


def forget(
    folder: Folder,
    person: Person = False,
    household: Household = False,
    case: Case = False,
    copies: Look = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Wis een persoon, huishouden of casus uit een studie. Het nummer typ je na een vraag of komt van de invoer."""
    from ketenzicht.cli.console import progress, show_json
    from ketenzicht.study.forget import forget as forget_in_study

    kind = _kind(person, household, case)
    number = _number()
    with progress(quiet or as_json) as tell:
        done = forget_in_study(folder, kind, number, copies=copies or (), tell=tell)
    if as_json:
        show_json(_as_data(done))
    else:
        _show(done)


def _kind(person: bool, household: bool, case: bool) -> Kind:
    from ketenzicht.errors import UserError

    if person + household + case != 1:
        raise UserError(
            "Zeg van wie het nummer is.", fix="Kies een van de drie: --person, --household of --case."
        )
    return "persoon" if person else "huishouden" if household else "casus"


def _number() -> str:
    """What was typed without showing it, or the first line of standard input: never an option, so in no history."""
    if sys.stdin.isatty():
        return str(typer.prompt("Nummer zoals de registratie het heeft", hide_input=True))
    return sys.stdin.readline().strip()


def _as_data(done: Forgetting) -> dict[str, Any]:
    return {
        "study": str(done.study.folder),
        "kind": done.kind,
        "removed": list(done.removed),
        "files_read": done.files_read,
        "rows_left_out": done.rows_left_out,
        "not_read": done.not_read,
        "sources": [str(path) for path in done.sources],
        "remains": [str(path) for path in done.remains],
        "closed": [str(path) for path in done.closed],
        "copies": {
            "studies": [str(path) for path in done.copies.studies],
            "remains": [str(path) for path in done.copies.remains],
            "closed": [str(path) for path in done.copies.closed],
        },
        "elsewhere": list(ELSEWHERE),
    }


def _show(done: Forgetting) -> None:
    from rich.markup import escape

    from ketenzicht.cli.console import console

    out = console()
    out.print(
        f"[bold]Gewist[/] uit de map van de studie: {done.kind}. Een volgende run leest dit niet meer in."
    )
    for name in done.removed:
        out.print(f"  {escape(name)}")
    if done.files_read:
        out.print(f"Dossiers van de steekproef die zijn leeggemaakt: {done.files_read}")
    if done.rows_left_out is None:
        out.print(
            f"[bold yellow]Let op[/] De registraties zijn niet opnieuw gelezen: {escape(done.not_read)}"
        )
    elif done.rows_left_out:
        out.print(f"Rijen in de registraties die niet meer meedoen: {done.rows_left_out}")
    else:
        out.print("[bold yellow]Let op[/] In de registraties komt dit nummer niet voor. Klopt het nummer?")
    out.print("\n[bold]Hier kan het programma niet wissen; doe dat zelf:[/]")
    for path in done.sources:
        out.print(f"  registratie: {escape(str(path))}")
    for path in done.remains:
        out.print(f"  [bold red]staat nog in[/] {escape(str(path))}")
    for path in done.closed:
        out.print(f"  [bold red]niet te openen, kijk zelf na[/] {escape(str(path))}")
    _show_copies(out, done)
    for words in ELSEWHERE:
        out.print(f"  {words}")
    out.print(f"\nMaak het rapport opnieuw met: ketenzicht study run {escape(str(done.study.folder))}")


def _show_copies(out: Console, done: Forgetting) -> None:
    """Print what stands in copies elsewhere: first the studies, which can be treated alike."""
    from rich.markup import escape

    option = {"persoon": "--person", "huishouden": "--household", "casus": "--case"}[done.kind]
    for folder in done.copies.studies:
        out.print(
            f"  [bold red]kopie van een studie[/] {escape(str(folder))}: haal haar weg, of wis ook daar:"
        )
        out.print(f"    ketenzicht study forget {escape(str(folder))} {option}")
    for words, paths in (
        ("staat nog in", done.copies.remains),
        ("niet te openen, kijk zelf na", done.copies.closed),
    ):
        for path in paths[:MOST_SHOWN]:
            out.print(f"  [bold red]{words}[/] {escape(str(path))}")
        if len(paths) > MOST_SHOWN:
            out.print(f"  ... en nog {len(paths) - MOST_SHOWN}; alle met --json")
