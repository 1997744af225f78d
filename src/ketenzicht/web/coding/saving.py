"""Saving what somebody typed: a line more for each save; what somebody saved elsewhere meanwhile is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse

from ketenzicht.sample.changes import keep_codebook
from ketenzicht.sample.codings import Coding, Codings, read_codings
from ketenzicht.sample.drawn import SampleFile
from ketenzicht.sample.save_coding import Overtaken, save
from ketenzicht.web.coding.form import fields
from ketenzicht.web.coding.visit import Visit

HERE = ZoneInfo("Europe/Amsterdam")
ASIDE = "opzij.jsonl"
"""What was typed while somebody saved the same file elsewhere: kept apart until who typed it has chosen."""


def newest_of(visit: Visit, file: SampleFile) -> Coding | None:
    """The last save of a file: of this reader, or of what was settled."""
    codings = visit.codings
    if visit.role == "overleg":
        return codings.newest(file.case, role="overleg")
    return codings.newest(file.case, visit.desk.reader)


def versions_of(visit: Visit, file: SampleFile) -> tuple[Coding, ...]:
    """Every save of the same, newest first."""
    reader = visit.desk.reader if visit.role == "lezer" else None
    return tuple(reversed(visit.codings.versions(file.case, reader, visit.role)))


def kept(visit: Visit, file: SampleFile, coding: Coding) -> int | HttpResponse:
    """The number of the save; or where to go, when somebody was first."""
    newest, research = newest_of(visit, file), visit.research
    if _same(newest, coding):
        return newest.number if newest else 0
    keep_codebook(research.codebooks, research.book)
    try:
        return save(research.codings_file, coding, seen=_number(visit.request.POST.get("versie"))).number
    except Overtaken:
        return _aside(visit, file, coding)


def told(number: int) -> HttpResponse:
    """What a script hears of a save."""
    return JsonResponse({"versie": number, "op": f"{datetime.now(HERE):%H:%M}", "anders": {}})


def choice(visit: Visit, number: int, aside: int) -> HttpResponse:
    """What was saved elsewhere beside what was typed here: what stays is chosen question by question."""
    file, book = visit.file(number), visit.research.book
    newest = newest_of(visit, file)
    typed = next((one for one in _kept_aside(visit).saved if _is(one, visit, file, aside)), None)
    if typed is None or newest is None:
        raise Http404
    reasons, other = dict(newest.reasons or {}), typed.reasons or {}
    differ = [
        one.id
        for one in book.variables
        if (newest.values.get(one.id), reasons.get(one.id)) != (typed.values.get(one.id), other.get(one.id))
    ]
    if visit.request.method == "POST":
        values = dict(newest.values)
        for name in differ:
            if visit.request.POST.get(f"keuze.{name}") == "getypt":
                values, reasons = _instead(values, typed.values, name), _instead(reasons, other, name)
        coding = Coding(
            file.case, visit.desk.reader, 0, book.version, values, "concept", visit.role, reasons or None
        )
        try:
            save(visit.research.codings_file, coding, seen=_number(visit.request.POST.get("versie")))
        except Overtaken:
            return HttpResponseRedirect(visit.request.path)
        return visit.to(f"dossier/{number}/")
    both = zip(
        fields(book, newest.values, reasons=reasons), fields(book, typed.values, reasons=other), strict=True
    )
    shown = [(old, new) for old, new in both if old.variable.id in differ]
    return visit.page("choice.html.j2", file=file, both=shown, version=newest.number)


def _instead(mine: Mapping[str, Any], theirs: Mapping[str, Any], name: str) -> dict[str, Any]:
    """All of the one, with what the other says of one question."""
    return {k: v for k, v in mine.items() if k != name} | {k: v for k, v in theirs.items() if k == name}


def _same(newest: Coding | None, coding: Coding) -> bool:
    """Whether there is nothing to save: nothing was typed, or it stands there already."""
    if newest is None:
        return not coding.values and not coding.reasons
    return (dict(newest.values), newest.reasons or {}, newest.state, newest.codebook) == (
        coding.values,
        coding.reasons or {},
        coding.state,
        coding.codebook,
    )


def _kept_aside(visit: Visit) -> Codings:
    return read_codings(visit.research.secure / ASIDE)


def _is(one: Coding, visit: Visit, file: SampleFile, number: int) -> bool:
    return (one.file, one.reader, one.role, one.number) == (file.case, visit.desk.reader, visit.role, number)


def _aside(visit: Visit, file: SampleFile, coding: Coding) -> HttpResponse:
    """Keep what was typed apart, and let who typed it choose."""
    while True:
        before = _kept_aside(visit).newest(
            file.case, coding.reader if visit.role == "lezer" else None, visit.role
        )
        try:
            put = save(visit.research.secure / ASIDE, coding, seen=before.number if before else 0)
            break
        except Overtaken:
            continue
    address = f"{visit.home}dossier/{file.number}/keuze/{put.number}"
    return JsonResponse({"adres": address}, status=409) if visit.script else HttpResponseRedirect(address)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
