"""Answers of one organisation: what is wrong, what is missing, what has to be explained."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ketenzicht.publish.language import Wording
from ketenzicht.survey.check_answers import check, in_the_way
from ketenzicht.survey.load import load_survey
from ketenzicht.survey.parts import columns, questions, tables
from ketenzicht.survey.typed import Finding, Place
from ketenzicht.survey.values import Problem, read_value

pytestmark = pytest.mark.unit

SURVEY = load_survey("thuiszitters").survey
COMPLETE = {
    "telling": "ABS_LRV", "abs": 40, "lrv-begin": 100, "lrv-nieuw": 250, "lrv-terug": 40, "lrv-weg": 12,
    "lrv-eind": 298,
}  # fmt: skip


def found(answers: dict[str, Any], previous: dict[str, Any] | None = None) -> dict[str, Finding]:
    return {one.key: one for one in check(SURVEY, answers, previous)}


def said(finding: Finding, language: Any = "nl") -> str:
    return Wording(language).text(finding.message)


def rows(*given: dict[str, Any]) -> dict[str, Any]:
    return {**COMPLETE, "jongeren": list(given)}


def test_complete_answers_that_agree_give_nothing() -> None:
    assert check(SURVEY, COMPLETE) == ()


def test_stock_that_is_not_start_plus_in_minus_out_is_asked_for_and_explained() -> None:
    findings = check(SURVEY, COMPLETE | {"lrv-eind": "312"})
    assert [one.key for one in findings] == ["lrv-sluit"]
    assert findings[0].level == "explain"
    assert findings[0].places[0] == Place("lrv-eind")
    assert "312" in said(findings[0])
    assert "298" in said(findings[0])
    assert "298" in said(findings[0], "en")
    assert in_the_way(findings, {}) == findings
    assert in_the_way(findings, {"lrv-sluit": " "}) == findings
    assert in_the_way(findings, {"lrv-sluit": "Veertien kwamen later in beeld."}) == ()
    assert in_the_way(findings, {"lrv-eind": "Veertien kwamen later in beeld."}) == ()


def test_a_rule_is_silent_while_a_number_is_missing() -> None:
    answers = {name: value for name, value in COMPLETE.items() if name != "lrv-weg"} | {"lrv-eind": 312}
    assert set(found(answers)) == {"lrv-weg:leeg"}


def test_last_year_is_held_beside_this_year() -> None:
    previous = COMPLETE | {"lrv-eind": 100, "lrv-nieuw": 100}
    answers = found(COMPLETE, previous)
    assert set(answers) == {"nieuw-tegen-vorig"}
    assert "vorig jaar was het 100" in said(answers["nieuw-tegen-vorig"])
    assert found(COMPLETE, previous | {"lrv-nieuw": 170}) == {}


def test_an_error_cannot_be_explained_away() -> None:
    findings = check(SURVEY, COMPLETE | {"t3m-abs": 41})
    assert [(one.key, one.level) for one in findings] == [("t3m-abs-past", "error")]
    assert in_the_way(findings, {"t3m-abs-past": "toch", "t3m-abs": "toch"}) == findings


def test_rows_are_checked_by_row_and_column() -> None:
    answers = found(
        rows(
            {"nummer": "a", "soort": "ABS", "begin": "2025-10-01", "einde-op": "2025-09-01"},
            {"nummer": "b", "soort": "iets", "begin": "2025-10-01"},
            {"nummer": "a", "soort": "absoluut verzuim", "begin": "31-2-2026"},
            {"soort": "ABS", "begin": "01-10-2025", "postcode": "1234"},
        )
    )
    assert answers["einde-na-begin:a"].places == (
        Place("jongeren", 0, "einde-op"), Place("jongeren", 0, "begin"),
    )  # fmt: skip
    assert "1-9-2025" in said(answers["einde-na-begin:a"])
    assert answers["jongeren:2:soort:waarde"].places == (Place("jongeren", 1, "soort"),)
    assert answers["jongeren:3:begin:waarde"].level == "error"
    assert answers["jongeren:3:nummer:dubbel"].level == "error"
    assert answers["jongeren:4:nummer:leeg"].level == "missing"
    assert answers["jongeren:postcode:onbekend"].level == "notice"


def test_what_is_no_row_is_said_and_a_strange_column_only_once() -> None:
    good = {"nummer": "a", "soort": "ABS", "begin": "2025-10-01", "postcode": "1234"}
    answers = check(SURVEY, rows(good, good | {"nummer": "b"}, 5))  # type: ignore[arg-type]
    assert [one.key for one in answers if one.level == "notice"] == ["jongeren:postcode:onbekend"]
    assert "jongeren:3:waarde" in {one.key for one in answers if one.level == "error"}
    assert "jongeren:waarde" in found(COMPLETE | {"jongeren": "veel"})


def test_a_short_period_is_only_strange_for_long_absence() -> None:
    short = {"begin": "2025-10-01", "einde-op": "2025-10-20"}
    assert "langer-dan-vier-weken:a" in found(rows({"nummer": "a", "soort": "LRV"} | short))
    assert "langer-dan-vier-weken:a" not in found(rows({"nummer": "a", "soort": "ABS"} | short))


def test_rows_that_are_not_there_are_no_zero() -> None:
    assert "rijen-lrv" not in found(COMPLETE)
    one = {"nummer": "a", "soort": "LRV", "begin": "2025-10-01"}
    assert "heeft 1 rijen" in said(found(rows(one))["rijen-lrv"])


def test_a_question_that_does_not_apply_is_not_missing() -> None:
    assert "telling-anders:leeg" in found(COMPLETE | {"telling": "ANDERS"})
    assert "telling-anders:leeg" not in found(COMPLETE)


def test_what_nobody_asked_is_said_and_keeps_nobody_from_submitting() -> None:
    findings = check(SURVEY, COMPLETE | {"abss": 3})
    assert [one.level for one in findings] == ["notice"]
    assert "Bedoelde je 'abs'?" in Wording("nl").text(findings[0].fix)  # type: ignore[arg-type]
    assert in_the_way(findings, {}) == ()


def test_a_number_of_a_person_is_refused_and_not_repeated() -> None:
    number = "111222333"
    findings = check(SURVEY, rows({"nummer": number, "soort": "ABS", "begin": "2025-10-01"}))
    assert any("burgerservicenummer" in said(one) for one in findings)
    assert not any(number in said(one) + one.key for one in findings)
    longer = check(SURVEY, COMPLETE | {"ouders": f"Zie dossier {number}."})
    assert [one.level for one in longer] == ["error"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("312", 312), (" 1.312 ", 1312), ("1 312", 1312), (12.0, 12), (0, 0), ("", None), (None, None)],
)
def test_numbers_as_people_type_them(typed: Any, value: int | None) -> None:
    assert read_value(questions(SURVEY)["abs"], typed) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("typed", ["twaalf", "12,5", "-1", "12 kinderen", True, float("nan"), "1e5", "１２"])
def test_what_is_no_whole_number_from_zero(typed: Any) -> None:
    assert isinstance(read_value(questions(SURVEY)["abs"], typed), Problem)


def test_a_point_in_a_number_with_decimals_is_not_guessed() -> None:
    question = questions(SURVEY)["abs"].model_copy(update={"decimals": 2})
    assert isinstance(read_value(question, "1.234"), Problem)
    assert read_value(question, "1.234,5") == Decimal("1234.5")
    assert read_value(question, "1,25") == Decimal("1.25")


@pytest.mark.parametrize("typed", ["2025-09-01", "1-9-2025", "01/09/2025"])
def test_days_as_people_type_them(typed: str) -> None:
    column = columns(tables(SURVEY)["jongeren"])["begin"]
    assert str(read_value(column, typed)) == "2025-09-01"


@pytest.mark.parametrize("typed", ["09-2025", "1-13-2025", "2009-12-31", "2026-08-01", 45901])
def test_what_is_no_day_that_may_be(typed: Any) -> None:
    column = columns(tables(SURVEY)["jongeren"])["begin"]
    assert isinstance(read_value(column, typed), Problem)
