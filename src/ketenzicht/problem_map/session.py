"""A working session on a map: the map it began with, and everything that was said, in order.

A session only grows. Taking something back, or going back to an earlier version, is a step like any other; so nothing
that was said is lost, and each step is a version that can be returned to. The map is worked out from the steps again
each time (event sourcing; Fowler 2005), which is quick: a session has some hundreds of steps at most.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import Field, ValidationError

from ketenzicht.chain.model.base import Node
from ketenzicht.errors import UserError
from ketenzicht.problem_map.load import broken_references
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.problem_map.steps import Step, done

FORMAT = "ketenzicht-kaartsessie"
FORMAT_VERSION = 1
MOST_STEPS = 1000
MOST_FACTORS, MOST_LINKS = 300, 900
"""A larger map takes more than a few seconds to draw, and nobody reads it."""


class _Saved(Node):
    format: str = Field(alias="formaat")
    version: int = Field(alias="versie")
    begin: ProblemMap
    steps: tuple[Step, ...] = Field(default=(), alias="stappen", max_length=MOST_STEPS)


@dataclass(frozen=True)
class Session:
    """A map being made. Version 0 is the map it began with; version n is the map after n steps."""

    begin: ProblemMap
    steps: tuple[Step, ...] = ()

    @cached_property
    def versions(self) -> tuple[ProblemMap, ...]:
        """Every version, first to last.

        Raises:
            UserError: a step cannot be done.
        """
        found = [self.begin]
        for step in self.steps:
            found.append(found[step.back_to] if step.back_to is not None else done(found[-1], step))
        return tuple(found)

    @property
    def map(self) -> ProblemMap:
        """The map as it stands."""
        return self.versions[-1]

    @property
    def stands_at(self) -> int:
        """The version in which the map got as it stands: an earlier one after going back."""
        return self._origin(len(self.steps))

    @property
    def before(self) -> int | None:
        """The version that undoing returns to; None when the map is as it began."""
        at = self.stands_at
        return self._origin(at - 1) if at else None

    def _origin(self, version: int) -> int:
        while version and (back := self.steps[version - 1].back_to) is not None:
            version = back
        return version

    def then(self, step: Step) -> Session:
        """The session with one more step.

        Raises:
            UserError: the step cannot be done, or there are too many.
        """
        if len(self.steps) >= MOST_STEPS:
            raise UserError(
                f"Een sessie heeft hoogstens {MOST_STEPS} stappen.",
                fix="Bewaar de kaart en begin een nieuwe sessie met die kaart.",
            )
        if step.back_to is not None and step.back_to > len(self.steps):
            raise UserError("Deze versie is er niet.", fix="Kies een versie uit de lijst.")
        grown = Session(self.begin, (*self.steps, step))
        grown.versions  # noqa: B018 - a step that cannot be done is refused here
        return grown


def session_file(of: Session) -> str:
    """A session as the text of a file (JSON)."""
    content = _Saved(formaat=FORMAT, versie=FORMAT_VERSION, begin=of.begin, stappen=of.steps)  # type: ignore[call-arg]
    values = content.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def read_session(text: str) -> Session:
    """The session in the text of a file.

    Raises:
        UserError: it is no session, or not one that this version can read; nothing of it is used.
    """
    fix = "Kies het bestand dat u met deze pagina hebt bewaard."
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise UserError("Dit bestand is geen bewaarde sessie.", fix=fix) from None
    if not is_session(content):
        raise UserError("Dit bestand is geen bewaarde sessie.", fix=fix)
    if content.get("versie") != FORMAT_VERSION:
        raise UserError("Deze sessie is bewaard door een andere versie van het programma.", fix=fix)
    try:
        saved = _Saved.model_validate(content, by_alias=True, by_name=False)
    except (ValidationError, RecursionError):
        raise UserError("Deze sessie is beschadigd.", fix=fix) from None
    if broken_references(saved.begin):
        raise UserError("Deze sessie is beschadigd.", fix=fix)
    found = Session(saved.begin)
    for step in saved.steps:
        found = Session(found.begin, (*found.steps, step))
        if step.back_to is not None and step.back_to >= len(found.steps):
            raise UserError("Deze sessie is beschadigd.", fix=fix)
    return drawable(found)


def drawable(found: Session) -> Session:
    """The session, if its map is not too large to draw for everyone who asks.

    Raises:
        UserError: it is too large, or a step cannot be done.
    """
    if len(found.map.factors) > MOST_FACTORS or len(found.map.links) > MOST_LINKS:
        raise UserError(
            f"Deze kaart heeft meer dan {MOST_FACTORS} factoren of {MOST_LINKS} verbanden.",
            fix="Verdeel hem over meer kaarten.",
        )
    return found


def is_session(content: Any) -> bool:
    """Whether the content of a JSON file says that it is a session."""
    return isinstance(content, Mapping) and content.get("formaat") == FORMAT
