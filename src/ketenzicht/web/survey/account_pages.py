"""To log in and out, to use a one-time link, to choose a password; and not to lose what was typed by it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from django.contrib import auth
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.survey import links, trail
from ketenzicht.web.survey.models import Person
from ketenzicht.web.survey.throttle import Throttle
from ketenzicht.web.survey.visit import Visit, home_of, language_of, page, person_of

NOT_CARRIED = ("csrfmiddlewaretoken", "wachtwoord", "nogmaals", "oud")
"""Fields that never travel in another page."""
PASSWORD_WORDS: dict[str, Label] = {
    "password_too_short": message("Kies een wachtwoord van minstens 12 tekens."),
    "password_too_similar": message("Dit wachtwoord lijkt te veel op uw naam of e-mailadres."),
    "password_too_common": message("Dit wachtwoord gebruiken veel mensen. Kies een ander."),
}

throttle = Throttle()


def home(request: HttpRequest, language: Language) -> HttpResponse:
    """To where somebody's work is."""
    visit = Visit(request, language)
    person = visit.person
    return visit.to(f"organisatie/{person.organisation}/" if person.role == "region" else "overzicht")


def log_in(request: HttpRequest, language: Language) -> HttpResponse:
    """The form to log in, and what it brings."""
    if request.method != "POST":
        if person_of(request):
            return HttpResponseRedirect(home_of(language))
        return _log_in_page(request, language, request.GET.get("naar", ""))
    email = request.POST.get("email", "").strip().lower()
    towards, carried = request.POST.get("naar", ""), request.POST.get("meegenomen", "")
    if throttle.refuses(email):
        wait = message(
            "Er is te vaak een verkeerd wachtwoord ingevuld. Probeer het over een kwartier nog eens."
        )
        return _log_in_page(request, language, towards, carried, email, wait, status=429)
    person = auth.authenticate(request, username=email, password=request.POST.get("wachtwoord", ""))
    if not isinstance(person, Person):
        throttle.wrong(email)
        wrong = message("Dit e-mailadres en wachtwoord horen niet bij elkaar.")
        return _log_in_page(request, language, towards, carried, email, wrong, status=422)
    throttle.right(email)
    enter(request, person)
    address = towards if _is_ours(request, towards) else home_of(language)
    if carried:
        return again(request, language, address, parse_qsl(carried, keep_blank_values=True))
    return HttpResponseRedirect(address)


def log_out(request: HttpRequest, language: Language) -> HttpResponse:
    """Log out; only by a button, so that no picture elsewhere can do it."""
    if request.method == "POST":
        auth.logout(request)
    return HttpResponseRedirect(home_of(language) + "aanmelden")


def link(request: HttpRequest, language: Language, secret: str) -> HttpResponse:
    """Choose a password with a one-time link."""
    person = links.whose(secret)
    if person is None:
        return page(request, "link_gone.html.j2", language, status=410)
    problems: tuple[tuple[str, Label], ...] = ()
    if request.method == "POST":
        problems = _password_problems(request, person)
        used = None if problems else links.use(secret, request.POST.get("wachtwoord", ""))
        if used is not None:
            enter(request, used)
            return HttpResponseRedirect(home_of(language))
        if not problems:
            return page(request, "link_gone.html.j2", language, status=410)
    return page(
        request, "link.html.j2", language, status=422 if problems else 200, person=person, problems=problems
    )


def password(request: HttpRequest, language: Language) -> HttpResponse:
    """Choose another password; other sessions of this account end."""
    visit = Visit(request, language)
    person = visit.person
    problems: tuple[tuple[str, Label], ...] = ()
    if request.method == "POST":
        if throttle.refuses(person.email) or not person.check_password(request.POST.get("oud", "")):
            throttle.wrong(person.email)
            problems = (("oud", message("Dit is niet uw wachtwoord van nu.")),)
        problems = (*problems, *_password_problems(request, person))
        if not problems:
            person.set_password(request.POST["wachtwoord"])
            with trail.writing():
                person.save(update_fields=["password"])
                trail.add("wachtwoord", person=person, organisation=person.organisation)
            auth.update_session_auth_hash(request, person)
    done = request.method == "POST" and not problems
    return visit.page("password.html.j2", status=422 if problems else 200, problems=problems, done=done)


def enter(request: HttpRequest, person: Person) -> None:
    """Log somebody in, and write it down."""
    with trail.writing():
        auth.login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        trail.add("aangemeld", person=person, organisation=person.organisation)


def log_in_first(request: HttpRequest) -> HttpResponse:
    """Nobody is logged in: the form, which brings what was typed along."""
    language = language_of(request)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"fout": "aanmelden"}, status=401)
    if request.method == "POST":
        return _log_in_page(request, language, request.path, carry(request), status=401)
    return HttpResponseRedirect(f"{home_of(language)}aanmelden?{urlencode({'naar': request.path})}")


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


def _log_in_page(
    request: HttpRequest, language: Language, towards: str, carried: str = "", email: str = "",
    wrong: Label | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    return page(
        request, "log_in.html.j2", language, status=status, towards=towards, carried=carried, email=email,
        problems=(("email", wrong),) if wrong else (),
    )  # fmt: skip


def _is_ours(request: HttpRequest, address: str) -> bool:
    return address.startswith("/") and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )


def _password_problems(request: HttpRequest, person: Person) -> tuple[tuple[str, Label], ...]:
    new = request.POST.get("wachtwoord", "")
    found: list[tuple[str, Label]] = []
    try:
        validate_password(new, person)
    except ValidationError as error:
        found += [("wachtwoord", PASSWORD_WORDS[str(one.code)]) for one in error.error_list]
    if new != request.POST.get("nogmaals", ""):
        found.append(("nogmaals", message("De twee wachtwoorden zijn niet gelijk.")))
    return tuple(found)
