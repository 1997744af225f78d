"""References of others as proposals: a file each in ``voorstellen/``, to be completed and accepted by an editor.

Nothing is added to the catalogue by an import, and nothing of it is lost: what has no place of its own stands under
``overig``, what could not be read is named with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
    """What an import found.

    Args:
        studies: what was not proposed before.
        doubles: which of those look like others.
        problems: what could not be read.
        references: how many there are in the file.
        again: how many of them wait as a proposal already, word for word the same.
    """

    studies: tuple[Study, ...]
    doubles: tuple[Double, ...]
    problems: tuple[Problem, ...]
    references: int
    again: int

    def without_doubles(self) -> Proposed:
        """Without what looks like another study or proposal; of those that look like each other, the first stays."""
        number = {study.id: at for at, study in enumerate(self.studies)}
        left = {one.one for one in self.doubles if number.get(one.other, -1) < number[one.one]}
        left |= {one.other for one in self.doubles if number.get(one.other, -1) > number[one.one]}
        return replace(self, studies=tuple(study for study in self.studies if study.id not in left))


def read_references(
    path: Path, catalogue: Catalogue, waiting: Sequence[Study] = (), taken: Sequence[str] = ()
) -> Proposed:
    """The references in a file as studies that are proposed; the ending of its name tells the format.

    Args:
        path: a RIS, BibTeX, CSL-JSON or CSV file.
        catalogue: what is there already, for themes, ids and doubles.
        waiting: earlier proposals; what is among them already is not proposed again.
        taken: further ids that are in use, such as those of files that cannot be read.

    Raises:
        UserError: the file cannot be read, is of another kind, or holds no reference at all.
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
    if not reading.items and not reading.problems:
        raise UserError(
            "In dit bestand staat geen verwijzing.",
            why=f"Er is niets gevonden dat {path.suffix.lower()[1:].upper()} is.",
            fix="Kijk of het bestand leeg is, of exporteer het opnieuw.",
            file=path,
        )
    problems, studies, again = list(reading.problems), list[Study](), 0
    known = {_content(study) for study in waiting}
    ids = {*taken, *(study.id for study in (*waiting, *catalogue.studies))}
    themes = {theme.id for theme in catalogue.settings.themes}
    for item in reading.items:
        study, found = study_of(item, ids, themes)
        problems += found
        if study is not None and _content(study) in known:
            again += 1
        elif study is not None:
            ids.add(study.id)
            studies.append(study)
    return Proposed(
        tuple(studies),
        tuple(doubles(studies, among=(*catalogue.studies, *waiting))),
        tuple(sorted(problems, key=lambda one: one.line)),
        len(reading.items),
        again,
    )


def waiting(folder: Path) -> list[str]:
    """The ids of the proposals in the folder of a catalogue."""
    return sorted(path.stem for path in (folder / PROPOSALS).glob("*.yaml"))


def proposals_in(opened: CatalogueFolder) -> list[Study]:
    """The proposals that wait to be accepted, by id; a file that is broken tells so when it is accepted."""
    found = (
        read_study(path, opened.catalogue.settings)[0]
        for path in sorted((opened.folder / PROPOSALS).glob("*.yaml"))
    )
    return [study for study in found if study is not None]


def _content(study: Study) -> str:
    return study.model_copy(update={"id": "zonder-id"}).model_dump_json(exclude_defaults=True)


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
        UserError: there is no such proposal, it has mistakes, no theme or source, or its id is taken.
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
    if not (study.address or study.doi or study.how_to_find):
        raise UserError(
            "In dit voorstel staat niet waar het onderzoek te vinden is.",
            why="Zonder bron kan niemand het nalezen.",
            fix="Vul 'adres', 'doi' of 'vinden' in.",
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
