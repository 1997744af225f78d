"""Declared measures: what is counted, from which moment, until when, against what.

The kinds are those of ``measures``; each node here holds only what a chain may choose.
A sentence template names its figures in braces, e.g. ``Bij {aandeel} van de meldingen ...``;
which names a kind fills is in ``docs/reference/measures.md``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ketenzicht.chain.model.base import Duration, Id, Ids, Names, Node, Sourced, Text


class Filter(Node):
    """Only events whose attribute has one of these values."""

    attribute: Annotated[Id, Names("kenmerk")] = Field(alias="kenmerk")
    values: tuple[str, ...] = Field(alias="is")


class MeasureBase(Sourced):
    """What all measures declare."""

    id: Id
    name: Text = Field(alias="naam")
    question: str | None = Field(default=None, alias="vraag")
    main: bool = Field(default=False, alias="hoofdmaat")
    """Its sentence is one of the few that are shown first."""
    sentence: Text = Field(alias="zin")
    explanation: Text | None = Field(default=None, alias="uitleg")
    caveats: tuple[Text, ...] = Field(default=(), alias="let_op")
    definition_code: str | None = Field(default=None, alias="definitie")
    reference: Annotated[Ids, Names("referentiewaarde")] = Field(default=(), alias="referentie")
    not_comparable: Text | None = Field(default=None, alias="niet_vergelijkbaar")
    """Why the reference values stand beside the result but do not compare; none means that they do."""


class Threshold(Node):
    """A number of earlier events, inclusive on both sides."""

    id: Id
    name: Text = Field(alias="naam")
    at_least: int = Field(alias="minstens", ge=0)
    at_most: int | None = Field(default=None, alias="hoogstens", ge=0)


class HistoryMeasure(MeasureBase):
    """Share of index events with earlier events in a look-back (Q1)."""

    kind: Literal["voorgeschiedenis"] = Field(alias="soort")
    event: Annotated[Id, Names("gebeurtenis")] = Field(alias="gebeurtenis")
    lookback: Duration | None = Field(default=None, alias="terugkijk")
    """None: the whole history that the data hold."""
    full_lookback: Duration | None = Field(default=None, alias="volledig_vanaf")
    """Index dates with less data than this before them are left out; the look-back itself when left out."""
    index: Literal["elke", "eerste"] = Field(default="elke", alias="index")
    """``elke``: every event in the period; ``eerste``: the first of each case in the period."""
    thresholds: tuple[Threshold, ...] = Field(alias="drempels")


class ClassesMeasure(MeasureBase):
    """Every report in exactly one class (Q2)."""

    kind: Literal["klassen"] = Field(alias="soort")
    event: Annotated[Id, Names("gebeurtenis")] = Field(alias="gebeurtenis")


class StartPoint(Node):
    """Where the clock starts: an event, or the start or end of a stage."""

    event: Annotated[Id | None, Names("gebeurtenis")] = Field(default=None, alias="gebeurtenis")
    stage: Annotated[Id | None, Names("fase")] = Field(default=None, alias="fase")
    moment: Literal["begin", "einde"] = Field(default="begin")
    choice: Literal["elke", "eerste"] = Field(default="eerste", alias="keuze")


class Outcome(Node):
    """One cause in an incidence: an event (filtered), or end reasons of the stage that started the clock."""

    id: Id
    name: Text = Field(alias="naam")
    events: Annotated[Ids, Names("gebeurtenis")] = Field(default=(), alias="gebeurtenissen")
    where: Filter | None = Field(default=None, alias="waar")
    end_reasons: Annotated[Ids, Names("einde-reden")] = Field(default=(), alias="einde_redenen")


class IncidenceMeasure(MeasureBase):
    """Cumulative incidence with competing events: Aalen-Johansen, Kaplan-Meier without them (Q3, Q5)."""

    kind: Literal["incidentie"] = Field(alias="soort")
    start: StartPoint = Field(alias="vanaf")
    outcomes: tuple[Outcome, ...] = Field(alias="uitkomsten")
    competing: tuple[Outcome, ...] = Field(default=(), alias="concurrerend")
    horizons: tuple[Duration, ...] = Field(alias="horizonnen")


class OutcomesMeasure(MeasureBase):
    """Share of cases by their gravest outcome within a fixed horizon; only cases followed that long (Q4)."""

    kind: Literal["uitkomsten"] = Field(alias="soort")
    start: StartPoint = Field(alias="vanaf")
    outcomes: tuple[Outcome, ...] = Field(alias="uitkomsten")
    """In order: a case with several outcomes counts under the first that it has."""
    horizon: Duration
    later: Duration | None = Field(default=None, alias="daarna_tot")
    """Cases first reached between the horizon and this are reported apart."""


class InTimeMeasure(MeasureBase):
    """Share of spells decided within the limit of a term of their stage (Q6)."""

    kind: Literal["op-tijd"] = Field(alias="soort")
    stage: Annotated[Id, Names("fase")] = Field(alias="fase")
    term: Annotated[Id, Names("termijn", within="stage")] = Field(alias="termijn")


class PickUpMeasure(MeasureBase):
    """Share of transfers without a start within a number of days (Q5, second part)."""

    kind: Literal["oppakken"] = Field(alias="soort")
    stage: Annotated[Id, Names("fase")] = Field(alias="fase")
    limits: tuple[Duration, ...] = Field(alias="grenzen")
    picked_up_by: Annotated[Ids, Names("gebeurtenis")] = Field(alias="opgepakt_met")
    """The end events of the stage that mean that someone started; any other end competes."""


class StockMeasure(MeasureBase):
    """Caseload: number of open spells of a stage over time, its age, and Little's identity (Q6, Q7)."""

    kind: Literal["voorraad"] = Field(alias="soort")
    stage: Annotated[Id, Names("fase")] = Field(alias="fase")
    norm: Duration | None = None
    """Open longer than this is reported."""


Measure = Annotated[
    HistoryMeasure
    | ClassesMeasure
    | IncidenceMeasure
    | OutcomesMeasure
    | InTimeMeasure
    | PickUpMeasure
    | StockMeasure,
    Field(discriminator="kind"),
]
