"""What a study has to show, a file of it, and its trail. Each opening is in the trail before anything is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.errors import UserError
from ketenzicht.message import message
from ketenzicht.publish.language import Language
from ketenzicht.study.settings import Study
from ketenzicht.study.standing import content_of, standing
from ketenzicht.study.trail import note, read_trail
from ketenzicht.web.study.counter import Counter
from ketenzicht.web.study.words import HOW_IT_WENT, in_order, name_of
from ketenzicht.web.survey import response_pages
from ketenzicht.web.survey.access import WHO, Right
from ketenzicht.web.survey.entrance import KEY
from ketenzicht.web.survey.error_pages import out_of_order
from ketenzicht.web.survey.visit import Visit
from ketenzicht.web.survey.words import ROLE_WORDS

View = Callable[..., HttpResponse]

ACTS_AT_ONCE = 200
OPENED = 200
"""The status of a page that shows what was asked for."""
ONE_FILE = "; ".join(
    (
        "default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "font-src data:", "form-action 'none'",
        "base-uri 'none'", "frame-ancestors 'none'", "sandbox allow-popups allow-popups-to-escape-sandbox",
    )
)  # fmt: skip
"""For a report: one file with its style and pictures inside. It runs nothing, asks nothing and sends nothing."""
KINDS = {
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
}


def watched(what: str) -> Callable[[View], View]:
    """A page that is in the trail of the study before anybody sees it; what cannot be written down is not shown.

    Args:
        what: how the page is called there; the name of a file comes behind it.
    """

    def of(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, language: Language, **values: Any) -> HttpResponse:
            person = Visit(request, language).person
            response = view(request, language, **values)
            if response.status_code == OPENED:
                called = " ".join((what, *map(str, values.values())))
                who = f"{person.name} <{person.email}>, {ROLE_WORDS[person.role]}"
                try:
                    note(study_of(request).folder, called, "bekeken", account=who)
                except UserError:
                    return out_of_order(request)
            return response

        return answer

    return of


def study_of(request: HttpRequest) -> Study:
    """The study that a request is for."""
    counter: Counter = request.META[KEY]
    return counter.study


@watched("overzicht")
def overview(request: HttpRequest, language: Language) -> HttpResponse:
    """What there is, since when, and whether it was released."""
    visit, study = Visit(request, language), study_of(request)
    found, drafts = standing(study), _sees_drafts(visit)
    return visit.page(
        "study/overview.html.j2",
        study=study,
        found=found,
        shown=[(one, name_of(one.name)) for one in in_order(found.seen(drafts=drafts))],
        drafts=drafts,
    )


@watched("bestand")
def file(request: HttpRequest, language: Language, file: str) -> HttpResponse:
    """One file: a page as it is, anything else to keep."""
    visit, study = Visit(request, language), study_of(request)
    shown = standing(study).file(file, drafts=_sees_drafts(visit))
    if shown is None:
        raise Http404
    content = content_of(study, shown)
    if content is None:
        text = message("Dit bestand is veranderd sinds de laatste run. Laat de studie opnieuw uitvoeren.")
        return visit.page(
            "error.html.j2", status=409, title=message("Dit bestand hoort niet bij de laatste run"), text=text
        )
    kind = KINDS.get(Path(file).suffix)
    response = HttpResponse(content, content_type=kind or "text/html; charset=utf-8")
    if kind is None:
        response["Content-Security-Policy"] = ONE_FILE
    else:
        response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


@watched("logboek")
def trail(request: HttpRequest, language: Language) -> HttpResponse:
    """Every command and every page that was opened, newest first, and whether the seals hold."""
    visit = Visit(request, language)
    found = read_trail(study_of(request).folder)
    before, acts = request.GET.get("voor", ""), found.acts[::-1]
    if before.isascii() and before.isdecimal() and len(before) < 12:
        acts = tuple(act for act in acts if act.number < int(before))
    return visit.page(
        "study/trail.html.j2",
        shown=acts[:ACTS_AT_ONCE],
        more=len(acts) > ACTS_AT_ONCE,
        broken=found.lines.broken_at or (int(found.lines.gone.split()[0]) if found.lines.gone else None),
        seal=found.seal,
        how=HOW_IT_WENT,
    )


trail_of_accounts = watched("logboek van de accounts")(response_pages.trail_page)


def _sees_drafts(visit: Visit) -> bool:
    return visit.person.role in WHO[Right.DRAFT]
