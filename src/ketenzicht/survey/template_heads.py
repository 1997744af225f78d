"""Where the headings of a filled-in workbook are, and which columns they name; wherever they went."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from ketenzicht.survey.model import Question, TableTemplate
from ketenzicht.survey.template import (
    ANSWER_HEAD,
    ENGLISH_HEADS,
    ID_HEAD,
    ROW_REMARK,
    ROW_REMARK_HEADS,
    TABLE_ID_ROW,
    explains_rows,
)

Cells: TypeAlias = Sequence[Sequence[Any]]
LOOK_FOR_HEAD = 15
"""A heading stands in the first so many rows."""


def head_of_questions(rows: Cells) -> tuple[int, dict[str, int]] | None:
    """The row of the headings of the sheet of questions, and the column of each heading in Dutch and lower case."""
    for number, cells in enumerate(rows[:LOOK_FOR_HEAD]):
        texts = [str(cell).strip().casefold() for cell in cells]
        columns = {ENGLISH_HEADS.get(text, text): column for column, text in enumerate(texts)}
        if ID_HEAD in columns and ANSWER_HEAD in columns:
            return number, columns
    return None


def head_of_table(rows: Cells, table: TableTemplate) -> tuple[int, dict[str, int], dict[int, str]] | None:
    """The first row of data, the column of each id, and the columns that nobody asked for with their heading."""
    best: tuple[int, int, dict[str, int]] = (0, -1, {})
    for number, cells in enumerate(rows[:LOOK_FOR_HEAD]):
        placed = _known(cells, table)
        if len(placed) > best[0]:
            best = (len(placed), number, placed)
    _, number, placed = best
    if not placed:
        return None
    head = number
    by_id = any(str(cell_of(rows[number], column)).strip() == name for name, column in placed.items())
    below = rows[number + 1] if by_id and number + 1 < len(rows) else ()
    # in a sheet that somebody made, ids may be the only headings: then rows come right below
    if below and (number == TABLE_ID_ROW or _known(below, table)):
        head = number + 1
        # somebody who adds a column gives it a heading, not an id
        for name, column in _known(below, table).items():
            if name not in placed and column not in placed.values():
                placed[name] = column
    width = max((len(cells) for cells in rows), default=0)
    extra = {}
    for column in range(width):
        if column in placed.values():
            continue
        name = str(
            plain_cell(cell_of(rows[head], column)) or plain_cell(cell_of(rows[number], column)) or ""
        ).strip()
        if name or any(not is_empty(cell_of(cells, column)) for cells in rows[head + 1 :]):
            extra[column] = name
    return head + 1, placed, extra


def _known(cells: Sequence[Any], table: TableTemplate) -> dict[str, int]:
    """The columns of a row of headings, by their id; an id comes before a heading."""
    texts = [str(cell).strip().casefold() for cell in cells]
    found: dict[str, int] = {}
    wanted = [(column.id, (column.id, *_names(column))) for column in table.columns]
    if explains_rows(table):
        wanted.append((ROW_REMARK, (ROW_REMARK, *ROW_REMARK_HEADS)))
    for name, words in wanted:
        for word in words:
            if word.casefold() in texts and texts.index(word.casefold()) not in found.values():
                found[name] = texts.index(word.casefold())
                break
    return found


def _names(question: Question) -> tuple[str, ...]:
    return (question.name.nl, *((question.name.en,) if question.name.en else ()))


def sheet_like(table: TableTemplate, book: Mapping[str, Cells], taken: set[str]) -> str | None:
    """Another sheet that has at least half of the columns of a table."""
    for name, rows in book.items():
        head = None if name in taken else head_of_table(rows, table)
        if head is not None and 2 * len(head[1]) >= len(table.columns):
            return name
    return None


def moved_columns(order: Sequence[str], placed: Mapping[str, int]) -> tuple[str, ...]:
    """The fewest columns that would have to move to get the order of the template.

    All but a longest increasing subsequence of the places (Fredman ML (1975). *Discrete Mathematics* 11, 29-35).
    """
    present = [name for name in order if name in placed]
    places = [placed[name] for name in present]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place)
            ends.append(number)
        else:
            tails[at], ends[at] = place, number
    stay: set[int] = set()
    number = ends[-1] if ends else -1
    while number >= 0:
        stay.add(number)
        number = before[number]
    return tuple(name for number, name in enumerate(present) if number not in stay)


def cell_of(cells: Sequence[Any], column: int) -> Any:
    """A cell of a row; None past its end."""
    return cells[column] if 0 <= column < len(cells) else None


def is_empty(cell: Any) -> bool:
    """Whether nothing was filled in."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def filled_cell(cell: Any) -> Any:
    """A cell as JSON holds it; None when nothing was filled in."""
    return None if is_empty(cell) else plain_cell(cell)


def plain_cell(cell: Any) -> Any:
    """A cell as JSON holds it."""
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat() if cell == datetime(cell.year, cell.month, cell.day) else cell.isoformat()
        )
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)
