"""Linking the persons of a study: records read, linked as people decided, and everything written that follows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht import __version__
from ketenzicht.linkage import LinkageModel, link_persons
from ketenzicht.linkage.verdicts import as_table, read_verdicts
from ketenzicht.secure_folder import only_run, secure_folder
from ketenzicht.study.forgotten import demand_kept, forgotten_marks
from ketenzicht.study.persons import ARTEFACT, KEYS, STATE, PersonLinking, Tell, demand_linking
from ketenzicht.study.persons_review import demand_taken, write_lists
from ketenzicht.study.settings import load_study
from ketenzicht.whole_file import replacing, work_folder, write_whole

if TYPE_CHECKING:
    from ketenzicht.linkage import Linkage
    from ketenzicht.linkage.artefact import Artefact
    from ketenzicht.linkage.registrations import Records


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


def link_study(folder: Path, *, tell: Tell = lambda _step: None) -> LinkedStudy:
    """Link the persons of a study, and write the table of keys and the list of pairs to look at.

    Raises:
        UserError: a setting or a file has a mistake, decisions in the last list were not read yet, or another run is
            busy.
    """
    study = load_study(folder)
    linking = demand_linking(study)
    demand_kept(study, date.today())
    with only_run(study.folder, "person link", tell) as run:
        demand_taken(linking)
        return link_again(linking, run.tell)


def link_again(linking: PersonLinking, tell: Tell) -> LinkedStudy:
    """Link the persons of a study, inside a run of it (see :func:`link_study`)."""
    from ketenzicht.linkage.artefact import read_artefact
    from ketenzicht.linkage.registrations import read_records, write_keys
    from ketenzicht.study.key import study_key

    study, settings, secure = linking.study, linking.settings, secure_folder(linking.secure)
    request, key = linking.request(), study_key(study)
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


def _artefact(linking: PersonLinking, records: Records, found: Linkage, trained_on: Any) -> Artefact:
    from ketenzicht.intake.readers.source import fingerprint
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
