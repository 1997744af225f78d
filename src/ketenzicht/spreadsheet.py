"""Files for spreadsheets, in and out: texts that are no formulas, and workbooks that are safe to open.

Out: a cell that begins with a sign of a formula is run by a spreadsheet, also from a CSV file (OWASP, CSV injection).
In: a workbook is a zip file of XML, and a few kilobytes can unpack to gigabytes; one cell in the last row and column
makes a sheet of seventeen thousand million cells for a reader that keeps whole sheets; entities and links to other
files have no place in what is handed in.
"""

from __future__ import annotations

import csv
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ketenzicht.errors import UserError

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook that is written: a text stays a text."""

MOST_BYTES = 100_000_000
"""Of all parts unpacked."""
MOST_CELLS = 4_000_000
"""Of all sheets, each from A1 to its last row and last column."""
MOST_SHEETS = 100
PIECE = 1 << 20

# What ends in r will do for the attribute r of rows and cells: to look at its tag as well takes four times as long,
# and what is found too much makes a sheet larger, never smaller.
_ADDRESS = re.compile(rb"""r\s*=\s*["']([A-Za-z]{0,4})(\d{1,9})""")
_CELL_END = re.compile(rb"</(?:\w+:)?c\s*>")
_ROW_BEGIN = re.compile(rb"<(?:\w+:)?row\b")
_LONGEST_TAG = 400
_CONTENT = "content.xml"
_OF_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TABLE, _ROW = _OF_TABLE + "table", _OF_TABLE + "table-row"
_CELLS = (_OF_TABLE + "table-cell", _OF_TABLE + "covered-table-cell")
_KIND = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_BYTE_ORDER_16 = (b"\xff\xfe", b"\xfe\xff")


def harmless(cell: str) -> str:
    """A text for a CSV file: an apostrophe before what a spreadsheet would run."""
    return "'" + cell if cell.startswith(SIGNS) else cell


def harmless_sql(text: str) -> str:
    """The same as :func:`harmless` as a part of a statement."""
    signs = ", ".join(f"chr({ord(sign)})" for sign in SIGNS)
    return f"(case when left({text}, 1) in ({signs}) then '''' || {text} else {text} end)"


