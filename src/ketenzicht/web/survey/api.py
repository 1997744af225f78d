"""The same as data, for who fills in with a program: with the session and the proof (CSRF) of the pages.

``openapi.yaml`` describes it.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from ketenzicht.survey.model import ChoicesQuestion
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.typed import Finding
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.form import tidy
from ketenzicht.web.survey.merge import ANSWER, EXPLANATION, TABLE, Typed
from ketenzicht.web.survey.region_pages import answers_of
from ketenzicht.web.survey.response_pages import responders
from ketenzicht.web.survey.table_pages import as_typed
from ketenzicht.web.survey.visit import Visit

MOST_FINDINGS = 1000
MOST_VERSIONS = 1_000_000_000
"""Of an organisation; a number that no database can hold is none of these."""


def answers(request: HttpRequest, organisation: str) -> HttpResponse:
    """What an organisation answered, the number of the version, and what was found in it."""
    visit = Visit(request, "nl")
    now = answers_of(visit, organisation)
    return JsonResponse(
        {
            "versie": now.number,
            "stand": now.head.kind if now.head else "leeg",
            "antwoorden": now.checked.answers,
            "toelichtingen": now.checked.explanations,
            "bevindingen": [_finding(visit, one) for one in now.checked.findings[:MOST_FINDINGS]],
            "aantal_bevindingen": len(now.checked.findings),
            "kan_worden_ingediend": now.writable and not now.checked.hurdles,
        }
    )


def save(request: HttpRequest, organisation: str) -> HttpResponse:
    """Save ``antwoorden`` and ``toelichtingen`` on top of version ``versie``; what is not named stays as it is."""
    visit = Visit(request, "nl")
    try:
        sent = json.loads(request.body)
        typed, blobs = _fields(visit, sent)
        based_on = _number(sent.get("versie", 0))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return JsonResponse({"fout": "onleesbaar"}, status=400)
    saved = versions.save(
        person=visit.person, organisation=organisation, based_on=based_on, typed=typed, blobs=blobs
    )
    status = 409 if saved.why else 200
    return JsonResponse({"versie": saved.version.number, "fout": saved.why}, status=status)


def response(request: HttpRequest) -> HttpResponse:
    """How far every organisation is."""
    visit = Visit(request, "nl")
    return JsonResponse(
        {
            "organisaties": [
                {
                    "code": one.asked.code,
                    "naam": one.asked.name,
                    "stand": one.standing.status,
                    "laatst": one.standing.head.at.isoformat() if one.standing.head else None,
                }
                for one in responders(visit.desk)
            ]
        }
    )


def _fields(visit: Visit, sent: dict[str, Any]) -> tuple[dict[str, Typed], list[bytes]]:
    """What was sent as fields of a version; raises for what is not in the form."""
    given, explained = sent.get("antwoorden", {}), sent.get("toelichtingen", {})
    typed: dict[str, Typed] = {}
    blobs = []
    for name, question in questions(visit.survey).items():
        if name in given:
            value = given[name]
            several = isinstance(question, ChoicesQuestion) and isinstance(value, list)
            typed[ANSWER + name] = [tidy(str(one)) for one in value] if several else tidy(as_typed(value))
    for name in tables(visit.survey):
        if name in given:
            rows = [dict(row) for row in given[name] or ()]
            blobs.append(versions.pack_rows(rows))
            typed[TABLE + name] = versions.fingerprint(blobs[-1]) if rows else ""
    return typed | {EXPLANATION + str(key): tidy(str(text)) for key, text in explained.items()}, blobs


def _number(version: Any) -> int:
    """The number of a version; raises for what cannot be one."""
    number = int(version)
    if not 0 <= number < MOST_VERSIONS:
        raise ValueError
    return number


def _finding(visit: Visit, finding: Finding) -> dict[str, Any]:
    return {
        "sleutel": finding.key,
        "soort": finding.level,
        "plaatsen": [{"veld": one.field, "rij": one.row, "kolom": one.column} for one in finding.places],
        "melding": visit.words.text(finding.message),
    }
