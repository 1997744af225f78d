"""Answers as files, and answers as anything at all: nothing is lost, and nothing breaks the check."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketenzicht.errors import UserError
from ketenzicht.survey.answers import (
    AnswerFile,
    Kept,
    is_closed,
    plain_answers,
    read_answer_file,
    read_answer_folder,
    write_answer_file,
)
from ketenzicht.survey.check_answers import check, in_the_way
from ketenzicht.survey.load import load_survey
from ketenzicht.survey.parts import columns, questions, tables

pytestmark = pytest.mark.unit

SURVEY = load_survey("thuiszitters").survey
FIELDS = [*questions(SURVEY), *tables(SURVEY)]
CELLS = list(columns(tables(SURVEY)["jongeren"]))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(CELLS) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.mark.generative
@settings(max_examples=200, deadline=None)
@given(
    answers=st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), ANYTHING, max_size=6),
    previous=st.none() | st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=4),
)
def test_any_answers_can_be_checked(answers: dict[str, Any], previous: dict[str, Any] | None) -> None:
    found = check(SURVEY, answers, previous)
    assert found == check(SURVEY, answers, previous)
    assert all(one.places for one in found)
    assert [one for one in found if one.level != "notice"] == list(in_the_way(found, {}))


@pytest.mark.generative
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    answers=st.dictionaries(
        st.text(max_size=8),
        st.integers() | st.text() | st.lists(st.dictionaries(st.text(max_size=3), st.text())),
        max_size=5,
    ),
    explanations=st.dictionaries(st.text(max_size=8), st.text()),
    kept=st.lists(st.tuples(st.text(max_size=5), st.text()), max_size=3),
    submitted=st.booleans(),
    closed=st.none() | st.booleans(),
)
def test_a_file_of_answers_comes_back(
    tmp_path: Path,
    answers: dict[str, Any],
    explanations: dict[str, str],
    kept: list[tuple[str, str]],
    submitted: bool,
    closed: bool | None,
) -> None:
    remains = tuple(Kept(*one) for one in kept)
    file = AnswerFile("a", "u", "1", answers, explanations, remains, submitted, closed)
    write_answer_file(tmp_path / "a.json", file)
    assert read_answer_file(tmp_path / "a.json") == file


def test_answers_by_hand_in_yaml_are_read(tmp_path: Path) -> None:
    path = tmp_path / "SWV01.yaml"
    path.write_text(
        "ingediend: true\nantwoorden:\n  lrv-eind: 312\n  jongeren:\n    - {nummer: 01, begin: 2025-10-01}\n",
        encoding="utf-8",
    )
    given = read_answer_folder(tmp_path)["SWV01"]
    assert given.submitted is True
    assert plain_answers(SURVEY, given.answers) == {
        "lrv-eind": 312,
        "jongeren": [{"nummer": "01", "begin": "2025-10-01"}],
    }


def test_plain_answers_keep_what_is_no_value() -> None:
    typed = {
        "abs": "veel",
        "lrv-eind": " 1.312 ",
        "jongeren": [{"begin": date(2025, 10, 1), "x": 3}],
        "iets": [1],
    }
    assert plain_answers(SURVEY, typed) == {
        "abs": "veel", "lrv-eind": 1312, "jongeren": [{"begin": "2025-10-01", "x": 3}], "iets": [1],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.json", "{", "geen JSON"),
        ("a.json", "[]", "geen antwoorden"),
        ("a.json", '{"antwoorden": []}', "geen antwoorden"),
        ("a.json", '{"antwoord": {}}', "Bedoelde je 'antwoorden'"),
        ("a.yaml", "antwoorden: [", "geen geldige YAML"),
    ],
)
def test_a_file_that_is_no_answers_is_refused(tmp_path: Path, name: str, content: str, what: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=what):
        read_answer_folder(tmp_path)


def test_two_files_of_one_organisation_are_refused(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        write_answer_file(tmp_path / name, AnswerFile("SWV01", "u", "1"))
    with pytest.raises(UserError, match=r"a\.json"):
        read_answer_folder(tmp_path)


@pytest.mark.parametrize(
    ("told", "day", "closed"),
    [
        ((None,), date(2027, 1, 29), False),
        ((None,), date(2027, 1, 30), True),
        ((), date(2027, 1, 30), True),
        ((False, False), date(2027, 1, 30), False),  # on pages they can still correct
        ((True, False), date(2027, 1, 30), False),
        ((True, None), date(2027, 1, 1), True),
    ],
)
def test_a_survey_is_closed_when_nobody_can_answer_any_more(
    told: tuple[bool | None, ...], day: date, closed: bool
) -> None:
    files = {str(at): AnswerFile(str(at), "u", "1", closed=one) for at, one in enumerate(told)}
    assert is_closed(SURVEY, files, day) is closed
