"""What the answers tell together: the response, and figures about people as the policy lets them be shown.

As long as organisations can answer, the figures change with each of them: who looks before and after one hands in can
tell its figures apart. Until then only who may read the answers themselves sees a draft; others see the response.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from threading import Lock
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ketenzicht.errors import UserError
from ketenzicht.publish.language import Language
from ketenzicht.publish.survey import PublishedSurvey
from ketenzicht.publish.survey_words import survey_page
from ketenzicht.study.survey import analysed, survey_policy
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.access import WHO, Right
from ketenzicht.web.survey.collected import all_answers
from ketenzicht.web.survey.desk import Desk
from ketenzicht.web.survey.visit import Visit

_known: dict[int, tuple[Any, PublishedSurvey]] = {}
_turn = Lock()


def outcome(request: HttpRequest, language: Language) -> HttpResponse:
    """The response, and the figures with their tables once they may be seen."""
    visit = Visit(request, language)
    try:
        shown = _shown(visit.desk, timezone.localdate())
    except UserError as error:
        return visit.page("outcome.html.j2", page=None, error=error, figures=False, draft=False)
    permitted = "report" in shown.policy.output_types
    figures = permitted and (not shown.draft or visit.person.role in WHO[Right.ANSWERS])
    page = survey_page(shown if figures else replace(shown, results=(), outputs=()), language)
    return visit.page(
        "outcome.html.j2", page=page, error=None, figures=figures, draft=shown.draft, permitted=permitted
    )


def _shown(desk: Desk, on: date) -> PublishedSurvey:
    """The outcome of what was handed in; worked out once for the same answers.

    Raises:
        UserError: the policy of this machine has a mistake or does not hold today.
    """
    policy, closed = survey_policy(desk.opened, on), versions.is_closed()
    seen = {
        code: (versions.number_of(one.handed_in), versions.number_of(one.head))
        for code, one in versions.standings().items()
    }
    asked = (policy, closed, seen)
    with _turn:
        if id(desk) not in _known or _known[id(desk)][0] != asked:
            files = {given.organisation: given for given in all_answers(desk, drafts=True, kept=False)}
            _known[id(desk)] = asked, analysed(desk.opened, files, policy, closed=closed)[1]
        return _known[id(desk)][1]
