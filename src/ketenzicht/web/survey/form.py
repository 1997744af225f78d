"""What a page of questions brings: the fields that it showed, as typed, and the version that it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from ketenzicht.survey.model import ChoicesQuestion, Question, Section, Survey
from ketenzicht.survey.parts import questions
from ketenzicht.survey.typed import Finding
from ketenzicht.web.survey.checked import Checked
from ketenzicht.web.survey.merge import ANSWER, EXPLANATION, Content, Typed

SHOWN = "getoond"
"""Names each field that the page showed: one that came back empty was emptied."""
VERSION = "versie"
LONGEST_NAME = 400
LONGEST_TEXT = 100_000


@dataclass(frozen=True)
class Field:
    """A question on a page.

    Args:
        question: what is asked.
        typed: what stands in it.
        findings: what is wrong with it or has to be explained.
        before: what was answered the year before, as typed; empty when nothing was.
    """

    question: Question
    typed: Typed
    findings: tuple[Finding, ...]
    before: str

    @property
    def name(self) -> str:
        """The name of its field."""
        return ANSWER + self.question.id

    @property
    def wrong(self) -> bool:
        """Whether it must be mended."""
        return any(one.level == "error" for one in self.findings)

    def chosen(self, choice: str) -> bool:
        """Whether a choice stands in it."""
        return choice == self.typed or (isinstance(self.typed, list) and choice in self.typed)


def read_fields(request: HttpRequest, survey: Survey) -> dict[str, Typed]:
    """The fields of a page as typed; those that the survey does not know are no fields."""
    asked = questions(survey)
    found: dict[str, Typed] = {}
    for name in request.POST.getlist(SHOWN):
        question = asked.get(name.removeprefix(ANSWER)) if name.startswith(ANSWER) else None
        if question is None and not (name.startswith(EXPLANATION) and len(name) < LONGEST_NAME):
            continue
        if isinstance(question, ChoicesQuestion):
            found[name] = [text for text in request.POST.getlist(name) if text]
        else:
            found[name] = tidy(request.POST.get(name, ""))
    return found


def read_version(request: HttpRequest) -> int:
    """The number of the version that a page was made from; 0 when it does not say."""
    text = request.POST.get(VERSION, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def tidy(text: str) -> str:
    """Text with the line ends of this machine, and nothing around it."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST_TEXT]


def fields(section: Section, content: Content, found: Checked, before: Content) -> Iterator[Field]:
    """The questions of a section with what stands in them."""
    for question in section.questions:
        was = before.get(question.id, "")
        yield Field(
            question,
            content.get(ANSWER + question.id, ""),
            tuple(found.at(question.id)),
            "; ".join(map(str, was)) if isinstance(was, list | tuple) else str(was),
        )
