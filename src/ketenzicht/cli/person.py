"""Verbs of ``ketenzicht person``: recognising persons across registrations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ketenzicht.cli.person_encoded import agree, encode, match, take
from ketenzicht.cli.person_identify import identify, key
from ketenzicht.cli.recorded import recorded

if TYPE_CHECKING:
    from ketenzicht.study.persons_link import LinkedStudy

Folder = Annotated[Path, typer.Argument(help="De map van de studie.", metavar="STUDIE", show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", help="Toon geen voortgang.")]
AsJson = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    person = typer.Typer(
        rich_markup_mode=None,
        help="Personen herkennen over registraties heen.",
        no_args_is_help=True,
    )
    app.add_typer(person, name="person")
    person.command("link")(recorded("person link")(link))
    person.command("review")(recorded("person review")(review))
    person.command("key")(key)
    person.command("identify")(recorded("person identify")(identify))
    person.command("agree")(agree)
    person.command("encode")(encode)
    person.command("match")(match)
    person.command("take")(take)


def link(folder: Folder, quiet: Quiet = False, as_json: AsJson = False) -> None:
    """Zoek uit welke records van een persoon zijn, en schrijf een lijst om na te kijken."""
    from ketenzicht.cli.console import progress, show_json
    from ketenzicht.study.persons_link import link_study

    with progress(quiet or as_json) as tell:
        made = link_study(folder, tell=tell)
    if as_json:
        show_json(_as_data(made))
    else:
        _show(made)


def review(
    folder: Folder,
    list_: Annotated[
        Path,
        typer.Option("--from", help="De ingevulde nakijklijst: review.xlsx of een csv.", show_default=False),
    ],
    by: Annotated[str, typer.Option("--by", help="Wie besloot, waar de lijst dat niet zegt.")] = "",
    as_json: AsJson = False,
) -> None:
    """Lees de besluiten in uit een ingevulde nakijklijst; het volgende koppelen volgt ze."""
    from rich.markup import escape

    from ketenzicht.cli.console import console, show_json
    from ketenzicht.study.persons_review import take_review

    taken = take_review(folder, list_, by=by)
    if as_json:
        show_json({"study": str(folder), "added": taken.added, "same": taken.same})
        return
    out = console()
    out.print(f"Nieuwe of gewijzigde besluiten: [bold]{taken.added}[/]; al bekend: {taken.same}")
    if taken.added:
        out.print(f"Verwerk ze met: ketenzicht person link {escape(str(folder))}")


def _as_data(made: LinkedStudy) -> dict[str, Any]:
    from dataclasses import asdict

    found = {name: value for name, value in asdict(made.found).items() if not isinstance(value, Path)}
    return {
        "study": str(made.linking.study.folder),
        "threshold": made.linking.settings.link,
        "fingerprint": made.fingerprint,
        "seen": made.seen,
        "too_little": made.too_little,
        "forgotten": made.forgotten,
        "decisions_followed": made.decided,
        "decisions_lapsed": made.lapsed,
        **found,
        "review_list": str(made.review),
        "why": str(made.why),
    }


def _show(made: LinkedStudy) -> None:
    from rich.markup import escape

    from ketenzicht.cli.console import console
    from ketenzicht.cli.study_output import show_to_erase

    out, found, folder = console(), made.found, escape(str(made.linking.study.folder))
    out.print(
        f"[bold]{counted(found.records)}[/] records van personen: [bold]{counted(found.people)}[/] personen"
    )
    out.print(_records(made))
    if made.too_little:
        out.print(
            f"[bold yellow]Let op[/] Van {counted(made.too_little)} personen in de registraties is te weinig bekend "
            "om hen te herkennen; hun gebeurtenissen tellen mee zonder persoon."
        )
    if made.decided or made.lapsed:
        lapsed = f"; vervallen omdat de registratie veranderde: {made.lapsed}" if made.lapsed else ""
        out.print(f"Besluiten die zijn gevolgd: {made.decided}{lapsed}")
    out.print(_thresholds(made))
    if found.to_review:
        pairs = "1 paar" if found.to_review == 1 else f"{counted(found.to_review)} paren"
        out.print(f"[bold yellow]Nakijken[/] {pairs}: {escape(str(made.review))}")
        out.print("  Vul besluit, door en toelichting in, en dan:")
        out.print(f"  ketenzicht person review {folder} --from {escape(str(made.review))}")
    show_to_erase(out, made.linking.study)
    out.print(f"Waarom per paar: {escape(str(made.why))}")
    out.print(f"Model: kenmerk {made.fingerprint[:12]}")
    out.print(f"Nu verder met: ketenzicht study run {folder}")


def _records(made: LinkedStudy) -> Any:
    from rich.table import Table

    found = made.found
    table = Table(box=None, pad_edge=False)
    table.add_column("Hoe een record bij zijn persoon kwam")
    table.add_column("Records", justify="right")
    for words, count in (
        ("zelfde geldige BSN", found.linked_by_bsn),
        ("zelfde nummer in een registratie", found.linked_by_number),
        ("besluit van iemand", found.linked_by_decision),
        ("kans", found.linked_by_chance),
        ("alleen: geen ander record gevonden", found.unlinked),
    ):
        table.add_row(words, counted(count))
    return table


def _thresholds(made: LinkedStudy) -> Any:
    from rich.table import Table

    settings = made.linking.settings
    words = {settings.strict: "strenger", settings.link: "gekozen", settings.loose: "soepeler"}
    table = Table(box=None, pad_edge=False)
    for name in ("Drempel", "Paren", "Klopt", "Gevonden"):
        table.add_column(name, justify="right")
    table.add_column("")
    for one in made.found.trade_off:
        style = "bold" if one.link == settings.link else None
        shares = (one.precision, one.recall)
        table.add_row(
            f"{one.link:.3f}".replace(".", ","), counted(one.pairs), *map(_percent, shares),
            words.get(one.link, ""), style=style,
        )  # fmt: skip
    return table


def counted(count: int) -> str:
    """A count as Dutch writes it: 1.234."""
    return f"{count:,}".replace(",", ".")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %".replace(".", ",")
