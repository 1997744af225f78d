"""Persons of a study: their records in several registrations linked, and looked up when the registrations are read.

Everything about it stands in ``personen/beveiligd`` in the study, apart from the events, and outlives ``out``: there
are the decisions of people in it. A study reads one table of it, that of the keys, which holds pseudonyms alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ketenzicht.attrition import Attrition, in_data
from ketenzicht.errors import UserError
from ketenzicht.intake.identity import Identity, LinkedPersons
from ketenzicht.message import message
from ketenzicht.secure_folder import only_run, secure_folder
from ketenzicht.study.forgotten import demand_kept, forgotten_marks
from ketenzicht.study.settings import LinkingSettings, Study, load_study
from ketenzicht.whole_file import demand_whole, replacing, work_folder, write_whole

if TYPE_CHECKING:
    from ketenzicht.linkage import Linkage
    from ketenzicht.linkage.registrations import Records

FOLDER, SECURE = "personen", "beveiligd"
KEYS, ARTEFACT, STATE, VERDICTS = "keys.parquet", "artefact.json", "state.json", "decisions.jsonl"
REVIEW, WHY = "review.xlsx", "why.html"
KEPT = (VERDICTS, ARTEFACT)
"""What outlives a new linking: decisions of people, and a model without anybody in it."""

Tell = Callable[[str], None]
Threshold = Literal["chosen", "strict", "loose"]
COLUMNS: dict[Threshold, str] = {
    "chosen": "person_id", "strict": "person_id_strict", "loose": "person_id_loose",
}  # fmt: skip


@dataclass(frozen=True)
class PersonLinking:
    """The linking of persons in a study.

    Args:
        study: the study.
        settings: how it links.
        identities: the persons of its registrations, with the columns that say who they are.
    """

    study: Study
    settings: LinkingSettings
    identities: tuple[Identity, ...]

    @property
    def secure(self) -> Path:
        """The folder of all that is about it, readable by this user only."""
        return self.study.folder / FOLDER / SECURE

    @property
    def verdicts(self) -> Path:
        """What people decided about pairs."""
        return self.secure / VERDICTS

    def request(self) -> str:
        """SHA-256 of all that decides who is one person: files, columns, thresholds, model and decisions."""
        model = self.study.folder / self.settings.model if self.settings.model else None
        asked = [
            self.settings.model_dump(mode="json"),
            sorted({_fingerprint(one.path) for one in self.identities}),
            _fingerprint(model) if model and model.is_file() else "",
            _fingerprint(self.verdicts) if self.verdicts.is_file() else "",
        ]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _fingerprint(path: Path) -> str:
    """The SHA-256 of a file; read once for as long as it is not written again."""
    if not path.is_file():
        raise UserError("Dit bestand met personen bestaat niet.", fix="Kijk of het pad klopt.", file=path)
    found = path.stat()
    return _read_fingerprint(path, found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=64)
def _read_fingerprint(path: Path, _size: int, _written: int) -> str:
    from ketenzicht.intake.readers.source import fingerprint

    return fingerprint(path)


@dataclass(frozen=True)
class LinkedStudy:
    """What linking the persons of a study gave.

    Args:
        linking: how.
        found: the persons, and what other thresholds would give.
        seen, too_little, forgotten: persons in the registrations, and how many of those are not linked for it.
        lapsed: decisions about records that are not there any more.
        decided: decisions that were followed.
        review: the workbook with pairs to look at.
        why: the page that shows of each of those pairs what weighs.
        fingerprint: of the model with its thresholds.
    """

    linking: PersonLinking
    found: Linkage
    seen: int
    too_little: int
    forgotten: int
    lapsed: int
    decided: int
    review: Path
    why: Path
    fingerprint: str


def open_linking(study: Study) -> PersonLinking | None:
    """How a study links persons; None when it does not.

    Raises:
        UserError: it names a mapping or a person that is not there.
    """
    settings = study.settings.linking
    if settings is None:
        return None
    mappings = dict(zip(study.settings.mappings, enumerate(study.file_mappings()), strict=True))
    identities, known = list[Identity](), set[tuple[str, int]]()
    for at, columns in enumerate(settings.columns):
        where = ("personen_koppelen", "kolommen", at)
        if columns.mapping not in mappings:
            raise study.error(
                (*where, "koppeling"),
                f"De studie heeft geen koppeling '{columns.mapping}'.",
                fix=f"Kies uit: {', '.join(mappings)}.",
            )
        position, loaded = mappings[columns.mapping]
        persons = len(loaded.mapping.persons)
        if columns.person > persons or (columns.mapping, columns.person) in known:
            raise study.error(
                where,
                f"Persoon {columns.person} van '{columns.mapping}' "
                + ("staat hier twee keer." if columns.person <= persons else "bestaat niet."),
                why=f"De koppeling noemt {persons} persoon of personen onder 'personen:'.",
                fix="Noem elke persoon van een koppeling hoogstens een keer.",
            )
        known.add((columns.mapping, columns.person))
        identities.append(Identity(columns, loaded, position))
    return PersonLinking(study, settings, tuple(identities))


def demand_linking(study: Study) -> PersonLinking:
    """How a study links persons.

    Raises:
        UserError: it does not.
    """
    linking = open_linking(study)
    if linking is None:
        raise UserError(
            "Deze studie koppelt geen personen.",
            why="In study.yaml staat niet aan welke kolommen personen te herkennen zijn.",
            fix="Voeg 'personen_koppelen:' toe; zie docs/how-to/link-persons.md.",
            file=study.folder / "study.yaml",
        )
    return linking


def link_study(folder: Path, *, tell: Tell = lambda _step: None) -> LinkedStudy:
    """Link the persons of a study, and write the table of keys and the list of pairs to look at.

    Raises:
        UserError: a setting or a file has a mistake, decisions in the last list were not read yet, or another run is
            busy.
    """
    from ketenzicht.study.persons_review import demand_taken

    study = load_study(folder)
    linking = demand_linking(study)
    demand_kept(study, date.today())
    with only_run(study.folder, "person link", tell) as run:
        demand_taken(linking)
        return link_again(linking, run.tell)


def link_again(linking: PersonLinking, tell: Tell) -> LinkedStudy:
    """Link the persons of a study, inside a run of it (see :func:`link_study`)."""
    from ketenzicht.intake import read_key
    from ketenzicht.linkage import link_persons
    from ketenzicht.linkage.artefact import read_artefact
    from ketenzicht.linkage.registrations import read_records, write_keys
    from ketenzicht.linkage.verdicts import as_table, read_verdicts
    from ketenzicht.study.persons_review import write_lists

    study, settings, secure = linking.study, linking.settings, secure_folder(linking.secure)
    request, key = linking.request(), read_key()
    with work_folder(secure) as work:
        tell("personen lezen")
        records = read_records(linking.identities, work, key=key, forgotten=forgotten_marks(study))
        kept = read_artefact(study.folder / settings.model) if settings.model else None
        if kept and set(kept.fields) != records.fields.present:
            raise study.error(
                ("personen_koppelen", "model"),
                "Dit koppelmodel is gemaakt voor andere kolommen.",
                why=f"Het kent: {', '.join(sorted(kept.fields))}.",
                fix="Noem dezelfde kolommen, of laat 'model' weg en schat een nieuw model.",
            )
        verdicts = read_verdicts(linking.verdicts)
        known = set(records.table["record"].to_pylist()) if verdicts else set()
        here = [
            one for one in verdicts.values() if one.answer != "open" and {one.record_1, one.record_2} <= known
        ]
        standing = [one for one in verdicts.values() if one.answer != "open"]
        tell("personen koppelen")
        with replacing(secure):
            found = link_persons(
                records.table,
                records.fields,
                secure,
                key=key,
                link=settings.link,
                review=settings.review,
                bounds=(settings.strict, settings.loose),
                verdicts=as_table(here),
                model=kept.model if kept else None,
            )
            write_keys(records, found.persons, secure / KEYS, bounded=True)
            artefact = _artefact(linking, records, found, kept.trained_on if kept else None)
            write_whole(secure / ARTEFACT, artefact.as_json(), secret=True)
            tell("lijst om na te kijken schrijven")
            review, why = write_lists(linking, records, found, verdicts)
            made = LinkedStudy(
                linking, found, records.seen, records.too_little, records.forgotten,
                len(standing) - len(here), len(here), review, why, artefact.fingerprint,
            )  # fmt: skip
            write_whole(secure / STATE, _state(made, request), secret=True)
    return made


def _artefact(linking: PersonLinking, records: Records, found: Linkage, trained_on: Any) -> Any:
    from importlib.metadata import version

    from ketenzicht import __version__
    from ketenzicht.intake.readers.source import fingerprint
    from ketenzicht.linkage import LinkageModel
    from ketenzicht.linkage.artefact import Artefact

    settings = linking.settings
    return Artefact(
        model=LinkageModel.from_json(found.model.read_text(encoding="utf-8")),
        link=settings.link,
        review=settings.review,
        strict=settings.strict,
        loose=settings.loose,
        fields=tuple(sorted(records.fields.present)),
        trained_on=trained_on or {one.path.name: fingerprint(one.path) for one in linking.identities},
        records=found.records,
        program=__version__,
        splink=version("splink"),
    )


def _state(made: LinkedStudy, request: str) -> str:
    found = made.found
    data = {
        "request": request,
        "fingerprint": made.fingerprint,
        "seen": made.seen - made.forgotten,
        "too_little": made.too_little,
        "records": found.records,
        "people": found.people,
        "unlinked": found.unlinked,
        "to_review": found.to_review,
    }
    return json.dumps(data, indent=2) + "\n"


def linked_state(linking: PersonLinking) -> dict[str, Any]:
    """What the last linking gave, in numbers.

    Raises:
        UserError: persons were not linked yet, or something changed since then.
    """
    path = linking.secure / STATE
    again = f"Voer uit: ketenzicht person link {linking.study.folder}"
    if not path.is_file():
        raise UserError(
            "De personen van deze studie zijn nog niet gekoppeld.", fix=again, file=linking.study.folder
        )
    demand_whole(linking.secure)
    state: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if state["request"] != linking.request():
        raise UserError(
            "Sinds het koppelen van de personen is er iets veranderd.",
            why="De registraties, de kolommen, de drempels, het model of de besluiten zijn niet meer dezelfde.",
            fix=again,
            file=linking.study.folder,
        )
    return state


def linked_persons(study: Study, threshold: Threshold = "chosen") -> LinkedPersons | None:
    """Who the persons of a study are, for reading its registrations; None when it links none.

    Raises:
        UserError: persons were not linked yet, or something changed since then.
    """
    linking = open_linking(study)
    if linking is None:
        return None
    linked_state(linking)
    return LinkedPersons(linking.secure / KEYS, COLUMNS[threshold], linking.identities)


def linking_parameters(study: Study) -> dict[str, str | int | bool]:
    """What a report says about how persons were linked; nothing when they were not."""
    linking = open_linking(study)
    if linking is None:
        return {}
    return {
        "person_threshold": f"{100 * linking.settings.link:g} %",
        "person_linkage": linked_state(linking)["request"][:12],
    }


def linking_steps(study: Study) -> tuple[Attrition, ...]:
    """Of how many persons too little is known, and how many records stayed alone; nothing when none are linked."""
    linking = open_linking(study)
    if linking is None:
        return ()
    state = linked_state(linking)
    records = state["records"]
    return (
        Attrition(
            message("te herkennen"),
            message("personen in de registraties"),
            state["seen"],
            state["seen"] - state["too_little"],
            message("te weinig bekend om deze persoon te herkennen; gebeurtenissen zonder persoon"),
            in_data("personen-in-registraties", "", "herkenbaar", "te-weinig"),
        ),
        Attrition(
            message("gekoppeld met een ander record"),
            message("records van personen"),
            records,
            records - state["unlinked"],
            message("geen ander record van deze persoon gevonden; telt mee als eigen persoon"),
            in_data("records-van-personen", "", "gekoppeld", "alleen"),
        ),
    )
