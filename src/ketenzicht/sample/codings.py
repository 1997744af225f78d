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
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
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


class Codings:
    """All saves of a sample: where each of them begins in its file.

    What was noted is read when it is asked for, so that memory does not grow with it, and a desk that is open for
    weeks reads on from where it stopped. One thread reads on while others ask.

    Args:
        path: the file; nothing was saved when there is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._places: dict[tuple[str, Role], dict[str, array[int]]] = {}
        self._read_to, self._last, self._broken, self._cut_off = 0, b"", 0, False

    @property
    def broken(self) -> int:
        """How many lines could not be read."""
        return self._broken + self._cut_off

    @property
    def saved(self) -> tuple[Coding, ...]:
        """Every save, oldest first."""
        places = (at for readers in self._places.values() for every in readers.values() for at in every)
        return tuple(self._read(sorted(places)))

    def newest(self, file: str, reader: str | None = None, role: Role = "lezer") -> Coding | None:
        """The last save of a file, of one reader or of any."""
        return next(self._read(self._places_of(file, reader, role)[::-1]), None)

    def newest_by_reader(self, file: str) -> dict[str, Coding]:
        """The last save of a file of each who read it."""
        readers = tuple(self._places.get((file, "lezer"), ()))
        found = {reader: self.newest(file, reader) for reader in readers}
        return {reader: coding for reader, coding in found.items() if coding is not None}

    def versions(self, file: str, reader: str | None = None, role: Role = "lezer") -> tuple[Coding, ...]:
        """Every save of a file, of one reader or of any, oldest first."""
        return tuple(self._read(self._places_of(file, reader, role)))

    def read_on(self) -> None:
        """Take in what was saved since.

        Raises:
            UserError: there was more than there is.
        """
        noted = _noted(self._path)
        if not self._path.exists():
            _demand_whole(self._path, 0, noted)
            self._begin_anew()
            return
        with self._path.open("rb") as stream:
            _demand_whole(self._path, os.fstat(stream.fileno()).st_size, noted)
            if not self._goes_on(stream):
                self._begin_anew()
            stream.seek(self._read_to)
            self._cut_off = False
            for line in stream:
                self._take_in(line)

    def _goes_on(self, stream: IO[bytes]) -> bool:
        """Whether this is the file that was read before, and not another copy: by the last line, unless erased."""
        stream.seek(self._read_to - len(self._last))
        found = stream.read(len(self._last))
        return found == self._last or found == _blank(self._last)

    def _take_in(self, line: bytes) -> None:
        coding = _coding(line)
        if coding is None and line.strip():
            if not line.endswith(b"\n"):  # cut off, or still being written: looked at again the next time
                self._cut_off = True
                return
            self._broken += 1
        if coding is not None:
            readers = self._places.setdefault((coding.file, coding.role), {})
            readers.setdefault(coding.reader, array("q")).append(self._read_to)
        self._read_to, self._last = self._read_to + len(line), line

    def _places_of(self, file: str, reader: str | None, role: Role) -> list[int]:
        readers = tuple(self._places.get((file, role), {}).items())
        return sorted(at for who, places in readers if reader in (None, who) for at in places)

    def _read(self, places: Sequence[int]) -> Iterator[Coding]:
        """What stands at these places; nothing where it was erased."""
        if not places:
            return
        with self._path.open("rb") as stream:
            for at in places:
                stream.seek(at)
                if coding := _coding(stream.readline()):
                    yield coding


def read_codings(path: Path) -> Codings:
    """What was saved; nothing when there is no file yet.

    Raises:
        UserError: there was more than there is.
    """
    found = Codings(path)
    found.read_on()
    return found


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
        saved = Coding(
            **{
                **asdict(coding),
                "number": number + 1,
                "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
            }
        )
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
                stream.write(_blank(line))
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


def _newest_like(path: Path, coding: Coding) -> Coding | None:
    """The last save that this one comes after: of the same reader, or of what was settled by whoever did so."""
    name, newest = json.dumps(coding.file, ensure_ascii=False).encode(), None
    with path.open("rb") as stream:
        for line in stream:
            found = _coding(line) if name in line else None  # most lines are of other files
            if found is None or (found.file, found.role) != (coding.file, coding.role):
                continue
            if coding.role == "overleg" or found.reader == coding.reader:
                newest = found
    return newest


def _blank(line: bytes) -> bytes:
    """A line of the same length that says nothing."""
    return b" " * len(line.rstrip(b"\n")) + b"\n" * line.endswith(b"\n")


def _coding(line: bytes) -> Coding | None:
    """One line as a save; None for what is none."""
    if not line.strip():
        return None
    try:
        made = Coding(**json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (made.file, made.reader, made.codebook, made.state, made.role, made.saved_at)
    if not all(isinstance(one, str) for one in texts) or type(made.number) is not int:
        return None
    return made if isinstance(made.values, dict) and isinstance(made.reasons or {}, dict) else None
