"""Browsers in which somebody logged in before: whoever guesses elsewhere does not close them out.

Wrong passwords close an account, which lets anybody close the account of another. So a browser that was let in
carries a sealed note of the account, with a number of its own. Wrong passwords from there count for that browser
alone; those from everywhere else count together, as without it (OWASP, *Slow Down Online Guessing Attacks with Device
Cookies*). The note opens nothing: to who has it and not the password it gives as many tries as to anybody.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from ketenzicht.web.survey.models import Person
from ketenzicht.web.survey.visit import address_of

NAME = "browser"
SALT = "ketenzicht.known-browser"
LONGEST = 180 * 24 * 60 * 60
"""Seconds that a browser stays known after somebody logged in."""


def counted_as(request: HttpRequest, email: str) -> tuple[str, str]:
    """For whom a wrong password counts, and for which address; a browser that is known counts for no address."""
    number = _number(request, email)
    return (f"{email} {number}", "") if number else (email, address_of(request))


def remember(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    """Let the browser of somebody who was just let in be known."""
    number = _number(request, person.email) or secrets.token_urlsafe(16)
    response.set_signed_cookie(
        _name(),
        f"{_digest(person.email)}.{number}",
        SALT,
        max_age=LONGEST,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _number(request: HttpRequest, email: str) -> str:
    """The number of this browser; empty when it is not known for this account."""
    note = request.get_signed_cookie(_name(), "", SALT, LONGEST) or ""
    whose, _, number = note.partition(".")
    return number if compare_digest(whose, _digest(email)) else ""


def _name() -> str:
    return ("__Host-" if settings.SESSION_COOKIE_SECURE else "") + NAME


def _digest(email: str) -> str:
    return salted_hmac(SALT, email, algorithm="sha256").hexdigest()
