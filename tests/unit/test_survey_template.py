"""What is written in the workbook of a survey comes back; what came otherwise is named and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketenzicht.errors import UserError
from ketenzicht.publish.survey_template import template_bytes
from ketenzicht.survey.answers import plain_answers
from ketenzicht.survey.check_answers import check
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
from ketenzicht.survey.template_read import TemplateReading, moved_columns, read_template
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
        sheet.cell(TABLE_HEAD_ROW + 1, 7).value = "Postcode"
        sheet.cell(TABLE_FIRST_ROW + 2, 7).value = "1234"

    reading = edited(tmp_path, change)
    said = " ".join(str(one.message) for one in reading.findings)
    assert "Deze kolommen ontbreken: Soort aanbod." in said
    assert "Deze kolommen zijn niet bekend en zijn bewaard: Postcode (G4)." in said
    assert [(one.where, one.text) for one in reading.given.kept] == [(f"{SHEET}!G6", "1234")]


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
