"""The tables of a report as a workbook: one sheet that explains, then one sheet per measure."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, cast

from ketenzicht.message import Label, message
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.context import context_line, release_words
from ketenzicht.publish.factors import FACTORS_ARE_CLAIMS, STATUS_NAMES, factor_findings
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.policy_words import policy_words
from ketenzicht.publish.published import (
    Hidden,
    NotReached,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedResult,
    PublishedShare,
    PublishedTable,
)
from ketenzicht.publish.sentence import sentence_of
from ketenzicht.spreadsheet import TEXT_ONLY

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LABEL_WIDTH, FIGURE_WIDTH, TEXT_WIDTH = 46, 16, 110
SHEET_NAME = 31
"""The most characters that Excel allows in the name of a sheet."""


class Book:
    """The workbook with its formats, and the words of its language."""

    def __init__(self, workbook: Workbook, language: Language, policy: Policy) -> None:
        self.workbook, self.language, self.policy = workbook, language, policy
        self.wording = Wording(language)
        add = workbook.add_format
        self.title: Format = add({"bold": True, "font_size": 14})
        self.bold: Format = add({"bold": True})
        self.head: Format = add({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.wrap: Format = add({"text_wrap": True, "valign": "top"})
        self.part: Format = add({"indent": 1})
        self.count: Format = add({"num_format": "#,##0"})
        self.share: Format = add({"num_format": "0%"})
        self.numbers: dict[int, Format] = {
            digits: add({"num_format": "#,##0" + ("." + "0" * digits if digits else "")})
            for digits in range(4)
        }
        self.context: Format = add({"italic": True, "font_color": "#595959", "font_size": 9})
        self.note: Format = add({"italic": True, "font_color": "#595959", "align": "right"})

    def text(self, label: Label) -> str:
        """A label in the language of the workbook."""
        return self.wording.text(label)


def workbook_bytes(content: ReportContent, language: Language) -> bytes:
    """The workbook as bytes; the same content gives the same bytes.

    Args:
        content: protected figures and their context.
        language: ``nl`` or ``en``.
    """
    from xlsxwriter import Workbook

    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True, **TEXT_ONLY})
    study = content.study
    workbook.set_properties(
        {"title": study.title, "created": datetime.combine(study.data[1], time()), "author": "ketenzicht"}
    )
    book = Book(workbook, language, content.policy)
    _read_me(book, content)
    used: set[str] = set()
    for result in content.results:
        _measure(book, content, result, used)
    if content.chain.factors:
        _factors(book, content, used)
    workbook.close()
    return target.getvalue()


def _read_me(book: Book, content: ReportContent) -> None:
    sheet = book.workbook.add_worksheet(book.text(message("Lees mij")))
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, 1, TEXT_WIDTH)
    study, policy = content.study, content.policy
    sheet.write(0, 0, study.title, book.title)
    rows: list[tuple[str, str]] = []
    if study.synthetic:
        rows.append(
            (
                book.text(message("Verzonnen gegevens")),
                book.text(message("Niemand in deze cijfers bestaat.")),
            )
        )
    rows += [
        (book.text(message("Keten")), f"{book.text(content.chain.title)} ({study.chain_version})"),
        (book.text(message("Periode")), _window(book, study.period)),
        (book.text(message("Gegevens")), _window(book, study.data)),
        (book.text(message("Eenheid")), book.text(study.unit)),
        *policy_words(policy, book.wording),
        *release_words(content, book.wording),
        (book.text(message("Kenmerk van de gegevens (SHA-256)")), study.data_fingerprint),
        (
            book.text(message("Bescherming")),
            book.text(
                message(
                    "Aantallen zijn afgerond op {rounding}. Aantallen van 1 tot {threshold} zijn weggelaten. "
                    "Percentages komen uit afgeronde aantallen. Waaruit een weggelaten aantal zou volgen, "
                    "is ook weggelaten.",
                    rounding=policy.rounding,
                    threshold=policy.threshold,
                )
            ),
        ),
        (book.text(message("Programma")), f"ketenzicht {study.program_version}"),
    ]
    for number, (name, value) in enumerate(rows, start=2):
        sheet.write(number, 0, name, book.bold)
        sheet.write(number, 1, value, book.wrap)


def _window(book: Book, days: tuple[date, date]) -> str:
    first, last = (book.wording.day(day) for day in days)
    return book.text(message("{van} tot en met {tot}", van=first, tot=last))


def _measure(book: Book, content: ReportContent, result: PublishedResult, used: set[str]) -> None:
    declared = next(item for item in content.chain.measures if item.id == result.measure)
    name = _sheet_name(result.measure, used)
    sheet = book.workbook.add_worksheet(name)
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, 12, FIGURE_WIDTH)
    sheet.write(0, 0, book.text(declared.name), book.title)
    sheet.write(1, 0, sentence_of(declared, result, book.language))
    row = 3
    for table in result.tables:
        row = write_table(book, sheet, table, row)
        checked = [item for item in content.outputs if item.id == f"{result.measure}/table/{table.id}"]
        sheet.write(
            row, 0, context_line(content, checked, declared.definition_code, book.wording), book.context
        )
        row += 2
    sheet.write(row, 0, book.text(message("Definitie")), book.bold)
    for label, value in result.definition:
        row += 1
        sheet.write(row, 0, book.text(label))
        sheet.write(row, 1, book.text(value))
    row += 2
    sheet.write(row, 0, book.text(message("Wat is weggelaten")), book.bold)
    for step in result.attrition:
        row += 1
        sheet.write(row, 0, book.text(step.reason))
        _count(book, sheet, row, 1, step.left_out)


def _factors(book: Book, content: ReportContent, used: set[str]) -> None:
    """A line for each figure that shows something of a factor, or one that says why there is none."""
    sheet = book.workbook.add_worksheet(_sheet_name(book.text(message("Oorzaken")), used))
    sheet.set_column(0, 2, LABEL_WIDTH)
    sheet.set_column(3, 6, FIGURE_WIDTH)
    sheet.set_column(7, 7, TEXT_WIDTH)
    sheet.write(0, 0, book.text(FACTORS_ARE_CLAIMS))
    head = (
        message("Oorzaak"), message("Wat de gegevens laten zien"), message("Maat"), message("Cijfer"),
        message("ondergrens 95 %"), message("bovengrens 95 %"), message("n"), message("Wat dit cijfer is"),
    )  # fmt: skip
    for column, label in enumerate(head):
        sheet.write(2, column, book.text(label), book.head)
    row = 2
    for finding in factor_findings(content):
        for item in finding.figures or (None,):
            row += 1
            sheet.write(row, 0, book.text(finding.factor.name))
            sheet.write(row, 1, book.text(STATUS_NAMES[finding.status]))
            if item is None:
                missing = finding.factor.not_registered
                sheet.write(row, 7, book.text(missing.why) if missing else "")
                continue
            sheet.write(row, 2, book.text(item.measure.name))
            if item.missing is not None:
                sheet.write(row, 3, book.text(item.missing), book.note)
            _figure(book, sheet, row, 3, item.figure)
            sheet.write(row, 7, book.text(item.trace.reading))
    sheet.write(row + 1, 0, context_line(content, content.outputs, None, book.wording), book.context)


def write_table(book: Book, sheet: Worksheet, table: PublishedTable, row: int) -> int:
    """Write a table of figures from a row on and give the row below it."""
    sheet.write(row, 0, book.text(table.title), book.head)
    column = 1
    starts = []
    for index, label in enumerate(table.columns):
        starts.append(column)
        sheet.write(row, column, book.text(label), book.head)
        column += 1
        if any(_bounds(line.figures[index]) for line in table.rows):
            for extra in (message("ondergrens 95 %"), message("bovengrens 95 %"), message("n")):
                sheet.write(row, column, book.text(extra), book.head)
                column += 1
    for line in table.rows:
        row += 1
        sheet.write(row, 0, book.text(line.label), book.part if line.level else None)
        for figure, start in zip(line.figures, starts, strict=True):
            _figure(book, sheet, row, start, figure)
    return row + 1


def _figure(book: Book, sheet: Worksheet, row: int, column: int, figure: PublishedFigure | None) -> None:
    if isinstance(figure, Hidden):
        sheet.write(row, column, book.wording.figure(figure, book.policy, count=True), book.note)
    elif isinstance(figure, NotReached):
        sheet.write(row, column, book.text(message("niet bereikt")), book.note)
    elif isinstance(figure, PublishedCount):
        sheet.write_number(row, column, figure.n, book.count)
    elif isinstance(figure, PublishedNumber):
        style = book.share if figure.style in ("points", "percent") else book.numbers[figure.digits]
        sheet.write_number(row, column, figure.value, style)
        if bounds := _bounds(figure):
            for offset, value in enumerate(bounds, start=1):
                sheet.write_number(row, column + offset, value, style)
            sheet.write_number(row, column + 3, figure.n, book.count)
    elif isinstance(figure, PublishedShare):
        for offset, value in enumerate((figure.value, figure.low, figure.high)):
            sheet.write_number(row, column + offset, round(value, 4), book.share)
        sheet.write_number(row, column + 3, figure.n, book.count)


def _bounds(figure: PublishedFigure | None) -> tuple[float, float] | None:
    """The ends of the interval of a figure, when it has one."""
    if isinstance(figure, PublishedNumber | PublishedShare) and None not in (figure.low, figure.high):
        return cast("tuple[float, float]", (figure.low, figure.high))
    return None


def _count(book: Book, sheet: Worksheet, row: int, column: int, count: int | Hidden | None) -> None:
    if not isinstance(count, int):
        sheet.write(row, column, book.wording.count(count, book.policy), book.note)
    else:
        sheet.write_number(row, column, count, book.count)


def _sheet_name(measure: str, used: set[str]) -> str:
    name, number = measure[:SHEET_NAME], 2
    while name in used:
        name = f"{measure[: SHEET_NAME - 2]}-{number}"
        number += 1
    used.add(name)
    return name
