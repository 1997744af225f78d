"""What a stricter or looser linking of persons gives, shown only where the figure itself is.

The three figures of a row are nearly about the same cases. So when the chosen one is hidden, for whatever reason, the
others are: each by itself may be large enough, and still tell what the hidden one is.
"""

from __future__ import annotations

from dataclasses import replace

from ketenzicht.publish.published import (
    Hidden,
    NotReached,
    Published,
    PublishedFigure,
    PublishedResult,
    PublishedRow,
    PublishedTable,
)

TABLE_ID = "koppeling"
"""The table of a measure with these figures; a row is called after the place of the chosen figure."""


def beside_chosen(published: Published) -> Published:
    """The same figures, with the chosen ones as they stand elsewhere, and the others hidden beside a hidden one."""
    return replace(published, results=tuple(_result(result) for result in published.results))


def _result(result: PublishedResult) -> PublishedResult:
    tables = tuple(
        replace(table, rows=tuple(_row(row, result.tables) for row in table.rows))
        if table.id == TABLE_ID
        else table
        for table in result.tables
    )
    return replace(result, tables=tables)


def _row(row: PublishedRow, tables: tuple[PublishedTable, ...]) -> PublishedRow:
    table, line, column = map(int, row.id.split("-"))
    chosen = tables[table].rows[line].figures[column]
    if chosen is None or isinstance(chosen, Hidden | NotReached):
        return replace(row, figures=(chosen, *(_hidden(figure) for figure in row.figures[1:])))
    return replace(row, figures=(chosen, *row.figures[1:]))


def _hidden(figure: PublishedFigure | None) -> PublishedFigure | None:
    return None if figure is None else Hidden("afleidbaar", figure.numbers)
