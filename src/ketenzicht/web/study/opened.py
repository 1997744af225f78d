"""Which pages of a study stand in its trail: each that somebody opened, and each that was refused to somebody.

It is there before anything is shown; what cannot be written down is not shown. A page is called by its address,
without what was put into it, so that nobody writes a text of their own in the trail.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from ketenzicht.errors import UserError
from ketenzicht.study.settings import Study
from ketenzicht.study.trail import Result, note
from ketenzicht.web.study.counter import Counter
from ketenzicht.web.survey import error_pages
from ketenzicht.web.survey.entrance import KEY
from ketenzicht.web.survey.models import Person
from ketenzicht.web.survey.throttle import Limit
from ketenzicht.web.survey.visit import person_of
from ketenzicht.web.survey.words import ROLE_WORDS

View = Callable[..., HttpResponse]

OPENED = 200
"""The status of a page that shows what was asked for."""
REFUSED = Limit("a page of a study that a person may not see", 1, 24 * 60 * 60)
"""One line for a person and a page in a day: who goes on trying does not fill the disk."""


def study_of(request: HttpRequest) -> Study:
    """The study that a request is for."""
    counter: Counter = request.META[KEY]
    return counter.study


def watched(view: View) -> View:
    """A page that stands in the trail of the study before anybody sees it."""

    @wraps(view)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        response = view(request, **values)
        person = person_of(request)
        if response.status_code == OPENED and person is not None:
            try:
                _note(request, person, "bekeken")
            except UserError:
                return error_pages.out_of_order(request)
        return response

    return answer


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page that says that somebody may not see one; that it was asked for stands in the trail."""
    person = person_of(request)
    if person is not None:
        tried = f"{person.pk} {_called(request)}"
        if not REFUSED.exceeded(tried):
            try:
                _note(request, person, "geweigerd")
            except UserError:
                REFUSED.forget(tried)
                return error_pages.out_of_order(request)
    return error_pages.forbidden(request, exception)


def _note(request: HttpRequest, person: Person, result: Result) -> None:
    who = f"{person.name} <{person.email}>, {ROLE_WORDS[person.role]}"
    note(study_of(request).folder, _called(request), result, account=who)


def _called(request: HttpRequest) -> str:
    """The first word of an address and what comes behind it, in whichever language, as ``bestand report.html``."""
    found = request.resolver_match
    if found is None:
        return ""
    first, *rest = (part for part in found.route.removeprefix("en/").split("/") if not part.startswith("<"))
    return " ".join((first, *filter(None, ("/".join(rest),))))
