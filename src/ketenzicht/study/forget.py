"""``study forget``: remove a person, household or case from a study, and keep them out of its next runs.

First the mark is on the list, then everything is removed: whatever goes wrong halfway, nobody is taken in again.
Tables are not mended but made again without the rows concerned, as ``out/secure`` can be made again at any time.
What the program cannot remove it names: deliveries, copies, releases.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.intake.forgotten import Kind, mark, pseudonyms_of
from ketenzicht.secure_folder import only_run
from ketenzicht.study.copies import Copies, demand_folders, look_through
from ketenzicht.study.forgotten import note
from ketenzicht.study.households import household_files
from ketenzicht.study.persons import open_linking
from ketenzicht.study.persons_forget import forget_linked, link_without, linked_names
from ketenzicht.study.run import take_in
from ketenzicht.study.sample import FOLDER, SECURE, write_secure
from ketenzicht.study.settings import Study, load_study
from ketenzicht.study.traces import holds
from ketenzicht.whole_file import demand_whole

Tell = Callable[[str], None]

SHORTEST_SOUGHT = 6
"""A shorter number stands in every file by chance; of those only the pseudonym is sought."""

_LINKED = """
    select distinct unnest([
        events.case_id, involvement.household_id, case when $kind <> 'persoon' then involvement.person_id end
    ])
    from events
    left join involvement using (event_id)
    where list_has_any([events.case_id, involvement.household_id, involvement.person_id], $names)
