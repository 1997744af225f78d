"""Passkeys: a device of somebody's own proves who they are, after a finger, a face or a PIN (WebAuthn, W3C).

A passkey is two steps in one: somebody has the device, and the device knows somebody. It works at this address only,
so a page that looks like ours gets nothing. The question that a device signs travels in the form, signed and dated by
us, and works once; so nobody who only looks at the page to log in leaves a session behind.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ketenzicht.web.survey import trail
from ketenzicht.web.survey.models import Passkey, Person
from ketenzicht.web.survey.throttle import ONCE

VALID = 10 * 60
"""Seconds that a question may be answered."""
MOST = 10
"""Passkeys of one person."""
ENTER, MAKE = "ketenzicht.survey.enter", "ketenzicht.survey.make"


@dataclass(frozen=True)
class Question:
    """What a device is asked: for the browser, and signed to come back with the answer."""

    options: str
    signed: str


def possible(request: HttpRequest) -> bool:
    """Whether passkeys work under this address: browsers want a name, and no number."""
    try:
        ipaddress.ip_address(_host(request))
    except ValueError:
        return True
    return False


def ask_to_enter(request: HttpRequest) -> Question | None:
    """The question to whoever wants to log in; any passkey of this place may answer. None where there are none."""
    if not possible(request):
        return None
    options, state = _server(request).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    return _question(options, state, ENTER)


def ask_to_make(request: HttpRequest, person: Person) -> Question | None:
    """The question with which a device makes a passkey for somebody."""
    if not possible(request):
        return None
    known = [AttestedCredentialData(bytes(one.public)) for one in Passkey.objects.filter(person=person)]
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=_handle(person), name=person.email, display_name=person.name),
        credentials=known,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _question(options, state, f"{MAKE}.{person.pk}")


def keep(request: HttpRequest, person: Person, name: str) -> Passkey | None:
    """The passkey that a device made for somebody, within :func:`.trail.writing`; None when it cannot be."""
    state, answer = _answered(request, f"{MAKE}.{person.pk}")
    if state is None or Passkey.objects.filter(person=person).count() >= MOST:
        return None
    try:
        response = RegistrationResponse.from_dict(answer)
        made = _server(request).register_complete(state, response)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    public = made.credential_data
    if public is None or Passkey.objects.filter(digest=_digest(public.credential_id)).exists():
        return None
    passkey = Passkey.objects.create(
        digest=_digest(public.credential_id),
        person=person,
        name=name,
        public=bytes(public),
        count=made.counter,
        made=timezone.now(),
    )
    trail.add("passkey", person=person, organisation=person.organisation)
    return passkey


def whose(request: HttpRequest) -> Person | None:
    """Who answered the question to log in; None when nobody we know did, or the device seems to be a copy."""
    state, answer = _answered(request, ENTER)
    if state is None:
        return None
    try:
        response = AuthenticationResponse.from_dict(answer)
        passkey = Passkey.objects.select_related("person").get(digest=_digest(response.raw_id))
        public = AttestedCredentialData(bytes(passkey.public))
        _server(request).authenticate_complete(state, [public], response)
        handle = response.response.user_handle
        count = response.response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError, Passkey.DoesNotExist):
        return None
    person: Person = passkey.person
    if (handle is not None and handle != _handle(person)) or not person.is_active:
        return None
    # devices that do not count always say 0
    moved = Passkey.objects.filter(pk=passkey.pk, count__lt=count).update(count=count)
    if not moved and (count or passkey.count):
        with trail.writing():
            trail.add("passkey geweigerd", person=person, organisation=person.organisation)
        return None
    return person


def _question(options: Mapping[str, Any], state: dict[str, Any], salt: str) -> Question:
    return Question(json.dumps(dict(options)["publicKey"]), signing.dumps(state, salt=salt))


def _answered(request: HttpRequest, salt: str) -> tuple[Any, Any]:
    """The question and the answer that a form brings; nothing when it is not ours, too old, or was used."""
    signed = request.POST.get("vraag", "")
    try:
        state = signing.loads(signed, salt=salt, max_age=VALID)
        answer = json.loads(request.POST.get("antwoord", ""))
    except (signing.BadSignature, ValueError):
        return None, None
    if ONCE.exceeded(state["challenge"]):
        return None, None
    return state, answer


def _server(request: HttpRequest) -> Fido2Server:
    ours = f"{request.scheme}://{request.get_host()}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=_host(request), name="Ketenzicht"),
        verify_origin=lambda origin: origin == ours,
    )


def _host(request: HttpRequest) -> str:
    return split_domain_port(request.get_host())[0].strip("[]")


def _handle(person: Person) -> bytes:
    """How a device knows somebody: not by a name, nor by a number that says something."""
    found: bytes = salted_hmac("ketenzicht.survey.passkey", str(person.pk), algorithm="sha256").digest()
    return found


def _digest(number: bytes) -> str:
    return sha256(number).hexdigest()
