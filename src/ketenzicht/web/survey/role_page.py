"""Another role or organisation for somebody who has an account already."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.survey import sessions, trail
from ketenzicht.web.survey.form import tidy
from ketenzicht.web.survey.models import Person, Presence
from ketenzicht.web.survey.visit import Visit

Problems = tuple[tuple[str, Label], ...]


def role(request: HttpRequest, language: Language, person: int) -> HttpResponse:
    """The form to choose another role, and what it brings. Nobody changes their own."""
    visit = Visit(request, language)
    found = somebody_else(visit, person)
    typed = {"rol": found.role, "organisatie": found.organisation}
    problems: Problems = ()
    if request.method == "POST":
        typed = {name: tidy(request.POST.get(name, "")) for name in typed}
        problems = role_problems(visit, typed)
        if not problems:
            _change(visit, found, typed["rol"], typed["organisatie"])
            return visit.to("mensen")
    return visit.page(
        "role.html.j2", status=422 if problems else 200, found=found, typed=typed, problems=problems
    )


def role_problems(visit: Visit, typed: dict[str, str]) -> Problems:
    """What is wrong with a role and an organisation that were chosen."""
    if typed["rol"] not in visit.entrance.roles:
        return (("rol", message("Kies een rol.")),)
    if typed["rol"] == "region" and typed["organisatie"] not in visit.entrance.organisations:
        return (("organisatie", message("Kies een organisatie.")),)
    return ()


def somebody_else(visit: Visit, number: int) -> Person:
    """Somebody by number, who is not the one who asks."""
    found = Person.objects.filter(pk=number).exclude(pk=visit.person.pk).first()
    if found is None:
        raise Http404
    return found


def demand_still_coordinator(visit: Visit) -> None:
    """Of two coordinators who take each other's place at once the second is refused: one always stays.

    Within :func:`.trail.writing`; nobody does this to oneself, so who passes here is a coordinator afterwards too.
    """
    if not Person.objects.filter(pk=visit.person.pk, role="coordinator", is_active=True).exists():
        raise PermissionDenied


def _change(visit: Visit, found: Person, role: str, organisation: str) -> None:
    """Give somebody another role, end what they have open, and write it down."""
    where = organisation if role == "region" else ""
    with trail.writing():
        demand_still_coordinator(visit)
        found.refresh_from_db()
        if (found.role, found.organisation) == (role, where):
            return
        before, found.role, found.organisation = found.role, role, where
        found.save(update_fields=["role", "organisation"])
        sessions.close(Presence.objects.filter(person=found))
        detail = {"wie": found.pk, "was": before, "rol": role}
        trail.add("rol", person=visit.person, organisation=where, detail=detail)
