"""What holds for every request: it is not too large, the database is there, and only who may gets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.web.privacy import asks_too_much
from ketenzicht.web.survey import database_file
from ketenzicht.web.survey.access import Right, decide
from ketenzicht.web.survey.settings import LARGEST_POST
from ketenzicht.web.survey.visit import entrance, person_of

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


class NotTooLarge:
    """Refuses what is larger than any template before it is read, and a host that is not ours."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the page that says it is too large."""
        from ketenzicht.web.survey.error_pages import too_large

        return too_large(request) if asks_too_much(request, LARGEST_POST) else self.answer(request)


class DatabaseThere:
    """Lets nobody type into a database that was removed under the server; what was in it is rescued first."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; :class:`.database_file.Lost` becomes a page with status 503."""
        try:
            database_file.demand_there()
        except database_file.Lost:
            database_file.rescue()
            raise
        return self.answer(request)


class Gate:
    """Lets nobody through to a page but who may have it. A page that does not say what it asks for is nobody's."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: View, _: tuple[Any, ...], values: dict[str, Any]
    ) -> HttpResponse | None:
        """Called by Django before each page."""
        from ketenzicht.web.survey.error_pages import second_step_first
        from ketenzicht.web.survey.log_in_pages import log_in_first
        from ketenzicht.web.survey.sessions import secured

        right: Right | None = getattr(view, "right", None)
        if right is None:
            raise PermissionDenied
        here = entrance(request)
        person = person_of(request)
        secure = person is None or person.role not in here.logging_in.second_step or secured(request)
        verdict = decide(person, right, values.get("organisation"), here.organisations, secure=secure)
        if verdict == "log in":
            return log_in_first(request)
        if verdict == "second step":
            return second_step_first(request)
        if verdict == "not there":
            raise Http404
        if verdict == "no":
            raise PermissionDenied
        return None
