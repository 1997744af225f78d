"""Lines of JSON in a file that only grows, each sealed with the fingerprint of the one before.

Whoever changes, removes or puts in a line breaks the seal of all that follow. Only who rewrites everything from there
on is not found, unless the last seal was written down elsewhere (Schneier and Kelsey, Secure audit logs to support
computer forensics, ACM Transactions on Information and System Security 2, 1999).

The number and seal of the last line stand in a file beside it too, so that an end that is gone is told. A line that
was cut off, by a crash or a full disk, was never finished: it makes place for the next one, which says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

BEGIN = "0" * 64
"""What stands before the first line."""
PATIENCE = 30.0
"""Seconds to wait for who writes at the same moment."""


@dataclass(frozen=True)
class Line:
    """One line.

    Args:
        number: its place, from 1.
        content: what it says.
        cut_off: how many bytes of an unfinished line stood in its place; 0 when there was none.
        was: number and seal of a line that was there once and was gone when this one was written; else empty.
        previous: the seal of the line before.
        seal: the fingerprint of all of this.
    """

    number: int
    content: Mapping[str, Any]
    cut_off: int
    was: str
    previous: str
    seal: str


@dataclass(frozen=True)
class Lines:
    """A file, read.

    Args:
        lines: the lines that can be read, in order.
        broken_at: the number of the first line that is not as it was written; None when all are.
        cut_off: how many bytes of an unfinished line stand at the end.
        gone: number and seal of a line that was there once and is not any more; empty when none is missed.
        noted: whether a last line was written down beside the file; without it, an end that is gone is not missed.
    """

    lines: tuple[Line, ...]
    broken_at: int | None
    cut_off: int
    gone: str
    noted: bool


def fingerprint(parts: Sequence[Any]) -> str:
    """The SHA-256 of some values, in hexadecimal digits."""
    return sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_lines(path: Path) -> Lines:
    """All lines of a file; none when there is no file yet.

    Raises:
        OSError: it cannot be read.
    """
    whole, rest = _parts(path)
    found, broken, previous = [], None, BEGIN
    for number, text in enumerate(whole, 1):
        line = _line(text)
        if broken is None and (line is None or (line.number, line.previous) != (number, previous)):
            broken = number
        if line is not None:
            found.append(line)
            previous = line.seal
    return Lines(tuple(found), broken, len(rest), _gone(path, whole), noted_seal(seal_file(path)) is not None)


def append_line(path: Path, content: Mapping[str, Any]) -> Line:
    """Add a line; when this comes back it is on the disk.

    Args:
        path: the file; made, readable by this user only, when it is not there.
        content: what the line says, as JSON has it.

    Raises:
        OSError: it cannot be written, or somebody else writes all the time; no line was added.
    """
    from filelock import FileLock

    with FileLock(path.with_name(f".{path.name}.slot"), timeout=PATIENCE):
        at, last, cut_off = _end(path)
        if last is not None and noted_seal(seal_file(path)) in (None, (last.number, last.seal)):
            number, previous, gone = last.number + 1, last.seal, ""
        else:  # something is amiss, or nothing is there yet: all lines are looked at
            whole, _ = _parts(path)
            number, gone = len(whole) + 1, _gone(path, whole)
            previous = last.seal if last else sha256(whole[-1]).hexdigest() if whole else BEGIN
        line = _sealed(Line(number, dict(content), cut_off, gone, previous, ""))
        text = json.dumps(vars(line), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        _write(path, at, text)
        with suppress(OSError):  # the line is there; an older seal is true as well
            note_seal(seal_file(path), line.number, line.seal)
        return line


def seal_file(path: Path) -> Path:
    """Where the last seal stands of a file with lines."""
    return path.with_suffix(".zegel")


def note_seal(path: Path, number: int, seal: str) -> None:
    """Write down the last line; in one place and of one size, so it needs no room on a disk that is full.

    Raises:
        OSError: it cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{number:020} {seal}\n".encode())
    finally:
        os.close(descriptor)


def noted_seal(path: Path) -> tuple[int, str] | None:
    """Number and seal of the last line that was written down; None when that is not known."""
    try:
        number, _, seal = path.read_text(encoding="ascii").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return None
    return (int(number), seal) if number.isascii() and number.isdecimal() else None


def _parts(path: Path) -> tuple[list[bytes], bytes]:
    """The finished lines of a file, and what stands behind the last of them."""
    try:
        *whole, rest = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return [], b""
    return whole, rest


def _end(path: Path) -> tuple[int, Line | None, int]:
    """Where the finished lines end, the last of them if it is one, and how many bytes stand behind it."""
    if not path.exists() or not path.stat().st_size:
        return 0, None, 0
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
        end = data.rfind(b"\n") + 1
        begin = data.rfind(b"\n", 0, max(end - 1, 0)) + 1
        return end, _line(data[begin : end - 1]) if end else None, len(data) - end


def _line(text: bytes) -> Line | None:
    """A line whose seal is the one that it ought to have; None when it is not, or when it is no line."""
    try:
        line = Line(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return line if isinstance(line.content, dict) and line == _sealed(line) else None


def _sealed(line: Line) -> Line:
    parts = [line.number, line.content, line.cut_off, line.was, line.previous]
    return replace(line, seal=fingerprint(parts))


def _gone(path: Path, whole: Sequence[bytes]) -> str:
    """What was written down of the last line, when that line is not there."""
    number, seal = noted_seal(seal_file(path)) or (0, "")
    there = _line(whole[number - 1]) if 0 < number <= len(whole) else None
    return f"{number} {seal}" if number and (there is None or there.seal != seal) else ""


def _write(path: Path, at: int, text: bytes) -> None:
    """Put a line behind the finished ones: all of it, or nothing."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.ftruncate(descriptor, at)
        os.lseek(descriptor, at, os.SEEK_SET)
        try:
            while text:  # a disk that is nearly full takes a part and says so only by its length
                text = text[os.write(descriptor, text) :]
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, at)
            raise
    finally:
        os.close(descriptor)
