"""The workbook in which an organisation answers a survey: lists to choose from, checked cells, definitions beside.

The layout is that of :mod:`ketenzicht.survey.template`, which also reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ketenzicht.chain.model import text_in
from ketenzicht.message import message
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.survey_template_cells import FIRST_DAY, explained, hint, names_of, validation
from ketenzicht.spreadsheet import TEXT_ONLY
from ketenzicht.survey.model import (
    AskedOrganisation,
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    Question,
    Survey,
    TextQuestion,
    YesNoQuestion,
)
from ketenzicht.survey.template import (
    DEFINITION_SHEET,
    FILL_ROWS,
    LIST_SHEET,
    MARK_SHEET,
    MARKS,
    QUESTION_SHEET,
    ROW_REMARK,
    ROW_REMARK_HEADS,
    TABLE_FIRST_ROW,
    TABLE_HEAD_ROW,
    TABLE_ID_ROW,
    TableSheet,
    address,
    explains_rows,
    row_remark_keys,
    table_sheets,
)
from ketenzicht.survey.typed import row_name
from ketenzicht.survey.values import Problem, Value, read_value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

COLUMN_WIDTHS = (52, 28, 34, 30, 60, 16)
CELL_WIDTH, TEXT_WIDTH = 18, 90


def template_bytes(
    survey: Survey,
    language: Language = "nl",
    *,
    organisation: AskedOrganisation | None = None,
    answers: Mapping[str, Any] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook as bytes; the same survey and answers give the same bytes.

    Args:
        survey: what is asked.
        language: of questions, definitions and choices.
        organisation: who is going to fill it in; its code stands in the mark.
        answers: what is filled in already, in the form that :func:`ketenzicht.survey.check_answers.check` takes.
        remarks: explanations by the id of the question or, of a row, by the key of a finding.
    """
    from xlsxwriter import Workbook

    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True, **TEXT_ONLY})
    workbook.set_properties(
        {
            "title": text_in(survey.title, language),
            "created": datetime.combine(survey.deadline.opens, time()),
            "author": "ketenzicht",
            "comments": f"{survey.id} {survey.version}",
        }
    )
    book = _Book(workbook, survey, language)
    _mark(book, organisation)
    _questions(book, answers or {}, remarks or {})
    for sheet in table_sheets(survey):
        _table(book, sheet, (answers or {}).get(sheet.table.id), remarks or {})
    _definitions(book)
    book.write_lists()
    workbook.close()
    return target.getvalue()


class _Book:
    """The workbook with its formats, and the lists of choices on a sheet of their own."""

    def __init__(self, workbook: Workbook, survey: Survey, language: Language) -> None:
        self.workbook, self.survey, self.language = workbook, survey, language
        self.wording = Wording(language)
        add = workbook.add_format
        wrap = {"text_wrap": True, "valign": "top"}
        self.title: Format = add({"bold": True, "font_size": 14})
        self.head: Format = add({"bold": True, "bg_color": "#E3EBF0", "border": 1, **wrap})
        self.section: Format = add({"bold": True, "font_color": "#143C55", "font_size": 12})
        self.wrap: Format = add(wrap)
        self.small: Format = add({"font_color": "#595959", "font_size": 9, **wrap})
        cell = {"locked": False, "border": 1, "border_color": "#8A97A0", "bg_color": "#FFFDF0", **wrap}
        self.cell: Format = add(cell)
        self.text_cell: Format = add({**cell, "num_format": "@"})
        self.day_cell: Format = add({**cell, "num_format": "d-m-yyyy"})
        self.lists: dict[tuple[str, ...], int] = {}

    def cell_of(self, question: Question) -> Format:
        if isinstance(question, DateQuestion):
            return self.day_cell
        return self.text_cell if isinstance(question, TextQuestion | ChoicesQuestion) else self.cell

    def list_place(self, names: tuple[str, ...]) -> str:
        column = self.lists.setdefault(names, len(self.lists))
        first, last = address(0, column), address(len(names) - 1, column)
        return f"={LIST_SHEET}!{_fixed(first)}:{_fixed(last)}"

    def write_lists(self) -> None:
        sheet = self.workbook.add_worksheet(LIST_SHEET)
        for names, column in self.lists.items():
            sheet.write_column(0, column, names)
        sheet.hide()
        sheet.protect()


