"""The workbook in which a reader codes files: how it is laid out, and reading it back.

``publish.sample_workbook`` writes it. A row is a file; the first row of the sheet names the variables by id, so that
columns may be moved. Each row carries the number of the save that it was made from: when somebody saved that file
elsewhere meanwhile, the row is not taken over and both stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.sample.codebook import (
    NO,
    NOTHING_SAID,
    UNKNOWN,
    YES,
    Codebook,
    Remark,
    Variable,
    hindrances,
    remarks,
)
from ketenzicht.sample.codings import Coding, Codings, read_codings
from ketenzicht.sample.save_coding import Overtaken, save
from ketenzicht.spreadsheet import demand_safe

SHEET, GUIDE_SHEET, TIMELINE_SHEET, MARK_SHEET = "Coderen", "Codeboek", "Tijdlijn", "Kenmerk"
NUMBER, CASE, SEEN, DONE = "dossier", "casus", "opslag", "klaar"
HEADS = (NUMBER, CASE, SEEN)
"""The columns before the variables; ``klaar`` comes after them."""
ID_ROW, QUESTION_ROW, FIRST_ROW = 0, 1, 2
SEPARATOR = ";"
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(frozen=True)
class TakenRow:
    """What became of a row.

    Args:
        number: of the file.
        outcome: ``opgeslagen``, ``ongewijzigd``, ``elders gewijzigd`` or ``onbekend dossier``.
        remarks: what does not fit the codebook; it is kept, and does not count.
        finished: whether the file is finished.
    """

    number: str
    outcome: str
    remarks: tuple[Remark, ...] = ()
    finished: bool = False


def read_workbook(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """The reader, and a dictionary for every row with a case: column to value as typed.

    Raises:
        UserError: it is no workbook of a sample.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    demand_safe(path)
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except (CalamineError, OSError):
        raise UserError(
            "Dit rekenblad is niet te openen.",
            why="Het bestand is beschadigd, of het is geen Excel-bestand.",
            fix="Sla het opnieuw op als .xlsx, zonder wachtwoord.",
            file=path,
        ) from None
    marks = {str(row[0]): str(row[1]) for row in sheets.get(MARK_SHEET, ()) if len(row) > 1}
    rows = sheets.get(SHEET, [])
    if "lezer" not in marks or len(rows) <= ID_ROW or CASE not in rows[ID_ROW]:
        raise UserError(
            "Dit rekenblad is geen codeerblad.",
            why=f"Het blad '{SHEET}' of het kenmerk van de lezer ontbreekt.",
            fix="Maak een nieuw blad met: ketenzicht sample export STUDIE --reader LEZER",
            file=path,
        )
    heads = [str(cell).strip() for cell in rows[ID_ROW]]
    at = heads.index(CASE)
    return marks["lezer"], [
        dict(zip(heads, row, strict=False))
        for row in rows[FIRST_ROW:]
        if len(row) > at and str(row[at]).strip()
    ]


def take_over(
    path: Path, book: Codebook, reader: str, rows: list[dict[str, Any]], files: dict[str, str]
) -> list[TakenRow]:
    """Save what a workbook holds, row by row.

    Args:
        path: the file of codings.
        book: the codebook.
        reader: who filled it in.
        rows: of :func:`read_workbook`.
        files: pseudonym to number, of the files that this reader reads.
    """
    kept = read_codings(path)
    return [_take_over(path, kept, book, reader, row, files) for row in rows]


def _take_over(
    path: Path, kept: Codings, book: Codebook, reader: str, row: dict[str, Any], files: dict[str, str]
) -> TakenRow:
    case = str(row[CASE]).strip()
    if case not in files:
        return TakenRow(_number_of(row), "onbekend dossier")
    newest = kept.newest(case, reader)
    before = dict(newest.values) if newest else {}
    values = {name: value for name, value in before.items() if book.variable(name) is None} | {
        variable.id: value
        for variable in book.variables
        if (value := _said(variable, row, before)) not in NOTHING_SAID
    }
    done = _text(row.get(DONE)).casefold() in (YES, "x", "1", "true")
    found = tuple(one for one in remarks(book, values, finished=done) if book.variable(one.variable))
    finished = done and not hindrances(book, values)
    state = "klaar" if finished else "concept"
    if values == before and (newest.state if newest else "concept") == state:
        return TakenRow(files[case], "ongewijzigd", found, finished)
    seen = _whole(row.get(SEEN))
    coding = Coding(case, reader, 0, book.version, values, "klaar" if finished else "concept")
    try:
        save(path, coding, seen=seen)
    except Overtaken:
        return TakenRow(files[case], "elders gewijzigd", found)
    return TakenRow(files[case], "opgeslagen", found, finished)


def _number_of(row: dict[str, Any]) -> str:
    number = row.get(NUMBER, "?")
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)


def _said(variable: Variable, row: dict[str, Any], before: dict[str, Any]) -> Any:
    """What a row says; a workbook of before a question was added says nothing of it, and takes nothing away."""
    return typed(variable, row[variable.id]) if variable.id in row else before.get(variable.id)


def typed(variable: Variable, cell: Any) -> Any:
    """What a cell says of a variable; what cannot be read stays text, so that it can be told."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, bool):
        return (YES if cell else NO) if variable.kind == "ja-nee" else _text(cell)
    text = _text(cell)
    if text.casefold() == UNKNOWN and variable.kind != "tekst":
        return UNKNOWN
    if variable.kind == "meer-keuzes":
        return [_level(variable, part.strip()) for part in text.split(SEPARATOR) if part.strip()]
    if variable.kind in ("keuze", "ja-nee"):
        return _level(variable, text)
    if variable.kind == "getal" and text:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    if variable.kind == "datum" and (day := DAY_FIRST.fullmatch(text)):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    return text


def shown(variable: Variable, value: Any) -> Any:
    """A value as a cell; the other way round of :func:`typed`."""
    if isinstance(value, list | tuple):
        return f"{SEPARATOR} ".join(level_name(variable, str(one)) for one in value)
    return level_name(variable, value) if isinstance(value, str) else value


def level_name(variable: Variable, level: str) -> str:
    """How a level is called; what is none of the levels stays as it is."""
    return next((one.name.nl for one in variable.levels if one.id == level), level)


def _level(variable: Variable, text: str) -> str:
    """A level by its id or its name."""
    low = text.casefold()
    named = {one.name.nl.casefold(): one.id for one in variable.levels}
    return named.get(low, low if low in variable.known_levels else text)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _whole(cell: Any) -> int:
    try:
        return int(float(cell))
    except (TypeError, ValueError):
        return 0
