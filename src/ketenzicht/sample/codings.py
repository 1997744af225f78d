"""What readers noted, as an append-only file: nothing that was saved is ever written over.

Every save is a line of its own, forced to disk before it counts as saved, with who, of which file, with which
codebook, and after which earlier save. A second tab, or a second reader on one file, that did not see the last save
is refused and gets both to choose from. A line that was cut off halfway, by a crash or a full disk, is passed over
and told; what stands before it is whole.

The file only grows. How long it was stands in a file beside it, so that one that is gone, cut off, or put back from
an older copy is told instead of taken for a beginning.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal

from ketenzicht.errors import UserError

LENGTH = ".lengte"
"""The end of the name of the file that says how many bytes were saved."""
_DIGITS = 20

State = Literal["concept", "klaar"]
Role = Literal["lezer", "overleg"]
"""Who codes: a reader on his own, or who settles where two readers differ."""


@dataclass(frozen=True)
class Coding:
    """One save.

    Args:
        file: the case whose file was read.
        reader: who read it, or who settled.
        number: the how manieth save of this reader for this file, from 1; of what was settled whoever did so.
        codebook: the version of the codebook.
        values: what was noted, by variable.
        state: a draft, or finished.
        role: read, or settled.
        reasons: of what was settled, why, by variable.
        saved_at: when, in UTC.
    """

    file: str
    reader: str
    number: int
    codebook: str
    values: Mapping[str, Any]
    state: State
    role: Role = "lezer"
    reasons: Mapping[str, str] | None = None
    saved_at: str = ""


class Overtaken(Exception):  # noqa: N818 - no error: somebody else was first
    """Since this page was opened another save was made; ``newest`` has it."""

    def __init__(self, newest: Coding) -> None:
        self.newest = newest
        super().__init__("a newer coding was saved meanwhile")


@dataclass(frozen=True)
class Codings:
    """All saves of a sample; ``broken`` counts lines that could not be read."""

    saved: tuple[Coding, ...]
    broken: int = 0

    def newest(self, file: str, reader: str | None = None, role: Role = "lezer") -> Coding | None:
        """The last save of a file, of one reader or of any."""
        return next(reversed(self.versions(file, reader, role)), None)

    def versions(self, file: str, reader: str | None = None, role: Role = "lezer") -> tuple[Coding, ...]:
        """Every save of a file, of one reader or of any, oldest first."""
        return tuple(
            one
            for one in self.saved
            if one.file == file and one.role == role and reader in (None, one.reader)
        )


def read_codings(path: Path) -> Codings:
    """What was saved; nothing when there is no file yet.

    Raises:
        UserError: there was more than there is.
    """
    noted = _noted(path)
    data = path.read_bytes() if path.exists() else b""
    _demand_whole(path, len(data), noted)
    return _parsed(data)


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
        stream.seek(0)
        whole = stream.read()
        alone = coding.reader if coding.role == "lezer" else None
        newest = _parsed(whole).newest(coding.file, alone, coding.role)
        number = newest.number if newest else 0
        if newest is not None and number != seen:
            raise Overtaken(newest)
        saved = Coding(
            **{
                **asdict(coding),
                "number": number + 1,
                "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
            }
        )
        line = json.dumps(asdict(saved), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        end = stream.seek(0, os.SEEK_END)
        if whole and not whole.endswith(b"\n"):
            line = b"\n" + line
        length = end + len(line)
        try:
            _write_out(stream, line)
            os.fsync(stream.fileno())
        except OSError:
            stream.truncate(end)
            raise
        with suppress(OSError):  # it is saved; a length that is too low is true as well
            _note(path, length)
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
                stream.write(b" " * len(line.rstrip(b"\n")))
            at += len(line)
        os.fsync(stream.fileno())


@contextmanager
def _alone(path: Path) -> Iterator[IO[bytes]]:
    """The file, opened for adding, with nobody else at it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noted = _noted(path)
    _demand_whole(path, path.stat().st_size if path.exists() else 0, noted)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        if not noted:
            _note(path, 0)  # made before the first save, so that a full disk refuses that
        yield stream


def _write_out(stream: IO[bytes], data: bytes) -> None:
    """Write all of it: a disk that is nearly full takes a part and says so only by its length."""
    while data:
        data = data[stream.write(data) :]


def _length_file(path: Path) -> Path:
    return path.with_suffix(LENGTH)


def _note(path: Path, length: int) -> None:
    """Write down how long the file is; in one place and of one size, so it needs no room on a disk that is full."""
    descriptor = os.open(_length_file(path), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(descriptor, f"{length:0{_DIGITS}}\n".encode(), 0)
    finally:
        os.close(descriptor)


def _noted(path: Path) -> int:
    """How long the file was at its last save; 0 when that is not known."""
    try:
        told = _length_file(path).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return 0
    return int(told) if told.isdecimal() else 0


def _demand_whole(path: Path, found: int, noted: int) -> None:
    if found < noted:
        raise UserError(
            "Van wat lezers opsloegen is iets weg.",
            why=f"Er stonden {noted} bytes in dit bestand, nu {found}: het is weg, afgebroken of een oudere kopie.",
            fix=f"Zet de laatste kopie terug. Is die korter, haal dan {_length_file(path).name} weg en ga daarmee "
            "verder.",
            file=path,
        )


def _coding(content: Any) -> Coding:
    """One line as a save; raises for what is none."""
    made = Coding(**content)
    texts = (made.file, made.reader, made.codebook, made.state, made.role, made.saved_at)
    if not all(isinstance(one, str) for one in texts) or type(made.number) is not int:
        raise TypeError
    if not isinstance(made.values, dict) or not isinstance(made.reasons or {}, dict):
        raise TypeError
    return made


def _parsed(data: bytes) -> Codings:
    saved, broken = list[Coding](), 0
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            saved.append(_coding(json.loads(line)))
        except (ValueError, TypeError, RecursionError):
            broken += 1
    return Codings(tuple(saved), broken)
