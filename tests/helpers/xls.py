"""Old workbooks of Excel (BIFF8 in an OLE file), written by hand: just enough to hold numbers, dates and texts.

Formats: [MS-XLS] and [MS-CFB], published by Microsoft.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date

Cell = tuple[int, int, float | str | date]
SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_FIRST_DAY = date(1899, 12, 30)
_DAY_FORMAT = 14


def xls(sheets: dict[str, Sequence[Cell]], *, dimensions: tuple[int, int, int, int] | None = None) -> bytes:
    """A workbook.

    Args:
        sheets: for each name its cells, by row and column from 0.
        dimensions: what each sheet says of itself: first and last row, first and last column; else what is there.
    """
    bodies = [_sheet(cells, dimensions) for cells in sheets.values()]
    styles = _record(0xE0, struct.pack("<HHH14x", 0, 0, 0)) + _record(
        0xE0, struct.pack("<HHH14x", 0, _DAY_FORMAT, 0)
    )
    before = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + styles
    at = len(before) + sum(len(_bound(0, name)) for name in sheets) + len(_record(0x0A, b""))
    named = b""
    for name, body in zip(sheets, bodies, strict=True):
        named += _bound(at, name)
        at += len(body)
    return _ole(before + named + _record(0x0A, b"") + b"".join(bodies))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _bound(at: int, name: str) -> bytes:
    return _record(0x85, struct.pack("<IHBB", at, 0, len(name), 0) + name.encode("latin-1"))


def _sheet(cells: Sequence[Cell], dimensions: tuple[int, int, int, int] | None) -> bytes:
    rows, columns = [row for row, _, _ in cells] or [0], [column for _, column, _ in cells] or [0]
    first_row, last_row, first_column, last_column = dimensions or (
        0,
        max(rows) + 1,
        0,
        min(max(columns) + 1, 0xFFFF),
    )
    said = struct.pack("<IIHHH", first_row, last_row, first_column, last_column, 0)
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + _record(0x200, said)
    return body + b"".join(_cell(*cell) for cell in cells) + _record(0x0A, b"")


def _cell(row: int, column: int, value: float | str | date) -> bytes:
    if isinstance(value, str):
        wide = not value.isascii()
        text = value.encode("utf-16-le" if wide else "ascii")
        return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(value), wide) + text)
    if isinstance(value, date):
        return _record(0x203, struct.pack("<HHHd", row, column, 1, (value - _FIRST_DAY).days))
    return _record(0x203, struct.pack("<HHHd", row, column, 0, value))


def _ole(stream: bytes) -> bytes:
    """An OLE file with one stream, ``Workbook``, of 4096 bytes or more, after a table of sectors and a directory."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    assert sectors + 2 <= SECTOR // 4, "one sector holds the whole table"
    chain = [_TABLE, _END, *range(3, sectors + 2), _END]
    table = struct.pack(f"<{SECTOR // 4}I", *chain, *[_FREE] * (SECTOR // 4 - len(chain)))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, _END, 0, _END, 0),
    )
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    return head + table + directory.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIII", text, len(text) + 2, kind, 1, _FREE, _FREE, child, start, length, 0
    )
