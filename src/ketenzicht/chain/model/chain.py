"""A chain, whole."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ketenzicht.chain.model.amounts import Norm, Rule
from ketenzicht.chain.model.base import Id, Sourced, Text
from ketenzicht.chain.model.definitions import Codes, Definition, SeriesBreak
from ketenzicht.chain.model.factors import Factor
from ketenzicht.chain.model.measures import Measure
from ketenzicht.chain.model.options import (
    Contact,
    Fact,
    Letter,
    NamedCondition,
    Option,
    Topic,
    WorkedCase,
)
from ketenzicht.chain.model.structure import (
    Attribute,
    ClassGroup,
    CodeList,
    EndReason,
    Event,
    Organisation,
    ReferenceValue,
    ReportClass,
    Source,
    Stage,
)


class Gap(Sourced):
    """What we know that we do not know: shown as missing, never filled in."""

    id: Id
    what: Text = Field(alias="wat")
    consequence: Text = Field(alias="gevolg")
    closes_with: Text | None = Field(default=None, alias="sluit_met")
    definitions: Codes = Field(default=(), alias="definities")
    """The definition codes whose published figures it touches; it is told beside those."""


class Chain(Sourced):
    """Everything that a chain description holds; one folder of YAML files makes one of these."""

    id: Id
    version: str = Field(alias="versie")
    title: Text = Field(alias="titel")
    summary: Text = Field(alias="samenvatting")
    unit: Literal["huishouden", "persoon"] = Field(alias="casus")
    unit_name: Text | None = Field(default=None, alias="casus_naam")
    """What one case is called (e.g. leerling, aanvraag); huishouden or persoon when left out."""
    organisations: tuple[Organisation, ...] = Field(alias="organisaties")
    events: tuple[Event, ...] = Field(alias="gebeurtenissen")
    attributes: tuple[Attribute, ...] = Field(default=(), alias="kenmerken")
    stages: tuple[Stage, ...] = Field(default=(), alias="fasen")
    end_reasons: tuple[EndReason, ...] = Field(default=(), alias="einde_redenen")
    report_classes: tuple[ReportClass, ...] = Field(default=(), alias="klassen")
    class_groups: tuple[ClassGroup, ...] = Field(default=(), alias="klasse_groepen")
    code_lists: tuple[CodeList, ...] = Field(default=(), alias="codelijsten")
    definitions: tuple[Definition, ...] = Field(default=(), alias="definities")
    series_breaks: tuple[SeriesBreak, ...] = Field(default=(), alias="reeksbreuken")
    measures: tuple[Measure, ...] = Field(default=(), alias="maten")
    reference_values: tuple[ReferenceValue, ...] = Field(default=(), alias="referentiewaarden")
    factors: tuple[Factor, ...] = Field(default=(), alias="oorzaken")
    sources: tuple[Source, ...] = Field(default=(), alias="bronnen")
    gaps: tuple[Gap, ...] = Field(default=(), alias="hiaten")
    topics: tuple[Topic, ...] = Field(default=(), alias="onderwerpen")
    facts: tuple[Fact, ...] = Field(default=(), alias="feiten")
    conditions: tuple[NamedCondition, ...] = Field(default=(), alias="voorwaarden")
    norms: tuple[Norm, ...] = Field(default=(), alias="normen")
    rules: tuple[Rule, ...] = Field(default=(), alias="regels")
    options: tuple[Option, ...] = Field(default=(), alias="opties")
    contacts: tuple[Contact, ...] = Field(default=(), alias="contacten")
    letters: tuple[Letter, ...] = Field(default=(), alias="brieven")
    worked_cases: tuple[WorkedCase, ...] = Field(default=(), alias="casussen")
