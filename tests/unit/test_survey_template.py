"""What is written in the workbook of a survey comes back; what came otherwise is named and kept."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketenzicht.errors import UserError
from ketenzicht.publish.survey_template import template_bytes
from ketenzicht.spreadsheet import MOST_BYTES, demand_safe
from ketenzicht.survey.answers import plain_answers
from ketenzicht.survey.check_answers import check, in_the_way
from ketenzicht.survey.load import load_survey
from ketenzicht.survey.model import (
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    NumberQuestion,
    Question,
    Survey,
    YesNoQuestion,
)
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.template import TABLE_FIRST_ROW, TABLE_HEAD_ROW, TABLE_ID_ROW, address
from ketenzicht.survey.template_heads import moved_columns
from ketenzicht.survey.template_read import TemplateReading, read_template
from ketenzicht.survey.typed import Place

pytestmark = pytest.mark.unit

SURVEY = load_survey("thuiszitters").survey
SHEET = "Jongeren die thuis zaten"
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), max_size=60)


def values(question: Question) -> st.SearchStrategy[Any]:
    if isinstance(question, NumberQuestion):
        return st.integers(0, 10**6)
    if isinstance(question, DateQuestion):
        days = st.dates(question.earliest or date(2012, 1, 1), question.latest or date(2030, 1, 1))
        return days.map(date.isoformat)
    if isinstance(question, YesNoQuestion):
        return st.sampled_from(["ja", "nee"])
    if isinstance(question, ChoiceQuestion):
        return st.sampled_from([one.id for one in question.choices])
    if isinstance(question, ChoicesQuestion):
        ids = [one.id for one in question.choices]
        return st.sets(st.sampled_from(ids), min_size=1).map(
            lambda chosen: [one for one in ids if one in chosen]
        )
    text = TEXT.map(str.strip).filter(bool)
    return text.map(lambda given: given[: question.longest].strip()).filter(bool)


def some_of(asked: dict[str, Question]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: values(one) for name, one in asked.items()})


def answers(survey: Survey) -> st.SearchStrategy[dict[str, Any]]:
    rows = {
        name: st.lists(some_of({one.id: one for one in table.columns}).filter(bool), min_size=1, max_size=4)
        for name, table in tables(survey).items()
    }
    both = st.tuples(some_of(questions(survey)), st.fixed_dictionaries({}, optional=rows))
    return both.map(lambda pair: pair[0] | pair[1])


def read_back(folder: Path, content: bytes) -> TemplateReading:
    path = folder / "formulier.xlsx"
    path.write_bytes(content)
    return read_template(path, SURVEY)


@pytest.mark.generative
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filled=answers(SURVEY), language=st.sampled_from(["nl", "en"]))
def test_what_was_written_comes_back(tmp_path: Path, filled: dict[str, Any], language: Any) -> None:
    reading = read_back(tmp_path, template_bytes(SURVEY, language, answers=filled))
    assert reading.given.answers == plain_answers(SURVEY, filled)
    assert not reading.findings
    assert not reading.given.kept
    assert reading.given.version == SURVEY.version


def test_the_template_is_the_same_each_time() -> None:
    assert template_bytes(SURVEY) == template_bytes(SURVEY)


def edited(tmp_path: Path, change: Callable[[Any], None]) -> TemplateReading:
    filled = {
        "abs": 12,
        "jongeren": [
            {"nummer": "a1", "soort": "ABS", "begin": "2025-09-01", "einde-op": "2025-12-01"},
            {"nummer": "a2", "soort": "LRV", "begin": "2025-10-01"},
        ],
    }
    path = tmp_path / "formulier.xlsx"
    path.write_bytes(template_bytes(SURVEY, answers=filled))
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return read_template(path, SURVEY)


def test_three_columns_that_moved_are_named_with_where_they_are(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Uitvraag"]["B4"] = "2025.11"
        sheet = book[SHEET]
        for row in range(TABLE_ID_ROW + 1, TABLE_FIRST_ROW + 3):
            cells = [sheet.cell(row, column).value for column in range(1, 8)]
            # soort, begin and aanbod-op to the end, in another order
            for column, value in enumerate([cells[0], *cells[4:], cells[3], cells[2], cells[1]], start=1):
                sheet.cell(row, column).value = value

    reading = edited(tmp_path, change)
    said = [str(one.message) for one in reading.findings]
    assert said == [
        "Dit is het formulier van versie 2025.11; de uitvraag heeft versie 2026.11.",
        "3 kolommen staan op een andere plaats: Soort (G4); Eerste dag thuis (F4); Dag van het aanbod (E4).",
    ]
    assert reading.given.answers["jongeren"] == [
        {"nummer": "a1", "soort": "ABS", "begin": "2025-09-01", "einde-op": "2025-12-01"},
        {"nummer": "a2", "soort": "LRV", "begin": "2025-10-01"},
    ]
    assert reading.addresses[Place("jongeren", 1, "begin")] == f"{SHEET}!F6"


def test_a_column_more_is_kept_and_one_less_is_named(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book[SHEET]
        sheet.delete_cols(5)
        sheet.cell(TABLE_HEAD_ROW + 1, 8).value = "Postcode"
        sheet.cell(TABLE_FIRST_ROW + 2, 8).value = "1234"

    reading = edited(tmp_path, change)
    said = " ".join(str(one.message) for one in reading.findings)
    assert "Deze kolommen ontbreken: Soort aanbod." in said
    assert "Deze kolommen zijn niet bekend en zijn bewaard: Postcode (H4)." in said
    assert [(one.where, one.text) for one in reading.given.kept] == [(f"{SHEET}!H6", "1234")]


def test_a_number_of_a_person_in_a_column_nobody_asked_for_is_not_kept(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book[SHEET]
        sheet.cell(TABLE_HEAD_ROW + 1, 9).value = "BSN"
        sheet.cell(TABLE_FIRST_ROW + 1, 9).value = 111222333
        sheet.cell(TABLE_FIRST_ROW + 2, 9).value = "123456789"

    reading = edited(tmp_path, change)
    texts = {one.where: one.text for one in reading.given.kept}
    assert "111222333" not in str(reading)
    assert "weggelaten" in texts[f"{SHEET}!I5"]
    assert texts[f"{SHEET}!I6"] == "123456789", "no BSN by the eleven test"
    assert any("niet bewaard" in str(one.message) for one in reading.findings)


def test_a_wrong_value_has_the_address_of_its_cell(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book[SHEET]["C6"] = "ergens in oktober"

    reading = edited(tmp_path, change)
    wrong = [one for one in check(SURVEY, reading.given.answers) if one.level == "error"]
    assert [reading.addresses[one.places[0]] for one in wrong] == [f"{SHEET}!C6"]


def test_headings_alone_are_enough(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book[SHEET].delete_rows(TABLE_ID_ROW + 1)
        book[SHEET].title = "Blad van ons"

    reading = edited(tmp_path, change)
    assert [row["nummer"] for row in reading.given.answers["jongeren"]] == ["a1", "a2"]


def test_a_sheet_that_somebody_made_with_ids_for_headings_loses_no_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["begin", "nummer", "soort", "einde-op"],
        ["2025-09-01", "a1", "ABS"],
        ["2025-10-01", "a2", "LRV"],
    ):
        book.active.append(row)
    path = tmp_path / "eigen.xlsx"
    book.save(path)
    given = read_template(path, SURVEY).given
    assert [row["nummer"] for row in given.answers["jongeren"]] == ["a1", "a2"]
    assert not given.kept


def test_an_answer_without_a_known_question_is_kept(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["Vragen"]
        row = next(row for row in range(1, 60) if sheet.cell(row, 6).value == "abs")
        sheet.cell(row, 6).value = "abs-oud"

    reading = edited(tmp_path, change)
    assert "abs" not in reading.given.answers
    assert [one.text for one in reading.given.kept] == ["12"]
    assert any("Absoluut verzuim" in str(one.message) for one in reading.findings)


def test_a_file_that_is_no_workbook_or_of_nobody_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "formulier.xlsx"
    path.write_bytes(b"geen rekenblad")
    with pytest.raises(UserError, match="niet te openen"):
        read_template(path, SURVEY)
    book = openpyxl.Workbook()
    book.active["A1"] = "iets anders"
    book.save(path)
    with pytest.raises(UserError, match="geen vraag van deze uitvraag"):
        read_template(path, SURVEY)


@pytest.mark.parametrize(
    ("placed", "moved"),
    [
        ({"a": 0, "b": 1, "c": 2}, ()),
        ({"a": 5, "b": 6, "c": 9}, ()),
        ({"a": 2, "b": 0, "c": 1}, ("a",)),
        ({"c": 0, "a": 1}, ("a",)),
        ({}, ()),
    ],
)
def test_the_fewest_columns_moved(placed: dict[str, int], moved: tuple[str, ...]) -> None:
    assert len(moved_columns(["a", "b", "c"], placed)) == len(moved)


def test_addresses_are_those_of_a_spreadsheet() -> None:
    assert [address(0, 0), address(9, 25), address(0, 26), address(99, 701), address(0, 702)] == [
        "A1", "Z10", "AA1", "ZZ100", "AAA1",
    ]  # fmt: skip


def test_a_row_is_explained_in_the_sheet(tmp_path: Path) -> None:
    short = {"nummer": "7", "soort": "LRV", "begin": "2025-10-01", "einde-op": "2025-10-10"}
    path = tmp_path / "formulier.xlsx"
    path.write_bytes(template_bytes(SURVEY, answers={"jongeren": [short]}))
    before = read_template(path, SURVEY).given
    asked = [
        one for one in check(SURVEY, before.answers) if one.level == "explain" and one.places[0].row == 0
    ]
    assert [one.key for one in asked] == ["langer-dan-vier-weken:7"]
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    assert sheet.cell(TABLE_HEAD_ROW + 1, 8).value == "Toelichting bij deze rij"
    sheet.cell(TABLE_FIRST_ROW + 1, 8).value = "Meteen weer thuis daarna."
    book.save(path)
    given = read_template(path, SURVEY).given
    assert given.explanations == {"langer-dan-vier-weken:7": "Meteen weer thuis daarna."}
    assert given.answers["jongeren"] == [short]
    assert in_the_way(asked, given.explanations) == ()
    again = template_bytes(SURVEY, answers=given.answers, remarks=given.explanations)
    assert read_back(tmp_path, again).given.explanations == given.explanations


def test_a_cell_far_away_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "formulier.xlsx"
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "ver weg"
    book.save(path)
    with pytest.raises(UserError, match="te groot"):
        read_template(path, SURVEY)


@pytest.mark.parametrize(
    "cells",
    [
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 16_384 + "</row>" + '<row r="9999"><c><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>' + "<row><c><v>1</v></c></row>" * 9_999,
    ],
)
def test_a_cell_far_away_is_seen_however_it_is_written(tmp_path: Path, cells: str) -> None:
    path = tmp_path / "formulier.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    with pytest.raises(UserError, match="te groot"):
        demand_safe(path)


def test_a_file_that_unpacks_to_much_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "formulier.xlsx"
    path.write_bytes(template_bytes(SURVEY))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/veel.bin", bytes(MOST_BYTES + 1))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UserError, match="te groot"):
        read_template(path, SURVEY)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 30_000), change=st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused_with_a_reason(tmp_path: Path, at: int, change: bytes) -> None:
    content = bytearray(template_bytes(SURVEY))
    at = at % len(content)
    content[at : at + len(change)] = change
    with suppress(UserError):
        read_back(tmp_path, bytes(content))
