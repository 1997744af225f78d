"""What readers noted, as it was saved: a line for each save, and the newest of each file and reader.

Every save says who noted what of which file, with which codebook, and after which earlier save
(:mod:`ketenzicht.sample.save_coding` writes them). A line that was cut off halfway, by a crash or a full disk, is
passed over and told; what stands before it is whole.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from ketenzicht.sample.saved_length import demand_length, noted_length

State = Literal["concept", "klaar"]
Role = Literal["lezer", "overleg"]
"""Who codes: one reader, or who settles where two readers differ."""


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
        noted = noted_length(self._path)
        if not self._path.exists():
            demand_length(self._path, 0, noted)
            self._begin_anew()
            return
        with self._path.open("rb") as stream:
            demand_length(self._path, os.fstat(stream.fileno()).st_size, noted)
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
        return found == self._last or found == blank(self._last)

    def _take_in(self, line: bytes) -> None:
        coding = coding_in(line)
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
                if coding := coding_in(stream.readline()):
                    yield coding


def read_codings(path: Path) -> Codings:
    """What was saved; nothing when there is no file yet.

    Raises:
        UserError: there was more than there is.
    """
    found = Codings(path)
    found.read_on()
    return found


def coding_in(line: bytes) -> Coding | None:
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


def blank(line: bytes) -> bytes:
    """A line of the same length that says nothing."""
    return b" " * len(line.rstrip(b"\n")) + b"\n" * line.endswith(b"\n")
