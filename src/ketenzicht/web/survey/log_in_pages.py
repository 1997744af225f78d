"""To log in and out, in one step or two, to use a one-time link; and not to lose what was typed by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl, urlencode

from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.survey import known_browsers, links, passkeys, second_step, sessions, trail
from ketenzicht.web.survey.models import Person
from ketenzicht.web.survey.passwords import password_problems
from ketenzicht.web.survey.throttle import WRONG_ACCOUNT, WRONG_ADDRESS, WRONG_STEP, Limit
from ketenzicht.web.survey.visit import Visit, home_of, language_of, page, person_of

Way: TypeAlias = Literal["wachtwoord", "link", "code", "herstelcode", "passkey", "organisatie"]
"""What somebody logged in with, last."""
NOT_CARRIED = ("csrfmiddlewaretoken", "wachtwoord", "nogmaals", "oud", "code", "vraag", "antwoord")
"""Fields that never travel in another page."""
HALFWAY = "halverwege"
"""Who took the first step and not yet the second, in the session."""
PATIENCE = timedelta(minutes=10)
WAIT = message("Er is te vaak iets verkeerds ingevuld. Probeer het over een kwartier nog eens.")
WRONG = message("Dit e-mailadres en wachtwoord horen niet bij elkaar.")
WRONG_CODE = message("Deze code klopt niet, of is al gebruikt.")
WRONG_PASSKEY = message("Deze passkey kennen we niet, of het duurde te lang. Probeer het nog eens.")


def home(request: HttpRequest, language: Language) -> HttpResponse:
    """To where somebody's work is."""
    visit = Visit(request, language)
    person = visit.person
    return visit.to(f"organisatie/{person.organisation}/" if person.role == "region" else "overzicht")


def log_in(request: HttpRequest, language: Language) -> HttpResponse:
    """The form to log in, and what it brings."""
    if request.method != "POST":
        if person_of(request) and "opnieuw" not in request.GET:
            return HttpResponseRedirect(home_of(language))
        return log_in_page(request, language, request.GET.get("naar", ""))
    email = request.POST.get("email", "").strip().lower()
    towards, carried = brought(request)
    who, address = known_browsers.counted_as(request, email)
    if WRONG_ACCOUNT.refuses(who) or (address and WRONG_ADDRESS.refuses(address)):
        return log_in_page(request, language, towards, carried, email, WAIT, status=429)
    person = auth.authenticate(request, username=email, password=request.POST.get("wachtwoord", ""))
    if not isinstance(person, Person):
        if address:
            WRONG_ADDRESS.count(address)
        count_wrong(WRONG_ACCOUNT, who, Person.objects.filter(email=email).first())
        return log_in_page(request, language, towards, carried, email, WRONG, status=422)
    WRONG_ACCOUNT.forget(who)
    return admit(request, language, person, "wachtwoord", towards=towards, carried=carried)


def second(request: HttpRequest, language: Language) -> HttpResponse:
    """The second step: a code of an app, or a recovery code."""
    person = _halfway(request)
    if person is None:
        return HttpResponseRedirect(home_of(language) + "aanmelden")
    towards, carried = brought(request)
    if request.method != "POST":
        return _second_page(request, language, towards, carried)
    if WRONG_STEP.refuses(str(person.pk)):
        return _second_page(request, language, towards, carried, WAIT, status=429)
    way = second_step.accepts(person, request.POST.get("code", ""))
    if way is None:
        count_wrong(WRONG_STEP, str(person.pk), person)
        return _second_page(request, language, towards, carried, WRONG_CODE, status=422)
    WRONG_STEP.forget(str(person.pk))
    met: Way = "code" if way == "code" else "herstelcode"
    return admit(request, language, person, met, second=True, towards=towards, carried=carried)


def passkey(request: HttpRequest, language: Language) -> HttpResponse:
    """Log in with a passkey: both steps at once."""
    towards, carried = brought(request)
    person = passkeys.whose(request)
    if person is None:
        return log_in_page(request, language, towards, carried, wrong=WRONG_PASSKEY, status=422)
    return admit(request, language, person, "passkey", second=True, towards=towards, carried=carried)


def log_out(request: HttpRequest, language: Language) -> HttpResponse:
    """Log out; only by a button, so that no picture elsewhere can do it."""
    if request.method == "POST":
        sessions.end(request)
    return HttpResponseRedirect(home_of(language) + "aanmelden")


def link(request: HttpRequest, language: Language, secret: str) -> HttpResponse:
    """Choose a password with a one-time link."""
    person = links.whose(secret)
    if person is None:
        return page(request, "link_gone.html.j2", language, status=410)
    problems: tuple[tuple[str, Label], ...] = ()
    if request.method == "POST":
        problems = password_problems(request, person)
        used = None if problems else links.use(secret, request.POST.get("wachtwoord", ""))
        if used is not None:
            return admit(request, language, used, "link")
        if not problems:
            return page(request, "link_gone.html.j2", language, status=410)
    return page(
        request, "link.html.j2", language, status=422 if problems else 200, person=person, problems=problems
    )


