"""What every node of a chain shares: it is frozen, refuses unknown keys, and says where it comes from.

A chain is data (policy as data, after ehrQL's frozen nodes): no behaviour here beyond validation.
Keys in the files are Dutch, names in the code are English; ``docs/glossary.md`` maps the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Id = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Vaste naam in kleine letters met streepjes")
]

Target = Literal[
    "organisatie", "gebeurtenis", "fase", "termijn", "einde-reden", "kenmerk", "klasse-groep", "codelijst", "bron",
    "referentiewaarde", "maat", "feit", "voorwaarde", "norm", "regel", "optie", "contact", "brief", "onderwerp",
    "hiaat",
]  # fmt: skip


@dataclass(frozen=True)
class Names:
    """Marks a field whose ids name things of the chain; ``within`` is the field that says inside which other thing.

    ``chain.references`` reads these marks, so that a field says once what it may hold.
    """

    target: Target
    within: str | None = None


Certainty = Literal["A", "H", "S", "D", "L"]
"""A primary, H primary but of before 2019, S secondary, D derived or proposed by us, L unverified."""


class Node(BaseModel):
    """The base of all nodes: immutable, hashable, no unknown keys, Dutch aliases only in files."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _as_text(value: Any) -> Any:
    return {"nl": value} if isinstance(value, str) else value


class TextNode(Node):
    """A text in Dutch, and in English where someone translated it."""

    nl: str
    en: str | None = None


Text = Annotated[TextNode, BeforeValidator(_as_text, json_schema_input_type=str | TextNode)]


def text_in(text: TextNode, language: str) -> str:
    """The text in the language asked for (``nl`` or ``en``), in Dutch where no translation exists."""
    return text.en if language == "en" and text.en is not None else text.nl


def as_tuple(value: Any) -> Any:
    """One text where a list may stand."""
    return (value,) if isinstance(value, str) else value


Ids = Annotated[tuple[Id, ...], BeforeValidator(as_tuple, json_schema_input_type=Id | list[Id])]
"""One id or a list of ids."""


class Sourced(Node):
    """A statement about the world: its sources, how sure we are, when it was last checked, when it holds."""

    source: Annotated[Ids, Names("bron")] = Field(default=(), alias="bron")
    certainty: Certainty | None = Field(default=None, alias="zekerheid")
    checked: date | None = Field(default=None, alias="gecontroleerd")
    as_of: date | None = Field(default=None, alias="peildatum")
    valid_from: date | None = Field(default=None, alias="geldig_van")
    valid_to: date | None = Field(default=None, alias="geldig_tot")
    note: Text | None = Field(default=None, alias="toelichting")


DurationUnit = Literal["dagen", "werkdagen", "weken", "maanden", "jaren"]


class Duration(Node):
    """A length of time with its unit. Working days are Dutch ones (see ``ketenzicht.calendar``)."""

    length: int = Field(alias="duur", ge=0)
    unit: DurationUnit = Field(alias="eenheid")
