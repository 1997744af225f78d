"""What a server shows: the survey, who is asked, what they answered last year. Travels with every request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ketenzicht.survey.load import SurveyFolder
from ketenzicht.survey.model import AskedOrganisation
from ketenzicht.web.survey.access import Role
from ketenzicht.web.survey.providers import Provider

KEY = "ketenzicht.survey"
"""Where the desk stands in the environment of a request (PEP 3333)."""


SECOND_STEP = frozenset(("coordinator", "analyst"))
"""Roles that reach the answers of everybody."""


@dataclass(frozen=True)
class LoggingIn:
    """How people log in here.

    Args:
        second_step: the roles that cannot do without a second step.
        addresses: whether the address of a request is that of who asks, and not of a server in between.
        providers: organisations that people log in with, by id.
    """

    second_step: frozenset[str] = SECOND_STEP
    addresses: bool = True
    providers: Mapping[str, Provider] = field(default_factory=dict)


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
    def organisations(self) -> Mapping[str, AskedOrganisation]:
        """Who is asked, by code."""
        return self.opened.by_code

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that somebody can have here, the one that reaches least first."""
        return ("region", "reader", "analyst", "coordinator")
