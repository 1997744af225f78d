"""A working session: what is said is on the map, nothing is lost, and every version can be returned to."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketenzicht.errors import UserError
from ketenzicht.problem_map.load import load_map
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.problem_map.session import Session, read_session, session_file
from ketenzicht.problem_map.steps import Attached, LinkName, Renamed, Step

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


def test_a_study_is_put_behind_one_link_or_one_factor_and_said_again_makes_way() -> None:
    found = say("meer a -> meer b", "meer a -> minder b")
    link = LinkName(origin="a", target="b", effect="minder")
    found = found.then(Step(attached=Attached(study="studie-x", link=link, says="Eerst dit.")))
    found = found.then(Step(attached=Attached(study="studie-x", link=link, says="Dan dat.")))
    found = found.then(Step(attached=Attached(study="studie-x", factor="b")))
    one, other = found.map.links
    assert one.support == ()
    assert [(support.study, support.says and support.says.nl) for support in other.support] == [
        ("studie-x", "Dan dat.")
    ]
    assert [support.study for support in found.map.factor("b").support] == ["studie-x"]
    assert found.before is not None
    assert found.then(Step(back_to=found.before)).map.factor("b").support == ()


def test_a_factor_keeps_its_links_under_another_name() -> None:
    found = say("meer a -> meer b").then(Step(renamed=Renamed(factor="b", name="iets anders")))
    assert found.map.factor("b").name.nl == "iets anders"
    assert found.then(Step(says="meer c -> meer iets anders")).map.links[-1].target == "b"


@pytest.mark.parametrize(
    "step",
    [
        Step(renamed=Renamed(factor="weg", name="x")),
        Step(renamed=Renamed(factor="a", name="B")),
        Step(renamed=Renamed(factor="a", name=" ")),
        Step(renamed=Renamed(factor="a", name="x leidt tot y")),
        Step(attached=Attached(study="x", factor="weg")),
        Step(attached=Attached(study="x", link=LinkName(origin="b", target="a", effect="meer"))),
    ],
)
def test_a_step_on_what_is_not_there_is_refused(step: Step) -> None:
    with pytest.raises(UserError):
        say("meer a -> meer b").then(step)


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
        st.builds(
            lambda factor, name: Renamed(factor=factor, name=name),
            st.sampled_from("abcdef"),
            st.sampled_from(["g", "h", "a"]),
        ),
        st.builds(lambda factor: Attached(study="x", factor=factor), st.sampled_from("abcdef")),
    ),
    max_size=12,
)


@given(steps)
def test_whatever_is_done_a_saved_session_opens_with_all_its_versions(
    found: list[str | int | Renamed | Attached],
) -> None:
    session = Session(EMPTY)
    for one in found:
        if isinstance(one, Renamed | Attached):
            step = Step(renamed=one) if isinstance(one, Renamed) else Step(attached=one)
            with suppress(UserError):  # the factor may not be there
                session = session.then(step)
        else:
            back = None if isinstance(one, str) else min(one, len(session.steps))
            session = session.then(Step(says=one) if isinstance(one, str) else Step(back_to=back))
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
