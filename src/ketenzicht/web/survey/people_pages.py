"""Who may log in: inviting somebody or everybody, a new link for who lost a password, taking access away.

To give somebody another role: see ``role_page``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.survey import links, post, second_step, trail
from ketenzicht.web.survey.form import tidy
from ketenzicht.web.survey.models import Person
from ketenzicht.web.survey.role_page import Problems, demand_still_coordinator, role_problems, somebody_else
from ketenzicht.web.survey.visit import Visit


@dataclass(frozen=True)
class Invitation:
    """A link that was made, and the mail that brings it. It is shown once."""

    person: Person
    organisation: str
    mail: post.Letter
    sent: bool


def people(request: HttpRequest, language: Language) -> HttpResponse:
    """Everybody, and the form to invite one."""
    visit = Visit(request, language)
    typed = {name: tidy(request.POST.get(name, "")) for name in ("email", "naam", "rol", "organisatie")}
    problems: Problems = ()
    if request.method == "POST":
        problems = _problems(visit, typed)
        if not problems:
            role = typed["rol"]
            where = typed["organisatie"] if role == "region" else ""
            with trail.writing():
                person = invite(visit.person, typed["email"], typed["naam"], role, where)
                secret = links.make_link(person, by=visit.person)
            return _made(visit, [(person, secret)])
    everybody = Person.objects.order_by("role", "organisation", "email")
    return visit.page(
        "people.html.j2",
        status=422 if problems else 200,
        everybody=everybody,
        problems=problems,
        typed=typed,
        uninvited=len(_uninvited(visit)),
        stepping=second_step.who_have_any(),
        waiting={pk for pk, password in everybody.values_list("pk", "password") if not password},
    )


def everybody(request: HttpRequest, language: Language) -> HttpResponse:
    """Invite the contact of every organisation that has nobody yet."""
    visit = Visit(request, language)
    made = []
    with trail.writing():
        for code, name, email in _uninvited(visit):
            person = invite(visit.person, email, name, "region", code)
            made.append((person, links.make_link(person, by=visit.person)))
    return _made(visit, made)


def new_link(request: HttpRequest, language: Language, person: int) -> HttpResponse:
    """A new link for somebody who lost a password or a link."""
    visit = Visit(request, language)
    found = Person.objects.filter(pk=person, is_active=True).first()
    if found is None:
        raise Http404
    with trail.writing():
        secret = links.make_link(found, by=visit.person)
    return _made(visit, [(found, secret)])


def access(request: HttpRequest, language: Language, person: int) -> HttpResponse:
    """Take access away, or give it back. Nobody can shut themselves out."""
    visit = Visit(request, language)
    found = somebody_else(visit, person)
    active = request.POST.get("toegang") == "ja"
    if found.is_active != active:
        with trail.writing():
            demand_still_coordinator(visit)
            found.is_active = active
            found.save(update_fields=["is_active"])
            what = "toegelaten" if active else "ingetrokken"
            trail.add(what, person=visit.person, organisation=found.organisation, detail={"wie": found.pk})
    return visit.to("mensen")


def no_second_step(request: HttpRequest, language: Language, person: int) -> HttpResponse:
    """Take the second step of somebody away who lost it; the next time they choose a new one."""
    visit = Visit(request, language)
    found = somebody_else(visit, person)
    with trail.writing():
        second_step.remove_all(found, by=visit.person)
    return visit.to("mensen")


def invite(by: Person | None, email: str, name: str, role: str, organisation: str) -> Person:
    """Somebody more, without a password yet; within :func:`.trail.writing`."""
    person = Person.objects.create(
        email=email.lower(), name=name, role=role, organisation=organisation, password=""
    )
    trail.add("uitgenodigd", person=by, organisation=organisation, detail={"wie": person.pk, "rol": role})
    return person


def _problems(visit: Visit, typed: dict[str, str]) -> Problems:
    found: list[tuple[str, Label]] = []
    if not is_email(typed["email"]):
        found.append(("email", message("Vul een e-mailadres in, zoals naam@example.nl.")))
    elif Person.objects.filter(email=typed["email"].lower()).exists():
        found.append(
            ("email", message("Er is al iemand met dit e-mailadres. Maak een nieuwe link bij die persoon."))
        )
    if not typed["naam"]:
        found.append(("naam", message("Vul een naam in.")))
    return (*found, *role_problems(visit, typed))


def is_email(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _uninvited(visit: Visit) -> list[tuple[str, str, str]]:
    """Code, name and address of each organisation with a contact and nobody yet."""
    known = set(Person.objects.filter(role="region").values_list("organisation", flat=True))
    taken = set(Person.objects.values_list("email", flat=True))
    found = []
    for code, one in visit.entrance.organisations.items():
        email = (one.contact or "").strip().lower()
        if code not in known and is_email(email) and email not in taken:
            found.append((code, one.name, email))
            taken.add(email)
    return found


def _made(visit: Visit, made: list[tuple[Person, str]]) -> HttpResponse:
    """The page with the links that were made: they are shown here and nowhere else."""
    invitations = []
    for person, secret in made:
        asked = visit.entrance.organisations.get(person.organisation)
        letter = post.invitation(visit, person, visit.request.build_absolute_uri(f"/link/{secret}"))
        invitations.append(
            Invitation(
                person, asked.name if asked else "", letter, visit.entrance.mails and post.send(letter)
            )
        )
    return visit.page("invited.html.j2", invitations=invitations)
