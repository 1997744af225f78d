"""Persons of a study: their records in several registrations linked, and looked up when the registrations are read.

Everything about it stands in ``personen/beveiligd`` in the study, apart from the events, and outlives ``out``: there
are the decisions of people in it. A study reads one table of it, that of the keys, which holds pseudonyms alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ketenzicht.attrition import Attrition, in_data
from ketenzicht.errors import UserError
from ketenzicht.intake.identity import Identity, LinkedPersons
from ketenzicht.message import message
from ketenzicht.secure_folder import secure_folder
from ketenzicht.study.settings import LinkingSettings, Study
from ketenzicht.whole_file import demand_whole

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


def linked_state(linking: PersonLinking) -> dict[str, Any]:
    """What the last linking gave, in numbers.

    Raises:
        UserError: persons were not linked yet, or something changed since then; or others can read the folder.
    """
    path = linking.secure / STATE
    again = f"Voer uit: ketenzicht person link {linking.study.folder}"
    if not path.is_file():
        raise UserError(
            "De personen van deze studie zijn nog niet gekoppeld.", fix=again, file=linking.study.folder
        )
    secure_folder(linking.secure)
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
