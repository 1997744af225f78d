"""Amounts: norms that change by date, and rules that compute with them. Declared, dated and tested, never code.

A rule is a tree of a few kinds of arithmetic, so that an expert can read it and every reader computes the same.
Its examples stand beside it and are tried by ``ketenzicht chain check``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from ketenzicht.chain.model.base import Id, Names, Node, Sourced, Text
from ketenzicht.chain.model.conditions import Condition, FactId, NormValue

Unit = Literal["EUR", "EUR per maand", "maanden", "procent", "aantal"]


class DatedValue(Sourced):
    """What a norm is from ``geldig_van`` up to and including ``geldig_tot``."""

    value: Decimal = Field(alias="waarde")


class Norm(Node):
    """An amount that is set anew from time to time; old values stay."""

    id: Id
    name: Text = Field(alias="naam")
    unit: Unit = Field(alias="eenheid")
    values: tuple[DatedValue, ...] = Field(alias="waarden", min_length=1)
    gap: Annotated[Id | None, Names("hiaat")] = Field(default=None, alias="hiaat")
    """What we do not know of it: told on a day for which there is no value."""


class Number(Node):
    """A number."""

    number: Decimal = Field(alias="getal")


class FactValue(Node):
    """The number that a fact gives."""

    fact: Annotated[FactId, Names("feit")] = Field(alias="feit")


class RuleValue(Node):
    """The outcome of another rule."""

    rule: Annotated[Id, Names("regel")] = Field(alias="regel")


class Sum(Node):
    """All of these together."""

    terms: tuple[Expression, ...] = Field(alias="som", min_length=1)


class Product(Node):
    """These multiplied."""

    factors: tuple[Expression, ...] = Field(alias="product", min_length=2)


class Quotient(Node):
    """The first divided by the second."""

    parts: tuple[Expression, Expression] = Field(alias="gedeeld")


class Greatest(Node):
    """The greatest of these."""

    of: tuple[Expression, ...] = Field(alias="grootste", min_length=2)


class Least(Node):
    """The least of these."""

    of: tuple[Expression, ...] = Field(alias="kleinste", min_length=2)


class RoundedUp(Node):
    """Up to a whole number."""

    value: Expression = Field(alias="naar_boven")


class StepRow(Node):
    """Below this the table gives this; the last row has no bound."""

    below: Decimal | None = Field(default=None, alias="onder")
    value: Decimal = Field(alias="waarde")


class StepTable(Node):
    """A value per band of an amount: the first row whose bound lies above it."""

    of: Expression = Field(alias="staffel")
    rows: tuple[StepRow, ...] = Field(alias="rijen", min_length=2)


class ByAnswer(Node):
    """A value per answer to a fact."""

    fact: Annotated[FactId, Names("feit")] = Field(alias="naar_antwoord")
    values: dict[str, Decimal] = Field(alias="waarden")

    def __hash__(self) -> int:
        return hash((self.fact, tuple(self.values.items())))


_KINDS = (
    "getal",
    "norm",
    "som",
    "product",
    "gedeeld",
    "grootste",
    "kleinste",
    "naar_boven",
    "staffel",
    "regel",
)
_TYPES = {
    "Number": "getal", "NormValue": "norm", "Sum": "som", "Product": "product", "Quotient": "gedeeld",
    "Greatest": "grootste", "Least": "kleinste", "RoundedUp": "naar_boven", "StepTable": "staffel",
    "RuleValue": "regel", "ByAnswer": "naar_antwoord",
}  # fmt: skip


def _kind(value: Any) -> str:
    if isinstance(value, Node):
        return _TYPES.get(type(value).__name__, "feit")
    if isinstance(value, dict):
        return next((key for key in (*_KINDS, "naar_antwoord") if key in value), "feit")
    return "feit"


Expression = Annotated[
    Annotated[Number, Tag("getal")]
    | Annotated[NormValue, Tag("norm")]
    | Annotated[Sum, Tag("som")]
    | Annotated[Product, Tag("product")]
    | Annotated[Quotient, Tag("gedeeld")]
    | Annotated[Greatest, Tag("grootste")]
    | Annotated[Least, Tag("kleinste")]
    | Annotated[RoundedUp, Tag("naar_boven")]
    | Annotated[StepTable, Tag("staffel")]
    | Annotated[RuleValue, Tag("regel")]
    | Annotated[ByAnswer, Tag("naar_antwoord")]
    | Annotated[FactValue, Tag("feit")],
    Discriminator(_kind),
]

for _node in (Sum, Product, Quotient, Greatest, Least, RoundedUp, StepTable):
    _node.model_rebuild()


class Example(Node):
    """Facts in, outcome out; no outcome where the rule does not hold."""

    facts: dict[str, str | Decimal] = Field(alias="feiten")
    outcome: Decimal | None = Field(default=None, alias="uitkomst")
    as_of: date | None = Field(default=None, alias="peildatum")
    """The day of its norms; that of the check when it is left out."""
    note: str | None = Field(default=None, alias="toelichting")

    def __hash__(self) -> int:
        return hash((tuple(self.facts.items()), self.outcome, self.as_of))


class Rule(Sourced):
    """An amount or a number that follows from facts and norms, when its condition holds."""

    id: Id
    name: Text = Field(alias="naam")
    unit: Unit = Field(alias="eenheid")
    when: Condition | None = Field(default=None, alias="als")
    value: Expression = Field(alias="waarde")
    examples: tuple[Example, ...] = Field(default=(), alias="voorbeelden")
