"""Verbs of ``ketenzicht catalogue`` that write: a catalogue of one's own, references in and out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ketenzicht.errors import UserError

if TYPE_CHECKING:
    from ketenzicht.catalogue.load import CatalogueFolder
    from ketenzicht.catalogue.model import Catalogue, Study

DEFAULT = "sociaal-domein"
MOST_SHOWN = 50
ENDINGS = (".ris", ".bib", ".json", ".csv")

_PROPOSAL = Annotated[str, typer.Argument(metavar="VOORSTEL", help="De id van een voorstel.")]
_FOLDER = Annotated[Path, typer.Argument(metavar="MAP", help="De map van het nieuwe cahier.")]
_FILE = Annotated[Path, typer.Argument(metavar="BESTAND", help="RIS, BibTeX, CSL-JSON of CSV.")]
_TO = Annotated[
    Path, typer.Argument(metavar="BESTAND", help="Waarheen; .ris, .bib, .json of .csv zegt de vorm.")
]
_LOOK = Annotated[bool, typer.Option("--dry-run", help="Zeg wat er zou gebeuren en schrijf niets.")]
_SKIP = Annotated[
    bool,
    typer.Option(
        "--skip-doubles", help="Neem niet over wat lijkt op wat er al is, of twee keer in het bestand."
    ),
]
CATALOGUE = Annotated[
    str,
    typer.Option(
        "--catalogue", "-c", help="Naam van een cahier dat meekomt, of een map met een eigen cahier."
    ),
]
THEME = Annotated[str, typer.Option("--theme", help="Alleen onderzoek onder dit thema.")]
DAY = Annotated[str, typer.Option("--day", help="De dag, als jaar-maand-dag; anders vandaag.")]
_JSON = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def register(noun: typer.Typer) -> None:
    """Add these verbs to the noun."""
    noun.command("new", help="Begin een eigen cahier, met de thema's van een ander.")(new)
    noun.command("import", help="Neem verwijzingen over als voorstellen.")(import_)
    noun.command("accept", help="Neem een voorstel op in het cahier.")(accept_proposal)
    noun.command("export", help="Schrijf onderzoek als RIS, BibTeX, CSL-JSON of CSV.")(export_studies)


def new(folder: _FOLDER, catalogue: CATALOGUE = DEFAULT, as_json: _JSON = False) -> None:
    """Begin a catalogue with the settings of another."""
    from shutil import copyfile

    from ketenzicht.catalogue.load import SETTINGS, STUDIES, catalogue_folder
    from ketenzicht.cli.console import console, show_json

    source = catalogue_folder(catalogue) / SETTINGS
    if (folder / SETTINGS).exists():
        raise UserError("In deze map staat al een cahier.", fix="Kies een andere map.", file=folder)
    (folder / STUDIES).mkdir(parents=True, exist_ok=True)
    copyfile(source, folder / SETTINGS)
    if as_json:
        show_json({"folder": str(folder)})
        return
    console().print(
        f"Een cahier zonder onderzoek staat in {folder}. Pas {SETTINGS} aan, en neem verwijzingen over met:"
    )
    console().print(f"  ketenzicht catalogue import BESTAND --catalogue {folder}")


def import_(
    file: _FILE,
    catalogue: CATALOGUE,
    dry_run: _LOOK = False,
    skip_doubles: _SKIP = False,
    as_json: _JSON = False,
) -> None:
    """Take references of others over as proposals."""
    from ketenzicht.catalogue.proposals import (
        PROPOSALS,
        proposals_in,
        read_references,
        waiting,
        write_proposals,
    )
    from ketenzicht.cli.console import console, show_json

    opened = _own(catalogue)
    found = read_references(file, opened.catalogue, proposals_in(opened), waiting(opened.folder))
    if skip_doubles:
        found = found.without_doubles()
    if not dry_run:
        write_proposals(opened.folder, found.studies)
    if as_json:
        show_json(
            {
                "references": found.references,
                "proposed_before": found.again,
                "proposals": [study.id for study in found.studies],
                "doubles": [one._asdict() for one in found.doubles],
                "problems": [asdict(one) for one in found.problems],
                "written": not dry_run,
            }
        )
        return
    out = console()
    for problem in found.problems:
        out.print(f"[bold]{file.name}:{problem.line}[/] {problem.what} [dim]{problem.fix}[/]")
    for double in found.doubles[:MOST_SHOWN]:
        out.print(f"[bold]dubbel?[/] {double.one} lijkt op {double.other} ({double.why})")
    if len(found.doubles) > MOST_SHOWN:
        out.print(f"[dim]... en nog {len(found.doubles) - MOST_SHOWN}; allemaal staan ze in --json.[/]")
    if found.again:
        out.print(f"{found.again} verwijzingen staan al precies zo bij de voorstellen.")
    said = "zouden voorstellen worden" if dry_run else f"staan als voorstel in {opened.folder / PROPOSALS}"
    out.print(
        f"{len(found.studies)} van {found.references} verwijzingen {said}; "
        f"{len(found.doubles)} lijken {'er al te zijn en bleven weg' if skip_doubles else 'er al te zijn'}."
    )
    if found.studies and not dry_run:
        out.print("[dim]Vul ze aan en neem ze op: ketenzicht catalogue accept VOORSTEL[/]")


def accept_proposal(proposal: _PROPOSAL, catalogue: CATALOGUE, day: DAY = "", as_json: _JSON = False) -> None:
    """Take a proposal up."""
    from ketenzicht.catalogue.proposals import accept
    from ketenzicht.cli.console import console, day_given, show_json

    target = accept(_own(catalogue), proposal, day_given(day).isoformat())
    if as_json:
        show_json({"file": str(target)})
    else:
        console().print(f"Opgenomen: {target}")


def export_studies(
    to: _TO, theme: THEME = "", catalogue: CATALOGUE = DEFAULT, as_json: _JSON = False
) -> None:
    """Write studies for another program."""
    from ketenzicht.catalogue.load import load_catalogue
    from ketenzicht.catalogue.proposals import export
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.errors import did_you_mean

    if to.suffix.lower() not in ENDINGS:
        fix = did_you_mean(to.suffix, ENDINGS) or "Kies .ris, .bib, .json of .csv."
        raise UserError(f"De vorm '{to.suffix}' kan het cahier niet schrijven.", fix=fix, file=to)
    studies = under(load_catalogue(catalogue), theme)
    to.write_text(export(studies, to.suffix.lower()), encoding="utf-8")
    if as_json:
        show_json({"file": str(to), "studies": len(studies)})
    else:
        console().print(f"{len(studies)} onderzoeken staan in {to}.")


def _own(catalogue: str) -> CatalogueFolder:
    from ketenzicht.catalogue.load import open_catalogue, shipped_catalogues

    if catalogue in shipped_catalogues():
        raise UserError(
            "Een cahier dat meekomt, kun je niet aanvullen.",
            why="Bij een nieuwe versie van het programma zou het weer weg zijn.",
            fix="Begin een eigen cahier: ketenzicht catalogue new MAP",
        )
    return open_catalogue(catalogue, keep_going=True)


def under(of: Catalogue, theme: str) -> list[Study]:
    """The studies of a catalogue that are taken up, of one theme when it is given."""
    from ketenzicht.errors import did_you_mean

    names = [one.id for one in of.settings.themes]
    if theme and theme not in names:
        raise UserError(f"Er is geen thema '{theme}'.", fix=did_you_mean(theme, names))
    return [
        study for study in of.studies if study.state == "opgenomen" and (not theme or theme in study.themes)
    ]
