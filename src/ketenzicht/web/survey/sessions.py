"""The sessions of people: who is logged in since when, and when that ends.

A session ends an hour after the last request, twelve hours after logging in whatever happens, when it is closed, when
the password, role or organisation of somebody changes, and when the clock was put back since, because it would last
too long (the numbers are near those of OWASP, Application Security Verification Standard 5.0, 2025, chapter 7).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.contrib import auth
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ketenzicht.web.survey import clock
from ketenzicht.web.survey.models import Person, Presence
from ketenzicht.web.survey.settings import WORKING_DAY
from ketenzicht.web.survey.visit import person_of

IDLE = timedelta(hours=1)
AT_MOST = timedelta(seconds=WORKING_DAY)
RECENT = timedelta(minutes=15)
"""How long after logging in somebody may change how they log in."""
BETWEEN = timedelta(minutes=1)
"""How often is written down that somebody was there."""

Answer = Callable[[HttpRequest], HttpResponse]


class Sessions:
    """Ends sessions that have lasted, before a page sees who asks."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        person = person_of(request)
        if person is not None:
            found = Presence.objects.filter(session=request.session.session_key, person=person).first()
            if found is None or _has_ended(found):
                auth.logout(request)
                Presence.objects.filter(pk=found.pk if found else None).delete()
            else:
                _seen(found)
                request.META[KEY] = found
        return self.answer(request)


KEY = "ketenzicht.survey.presence"


def presence(request: HttpRequest) -> Presence | None:
    """The session of who asks."""
    found: Presence | None = request.META.get(KEY)
    return found


def secured(request: HttpRequest) -> bool:
    """Whether who asks logged in with a second step."""
    found = presence(request)
    return found is not None and found.second_step


def is_recent(request: HttpRequest) -> bool:
    """Whether who asks logged in a moment ago."""
    found = presence(request)
    return found is not None and timezone.now() < found.begun + RECENT


def begin(request: HttpRequest, person: Person, *, second_step: bool) -> None:
    """Log somebody in."""
    before = request.session.session_key
    auth.login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    if not request.session.session_key:
        request.session.create()
    now = timezone.now()
    Presence.objects.filter(session__in=(before, request.session.session_key)).delete()
    request.META[KEY] = Presence.objects.create(
        session=request.session.session_key,
        person=person,
        second_step=second_step,
        begun=now,
        seen=now,
        browser=request.headers.get("User-Agent", "")[:200],
    )


def end(request: HttpRequest) -> None:
    """Log somebody out."""
    found = presence(request)
    auth.logout(request)
    if found is not None:
        found.delete()


def secure(request: HttpRequest) -> None:
    """Who asks took a second step after all."""
    found = presence(request)
    if found is not None:
        found.second_step = True
        found.save(update_fields=["second_step"])


def renew(request: HttpRequest, person: Person) -> None:
    """Keep this session of somebody whose password changed, and end all others."""
    found = presence(request)
    auth.update_session_auth_hash(request, person)
    if not request.session.session_key:
        request.session.create()
    if found is not None:
        close(Presence.objects.filter(person=person).exclude(pk=found.pk))
        found.session = request.session.session_key
        found.save(update_fields=["session"])


def open_sessions(person: Person) -> QuerySet[Presence]:
    """Those of somebody that have not ended, the last one used first."""
    now = timezone.now()
    return Presence.objects.filter(person=person, seen__gt=now - IDLE, begun__gt=now - AT_MOST).order_by(
        "-seen"
    )


def close(found: QuerySet[Presence]) -> None:
    """End sessions."""
    Session.objects.filter(session_key__in=list(found.values_list("session", flat=True))).delete()
    found.delete()


def sweep() -> None:
    """Remove what is left of sessions that have ended."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Presence.objects.exclude(seen__gt=now - IDLE, begun__gt=now - AT_MOST).delete()


def _has_ended(found: Presence) -> bool:
    now = timezone.now()
    put_back = clock.ahead(found.seen, now) or clock.ahead(found.begun, now)
    return bool(put_back or now >= found.seen + IDLE or now >= found.begun + AT_MOST)


def _seen(found: Presence) -> None:
    now = timezone.now()
    if now >= found.seen + BETWEEN:
        with suppress(OperationalError):  # on a full disk pages can still be read
            Presence.objects.filter(pk=found.pk).update(seen=now)
