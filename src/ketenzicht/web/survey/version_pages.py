"""Every version that was saved: to look at, to put back, and, when one was set aside, to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.publish.language import Language
from ketenzicht.survey.parts import questions
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.checked import answers_of as answers_in
from ketenzicht.web.survey.checked import checked
from ketenzicht.web.survey.form import read_version
from ketenzicht.web.survey.merge import (
    ANSWER,
    FILE,
    TABLE,
    TAKEN,
    Content,
    changed,
    chosen,
    merge,
    same,
)
from ketenzicht.web.survey.models import Event, Version
from ketenzicht.web.survey.region_pages import answers_of
from ketenzicht.web.survey.table_pages import as_typed
from ketenzicht.web.survey.visit import Visit

AT_ONCE = 100
"""Versions on a page."""
ROWS_SHOWN = 10
"""Rows of a table that are shown of those in which two versions differ."""


@dataclass(frozen=True)
class Difference:
    """A field in which two versions differ: its name in words, and what stands in each."""

    field: str
    name: str
    mine: str
    theirs: str
    conflict: bool


def all_versions(request: HttpRequest, language: Language, organisation: str) -> HttpResponse:
    """The list of versions, newest first."""
    visit = Visit(request, language)
    found = Version.objects.filter(organisation=organisation).defer("content").select_related("person")
    before = request.GET.get("voor", "")
    if before.isascii() and before.isdecimal() and len(before) < 9:
        found = found.filter(number__lt=int(before))
    shown = list(found.order_by("-number")[: AT_ONCE + 1])
    return visit.page(
        "versions.html.j2",
        organisation=visit.organisation(organisation),
        shown=shown[:AT_ONCE],
        more=len(shown) > AT_ONCE,
    )


def version(request: HttpRequest, language: Language, organisation: str, number: int) -> HttpResponse:
    """One version, whole; beside the one that counts when they differ."""
    visit = Visit(request, language)
    shown = _version(organisation, number)
    now = answers_of(visit, organisation)
    typed = versions.content_of(shown)
    base = _base(organisation, shown) if shown.kind == "opzij" else now.content
    # of what was set aside only what was typed; what only the newer version changed is not its to undo
    fields = [one for one in changed(typed, now.content) if not same(typed.get(one, ""), base.get(one, ""))]
    conflicts = merge(typed, base, now.content).conflicts
    return visit.page(
        "version.html.j2",
        organisation=visit.organisation(organisation),
        version=shown,
        now=now,
        differences=[_difference(visit, one, typed, now.content, one in conflicts) for one in fields],
        answers=answers_in(visit.survey, typed),
        explained=lambda key: visit.words.explained(visit.survey, key),
        why=_why(shown),
        found=checked(visit.desk, organisation, typed, shown.fingerprint),
        may_write=visit.person.role == "region" and now.writable,
    )


def choose(request: HttpRequest, language: Language, organisation: str, number: int) -> HttpResponse:
    """Take fields of a version over into the one that counts; both stay."""
    visit = Visit(request, language)
    shown, now = _version(organisation, number), answers_of(visit, organisation)
    address = f"organisatie/{organisation}/versies/{number}/"
    if not now.writable:
        return visit.to(address)
    typed = versions.content_of(shown)
    wanted = [one for one in changed(typed, now.content) if request.POST.get(f"kies.{one}") == "deze"]
    done = versions.put(
        person=visit.person,
        organisation=organisation,
        seen=read_version(request),
        kind="concept",
        content=chosen(now.content, typed, wanted),
        detail={"uit": number, "velden": len(wanted)},
    )
    return visit.to(f"organisatie/{organisation}/?gedaan=gekozen" if done else address)


def _version(organisation: str, number: int) -> Version:
    found = Version.objects.select_related("person").filter(organisation=organisation, number=number).first()
    if found is None:
        raise Http404
    return found


def _base(organisation: str, of: Version) -> dict[str, Any]:
    return versions.content_of(Version.objects.filter(organisation=organisation, number=of.based_on).first())


def _difference(visit: Visit, field: str, mine: Content, theirs: Content, conflict: bool) -> Difference:
    shown = _shown(visit, field, mine, theirs), _shown(visit, field, theirs, mine)
    return Difference(field, visit.words.field(visit.survey, field), *shown, conflict)


def _why(of: Version) -> str:
    """Why a version was set aside."""
    act = Event.objects.filter(organisation=of.organisation, what="opzij", detail__versie=of.number).first()
    return str(act.detail.get("reden", "botsing")) if act else "botsing"


def _shown(visit: Visit, field: str, content: Content, beside: Content) -> str:
    """What stands in a field; of a table the number of rows, and those that the other version does not have."""
    value = content.get(field, "")
    if field in (FILE, TAKEN):
        return visit.words.workbook(str(value))
    if field.startswith(TABLE):
        rows, others = (_rows_in_words(one, field.removeprefix(TABLE)) for one in (content, beside))
        known = set(others)
        own = [row for row in rows if row not in known]
        more = [visit.words.more(len(own) - ROWS_SHOWN)] if len(own) > ROWS_SHOWN else []
        return "\n".join([visit.words.rows(len(rows)), *own[:ROWS_SHOWN], *more])
    asked = questions(visit.survey).get(field.removeprefix(ANSWER))
    return (
        visit.words.typed(asked, value) if asked else "; ".join(value) if isinstance(value, list) else value
    )


def _rows_in_words(content: Content, table: str) -> list[str]:
    return ["; ".join(map(as_typed, row.values())) for row in versions.rows_of(content, table)]
