"""The questions of the shipped guides: few, none in vain, and enough for what is known of the whole case.

Every worked case is answered one question at a time, in the order in which the guide asks. What the case does not
tell is answered with *weet ik niet*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from statistics import median

import pytest

from ketenzicht.chain import load_chain, shipped_chains
from ketenzicht.chain.model import Fact, WorkedCase
from ketenzicht.guide.assess import Assessment, Guide
from ketenzicht.guide.checks.sample import values_of
from ketenzicht.guide.open import open_guide
from ketenzicht.guide.plan import make_plan
from ketenzicht.guide.questions import questions
from ketenzicht.rules.answers import Unknown, Value, read_answers

pytestmark = pytest.mark.content

MOST_QUESTIONS = 15
NOT_KNOWN = Unknown("weet-ik-niet")

Asked = tuple[tuple[Assessment, Fact], ...]
"""Each question with the case as it was known when it was asked."""


GUIDES = {name: open_guide(name) for name in shipped_chains() if load_chain(name).options}
CASES = [
    pytest.param(name, case, id=f"{name}-{case.id}")
    for name, guide in GUIDES.items()
    for case in guide.chain.worked_cases
]


def told(guide: Guide, case: WorkedCase) -> dict[str, Value | Unknown]:
    return read_answers(guide.chain, case.facts)[0]


@cache
def answered(name: str, case: WorkedCase) -> tuple[Asked, Assessment]:
    """A case answered one by one: the questions, and the case when none is left."""
    return tuple(_asked(GUIDES[name], case)), list(_assessments(GUIDES[name], case))[-1]


def _assessments(guide: Guide, case: WorkedCase) -> Iterator[Assessment]:
    known = told(guide, case)
    answers: dict[str, Value | Unknown] = {}
    assessment = guide.assess(answers, case.as_of)
    yield assessment
    while found := questions(assessment):
        fact = found[0].fact.id
        answers = {**answers, fact: known.get(fact, NOT_KNOWN)}
        assessment = guide.assess(answers, case.as_of)
        yield assessment


def _asked(guide: Guide, case: WorkedCase) -> Iterator[tuple[Assessment, Fact]]:
    for before, _ in pairwise(_assessments(guide, case)):
        yield before, questions(before)[0].fact


def is_complete(name: str, case: WorkedCase) -> bool:
    """Whether the case tells all that the guide asks."""
    return all(fact.id in told(GUIDES[name], case) for _, fact in answered(name, case)[0])


@pytest.mark.parametrize("name", GUIDES)
def test_the_worked_cases_take_few_questions(name: str) -> None:
    cases = GUIDES[name].chain.worked_cases
    asked = {case: len(answered(name, case)[0]) for case in cases}
    composite = [case for case in cases if re.match(r"c\d\d-", case.id) and is_complete(name, case)]
    assert median(asked.values()) <= MOST_QUESTIONS
    assert len(composite) >= 9
    assert median(asked[case] for case in composite) <= MOST_QUESTIONS


@pytest.mark.parametrize(("name", "case"), CASES)
def test_every_question_can_change_something_when_it_is_asked(name: str, case: WorkedCase) -> None:
    guide = GUIDES[name]
    for before, fact in answered(name, case)[0]:
        outcomes = {
            _outcome(guide.assess({**before.answers, fact.id: value}, case.as_of))
            for value in values_of(guide.conditions(case.as_of), fact)
        }
        assert len(outcomes) > 1, fact.id


def _outcome(assessment: Assessment) -> tuple[object, ...]:
    """What an answer leads to. What is left of a condition is the same number when it comes to the same for all."""
    return tuple((item.status, item.left, item.amounts) for item in assessment.options)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_asking_gives_what_the_whole_case_gives(name: str, case: WorkedCase) -> None:
    guide = GUIDES[name]
    whole = guide.assess(told(guide, case), case.as_of)
    found = answered(name, case)[1]
    assert _statuses(found) == _statuses(whole)
    assert {step.option.option.id for step in make_plan(found).steps} == {
        step.option.option.id for step in make_plan(whole).steps
    }


def _statuses(assessment: Assessment) -> dict[str, str]:
    return {item.option.id: item.status for item in assessment.options}


@pytest.mark.parametrize(("name", "case"), CASES)
def test_no_question_is_asked_of_who_it_is_not_about(name: str, case: WorkedCase) -> None:
    for before, fact in answered(name, case)[0]:
        assert fact.only_if is None or before.judge.verdict(fact.only_if).holds, fact.id