def admit(
    request: HttpRequest, language: Language, person: Person, way: Way, *, second: bool = False,
    towards: str = "", carried: str = "",
) -> HttpResponse:  # fmt: skip
    """Let somebody in, or ask for the second step first.

    Args:
        request: of whoever proved to be this person.
        language: of the page that follows.
        person: who it is.
        way: how that was proven.
        second: whether that was the second step, or needs none.
        towards: the address to go on to.
        carried: what was typed and is to be sent there.
    """
    if not second and second_step.has_any(person):
        sessions.end(request)
        request.session[HALFWAY] = {
            "wie": person.pk,
            "zegel": person.get_session_auth_hash(),
            "sinds": timezone.now().isoformat(),
        }
        return _second_page(request, language, towards, carried)
    request.session.pop(HALFWAY, None)
    with trail.writing():
        sessions.begin(request, person, second_step=second)
        trail.add("aangemeld", person=person, organisation=person.organisation, detail={"met": way})
    address = towards if _is_ours(request, towards) else home_of(language)
    response: HttpResponse = HttpResponseRedirect(address)
    if carried:
        response = again(request, language, address, parse_qsl(carried, keep_blank_values=True))
    known_browsers.remember(request, response, person)
    return response


def count_wrong(limit: Limit, who: str, person: Person | None) -> None:
    """Count a wrong password or code; that an account closes for a while is written down."""
    if limit.count(who) == limit.most and person is not None:
        with trail.writing():
            trail.add("dicht", person=person, organisation=person.organisation)


def log_in_first(request: HttpRequest) -> HttpResponse:
    """Nobody is logged in: the form, which brings what was typed along."""
    language = language_of(request)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"fout": "aanmelden"}, status=401)
    if request.method == "POST":
        return log_in_page(request, language, request.path, carry(request), status=401)
    return HttpResponseRedirect(f"{home_of(language)}aanmelden?{urlencode({'naar': request.path})}")


def log_in_again(language: Language, towards: str) -> HttpResponse:
    """To the form to log in, for who is logged in but has to prove it anew."""
    asked = urlencode({"naar": towards, "opnieuw": "ja"})
    return HttpResponseRedirect(f"{home_of(language)}aanmelden?{asked}")


def brought(request: HttpRequest) -> tuple[str, str]:
    """The address to go on to, and what was typed, as a form to log in brings them."""
    return request.POST.get("naar", ""), request.POST.get("meegenomen", "")


def carry(request: HttpRequest) -> str:
    """What was typed, as one text."""
    return urlencode([(name, text) for name, text in fields_of(request) if name not in NOT_CARRIED])


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form in order, without files."""
    return [(name, text) for name, texts in request.POST.lists() for text in texts]


def again(
    request: HttpRequest, language: Language, address: str, fields: Iterable[tuple[str, str]]
) -> HttpResponse:
    """The page that has what was typed, to send it once more."""
    kept = [(name, text) for name, text in fields if name not in NOT_CARRIED]
    return page(request, "again.html.j2", language, status=409, address=address, fields_typed=kept)


def log_in_page(
    request: HttpRequest, language: Language, towards: str, carried: str = "", email: str = "",
    wrong: Label | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The form to log in.

    Args:
        request: of who sees it.
        language: of the page.
        towards: the address to go on to afterwards.
        carried: what was typed and has to be sent there.
        email: as it was typed.
        wrong: what went wrong.
        status: of the answer.
    """
    return page(
        request, "log_in.html.j2", language, status=status, towards=towards, carried=carried, email=email,
        problems=(("email", wrong),) if wrong else (), question=passkeys.ask_to_enter(request), me=None,
    )  # fmt: skip


def _second_page(
    request: HttpRequest, language: Language, towards: str, carried: str, wrong: Label | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    return page(
        request, "second_step.html.j2", language, status=status, towards=towards, carried=carried,
        problems=(("code", wrong),) if wrong else (), question=passkeys.ask_to_enter(request), me=None,
        other_path=home_of("en" if language == "nl" else "nl") + "aanmelden/tweede-stap",
    )  # fmt: skip


def _halfway(request: HttpRequest) -> Person | None:
    """Who took the first step a moment ago, with a password that is still the same."""
    found = request.session.get(HALFWAY)
    if not found or abs(timezone.now() - datetime.fromisoformat(found["sinds"])) > PATIENCE:
        return None
    person = Person.objects.filter(pk=found["wie"], is_active=True).first()
    return person if person and person.get_session_auth_hash() == found["zegel"] else None


def _is_ours(request: HttpRequest, address: str) -> bool:
    return address.startswith("/") and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
