"""Text files of any usual encoding to UTF-8, in one pass and in bounded memory.

Dutch exports are Windows-1252 more often than not, and a UTF-8 file may begin with a byte-order mark.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from ketenzicht.errors import UserError

PIECE = 4 * 1024 * 1024

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def is_gzip(path: Path) -> bool:
    """Whether a file is gzip, by its first bytes."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked when it is gzip.

    Raises:
        UserError: the file is cut off or damaged.
    """
    with path.open("rb") as packed, _unpacked(packed, path) as file:
        while True:
            try:
                piece = file.read(PIECE)
            except (EOFError, zlib.error, gzip.BadGzipFile):
                raise truncated(path) from None
            if not piece:
                return
            yield piece


def _unpacked(packed: IO[bytes], path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(fileobj=packed)) if is_gzip(path) else packed


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
