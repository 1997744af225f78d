"""What a site with accounts says at the door: its name, who can be invited, how people log in.

Logging in, accounts, people and sessions know a site by this alone, so that surveys and studies share them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ketenzicht.message import Label, Message
from ketenzicht.survey.model import AskedOrganisation
from ketenzicht.web.survey.access import Role
from ketenzicht.web.survey.providers import Provider

KEY = "ketenzicht.survey"
"""Where it stands in the environment of a request (PEP 3333)."""
SECOND_STEP = frozenset(("coordinator", "analyst"))
"""Roles that reach what others may not see."""


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
class Inviting:
    """What a letter with an invitation says of a site.

    Args:
        subject: of the letter.
        opening: what somebody is invited to.
        closing: what follows after the link.
    """

    subject: Message
    opening: Message
    closing: tuple[Message, ...]


class Entrance(Protocol):
    """A site with accounts."""

    @property
    def title(self) -> Label:
        """What the site is called."""

    @property
    def organisations(self) -> Mapping[str, AskedOrganisation]:
        """Whose people can be invited for them alone, by code; none where there are no such people."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that somebody can have here, the one that reaches least first."""

    @property
    def roles_told(self) -> Label:
        """What the roles may see."""

    @property
    def inviting(self) -> Inviting:
        """What a letter with an invitation says."""

    @property
    def menu(self) -> str:
        """The template with the links to its pages."""

    @property
    def mails(self) -> bool:
        """Whether there is a server that sends mail."""

    @property
    def logging_in(self) -> LoggingIn:
        """How people log in."""
