"""Letters by e-mail: an invitation, a reminder. Without a mail server they are text to copy."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from smtplib import SMTPException

from django.core.mail import EmailMessage

from ketenzicht.message import Message, message
from ketenzicht.survey.model import AskedOrganisation
from ketenzicht.web.survey.links import VALID
from ketenzicht.web.survey.models import Person
from ketenzicht.web.survey.visit import Visit
from ketenzicht.web.survey.words import Words

log = logging.getLogger("ketenzicht.web")


@dataclass(frozen=True)
class Letter:
    """What is sent to whom."""

    to: str
    subject: str
    text: str


def invitation(visit: Visit, person: Person, address: str) -> Letter:
    """The letter with a one-time link. In Dutch: who receives it has not chosen a language yet."""
    words, says = Words("nl"), visit.entrance.inviting
    lines = [
        message("Beste {naam},", naam=person.name),
        says.opening,
        message(
            "Kies met deze link een wachtwoord. De link werkt één keer, en {dagen} dagen lang:",
            dagen=VALID.days,
        ),
        message("{adres}", adres=address),
        *says.closing,
    ]
    return Letter(person.email, words.text(says.subject), _text(words, lines))


def reminder(visit: Visit, asked: AskedOrganisation, to: str, started: bool) -> Letter:
    """The letter to who has not handed in."""
    words = Words("nl")
    survey = visit.survey
    title = words.text(survey.title)
    lines = [
        message("Beste collega van {naam},", naam=asked.name),
        message("U bent begonnen met de uitvraag '{titel}', maar hebt nog niet ingediend.", titel=title)
        if started
        else message("Van u hebben wij nog niets ontvangen voor de uitvraag '{titel}'.", titel=title),
        message("U kunt invullen tot en met {dag}.", dag=survey.deadline.closes.isoformat()),
        message("Ga verder op {adres}", adres=visit.request.build_absolute_uri("/")),
    ]
    return Letter(to, words.text(message("Herinnering: {titel}", titel=title)), _text(words, lines))


def _text(words: Words, lines: list[Message]) -> str:
    return "\n\n".join(words.text(line) for line in lines)


def send(letter: Letter) -> bool:
    """Send a letter; False when the mail server did not take it. The log names neither address nor text."""
    try:
        EmailMessage(letter.subject, letter.text, to=[letter.to]).send()
    except (OSError, SMTPException) as error:
        log.error("post niet verstuurd: %s", type(error).__name__)
        return False
    return True
