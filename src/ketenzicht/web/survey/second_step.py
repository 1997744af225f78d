"""The second step of logging in: a code of an app, or a recovery code for who lost it. Passkeys: see ``passkeys``.

Codes follow RFC 6238 (M'Raihi, Machani, Pei, Rydell, 2011). The secret of an app is kept encrypted with the key of
the place, and a recovery code as a digest made with it: a copy of the database alone is of no use.
"""

from __future__ import annotations

import base64
import secrets
import time

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac
from pyotp.exceptions import OTPVerificationError

from ketenzicht.web.survey import sessions, trail
from ketenzicht.web.survey.models import CodeApp, Identity, Passkey, Person, Presence, RecoveryCode

CODES = 10
"""Recovery codes that are made at once."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike."""
LENGTH = 10
OWN = (CodeApp, Passkey, Identity)
"""What is somebody's own, elsewhere."""
STEPS_OFF = 1
"""Half minutes that the clock of a phone may be early or late."""


def has_any(person: Person) -> bool:
    """Whether somebody has a second step."""
    return has_app(person) or Passkey.objects.filter(person=person).exists()


def has_app(person: Person) -> bool:
    """Whether somebody has an app that makes codes."""
    return CodeApp.objects.filter(person=person).exists()


def who_have_any() -> set[int]:
    """Everybody with something that :func:`remove_all` takes away, by number."""
    return {one for model in OWN for one in model.objects.values_list("person", flat=True)}


def new_secret() -> str:
    """A secret for an app."""
    return pyotp.random_base32()


def address(secret: str, person: Person, issuer: str) -> str:
    """What the app reads from a picture (otpauth)."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=issuer)


def used_step(secret: str, code: str) -> int | None:
    """The half minute of which this is the code, of those around this one; None when it is of none."""
    if len(code) != pyotp.TOTP(secret).digits or not (code.isascii() and code.isdecimal()):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=time.time(), valid_window=STEPS_OFF)
    except OTPVerificationError:
        return None


def keep_app(person: Person, secret: str, step: int) -> None:
    """Let this app make the codes of somebody, within :func:`.trail.writing`."""
    values = {"secret": sealed(secret), "last_step": step}
    CodeApp.objects.update_or_create(person=person, defaults=values)
    trail.add("app", person=person, organisation=person.organisation)


def accepts(person: Person, typed: str) -> str | None:
    """Use up a code of an app or a recovery code; which of the two it was, None when it is neither.

    Of two requests with the same code at once, one is let through.
    """
    code = "".join(typed.split()).replace("-", "").lower()
    app = CodeApp.objects.filter(person=person).first()
    secret = opened(app.secret) if app else None
    step = used_step(secret, code) if secret else None
    if step is not None:
        fresh = CodeApp.objects.filter(person=person, last_step__lt=step).update(last_step=step)
        return "code" if fresh else None
    used, _ = RecoveryCode.objects.filter(person=person, digest=_digest(person, code)).delete()
    return "herstelcode" if used else None


def new_recovery_codes(person: Person) -> list[str]:
    """Codes to write down, within :func:`.trail.writing`; those made before no longer work."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(digest=_digest(person, code), person=person) for code in codes]
    )
    trail.add("herstelcodes", person=person, organisation=person.organisation)
    half = LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


def remove_all(person: Person, *, by: Person | None) -> None:
    """Take away what somebody logs in with beside a password, and end sessions, within :func:`.trail.writing`."""
    for model in (*OWN, RecoveryCode):
        model.objects.filter(person=person).delete()
    sessions.close(Presence.objects.filter(person=person))
    trail.add("stap weg", person=by, organisation=person.organisation, detail={"voor": person.pk})


def sealed(text: str) -> str:
    """A text that only this place can read."""
    return _lock().encrypt(text.encode()).decode()


def opened(text: str) -> str | None:
    """A text that was sealed here; None when the key of the place is another one."""
    try:
        return _lock().decrypt(text.encode()).decode()
    except InvalidToken:
        return None


def _lock() -> Fernet:
    key = salted_hmac("ketenzicht.survey.second_step", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _digest(person: Person, code: str) -> str:
    return salted_hmac("ketenzicht.survey.recovery", f"{person.pk}\0{code}", algorithm="sha256").hexdigest()
