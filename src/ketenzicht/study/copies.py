"""Copies of a study elsewhere: back-ups, a stick, the folder of a colleague. Who still stands there after an erasure.

Whoever lays a copy from before an erasure beside the study of after it sees who was erased. The program does not know
where copies are; it looks through the folders that somebody names, and changes nothing in them.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.study.settings import SETTINGS_FILE
from ketenzicht.study.traces import holds


@dataclass(frozen=True)
class Copies:
    """What was found in folders elsewhere.

    Args:
        studies: folders of studies, among them earlier copies, with files in which somebody still stands.
        remains: those files, and others.
        closed: files and folders that cannot be looked into.
    """

    studies: tuple[Path, ...] = ()
    remains: tuple[Path, ...] = ()
    closed: tuple[Path, ...] = ()


def demand_folders(folders: Sequence[Path]) -> None:
    """Refuse to look in what is no folder.

    Raises:
        UserError: one of them is none.
    """
    for folder in folders:
        if not folder.is_dir():
            raise UserError("Deze map met kopieën is er niet.", fix="Kijk of het pad klopt.", file=folder)


def look_through(folders: Sequence[Path], sought: Collection[str], known: Collection[Path]) -> Copies:
    """Look for texts in all files of folders elsewhere.

    Args:
        folders: where copies may be; all that is in them is looked at.
        sought: the number and the pseudonyms of somebody.
        known: files, and folders with all that is in them, that are looked at already.
    """
    skipped = {path.resolve() for path in known}
    held: dict[Path, bool | None] = {}
    for path, is_open in _files(folders):
        real = path.resolve()
        if path not in held and skipped.isdisjoint((real, *real.parents)):
            held[path] = holds(path, sought) if is_open else None
    remains = tuple(path for path, found in held.items() if found)
    studies = {study for path in remains if (study := _study_of(path, folders))}
    return Copies(
        tuple(sorted(studies)), remains, tuple(path for path, found in held.items() if found is None)
    )


def _files(folders: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    """All files in the order of their names, and the folders that cannot be opened."""
    for top in folders:
        refused: list[OSError] = []
        for folder, below, names in os.walk(top, onerror=refused.append):
            below.sort()
            for path in (Path(folder, name) for name in sorted(names)):
                if path.is_file():  # a pipe would be waited for
                    yield path, True
        for error in refused:
            yield Path(error.filename), False


def _study_of(path: Path, folders: Sequence[Path]) -> Path | None:
    """The nearest folder above a file that is a study, within the folders that were looked through."""
    for folder in path.parents:
        if (folder / SETTINGS_FILE).is_file():
            return folder
        if folder in folders:
            return None
    return None
