"""Where in a workbook each answer stood, for findings of a check; those of rows are made when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ketenzicht.survey.template import address
from ketenzicht.survey.typed import Place


@dataclass(frozen=True)
class TableCells:
    """Where a table stood.

    Args:
        sheet: the name of its sheet.
        columns: the column of each id, from 0.
        rows: the row in the sheet of each row of the table, from 0.
    """

    sheet: str
    columns: Mapping[str, int]
    rows: list[int]


class Addresses(Mapping[Place, str]):
    """Sheet and cell of each answer: ``Vragen!C7``; of a row as a whole its first cell."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.tables: dict[str, TableCells] = {}

    def __getitem__(self, place: Place) -> str:
        """The cell of a question, of a column in a row, or of a row; a KeyError when it was not in the workbook."""
        if place.row is None:
            return self.fields[place.field]
        cells = self.tables[place.field]
        if not 0 <= place.row < len(cells.rows):
            raise KeyError(place)
        column = 0 if place.column is None else cells.columns[place.column]
        return f"{cells.sheet}!{address(cells.rows[place.row], column)}"

    def __iter__(self) -> Iterator[Place]:
        """Every place, questions first."""
        yield from map(Place, self.fields)
        for table, cells in self.tables.items():
            for row in range(len(cells.rows)):
                yield from (Place(table, row, column) for column in (None, *cells.columns))

    def __len__(self) -> int:
        """How many there are."""
        return len(self.fields) + sum(
            len(cells.rows) * (1 + len(cells.columns)) for cells in self.tables.values()
        )
