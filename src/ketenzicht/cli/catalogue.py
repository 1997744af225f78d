"""Verbs of ``ketenzicht catalogue``: find, show and check studies, and the yearly round."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ketenzicht.cli import catalogue_files
from ketenzicht.cli.catalogue_files import CATALOGUE, DAY, DEFAULT, MOST_SHOWN, THEME, under
from ketenzicht.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ketenzicht.catalogue.model import Catalogue, Study

_WORDS = Annotated[list[str], typer.Argument(metavar="WOORDEN", help="Wat je zoekt.")]
_STUDY = Annotated[str, typer.Argument(metavar="ONDERZOEK", help="De id van een onderzoek.")]
_SINCE = Annotated[str, typer.Option("--since", help="Sinds deze dag; anders sinds de vorige ronde.")]
_JSON = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    noun = typer.Typer(
        rich_markup_mode=None, help="Onderzoekscahier: onderzoek per thema.", no_args_is_help=True
    )
    noun.command("list", help="Toon de thema's, of het onderzoek onder een thema.")(list_studies)
    noun.command("search", help="Zoek onderzoek; elk woord moet erin voorkomen.")(search_studies)
    noun.command("show", help="Toon een onderzoek: vraag, uitkomsten, grenzen, hoe je het noemt.")(show_study)
    noun.command("check", help="Controleer een cahier; eindigt met 1 als er fouten zijn.")(check)
    noun.command("round", help="De jaarlijkse ronde: wat is nieuw, wat moet worden nagekeken.")(round_)
    noun.command("schema", help="Schrijf het JSON Schema van een onderzoek, waarmee een editor je helpt.")(
        schema
    )
    catalogue_files.register(noun)
    app.add_typer(noun, name="catalogue")


def list_studies(theme: THEME = "", catalogue: CATALOGUE = DEFAULT, as_json: _JSON = False) -> None:
    """List the themes with the number of studies, or the studies of a theme."""
    from ketenzicht.catalogue.load import load_catalogue
    from ketenzicht.cli.console import console, show_json

    of = load_catalogue(catalogue)
    if theme:
        _show_studies(under(of, theme), as_json)
        return
    counts = {one.id: sum(one.id in study.themes for study in of.studies) for one in of.settings.themes}
    if as_json:
        show_json(
            {
                "id": of.settings.id,
                "title": of.settings.title.nl,
                "themes": counts,
                "studies": len(of.studies),
            }
        )
        return
    out = console()
    out.print(f"[bold]{of.settings.title.nl}[/]  [dim]{len(of.studies)} onderzoeken[/]")
    for one in of.settings.themes:
        out.print(f"{counts[one.id]:4}  {one.name.nl}  [dim]{one.id}[/]")
    out.print(f"[dim]{of.settings.caution.nl}[/]")


def search_studies(
    words: _WORDS, theme: THEME = "", catalogue: CATALOGUE = DEFAULT, as_json: _JSON = False
) -> None:
    """Find studies."""
    from ketenzicht.catalogue.load import load_catalogue
    from ketenzicht.catalogue.search import build_index, search, suggestion
    from ketenzicht.cli.console import console

    of = load_catalogue(catalogue)
    names = {one.id: one.name.nl for one in of.settings.themes}
    index = build_index(under(of, theme), lambda study: [names[one] for one in study.themes])
    question = " ".join(words)
    found = [hit.study for hit in search(index, question)]
    _show_studies(found, as_json)
    if not found and not as_json and (near := suggestion(index, question)):
        console().print(f"Bedoelde je '{near}'?")


def show_study(study: _STUDY, catalogue: CATALOGUE = DEFAULT, as_json: _JSON = False) -> None:
    """Show one study with all that is known of it, and what is not."""
    from rich.markup import escape

    from ketenzicht.catalogue.citation import citation
    from ketenzicht.catalogue.load import load_catalogue
    from ketenzicht.chain.certainty import CERTAINTY_NAMES
    from ketenzicht.cli.console import console, show_json

    of = load_catalogue(catalogue)
    one = _study(of, study)
    if as_json:
        show_json(one.model_dump(mode="json", by_alias=True) | {"citatie": citation(one)})
        return
    out = console()
    out.print(f"[bold]{escape(one.title)}[/]")
    for label, text in (
        ("Vraag", one.question),
        ("Over", one.description),
        ("Toelichting", one.explanation),
        ("Opzet", ", ".join([*([one.design] if one.design else []), *one.methods]) or None),
        ("Wie", one.n),
        ("Periode", one.period),
        ("Plaats", one.place),
    ):
        out.print(f"[dim]{label:12}[/]{escape(text) if text else '[dim]niet bekend[/]'}")
    out.print("[dim]Uitkomsten[/]" if one.findings else "[dim]Uitkomsten  niet gelezen[/]")
    for finding in one.findings:
        figure = f" ({finding.figure})" if finding.figure else ""
        out.print(f"  - {escape(finding.text + figure)}  [dim]{finding.direction}[/]")
    out.print(f"[dim]{'Grenzen':12}[/]{escape(one.limits or 'niet bekend')}")
    sure = CERTAINTY_NAMES.get(one.certainty or "", "niet bekend")
    read, reviewed = one.read_as or "niet bekend", one.reviewed_on or "nooit"
    out.print(f"[dim]{'Hoe zeker':12}[/]{sure}; gelezen: {read}; nagekeken: {reviewed}")
    out.print(f"[dim]{'Noem het zo':12}[/]{escape(citation(one))}")
    if one.how_to_find:
        out.print(f"[dim]{'Vinden':12}[/]{escape(one.how_to_find)}")


def check(catalogue: CATALOGUE = DEFAULT, day: DAY = "", as_json: _JSON = False) -> None:
    """Check a catalogue."""
    from collections import Counter

    from ketenzicht.catalogue.checks import check_catalogue
    from ketenzicht.catalogue.load import load_catalogue
    from ketenzicht.cli.console import console, day_given, show_json

    remarks = check_catalogue(load_catalogue(catalogue), day_given(day))
    wrong = [one for one in remarks if one.severity == "fout"]
    if as_json:
        show_json([asdict(one) for one in remarks])
    else:
        out = console()
        for one in remarks:
            if one.severity != "hiaat":
                out.print(f"[bold]{one.severity}[/] {one.study}: {one.what} [dim]{one.fix}[/]")
        gaps = Counter(one.what for one in remarks if one.severity == "hiaat")
        for what, number in gaps.items():
            out.print(f"[dim]hiaat[/] {number} keer: {what}")
        due = sum(one.severity == "waarschuwing" for one in remarks)
        out.print(f"{len(wrong)} fouten, {due} waarschuwingen, {sum(gaps.values())} hiaten.")
    if wrong:
        raise typer.Exit(1)


def round_(since: _SINCE = "", day: DAY = "", catalogue: CATALOGUE = DEFAULT, as_json: _JSON = False) -> None:
    """Tell what the yearly round finds."""
    from ketenzicht.catalogue.indicators import indicators
    from ketenzicht.catalogue.load import open_catalogue
    from ketenzicht.catalogue.proposals import waiting
    from ketenzicht.catalogue.rounds import yearly_round
    from ketenzicht.cli.console import console, day_given, show_json

    opened, on = open_catalogue(catalogue), day_given(day)
    of, proposals = opened.catalogue, waiting(opened.folder)
    found, about = yearly_round(of, on, day_given(since) if since else None), indicators(of, on)
    parts = {
        "nieuw": found.added,
        "herzien": found.reviewed,
        "na te kijken": found.due,
        "teruggetrokken": found.retired,
        "van voor het bereik": found.out_of_scope,
    }
    if as_json:
        ids = {name: [study.id for study in studies] for name, studies in parts.items()}
        told = {"voorstellen": proposals, "indicators": asdict(about)}
        show_json({"since": found.since, "on": found.on, **ids, **told})
        return
    out = console()
    out.print(f"[bold]Ronde[/] sinds {found.since}, op {found.on}")
    for name, studies in parts.items():
        out.print(f"{len(studies):5}  {name}")
        for study in studies[:MOST_SHOWN] if name != "van voor het bereik" else ():
            out.print(f"       [dim]{study.id}[/]")
        if name != "van voor het bereik" and len(studies) > MOST_SHOWN:
            out.print(f"       [dim]... en nog {len(studies) - MOST_SHOWN}; allemaal staan ze in --json.[/]")
    out.print(f"{len(proposals):5}  voorstellen die wachten")
    empty = about.empty_cells
    out.print(f"{about.studies} onderzoeken; van {about.with_findings.of} zijn uitkomsten gelezen.")
    out.print(
        f"{about.with_effect_design.of} meten een effect; {empty.of} van {empty.total} vakken zijn leeg."
    )


def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of the file of a study."""
    from ketenzicht.catalogue.model import Study
    from ketenzicht.cli.console import show_json

    found = Study.model_json_schema(by_alias=True)
    found["title"] = "Onderzoek in een cahier van ketenzicht"
    show_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **found})


def _study(of: Catalogue, study_id: str) -> Study:
    from ketenzicht.errors import did_you_mean

    found = of.study(study_id)
    if found is None:
        fix = (
            did_you_mean(study_id, [one.id for one in of.studies])
            or "Zoek het: ketenzicht catalogue search WOORDEN"
        )
        raise UserError(f"Er is geen onderzoek '{study_id}'.", fix=fix)
    return found


def _show_studies(studies: Iterable[Study], as_json: bool) -> None:
    from rich.markup import escape

    from ketenzicht.cli.console import console, show_json

    rows: list[dict[str, Any]] = [
        {
            "id": one.id,
            "title": one.title,
            "year": one.year,
            "organisations": one.organisations,
            "themes": one.themes,
        }
        for one in studies
    ]
    if as_json:
        show_json(rows)
        return
    out = console()
    for row in rows:
        makers = f", {', '.join(row['organisations'])}" if row["organisations"] else ""
        out.print(f"[bold]{escape(row['title'])}[/]  [dim]{row['year']}{escape(makers)}[/]")
        out.print(f"  [dim]{row['id']}[/]")
    out.print(f"{len(rows)} onderzoeken." if len(rows) != 1 else "1 onderzoek.")
