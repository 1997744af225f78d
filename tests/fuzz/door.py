"""A door: a way by which a file or message of somebody else comes in, and what may not happen there.

Whatever comes in is read, or refused with a :class:`~ketenzicht.errors.UserError`. Nothing else is raised, nothing
takes longer than :data:`LONGEST`, and no message or line of a log repeats what stood in a cell.
"""

from __future__ import annotations

import logging
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fuzz.mutations import Form
from ketenzicht.errors import UserError

LONGEST = 10.0
"""Seconds of a processor for one input."""

MARK = "Zebravinkje"
MARKED_NUMBER = "999990019"
"""What stands in cells for what must not be told on: a name, and a number that could be a BSN."""


@dataclass(frozen=True)
class Door:
    """A way in.

    Args:
        name: as on the command line.
        file: the name of the file that comes in.
        enter: takes the file in, and gives the texts that a user would see besides an error.
        make_seeds: good files, to begin with; those of a door with cells have marks in them.
        form: how these files are wrapped.
        share: how many of the inputs of a long run are for this door, beside the others.
        cells: whether it takes in what is private, so that messages may not repeat it.
    """

    name: str
    file: str
    enter: Callable[[Path], Iterable[str]]
    make_seeds: Callable[[], list[bytes]]
    form: Form = "text"
    share: int = 10
    cells: bool = False

    @cached_property
    def seeds(self) -> list[bytes]:
        """Good files."""
        return self.make_seeds()


@dataclass(frozen=True)
class Finding:
    """What should not have happened: a kind of it, where, and what is known of it."""

    kind: str
    where: str
    told: str

    @property
    def name(self) -> str:
        """The same for the same mistake in the program."""
        return "".join(sign if sign.isalnum() else "-" for sign in f"{self.kind} {self.where}")[:150]


_OURS = "/src/ketenzicht/"


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def _log() -> Iterator[list[str]]:
    kept, root = _Kept(), logging.getLogger()
    root.addHandler(kept)
    try:
        yield kept.lines
    finally:
        root.removeHandler(kept)


def try_door(door: Door, data: bytes) -> Finding | None:
    """Bring one input in by a door; None when all is well."""
    told: list[str] = []
    begun = time.process_time()
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=_memory()) as folder, _log() as logged:
        path = Path(folder) / door.file
        path.write_bytes(data)
        try:
            told += door.enter(path)
        except UserError as error:
            told.append(error.text().replace(str(path), ""))
        except Exception as error:
            return Finding(type(error).__name__, _place(error), traceback.format_exc(limit=-12))
        told += logged
    if (took := time.process_time() - begun) > LONGEST:
        return Finding("slow", door.name, f"{took:.1f} s")
    if door.cells:
        for text in told:
            if MARK.lower() in text.lower() or MARKED_NUMBER in text:
                return Finding("leak", f"{door.name} {_gist(text)}", text)
    return None


def _memory() -> str | None:
    """Where small files need no disk, when there is such a place."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _place(error: BaseException) -> str:
    """The deepest line of a reader of ours that the error passed, or else where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame for frame in frames if _OURS in frame.filename and "/engine/" not in frame.filename
    ] or frames
    return f"{ours[-1].filename.rpartition(_OURS)[2]} {ours[-1].name} {ours[-1].line}"


def _gist(text: str) -> str:
    """A message without what differs from one to the next, so that it counts as one finding."""
    return " ".join(word for word in text.split() if word.isalpha() and word != MARK)[:80]
