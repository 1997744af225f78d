"""Who may do what: four roles, a few rights, one function. Pure, so that it can be read and tested whole.

Every page names the right that it asks for; :class:`ketenzicht.web.survey.gate.Gate` refuses pages that name none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Literal, Protocol, TypeAlias, get_args

Role: TypeAlias = Literal["coordinator", "region", "analyst", "reader"]
ROLES: tuple[Role, ...] = get_args(Role)
Reach: TypeAlias = Literal["own", "all"]


class Right(Enum):
    """What a page asks for."""

    PUBLIC = "public"
    """Nothing: to log in, to use a one-time link."""
    ACCOUNT = "account"
    """To be somebody: one's own account, and the way to one's own pages."""
    FILL_IN = "fill in"
    """To type, to hand in."""
    ANSWERS = "answers"
    """To read what an organisation typed."""
    RESPONSE = "response"
    """To see how far every organisation is, without answers."""
    OUTCOME = "outcome"
    """To see what all answers tell together, protected."""
    MANAGE = "manage"
    """To invite, remind, send back, close, and read the trail."""
    EXPORT = "export"
    """To take all answers along."""
    RELEASED = "released"
    """To see what a study released."""
    DRAFT = "draft"
    """To see what a study made and did not release yet, and the checks on it."""


WHO: Mapping[Right, Mapping[Role, Reach]] = {
    Right.FILL_IN: {"region": "own"},
    Right.ANSWERS: {"region": "own", "coordinator": "all", "analyst": "all"},
    Right.RESPONSE: {"coordinator": "all", "analyst": "all", "reader": "all"},
    Right.OUTCOME: {"coordinator": "all", "analyst": "all", "reader": "all"},
    Right.MANAGE: {"coordinator": "all"},
    Right.EXPORT: {"coordinator": "all", "analyst": "all"},
    Right.RELEASED: {"coordinator": "all", "analyst": "all", "reader": "all"},
    Right.DRAFT: {"coordinator": "all", "analyst": "all"},
}
"""Each right with the roles that have it, and for whose answers."""


class Somebody(Protocol):
    """Who asks."""

    role: Role
    organisation: str
    is_active: bool


Verdict: TypeAlias = Literal["yes", "log in", "second step", "no", "not there"]
"""What to answer. ``not there`` tells nothing of whether there is such an organisation."""


def decide(
    who: Somebody | None,
    right: Right,
    organisation: str | None,
    asked: Collection[str],
    *,
    secure: bool = True,
) -> Verdict:
    """Whether somebody may have a page.

    Args:
        who: who asks; None when nobody is logged in.
        right: what the page asks for.
        organisation: the organisation that the address names, if it names one.
        asked: the codes of all organisations of the survey.
        secure: whether somebody took the second step that the role wants, if it wants one.
    """
    if right is Right.PUBLIC:
        return "yes"
    if who is None or not who.is_active:
        return "log in"
    if right is Right.ACCOUNT:
        return "yes"
    if not secure:
        return "second step"
    reach = WHO[right].get(who.role)
    if organisation is not None and organisation not in asked:
        return "not there"
    if who.role == "region" and organisation is not None and organisation != who.organisation:
        return "not there"
    if reach is None:
        return "no"
    if reach == "own":
        return "yes" if organisation is not None and organisation == who.organisation else "not there"
    return "yes"
