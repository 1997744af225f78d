"""Verbs of ``ketenzicht map`` that make a file of a map, or a map of a file: drawing, report, other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from ketenzicht.errors import UserError

MAP = Annotated[str, typer.Argument(metavar="KAART", help="Naam van een kaart die meekomt, of een bestand.")]
CATALOGUE = Annotated[
    str, typer.Option("--catalogue", "-c", help="Het cahier met de onderzoeken achter verbanden.")
]
_LANGUAGE = Annotated[Literal["nl", "en"], typer.Option("--language", help="nl of en.")]
_STUDY = Annotated[
    Path | None, typer.Option("--study", help="Map van een studie: haar vrijgegeven cijfers komen erbij.")
]
_JSON = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def register(noun: typer.Typer) -> None:
    """Add these verbs to the noun."""
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


def draw_map(
    name: MAP,
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
    name: MAP,
    to: Annotated[Path | None, typer.Option("--to", help="Het bestand (.html of .pdf).")] = None,
    language: _LANGUAGE = "nl",
    study: _STUDY = None,
    catalogue: CATALOGUE = "sociaal-domein",
    as_json: _JSON = False,
) -> None:
    """Write a map as a report."""
    from datetime import date

    from ketenzicht.catalogue.citation import citation
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
    cited = {one.id: citation(one) for one in load_catalogue(catalogue).studies}
    figures = map_figures(of, study_results(study), language) if study else None
    view, day = map_view(of, language, studies=cited, figures=figures), date.today()
    write_whole(file, (render_map if ending == ".html" else render_map_pdf)(view, language, day))
    if as_json:
        show_json({"file": str(file), "figures": len(view.figures)})
        return
    console().print(f"Het verslag staat in {file}.", markup=False)
    if study and not view.figures:
        console().print("Van de factoren op deze kaart heeft de studie geen cijfer.")


def export_file(
    name: MAP, to: Annotated[Path, typer.Option("--to", help="Het bestand.")], as_json: _JSON = False
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
