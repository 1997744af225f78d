"""The addresses. None of them carries anything of a case: that stands in the form that is sent to them.

Dutch has no prefix, English stands under ``/en/``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path

from ketenzicht.publish.language import Language
from ketenzicht.web import (
    answer_pages,
    cahier,
    cahier_map,
    case_pages,
    components,
    files,
    guide_pages,
    problem_map,
    whatif,
)
from ketenzicht.web.visit import site

View = Callable[..., HttpResponse]


def one_at_a_time(view: View) -> View:
    """The conditions of a chain grow while they are read: one page at a time reads them."""

    @wraps(view)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        with site(request).lock:
            return view(request, **values)

    return answer


def with_form(view: View) -> View:
    """A page of a case is the answer to a form; whoever has only its address begins at the start."""

    @wraps(view)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        return view(request, **values) if request.method == "POST" else HttpResponseRedirect("./")

    return one_at_a_time(answer)


def pages(language: Language) -> list[Any]:
    """The pages in one language."""
    in_language = {"language": language}
    guide = [
        path("", guide_pages.start),
        path("vraag", one_at_a_time(answer_pages.question)),
        path("alles", one_at_a_time(answer_pages.all_questions)),
        path("openen", with_form(guide_pages.opened)),
        path("controle", with_form(answer_pages.check)),
        path("resultaat", with_form(case_pages.result)),
        path("plan", with_form(case_pages.plan)),
        path("papier", with_form(case_pages.on_paper)),
        path("casus", with_form(files.case)),
        path("agenda", with_form(files.calendar)),
        path("brief", with_form(files.letter)),
    ]
    catalogue = [
        path("", cahier.catalogue),
        path("kaart/", cahier_map.evidence_map),
        path("feed.xml", cahier.news),
        path("verwijzingen.<slug:ending>", cahier.references),
        path("<slug:study_id>/", cahier.study),
    ]
    maps = [
        path("", problem_map.maps),
        path("sessie", problem_map.session),
        path("openen", problem_map.opened),
        path("bestand", problem_map.taken_along),
        path("<slug:map_id>/", problem_map.shown),
    ]
    return [
        path("", guide_pages.home, in_language),
        path("componenten", components.gallery, in_language),
        path("wat-als/", whatif.whatif, in_language),
        path("wegwijzer/<slug:chain>/", include(guide), in_language),
        path("cahier/", include(catalogue), in_language),
        path("oorzakenkaart/", include(maps), in_language),
    ]


urlpatterns = [
    *pages("nl"),
    path("en/", include(pages("en"))),
    path("api/v1/", include("ketenzicht.web.api_urls")),
]

handler400 = "ketenzicht.web.error_pages.bad_request"
handler403 = "ketenzicht.web.error_pages.forbidden"
handler404 = "ketenzicht.web.error_pages.not_found"
handler500 = "ketenzicht.web.error_pages.server_error"
