"""Verbs of ``ketenzicht map``: problem maps in a terminal; links are added in words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ketenzicht.cli import problem_map_files
from ketenzicht.cli.problem_map_files import CATALOGUE, MAP
from ketenzicht.errors import UserError

_FILE = Annotated[Path, typer.Argument(metavar="BESTAND", help="Het bestand van een eigen kaart.")]
_SENTENCE = Annotated[
    str,
    typer.Argument(
        metavar="ZIN", help='Een verband: "meer wachttijd -> meer uitval, want ... (volgens ...)".'
    ),
]
_NEW = Annotated[bool, typer.Option("--new", help="Voeg ook factoren toe die de kaart nog niet heeft.")]
_JSON = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    noun = typer.Typer(
        rich_markup_mode=None, help="Oorzakenkaart: een hardnekkig probleem getekend.", no_args_is_help=True
    )
    noun.command("list", help="Toon de kaarten die meekomen.")(list_maps)
    noun.command("show", help="Toon een kaart in woorden: verbanden, kringen, hefbomen, open vragen.")(
        show_map
    )
    noun.command("check", help="Controleer een kaart; eindigt met 1 als er fouten zijn.")(check)
    noun.command("new", help="Begin een eigen kaart, leeg of als kopie van een andere.")(new)
    noun.command("add", help="Voeg een verband toe, in woorden.")(add_link)
    problem_map_files.register(noun)
    app.add_typer(noun, name="map")


def list_maps(as_json: _JSON = False) -> None:
    """List the maps that come with the program."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.problem_map.load import load_map, shipped_maps

    maps = [load_map(name) for name in shipped_maps()]
    if as_json:
        show_json(
            [
                {"id": one.id, "title": one.title.nl, "factors": len(one.factors), "links": len(one.links)}
                for one in maps
            ]
        )
        return
    out = console()
    for one in maps:
        out.print(
            f"[bold]{one.id}[/]  {one.title.nl}  [dim]{len(one.factors)} factoren, {len(one.links)} verbanden[/]"
        )
    out.print("[dim]Meer zien: ketenzicht map show NAAM[/]")


def show_map(name: MAP, as_json: _JSON = False) -> None:
    """Show a map in words."""
    from rich.markup import escape

    from ketenzicht.cli.console import console, show_json
    from ketenzicht.problem_map.in_words import in_words
    from ketenzicht.problem_map.load import load_map
    from ketenzicht.problem_map.reach import cover

    of = load_map(name)
    words, seen = in_words(of), cover(of)
    if as_json:
        show_json(of.model_dump(mode="json", by_alias=True) | {"in_woorden": asdict(words)})
        return
    out = console()
    out.print(f"[bold]{escape(of.title.nl)}[/]")
    out.print(escape(of.question.nl))
    for title, lines, none in (
        ("Verbanden", words.links, "Nog geen."),
        ("Kringen", words.loops, "Geen: geen enkel verband loopt terug."),
        ("Waar je het meest mee raakt", words.levers, ""),
        ("Wat ervoor en erna komt", words.reach, ""),
        ("Door meer perspectieven gezien", words.common, ""),
        ("Betwist", words.contested, ""),
        ("Zonder verband", words.loose, ""),
        ("Open vragen", words.questions, ""),
    ):
        if lines or none:
            out.print(f"\n[bold]{title}[/]")
        for line in lines or ((none,) if none else ()):
            out.print(f"  {escape(line)}")
    if words.more_loops:
        out.print("  [dim]Er zijn er meer; dit zijn de kortste.[/]")
    out.print(
        f"\n[dim]Van {seen.links} verbanden hebben er {len(seen.supported)} onderzoek achter zich; "
        f"{len(seen.measured)} van {len(of.factors)} factoren zijn te meten.[/]"
    )


def check(name: MAP, catalogue: CATALOGUE = "sociaal-domein", as_json: _JSON = False) -> None:
    """Check a map."""
    from ketenzicht.catalogue.load import load_catalogue
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.problem_map.checks import check_map
    from ketenzicht.problem_map.load import load_map

    remarks = check_map(load_map(name), [study.id for study in load_catalogue(catalogue).studies])
    wrong = sum(one.severity == "fout" for one in remarks)
    if as_json:
        show_json([asdict(one) for one in remarks])
    else:
        out = console()
        for one in remarks:
            out.print(f"[bold]{one.severity}[/] {one.about}: {one.what} [dim]{one.fix}[/]")
        out.print(f"{wrong} fouten, {len(remarks) - wrong} hiaten.")
    if wrong:
        raise typer.Exit(1)


def new(
    file: _FILE,
    like: Annotated[str, typer.Option("--like", help="Kopieer deze kaart.")] = "",
    as_json: _JSON = False,
) -> None:
    """Begin a map of one's own."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.problem_map.load import map_file

    if file.exists():
        raise UserError("Dit bestand is er al.", fix="Kies een andere naam.", file=file)
    text = map_file(like).read_text(encoding="utf-8") if like else _EMPTY.format(id=_id_of(file))
    file.write_text(text, encoding="utf-8")
    if as_json:
        show_json({"file": str(file)})
        return
    console().print(f"De kaart staat in {file}. Voeg verbanden toe met:")
    console().print(
        f'  ketenzicht map add {file} "meer wachttijd -> meer uitval, want mensen haken af" --new',
        markup=False,
    )


def add_link(file: _FILE, sentence: _SENTENCE, new_factors: _NEW = False, as_json: _JSON = False) -> None:
    """Add a link to a map of one's own."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.problem_map import words
    from ketenzicht.problem_map.load import load_map, shipped_maps
    from ketenzicht.problem_map.save import save_map

    if str(file) in shipped_maps():
        raise UserError(
            "Een kaart die meekomt, kun je niet veranderen.",
            fix=f"Maak een kopie: ketenzicht map new mijn-kaart.yaml --like {file}",
        )
    of = load_map(file)
    said = words.said(of, sentence)
    if said.new_factors and not new_factors:
        names = ", ".join(f"'{factor.name.nl}'" for factor in said.new_factors)
        near = " ".join(
            f"Bedoelde je '{known}' in plaats van '{name}'?" for name, known in said.perhaps_meant
        )
        raise UserError(
            f"De kaart kent deze factoren niet: {names}.", fix=near or "Zet --new erbij om ze toe te voegen."
        )
    changed = words.add(of, said)
    save_map(file, changed)
    if as_json:
        show_json(
            {
                "link": said.link.model_dump(mode="json", by_alias=True),
                "new": [one.id for one in said.new_factors],
            }
        )
    else:
        console().print(f"Toegevoegd: {words.sentence(changed, said.link)}", markup=False)


def _id_of(file: Path) -> str:
    import re

    return re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-") or "kaart"


_EMPTY = """\
id: {id}
titel: Naam van het probleem
vraag: Waarom is het zo?
perspectieven: []
factoren: []
verbanden: []
open_vragen: []
"""
