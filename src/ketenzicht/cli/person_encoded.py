"""``ketenzicht person agree|encode|match|take``: persons that two organisations have in common, without names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]
Registration = Annotated[
    Path, typer.Argument(help="De registratie.", metavar="REGISTRATIE", show_default=False)
]
Number = Annotated[
    str,
    typer.Option(
        "--number", help="De kolom met uw eigen nummer van een persoon.", metavar="KOLOM", show_default=False
    ),
]
Agreed = Annotated[
    Path, typer.Option("--agreement", help="De afspraak.", metavar="BESTAND", show_default=False)
]
Out = Annotated[
    Path,
    typer.Option("--out", help="Het bestand (.parquet) dat ontstaat.", metavar="BESTAND", show_default=False),
]
Threshold = Annotated[
    float, typer.Option("--threshold", help="Hoe gelijk twee records zijn, van 0,65 tot 1.")
]


def agree(
    folder: Annotated[
        Path, typer.Argument(help="De map van de afspraak.", metavar="MAP", show_default=False)
    ],
    purpose: Annotated[
        str, typer.Option("--purpose", help="Waarvoor er gekoppeld wordt.", show_default=False)
    ],
    until: Annotated[
        str, typer.Option("--until", help="De laatste dag (jjjj-mm-dd); over drie maanden als leeg.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Maak een afspraak en een geheim waarmee organisaties hun personen coderen."""
    from rich.markup import escape

    from ketenzicht.cli.console import console, day_given, show_json
    from ketenzicht.linkage.encoded import make_agreement

    agreement, secret = make_agreement(folder, purpose, day_given(until) if until else None)
    if as_json:
        show_json({"agreement": str(agreement), "secret": str(secret)})
        return
    out = console()
    out.print(f"Afspraak: [bold]{escape(str(agreement))}[/]. Pas de velden aan en geef het aan wie meedoet.")
    out.print(
        f"Geheim: [bold]{escape(str(secret))}[/]. Geef het versleuteld aan de organisaties die coderen, "
        "en nooit aan wie koppelt."
    )


def encode(
    registration: Registration,
    number: Number,
    agreement: Annotated[
        Path, typer.Option("--agreement", help="De afspraak.", metavar="BESTAND", show_default=False)
    ],
    secret: Annotated[
        Path, typer.Option("--secret", help="Het geheim.", metavar="BESTAND", show_default=False)
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="Het bestand voor wie koppelt (.parquet).", metavar="BESTAND", show_default=False
        ),
    ],
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help="Een veld dat anders heet: bsn=burgerservicenummer. Mag vaker."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Codeer de personen van een registratie, om te laten koppelen zonder namen of nummers te geven."""
    from rich.markup import escape

    from ketenzicht.cli.console import console, show_json
    from ketenzicht.cli.person import counted
    from ketenzicht.intake.key import read_key
    from ketenzicht.linkage.encoded import encode_registration, read_agreement, read_secret

    made = encode_registration(
        registration, number, _columns(column or []), read_agreement(agreement), out,
        secret=read_secret(secret), own_key=read_key(),
    )  # fmt: skip
    if as_json:
        counts = {"records": made.records, "with_bsn": made.with_bsn, "too_little": made.too_little}
        show_json({"file": str(out), **counts})
        return
    shown = console()
    shown.print(
        f"[bold]{counted(made.records)}[/] personen gecodeerd in [bold]{escape(str(out))}[/]; "
        f"{counted(made.with_bsn)} met geldig BSN."
    )
    if made.too_little:
        shown.print(
            f"[bold yellow]Let op[/] Van {counted(made.too_little)} personen is te weinig bekend voor een code; "
            "alleen een gelijk BSN kan hen koppelen."
        )


def _columns(given: list[str]) -> dict[str, str]:
    from ketenzicht.errors import UserError

    for one in given:
        if "=" not in one:
            raise UserError(
                f"'{one}' noemt geen veld en kolom.", fix="Schrijf: --column bsn=burgerservicenummer"
            )
    return dict(one.split("=", 1) for one in given)


def match(
    first: Annotated[
        Path, typer.Argument(help="Codes van de ene organisatie.", metavar="EEN", show_default=False)
    ],
    second: Annotated[Path, typer.Argument(help="Codes van de andere.", metavar="ANDER", show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", help="De map voor de uitkomst.", metavar="MAP", show_default=False)
    ],
    threshold: Threshold = 0.8,
    many: Annotated[
        bool, typer.Option("--many", help="Een persoon mag in een bestand vaker voorkomen.")
    ] = False,
    most: Annotated[
        int | None,
        typer.Option("--most", min=1, help="Hoeveel records een bestand hoogstens heeft, zoals afgesproken."),
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option("--earlier", help="De uitkomst van een eerdere ronde: toon de groei.", metavar="MAP"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Zoek de personen die twee organisaties gemeen hebben, in hun codes."""
    from dataclasses import asdict

    from ketenzicht.cli.console import show_json
    from ketenzicht.intake.key import read_key
    from ketenzicht.linkage.encoded import match as find

    found = find(
        first,
        second,
        out,
        key=read_key(),
        threshold=threshold,
        one_to_one=not many,
        most=most,
        earlier=earlier,
    )
    if as_json:
        show_json(
            {
                "pairs": str(found.pairs), "persons": [str(one) for one in found.persons],
                "files": [asdict(one) | {"striking": one.striking} for one in found.counted],
                "by_bsn": found.by_bsn, "by_code": found.by_code,
                "at": {str(level): pairs for level, pairs in found.at.items()},
            }
        )  # fmt: skip
    else:
        _show(found, threshold)


