"""Old workbooks of Excel (.xls), read with xlrd: row by row, so that a cell far away makes no room before it.

A reader that keeps whole sheets makes room for all cells up to the last row and column: a file of a few kilobytes
then takes gigabytes. Here a row holds what stands in it, up to its last cell, and a sheet ends at row 65,536 and
column 256.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.intake.readers.cells import cell_text
from ketenzicht.spreadsheet import MOST_SHEETS, not_to_be_opened, too_large

if TYPE_CHECKING:
    from xlrd.sheet import Cell, Sheet

_DAMAGE = (
    AssertionError, ArithmeticError, AttributeError, EOFError, LookupError, OSError, RecursionError, TypeError,
    ValueError, struct.error,
)  # fmt: skip
"""What xlrd raises for a file in which anything is wrong, beside errors of its own."""


class OldBook:
    """A workbook; one sheet of it at a time is in memory.

    Args:
        path: the file.

    Raises:
        UserError: it is damaged, or has very many sheets.
    """

    def __init__(self, path: Path) -> None:
        import xlrd

        self._path = path
        with self._reading():
            self._book = xlrd.open_workbook(path, logfile=StringIO(), on_demand=True, ragged_rows=True)
        self.sheet_names: list[str] = self._book.sheet_names()
        if len(self.sheet_names) > MOST_SHEETS:
            raise too_large(path)

    def filled(self) -> list[str]:
        """The names of the sheets that hold anything."""
        return [name for name in self.sheet_names if any(any(map(cell_text, row)) for row in self.rows(name))]

    def rows(self, name: str) -> Iterator[list[object]]:
        """The rows of a sheet from the first on, each up to its last cell.

        Raises:
            UserError: it is damaged.
        """
        with self._reading():
            sheet: Sheet = self._book.sheet_by_name(name)
            try:
                for number in range(sheet.nrows):
                    yield [self._value(cell) for cell in sheet.row(number)]
            finally:
                self._book.unload_sheet(name)

    def _value(self, cell: Cell) -> object:
        import xlrd

        if cell.ctype == xlrd.XL_CELL_DATE:
            return xlrd.xldate.xldate_as_datetime(cell.value, self._book.datemode)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return None
        return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value

    @contextmanager
    def _reading(self) -> Iterator[None]:
        import xlrd
        from xlrd.compdoc import CompDocError

        try:
            yield
        except (xlrd.XLRDError, CompDocError, *_DAMAGE):
            raise not_to_be_opened(self._path) from None
