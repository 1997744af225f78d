"""A working session on a problem map as a page: links are added in words, and the map is drawn again.

The session travels in a hidden field of the form and nothing of it is kept: whoever made it saves it as a file. What
is said can be taken back; every version can be returned to. Works without script.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from ketenzicht.chain.model.base import TextNode
from ketenzicht.errors import UserError
from ketenzicht.message import Label, message
from ketenzicht.problem_map.draw import draw, labelled_loops
from ketenzicht.problem_map.exchange import FORMS, export_map
from ketenzicht.problem_map.loops import claims_of, is_contested, loops
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.problem_map.open_file import open_file
from ketenzicht.problem_map.save import map_yaml
from ketenzicht.problem_map.session import Session, Step, Taken, heard, read_session, session_file
from ketenzicht.problem_map.words import Said, sentence
from ketenzicht.publish.language import Language
from ketenzicht.publish.problem_map import map_view, render_map, render_map_pdf
from ketenzicht.web.visit import page, site

MISTAKES = (
    message("In deze zin staat geen verband."),
    message("Een verband loopt van de ene factor naar de andere."),
    message("Schrijf bijvoorbeeld: meer wachttijd -> meer uitval, want mensen haken af."),
    message("Dit verband loopt van een factor naar zichzelf."),
    message("Noem de factor die ertussen zit."),
    message("Deze versie is er niet."),
    message("Kies een versie uit de lijst."),
    message("Dit bestand is geen bewaarde sessie."),
    message("Deze sessie is beschadigd."),
    message("Deze sessie is bewaard door een andere versie van het programma."),
    message("Kies het bestand dat u met deze pagina hebt bewaard."),
    message("Er is geen bestand gekozen."),
)
"""What reading a session may say, again: so that the extractor of texts to translate sees it."""

KINDS = {"svg": "image/svg+xml", "yaml": "application/yaml", "json": "application/json", "html": "text/html",
         "pdf": "application/pdf", "prsm": "application/json", "kumu": "application/json",
         "graphml": "application/graphml+xml"}  # fmt: skip
ENDINGS = {"kumu": "kumu.json"}
"""Of files whose ending is not what they are called here."""


@dataclass(frozen=True)
class Heard:
    """What the last step did: the link, what it brought, and which loops it closed."""

    sentence: str
    factors: tuple[str, ...]
    loops: tuple[str, ...]
    contested: bool


@dataclass(frozen=True)
class Version:
    """A step in the list of versions."""

    number: int
    label: Label
    here: bool


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
    return _session_page(request, language, Session(site(request).maps[map_id]))


def session(request: HttpRequest, language: Language) -> HttpResponse:
    """The session after what was asked: a link, a question, something off the map, an earlier version."""
    if (found := _posted(request)) is None:
        return HttpResponseRedirect("./")
    typed = " ".join(request.POST.get("zin", "").split())
    action, _, what = request.POST.get("actie", "").partition(":")
    try:
        if action in ("zeg", "bedoeld", "nieuw") and typed:
            said = heard(found.map, Step(says=typed))
            if action == "zeg" and said.perhaps_meant:
                return _session_page(request, language, found, typed=typed, meant=said.perhaps_meant)
            step = Step(says=typed, meant=_meant(found.map, said) if action == "bedoeld" else {})
            return _session_page(request, language, found.then(step), told=True)
        if action == "vraag" and typed:
            return _session_page(request, language, found.then(Step(question=typed)))
        if action == "weg":
            origin, target, effect = [*what.split(":"), "", ""][:3]
            taken = Taken.model_validate({"van": origin, "naar": target, "geeft": effect})
            return _session_page(request, language, found.then(Step(taken=taken)), typed=typed)
        if action == "terug" and what.isdecimal() and len(what) < 6:
            return _session_page(request, language, found.then(Step(back_to=int(what))), typed=typed)
    except UserError as mistake:
        return _session_page(request, language, found, typed=typed, mistake=mistake)
    except ValueError:  # a form that this page did not make
        raise Http404 from None
    return _session_page(request, language, found, typed=typed)


def opened(request: HttpRequest, language: Language) -> HttpResponse:
    """A session from a file, or an empty one on a question."""
    _open(request)
    if request.method != "POST":
        return HttpResponseRedirect("./")
    title = " ".join(request.POST.get("titel", "").split())[:200]
    question = " ".join(request.POST.get("vraag", "").split())[:500]
    if title:
        begin = {"id": "eigen-kaart", "titel": title, "vraag": question or title}
        return _session_page(request, language, Session(ProblemMap.model_validate(begin)))
    file = request.FILES.get("bestand")
    try:
        if file is None:
            raise UserError(
                "Er is geen bestand gekozen.", fix="Kies een bestand, of geef het probleem een naam."
            )
        found, remarks = open_file(file.read(), file.name or "")
    except UserError as mistake:
        return maps(request, language, mistake)
    return _session_page(request, language, found, remarks=remarks)


def taken_along(request: HttpRequest, language: Language) -> HttpResponse:
    """The session as a file: to go on later, to draw, or as a report."""
    if (found := _posted(request)) is None:
        return HttpResponseRedirect("./")
    of, ending = found.map, request.POST.get("als", "")
    if ending == "json":
        data: str | bytes = session_file(found)
    elif ending == "yaml":
        data = map_yaml(of)
    elif ending in FORMS:
        data = export_map(of, ending)
    elif ending == "svg":
        data = draw(of, language)
    elif ending in ("html", "pdf"):
        view = map_view(of, language, studies=_studies(request))
        day: date = site(request).today()
        data = render_map(view, language, day) if ending == "html" else render_map_pdf(view, language, day)
    else:
        raise Http404
    response = HttpResponse(data, content_type=KINDS[ending] + ("" if ending == "pdf" else "; charset=utf-8"))
    response["Content-Disposition"] = f'attachment; filename="{of.id}.{ENDINGS.get(ending, ending)}"'
    return response


def _session_page(
    request: HttpRequest,
    language: Language,
    found: Session,
    *,
    typed: str = "",
    meant: tuple[tuple[str, str], ...] = (),
    mistake: UserError | None = None,
    told: bool = False,
    remarks: tuple[UserError, ...] = (),
) -> HttpResponse:
    news, marked = _news(found, language) if told else (None, ())
    return page(
        request,
        "problem_map.html.j2",
        language,
        status=422 if mistake else 200,
        session=session_file(found),
        before=found.before,
        versions=_versions(found),
        view=map_view(found.map, language, studies=_studies(request), marked=marked),
        studies=_studies(request),
        typed="" if told else typed,
        meant=meant,
        mistake=mistake,
        news=news,
        remarks=remarks,
    )


def _news(found: Session, language: Language) -> tuple[Heard, tuple[tuple[str, str], ...]]:
    """What the last step, a link, did to the map, and the links to draw heavier."""
    before, after = found.versions[-2:]
    said = heard(before, found.steps[-1])
    pair = (said.link.origin, said.link.target)
    known = {loop.factors for loop in loops(before).found}
    closed = [(label, loop) for label, loop in labelled_loops(after, language) if loop.factors not in known]
    marked = tuple(dict.fromkeys((pair, *(one for _, loop in closed for one in loop.links))))
    contested = is_contested(claims_of(after)[pair])
    names = tuple(factor.name.nl for factor in said.new_factors)
    return Heard(sentence(after, said.link), names, tuple(label for label, _ in closed), contested), marked


def _meant(of: ProblemMap, said: Said) -> dict[str, str]:
    ids = {factor.name.nl: factor.id for factor in of.factors}
    return {name: ids[known] for name, known in said.perhaps_meant if known in ids}


def _versions(found: Session) -> list[Version]:
    def label(number: int) -> Label:
        step = found.steps[number - 1]
        if step.back_to is not None:
            return message("Terug naar versie {n}", n=step.back_to)
        if step.taken is not None:
            pair = f"{step.taken.origin} -> {step.taken.target}"
            return message("Van de kaart gehaald: {verband}", verband=pair)
        return (
            message("Open vraag: {vraag}", vraag=step.question)
            if step.question
            else TextNode(nl=step.says or "")
        )

    here = found.stands_at
    numbers = range(len(found.steps), 0, -1)
    return [Version(number, label(number), number == here) for number in numbers] + [
        Version(0, message("Zoals de kaart begon"), here == 0)
    ]


def _studies(request: HttpRequest) -> dict[str, str]:
    shelf = site(request).shelf
    return {study.id: study.title for study in shelf.studies} if shelf else {}


def _posted(request: HttpRequest) -> Session | None:
    """The session that a form carries; none for who has only the address."""
    _open(request)
    if request.method != "POST":
        return None
    try:
        return read_session(request.POST.get("sessie", ""))
    except UserError:
        return None


def _open(request: HttpRequest) -> None:
    if not site(request).maps:
        raise Http404
