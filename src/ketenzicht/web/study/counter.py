"""A study that is shown to people with accounts. Travels with every request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ketenzicht.chain.model import TextNode
from ketenzicht.message import Label, message
from ketenzicht.study.settings import Study
from ketenzicht.study.trail import FOLDER
from ketenzicht.survey.model import AskedOrganisation
from ketenzicht.web.survey.access import Role
from ketenzicht.web.survey.entrance import Inviting, LoggingIn
from ketenzicht.web.survey.place import Kind, Place, read_database

STUDY = Kind("studie", "study", FOLDER, "accounts.sqlite3", "ketenzicht.web.study.urls")


def place_of(study: Study, database: str = "") -> Place:
    """Where the accounts of a study are: beside its trail, for this user only, or in PostgreSQL at this address.

    Raises:
        UserError: the address cannot be read.
    """
    return Place(study.folder, read_database(database) if database else None, kind=STUDY)


@dataclass(frozen=True)
class Counter:
    """One study that is shown.

    Args:
        study: the study.
        mails: whether there is a server that sends mail.
        logging_in: how people log in.
    """

    study: Study
    mails: bool = False
    logging_in: LoggingIn = field(default_factory=LoggingIn)

    @property
    def title(self) -> Label:
        """What the study is called."""
        return TextNode(nl=self.study.settings.title)

    @property
    def organisations(self) -> Mapping[str, AskedOrganisation]:
        """None: a study has no people who see only what is of their own organisation."""
        return {}

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that somebody can have here, the one that reaches least first."""
        return ("reader", "analyst", "coordinator")

    @property
    def roles_told(self) -> Label:
        """What the roles may see."""
        return message(
            "Wie deze studie mag zien. Een lezer ziet alleen wat is vrijgegeven. Een analist ziet ook concepten en "
            "de controle. Een coördinator ziet dat alles, en het logboek, en beheert de mensen."
        )

    @property
    def inviting(self) -> Inviting:
        """What a letter with an invitation says."""
        return Inviting(
            message("Studie: {titel}", titel=self.title),
            message("U mag de studie '{titel}' bekijken.", titel=self.title),
            (message("Deel de link met niemand. Wat u opent, komt in het logboek van de studie te staan."),),
        )

    @property
    def menu(self) -> str:
        """The template with the links to its pages."""
        return "study/menu.html.j2"
