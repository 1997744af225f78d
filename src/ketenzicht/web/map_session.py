"""One page of a working session: what its form asks, and what the page shows of the session after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse

from ketenzicht.catalogue.model import Study
from ketenzicht.catalogue.search import search
from ketenzicht.chain.model.base import TextNode
from ketenzicht.errors import UserError
from ketenzicht.message import Label, message
from ketenzicht.problem_map.draw import labelled_loops
from ketenzicht.problem_map.loops import claims_of, is_contested, loops
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.problem_map.session import Session, session_file
from ketenzicht.problem_map.steps import Attached, LinkName, Renamed, Step, heard
from ketenzicht.problem_map.words import Said, sentence
from ketenzicht.publish.language import Language
from ketenzicht.publish.problem_map import map_view
from ketenzicht.publish.problem_map_figures import StudyFigures, map_figures
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
    message("Deze factor staat niet op de kaart."),
    message("Kies een factor uit de lijst."),
    message("Een factor heeft een naam nodig."),
    message("Schrijf hoe de factor heet."),
    message("In een naam kan geen pijl staan."),
    message("Een pijl staat tussen twee factoren."),
    message("Schrijf alleen hoe de factor heet."),
    message("Er is al een factor met deze naam op de kaart."),
    message("Kies een naam die nog niet voorkomt."),
    message("Dit verband of deze factor staat niet op de kaart."),
    message("Kies een verband of factor uit de lijst."),
    message("Er is geen onderzoek met al deze woorden."),
    message("Gebruik minder of andere woorden."),
    message("Schrijf eerst waar het onderzoek over gaat."),
)
"""What reading a session may say, again: so that the extractor of texts to translate sees it."""

MOST_FOUND = 6
"""Studies that are offered to choose from."""


@dataclass(frozen=True)
class Typed:
    """What somebody filled in.

    Args:
        action: the button, with what it is about.
        sentence: a link, or an open question.
        about: the factor or link that evidence is for, as the page names it.
        words: of the study that is sought.
        says: what the study says of it.
        factor, name: the factor that gets another name, and that name.
    """

    action: str = ""
    sentence: str = ""
    about: str = ""
    words: str = ""
    says: str = ""
    factor: str = ""
    name: str = ""

    def without_what_was_done(self) -> Typed:
        """What is still to be done after the button was pressed."""
        done = {"bewijs": ("about", "words", "says"), "hernoem": ("factor", "name")}
        of = self.action.partition(":")[0]
        said = ("sentence",) if of in ("zeg", "bedoeld", "nieuw", "vraag") else ()
        return replace(self, action="", **dict.fromkeys(done.get(of, said), ""))


@dataclass(frozen=True)
class Asks:
    """What the page asks back: which factor was meant, or which study."""

    meant: tuple[tuple[str, str], ...] = ()
    studies: tuple[Study, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What the last step, a link, did: what it brought, and which loops it closed."""

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


def read_typed(given: Mapping[str, str]) -> Typed:
    """What a form holds; Enter in a field presses the first button, and means the one beside the field."""

    def text(name: str) -> str:
        return " ".join(given.get(name, "").split())

    typed = Typed(given.get("actie", ""), text("zin"), text("bij"), text("onderzoek"), text("zegt"),
                  text("factor"), text("naam"))  # fmt: skip
    if typed.action == "zeg" and not typed.sentence:
        beside = "zoek" if typed.words else "hernoem" if typed.name else "zeg"
        return replace(typed, action=beside)
    return typed


def asked(request: HttpRequest, found: Session, typed: Typed) -> Session | Asks:
    """The session after what somebody asked, the same one when that was nothing, or a question back.

    Raises:
        UserError: it cannot be done.
        ValueError: the form is not one of ours.
    """
    action, _, what = typed.action.partition(":")
    if action in ("zeg", "bedoeld", "nieuw") and typed.sentence:
        said = heard(found.map, Step(says=typed.sentence))
        if action == "zeg" and said.perhaps_meant:
            return Asks(meant=said.perhaps_meant)
        meant = _meant(found.map, said) if action == "bedoeld" else {}
        return found.then(Step(says=typed.sentence, meant=meant))
    if action == "vraag" and typed.sentence:
        return found.then(Step(question=typed.sentence))
    if action == "weg":
        return found.then(Step(taken=_link(what)))
    if action == "terug" and what.isdecimal() and len(what) < 6:
        return found.then(Step(back_to=int(what)))
    if action == "zoek":
        return Asks(studies=_studies(request, typed.words))
    if action == "bewijs" and what in titles_of(request):
        return found.then(Step(attached=_attached(what, typed)))
    if action == "hernoem":
        renamed = Renamed.model_validate({"factor": typed.factor, "naam": typed.name or " "})
        return found.then(Step(renamed=renamed))
    return found


