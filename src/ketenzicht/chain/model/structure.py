"""The structure of a chain: who takes part, what can happen, which stages follow, how they end."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from ketenzicht.chain.model.base import Duration, Id, Ids, Names, Node, Sourced, Text


class Source(Node):
    """A publication, law text or page that facts refer to."""

    id: Id
    title: str = Field(alias="titel")
    publisher: str | None = Field(default=None, alias="uitgever")
    year: int | None = Field(default=None, alias="jaar")
    url: str | None = None
    url_incomplete: bool = Field(default=False, alias="adres_onvolledig")
    checked: date | None = Field(default=None, alias="gecontroleerd")
    note: Text | None = Field(default=None, alias="toelichting")


class Organisation(Sourced):
    """A link of the chain."""

    id: Id
    name: Text = Field(alias="naam")
    kind: str | None = Field(default=None, alias="soort")
    tasks: tuple[Text, ...] = Field(default=(), alias="taken")


class CodeList(Sourced):
    """Codes that a registration uses, with their meaning."""

    id: Id
    name: Text = Field(alias="naam")
    codes: dict[str, Text]
    several: bool = Field(default=False, alias="meerdere")
    unknown: tuple[str, ...] = Field(default=(), alias="onbekend")

    def __hash__(self) -> int:
        return hash((self.id, tuple(self.codes.items()), self.several, self.unknown))


class Attribute(Sourced):
    """A property that an event carries, e.g. who reported."""

    id: Id
    name: Text = Field(alias="naam")
    of: Annotated[Ids, Names("gebeurtenis")] = Field(default=(), alias="van")
    type: Literal["code", "getal", "datum", "tekst", "ja-nee"] = Field(default="tekst", alias="type")
    code_list: Annotated[Id | None, Names("codelijst")] = Field(default=None, alias="codelijst")


EventKind = Literal["instroom", "besluit", "start", "einde", "overdracht", "verlies", "advies", "overig"]
"""``verlies``: the case leaves observation for good (death, leaving the region): a competing event."""


class Event(Sourced):
    """Something that can happen and be registered."""

    id: Id
    name: Text = Field(alias="naam")
    kind: EventKind = Field(default="overig", alias="soort")
    by: Annotated[Id | None, Names("organisatie")] = Field(default=None, alias="bij")
    to: Annotated[Ids, Names("organisatie")] = Field(default=(), alias="naar")
    after: Annotated[Ids, Names("gebeurtenis")] = Field(default=(), alias="na")
    """Events that this one can follow, apart from the stages, which link their own begin and end."""


class Term(Sourced):
    """A time limit on a stage, with the share that should meet it."""

    id: Id
    name: Text | None = Field(default=None, alias="naam")
    limit: Duration = Field(alias="termijn")
    clock: Annotated[Id | None, Names("gebeurtenis")] = Field(default=None, alias="klok")
    """The event whose date starts the clock; the start of the stage when left out."""
    until: Annotated[Id | None, Names("gebeurtenis")] = Field(default=None, alias="tot")
    """The event that must lie within the limit; the end of the stage when left out."""
    norm: float | None = Field(default=None, gt=0, le=1)
    norm_source: Annotated[Ids, Names("bron")] = Field(default=(), alias="norm_bron")
    norm_certainty: Literal["A", "H", "S", "D", "L"] | None = Field(default=None, alias="norm_zekerheid")


Pairing = Literal["samenvoegen", "volgorde", "traject"]
"""How starts and ends of a stage find each other within a case:
``samenvoegen`` a start while the stage runs joins the running spell;
``volgorde`` the k-th start belongs to the k-th end;
``traject`` start and end carry the same spell id (report number, trajectory number)."""


class Stage(Sourced):
    """A period in which a case is with someone: from a start event until one of its end events."""

    id: Id
    name: Text = Field(alias="naam")
    organisation: Annotated[Id | None, Names("organisatie")] = Field(default=None, alias="bij")
    begins_with: Annotated[Ids, Names("gebeurtenis")] = Field(alias="begint_met")
    ends_with: Annotated[Ids, Names("gebeurtenis")] = Field(alias="eindigt_met")
    pairing: Pairing = Field(default="samenvoegen", alias="koppeling")
    gap: int = Field(default=0, ge=0, alias="onderbreking")
    """Days: two spells at most this far apart are one."""
    overlap: Literal["houden", "samenvoegen"] = Field(default="houden", alias="overlap")
    """Whether spells of one case that run at the same time stay apart (two kinds of help) or are one."""
    continuation: int = Field(default=90, ge=0, alias="voortzetting_binnen")
    """Days: what ended in a continuation goes on in the next spell that starts within these."""
    minimum: int = Field(default=0, ge=0, alias="minimum")
    """Days: a closed spell shorter than this is not counted (and is counted as left out)."""
    part_of: Annotated[Id | None, Names("fase")] = Field(default=None, alias="deel_van")
    terms: tuple[Term, ...] = Field(default=(), alias="termijnen")
    optional: bool = Field(default=False, alias="niet_altijd")


DropOut = Literal["hoofd", "breed", "geen"]
EndEffect = Literal["einde", "concurrerend", "voortzetting"]


class EndReason(Sourced):
    """Why a spell ended. ``hoofd`` counts as drop-out, ``breed`` only in the broad definition;
    a ``voortzetting`` (temporary stop, change, switch) is no end at all."""

    id: Id
    code: str | None = None
    name: Text = Field(alias="naam")
    dropout: DropOut = Field(default="geen", alias="uitval")
    effect: EndEffect = Field(default="einde")


class RunningIn(Node):
    """True when the stage runs for the case at the moment of the report."""

    running: Annotated[Id, Names("fase")] = Field(alias="loopt")


class EndedBefore(Node):
    """True when the stage ran and ended before the report; ``bekenden``: for how many of its persons."""

    ended: Annotated[Id, Names("fase")] = Field(alias="beeindigd")
    known: Literal["een", "meerdere"] | None = Field(default=None, alias="bekenden")


class UnknownCase(Node):
    """True when the report cannot be linked to a household or person."""

    unlinked: Literal[True] = Field(alias="niet_te_koppelen")


class Otherwise(Node):
    """Always true: the last class."""

    otherwise: Literal[True] = Field(alias="anders")


ClassCondition = Annotated[
    RunningIn | EndedBefore | UnknownCase | Otherwise, Field(union_mode="left_to_right")
]


class ReportClass(Sourced):
    """A class of reports. Classes are tried in the order of the file; the first that fits wins."""

    id: Id
    name: Text = Field(alias="naam")
    code: str | None = None
    group: Annotated[Id | None, Names("klasse-groep")] = Field(default=None, alias="groep")
    when: ClassCondition = Field(alias="als")


class ClassGroup(Node):
    """Classes that are also reported together."""

    id: Id
    name: Text = Field(alias="naam")
    code: str | None = None


class ReferenceValue(Node):
    """A published figure of others. Compared only when unit, window and kind of source are the same."""

    id: Id
    indicator: Text
    definition_code: str = Field(alias="definitie")
    unit: Literal["percent", "count", "rate"] = Field(alias="eenheid")
    numerator: str | None = Field(default=None, alias="teller")
    denominator: str | None = Field(default=None, alias="noemer")
    window: str | None = Field(default=None, alias="venster")
    region: str = Field(alias="regio")
    period: str = Field(alias="periode")
    value: float | None = Field(default=None, alias="waarde")
    low: float | None = Field(default=None, alias="laag")
    high: float | None = Field(default=None, alias="hoog")
    status: Literal["final", "provisional", "derived"] = "final"
    source: Annotated[Ids, Names("bron")] = Field(alias="bron")
    certainty: Literal["A", "H", "S", "D"] = Field(alias="zekerheid")
