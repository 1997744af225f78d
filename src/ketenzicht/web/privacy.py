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


class NothingKept:
    """Tells browsers and what is between not to keep pages of a case."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with what forbids to keep it."""
        response = self.answer(request)
        response["Cache-Control"] = "no-store"
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

        request.get_host()  # raises DisallowedHost, which becomes a page with status 400
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > LARGEST_POST:
            return too_large(request)
        return self.answer(request)


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
