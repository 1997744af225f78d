"""Saving what readers noted in a file that only grows: nothing that was saved is ever written over.

A save is forced to disk before it counts as saved. A second tab, or a second reader on one file, that did not see the
last save is refused and gets both to choose from. Only forgetting a person blanks what was saved.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from ketenzicht.sample.codings import Coding, blank, coding_in
from ketenzicht.sample.saved_length import demand_length, note_length, noted_length


class Overtaken(Exception):  # noqa: N818 - no error: somebody else was first
    """Since this page was opened another save was made; ``newest`` has it."""

    def __init__(self, newest: Coding) -> None:
        self.newest = newest
        super().__init__("a newer coding was saved meanwhile")


def save(path: Path, coding: Coding, *, seen: int) -> Coding:
    """Add a save.

    Args:
        path: the file.
        coding: what to save; its number and time are set here.
        seen: the number of the last save when the page was opened; 0 for none.

    Returns:
        What was saved, when it is on the disk.

    Raises:
        Overtaken: this file was saved elsewhere after that.
        OSError: the disk is full or the file cannot be written; nothing was saved.
        UserError: of what was saved before, something is gone.
    """
    with _alone(path) as stream:
        newest = _newest_like(path, coding)
        number = newest.number if newest else 0
        if newest is not None and number != seen:
            raise Overtaken(newest)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        saved = replace(coding, number=number + 1, saved_at=now)
        line = json.dumps(asdict(saved), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        end = stream.seek(0, os.SEEK_END)
        if end and os.pread(stream.fileno(), 1, end - 1) != b"\n":
            line = b"\n" + line
        length = end + len(line)
        try:
            _write_out(stream, line)
            os.fsync(stream.fileno())
        except OSError:
            stream.truncate(end)
            raise
        with suppress(OSError):  # it is saved; a length that is too low is true as well
            note_length(path, length)
        return saved


def erase(path: Path, cases: Collection[str]) -> None:
    """Blank every save that names one of these cases: the one thing that is ever written over.

    Each line is filled with spaces where it stands, so that nothing else moves and a reader who saves meanwhile
    loses nothing.
    """
    sought = [case.encode() for case in cases]
    with _alone(path) as stream:
        at = 0
        for line in stream.read().splitlines(keepends=True):
            if any(case in line for case in sought):
                stream.seek(at)
                stream.write(blank(line))
            at += len(line)
        os.fsync(stream.fileno())


@contextmanager
def _alone(path: Path) -> Iterator[IO[bytes]]:
    """The file, opened for adding, with nobody else at it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noted = noted_length(path)
    demand_length(path, path.stat().st_size if path.exists() else 0, noted)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        if not noted:
            note_length(path, 0)  # made before the first save, so that a full disk refuses that
        yield stream


def _write_out(stream: IO[bytes], data: bytes) -> None:
    """Write all of it: a disk that is nearly full takes a part and says so only by its length."""
    while data:
        data = data[stream.write(data) :]


def _newest_like(path: Path, coding: Coding) -> Coding | None:
    """The last save that this one comes after: of the same reader, or of what was settled by whoever did so."""
    name, newest = json.dumps(coding.file, ensure_ascii=False).encode(), None
    with path.open("rb") as stream:
        for line in stream:
            found = coding_in(line) if name in line else None  # most lines are of other files
            if found is None or (found.file, found.role) != (coding.file, coding.role):
                continue
            if coding.role == "overleg" or found.reader == coding.reader:
                newest = found
    return newest