def session_page(
    request: HttpRequest,
    language: Language,
    found: Session,
    *,
    typed: Typed = Typed(),
    asks: Asks = Asks(),
    mistake: UserError | None = None,
    told: bool = False,
    remarks: tuple[UserError, ...] = (),
) -> HttpResponse:
    """The page of a session.

    Args:
        request: what came in.
        language: of the reader.
        found: the session.
        typed: what is to stay in the fields.
        asks: what the page asks back.
        mistake: what could not be done.
        told: whether to tell what the last step did.
        remarks: what of a file could not come along.
    """
    is_link = told and found.steps[-1].says is not None
    news, marked = _news(found, language) if is_link else (None, ())
    versions, of = _versions(found), found.map
    studies = titles_of(request)
    return page(
        request,
        "problem_map.html.j2",
        language,
        status=422 if mistake else 200,
        session=session_file(found),
        before=found.before,
        versions=versions,
        view=map_view(
            of, language, studies=studies, figures=figures_of(request, of, language), marked=marked
        ),
        factors=sorted(of.factors, key=lambda factor: factor.name.nl.casefold()),
        studies=studies,
        typed=typed,
        at=_field(typed),
        asks=asks,
        mistake=mistake,
        news=news,
        did=versions[0].label if told and not is_link else None,
        remarks=remarks,
    )


def titles_of(request: HttpRequest) -> dict[str, str]:
    """Titles of the studies of the catalogue, by id."""
    shelf = site(request).shelf
    return {study.id: study.title for study in shelf.studies} if shelf else {}


def figures_of(request: HttpRequest, of: ProblemMap, language: Language) -> StudyFigures:
    """What the study that this server shows has released of the factors of a map."""
    results = site(request).results
    return map_figures(of, results, language) if results is not None else StudyFigures()


def _studies(request: HttpRequest, words: str) -> tuple[Study, ...]:
    shelf = site(request).shelf
    if not words:
        raise UserError("Schrijf eerst waar het onderzoek over gaat.")
    found = search(shelf.index, words)[:MOST_FOUND] if shelf else []
    if not found:
        raise UserError("Er is geen onderzoek met al deze woorden.", fix="Gebruik minder of andere woorden.")
    return tuple(hit.study for hit in found)


def _attached(study: str, typed: Typed) -> Attached:
    kind, _, what = typed.about.partition(":")
    values = {"studie": study, "zegt": typed.says or None}
    if kind == "verband":
        return Attached.model_validate(values | {"verband": _link(what)})
    return Attached.model_validate(values | {"factor": what or None})


def _link(name: str) -> LinkName:
    origin, target, effect = [*name.split(":"), "", ""][:3]
    return LinkName.model_validate({"van": origin, "naar": target, "geeft": effect})


def _field(typed: Typed) -> str:
    """The field that a mistake is about."""
    return {"zoek": "onderzoek", "bewijs": "bij", "hernoem": "naam"}.get(
        typed.action.partition(":")[0], "zin"
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
    """Every version, last first."""
    here = found.stands_at
    numbers = range(len(found.steps), 0, -1)
    return [
        *(Version(at, _label(found.steps[at - 1], found.versions[at - 1]), at == here) for at in numbers),
        Version(0, message("Zoals de kaart begon"), here == 0),
    ]


def _label(step: Step, before: ProblemMap) -> Label:
    """What a step did, on the map before it."""
    names = {factor.id: factor.name.nl for factor in before.factors}

    def pair(link: LinkName) -> str:
        return " -> ".join(names.get(end, end) for end in (link.origin, link.target))

    if step.back_to is not None:
        return message("Terug naar versie {n}", n=step.back_to)
    if step.taken is not None:
        return message("Van de kaart gehaald: {verband}", verband=pair(step.taken))
    if step.renamed is not None:
        old = names.get(step.renamed.factor, step.renamed.factor)
        return message("Andere naam: {oud} heet voortaan {naam}", oud=old, naam=step.renamed.name)
    if step.attached is not None:
        link, factor = step.attached.link, step.attached.factor
        at = pair(link) if link is not None else names.get(factor or "", factor or "")
        return message("Onderzoek erbij: {waarbij}", waarbij=at)
    if step.question is not None:
        return message("Open vraag: {vraag}", vraag=step.question)
    return TextNode(nl=step.says or "")
