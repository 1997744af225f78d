"""What a guide asks and offers: facts about a case, options with their conditions, blockers, contacts, letters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ketenzicht.chain.model.base import Duration, Id, Ids, Names, Node, Sourced, Text, as_tuple
from ketenzicht.chain.model.conditions import Answers, Condition, FactId

UnknownKind = Literal["niet-gevraagd", "weet-ik-niet", "zoek-ik-uit", "wil-ik-niet-zeggen"]
"""The ways of not knowing an answer; no choice may be called so."""

FactKind = Literal["ja-nee", "keuze", "meerkeuze", "getal", "bedrag", "datum"]


class Choice(Node):
    """One answer to a question; with an event it says that this was the last thing that happened."""

    id: Id
    name: Text = Field(alias="naam")
    explanation: Text | None = Field(default=None, alias="uitleg")
    event: Annotated[Id | None, Names("gebeurtenis")] = Field(default=None, alias="gebeurtenis")


class Topic(Node):
    """Facts that are asked together."""

    id: Id
    name: Text = Field(alias="naam")
    organisation: Annotated[Id | None, Names("organisatie")] = Field(default=None, alias="bij")


class Fact(Sourced):
    """A typed fact about one case: the question in plain Dutch, and why it is asked."""

    id: FactId
    name: Text = Field(alias="naam")
    topic: Annotated[Id, Names("onderwerp")] = Field(alias="onderwerp")
    question: Text = Field(alias="vraag")
    why: Text = Field(alias="waarom")
    explanation: Text | None = Field(default=None, alias="uitleg")
    kind: FactKind = Field(alias="soort")
    unit: Text | None = Field(default=None, alias="eenheid")
    choices: tuple[Choice, ...] = Field(default=(), alias="keuzes")
    at_least: Decimal | None = Field(default=None, alias="minstens")
    at_most: Decimal | None = Field(default=None, alias="hoogstens")
    only_if: Condition | None = Field(default=None, alias="alleen_als")
    """Otherwise the fact is not applicable: no comparison on it holds."""
    event: Annotated[Id | None, Names("gebeurtenis")] = Field(default=None, alias="gebeurtenis")
    """A date: that of this event. The terms of the stages that it begins count from it."""
    urgent: bool = Field(default=False, alias="dringend")
    """Decides what cannot wait: asked first."""
    how_to_find_out: Text | None = Field(default=None, alias="uitzoeken")
    """What to do for the answer ``zoek ik uit``."""


class NamedCondition(Sourced):
    """A condition that several options share; a blocker when it stands in the way of something."""

    id: Id
    name: Text = Field(alias="naam")
    when: Condition = Field(alias="als")
    blocker: bool = Field(default=False, alias="blokkade")
    consequence: Text | None = Field(default=None, alias="gevolg")
    lifted_by: Annotated[Ids, Names("optie")] = Field(default=(), alias="opgeheven_door")
    """Options that take it away."""
    how_lifted: Text | None = Field(default=None, alias="opheffing")


class Contact(Sourced):
    """Whom to call, write or visit."""

    id: Id
    organisation: Annotated[Id, Names("organisatie")] = Field(alias="bij")
    name: Text = Field(alias="naam")
    phone: str | None = Field(default=None, alias="telefoon")
    url: str | None = None
    address: Text | None = Field(default=None, alias="adres")
    hours: Text | None = Field(default=None, alias="bereikbaar")


Who = Literal[
    "jongere", "hulpverlener", "schuldhulpverlener", "bewindvoerder", "gemeente", "verzekeraar", "instantie"
]
Channel = Literal["telefoon", "brief", "formulier", "digid", "balie", "automatisch"]
Whos = Annotated[tuple[Who, ...], BeforeValidator(as_tuple, json_schema_input_type=Who | list[Who])]
Channels = Annotated[
    tuple[Channel, ...], BeforeValidator(as_tuple, json_schema_input_type=Channel | list[Channel])
]
OptionKind = Literal[
    "uitstel", "betalingsregeling", "kwijtschelding", "opschorting", "verlaging", "team", "instrument", "voorziening",
    "recht",
]  # fmt: skip
Tailoring = Literal["standaard", "persoonlijk"]


class How(Node):
    """How an option is asked for."""

    channels: Channels = Field(default=(), alias="kanaal")
    where: Text | None = Field(default=None, alias="waar")
    contacts: Annotated[Ids, Names("contact")] = Field(default=(), alias="contact")
    documents: tuple[Text, ...] = Field(default=(), alias="documenten")


class Deadline(Node):
    """Before when: a term that counts from a date that a fact gives."""

    since: Annotated[FactId, Names("feit")] = Field(alias="vanaf")
    limit: Duration = Field(alias="termijn")
    consequence: Text | None = Field(default=None, alias="gevolg")


class LastsFor(Node):
    """How long an option lasts when others ask for it."""

    who: Whos = Field(alias="wie", min_length=1)
    lasts: Duration = Field(alias="duur")


class Option(Sourced):
    """A route that may be open to a case: what it is, when it is open, who asks for it and how, in which order."""

    id: Id
    organisation: Annotated[Id, Names("organisatie")] = Field(alias="bij")
    kind: OptionKind = Field(alias="soort")
    tailoring: Tailoring = Field(default="standaard", alias="maatwerk")
    name: Text = Field(alias="naam")
    what: Text = Field(alias="wat")
    relevant: Condition | None = Field(default=None, alias="speelt_als")
    """Otherwise the option is not judged: it has nothing to do with this case."""
    condition: Condition | None = Field(default=None, alias="voorwaarden")
    lasts: Duration | None = Field(default=None, alias="duur")
    lasts_for: tuple[LastsFor, ...] = Field(default=(), alias="duur_voor")
    """Otherwise than ``duur`` when these ask for it."""
    extension: Duration | None = Field(default=None, alias="verlenging")
    rules: Annotated[Ids, Names("regel")] = Field(default=(), alias="bedragen")
    who: Whos = Field(default=(), alias="wie")
    how: How | None = Field(default=None, alias="hoe")
    urgent: bool = Field(default=False, alias="dringend")
    """Comes first in the plan when it is open."""
    deadline: Deadline | None = Field(default=None, alias="uiterlijk")
    after: Annotated[Ids, Names("optie")] = Field(default=(), alias="na")
    """Options that come before this one when they are in the plan."""
    same_day: Annotated[Ids, Names("optie")] = Field(default=(), alias="zelfde_dag")
    instead_of: Annotated[Ids, Names("optie")] = Field(default=(), alias="liever_dan")
    """Better than these when both are open: those then stand under it as a second choice."""
    not_yet: tuple[Text, ...] = Field(default=(), alias="nog_niet")
    """What must wait until this is done."""
    mind: tuple[Text, ...] = Field(default=(), alias="let_op")
    letter: Annotated[Id | None, Names("brief")] = Field(default=None, alias="brief")


class Letter(Sourced):
    """A draft letter. ``{feit:...}`` is filled when the fact is given and stays a blank when it is not."""

    id: Id
    name: Text = Field(alias="naam")
    to: Annotated[Id, Names("organisatie")] = Field(alias="aan")
    subject: Text = Field(alias="onderwerp")
    paragraphs: tuple[Text, ...] = Field(alias="alineas", min_length=1)


Status = Literal["open", "dicht", "nog-onbekend", "oordeel-nodig", "niet-beoordeeld"]


class WorkedCase(Node):
    """A case made up for tests and examples: facts in, and what must come out.

    That is the status of options and their order; amounts, none where nothing is known; blockers that stand.
    """

    id: Id
    name: Text = Field(alias="naam")
    story: Text = Field(alias="verhaal")
    as_of: date = Field(alias="peildatum")
    facts: dict[str, Answers] = Field(alias="feiten")
    expected: dict[str, Status] = Field(alias="verwacht")
    order: Annotated[Ids, Names("optie")] = Field(default=(), alias="volgorde")
    amounts: dict[str, Decimal | None] = Field(default_factory=dict, alias="bedragen")
    blockers: Annotated[Ids, Names("voorwaarde")] = Field(default=(), alias="blokkades")
    source: Annotated[Ids, Names("bron")] = Field(default=(), alias="bron")
    note: Text | None = Field(default=None, alias="toelichting")

    def __hash__(self) -> int:
        return hash((self.id, tuple(self.facts.items()), tuple(self.expected.items()), self.order))
