"""Small expressions over answers: a closed language of a few nodes, as those of the rules of a chain.

A chain's rules (:mod:`ketenzicht.chain.model.amounts`) look at the facts of one case on one day. A survey's look at
answers, at those of last year, at rows of a table and at what was known of the organisation, so they have their own
leaves; numbers are the same.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from ketenzicht.chain.model.amounts import Number
from ketenzicht.chain.model.base import Id, Node, as_tuple

Codes = Annotated[tuple[str, ...], BeforeValidator(as_tuple, json_schema_input_type=str | list[str])]


class AnswerTo(Node):
    """The answer to a question."""

    question: Id = Field(alias="vraag")


class LastYear(Node):
    """The answer of the same organisation to this question in the survey before."""

    question: Id = Field(alias="vorig")


class Known(Node):
    """A total that is known of the organisation, e.g. its number of pupils."""

    total: Id = Field(alias="bekend")


class Cell(Node):
    """The value in a column, in a rule for each row of a table."""

    column: Id = Field(alias="kolom")


class ColumnFilter(Node):
    """Only rows with one of these codes in a column, or, without codes, with anything in it."""

    column: Id = Field(alias="kolom")
    values: Codes = Field(default=(), alias="is")
    filled: bool = Field(default=True, alias="ingevuld")


class RowCount(Node):
    """How many rows a table has."""

    table: Id = Field(alias="rijen")
    where: tuple[ColumnFilter, ...] = Field(default=(), alias="waar")


class Total(Node):
    """All of these together."""

    terms: tuple[Expression, ...] = Field(alias="som", min_length=1)


class Minus(Node):
    """The first minus all others."""

    parts: tuple[Expression, ...] = Field(alias="min", min_length=2)


class Times(Node):
    """These multiplied."""

    factors: tuple[Expression, ...] = Field(alias="product", min_length=2)


class Divided(Node):
    """The first divided by the second."""

    parts: tuple[Expression, Expression] = Field(alias="gedeeld")


_KINDS = ("getal", "vorig", "bekend", "kolom", "rijen", "som", "min", "product", "gedeeld")
_TYPES = {
    "Number": "getal", "LastYear": "vorig", "Known": "bekend", "Cell": "kolom", "RowCount": "rijen",
    "Total": "som", "Minus": "min", "Times": "product", "Divided": "gedeeld",
}  # fmt: skip


def _kind(value: Any) -> str:
    if isinstance(value, Node):
        return _TYPES.get(type(value).__name__, "vraag")
    if isinstance(value, dict):
        return next((key for key in _KINDS if key in value), "vraag")
    return "vraag"


Expression = Annotated[
    Annotated[Number, Tag("getal")]
    | Annotated[LastYear, Tag("vorig")]
    | Annotated[Known, Tag("bekend")]
    | Annotated[Cell, Tag("kolom")]
    | Annotated[RowCount, Tag("rijen")]
    | Annotated[Total, Tag("som")]
    | Annotated[Minus, Tag("min")]
    | Annotated[Times, Tag("product")]
    | Annotated[Divided, Tag("gedeeld")]
    | Annotated[AnswerTo, Tag("vraag")],
    Discriminator(_kind),
]

for _node in (Total, Minus, Times, Divided):
    _node.model_rebuild()


class When(Node):
    """A question is asked, or a rule holds, only when another answer is one of these, or is more than a number."""

    question: Id = Field(alias="vraag")
    values: Codes = Field(default=(), alias="is")
    more_than: Decimal | None = Field(default=None, alias="meer_dan")