"""


@dataclass(frozen=True)
class Forgetting:
    """What a forgetting did.

    Args:
        study: the study.
        kind: what the number is of.
        removed: files and folders that were removed or rewritten, relative to the study.
        files_read: how many files of the sample (*dossiers*) were emptied.
        rows_left_out: rows of the registrations that were left out when they were read again; None when they
            were not read again.
        not_read: why not; empty when they were.
        sources: the files with persons that the study reads; they are never changed.
        remains: other files in the study in which the number or the pseudonym still stands.
        closed: other files in the study that cannot be looked into, as an encrypted file.
        copies: where the number or the pseudonym still stands in the folders with copies that were named.
    """

    study: Study
    kind: Kind
    removed: tuple[str, ...]
    files_read: int
    rows_left_out: int | None
    not_read: str
    sources: tuple[Path, ...]
    remains: tuple[Path, ...]
    closed: tuple[Path, ...]
    copies: Copies


def forget(
    folder: Path,
    kind: Kind,
    number: str,
    *,
    copies: Sequence[Path] = (),
    tell: Tell = lambda _step: None,
) -> Forgetting:
    """Remove who has this number from a study.

    Args:
        folder: the study.
        kind: what the number is of.
        number: as the registration has it; it is neither kept nor repeated.
        copies: folders elsewhere to look through for copies; nothing in them is changed.
        tell: hears the name of each step.

    Raises:
        UserError: the study has a mistake, the number is of nobody, another run is busy, or a folder with copies is
            not there.
    """
    from ketenzicht.study.key import study_key

    study = load_study(folder)
    key = study_key(study)
    names = pseudonyms_of(key, kind, number)
    demand_folders(copies)
    with only_run(study.folder, "study forget", tell) as run:
        done, sought = _forget(study, key, kind, number, names, run.tell)
        run.tell("nazoeken in kopieën")
        return replace(done, copies=look_through(copies, sought, (study.folder, *done.sources)))


def _forget(
    study: Study, key: bytes, kind: Kind, number: str, names: Collection[str], tell: Tell
) -> tuple[Forgetting, list[str]]:
    """What was done, and the texts that may stand nowhere any more."""
    tell("zoeken")
    if kind == "persoon":
        names = (*names, *linked_names(study, key, names, number))
    cases = {*names, *_linked(study, kind, names)}
    marked = {"op": date.today().isoformat(), "soort": kind, "merken": [mark(key, name) for name in names]}
    note(study, marked)
    tell("wissen")
    removed, emptied = _empty_files(study, cases)
    removed = (*removed, *(_inside(study, path) for path in forget_linked(study, names)))
    if study.secure.exists():
        shutil.rmtree(study.secure)
        removed = (*removed, _inside(study, study.secure))
    note(study, {**marked, "gewist": list(removed), "dossiers": emptied})
    left_out, not_read = _read_again(study, tell)
    tell("nazoeken")
    sources = _sources(study)
    spellings = {number.strip(), number.strip().lstrip("0")}
    sought = [*names, *(one for one in sorted(spellings) if len(one) >= SHORTEST_SOUGHT)]
    remains, closed = _standing(study, sought, sources)
    done = Forgetting(study, kind, removed, emptied, left_out, not_read, sources, remains, closed, Copies())
    return done, sought


def _linked(study: Study, kind: Kind, names: Collection[str]) -> list[str]:
    """The cases in which they take part, by the tables of the last run; none when there are no tables."""
    events, involvement = study.secure / "events.parquet", study.secure / "involvement.parquet"
    if not (events.is_file() and involvement.is_file()):
        return []
    demand_whole(study.secure)
    with Engine() as engine:
        engine.attach_parquet("events", events)
        engine.attach_parquet("involvement", involvement)
        found = engine.rows(_LINKED, {"kind": kind, "names": list(names)})
    return [str(name) for (name,) in found if name is not None]


def _empty_files(study: Study, cases: Collection[str]) -> tuple[tuple[str, ...], int]:
    """Take what was drawn and noted of these cases out of the folder of reading files.

    A file of the sample keeps its number and its chance, so that estimates of the others stay right.
    """
    from ketenzicht.sample.drawn import read_sample, write_sample
    from ketenzicht.sample.save_coding import erase

    secure = study.folder / FOLDER / SECURE
    removed, emptied = list[Path](), 0
    drawn = secure / "steekproef.json"
    if drawn.is_file():
        sample = read_sample(drawn)
        emptied = sum(one.case in cases for one in sample.files)
        files = tuple(
            replace(one, case=f"gewist-{one.number}", attributes={}, gone=one.gone or "gewist op verzoek")
            if one.case in cases
            else one
            for one in sample.files
        )
        reserves = {
            stratum: tuple(row for row in rows if row[0] not in cases)
            for stratum, rows in sample.reserves.items()
        }
        if files != sample.files or reserves != sample.reserves:
            write_sample(drawn, replace(sample, files=files, reserves=reserves))
            removed.append(drawn)
    for path in sorted(secure.rglob("*")) if secure.is_dir() else ():
        if not path.is_file() or path == drawn or not holds(path, cases):
            continue
        if path.suffix == ".jsonl":
            erase(path, cases)
        elif path.name == "kenmerken.json":
            noted = json.loads(path.read_text(encoding="utf-8"))
            kept = {
                name: {case: value for case, value in found.items() if case not in cases}
                for name, found in noted.items()
            }
            write_secure(path, json.dumps(kept, ensure_ascii=False, indent=1).encode())
        else:
            path.unlink()
        removed.append(path)
    return tuple(_inside(study, path) for path in removed), emptied


def _read_again(study: Study, tell: Tell) -> tuple[int | None, str]:
    """Make the tables again, without who was forgotten: how many rows were left out, or why nothing was read."""
    try:
        link_without(study, tell)
        intake = take_in(study, tell)
    except UserError as error:
        return None, error.what
    counted = intake.attrition[0]
    return (counted.left_out if counted.names[2] == "rijen:vergeten:gegevens" else 0), ""


def _sources(study: Study) -> tuple[Path, ...]:
    """Every file with persons that the study reads: registrations, clients in files of their own, the BRP."""
    linking = open_linking(study)
    found = [
        *(loaded.path for loaded in study.file_mappings()),
        *(one.path for one in (linking.identities if linking else ())),
        *household_files(study).values(),
    ]
    return tuple(dict.fromkeys(Path(os.path.normpath(path)) for path in found))


def _standing(
    study: Study, sought: Collection[str], sources: Collection[Path]
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files in which one of the texts stands, and those that cannot be looked into; sources are neither.

    What the program makes in ``out`` was made again, or holds protected figures alone.
    """
    known = {path.resolve() for path in sources}
    found = {
        path: holds(path, sought)
        for path in sorted(study.folder.rglob("*"))
        if path.is_file() and path.resolve() not in known
    }
    return (
        tuple(path for path, held in found.items() if held),
        tuple(path for path, held in found.items() if held is None and not path.is_relative_to(study.out)),
    )


def _inside(study: Study, path: Path) -> str:
    return path.relative_to(study.folder).as_posix()
