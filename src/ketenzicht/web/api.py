"""The guide for other programs: JSON under ``/api/v1``, after the NL API Design Rules (Kennisplatform API's).

A case comes in the body of one request and is judged for one answer: nothing of it stands in an address, is stored
or logged. Mistakes are told all at once as ``application/problem+json`` (RFC 9457), by the place in the body and
never with what stood there. The description is ``openapi.yaml``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache, wraps
from pathlib import Path
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse

from ketenzicht.guide.as_data import assessment_data, chain_data, chain_line
from ketenzicht.guide.assess import Guide
from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language, Wording
from ketenzicht.web.api_case import read_body
from ketenzicht.web.visit import site

VERSION = "1.0.0"
PLACE = "/api/"
JSON, PROBLEM = "application/json", "application/problem+json"
DESCRIPTION = Path(__file__).parent / "openapi.yaml"

View = Callable[..., HttpResponse]

WORDS: dict[int, tuple[Label, Label]] = {
    400: (
        message("Deze aanvraag klopt niet"),
        message("Verbeter wat bij 'errors' staat en probeer het opnieuw."),
    ),
    404: (message("Dit bestaat niet"), message("Kijk bij /api/v1/ketens welke ketens er zijn.")),
    405: (message("Deze methode kan hier niet"), message("Kijk bij 'Allow' welke methoden hier kunnen.")),
    406: (
        message("In deze vorm is er geen antwoord"),
        message("Hier is alleen JSON: laat 'Accept' weg of noem application/json."),
    ),
    413: (message("Dit is te groot"), message("Een casus is klein: hoogstens een paar duizend tekens.")),
    415: (message("Stuur JSON"), message("Geef als soort inhoud application/json op.")),
    500: (
        message("Er ging bij ons iets mis"),
        message("Van uw casus is niets bewaard. Probeer het later opnieuw."),
    ),
}
"""A title and what to do, by status."""


def allowed(*methods: str) -> Callable[[View], View]:
    """Answers these methods only, to whoever takes JSON."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **values: Any) -> HttpResponse:
            if request.method not in methods:
                response = problem(request, 405)
                response["Allow"] = ", ".join(methods)
                return response
            return view(request, **values) if request.accepts(JSON) else problem(request, 406)

        return answer

    return wrap


@allowed("GET", "HEAD")
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, with whom to ask here; any page may read it."""
    found, contact = _description(), site(request).contact
    if contact is not None:
        found = {**found, "info": {**found["info"], "contact": asdict(contact)}}
    response = _json(request, found)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@allowed("GET", "HEAD")
def chains(request: HttpRequest) -> HttpResponse:
    """The chains that have a guide."""
    say = _wording(request).text
    return _json(
        request, {"ketens": [chain_line(guide.chain, say) for guide in site(request).guides.values()]}
    )


@allowed("GET", "HEAD")
def chain(request: HttpRequest, chain: str) -> HttpResponse:
    """The questions and options of one chain."""
    guide = _guide(request, chain)
    return (
        problem(request, 404)
        if guide is None
        else _json(request, chain_data(guide.chain, _wording(request).text))
    )


@allowed("POST")
def assess(request: HttpRequest, chain: str) -> HttpResponse:
    """A case, judged."""
    guide = _guide(request, chain)
    if guide is None:
        return problem(request, 404)
    if request.content_type != JSON:
        return problem(request, 415)
    case = read_body(guide.chain, request.body, site(request).today())
    if case.problems:
        return problem(request, 400, errors=[(item.pointer, item.what) for item in case.problems])
    with site(request).lock:
        found = assessment_data(guide.assess(case.answers, case.day), _wording(request).text)
    return _json(request, found)


def problem(request: HttpRequest, status: int, errors: list[tuple[str, Label]] | None = None) -> HttpResponse:
    """What went wrong, after RFC 9457; ``errors`` by JSON Pointer (RFC 6901) into the body."""
    wording = _wording(request)
    title, detail = WORDS.get(status, WORDS[400 if status < 500 else 500])
    found: dict[str, Any] = {
        "type": "about:blank",
        "title": wording.text(title),
        "status": status,
        "detail": wording.text(detail),
    }
    if errors:
        found["errors"] = [{"pointer": pointer, "detail": wording.text(what)} for pointer, what in errors]
    return _json(request, found, status=status, kind=PROBLEM)


class Problems:
    """Every mistake under ``/api/`` is told as a problem, also when a page for people was made of it."""

    def __init__(self, answer: View) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the problem in its place."""
        response = self.answer(request)
        if not request.path_info.startswith(PLACE):
            return response
        if response.status_code >= 400 and response["Content-Type"] != PROBLEM:
            return problem(request, response.status_code)
        return response


def _guide(request: HttpRequest, chain: str) -> Guide | None:
    return site(request).guides.get(chain)


def _wording(request: HttpRequest) -> Wording:
    """The language that the program asks for first, of those that there are; Dutch when it does not say."""
    for part in request.headers.get("Accept-Language", "").split(","):
        language: Language
        for language in ("nl", "en"):
            if part.strip().lower().startswith(language):
                return Wording(language)
    return Wording("nl")


def _json(request: HttpRequest, data: dict[str, Any], *, status: int = 200, kind: str = JSON) -> HttpResponse:
    response = HttpResponse(json.dumps(data), status=status, content_type=kind)
    response["API-Version"] = VERSION
    response["Content-Language"] = _wording(request).language
    return response


@cache
def _description() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    return found
