"""To the server of an organisation to log in there, and back.

Our session never travels with what comes from another site (SameSite=Strict). So who comes back first gets a page of
ours that asks for the same address again: then the session comes along.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.survey import sign_on, trail
from ketenzicht.web.survey.log_in_pages import admit, brought, log_in_page
from ketenzicht.web.survey.providers import Provider
from ketenzicht.web.survey.visit import entrance, language_of, page

ON = "naar een organisatie"
"""Where somebody was going and what was typed, in the session."""
SHORT = 30 * 60
"""Seconds that a session lasts of who has not come back yet."""
WHY: dict[sign_on.Why, Label] = {
    "geweigerd": message("Uw organisatie liet u niet binnen, of u duurde te lang. Probeer het nog eens."),
    "onbekend": message("Met dit account bent u hier niet uitgenodigd. Vraag het de coördinator."),
    "onbereikbaar": message("De server van uw organisatie antwoordt niet. Probeer het later nog eens."),
}


def go(request: HttpRequest, language: Language, provider: str) -> HttpResponse:
    """To the server of an organisation."""
    found = _provider(request, provider)
    towards, carried = brought(request)
    request.session[ON] = {"naar": towards, "meegenomen": carried, "taal": language}
    request.session.set_expiry(SHORT)
    back = request.build_absolute_uri(f"/aanmelden/organisatie/{found.id}/terug")
    try:
        away = sign_on.go(request, found, back)
    except sign_on.Refused as refused:
        return log_in_page(request, language, towards, carried, wrong=WHY[refused.why], status=502)
    return page(request, "onward.html.j2", language, address=away["Location"], to=found.name)


def back(request: HttpRequest, provider: str) -> HttpResponse:
    """Back from the server of an organisation."""
    found = _provider(request, provider)
    if "verder" not in request.GET:
        same = f"?{urlencode([*request.GET.items(), ('verder', 'ja')])}"
        return page(request, "onward.html.j2", language_of(request), address=same, to="")
    told = request.session.pop(ON, {})
    language: Language = "en" if told.get("taal") == "en" else "nl"
    towards, carried = told.get("naar", ""), told.get("meegenomen", "")
    try:
        somebody = sign_on.came_back(request, found)
    except sign_on.Refused as refused:
        if refused.why == "onbekend":
            with trail.writing():
                trail.add("geweigerd", person=None, detail={"met": found.id})
        return log_in_page(request, language, towards, carried, wrong=WHY[refused.why], status=403)
    request.session.set_expiry(None)
    return admit(
        request, language, somebody.person, "organisatie", second=somebody.second_step,
        towards=towards, carried=carried,
    )  # fmt: skip


def _provider(request: HttpRequest, name: str) -> Provider:
    found = entrance(request).logging_in.providers.get(name)
    if found is None:
        raise Http404
    return found
