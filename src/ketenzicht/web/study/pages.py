"""What a study has to show, a file of it, and its trail. Each opening is in the trail before anything is shown."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.message import message
from ketenzicht.publish.language import Language
from ketenzicht.study.standing import content_of, standing
from ketenzicht.study.trail import read_trail
from ketenzicht.web.study.opened import study_of, watched
from ketenzicht.web.study.words import HOW_IT_WENT, REPORTS, in_order, name_of
from ketenzicht.web.survey import response_pages
from ketenzicht.web.survey.access import WHO, Right
from ketenzicht.web.survey.visit import Visit

ACTS_AT_ONCE = 200
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


@watched
def overview(request: HttpRequest, language: Language) -> HttpResponse:
    """What there is, since when, and whether it was released."""
    visit, study = Visit(request, language), study_of(request)
    found, drafts = standing(study), _sees_drafts(visit)
    reports = [(one, in_order(one.seen(drafts=drafts))) for one in found.reports]
    return visit.page(
        "study/overview.html.j2",
        study=study,
        trouble=found.trouble,
        reports=[
            (REPORTS[one.kind.id], one, [(file, name_of(file.path)) for file in files])
            for one, files in reports
            if files or one.kind.id == "run" or (drafts and one.trouble)
        ],
        drafts=drafts,
    )


@watched
def file(request: HttpRequest, language: Language, file: str) -> HttpResponse:
    """One file: a page as it is, anything else to keep."""
    visit, study = Visit(request, language), study_of(request)
    shown = standing(study).file(file, drafts=_sees_drafts(visit))
    if shown is None:
        raise Http404
    content = content_of(study, shown)
    if content is None:
        text = message(
            "Dit bestand is veranderd nadat het rapport was gemaakt. Laat het rapport opnieuw maken."
        )
        return visit.page(
            "error.html.j2", status=409, title=message("Dit bestand hoort niet bij het rapport"), text=text
        )
    kind = KINDS.get(Path(file).suffix)
    response = HttpResponse(content, content_type=kind or "text/html; charset=utf-8")
    if kind is None:
        response["Content-Security-Policy"] = ONE_FILE
    else:
        response["Content-Disposition"] = f'attachment; filename="{Path(file).name}"'
    return response


@watched
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
        noted=found.lines.noted,
        seal=found.seal,
        how=HOW_IT_WENT,
    )


trail_of_accounts = watched(response_pages.trail_page)


def _sees_drafts(visit: Visit) -> bool:
    return visit.person.role in WHO[Right.DRAFT]