def _fixed(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def _mark(book: _Book, organisation: AskedOrganisation | None) -> None:
    survey, text = book.survey, book.wording.text
    sheet = book.workbook.add_worksheet(MARK_SHEET)
    sheet.set_column(0, 0, 22, book.wrap)
    sheet.set_column(1, 1, TEXT_WIDTH, book.wrap)
    sheet.write_string(0, 0, text(survey.title), book.title)
    values = (survey.id, survey.version, organisation.code if organisation else "")
    for row, (name, value) in enumerate(zip(MARKS, values, strict=True), start=2):
        sheet.write_string(row, 0, name, book.small)
        sheet.write_string(row, 1, value, book.cell if name == MARKS[-1] else book.small)
    deadline = message("Vul uiterlijk op {dag} in.", dag=str(survey.deadline.closes))
    told = [text(survey.period.name), text(deadline)]
    told += [organisation.name] if organisation else []
    told += [text(survey.introduction)] if survey.introduction else []
    told.append(
        text(
            message(
                "Vul de lichte vakken in en laat de rest staan. Een vak met een lijst heeft een pijltje. "
                "De codes in grijs zeggen ons waar een antwoord bij hoort."
            )
        )
    )
    for row, line in enumerate(told, start=2 + len(MARKS) + 1):
        sheet.write_string(row, 1, line, book.wrap)
    _lock(sheet)


def _questions(book: _Book, answers: Mapping[str, Any], remarks: Mapping[str, str]) -> None:
    if not any(section.questions for section in book.survey.sections):
        return
    sheet = book.workbook.add_worksheet(QUESTION_SHEET)
    for column, width in enumerate(COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    heads = (
        message("vraag"), message("antwoord"), message("toelichting"), message("wat u invult"), message("uitleg"),
        message("code"),
    )  # fmt: skip
    for column, head in enumerate(heads):
        sheet.write_string(0, column, book.wording.text(head), book.head)
    row = 0
    for section in book.survey.sections:
        if not section.questions:
            continue
        row += 1
        sheet.write_string(row, 0, book.wording.text(section.title), book.section)
        if section.introduction:
            row += 1
            sheet.write_string(row, 0, book.wording.text(section.introduction), book.small)
        for question in section.questions:
            row += 1
            sheet.write_string(row, 0, book.wording.text(question.question or question.name), book.wrap)
            _write(book, sheet, row, 1, question, answers.get(question.id))
            _validate(book, sheet, (row, 1, row, 1), question)
            sheet.write_string(row, 2, remarks.get(question.id, ""), book.text_cell)
            sheet.write_string(row, 3, hint(question, book.wording), book.small)
            sheet.write_string(row, 4, explained(book.survey, question, book.wording), book.small)
            sheet.write_string(row, 5, question.id, book.small)
    sheet.freeze_panes(1, 0)
    _lock(sheet)


def _table(book: _Book, place: TableSheet, rows: Any, remarks: Mapping[str, str]) -> None:
    table, sheet = place.table, book.workbook.add_worksheet(place.name)
    sheet.write_string(0, 0, book.wording.text(table.name), book.title)
    if table.introduction:
        sheet.write_string(1, 0, book.wording.text(table.introduction))
    sheet.set_row(TABLE_HEAD_ROW, 32)
    filled = rows if isinstance(rows, list | tuple) else ()
    last = TABLE_FIRST_ROW + max(FILL_ROWS, len(filled)) - 1
    for column, question in enumerate(table.columns):
        sheet.set_column(column, column, CELL_WIDTH, book.cell_of(question))
        sheet.write_string(TABLE_ID_ROW, column, question.id, book.small)
        sheet.write_string(TABLE_HEAD_ROW, column, book.wording.text(question.name), book.head)
        _validate(book, sheet, (TABLE_FIRST_ROW, column, last, column), question)
    last_column = len(table.columns)
    if explains_rows(table):
        head = ROW_REMARK_HEADS[0 if book.language == "nl" else 1]
        sheet.set_column(last_column, last_column, 2 * CELL_WIDTH, book.text_cell)
        sheet.write_string(TABLE_ID_ROW, last_column, ROW_REMARK, book.small)
        sheet.write_string(TABLE_HEAD_ROW, last_column, head, book.head)
    for number, cells in enumerate(filled):
        row = TABLE_FIRST_ROW + number
        for column, question in enumerate(table.columns):
            _write(book, sheet, row, column, question, cells.get(question.id))
        keys = row_remark_keys(table, row_name(table, cells, number))
        if remark := next((remarks[key] for key in keys if key in remarks), ""):
            sheet.write_string(row, last_column, remark, book.text_cell)
    sheet.freeze_panes(TABLE_FIRST_ROW, 0)
    _lock(sheet)


def _definitions(book: _Book) -> None:
    sheet = book.workbook.add_worksheet(DEFINITION_SHEET)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, TEXT_WIDTH)
    row = 0
    for one in book.survey.definitions:
        code = f" ({one.code})" if one.code else ""
        sheet.write_string(row, 0, book.wording.text(one.name) + code, book.head)
        sheet.write_string(row, 1, book.wording.text(one.text), book.wrap)
        row += 1
    for norm in book.survey.norms:
        sheet.write_string(row, 0, book.wording.text(message("Norm")), book.head)
        sheet.write_string(row, 1, book.wording.text(norm.name), book.wrap)
        row += 1
    for section in book.survey.sections:
        for table in section.tables:
            for column in table.columns:
                if told := explained(book.survey, column, book.wording):
                    sheet.write_string(row, 0, book.wording.text(column.name), book.head)
                    sheet.write_string(row, 1, told, book.wrap)
                    row += 1
    sheet.protect()


def _lock(sheet: Worksheet) -> None:
    """Headings and codes stay; rows may be added, removed and sorted, and columns made wider."""
    sheet.protect(
        options={
            "format_columns": True,
            "format_rows": True,
            "insert_rows": True,
            "delete_rows": True,
            "sort": True,
        }
    )


def _write(book: _Book, sheet: Worksheet, row: int, column: int, question: Question, raw: Any) -> None:
    value = read_value(question, raw)
    form = book.cell_of(question)
    if value is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, Problem):
        sheet.write_string(row, column, str(raw), form)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), form)
    elif isinstance(value, date) and value >= FIRST_DAY:
        sheet.write_datetime(row, column, datetime.combine(value, time()), form)
    else:
        sheet.write_string(row, column, _named(book, question, value), form)


def _named(book: _Book, question: Question, value: Value) -> str:
    if isinstance(question, ChoiceQuestion | ChoicesQuestion):
        names = {one.id: text_in(one.name, book.language) for one in question.choices}
        return "; ".join(names[one] for one in (value if isinstance(value, tuple) else (str(value),)))
    return book.wording.translated(str(value)) if isinstance(question, YesNoQuestion) else str(value)


def _validate(book: _Book, sheet: Worksheet, cells: tuple[int, int, int, int], question: Question) -> None:
    source = ""
    if isinstance(question, ChoiceQuestion | YesNoQuestion):
        source = book.list_place(names_of(question, book.wording))
    sheet.data_validation(*cells, validation(question, source, book.wording))
