"""The layout of the workbook in which an organisation answers: shared by what writes it and what reads it back.

A sheet of questions has a line per question, a sheet per table has a column per question of it. Ids stand in the file
beside the headings, so that a sheet is understood when lines or columns moved, were renamed or were translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketenzicht.survey.model import Survey, TableTemplate
from ketenzicht.survey.parts import tables

MARK_SHEET, QUESTION_SHEET, DEFINITION_SHEET, LIST_SHEET = "Uitvraag", "Vragen", "Begrippen", "Lijsten"
MARKS = ("uitvraag", "versie", "organisatie")
"""In the first column of the mark sheet, with their values beside them."""
ID_HEAD, ANSWER_HEAD, REMARK_HEAD = "code", "antwoord", "toelichting"
"""Headings of the sheet of questions that the reader looks for, in Dutch; in English:"""
ENGLISH_HEADS = {"answer": ANSWER_HEAD, "explanation": REMARK_HEAD}
TABLE_ID_ROW, TABLE_HEAD_ROW, TABLE_FIRST_ROW = 2, 3, 4
"""Rows of a sheet of a table, from 0: ids, headings, the first row to fill in."""
FILL_ROWS = 2000
"""So many rows of a table are checked while somebody fills them in; more are read all the same."""
LONGEST_NAME = 31
ROW_REMARK = "toelichting-bij-rij"
ROW_REMARK_HEADS = ("Toelichting bij deze rij", "Explanation of this row")
"""A last column in which a row is explained, in Dutch and English; where a rule for rows asks for it."""


@dataclass(frozen=True)
class TableSheet:
    """The sheet of a table."""

    name: str
    table: TableTemplate


def table_sheets(survey: Survey) -> tuple[TableSheet, ...]:
    """The sheets of the tables, each with a name of its own that a spreadsheet takes."""
    taken = {name.casefold() for name in (MARK_SHEET, QUESTION_SHEET, DEFINITION_SHEET, LIST_SHEET)}
    found = []
    for table in tables(survey).values():
        name = _free("".join(sign for sign in table.name.nl if sign not in "[]:*?/\\'")[:LONGEST_NAME], taken)
        taken.add(name.casefold())
        found.append(TableSheet(name, table))
    return tuple(found)


def explains_rows(table: TableTemplate) -> bool:
    """Whether a row of a table may have to be explained."""
    return any(rule.level == "toelichting" for rule in table.rules)


def row_remark_keys(table: TableTemplate, name: str) -> tuple[str, ...]:
    """The keys of the findings that an explanation of a row covers."""
    return tuple(f"{rule.id}:{name}" for rule in table.rules if rule.level == "toelichting")


def address(row: int, column: int) -> str:
    """The address of a cell as a spreadsheet shows it, from row and column from 0: ``C7``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _free(name: str, taken: Sequence[str] | set[str]) -> str:
    number, found = 2, name
    while found.casefold() in taken:
        found = f"{name[: LONGEST_NAME - 3]} {number}"
        number += 1
    return found
