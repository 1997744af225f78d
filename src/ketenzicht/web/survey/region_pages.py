"""The pages on which an organisation answers: its start, a section, what is still to do, handing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from ketenzicht.publish.language import Language
from ketenzicht.survey.model import Section
from ketenzicht.survey.parts import questions
from ketenzicht.survey.typed import Finding
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.checked import Checked, checked
from ketenzicht.web.survey.findings import address_of, name_of, noted
from ketenzicht.web.survey.form import fields, read_fields, read_version
from ketenzicht.web.survey.merge import ANSWER, FILE, TABLE, TAKEN, Content, Typed, same
from ketenzicht.web.survey.models import Event, Version
from ketenzicht.web.survey.versions import Saved, Standing
from ketenzicht.web.survey.visit import Visit


@dataclass(frozen=True)
class Answers:
    """What an organisation has typed, and what the survey says of it."""

    head: Version | None
    content: dict[str, Typed]
    checked: Checked
    closed: bool

    @property
    def number(self) -> int:
        """The version that a page is made from."""
        return versions.number_of(self.head)

    @property
    def writable(self) -> bool:
        """Whether more can be typed: not once it was handed in or the survey was closed."""
        return not self.closed and (self.head is None or self.head.kind != "ingediend")


def answers_of(visit: Visit, organisation: str) -> Answers:
    """The version that counts, checked."""
    head = versions.head(organisation)
    content = versions.content_of(head)
    found = checked(visit.desk, organisation, content, head.fingerprint if head else "-")
    return Answers(head, content, found, versions.is_closed())


def start(request: HttpRequest, language: Language, organisation: str) -> HttpResponse:
    """What is asked of an organisation, and how far it is."""
    visit = Visit(request, language)
    now, handed_in = answers_of(visit, organisation), versions.handed_in(organisation)
    return visit.page(
        "start.html.j2",
        organisation=visit.organisation(organisation),
        now=now,
        sections=[(section, _done(section, now)) for section in visit.survey.sections],
        standing=Standing(now.head, handed_in).status,
        handed_in=handed_in,
        sent_back=_sent_back(now),
        not_taken_over=now.head is not None and now.content.get(FILE) != now.content.get(TAKEN),
        message_shown=request.GET.get("gedaan", ""),
    )


def section(request: HttpRequest, language: Language, organisation: str, section: str) -> HttpResponse:
    """The questions of one section."""
    visit = Visit(request, language)
    shown = next((one for one in visit.survey.sections if one.id == section), None)
    if shown is None:
        raise Http404
    if request.method == "POST":
        return _keep(visit, organisation, shown)
    now = answers_of(visit, organisation)
    about = {question.id for question in shown.questions}
    return visit.page(
        "section.html.j2",
        organisation=visit.organisation(organisation),
        now=now,
        section=shown,
        place=[one.id for one in visit.survey.sections].index(section),
        asked=tuple(fields(shown, now.content, now.checked, visit.desk.previous.get(organisation, {}))),
        findings=[one for one in now.checked.about(about) if one.level in ("error", "explain")],
        definitions={one.id: one for one in visit.survey.definitions},
        norms={one.id: one for one in visit.survey.norms},
        questions=questions(visit.survey),
        row_count=lambda table: len(now.checked.answers.get(table, ())),
        name_of=lambda finding: name_of(visit, finding.places[0]),
        tried=request.GET.get("na") == "opslaan",
    )


def to_do(request: HttpRequest, language: Language, organisation: str) -> HttpResponse:
    """What was found in all answers, with room to explain; from here they are handed in."""
    visit = Visit(request, language)
    if request.method == "POST":
        return _keep(visit, organisation, None)
    now = answers_of(visit, organisation)
    return visit.page(
        "to_do.html.j2",
        organisation=visit.organisation(organisation),
        now=now,
        listed={
            level: noted(visit, organisation, (one for one in now.checked.findings if one.level == level))
            for level in ("error", "missing", "notice")
        },
        unlikely=_unexplained_first(now.checked),
        address_of=lambda finding: address_of(visit, organisation, finding.places[0]),
        name_of=lambda finding: name_of(visit, finding.places[0]),
        asked_anyway=request.GET.get("na") == "indienen",
    )


def hand_in(request: HttpRequest, language: Language, organisation: str) -> HttpResponse:
    """Hand in the version that somebody has seen, when nothing stands in the way."""
    visit = Visit(request, language)
    now, seen = answers_of(visit, organisation), read_version(request)
    base = f"organisatie/{organisation}/"
    if now.head is None or not now.writable or now.checked.hurdles or now.number != seen:
        return visit.to(base + "controle?na=indienen")
    done = versions.put(person=visit.person, organisation=organisation, seen=seen, kind="ingediend")
    return visit.to(base + ("?gedaan=ingediend" if done else "controle?na=indienen"))


def open_again(request: HttpRequest, language: Language, organisation: str) -> HttpResponse:
    """Open what was handed in, to correct it; what was handed in stays so until it is handed in anew."""
    visit = Visit(request, language)
    head = versions.head(organisation)
    if head is not None and head.kind == "ingediend":
        versions.put(person=visit.person, organisation=organisation, seen=head.number, kind="heropend")
    return visit.to(f"organisatie/{organisation}/")


def _unexplained_first(found: Checked) -> list[Finding]:
    """What has to be explained: what is still open before the rest, because a page shows only so many."""
    unlikely = [one for one in found.findings if one.level == "explain"]
    return sorted(unlikely, key=lambda one: bool(found.explanation(one)))


def _sent_back(now: Answers) -> str:
    """Why the coordinator opened what was handed in; nothing once something was saved since."""
    if now.head is None or now.head.kind != "heropend":
        return ""
    act = Event.objects.filter(
        organisation=now.head.organisation, what="heropend", detail__versie=now.head.number
    ).first()
    return str(act.detail.get("teruggestuurd", "")) if act else ""


def _keep(visit: Visit, organisation: str, shown: Section | None) -> HttpResponse:
    """Save what a page brought, and go where its button says."""
    request = visit.request
    typed = read_fields(request, visit.survey)
    saved = versions.save(
        person=visit.person, organisation=organisation, based_on=read_version(request), typed=typed
    )
    if request.headers.get("Accept") == "application/json":
        return _told(visit, organisation, saved, typed)
    if saved.why:
        return visit.to(f"organisatie/{organisation}/versies/{saved.version.number}/")
    return visit.to(f"organisatie/{organisation}/" + _next(visit, shown, request.POST.get("naar", "")))


def _told(visit: Visit, organisation: str, saved: Saved, typed: Content) -> HttpResponse:
    """What a page that saves by itself is told, with the fields that somebody else filled in meanwhile.

    The page goes on from the version that was saved. It must show those fields as they are there: else its next save
    would look as if somebody had typed them back.
    """
    address = f"{visit.home}organisatie/{organisation}/versies/{saved.version.number}/"
    if saved.why:
        return JsonResponse({"fout": saved.why, "adres": address}, status=409)
    kept = saved.version.content
    other = {field: kept.get(field, "") for field in typed if not same(typed[field], kept.get(field, ""))}
    at = visit.words.moment(saved.version.at)
    return JsonResponse({"versie": saved.version.number, "op": at, "anders": other, "adres": address})


def _next(visit: Visit, shown: Section | None, towards: str) -> str:
    ids = [one.id for one in visit.survey.sections]
    if shown is None:
        return "controle"
    if towards == "verder":
        after = ids.index(shown.id) + 1
        return f"onderdeel/{ids[after]}/" if after < len(ids) else "controle"
    return f"onderdeel/{shown.id}/?na=opslaan"


def _done(of: Section, now: Answers) -> dict[str, Any]:
    """How far a section is: fields filled, of how many, and what is wrong."""
    names = {question.id for question in of.questions} | {table.id for table in of.tables}
    hurdles = [one for one in now.checked.hurdles if one.places[0].field in names]
    filled = sum(ANSWER + name in now.content or TABLE + name in now.content for name in names)
    return {"filled": filled, "asked": len(names), "hurdles": len(hurdles)}
