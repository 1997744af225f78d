"""What holds for every answer of the server: nobody keeps it, it sets no cookie, and no log says what was in it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from ketenzicht.web.settings import LARGEST_POST, PERMISSIONS

Answer = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("ketenzicht.web")


class NotStored:
    """Tells browsers and what is between not to keep pages."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with what forbids to keep it."""
        response = self.answer(request)
        response["Cache-Control"] = "no-store"
        return response


class NothingKept(NotStored):
    """Tells this of pages that have no sessions either, and lets none of them set a cookie."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with what forbids to keep it and without a cookie."""
        response = super().__call__(request)
        response.cookies.clear()
        return response


class NothingMore:
    """Tells browsers what a page never does, whatever is in it: no camera, no place, nothing for other sites."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with what the browser need not allow (Permissions Policy and Fetch, W3C and WHATWG)."""
        response = self.answer(request)
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class WellMeant:
    """Refuses a form or file that is larger than any case before it is read, and a host that is not ours."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the page that says it is too large."""
        from ketenzicht.web.error_pages import too_large

        return too_large(request) if asks_too_much(request, LARGEST_POST) else self.answer(request)


def asks_too_much(request: HttpRequest, largest: int) -> bool:
    """Whether what a request says to bring is larger than this, in bytes, or no number at all.

    Raises:
        DisallowedHost: the request is for a host that is not ours; Django makes it a page with status 400.
    """
    request.get_host()
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > largest


class PlaceOfMistake:
    """Logs the kind and the place of a mistake of ours, and not its message: that may hold an answer."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Called by Django for what no page caught."""
        if type(error).__module__.startswith("django."):
            return  # a page that is not there, a form that cannot be read: not ours
        frame = traceback.extract_tb(error.__traceback__)[-1]
        log.error("%s in %s:%s", type(error).__name__, Path(frame.filename).name, frame.lineno)
