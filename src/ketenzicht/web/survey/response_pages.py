"""What the coordinator sees: who answered, who is late, who counts otherwise; sending back, closing, the trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from ketenzicht.publish.language import Language
from ketenzicht.survey.model import AskedOrganisation
from ketenzicht.survey.parts import questions
from ketenzicht.web.survey import trail, versions
from ketenzicht.web.survey.desk import Desk
from ketenzicht.web.survey.form import read_version, tidy
from ketenzicht.web.survey.merge import ANSWER
from ketenzicht.web.survey.models import Event, Person, Version
from ketenzicht.web.survey.versions import NOTHING, Standing
from ketenzicht.web.survey.visit import Visit

ACTS_AT_ONCE = 200
STATUSES = ("ingediend", "heropend", "concept", "leeg")


@dataclass(frozen=True)
class Responder:
    """One asked organisation and how far it is.

    Args:
        asked: the organisation.
        standing: its versions.
        people: how many can fill in for it.
        counts_otherwise: what it answered to how it counts, when that is not what was asked for.
    """

    asked: AskedOrganisation
    standing: Standing
    people: int
    counts_otherwise: str


def responders(desk: Desk) -> list[Responder]:
    """All asked organisations, in the order of the survey."""
    standings = versions.standings()
    people: dict[str, int] = {}
    for code in Person.objects.filter(role="region", is_active=True).values_list("organisation", flat=True):
        people[code] = people.get(code, 0) + 1
    otherwise = _count_otherwise(desk, standings)
    return [
        Responder(one, standings.get(code, NOTHING), people.get(code, 0), otherwise.get(code, ""))
        for code, one in desk.organisations.items()
    ]


def _count_otherwise(desk: Desk, standings: dict[str, Standing]) -> dict[str, str]:
    """The answer of who counts by another definition, as typed."""
    by = desk.opened.survey.analysis.counted_by
    if by is None:
        return {}
    heads = {one.head.pk: code for code, one in standings.items() if one.head is not None}
    found = {}
    for key, content in Version.objects.filter(pk__in=heads).values_list("pk", "content"):
        answer = content.get(ANSWER + by.question, "")
        if answer and answer not in by.asked:
            found[heads[key]] = answer
    return found


def overview(request: HttpRequest, language: Language) -> HttpResponse:
    """How far every organisation is."""
    visit = Visit(request, language)
    everybody = responders(visit.desk)
    wanted = request.GET.get("stand", "")
    by = visit.survey.analysis.counted_by
    return visit.page(
        "overview.html.j2",
        shown=[one for one in everybody if wanted not in STATUSES or one.standing.status == wanted],
        total=len(everybody),
        counts={status: sum(one.standing.status == status for one in everybody) for status in STATUSES},
        wanted=wanted,
        groups={one.id: visit.words.text(one.name) for one in visit.survey.asked.groups},
        counted_by=questions(visit.survey).get(by.question) if by else None,
        closed=versions.is_closed(),
        may_manage=visit.person.role == "coordinator",
        may_read=visit.person.role in ("coordinator", "analyst"),
    )


def send_back(request: HttpRequest, language: Language, organisation: str) -> HttpResponse:
    """Open what an organisation handed in, with the reason why."""
    visit = Visit(request, language)
    reason = tidy(request.POST.get("reden", ""))
    head = versions.head(organisation)
    done = None
    if reason and head is not None and head.kind == "ingediend":
        done = versions.put(
            person=visit.person, organisation=organisation, seen=read_version(request), kind="heropend",
            detail={"teruggestuurd": reason},
        )  # fmt: skip
    return visit.to(f"organisatie/{organisation}/?gedaan={'teruggestuurd' if done else 'niet-teruggestuurd'}")


def close(request: HttpRequest, language: Language) -> HttpResponse:
    """Close the survey, or open it again; the page says first what that means."""
    visit = Visit(request, language)
    closed = versions.is_closed()
    if request.method == "POST":
        wanted = request.POST.get("stand", "")
        with trail.writing():
            if wanted in ("gesloten", "opengesteld") and (wanted == "gesloten") != versions.is_closed():
                trail.add(wanted, person=visit.person)
        return visit.to("sluiten")
    everybody = responders(visit.desk)
    return visit.page(
        "close.html.j2",
        closed=closed,
        missing=[one for one in everybody if one.standing.status == "leeg"],
        unfinished=[one for one in everybody if one.standing.status in ("concept", "heropend")],
        handed_in=sum(one.standing.handed_in is not None for one in everybody),
        total=len(everybody),
    )


def trail_page(request: HttpRequest, language: Language) -> HttpResponse:
    """Every act, newest first, and whether the seals hold."""
    visit = Visit(request, language)
    before = request.GET.get("voor", "")
    acts = Event.objects.select_related("person").order_by("-number")
    if before.isascii() and before.isdecimal() and len(before) < 12:
        acts = acts.filter(number__lt=int(before))
    shown = list(acts[: ACTS_AT_ONCE + 1])
    last = Event.objects.order_by("-number").first()
    return visit.page(
        "trail.html.j2",
        shown=shown[:ACTS_AT_ONCE],
        more=len(shown) > ACTS_AT_ONCE,
        broken=trail.broken_at(Event.objects.order_by("number").iterator()),
        last=last,
        total=last.number if last else 0,
        names=dict(Person.objects.values_list("pk", "name")),
    )
