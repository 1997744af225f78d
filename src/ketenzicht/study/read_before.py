"""What the last run of a study read, and which of its files are other than they were then.

Each run puts the SHA-256 and size of every file that it read in the trail of the study, where they are sealed with
all else that was done (:mod:`ketenzicht.study.trail`). A delivery may change for good reasons, so nothing is refused:
it is told, and more loudly where something that was counted before is gone or other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ketenzicht.study import trail
from ketenzicht.study.households import household_files, households_fingerprint
from ketenzicht.study.inhabitants import inhabitants_fingerprint
from ketenzicht.study.settings import Study

if TYPE_CHECKING:
    from ketenzicht.intake import IntakeResult

RUN = "study run"
"""What it is called in the trail."""
AT_ONCE = 1 << 20
"""Bytes that are read at once."""

How = Literal["korter", "anders", "aangevuld", "nieuw", "weg"]
WORDS: Mapping[How, str] = {
    "korter": "korter dan bij de run van {run}; er kunnen rijen weg zijn.",
    "anders": "anders dan bij de run van {run}: wat er stond, is gewijzigd of vervangen.",
    "aangevuld": "langer dan bij de run van {run}; wat er stond, is gelijk.",
    "nieuw": "nieuw: de run van {run} las dit bestand niet.",
    "weg": "wordt niet meer gelezen; de run van {run} las het nog.",
}


@dataclass(frozen=True)
class ReadFile:
    """A file as a run read it: its SHA-256, and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class ChangedFile:
    """A file that is not what the last run read.

    Args:
        name: as reports call it.
        how: in what way it is other.
        run: the day of the last run, on the clock of this computer.
        written: the day on which the file was last written; None when it is not read any more.
    """

    name: str
    how: How
    run: date
    written: date | None

    @property
    def loud(self) -> bool:
        """Whether something that the last run counted is gone or other."""
        return self.how in ("korter", "anders", "weg")

    def __str__(self) -> str:
        """In Dutch, with both days."""
        written = f" (geschreven op {self.written})" if self.written else ""
        return f"{self.name}{written}: {WORDS[self.how].format(run=self.run)}"


def changed_files(study: Study, intake: IntakeResult) -> tuple[ChangedFile, ...]:
    """The files that are not what the last run read, in the order of their names; none when there was no run.

    Made-up registrations are made anew at will, and not compared.

    Raises:
        UserError: the trail of the study cannot be read.
    """
    last = None if study.settings.synthetic else _last(study)
    if last is None:
        return ()
    day, before = last
    now = _read(study, intake)
    found = []
    for name in sorted(before.keys() | now.keys()):
        path, read = now.get(name, (None, None))
        if how := _how(before.get(name), read, path):
            written = date.fromtimestamp(path.stat().st_mtime) if path else None
            found.append(ChangedFile(name, how, day, written))
    return tuple(found)


def note_read(study: Study, intake: IntakeResult) -> None:
    """Write down what a run read, when its report is there.

    Raises:
        UserError: it cannot be written.
    """
    files = {name: asdict(one) for name, (_path, one) in sorted(_read(study, intake).items())}
    busy = [
        act.number
        for act in trail.read_trail(study.folder).acts
        if (act.what, act.result) == (RUN, "begonnen")
    ]
    trail.note(study.folder, RUN, "gelezen", of=busy[-1] if busy else 0, files=files)


def _last(study: Study) -> tuple[date, dict[str, ReadFile]] | None:
    """The day of the last run that is written down, and what it read."""
    for line in reversed(trail.read_trail(study.folder).lines.lines):
        if "files" in line.content:
            try:
                day = datetime.fromisoformat(line.content["at"]).astimezone().date()
                return day, {name: ReadFile(**one) for name, one in line.content["files"].items()}
            except (KeyError, TypeError, ValueError, AttributeError):
                return None  # somebody wrote in it; `study verify` says so
    return None


def _read(study: Study, intake: IntakeResult) -> dict[str, tuple[Path, ReadFile]]:
    """The files that were read, by the name that reports give them."""
    marks = {**intake.fingerprints, **households_fingerprint(study), **inhabitants_fingerprint(study)}
    places = {loaded.label: loaded.path for loaded in study.file_mappings()}
    places |= {name.removeprefix("../"): path for name, path in household_files(study).items()}
    if name := study.settings.inhabitants:
        places[name] = study.folder / name
    return {name: (places[name], ReadFile(mark, places[name].stat().st_size)) for name, mark in marks.items()}


def _how(before: ReadFile | None, now: ReadFile | None, path: Path | None) -> How | None:
    if before is None or now is None or path is None:
        return "nieuw" if before is None else "weg"
    if before.sha256 == now.sha256:
        return None
    if now.size < before.size:
        return "korter"
    return "aangevuld" if _begins_with(path, before) else "anders"


def _begins_with(path: Path, before: ReadFile) -> bool:
    """Whether a file begins with all that stood in it before, and then a new line."""
    seen, left, last = hashlib.sha256(), before.size, b""
    with path.open("rb") as stream:
        while left and (part := stream.read(min(left, AT_ONCE))):
            seen.update(part)
            left, last = left - len(part), part[-1:]
        return seen.hexdigest() == before.sha256 and bool({last, stream.read(1)} & {b"\r", b"\n"})
