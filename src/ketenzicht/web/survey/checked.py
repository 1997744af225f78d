"""The answers of an organisation, checked, with what must still happen; worked out once per version."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from ketenzicht.survey.check_answers import check, in_the_way
from ketenzicht.survey.model import Survey
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.typed import Finding
from ketenzicht.web.survey.desk import Desk
from ketenzicht.web.survey.merge import ANSWER, EXPLANATION, TABLE, Content
from ketenzicht.web.survey.versions import rows_of

REMEMBERED = 200
"""How many checked answers stay in memory: those of all organisations that are busy."""


@dataclass(frozen=True)
class Checked:
    """What the survey says of answers.

    Args:
        answers: by the id of the question or table, as typed.
        explanations: by the key of a finding.
        findings: everything that was found.
        hurdles: what must still happen before they can be handed in.
    """

    answers: Mapping[str, Any]
    explanations: Mapping[str, str]
    findings: tuple[Finding, ...]
    hurdles: tuple[Finding, ...]

    def explanation(self, finding: Finding) -> str:
        """What explains a finding: its own explanation, or the remark beside a question that it is about."""
        beside = (place.field for place in finding.places if place.row is None)
        return next(
            (self.explanations[one] for one in (finding.key, *beside) if one in self.explanations), ""
        )

    def at(self, field: str, row: int | None = None, column: str | None = None) -> list[Finding]:
        """What was found at a question, or at a cell of a table."""
        return [
            one
            for one in self.findings
            if any((place.field, place.row, place.column) == (field, row, column) for place in one.places)
        ]

    def about(self, fields: set[str]) -> list[Finding]:
        """What was found in some questions and tables, once each: by the first place that it names."""
        return [one for one in self.findings if one.places[0].field in fields]


_known: OrderedDict[tuple[int, str, str], Checked] = OrderedDict()
_lock = Lock()


def checked(desk: Desk, organisation: str, content: Content, fingerprint: str = "") -> Checked:
    """Answers, checked.

    Args:
        desk: the survey.
        organisation: whose answers they are.
        content: what was typed.
        fingerprint: that of the content, when it is a version.
    """
    key = (id(desk), organisation, fingerprint)
    with _lock:
        if fingerprint and key in _known:
            _known.move_to_end(key)
            return _known[key]
    found = _check(desk, organisation, content)
    if fingerprint:
        with _lock:
            _known[key] = found
            while len(_known) > REMEMBERED:
                _known.popitem(last=False)
    return found


def _check(desk: Desk, organisation: str, content: Content) -> Checked:
    return check_answers(
        desk, organisation, answers_of(desk.opened.survey, content), explanations_of(content)
    )


def check_answers(
    desk: Desk, organisation: str, answers: Mapping[str, Any], explanations: Mapping[str, str]
) -> Checked:
    """Answers that are no version yet, checked."""
    findings = check(
        desk.opened.survey,
        answers,
        desk.previous.get(organisation),
        known=desk.organisations[organisation].totals,
    )
    return Checked(answers, explanations, findings, in_the_way(findings, explanations))


def answers_of(survey: Survey, content: Content) -> dict[str, Any]:
    """What was typed, as :func:`ketenzicht.survey.check_answers.check` reads it."""
    given = {name: content[ANSWER + name] for name in questions(survey) if ANSWER + name in content}
    rows = {name: rows_of(content, name) for name in tables(survey) if TABLE + name in content}
    return {**given, **rows}


def explanations_of(content: Content) -> dict[str, str]:
    """The explanations that were typed, by the key of their finding."""
    return {
        field.removeprefix(EXPLANATION): text
        for field, text in content.items()
        if field.startswith(EXPLANATION) and isinstance(text, str)
    }
