"""A working session: what is said is on the map, nothing is lost, and every version can be returned to."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketenzicht.errors import UserError
from ketenzicht.problem_map.load import load_map
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.problem_map.session import Session, read_session, session_file
from ketenzicht.problem_map.steps import LinkName, Step

pytestmark = pytest.mark.unit

EMPTY = ProblemMap.model_validate({"id": "proef", "titel": "Proef", "vraag": "Waarom?"})


def say(*sentences: str) -> Session:
    found = Session(EMPTY)
    for one in sentences:
        found = found.then(Step(says=one))
    return found


def test_undoing_twice_returns_to_the_version_before_and_what_was_said_is_kept() -> None:
    found = say("meer a -> meer b", "meer b -> meer c")
    for links in (1, 0):
        assert found.before is not None
        found = found.then(Step(back_to=found.before))
        assert len(found.map.links) == links
    assert found.before is None
    assert len(found.steps) == 4
    again = found.then(Step(back_to=2))
    assert again.map == found.versions[2]
    assert again.before == 1


def test_a_name_that_was_meant_otherwise_is_the_known_factor() -> None:
    begin = Session(load_map("thuiszitters"))
    found = begin.then(
        Step(says="meer preventi -> minder nieuwe thuiszitters", meant={"preventi": "preventie"})
    )
    assert [one.id for one in found.map.factors] == [one.id for one in begin.map.factors]
    assert found.map.links[-1].origin == "preventie"
    with pytest.raises(UserError, match="naar zichzelf"):
        begin.then(Step(says="meer preventi -> meer preventie", meant={"preventi": "preventie"}))


def test_one_link_is_taken_off_and_another_between_the_same_factors_stays() -> None:
    found = say("meer a -> meer b (volgens x)", "meer a -> minder b (volgens y)")
    found = found.then(Step(taken=LinkName(origin="a", target="b", effect="minder")))
    assert [link.effect for link in found.map.links] == ["meer"]


def test_an_open_question_stays_open() -> None:
    assert Session(EMPTY).then(Step(question="Wie weet dit?")).map.open_questions[0].nl == "Wie weet dit?"


@pytest.mark.parametrize("sentence", ["zomaar iets", "a ->", "meer a -> meer a", "x" * 600 + " -> y"])
def test_a_sentence_without_a_link_is_refused_and_changes_nothing(sentence: str) -> None:
    with pytest.raises(UserError):
        Session(EMPTY).then(Step(says=sentence))


steps = st.lists(
    st.one_of(
        st.builds(
            lambda one, way, other: f"meer {one} -> {way} {other}",
            st.sampled_from("abc"),
            st.sampled_from(["meer", "minder"]),
            st.sampled_from("def"),
        ),
        st.integers(0, 8),
    ),
    max_size=12,
)


@given(steps)
def test_whatever_is_done_a_saved_session_opens_with_all_its_versions(found: list[str | int]) -> None:
    session = Session(EMPTY)
    for one in found:
        step = Step(says=one) if isinstance(one, str) else Step(back_to=min(one, len(session.steps)))
        session = session.then(step)
    again = read_session(session_file(session))
    assert again == session
    assert again.versions == session.versions


@pytest.mark.parametrize(
    "change",
    [
        {"formaat": "iets anders"},
        {"versie": 9},
        {"begin": {"id": "x"}},
        {"stappen": [{"terug_naar": 3}]},
        {"stappen": [{"zin": "geen verband"}]},
        {"begin": {"id": "x", "titel": "x", "vraag": "x", "verbanden": [{"van": "a", "naar": "b"}]}},
    ],
)
def test_a_broken_session_is_told_in_words(change: dict[str, object]) -> None:
    content = json.loads(session_file(say("meer a -> meer b")))
    with pytest.raises(UserError):
        read_session(json.dumps(content | change))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_what_is_no_session_is_told_in_words(text: str) -> None:
    with pytest.raises(UserError, match="geen bewaarde sessie"):
        read_session(text)
