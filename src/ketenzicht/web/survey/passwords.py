"""Whether a password that somebody chose is a good one."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from ketenzicht.message import Label, message
from ketenzicht.web.survey.models import Person

PASSWORD_WORDS: dict[str, Label] = {
    "password_too_short": message("Kies een wachtwoord van minstens 12 tekens."),
    "password_too_similar": message("Dit wachtwoord lijkt te veel op uw naam of e-mailadres."),
    "password_too_common": message("Dit wachtwoord gebruiken veel mensen. Kies een ander."),
}


def password_problems(request: HttpRequest, person: Person) -> tuple[tuple[str, Label], ...]:
    """What is wrong with the password in a form, typed twice, by field."""
    new = request.POST.get("wachtwoord", "")
    found: list[tuple[str, Label]] = []
    try:
        validate_password(new, person)
    except ValidationError as error:
        found += [("wachtwoord", PASSWORD_WORDS[str(one.code)]) for one in error.error_list]
    if new != request.POST.get("nogmaals", ""):
        found.append(("nogmaals", message("De twee wachtwoorden zijn niet gelijk.")))
    return tuple(found)
