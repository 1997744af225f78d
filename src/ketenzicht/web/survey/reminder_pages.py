"""Who has not handed in, with the letter to send: as a list to copy, as a file, or by a mail server that is there."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from ketenzicht.publish.language import Language
from ketenzicht.spreadsheet import harmless
from ketenzicht.web.survey import post, trail
from ketenzicht.web.survey.models import Person
from ketenzicht.web.survey.response_pages import Responder, responders
from ketenzicht.web.survey.visit import Visit


@dataclass(frozen=True)
class Reminder:
    """An organisation that has not handed in, and a letter for each who can; none when nobody is known."""

    responder: Responder
    letters: tuple[post.Letter, ...]


def reminders(request: HttpRequest, language: Language) -> HttpResponse:
    """The list; with a mail server, the button that sends it."""
    visit = Visit(request, language)
    late = _late(visit)
    sent: list[str] = []
    failed: list[str] = []
    if request.method == "POST" and visit.desk.mails:
        for one in late:
            for letter in one.letters:
                (sent if post.send(letter) else failed).append(letter.to)
        with trail.writing():
            trail.add(
                "herinnerd", person=visit.person, detail={"verstuurd": len(sent), "mislukt": len(failed)}
            )
    return visit.page(
        "reminders.html.j2",
        late=late,
        addresses=sorted({letter.to for one in late for letter in one.letters}),
        mails=visit.desk.mails,
        sent=sent,
        failed=failed,
    )


def as_file(request: HttpRequest, language: Language) -> HttpResponse:
    """The list as a file that a spreadsheet or a mail merge reads."""
    visit = Visit(request, language)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(["code", "naam", "stand", "e-mail", "onderwerp", "tekst"])
    for one in _late(visit):
        asked = one.responder.asked
        for letter in one.letters or (post.Letter("", "", ""),):
            cells = [
                asked.code,
                asked.name,
                one.responder.standing.status,
                letter.to,
                letter.subject,
                letter.text,
            ]
            writer.writerow([harmless(cell) for cell in cells])
    response = HttpResponse("\ufeff" + stream.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="herinneren.csv"'
    return response


def _late(visit: Visit) -> list[Reminder]:
    people: dict[str, list[str]] = {}
    for person in Person.objects.filter(role="region", is_active=True).order_by("email"):
        people.setdefault(person.organisation, []).append(person.email)
    found = []
    for one in responders(visit.desk):
        status = one.standing.status
        if status in ("leeg", "concept"):
            to = people.get(one.asked.code) or [one.asked.contact or ""]
            started = status == "concept"
            letters = [post.reminder(visit, one.asked, address, started) for address in to if address]
            found.append(Reminder(one, tuple(letters)))
    return found
