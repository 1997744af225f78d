"""What a server shows: the survey, who is asked, what they answered last year. Travels with every request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ketenzicht.message import Label, message
from ketenzicht.survey.load import SurveyFolder
from ketenzicht.survey.model import AskedOrganisation
from ketenzicht.web.survey.access import Role
from ketenzicht.web.survey.entrance import Inviting, LoggingIn


@dataclass(frozen=True)
class Desk:
    """One survey that is being held.

    Args:
        opened: its folder, read.
        previous: the answers to the survey before by the code of the organisation; without those that gave none.
        scratch: a folder for the eyes of the keeper only, in which a file that was sent is read.
        mails: whether there is a server that sends mail.
        logging_in: how people log in.
    """

    opened: SurveyFolder
    scratch: Path
    previous: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mails: bool = False
    logging_in: LoggingIn = field(default_factory=LoggingIn)

    @property
    def title(self) -> Label:
        """What the survey is called."""
        return self.opened.survey.title

    @property
    def organisations(self) -> Mapping[str, AskedOrganisation]:
        """Who is asked, by code."""
        return self.opened.by_code

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that somebody can have here, the one that reaches least first."""
        return ("region", "reader", "analyst", "coordinator")

    @property
    def roles_told(self) -> Label:
        """What the roles may see."""
        return message(
            "Wie mee mag doen. Een organisatie ziet alleen haar eigen antwoorden. Een analist leest alles, een lezer "
            "ziet hoe ver iedereen is en de uitkomst."
        )

    @property
    def inviting(self) -> Inviting:
        """What a letter with an invitation says."""
        title, closes = self.title, self.opened.survey.deadline.closes.isoformat()
        return Inviting(
            message("Uitvraag: {titel}", titel=title),
            message("U kunt meedoen aan de uitvraag '{titel}'.", titel=title),
            (
                message("U kunt invullen tot en met {dag}.", dag=closes),
                message("Deel de link met niemand. Uw antwoorden ziet alleen wie dat mag."),
            ),
        )

    @property
    def menu(self) -> str:
        """The template with the links to its pages."""
        return "survey/menu.html.j2"
