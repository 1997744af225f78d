"""Refuses a workbook that would fill the memory, before it is read: forms come from outside.

A workbook is a zip file, and a few kilobytes can unpack to gigabytes. One cell in the last row and column makes a
sheet of seventeen thousand million cells for a reader that keeps whole sheets.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from ketenzicht.errors import UserError

MOST_BYTES = 100_000_000
"""Of all parts unpacked."""
MOST_CELLS = 4_000_000
"""Of all sheets, each from A1 to its last row and last column."""
MOST_SHEETS = 100
PIECE = 1 << 20

_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d{1,9})"')
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\sr="([A-Za-z]{1,4})(\d{1,9})"')
_LONGEST_TAG = 400


def demand_modest(path: Path) -> None:
    """Refuse what is no workbook of Excel, or one that is too large.

    Raises:
        UserError: why.
    """
    try:
        with zipfile.ZipFile(path) as book:
            _demand_modest_parts(book)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError):
        raise UserError(
            "Dit rekenblad is niet te openen.",
            why="Het bestand is beschadigd of afgekapt, met een wachtwoord beveiligd, of geen Excel-bestand.",
            fix="Open het in je rekenprogramma en sla het opnieuw op als .xlsx zonder wachtwoord.",
            file=path,
        ) from None
    except _TooLargeError:
        raise UserError(
            "Dit rekenblad is te groot.",
            why="Er staat iets ver buiten de tabel, of er zijn veel meer rijen dan gevraagd.",
            fix="Haal weg wat onder en rechts van de tabel staat, of neem een nieuw formulier.",
            file=path,
        ) from None


class _TooLargeError(Exception):
    pass


def _demand_modest_parts(book: zipfile.ZipFile) -> None:
    sheets = [one for one in book.infolist() if one.filename.startswith("xl/worksheets/")]
    if not sheets:
        raise zipfile.BadZipFile
    # sizes as the file says; what it unpacks to is counted below, where it matters
    if len(sheets) > MOST_SHEETS or sum(one.file_size for one in book.infolist()) > MOST_BYTES:
        raise _TooLargeError
    read = cells = 0
    for one in book.infolist():
        is_sheet = one in sheets
        rows = columns = 1
        kept = b""
        with book.open(one) as stream:
            while piece := stream.read(PIECE):
                read += len(piece)
                if read > MOST_BYTES:
                    raise _TooLargeError
                if not is_sheet:
                    continue
                text = kept + piece
                rows = max([rows, *(int(row) for row in _ROW.findall(text))])
                for letters, row in _CELL.findall(text):
                    rows, columns = max(rows, int(row)), max(columns, _column(letters))
                if cells + rows * columns > MOST_CELLS:
                    raise _TooLargeError
                kept = text[-_LONGEST_TAG:]
        cells += rows * columns if is_sheet else 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number
