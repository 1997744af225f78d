"""Pages for when something goes wrong: what, and how to go on. They never repeat what came in."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.visit import page

NOT_LOST = message("Ga terug in uw browser. Wat u had ingevuld staat daar nog.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that cannot be read."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(request, 400, message("Dit formulier kunnen we niet lezen"), NOT_LOST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not allowed."""
    return _page(request, 403, message("Dit mag niet"), NOT_LOST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that does not exist."""
    return _page(
        request,
        404,
        message("Deze pagina bestaat niet"),
        message("Begin opnieuw bij het overzicht van wegwijzers."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """A form or file that is larger than any case."""
    return _page(
        request,
        413,
        message("Dit is te groot"),
        message(
            "Een bewaarde casus is klein. Kijk of u het goede bestand hebt gekozen en ga terug in uw browser."
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """A mistake of ours."""
    return _page(
        request,
        500,
        message("Er ging bij ons iets mis"),
        message(
            "Wij bewaren niets van uw casus, ook nu niet. Ga terug in uw browser en probeer het nog eens."
        ),
    )


def _page(request: HttpRequest, status: int, title: Label, text: Label) -> HttpResponse:
    language: Language = "en" if request.path.startswith("/en/") else "nl"
    return page(request, "error.html.j2", language, status=status, title=title, text=text)
