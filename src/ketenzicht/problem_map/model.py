"""What a problem map is: factors, signed and perhaps delayed links, perspectives, and what is behind each link.

The form is that of a causal loop diagram (Vennix 1996, Group Model Building). A link is a claim: by whom, through
which mechanism, on what evidence. Where nobody gave a direction, it has none; nothing is filled in.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, JsonValue

from ketenzicht.chain.model.base import Certainty, Id, Ids, Node, Text

Effect = Literal["meer", "minder", "onbekend"]
"""What more of the first does: more of the second (+), less of it (-), or nobody said which."""

Effects = Annotated[Effect, BeforeValidator(lambda value: "onbekend" if value is None else value)]

More = dict[str, JsonValue]
"""What another program says of a factor or link that this one does not know; kept, so that it can go back there."""


class Perspective(Node):
    """Somebody's way of seeing the problem: an organisation, a profession, a source."""

    id: Id
    name: Text = Field(alias="naam")
    who: Text | None = Field(default=None, alias="wie")


class Indicator(Node):
    """A measure of a chain that shows how much there is of a factor."""

    chain: Id = Field(alias="keten")
    measure: Id = Field(alias="maat")
    figure: str | None = Field(default=None, alias="cijfer", pattern=r"^[a-z0-9_]+$")
    reading: Text | None = Field(default=None, alias="leest_als")
    """What the figure is; a number other than a share is not shown without it."""


class Support(Node):
    """What a factor or link rests on: a study of the catalogue, or a source of a chain."""

    study: Id | None = Field(default=None, alias="studie")
    chain: Id | None = Field(default=None, alias="keten")
    source: Id | None = Field(default=None, alias="bron")
    says: Text | None = Field(default=None, alias="zegt")


class Factor(Node):
    """Something of which there can be more or less."""

    id: Id
    name: Text = Field(alias="naam")
    about: Text | None = Field(default=None, alias="over")
    group: Id | None = Field(default=None, alias="groep")
    indicators: tuple[Indicator, ...] = Field(default=(), alias="maten")
    support: tuple[Support, ...] = Field(default=(), alias="bewijs")
    more: More = Field(default={}, alias="overig")


class Link(Node):
    """A claim that more of one factor makes for more, or less, of another."""

    origin: Id = Field(alias="van")
    target: Id = Field(alias="naar")
    effect: Effects = Field(default="onbekend", alias="geeft")
    delayed: bool = Field(default=False, alias="vertraagd")
    mechanism: Text | None = Field(default=None, alias="want")
    perspectives: Ids = Field(default=(), alias="volgens")
    support: tuple[Support, ...] = Field(default=(), alias="bewijs")
    certainty: Certainty | None = Field(default=None, alias="zekerheid")
    more: More = Field(default={}, alias="overig")


class Group(Node):
    """Factors that belong together on the drawing."""

    id: Id
    name: Text = Field(alias="naam")


class ProblemMap(Node):
    """A problem map."""

    id: Id
    title: Text = Field(alias="titel")
    question: Text = Field(alias="vraag")
    summary: Text | None = Field(default=None, alias="samenvatting")
    made_on: date | None = Field(default=None, alias="gemaakt")
    perspectives: tuple[Perspective, ...] = Field(default=(), alias="perspectieven")
    groups: tuple[Group, ...] = Field(default=(), alias="groepen")
    factors: tuple[Factor, ...] = Field(default=(), alias="factoren")
    links: tuple[Link, ...] = Field(default=(), alias="verbanden")
    open_questions: tuple[Text, ...] = Field(default=(), alias="open_vragen")

    def factor(self, factor_id: str) -> Factor:
        """The factor with this id.

        Raises:
            KeyError: there is none.
        """
        for one in self.factors:
            if one.id == factor_id:
                return one
        raise KeyError(factor_id)
