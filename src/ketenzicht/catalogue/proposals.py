"""References of others as proposals: a file each in ``voorstellen/``, to be completed and accepted by an editor.

Nothing is added to the catalogue by an import, and nothing of it is lost: what has no place of its own stands under
``overig``, what could not be read is named with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ketenzicht.catalogue.doubles import Double, doubles
from ketenzicht.catalogue.exchange.bibtex import read_bibtex, write_bibtex
from ketenzicht.catalogue.exchange.csl import item_of, read_csl, study_of, write_csl
from ketenzicht.catalogue.exchange.item import Item, Problem, Reading
from ketenzicht.catalogue.exchange.ris import read_ris, write_ris
from ketenzicht.catalogue.exchange.table import read_table, write_table
from ketenzicht.catalogue.load import STUDIES, CatalogueFolder, read_study
from ketenzicht.catalogue.model import Catalogue, Study
from ketenzicht.chain.yaml_text import yaml_text
from ketenzicht.errors import UserError, did_you_mean, system_reason

PROPOSALS = "voorstellen"

READERS: dict[str, Callable[[str], Reading]] = {
    ".ris": read_ris,
    ".bib": read_bibtex,
    ".json": read_csl,
    ".csv": read_table,
}
WRITERS: dict[str, Callable[[Sequence[Item]], str]] = {
    ".ris": write_ris,
    ".bib": write_bibtex,
    ".json": write_csl,
    ".csv": write_table,
}


@dataclass(frozen=True)
class Proposed:
    """What an import found: new studies, which of them look like others, and what could not be read."""

    studies: tuple[Study, ...]
    doubles: tuple[Double, ...]
    problems: tuple[Problem, ...]
    references: int


def read_references(path: Path, catalogue: Catalogue, taken: Sequence[str] = ()) -> Proposed:
    """The references in a file as studies that are proposed; the ending of its name tells the format.

    Args:
        path: a RIS, BibTeX, CSL-JSON or CSV file.
        catalogue: what is there already, for themes, ids and doubles.
        taken: further ids that are in use, of earlier proposals.

    Raises:
        UserError: the file cannot be read or is of another kind.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UserError(
            f"Bestanden die eindigen op '{path.suffix}' kan het cahier niet inlezen.",
            why="Ingelezen worden RIS (.ris), BibTeX (.bib), CSL-JSON (.json) en tabellen (.csv).",
            fix=did_you_mean(path.suffix, READERS) or "Exporteer het bestand in een van die vormen.",
            file=path,
        )
    reading = reader(_text(path))
    problems, studies = list(reading.problems), list[Study]()
    ids = {*taken, *(study.id for study in catalogue.studies)}
    themes = {theme.id for theme in catalogue.settings.themes}
    for item in reading.items:
        study, found = study_of(item, ids, themes)
        problems += found
        if study is not None:
            ids.add(study.id)
            studies.append(study)
    return Proposed(
        tuple(studies),
        tuple(doubles(studies, among=catalogue.studies)),
        tuple(sorted(problems, key=lambda one: one.line)),
        len(reading.items),
    )


def write_proposals(folder: Path, studies: Sequence[Study]) -> list[Path]:
    """Write a file for each proposal; a file that is there is never written over."""
    (folder / PROPOSALS).mkdir(exist_ok=True)
    written = []
    for study in studies:
        path = folder / PROPOSALS / f"{study.id}.yaml"
        with path.open("x", encoding="utf-8") as file:
            file.write(study_yaml(study))
        written.append(path)
    return written


def accept(opened: CatalogueFolder, study_id: str, day: str) -> Path:
    """Move a proposal to the studies, as added on this day.

    Raises:
        UserError: there is no such proposal, it has mistakes, no theme, or a study of that id is there already.
    """
    folder = opened.folder / PROPOSALS
    path = folder / f"{study_id}.yaml"
    if not path.is_file():
        known = [one.stem for one in folder.glob("*.yaml")]
        raise UserError(f"Er is geen voorstel '{study_id}'.", fix=did_you_mean(study_id, known), file=folder)
    study, errors = read_study(path, opened.catalogue.settings)
    if errors:
        raise errors[0]
    if study is None or not study.themes:
        names = ", ".join(theme.id for theme in opened.catalogue.settings.themes)
        raise UserError(
            "Dit voorstel staat nog onder geen thema.",
            why="Zonder thema is een onderzoek niet te vinden.",
            fix=f"Vul 'themas' in; er zijn: {names}.",
            file=path,
        )
    values = study.model_dump(mode="json") | {"state": "opgenomen", "added_on": day, "reviewed_on": day}
    target = opened.folder / STUDIES / path.name
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(study_yaml(Study.model_validate(values, by_name=True)))
    except FileExistsError:
        raise UserError(
            f"Er is al een onderzoek '{study_id}'.", fix="Geef het voorstel een andere id.", file=path
        ) from None
    path.unlink()
    return target


def export(studies: Sequence[Study], ending: str) -> str:
    """Studies as the content of a file with this ending (``.ris``, ``.bib``, ``.json`` or ``.csv``)."""
    return WRITERS[ending]([item_of(study) for study in studies])


def study_yaml(study: Study) -> str:
    """A study as its file: Dutch keys in the order of the model, without what is empty."""
    values = study.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    head = {"id": study.id, "titel": study.title}
    return yaml_text(head | values)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError("Dit bestand is niet te openen.", why=system_reason(error), file=path) from None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(
        "De letters in dit bestand zijn niet te lezen.",
        why="Het is geen UTF-8 en geen Windows-1252.",
        fix="Exporteer het opnieuw als UTF-8.",
        file=path,
    )
