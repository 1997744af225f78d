"""Logging in with an organisation's own account (OpenID Connect Core 1.0), over Authlib.

The provider says who somebody is there; here somebody must have been invited. The first time the address decides, and
only one of the provider's own domains; from then on the fixed name that the provider has for somebody, so that an
address that is given to another person gives nothing away. Code flow with a proof of the one who began it (PKCE, RFC
7636), a state and a nonce; the token is checked by its signature, issuer, audience, time and nonce.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

from django.http import HttpRequest, HttpResponse

from ketenzicht.web.survey import trail
from ketenzicht.web.survey.models import Identity, Person
from ketenzicht.web.survey.providers import Provider

PATIENCE = 10
"""Seconds that a provider may take."""
LONGEST = 255
"""Letters of the name that a provider has for somebody (OpenID Connect Core, 2)."""
Why: TypeAlias = Literal["geweigerd", "onbekend", "onbereikbaar"]
"""Refused by the provider or by what it sent, nobody who was invited, or the provider does not answer."""


class Refused(Exception):  # noqa: N818 - no mistake of the program
    """Somebody does not get in this way."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Somebody:
    """Who a provider said that somebody is."""

    person: Person
    second_step: bool


def go(request: HttpRequest, provider: Provider, back: str) -> HttpResponse:
    """To the server of the organisation.

    Args:
        request: of who wants to log in; its session remembers what was asked.
        provider: the organisation.
        back: the full address that its server sends somebody back to.

    Raises:
        Refused: the server does not answer.
    """
    with _told():
        found: HttpResponse = _client(provider).authorize_redirect(request, back)
        return found


def came_back(request: HttpRequest, provider: Provider) -> Somebody:
    """Who came back from the server of the organisation.

    Raises:
        Refused: with why.
    """
    with _told():
        client = _client(provider)
        issuers = [provider.issuer, provider.issuer + "/"]
        token = client.authorize_access_token(
            request, claims_options={"iss": {"essential": True, "values": issuers}}
        )
        said: Mapping[str, Any] = token.get("userinfo") or {}
        subject = str(said.get("sub", ""))
        if not 0 < len(subject) <= LONGEST:
            raise Refused("geweigerd")
        if "email" not in said:
            more = client.userinfo(token=token)
            said = {**said, **(more if more.get("sub") == subject else {})}
    person = _known(provider, subject) or _meet(provider, subject, said)
    return Somebody(person, provider.second_step)


def _known(provider: Provider, subject: str) -> Person | None:
    found = Identity.objects.select_related("person").filter(issuer=provider.issuer, subject=subject).first()
    if found is None:
        return None
    if not found.person.is_active:
        raise Refused("onbekend")
    person: Person = found.person
    return person


def _meet(provider: Provider, subject: str, said: Mapping[str, Any]) -> Person:
    """Somebody who comes this way for the first time."""
    email = str(said.get("email", "")).strip().lower()
    checked = provider.addresses_checked or said.get("email_verified") in (True, "true")
    person = Person.objects.filter(email=email, is_active=True).first() if email else None
    if person is None or not checked or not provider.speaks_for(email):
        raise Refused("onbekend")
    if Identity.objects.filter(issuer=provider.issuer, person=person).exists():
        raise Refused("onbekend")  # the address went to somebody else there
    with trail.writing():
        Identity.objects.get_or_create(issuer=provider.issuer, subject=subject, defaults={"person": person})
        trail.add("gekoppeld", person=person, organisation=person.organisation, detail={"met": provider.id})
    return person


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong between us and a provider, as a reason for the page; nothing of it is in a log."""
    import requests
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    try:
        yield
    except (requests.RequestException, RuntimeError):
        raise Refused("onbereikbaar") from None
    except (AuthlibBaseError, JoseError, ValueError, KeyError):
        raise Refused("geweigerd") from None


@cache
def _client(provider: Provider) -> Any:
    """What talks to a provider; it asks once where its pages and keys are."""
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        provider.id,
        client_id=provider.client,
        client_secret=os.environ.get(provider.secret_name, ""),
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )
