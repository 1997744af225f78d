"""Pages for when something goes wrong: what, how to go on, and that nothing that was saved is gone."""

from __future__ import annotations

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, ProgrammingError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from ketenzicht.errors import unwritable
from ketenzicht.message import Label, message
from ketenzicht.web.survey import database_file
from ketenzicht.web.survey.log_in_pages import NOT_CARRIED, again, fields_of, log_in_again, log_in_first
from ketenzicht.web.survey.second_step import has_any
from ketenzicht.web.survey.visit import home_of, language_of, page, person_of

AS_DATA = {400: "onleesbaar", 403: "mag niet", 404: "bestaat niet", 413: "te groot", 500: "fout"}
"""What a program is told in the place of a page."""
AGAIN = 30
"""Seconds after which a program may try again what could not be kept."""

log = logging.getLogger("ketenzicht.web")

SAVED_STAYS = message("Wat al was opgeslagen is er nog. Ga terug in uw browser; wat u typte staat daar nog.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that cannot be read."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(request, 400, message("Dit formulier kunnen we niet lezen"), SAVED_STAYS)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not for this role."""
    text = message("Uw account mag deze pagina niet zien. Vraag het de coördinator als dat niet klopt.")
    return _page(request, 403, message("Dit mag niet"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that does not exist, or not for this organisation."""
    return _page(request, 404, message("Deze pagina bestaat niet"), message("Ga naar uw eerste pagina."))


def too_large(request: HttpRequest) -> HttpResponse:
    """A form or file that is larger than any template."""
    text = message("Een bestand is hoogstens 20 MB. Kijk of u het goede bestand hebt gekozen.")
    return _page(request, 413, message("Dit is te groot"), text)


def second_step_first(request: HttpRequest) -> HttpResponse:
    """Somebody with this role cannot do without a second step: to take it, or to choose one."""
    if _asks_for_data(request):
        return JsonResponse({"fout": "tweede stap"}, status=403)
    language, person = language_of(request), person_of(request)
    if person is not None and has_any(person):
        return log_in_again(language, request.path)
    return HttpResponseRedirect(home_of(language) + "account/app")


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """More than anybody needs in a while."""
    if _asks_for_data(request):
        response: HttpResponse = JsonResponse({"fout": "te vaak"}, status=429)
    else:
        text = message("U deed dit heel vaak achter elkaar. Wacht even en probeer het dan nog eens.")
        response = _page(request, 429, message("Even wachten"), text)
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """A mistake of ours, or a disk or database that fails."""
    error = sys.exc_info()[1]
    if error is not None and is_fault(error):
        log.error("niet bewaard of niet gelezen: %s", database_file.kind_of(error))
        return out_of_order(request)
    return _page(request, 500, message("Er ging bij ons iets mis"), SAVED_STAYS)


def is_fault(error: BaseException) -> bool:
    """Whether the machine failed us: a database that is lost, full or closed, or a disk."""
    if isinstance(error, OSError):
        return unwritable(error) is not None
    ours = IntegrityError | ProgrammingError | DataError
    return isinstance(error, DatabaseError | InterfaceError) and not isinstance(error, ours)


def out_of_order(request: HttpRequest) -> HttpResponse:
    """Nothing can be kept at this moment; what was typed stays on the page. Asks nothing of the database."""
    language, sent = language_of(request), request.method == "POST"
    if _asks_for_data(request):
        response: HttpResponse = JsonResponse(
            {"fout": "niet bewaard" if sent else "niet bereikbaar"}, status=503
        )
    else:
        fields = fields_of(request) if sent and _is_ours(request) else []
        typed = [(name, text) for name, text in fields if name not in NOT_CARRIED]
        response = page(
            request, "out_of_order.html.j2", language, status=503, me=None, sent=sent, fields_typed=typed,
            is_file=sent and bool(request.FILES),
        )  # fmt: skip
    response["Retry-After"] = str(AGAIN)
    return response


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose proof does not fit: from elsewhere, or from before somebody logged in anew in another tab.

    The browser says which of the two: what comes from our own pages is not lost, it is shown to be sent again.
    """
    if _asks_for_data(request):
        return JsonResponse({"fout": "verouderd"}, status=403)
    if not _is_ours(request) or request.method != "POST":
        return _page(
            request, 403, message("Dit mag niet"), message("Dit formulier kwam niet van deze website.")
        )
    if person_of(request) is None:
        return log_in_first(request)
    return again(request, language_of(request), request.path, fields_of(request))


def _is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that a form came from our own pages."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _asks_for_data(request: HttpRequest) -> bool:
    """Whether a program asks, and no browser."""
    return request.headers.get("Accept") == "application/json" or request.path.startswith("/api/")


def _page(request: HttpRequest, status: int, title: Label, text: Label) -> HttpResponse:
    if _asks_for_data(request):
        return JsonResponse({"fout": AS_DATA[status]}, status=status)
    return page(request, "error.html.j2", language_of(request), status=status, title=title, text=text)
