"""Sheets of Excel and OpenDocument files, read with Calamine; old ones (.xls) in ``old_spreadsheet``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers.cells import cell_text
from ketenzicht.intake.readers.delimited import unique_names
from ketenzicht.intake.readers.rows import RowWriter
from ketenzicht.intake.readers.source import Source
from ketenzicht.spreadsheet import demand_safe, demand_safe_open_document, not_to_be_opened

MOST_BYTES, MOST_CELLS = 4_000_000_000, 100_000_000
"""A registration is larger than a form: a full sheet of a hundred columns."""


def open_spreadsheet(path: Path, layout: Layout, work: Path, name: str) -> Source:
    """The rows of one sheet: the one that the mapping names, else the only one that has any.

    Raises:
        UserError: there is no such sheet, several sheets could be meant, or the sheet is empty.
    """
    book = _open(path)
    rows = iter(book.rows(_choose(book, layout.sheet, path)))
    header_row, header = next(
        ((number, row) for number, row in enumerate(rows, start=1) if any(cell_text(cell) for cell in row)),
        (0, None),
    )
    if header is None:
        raise UserError("Dit blad is leeg.", fix="Noem een ander blad bij indeling, blad.", file=path)
    columns = unique_names([cell_text(cell) or "" for cell in header])
    writer = RowWriter(work, name, columns)
    for row in rows:
        texts = [cell_text(cell) for cell in row]
        writer.add(dict(zip(columns, texts, strict=False)))
    return Source(path=path, relation=writer.relation(), columns=columns, header_rows=header_row)


def filled_sheets(path: Path) -> list[str]:
    """The names of the sheets that hold anything."""
    return _open(path).filled()


class Book(Protocol):
    """A workbook that was opened."""

    sheet_names: list[str]

    def filled(self) -> list[str]:
        """The names of the sheets that hold anything."""

    def rows(self, name: str) -> Iterable[Sequence[object]]:
        """The rows of a sheet, from the first on."""


class _CalamineBook:
    def __init__(self, path: Path) -> None:
        from python_calamine import CalamineWorkbook

        self._path = path
        with _reading(path):
            self._book = CalamineWorkbook.from_path(str(path))
            self.sheet_names: list[str] = list(self._book.sheet_names)

    def filled(self) -> list[str]:
        with _reading(self._path):
            return [name for name in self.sheet_names if self._book.get_sheet_by_name(name).start is not None]

    def rows(self, name: str) -> Iterable[Sequence[object]]:
        with _reading(self._path):
            return self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _open(path: Path) -> Book:
    ending = path.suffix.lower()
    if ending == ".xls":
        from ketenzicht.intake.readers.old_spreadsheet import OldBook

        return OldBook(path)
    if ending in (".xlsx", ".xlsm"):
        demand_safe(path, most_bytes=MOST_BYTES, most_cells=MOST_CELLS)
    elif ending == ".ods":
        demand_safe_open_document(path, most_bytes=MOST_BYTES, most_cells=MOST_CELLS)
    else:
        raise UserError(
            f"Rekenbladen met de naam '{ending or 'zonder achtervoegsel'}' worden niet gelezen.",
            why="Gelezen worden .xlsx, .xlsm, .xls en .ods.",
            fix="Open het in je rekenprogramma en sla het op als .xlsx.",
            file=path,
        )
    return _CalamineBook(path)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Damage in a workbook shows when it is opened, or as late as at one of its sheets."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError):
        raise not_to_be_opened(path) from None


def _choose(book: Book, wanted: str | None, path: Path) -> str:
    names = book.sheet_names
    if wanted is not None:
        for given in names:
            if given.strip().lower() == wanted.strip().lower():
                return given
        raise UserError(
            f"Dit rekenblad heeft geen blad '{wanted}'.",
            why="Bladen in dit bestand: " + ", ".join(names) + ".",
            fix=did_you_mean(wanted, names) or "Verander blad: in de koppeling.",
            file=path,
        )
    filled = book.filled()
    if len(filled) > 1:
        raise UserError(
            "Dit rekenblad heeft meer bladen met gegevens.",
            why="Bladen in dit bestand: " + ", ".join(filled) + ".",
            fix=f"Kies er een in de koppeling: indeling: {{blad: {filled[0]}}}",
            file=path,
        )
    if not filled:
        raise UserError("Dit rekenblad is leeg.", fix="Maak de export opnieuw.", file=path)
    return filled[0]
