"""The worked examples of each kind of measure give the answers that the manual says."""

from __future__ import annotations

from datetime import date

import pytest

from ketenzicht.chain.checks import check_chain
from ketenzicht.chain.references import broken_references
from ketenzicht.measures import measure
from spec.answers import agrees, answers_of
from spec.example import Chapter, Example, chain_of, chapters, history_of_example, kinds

pytestmark = pytest.mark.spec

ENOUGH = 5
AS_OF = date(2026, 11, 22)


EXAMPLES = [
    pytest.param(chapter, example, id=f"{chapter.kind}: {example.title}")
    for chapter in chapters()
    for example in chapter.examples
]


@pytest.mark.parametrize(("chapter", "example"), EXAMPLES)
def test_the_answer_is_what_the_manual_says(chapter: Chapter, example: Example) -> None:
    history = history_of_example(chapter, example)
    told = answers_of(measure(history, history.chain.measures[0]))
    for name, expected in example.answer.items():
        assert name in told, f"no '{name}'; there are: {', '.join(told)}"
        assert agrees(name, expected, told[name]), f"{name}: expected {expected}, found {told[name]}"


@pytest.mark.parametrize(("chapter", "example"), EXAMPLES)
def test_the_measure_may_stand_in_a_chain(chapter: Chapter, example: Example) -> None:
    chain = chain_of(chapter, example)
    assert not broken_references(chain)
    mistakes = [item for item in check_chain(chain, as_of=AS_OF) if item.path[0] == "maten"]
    assert not [item.what for item in mistakes if item.severity == "error"]


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_has_worked_examples(kind: str) -> None:
    found = {chapter.kind: len(chapter.examples) for chapter in chapters()}
    assert found.get(kind, 0) >= ENOUGH, f"add examples to tests/spec/{kind.replace('-', '_')}.py"


def test_titles_are_sentences_of_their_own() -> None:
    titles = [example.title for chapter in chapters() for example in chapter.examples]
    assert len(set(titles)) == len(titles)