STRIKING = {
    "gegroeid": "veel meer records dan in de eerdere ronde. Vraag de organisatie waarom, voordat u iets teruggeeft.",
    "kaal": "veel records met alleen een BSN. Vraag de organisatie waarom, voordat u iets teruggeeft.",
}
"""Reasons to ask (:class:`ketenzicht.linkage.encoded.Counted`)."""


def _show(found: Any, threshold: float) -> None:
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.cli.console import console
    from ketenzicht.cli.person import counted
    from ketenzicht.cli.study_output import percent

    out = console()
    out.print(f"Paren: {counted(found.by_bsn)} met een gelijk BSN, {counted(found.by_code)} met een code.")
    files = Table(
        "Bestand", "Records", "Gevonden", "Alleen BSN", "Eerdere ronde", "Groei", box=None, pad_edge=False
    )
    for one in found.counted:
        before = ("–", "–") if one.growth is None else (counted(one.before), percent(one.growth))
        share = f"{counted(one.found)} ({percent(one.found / max(one.records, 1))})"
        files.add_row(escape(one.name), counted(one.records), share, counted(one.bare), *before)
    out.print(files)
    for one in found.counted:
        for what in one.striking:
            out.print(f"[bold yellow]Let op[/] {escape(one.name)}: {STRIKING[what]}")
    table = Table("Drempel", "Paren met een code", box=None, pad_edge=False)
    for level, pairs in found.at.items():
        table.add_row(
            f"{level:.2f}".replace(".", ","), counted(pairs), style="bold" if level == threshold else None
        )
    out.print(table)
    for path in found.persons:
        out.print(f"Terug naar de organisatie: [bold]{escape(str(path))}[/]")


def take(
    registration: Registration,
    number: Number,
    persons: Annotated[
        Path,
        typer.Option("--persons", help="De lijst van wie koppelde.", metavar="BESTAND", show_default=False),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="De registratie met personen (.parquet).", metavar="BESTAND", show_default=False
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Zet de gekoppelde personen in een registratie, in plaats van uw eigen nummers."""
    from rich.markup import escape

    from ketenzicht.cli.console import console, show_json
    from ketenzicht.cli.person import counted
    from ketenzicht.intake.key import read_key
    from ketenzicht.linkage.encoded import take_persons

    taken = take_persons(registration, number, persons, out, own_key=read_key())
    if as_json:
        show_json({"file": str(taken.path), "rows": taken.rows, "without": taken.without})
        return
    console().print(
        f"[bold]{escape(str(taken.path))}[/]: {counted(taken.rows)} rijen, {counted(taken.without)} zonder persoon."
    )
