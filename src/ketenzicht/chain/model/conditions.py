"""Conditions on the facts of one case: a closed language of a few nodes, no expression strings.

A condition is yes, no or unknown (Kleene 1952, Introduction to Metamathematics, section 64): a definite no wins in
``alle``, a definite yes in ``een_van``, in any order. How they are read is in ``ketenzicht.rules``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from ketenzicht.chain.model.base import Duration, Id, Names, Node, Text

FactId = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)?$",
        description="Vaste naam in kleine letters met streepjes; een punt na het onderwerp",
    ),
]

YES, NO = "ja", "nee"


def as_answers(value: Any) -> Any:
    """One answer or a list of them as texts; YAML's true and false are ``ja`` and ``nee``."""
    if isinstance(value, list | tuple):
        return tuple(as_answers(item)[0] for item in value)
    if isinstance(value, bool):
        return (YES if value else NO,)
    return (str(value),)


Answers = Annotated[
    tuple[str, ...], BeforeValidator(as_answers, json_schema_input_type=str | bool | list[str])
]


class NormValue(Node):
    """A dated amount of the chain, on the day of judgement."""

    norm: Annotated[Id, Names("norm")]


Bound = Decimal | NormValue
"""A number, or a norm by its name."""


class Comparison(Node):
    """One fact, or the outcome of one rule, held against answers or bounds; all that are given must hold.

    Without answers and bounds: the fact is yes. For a fact with several answers ``is`` means: at least one of these.
    """

    fact: Annotated[FactId | None, Names("feit")] = Field(default=None, alias="feit")
    rule: Annotated[Id | None, Names("regel")] = Field(default=None, alias="regel")
    equals: Answers = Field(default=(), alias="is")
    at_least: Bound | None = Field(default=None, alias="minstens")
    at_most: Bound | None = Field(default=None, alias="hoogstens")
    more_than: Bound | None = Field(default=None, alias="meer_dan")
    less_than: Bound | None = Field(default=None, alias="minder_dan")
    unmet: Text | None = Field(default=None, alias="niet_gehaald")
    """What to tell when it does not hold."""


class Elapsed(Node):
    """A term counted from the date that a fact gives has run out on the day of judgement."""

    since: Annotated[FactId, Names("feit")] = Field(alias="vanaf")
    limit: Duration = Field(alias="termijn")
    unmet: Text | None = Field(default=None, alias="niet_gehaald")


class TermElapsed(Node):
    """Yes when the term has run out."""

    elapsed: Elapsed = Field(alias="verstreken")


class Judgement(Node):
    """Something that a professional judges: always unknown to the program."""

    judgement: Text = Field(alias="oordeel")


class Named(Node):
    """A condition that is described once, under its own name."""

    condition: Annotated[Id, Names("voorwaarde")] = Field(alias="voorwaarde")
    unmet: Text | None = Field(default=None, alias="niet_gehaald")


class AllOf(Node):
    """All of these hold."""

    all_of: tuple[Condition, ...] = Field(alias="alle", min_length=1)


class AnyOf(Node):
    """At least one of these holds."""

    any_of: tuple[Condition, ...] = Field(alias="een_van", min_length=1)


class Not(Node):
    """This does not hold."""

    negated: Condition = Field(alias="niet")
    unmet: Text | None = Field(default=None, alias="niet_gehaald")


class AtLeastN(Node):
    """At least so many of these hold."""

    number: int = Field(alias="minstens_n", ge=1)
    of: tuple[Condition, ...] = Field(alias="van", min_length=2)


_KINDS = {
    "alle": "alle", "all_of": "alle", "een_van": "een_van", "any_of": "een_van", "niet": "niet", "negated": "niet",
    "minstens_n": "minstens_n", "number": "minstens_n", "verstreken": "verstreken", "elapsed": "verstreken",
    "oordeel": "oordeel", "judgement": "oordeel", "voorwaarde": "voorwaarde", "condition": "voorwaarde",
}  # fmt: skip


def _kind(value: Any) -> str:
    keys = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Node) else ()
    return next((_KINDS[key] for key in keys if key in _KINDS), "feit")


Condition = Annotated[
    Annotated[AllOf, Tag("alle")]
    | Annotated[AnyOf, Tag("een_van")]
    | Annotated[Not, Tag("niet")]
    | Annotated[AtLeastN, Tag("minstens_n")]
    | Annotated[TermElapsed, Tag("verstreken")]
    | Annotated[Judgement, Tag("oordeel")]
    | Annotated[Named, Tag("voorwaarde")]
    | Annotated[Comparison, Tag("feit")],
    Discriminator(_kind),
]

for _node in (AllOf, AnyOf, Not, AtLeastN):
    _node.model_rebuild()
