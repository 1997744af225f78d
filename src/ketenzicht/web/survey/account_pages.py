"""Somebody's own account: password, second step, and where they are logged in."""

from __future__ import annotations

import re

import segno
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.survey import known_browsers, passkeys, second_step, sessions, trail
from ketenzicht.web.survey.form import tidy
from ketenzicht.web.survey.log_in_pages import WAIT, count_wrong, log_in_again
from ketenzicht.web.survey.models import CodeApp, Passkey, Presence, RecoveryCode
from ketenzicht.web.survey.passwords import password_problems
from ketenzicht.web.survey.sessions import is_recent, presence, secured
from ketenzicht.web.survey.throttle import WRONG_ACCOUNT
from ketenzicht.web.survey.visit import Visit

PENDING = "nieuwe app"
"""The secret of an app that has not shown yet that it knows it, in the session."""


def account(request: HttpRequest, language: Language) -> HttpResponse:
    """What there is of somebody, and what can be changed."""
    visit = Visit(request, language)
    person = visit.person
    return visit.page(
        "account.html.j2",
        has_app=second_step.has_app(person),
        passkeys=Passkey.objects.filter(person=person).order_by("made"),
        codes=RecoveryCode.objects.filter(person=person).count(),
        has_any=second_step.has_any(person),
        must=_must(visit),
        changeable=_may_change(visit),
        question=passkeys.ask_to_make(request, person),
        sessions=sessions.open_sessions(person),
        mine=presence(request),
        done=request.GET.get("gedaan", ""),
    )


def password(request: HttpRequest, language: Language) -> HttpResponse:
    """Choose another password; other sessions of this account end."""
    visit = Visit(request, language)
    person = visit.person
    problems: tuple[tuple[str, Label], ...] = ()
    if request.method == "POST":
        who, _ = known_browsers.counted_as(request, person.email)
        if WRONG_ACCOUNT.refuses(who):
            return visit.page("password.html.j2", status=429, problems=(("oud", WAIT),), done=False)
        if not person.check_password(request.POST.get("oud", "")):
            count_wrong(WRONG_ACCOUNT, who, person)
            problems = (("oud", message("Dit is niet uw wachtwoord van nu.")),)
        problems = (*problems, *password_problems(request, person))
        if not problems:
            person.set_password(request.POST["wachtwoord"])
            with trail.writing():
                person.save(update_fields=["password"])
                trail.add("wachtwoord", person=person, organisation=person.organisation)
                sessions.renew(request, person)
    done = request.method == "POST" and not problems
    return visit.page("password.html.j2", status=422 if problems else 200, problems=problems, done=done)


def code_app(request: HttpRequest, language: Language) -> HttpResponse:
    """Let an app make codes from here on; it shows with a first code that it can."""
    visit = Visit(request, language)
    if not _may_change(visit):
        return log_in_again(language, request.path)
    pending = second_step.opened(request.session.get(PENDING, "")) or second_step.new_secret()
    request.session[PENDING] = second_step.sealed(pending)
    problems: tuple[tuple[str, Label], ...] = ()
    if request.method == "POST":
        step = second_step.used_step(pending, "".join(request.POST.get("code", "").split()))
        if step is not None:
            del request.session[PENDING]
            with trail.writing():
                second_step.keep_app(visit.person, pending, step)
                codes = _strengthened(visit)
            return _codes_page(visit, codes) if codes else visit.to("account?gedaan=app")
        wrong = message("Deze code klopt niet. Kijk of de klok van uw telefoon gelijk loopt.")
        problems = (("code", wrong),)
    uri = second_step.address(pending, visit.person, visit.words.text(visit.entrance.title))
    return visit.page(
        "code_app.html.j2",
        status=422 if problems else 200,
        problems=problems,
        uri=uri,
        drawing=segno.make(uri, error="m").svg_inline(scale=5, border=4, light="#fff"),
        secret=" ".join(re.findall("....", pending)),
        must=_must(visit) and not second_step.has_any(visit.person),
    )