def meant(cell: str) -> str:
    """The text that :func:`harmless` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(SIGNS) else cell


def csv_rows(
    lines: Iterable[str], separator: str, path: Path, *, first: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """The rows of a small CSV file that somebody made, each with the line that it is on.

    Args:
        lines: the lines.
        separator: what stands between cells.
        path: the file, for errors.
        first: the number of the first of these lines.

    Raises:
        UserError: it is no CSV.
    """
    rows = csv.reader(lines, delimiter=separator)
    try:
        for cells in rows:
            yield rows.line_num + first - 1, cells
    except csv.Error:
        raise no_csv(path, rows.line_num + first - 1) from None


def no_csv(path: Path, line: int) -> UserError:
    """The error for a line at which a CSV file is none any more."""
    return UserError(
        "Dit bestand is geen goede CSV.",
        why="Een aanhalingsteken sluit niet, of een cel heeft meer dan honderdduizend tekens.",
        fix="Verbeter deze regel en bewaar het bestand opnieuw als CSV.",
        file=path,
        line=line,
    )


def demand_safe(path: Path, *, most_bytes: int = MOST_BYTES, most_cells: int = MOST_CELLS) -> None:
    """Refuse what is no workbook of Excel, one that is too large, and one that reaches outside itself.

    Args:
        path: the workbook.
        most_bytes: of all parts unpacked.
        most_cells: of all sheets, each from A1 to its last row and last column.

    Raises:
        UserError: why.
    """
    with _refusing(path), zipfile.ZipFile(path) as book:
        _demand_inside(book)
        _demand_modest(book, most_bytes, most_cells)


def demand_safe_open_document(
    path: Path, *, most_bytes: int = MOST_BYTES, most_cells: int = MOST_CELLS
) -> None:
    """The same as :func:`demand_safe` for OpenDocument, where a cell may say how often it stands there."""
    from lxml import etree

    with _refusing(path), zipfile.ZipFile(path) as book:
        if sum(one.file_size for one in book.infolist()) > most_bytes:
            raise _TooLargeError
        with book.open(_CONTENT) as stream:
            counted = _Counted(stream, most_bytes)
            parsed = etree.iterparse(counted, tag=(_ROW, _TABLE), resolve_entities=False, no_network=True)
            _demand_modest_tables(parsed, most_cells)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGE:
        raise not_to_be_opened(path) from None
    except _TooLargeError:
        raise too_large(path) from None
    except _OutsideError:
        raise UserError(
            "Dit rekenblad verwijst naar andere bestanden.",
            why="Een bestand dat wordt ingelezen, moet op zichzelf staan.",
            fix="Verbreek de koppelingen (in Excel: Gegevens, Koppelingen bewerken) en sla het opnieuw op als .xlsx.",
            file=path,
        ) from None


def not_to_be_opened(path: Path) -> UserError:
    """The error for a workbook in which anything is wrong."""
    return UserError(
        "Dit rekenblad is niet te openen.",
        why="Het bestand is beschadigd of afgekapt, met een wachtwoord beveiligd, of geen rekenblad.",
        fix="Open het in je rekenprogramma en sla het opnieuw op als .xlsx zonder wachtwoord.",
        file=path,
    )


def too_large(path: Path) -> UserError:
    """The error for a workbook with more in it than anybody asked for."""
    return UserError(
        "Dit rekenblad is te groot.",
        why="Er staat iets ver buiten de tabel, of er zijn veel meer rijen dan gevraagd.",
        fix="Haal weg wat onder en rechts van de tabel staat, of neem een nieuw formulier.",
        file=path,
    )


def refuse_entities(path: Path) -> UserError:
    """The error for an XML file that declares entities or refers to a definition elsewhere."""
    return UserError(
        "Dit XML-bestand heeft een documenttype of eigen entiteiten.",
        why="Daarmee kan een bestand andere bestanden binnenhalen of het geheugen vullen.",
        fix="Maak de export opnieuw zonder DOCTYPE.",
        file=path,
    )


_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, RuntimeError, NotImplementedError,
    EOFError, ValueError, KeyError, SyntaxError,
)  # fmt: skip
"""What is raised for an archive in which anything is wrong; a mistake in XML is a kind of SyntaxError."""


class _TooLargeError(Exception):
    pass


class _OutsideError(Exception):
    pass


def _demand_inside(book: zipfile.ZipFile) -> None:
    """No part may link to a workbook elsewhere."""
    if any(one.filename.lower().startswith("xl/externallinks/") for one in book.infolist()):
        raise _OutsideError


def _demand_modest(book: zipfile.ZipFile, most_bytes: int, most_cells: int) -> None:
    sheets = [one for one in book.infolist() if one.filename.startswith("xl/worksheets/")]
    if not sheets:
        raise zipfile.BadZipFile
    # sizes as the file says; what it unpacks to is counted below, where it matters
    if len(sheets) > MOST_SHEETS or sum(one.file_size for one in book.infolist()) > most_bytes:
        raise _TooLargeError
    read = cells = 0
    for one in book.infolist():
        is_sheet = one in sheets
        rows = columns = 1
        begun = 0
        kept = b""
        with book.open(one) as stream:
            while piece := stream.read(PIECE):
                read += len(piece)
                if read > most_bytes:
                    raise _TooLargeError
                text = kept + piece
                if _declares_entities(one.filename, text, first=not kept):
                    raise _OutsideError
                kept = text[-_LONGEST_TAG:]
                if not is_sheet:
                    continue
                begun += text.count(b"<row") + text.count(b":row")
                last_row, last_column = _last(text)
                rows, columns = max(rows, last_row, begun), max(columns, last_column)
                if cells + rows * columns > most_cells:
                    raise _TooLargeError
        cells += rows * columns if is_sheet else 0


class _Counted:
    """A part of an archive, counted while it is unpacked: what it says of its size may be a lie."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left = stream, most

    def read(self, most: int = -1) -> bytes:
        piece = self._stream.read(PIECE if most < 0 else most)
        self._left -= len(piece)
        if self._left < 0:
            raise _TooLargeError
        return piece


def _demand_modest_tables(parsed: Iterable[tuple[str, Any]], most_cells: int) -> None:
    """Each table from its first cell to the last row and column in which anything stands.

    Empty cells at the end of a row, and empty rows at the end of a table, are written to the last of a sheet and
    count for nothing.
    """
    cells = rows = last_row = last_column = 0
    for _event, element in parsed:
        if element.getroottree().docinfo.doctype:
            raise _OutsideError
        if element.tag == _TABLE:
            cells += last_row * last_column
            rows = last_row = last_column = 0
        else:
            rows += _times(element, "rows")
            column = 0
            for cell in element.iterchildren(*_CELLS):
                column += _times(cell, "columns")
                if len(cell) or cell.get(_KIND):
                    last_row, last_column = rows, max(last_column, column)
        if cells + last_row * last_column > most_cells:
            raise _TooLargeError
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _times(element: Any, of: str) -> int:
    """How often a cell or row stands there."""
    return max(1, int(element.get(f"{_OF_TABLE}number-{of}-repeated", "1")))


def _last(text: bytes) -> tuple[int, int]:
    """The last row and column that a part of a sheet names; cells without an address stand one after the other."""
    found = _ADDRESS.findall(text)
    rows = max(map(int, {row for _, row in found}), default=1)
    columns = max(map(_column, {letters for letters, _ in found}), default=1)
    if len(_CELL_END.findall(text)) > sum(letters != b"" for letters, _ in found):
        parts = _ROW_BEGIN.split(text)
        columns = max(columns, *(len(_CELL_END.findall(part)) for part in parts))
    return rows, columns


def _declares_entities(name: str, text: bytes, *, first: bool) -> bool:
    """Whether an XML part declares a document type; one in UTF-16, which no spreadsheet writes, counts as one."""
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return False
    return (first and text.startswith(_BYTE_ORDER_16)) or any(one in text for one in _ENTITIES)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number
