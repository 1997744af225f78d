"""What a page of a reader gets to work with, and the gate that it lies behind."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from errno import errorcode
from hmac import compare_digest
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from ketenzicht.errors import UserError, system_reason
from ketenzicht.message import message
from ketenzicht.publish.language import Language, Wording
from ketenzicht.sample.codings import Codings, Role
from ketenzicht.sample.drawn import SampleFile
from ketenzicht.study.sample import Research
from ketenzicht.study.trail import note
from ketenzicht.web.coding.desk import KEY, Desk

log = logging.getLogger("ketenzicht.web")

SHOWS, SHOWN = ("GET", "HEAD"), 200
"""How a file is asked for, and the status of its page."""


@dataclass(frozen=True)
class Visit:
    """One request.

    Args:
        request: what came in.
        language: in which the page is.
        desk: who reads, and the study.
        research: the plan and the codebook as they are at this moment.
    """

    request: HttpRequest
    language: Language
    desk: Desk
    research: Research

    @property
    def home(self) -> str:
        """The address of the list."""
        return _home(self.language, self.desk)

    @property
    def role(self) -> Role:
        """Whether this is a reader, or who settles."""
        return self.desk.role(self.research)

    @property
    def codings(self) -> Codings:
        """What was saved until this moment."""
        return self.desk.codings(self.research)

    @property
    def script(self) -> bool:
        """Whether a script asks, which wants to hear it as data."""
        return "application/json" in self.request.headers.get("Accept", "")

    def file(self, number: int) -> SampleFile:
        """The file of this reader with a number; a page that says so when there is none."""
        for file in self.desk.files(self.research):
            if file.number == number:
                return file
        raise Http404

    def to(self, address: str) -> HttpResponse:
        """On to another page."""
        return HttpResponseRedirect(self.home + address, status=303)

    def page(self, template: str, **content: Any) -> HttpResponse:
        """A page."""
        return _page(self.request, template, self.language, self.desk, **content)


Page = Callable[..., HttpResponse]
"""A page of a visit, and what its address names."""


def gate(reading: Page, settling: Page) -> Callable[..., HttpResponse]:
    """A page for who has the address that was printed; to others it is not there. A user's mistake is a page.

    So is a disk that takes or gives nothing. What was typed stands on that page, to send once more. A file that is
    opened stands in the trail of the study by its number in the sample; what cannot be written there is not shown.

    Args:
        reading: the page of a reader.
        settling: the page of who settles.
    """

    def answer(request: HttpRequest, language: Language, secret: str, **values: Any) -> HttpResponse:
        desk: Desk = request.META[KEY]
        if not compare_digest(secret.encode(), desk.secret.encode()):
            raise Http404
        try:
            visit = Visit(request, language, desk, desk.research())
            page = (reading if visit.role == "lezer" else settling)(visit, **values)
            if "number" in values and request.method in SHOWS and page.status_code == SHOWN:
                note(desk.study.folder, f"dossier {values['number']}", "bekeken")
            return page
        except UserError as error:
            return _not_done(request, language, desk, error, status=409)
        except OSError as error:
            log.error(
                "niet bewaard of niet gelezen: %s", errorcode.get(error.errno or 0, type(error).__name__)
            )
            return _not_done(request, language, desk, _refused(language, error), status=503)

    return answer


def _refused(language: Language, error: OSError) -> UserError:
    words = Wording(language)
    return UserError(
        words.text(message("De schijf weigert.")),
        why=words.error(UserError(system_reason(error))).what,
        fix=words.text(message("Maak ruimte of vraag om hulp, en probeer het dan opnieuw.")),
    )


def _not_done(
    request: HttpRequest, language: Language, desk: Desk, error: UserError, *, status: int
) -> HttpResponse:
    """The page that says why; after a form also that it is not kept, with what was typed."""
    if status >= 500 and "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"fout": "niet bewaard"}, status=status)
    sent = request.method == "POST"
    typed = [(name, text) for name, texts in request.POST.lists() for text in texts] if sent else []
    return _page(
        request, "mistake.html.j2", language, desk, status=status, error=error, sent=sent, typed=typed
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that does not exist; it names no address that does."""
    del exception
    words = Wording(_language(request))
    error = UserError(
        words.text(message("Deze pagina bestaat niet.")),
        fix=words.text(message("Open het adres dat bij het starten is getoond.")),
    )
    return _page(request, "mistake.html.j2", words.language, None, status=404, error=error)


def server_error(request: HttpRequest) -> HttpResponse:
    """A mistake of ours."""
    words = Wording(_language(request))
    error = UserError(
        words.text(message("Er ging iets mis bij ons.")),
        why=words.text(message("Wat u eerder opsloeg is bewaard.")),
        fix=words.text(message("Ga terug en probeer het opnieuw.")),
    )
    return _page(request, "mistake.html.j2", words.language, None, status=500, error=error)


def _language(request: HttpRequest) -> Language:
    return "en" if request.path.startswith("/en/") else "nl"


def _home(language: Language, desk: Desk | None) -> str:
    if desk is None:
        return "/"
    return f"/en/{desk.secret}/" if language == "en" else f"/{desk.secret}/"


def _page(
    request: HttpRequest,
    template: str,
    language: Language,
    desk: Desk | None,
    *,
    status: int = 200,
    **content: Any,
) -> HttpResponse:
    other: Language = "en" if language == "nl" else "nl"
    found = {
        "home": _home(language, desk),
        "desk": desk,
        "problems": (),
        "sent": False,
        "other": other,
        "other_path": "/en" + request.path if other == "en" else request.path.removeprefix("/en"),
        **content,
    }
    return render(request, f"coding/{template}", found, status=status, using=language)
