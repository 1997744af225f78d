"""Factors: what may make the caseload high, through which mechanism, on what evidence, and where data would show it.

A factor is a claim of others with its source. What the data of a study say about it is found by its trace: a figure
of a measure, or the reason why these registrations cannot show it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ketenzicht.chain.model.base import Id, Ids, Names, Node, Sourced, Text, as_tuple

Level = Literal["bevolking", "veilig-thuis", "lokale-veld", "keten"]
"""Where a factor works: in the population, at the report point itself, in the local field, or between the links."""

Levels = Annotated[
    tuple[Level, ...],
    BeforeValidator(as_tuple, json_schema_input_type=Level | list[Level]),
    Field(min_length=1),
]
"""One level or a list of levels."""

Direction = Literal["meer", "minder", "schijnbaar"]
"""More of the factor goes with a higher caseload, with a lower one, or only makes it look different."""


class Evidence(Sourced):
    """What a source says about a factor, perhaps with published figures."""

    says: Text = Field(alias="zegt")
    reference: Annotated[Ids, Names("referentiewaarde")] = Field(default=(), alias="referentie")


class ShownBy(Node):
    """The trace of a factor: a figure of a measure shows it, or a part of it."""

    measure: Annotated[Id, Names("maat")] = Field(alias="maat")
    figure: str = Field(alias="cijfer", pattern=r"^[a-z0-9_]+$")
    reading: Text = Field(alias="leest_als")
    """What the figure is, and how far it goes for this factor."""


class NotRegistered(Node):
    """What the registrations of the chain do not hold about a factor."""

    why: Text = Field(alias="waarom")
    needed: Text = Field(alias="nodig")
    """What would have to be registered, linked or laid beside it."""


class Factor(Node):
    """Something that may make the caseload high."""

    id: Id
    name: Text = Field(alias="naam")
    levels: Levels = Field(alias="niveau")
    mechanism: Text = Field(alias="mechanisme")
    """How it would work, in plain words."""
    direction: Direction = Field(alias="richting")
    evidence: tuple[Evidence, ...] = Field(default=(), alias="bewijs")
    trace: tuple[ShownBy, ...] = Field(default=(), alias="spoor")
    not_registered: NotRegistered | None = Field(default=None, alias="niet_in_registratie")
