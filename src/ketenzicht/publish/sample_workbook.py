"""The workbook in which a reader codes files of a sample, with the reconstructed timeline and the codebook beside it.

It holds cases and belongs in the secure folder. :mod:`ketenzicht.sample.workbook` says how it is laid out and reads
it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from ketenzicht.sample.codebook import UNKNOWN, Codebook, Values, Variable
from ketenzicht.sample.workbook import (
    DONE,
    FIRST_ROW,
    GUIDE_SHEET,
    HEADS,
    ID_ROW,
    MARK_SHEET,
    QUESTION_ROW,
    SHEET,
    TIMELINE_SHEET,
    shown,
)
from ketenzicht.spreadsheet import TEXT_ONLY

LONGEST_LIST, LONGEST_HINT, LONGEST_TITLE = 255, 255, 32


@dataclass(frozen=True)
class WorkbookRow:
    """A file to code: its number and pseudonym, what was saved already, and the lines of its timeline."""

    number: int
    case: str
    seen: int
    values: Values
    finished: bool
    story: Sequence[tuple[str, str, str]]
    """Of each thing that happened: the day, by whom, what."""


def coding_workbook(
    book: Codebook, reader: str, rows: Sequence[WorkbookRow], marks: Mapping[str, str]
) -> bytes:
    """The workbook of one reader; the same content gives the same bytes."""
    from xlsxwriter import Workbook

    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True, **TEXT_ONLY})
    workbook.set_properties({"title": book.title.nl, "created": datetime(2000, 1, 1), "author": "ketenzicht"})
    head = workbook.add_format(
        {"bold": True, "bg_color": "#E3EBF0", "border": 1, "text_wrap": True, "valign": "top"}
    )
    small = workbook.add_format({"font_color": "#595959", "font_size": 9})
    cell = workbook.add_format(
        {"border": 1, "border_color": "#8A97A0", "bg_color": "#FFFDF0", "text_wrap": True, "valign": "top",
         "num_format": "@"}
    )  # fmt: skip
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    _coding(workbook.add_worksheet(SHEET), book, rows, head, small, cell)
    _guide(workbook.add_worksheet(GUIDE_SHEET), book, head, wrap)
    story = workbook.add_worksheet(TIMELINE_SHEET)
    _lines(
        story, ("dossier", "dag", "wie", "wat"), [(r.number, *line) for r in rows for line in r.story], head
    )
    story.set_column(2, 2, 30)
    story.set_column(3, 3, 90)
    story.autofilter(0, 0, max(sum(len(row.story) for row in rows), 1), 3)
    mark = workbook.add_worksheet(MARK_SHEET)
    for at, (name, text) in enumerate({"lezer": reader, "codeboek": book.version, **marks}.items()):
        mark.write_row(at, 0, (name, text))
    mark.hide()
    workbook.close()
    return target.getvalue()


def _coding(
    sheet: Any, book: Codebook, rows: Sequence[WorkbookRow], head: Any, small: Any, cell: Any
) -> None:
    columns = [*HEADS, *(one.id for one in book.variables), DONE]
    sheet.write_row(ID_ROW, 0, columns, small)
    questions = ["Dossier", "Casus", "", *(one.question.nl for one in book.variables), "Klaar? (ja)"]
    sheet.write_row(QUESTION_ROW, 0, questions, head)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, None, None, {"hidden": True})
    sheet.set_column(3, len(columns) - 1, 24)
    sheet.freeze_panes(FIRST_ROW, len(HEADS))
    for at, row in enumerate(rows, start=FIRST_ROW):
        sheet.write_row(at, 0, (row.number, row.case, row.seen))
        for column, variable in enumerate(book.variables, start=len(HEADS)):
            sheet.write(at, column, _plain(shown(variable, row.values.get(variable.id))), cell)
        sheet.write(at, len(columns) - 1, "ja" if row.finished else "", cell)
    last = FIRST_ROW + max(len(rows), 1) - 1
    for column, variable in enumerate(book.variables, start=len(HEADS)):
        if rule := _validation(variable):
            sheet.data_validation(FIRST_ROW, column, last, column, rule)
    done = {"validate": "list", "source": ["ja"], "ignore_blank": True}
    sheet.data_validation(FIRST_ROW, len(columns) - 1, last, len(columns) - 1, done)


def _validation(variable: Variable) -> dict[str, Any] | None:
    """A list to choose from where there is one; what does not fit is told when the workbook is read, not refused."""
    hint = {
        "ignore_blank": True,
        "error_type": "information",
        "input_title": variable.id[:LONGEST_TITLE],
        "input_message": (variable.instruction.nl if variable.instruction else variable.question.nl)[
            :LONGEST_HINT
        ],
    }
    if variable.kind in ("keuze", "ja-nee"):
        names = [str(shown(variable, level)) for level in variable.known_levels]
        if sum(len(name) + 1 for name in names) <= LONGEST_LIST and not any("," in name for name in names):
            return {"validate": "list", "source": names, **hint}
    return {"validate": "any", **hint}


def _guide(sheet: Any, book: Codebook, head: Any, wrap: Any) -> None:
    rows: list[tuple[str, ...]] = []
    for variable in book.variables:
        rule = variable.only_if
        when = f"alleen als {rule.variable} is {' of '.join(rule.levels)}" if rule else ""
        rows.append(
            (
                variable.id,
                variable.question.nl,
                variable.instruction.nl if variable.instruction else "",
                variable.kind + (" (scheid met ;)" if variable.kind == "meer-keuzes" else ""),
                when,
            )
        )
        rows += [
            ("", level.name.nl, level.when.nl if level.when else "", "", "") for level in variable.levels
        ]
        if variable.kind != "tekst":
            rows.append(("", UNKNOWN, "het dossier zegt het niet", "", ""))
    _lines(sheet, ("vraag", "tekst", "uitleg", "soort", "wanneer"), rows, head, wrap)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 60)
    sheet.set_column(3, 4, 26)


def _lines(
    sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[Any]], head: Any, form: Any = None
) -> None:
    sheet.write_row(0, 0, heads, head)
    sheet.freeze_panes(1, 0)
    for at, row in enumerate(rows, start=1):
        sheet.write_row(at, 0, row, form)


def _plain(value: Any) -> Any:
    return "" if value is None else value
