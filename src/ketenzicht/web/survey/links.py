"""One-time links: somebody who was invited, or lost a password, chooses one with it and is logged in.

The link carries a random number; only its digest is kept, so that nobody who reads the database can use it. To look
at the page does not use the link up: programs that check mail look at every link.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from ketenzicht.web.survey import sessions, trail
from ketenzicht.web.survey.models import Link, Person, Presence

VALID = timedelta(days=14)
"""How long a link works: an invitation may arrive in a holiday."""


def make_link(person: Person, *, by: Person | None, valid: timedelta = VALID) -> str:
    """A link for a person, to be called within :func:`.trail.writing`; those made before no longer work."""
    now = timezone.now()
    Link.objects.filter(person=person, used=None).update(used=now)
    secret = secrets.token_urlsafe(32)
    Link.objects.create(digest=_digest(secret), person=person, expires=now + valid)
    trail.add("link", person=by, organisation=person.organisation, detail={"voor": person.pk})
    return secret


def whose(secret: str) -> Person | None:
    """Whom a link is for; None when it was used, is too old, or never was."""
    link = Link.objects.select_related("person").filter(**_usable(secret)).first()
    return link.person if link else None


def use(secret: str, password: str) -> Person | None:
    """Set the password of whom a link is for, once; None when it no longer works. The password was found good."""
    person = whose(secret)
    if person is None:
        return None
    person.set_password(password)  # takes a while, so before the others have to wait
    with trail.writing():
        if not Link.objects.filter(**_usable(secret)).update(used=timezone.now()):
            return None
        person.save(update_fields=["password"])
        sessions.close(Presence.objects.filter(person=person))
        trail.add("wachtwoord", person=person, organisation=person.organisation)
    return person


def _usable(secret: str) -> dict[str, object]:
    return {
        "digest": _digest(secret), "used": None, "expires__gt": timezone.now(), "person__is_active": True,
    }  # fmt: skip


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