def remove_app(request: HttpRequest, language: Language) -> HttpResponse:
    """No longer ask for codes of the app."""
    visit = Visit(request, language)
    if not _may_change(visit):
        return log_in_again(language, f"{visit.home}account")
    with trail.writing():
        if CodeApp.objects.filter(person=visit.person).delete()[0]:
            trail.add("app weg", person=visit.person, organisation=visit.person.organisation)
        _weakened(visit)
    return visit.to("account?gedaan=weg")


def recovery_codes(request: HttpRequest, language: Language) -> HttpResponse:
    """New recovery codes, shown once."""
    visit = Visit(request, language)
    if not _may_change(visit) or not second_step.has_any(visit.person):
        return log_in_again(language, f"{visit.home}account")
    with trail.writing():
        codes = second_step.new_recovery_codes(visit.person)
    return _codes_page(visit, codes)


def add_passkey(request: HttpRequest, language: Language) -> HttpResponse:
    """Keep a passkey that the device made."""
    visit = Visit(request, language)
    if not _may_change(visit):
        return log_in_again(language, f"{visit.home}account")
    name = tidy(request.POST.get("naam", ""))[:80] or visit.words.text(message("Passkey"))
    with trail.writing():
        made = passkeys.keep(request, visit.person, name)
        codes = _strengthened(visit) if made else []
    if made is None:
        return visit.to("account?gedaan=mislukt")
    return _codes_page(visit, codes) if codes else visit.to("account?gedaan=passkey")


def remove_passkey(request: HttpRequest, language: Language, passkey: int) -> HttpResponse:
    """No longer know a passkey."""
    visit = Visit(request, language)
    if not _may_change(visit):
        return log_in_again(language, f"{visit.home}account")
    with trail.writing():
        if Passkey.objects.filter(pk=passkey, person=visit.person).delete()[0]:
            trail.add("passkey weg", person=visit.person, organisation=visit.person.organisation)
        _weakened(visit)
    return visit.to("account?gedaan=weg")


def close_session(request: HttpRequest, language: Language, session: int) -> HttpResponse:
    """Log out elsewhere, or here."""
    visit = Visit(request, language)
    sessions.close(Presence.objects.filter(pk=session, person=visit.person))
    return visit.to("account?gedaan=gesloten")


def close_sessions(request: HttpRequest, language: Language) -> HttpResponse:
    """Log out everywhere but here."""
    visit = Visit(request, language)
    sessions.close(_others(visit))
    return visit.to("account?gedaan=gesloten")


def _must(visit: Visit) -> bool:
    return visit.person.role in visit.entrance.logging_in.second_step


def _may_change(visit: Visit) -> bool:
    """How to log in is changed by who just did so, and with the second step where there is one."""
    return is_recent(visit.request) and (secured(visit.request) or not second_step.has_any(visit.person))


def _strengthened(visit: Visit) -> list[str]:
    """A second step came: this session took it, others end; the first recovery codes. Within a writing."""
    sessions.secure(visit.request)
    sessions.close(_others(visit))
    if RecoveryCode.objects.filter(person=visit.person).exists():
        return []
    return second_step.new_recovery_codes(visit.person)


def _weakened(visit: Visit) -> None:
    """Without any second step there is nothing to recover, and no session took one."""
    if not second_step.has_any(visit.person):
        RecoveryCode.objects.filter(person=visit.person).delete()
        Presence.objects.filter(person=visit.person).update(second_step=False)


def _others(visit: Visit) -> QuerySet[Presence]:
    here = presence(visit.request)
    return Presence.objects.filter(person=visit.person).exclude(pk=here.pk if here else None)


def _codes_page(visit: Visit, codes: list[str]) -> HttpResponse:
    return visit.page("recovery_codes.html.j2", codes=codes)
