"""Verbs of ``ketenzicht map``: problem maps in a terminal; links are added in words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from ketenzicht.errors import UserError

_MAP = Annotated[str, typer.Argument(metavar="KAART", help="Naam van een kaart die meekomt, of een bestand.")]
_FILE = Annotated[Path, typer.Argument(metavar="BESTAND", help="Het bestand van een eigen kaart.")]
_SENTENCE = Annotated[
    str,
    typer.Argument(
        metavar="ZIN", help='Een verband: "meer wachttijd -> meer uitval, want ... (volgens ...)".'
    ),
]
_NEW = Annotated[bool, typer.Option("--new", help="Voeg ook factoren toe die de kaart nog niet heeft.")]
_CATALOGUE = Annotated[
    str, typer.Option("--catalogue", "-c", help="Het cahier met de onderzoeken achter verbanden.")
]
_LANGUAGE = Annotated[Literal["nl", "en"], typer.Option("--language", help="nl of en.")]
_STUDY = Annotated[
    Path | None, typer.Option("--study", help="Map van een studie: haar vrijgegeven cijfers komen erbij.")
]
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
    noun.command("draw", help="Teken een kaart (SVG).")(draw_map)
    noun.command("report", help="Schrijf een kaart als verslag: tekening, woorden en bewijs (HTML of PDF).")(
        report
    )
    noun.command(
        "export", help="Schrijf een kaart voor PRSM (.prsm), Kumu (.json) of als GraphML (.graphml)."
    )(export_file)
    noun.command("import", help="Maak een eigen kaart van een bestand uit PRSM, Kumu of van GraphML.")(
        import_file
    )
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


def show_map(name: _MAP, as_json: _JSON = False) -> None:
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


def check(name: _MAP, catalogue: _CATALOGUE = "sociaal-domein", as_json: _JSON = False) -> None:
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


def draw_map(
    name: _MAP,
    to: Annotated[Path | None, typer.Option("--to", help="Het bestand; anders <kaart>.svg.")] = None,
    language: _LANGUAGE = "nl",
    study: _STUDY = None,
    as_json: _JSON = False,
) -> None:
    """Draw a map."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.problem_map.draw import draw
    from ketenzicht.problem_map.load import load_map
    from ketenzicht.publish.problem_map_figures import StudyFigures, map_figures
    from ketenzicht.study.factors import study_results

    of = load_map(name)
    file = to or Path(f"{of.id}.svg")
    found = map_figures(of, study_results(study), language) if study else StudyFigures()
    file.write_text(draw(of, language, figures=found.by_factor, notes=found.notes), encoding="utf-8")
    if as_json:
        show_json({"file": str(file)})
    else:
        console().print(f"De tekening staat in {file}.", markup=False)


def report(
    name: _MAP,
    to: Annotated[Path | None, typer.Option("--to", help="Het bestand (.html of .pdf).")] = None,
    language: _LANGUAGE = "nl",
    study: _STUDY = None,
    catalogue: _CATALOGUE = "sociaal-domein",
    as_json: _JSON = False,
) -> None:
    """Write a map as a report."""
    from datetime import date

    from ketenzicht.catalogue.load import load_catalogue
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.problem_map.load import load_map
    from ketenzicht.publish.problem_map import map_view, render_map, render_map_pdf
    from ketenzicht.publish.problem_map_figures import map_figures
    from ketenzicht.study.factors import study_results
    from ketenzicht.whole_file import write_whole

    of = load_map(name)
    file = to or Path(f"{of.id}.html")
    ending = file.suffix.lower()
    if ending not in (".html", ".pdf"):
        raise UserError(
            f"Een verslag gaat niet naar een bestand dat eindigt op '{file.suffix}'.",
            fix="Kies .html of .pdf.",
        )
    titles = {one.id: one.title for one in load_catalogue(catalogue).studies}
    figures = map_figures(of, study_results(study), language) if study else None
    view, day = map_view(of, language, studies=titles, figures=figures), date.today()
    write_whole(file, (render_map if ending == ".html" else render_map_pdf)(view, language, day))
    if as_json:
        show_json({"file": str(file), "figures": len(view.figures)})
        return
    console().print(f"Het verslag staat in {file}.", markup=False)
    if study and not view.figures:
        console().print("Van de factoren op deze kaart heeft de studie geen cijfer.")


def export_file(
    name: _MAP, to: Annotated[Path, typer.Option("--to", help="Het bestand.")], as_json: _JSON = False
) -> None:
    """Write a map for another program."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.problem_map.exchange import Form, export_map
    from ketenzicht.problem_map.load import load_map

    forms: dict[str, Form] = {".prsm": "prsm", ".json": "kumu", ".graphml": "graphml"}
    if to.suffix.lower() not in forms:
        raise UserError(
            f"Een kaart gaat niet naar een bestand dat eindigt op '{to.suffix}'.",
            fix="Kies .prsm, .json (Kumu) of .graphml.",
        )
    to.write_text(export_map(load_map(name), forms[to.suffix.lower()]), encoding="utf-8")
    if as_json:
        show_json({"file": str(to)})
    else:
        console().print(f"De kaart staat in {to}.", markup=False)


def import_file(
    file: Annotated[Path, typer.Argument(metavar="BESTAND", help="Het bestand van het andere programma.")],
    to: Annotated[Path, typer.Option("--to", help="Het bestand van de eigen kaart.")],
    as_json: _JSON = False,
) -> None:
    """Make a map of a file of another program."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.problem_map.exchange import import_map
    from ketenzicht.problem_map.save import save_map

    if to.exists():
        raise UserError("Dit bestand is er al.", fix="Kies een andere naam.", file=to)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(
            "Dit bestand is niet te lezen.", fix="Kijk of het bestaat en als UTF-8 is opgeslagen.", file=file
        ) from None
    of, left_out = import_map(text, file.stem)
    save_map(to, of)
    if as_json:
        show_json({"file": str(to), "left_out": [one.as_data() for one in left_out]})
        return
    out = console()
    out.print(f"{len(of.factors)} factoren en {len(of.links)} verbanden staan in {to}.", markup=False)
    for one in left_out:
        out.print(one.text(), markup=False)


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
