"""The results of a survey as a page, PDF, workbook and data; all of them, or none when something goes wrong."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from ketenzicht import __version__
from ketenzicht.message import message
from ketenzicht.publish.data import as_json, result_data
from ketenzicht.publish.data_outputs import both, policy_data
from ketenzicht.publish.language import LANGUAGES, Language, Wording, capital
from ketenzicht.publish.page import environment
from ketenzicht.publish.survey import PublishedSurvey
from ketenzicht.publish.survey_words import result_name, result_sentence, survey_page
from ketenzicht.publish.views import TableView
from ketenzicht.publish.xlsx import FIGURE_WIDTH, LABEL_WIDTH, Book, write_table
from ketenzicht.spreadsheet import TEXT_ONLY
from ketenzicht.whole_file import write_all

NAME = "uitvraag"


def write_survey(folder: Path, shown: PublishedSurvey) -> tuple[Path, ...]:
    """Write the files that the policy allows and give their paths, the page first.

    Args:
        folder: where; what an earlier run wrote there is replaced, other files stay.
        shown: protected results.
    """
    allowed, made = shown.policy.output_types, {}
    for language in LANGUAGES:
        mark = "" if language == LANGUAGES[0] else f".{language}"
        if "report" in allowed:
            made[f"{NAME}{mark}.html"] = render_survey(shown, language).encode()
        if "pdf" in allowed:
            made[f"{NAME}{mark}.pdf"] = survey_pdf(shown, language)
        if "workbook" in allowed:
            made[f"{NAME}{mark}.xlsx"] = survey_workbook(shown, language)
    if "json" in allowed:
        made[f"{NAME}.json"] = as_json(survey_data(shown))
    return write_all(folder, made)


def render_survey(shown: PublishedSurvey, language: Language) -> str:
    """The page."""
    return _render(shown, language, for_pdf=False)


def survey_pdf(shown: PublishedSurvey, language: Language) -> bytes:
    """The page as PDF; the same content gives the same bytes."""
    from ketenzicht.publish.pdf import pdf_of

    return pdf_of(_render(shown, language, for_pdf=True), day=shown.survey.period.last)


def _render(shown: PublishedSurvey, language: Language, *, for_pdf: bool) -> str:
    page = survey_page(shown, language)
    return environment(language).get_template("survey.html.j2").render(page=page, for_pdf=for_pdf)


def survey_data(shown: PublishedSurvey) -> dict[str, Any]:
    """The same as data."""
    survey = shown.survey
    return {
        "survey": survey.id,
        "version": survey.version,
        "title": both(survey.title),
        "chain": shown.chain.id,
        "chain_version": shown.chain.version,
        "period": {"from": str(survey.period.first), "to": str(survey.period.last)},
        "program": {"name": "ketenzicht", "version": __version__},
        "answers_sha256": shown.fingerprint,
        "synthetic": shown.synthetic,
        "draft": shown.draft,
        "policy": policy_data(shown.policy),
        "response": [
            {
                **asdict(row),
                "label": both(row.label),
                "covered": [{"of": both(name), "share": share} for name, share in row.covered],
            }
            for row in shown.response
        ],
        "not_submitted": shown.late,
        "definitions": [{**asdict(row), "label": both(row.label)} for row in shown.definitions],
        "items": [{**asdict(row), "label": both(row.label)} for row in shown.items],
        "results": [
            {
                "id": result.measure,
                "kind": result.kind,
                "name": both(result_name(shown, result)),
                "sentence": {
                    language: result_sentence(shown, result, Wording(language)) for language in LANGUAGES
                },
                **result_data(result),
            }
            for result in shown.results
        ],
        "warnings": [both(one) for one in shown.warnings],
        "gaps": [both(gap.what) for gap in survey.gaps],
    }


def survey_workbook(shown: PublishedSurvey, language: Language) -> bytes:
    """The tables as a workbook: a sheet with the response, then a sheet per result."""
    from xlsxwriter import Workbook

    target, page = BytesIO(), survey_page(shown, language)
    workbook = Workbook(target, {"in_memory": True, **TEXT_ONLY})
    closes = shown.survey.deadline.closes
    workbook.set_properties(
        {"title": page.title, "created": datetime.combine(closes, time()), "author": "ketenzicht"}
    )
    book = Book(workbook, language, shown.policy)
    sheet = workbook.add_worksheet(book.text(message("Respons")))
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, 12, FIGURE_WIDTH)
    sheet.write(0, 0, page.title, book.title)
    sheet.write(1, 0, page.context, book.context)
    row = 3
    for view in (page.response, page.definitions, page.items):
        row = _texts(book, sheet, view, row) + 2 if view else row
    for name, text in page.policy:
        sheet.write(row, 0, name)
        sheet.write(row, 1, text)
        row += 1
    for result in shown.results:
        sheet = workbook.add_worksheet(result.measure[:31])
        sheet.set_column(0, 0, LABEL_WIDTH)
        sheet.set_column(1, 12, FIGURE_WIDTH)
        sheet.write(0, 0, capital(book.text(result_name(shown, result))), book.title)
        sheet.write(1, 0, result_sentence(shown, result, book.wording))
        row = 3
        for table in result.tables:
            row = write_table(book, sheet, table, row) + 1
        sheet.write(row, 0, page.context, book.context)
        for label, told in result.definition:
            row += 1
            sheet.write(row, 0, book.text(label))
            sheet.write(row, 1, book.text(told))
        for warning in result.warnings:
            row += 1
            sheet.write(row, 0, book.text(warning))
    workbook.close()
    return target.getvalue()


def _texts(book: Book, sheet: Any, view: TableView, row: int) -> int:
    sheet.write(row, 0, view.title, book.head)
    for column, head in enumerate(view.columns, start=1):
        sheet.write(row, column, head, book.head)
    for line in view.rows:
        row += 1
        sheet.write(row, 0, line.label)
        for column, cell in enumerate(line.cells, start=1):
            sheet.write(row, column, cell.text)
    return row
