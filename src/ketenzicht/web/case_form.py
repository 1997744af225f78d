"""A case as a form: all answers as typed, in hidden fields of every page, and nowhere else.

A page shows a few questions; the rest of the answers travels along, in the order in which they were given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from ketenzicht.chain.model import Chain
from ketenzicht.rules.answers import UNKNOWN_KINDS, AnswerProblem, Unknown, Value, read_answers

ANSWER = "feit."
"""``feit.<id>``: an answer as typed; several fields for several answers."""
SHOWN = "gevraagd"
"""Names each question that the page showed: one that was left empty takes an earlier answer away."""
PARTS = ("dag", "maand", "jaar")
"""``dag.<id>`` and so on: a date that is typed in three fields."""

Given = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class CaseForm:
    """The answers of a case as they came in.

    Args:
        given: texts by fact, as typed; what could not be used stands there too, so that nothing typed is lost.
        answers: what could be read.
        problems: what could not.
        shown: the questions that the page showed.
        day: the day on which the case is judged.
    """

    given: Given
    answers: Mapping[str, Value | Unknown]
    problems: tuple[AnswerProblem, ...]
    shown: tuple[str, ...]
    day: date

    def problem(self, fact: str) -> AnswerProblem | None:
        """What is wrong with the answer to one question."""
        return next((item for item in self.problems if item.fact == fact), None)

    def texts(self, fact: str) -> tuple[str, ...]:
        """The answer to one question as typed."""
        return self.given.get(fact, ())

    def typed(self, fact: str) -> str:
        """The answer that stands in a text field, without the ways of not knowing."""
        return next((text for text in self.texts(fact) if text not in UNKNOWN_KINDS), "")

    def parts(self, fact: str) -> dict[str, str]:
        """A date as it was typed in its three fields."""
        texts = self.typed(fact).split("-")
        if len(texts) == 3 and len(texts[0]) == 4:
            texts.reverse()
        return dict(zip(PARTS, [*texts, "", "", ""], strict=False))

    def fields(self, facts: Iterable[str]) -> list[tuple[str, str]]:
        """Answers as hidden fields."""
        return [(ANSWER + fact, text) for fact in facts for text in self.texts(fact)]

    def before(self, fact: str) -> list[tuple[str, str]]:
        """Hidden fields of what was answered before a question; all when it was not answered."""
        known = list(self.given)
        return self.fields(known[: known.index(fact)] if fact in self.given else known)

    def after(self, fact: str) -> list[tuple[str, str]]:
        """Hidden fields of what was answered after a question."""
        known = list(self.given)
        return self.fields(known[known.index(fact) + 1 :] if fact in self.given else ())


def read_form(post: QueryDict, chain: Chain, day: date) -> CaseForm:
    """The case that a form carries; empty for a page that was asked for without one."""
    return read_case(chain, _given(post, chain), day, tuple(post.getlist(SHOWN)))


def read_case(chain: Chain, given: Given, day: date, shown: tuple[str, ...] = ()) -> CaseForm:
    """A case from texts by fact."""
    answers, problems = read_answers(chain, {name: list(texts) for name, texts in given.items()})
    return CaseForm(given, answers, problems, shown, day)


def _given(post: QueryDict, chain: Chain) -> dict[str, tuple[str, ...]]:
    dates = {fact.id for fact in chain.facts if fact.kind == "datum"}
    found: dict[str, tuple[str, ...]] = {}
    for field in post:
        kind, _, name = field.partition(".")
        if f"{kind}." != ANSWER and kind not in PARTS:
            continue
        texts = [text.strip() for text in post.getlist(ANSWER + name)]
        if name in dates:
            texts.append(_date(post, name))
        if texts := [text for text in texts if text]:
            found[name] = tuple(dict.fromkeys(texts))
    return found


def _date(post: QueryDict, name: str) -> str:
    parts = [post.get(f"{part}.{name}", "").strip() for part in PARTS]
    return "-".join(parts) if any(parts) else ""
