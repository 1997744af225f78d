"""Text files of any usual encoding to UTF-8, in one pass and in bounded memory.

Dutch exports are Windows-1252 more often than not, and a UTF-8 file may begin with a byte-order mark.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from ketenzicht.errors import UserError

PIECE = 4 * 1024 * 1024

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


PLENTY = 1_000_000_000
"""Bytes that any packed file may unpack to."""
MOST_TIMES = 200
"""How much larger than itself a packed file may be beyond that; exports of registrations pack ten to forty times."""
MOST_BYTES = 200_000_000_000
"""What no packed file may unpack to."""


def is_gzip(path: Path) -> bool:
    """Whether a file is gzip, by its first bytes."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked when it is gzip.

    Raises:
        UserError: the file is cut off or damaged.
    """
    with opened(path) as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file as a stream, unpacked when it is gzip.

    Raises:
        UserError: while reading, when the file is cut off or damaged, or unpacks to far more than a registration is.
    """
    with path.open("rb") as packed:
        yield cast("IO[bytes]", _Unpacked(packed, path)) if is_gzip(path) else packed


class _Unpacked:
    """The inside of a gzip file, counted while it is read."""

    def __init__(self, packed: IO[bytes], path: Path) -> None:
        self._stream = gzip.GzipFile(fileobj=packed)
        self._path = path
        self._most = most_unpacked(path)
        self._read = 0

    def read(self, most: int = -1) -> bytes:
        try:
            piece = self._stream.read(PIECE if most < 0 else most)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise truncated(self._path) from None
        self._read += len(piece)
        if self._read > self._most:
            raise too_much(self._path, self._most, "Pak het anders zelf uit en neem het uitgepakte bestand.")
        return piece


def most_unpacked(path: Path) -> int:
    """The bytes that a packed file may unpack to."""
    return min(MOST_BYTES, max(PLENTY, MOST_TIMES * path.stat().st_size))


def too_much(path: Path, most: int, otherwise: str) -> UserError:
    """The error of a packed file that unpacks to far more than a registration is, with another way to bring it in."""
    return UserError(
        "Dit ingepakte bestand is uitgepakt te groot.",
        why=f"Het pakt uit tot meer dan {most // 1_000_000} MB. Zo vult het de schijf of het geheugen.",
        fix=f"Kijk of dit het goede bestand is. {otherwise}",
        file=path,
    )


def truncated(path: Path) -> UserError:
    """The error of a packed file that stops halfway."""
    return UserError(
        "Dit ingepakte bestand is afgekapt of beschadigd.",
        why="Het houdt op voor het einde, dus er ontbreken rijen.",
        fix="Haal het bestand opnieuw op en vergelijk de grootte met het origineel.",
        file=path,
    )


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes of a text file tells.

    Args:
        encoding: by its mark, else UTF-8 if every byte fits, else Windows-1252.
        odd_line_ends: lines end in different ways, or as on old Macintoshes; then they are written again.
    """

    encoding: str
    odd_line_ends: bool


def survey(path: Path) -> Survey:
    """Find out the encoding and the line ends of a text file."""
    encoding, decoder = "utf-8", codecs.getincrementaldecoder("utf-8")()
    windows = unix = old = 0
    before = b""
    for number, piece in enumerate(pieces(path)):
        if number == 0:
            marked = _marked(piece)
            if marked is not None:
                encoding = marked
        joined = before[-1:] + piece
        both = joined.count(b"\r\n")
        windows += both
        unix += piece.count(b"\n") - both
        old += joined[:-1].count(b"\r") - both
        before = piece
        if encoding == "utf-8":
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                encoding = "cp1252"
    return Survey(encoding, odd_line_ends=old > 0 or (windows > 0 and unix > 0))


def _marked(start: bytes) -> str | None:
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    if start[:4000].count(b"\0") > len(start[:4000]) // 4:
        return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    return None


def named_encoding(given: str, path: Path) -> str:
    """The encoding that a mapping names.

    Raises:
        UserError: there is no such encoding.
    """
    try:
        found = codecs.lookup(given).name
    except LookupError:
        raise UserError(
            f"De tekenset '{given}' bestaat niet.",
            fix="Schrijf utf-8, utf-16 of windows-1252, of laat tekenset weg.",
            file=path,
        ) from None
    return "utf-8-sig" if found == "utf-8" else found


def write_utf8(path: Path, encoding: str, target: Path) -> None:
    """Write a text file again as UTF-8 without a mark, with lines that all end alike.

    Raises:
        UserError: a byte does not fit the encoding.
    """
    strict = "replace" if encoding == "cp1252" else "strict"
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(encoding)(errors=strict), translate=True
    )
    with target.open("wb") as out:
        try:
            for piece in pieces(path):
                out.write(decoder.decode(piece).encode("utf-8"))
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
        except UnicodeDecodeError:
            raise UserError(
                f"Dit bestand is niet geschreven in {encoding}.",
                why="Er staan tekens in die daarin niet bestaan.",
                fix="Haal tekenset weg uit de koppeling, of sla het bestand opnieuw op als UTF-8.",
                file=path,
            ) from None
