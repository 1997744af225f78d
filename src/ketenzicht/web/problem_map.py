"""A working session on a problem map as pages: links are added in words, and the map is drawn again.

The session travels in a hidden field of the form and nothing of it is kept: whoever made it saves it as a file. What
is said can be taken back; every version can be returned to. Works without script.
"""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from ketenzicht.catalogue.citation import citation
from ketenzicht.errors import UserError
from ketenzicht.problem_map.draw import draw
from ketenzicht.problem_map.exchange import FORMS, export_map
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.problem_map.open_file import open_file
from ketenzicht.problem_map.save import map_yaml
from ketenzicht.problem_map.session import Session, read_session, session_file
from ketenzicht.publish.language import Language
from ketenzicht.publish.problem_map import map_view, render_map, render_map_pdf
from ketenzicht.web.map_session import asked, figures_of, read_typed, session_page
from ketenzicht.web.visit import page, site

KINDS = {"svg": "image/svg+xml", "yaml": "application/yaml", "json": "application/json", "html": "text/html",
         "pdf": "application/pdf", "prsm": "application/json", "kumu": "application/json",
         "graphml": "application/graphml+xml"}  # fmt: skip
ENDINGS = {"kumu": "kumu.json"}
"""Of files whose ending is not what they are called here."""


def maps(request: HttpRequest, language: Language, mistake: UserError | None = None) -> HttpResponse:
    """The maps to begin with, and opening one of one's own."""
    _open(request)
    return page(
        request,
        "problem_maps.html.j2",
        language,
        status=422 if mistake else 200,
        maps=site(request).maps.values(),
        mistake=mistake,
    )


def shown(request: HttpRequest, language: Language, map_id: str) -> HttpResponse:
    """A map that comes along, as the begin of a session."""
    _open(request)
    if map_id not in site(request).maps:
        raise Http404
    return session_page(request, language, Session(site(request).maps[map_id]))


def session(request: HttpRequest, language: Language) -> HttpResponse:
    """The session after what was asked: a link, evidence, another name, a question, an earlier version."""
    if (found := _posted(request)) is None:
        return HttpResponseRedirect("./")
    typed = read_typed(request.POST)
    try:
        said = asked(request, found, typed)
    except UserError as mistake:
        return session_page(request, language, found, typed=typed, mistake=mistake)
    except ValueError:  # a form that this page did not make
        raise Http404 from None
    if isinstance(said, Session):
        kept = typed if said == found else typed.without_what_was_done()
        return session_page(request, language, said, typed=kept, told=said != found)
    return session_page(request, language, found, typed=typed, asks=said)


def opened(request: HttpRequest, language: Language) -> HttpResponse:
    """A session from a file, or an empty one on a question."""
    _open(request)
    if request.method != "POST":
        return HttpResponseRedirect("./")
    title = " ".join(request.POST.get("titel", "").split())[:200]
    question = " ".join(request.POST.get("vraag", "").split())[:500]
    if title:
        begin = {"id": "eigen-kaart", "titel": title, "vraag": question or title}
        return session_page(request, language, Session(ProblemMap.model_validate(begin)))
    file = request.FILES.get("bestand")
    try:
        if file is None:
            raise UserError(
                "Er is geen bestand gekozen.", fix="Kies een bestand, of geef het probleem een naam."
            )
        found, remarks = open_file(file.read(), file.name or "")
    except UserError as mistake:
        return maps(request, language, mistake)
    return session_page(request, language, found, remarks=remarks)


def taken_along(request: HttpRequest, language: Language) -> HttpResponse:
    """The session as a file: to go on later, to draw, or as a report."""
    if (found := _posted(request)) is None:
        return HttpResponseRedirect("./")
    of, ending = found.map, request.POST.get("als", "")
    figures = figures_of(request, of, language)
    if ending == "json":
        data: str | bytes = session_file(found)
    elif ending == "yaml":
        data = map_yaml(of)
    elif ending in FORMS:
        data = export_map(of, ending)
    elif ending == "svg":
        data = draw(of, language, figures=figures.by_factor, notes=figures.notes)
    elif ending in ("html", "pdf"):
        view = map_view(of, language, studies=_citations(request), figures=figures)
        day: date = site(request).today()
        data = render_map(view, language, day) if ending == "html" else render_map_pdf(view, language, day)
    else:
        raise Http404
    response = HttpResponse(data, content_type=KINDS[ending] + ("" if ending == "pdf" else "; charset=utf-8"))
    response["Content-Disposition"] = f'attachment; filename="{of.id}.{ENDINGS.get(ending, ending)}"'
    return response


def _posted(request: HttpRequest) -> Session | None:
    """The session that a form carries; none for who has only the address."""
    _open(request)
    if request.method != "POST":
        return None
    try:
        return read_session(request.POST.get("sessie", ""))
    except UserError:
        return None


def _citations(request: HttpRequest) -> dict[str, str]:
    """How to cite each study of the catalogue, by id: on paper a title alone cannot be found back."""
    shelf = site(request).shelf
    return {study.id: citation(study) for study in shelf.studies} if shelf else {}


def _open(request: HttpRequest) -> None:
    if not site(request).maps:
        raise Http404
