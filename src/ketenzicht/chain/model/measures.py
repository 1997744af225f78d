"""Declared measures: what is counted, from which moment, until when, against what.

The kinds are those of ``measures``; each node here holds only what a chain may choose.
A sentence template names its figures in braces, e.g. ``Bij {aandeel} van de meldingen ...``;
which names a kind fills is in ``docs/reference/measures.md``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ketenzicht.chain.model.base import Duration, Id, Ids, Names, Node, Sourced, Text, TextNode


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


class CaseloadMeasure(MeasureBase):
    """What a caseload consists of, and why it differs from the period before: the caseload tree (Q8)."""

    kind: Literal["caseload"] = Field(alias="soort")
    event: Annotated[Id, Names("gebeurtenis")] = Field(alias="gebeurtenis")
    """The report."""
    stage: Annotated[Id, Names("fase")] = Field(alias="fase")
    """A case is open while this stage runs."""
    stages: Annotated[Ids, Names("fase")] = Field(default=(), alias="fasen")
    """By which the open days are split; of several that run the first counts. The parts of the stage when empty."""
    help: Annotated[Id | None, Names("fase")] = Field(default=None, alias="hulp")
    """The stage that is help: by how it went between two reports, repeats are split."""
    lookback: Duration | None = Field(default=None, alias="terugkijk")
    """A report is a first one when there was none in this time before it; all that the data hold when None."""


class Category(Node):
    """One group of a split: certain codes, or a range of numbers, inclusive on both sides."""

    id: Id
    name: Text = Field(alias="naam")
    values: tuple[str, ...] = Field(default=(), alias="is")
    at_least: float | None = Field(default=None, alias="minstens")
    at_most: float | None = Field(default=None, alias="hoogstens")


class Split(Node):
    """Cases in groups by what was known of them when the clock started; the first group is the one compared with.

    Known is the attribute on the event that starts the clock, else on the last earlier event of the case that
    carries it; or the number of earlier events of one kind. Who fits no group is in the group *unknown*.
    """

    id: Id
    name: Text = Field(alias="naam")
    attribute: Annotated[Id | None, Names("kenmerk")] = Field(default=None, alias="kenmerk")
    earlier: Annotated[Id | None, Names("gebeurtenis")] = Field(default=None, alias="eerdere")
    categories: tuple[Category, ...] = Field(alias="groepen", min_length=2)


class RepeatsMeasure(MeasureBase):
    """How often an event comes back: mean number per case over time, robust for repeats within a case."""

    kind: Literal["herhaling"] = Field(alias="soort")
    start: StartPoint = Field(alias="vanaf")
    events: Annotated[Ids, Names("gebeurtenis")] = Field(alias="gebeurtenissen")
    """What comes back."""
    causes: tuple[Outcome, ...] = Field(default=(), alias="waarvan")
    """Parts of it, each with a mean of its own (e.g. violence and concerns); the first that fits counts."""
    clock: Literal["begin", "kalender"] = Field(default="begin", alias="klok")
    """``begin``: time since the start; ``kalender``: time since the first day of the period."""
    horizons: tuple[Duration, ...] = Field(alias="horizonnen", min_length=1)
    at_least: tuple[Annotated[int, Field(ge=1)], ...] = Field(default=(1, 2, 3), alias="minstens")
    """The chance of at least so many is given."""
    split: Split | None = Field(default=None, alias="groepen")
    """Groups to compare, with a test."""


class State(Node):
    """What a case is in at a moment: a stage that runs, one that is over, perhaps for certain reasons, or neither.

    A stage is over when it ran and does not run; the reason is that of the end that came last.
    """

    id: Id
    name: Text = Field(alias="naam")
    running: Annotated[Id | None, Names("fase")] = Field(default=None, alias="loopt")
    ended: Annotated[Id | None, Names("fase")] = Field(default=None, alias="beeindigd")
    end_reasons: Annotated[Ids, Names("einde-reden")] = Field(default=(), alias="einde_redenen")
    """Empty: whatever the reason."""
    otherwise: bool = Field(default=False, alias="anders")
    """Whenever no other state holds, wherever it stands in the list."""


class SoFar(Node):
    """Cases in groups by what happened to them so far, since the clock started; a case moves from group to group.

    The number of events, or of different values of an attribute on those events; or the number of days that a stage
    lasted which began since then, of several the longest, counted while it runs. Who fits no group is in the group
    *unknown*. With the first group the others are compared.
    """

    id: Id
    name: Text = Field(alias="naam")
    event: Annotated[Id | None, Names("gebeurtenis")] = Field(default=None, alias="gebeurtenis")
    different: Annotated[Id | None, Names("kenmerk")] = Field(default=None, alias="verschillende")
    """Only different values of this attribute of the event count."""
    stage: Annotated[Id | None, Names("fase")] = Field(default=None, alias="fase")
    categories: tuple[Category, ...] = Field(alias="groepen", min_length=2)


class HazardMeasure(MeasureBase):
    """How fast an event comes, by what was known at the start and by the state of the case at each moment."""

    kind: Literal["hazard"] = Field(alias="soort")
    start: StartPoint = Field(alias="vanaf")
    outcome: Outcome = Field(alias="uitkomst")
    competing: tuple[Outcome, ...] = Field(default=(), alias="concurrerend")
    every: bool = Field(default=False, alias="elke_keer")
    """Every time that the outcome happens, or the first time of each case."""
    bands: tuple[Duration, ...] = Field(default=(), alias="banden")
    """Ends of the bands in which the hazard is constant; chosen from the data when left out."""
    splits: tuple[Split, ...] = Field(default=(), alias="kenmerken")
    states: tuple[State, ...] = Field(default=(), alias="toestanden")
    """The first that fits holds; the first listed is the one compared with."""
    so_far: tuple[SoFar, ...] = Field(default=(), alias="onderweg")
    """Groups by what happened since the start; each day counts for the group of the evening before."""
    horizon: Duration
    """At which adjusted chances are given."""


class RoutesMeasure(MeasureBase):
    """Where cases go, to how many places, and what comes after, from a landmark on (Q9)."""

    kind: Literal["routes"] = Field(alias="soort")
    start: StartPoint = Field(alias="vanaf")
    transfer: Annotated[Id, Names("gebeurtenis")] = Field(alias="overdracht")
    destination: Annotated[Id, Names("kenmerk")] = Field(alias="bestemming")
    landmark: Duration = Field(alias="meetmoment")
    """Routes are read at this time after the start; only what comes later counts as outcome."""
    outcome: Outcome = Field(alias="uitkomst")
    competing: tuple[Outcome, ...] = Field(default=(), alias="concurrerend")
    horizon: Duration
    """After the landmark."""
    splits: tuple[Split, ...] = Field(default=(), alias="kenmerken")
    """What the comparison is adjusted for."""


class ResponsibilityMeasure(MeasureBase):
    """Is one organisation responsible, does each person have help of their own, and what comes after (Q10)."""

    kind: Literal["regie"] = Field(alias="soort")
    start: StartPoint = Field(alias="vanaf")
    stages: Annotated[Ids, Names("fase")] = Field(alias="fasen", min_length=1)
    """The stages that make an organisation responsible while they run."""
    transfer: Annotated[Id | None, Names("gebeurtenis")] = Field(default=None, alias="overdracht")
    """Ends the responsibility of who transfers; a stage that begins with it is with the receiver."""
    destination: Annotated[Id | None, Names("kenmerk")] = Field(default=None, alias="bestemming")
    """Names the organisation on the event that begins a stage; else the event or the stage says whose it is."""
    help: Annotated[Id, Names("fase")] = Field(alias="hulp")
    """The stage that is help."""
    landmark: Duration = Field(alias="meetmoment")
    outcomes: tuple[Outcome, ...] = Field(alias="uitkomsten", min_length=1)
    """Each apart; end reasons are those of help that runs at the landmark."""
    competing: tuple[Outcome, ...] = Field(default=(), alias="concurrerend")
    horizon: Duration
    """After the landmark."""
    splits: tuple[Split, ...] = Field(default=(), alias="kenmerken")
    """What the comparison is adjusted for."""


class Scale(Node):
    """The levels of a score; higher is better unless ``omgekeerd``."""

    lowest: int = Field(alias="laagste")
    highest: int = Field(alias="hoogste")
    reversed: bool = Field(default=False, alias="omgekeerd")


class ScoreMeasure(MeasureBase):
    """Change on a scale between the first and the last measurement of a case (Zelfredzaamheid-Matrix)."""

    kind: Literal["score"] = Field(alias="soort")
    event: Annotated[Id, Names("gebeurtenis")] = Field(alias="gebeurtenis")
    """The measurement."""
    domains: Annotated[Ids, Names("kenmerk")] = Field(alias="domeinen", min_length=1)
    """One attribute of the measurement per domain."""
    scale: Scale = Field(alias="schaal")
    apart: Duration = Field(alias="minstens_uit_elkaar")
    """Two measurements closer together than this are no two measurements."""


YearKind = Literal["kalenderjaar", "schooljaar"]
"""``schooljaar``: from 1 August up to and including 31 July."""


class SharePart(Node):
    """One part of a share: events, perhaps with a code of an attribute, or reasons for which a stage ended."""

    id: Id
    name: Text = Field(alias="naam")
    events: Annotated[Ids, Names("gebeurtenis")] = Field(default=(), alias="gebeurtenissen")
    """All events of the measure when empty."""
    where: Filter | None = Field(default=None, alias="waar")
    end_reasons: Annotated[Ids, Names("einde-reden")] = Field(default=(), alias="einde_redenen")


class ShareMeasure(MeasureBase):
    """Share of events, or of ended spells, by a code: in the period, by year and by group; unknown codes apart."""

    kind: Literal["aandeel"] = Field(alias="soort")
    events: Annotated[Ids, Names("gebeurtenis")] = Field(default=(), alias="gebeurtenissen")
    """What is counted ..."""
    stage: Annotated[Id | None, Names("fase")] = Field(default=None, alias="fase")
    """... or ended spells of this stage, by end reason."""
    choice: Literal["elke", "eerste"] = Field(default="elke", alias="keuze")
    """Every one, or the first of each case in the period."""
    parts: tuple[SharePart, ...] = Field(alias="onderdelen", min_length=1)
    """In order: the first that fits counts."""
    year: YearKind = Field(default="kalenderjaar", alias="jaar")
    split: Split | None = Field(default=None, alias="groepen")


class RateMeasure(MeasureBase):
    """Cases or events by inhabitants, for each whole year of the period; the inhabitants come from outside."""

    kind: Literal["per-inwoner"] = Field(alias="soort")
    events: Annotated[Ids, Names("gebeurtenis")] = Field(default=(), alias="gebeurtenissen")
    """What is counted ..."""
    where: Filter | None = Field(default=None, alias="waar")
    stage: Annotated[Id | None, Names("fase")] = Field(default=None, alias="fase")
    """... or spells of this stage that run in the year."""
    longer_than: Duration | None = Field(default=None, alias="langer_dan")
    """Only spells that have lasted longer than this on some day of the year."""
    every: bool = Field(default=False, alias="elke_keer")
    """Every event, or every spell that began in the year; else each case counts once a year."""
    group: Id | None = Field(default=None, alias="inwoners")
    """Of which inhabitants: the name of their group in the file; all of them when None."""
    group_name: Text = Field(default=TextNode(nl="inwoners", en="inhabitants"), alias="inwoners_naam")
    per: int = Field(default=1000, ge=1)
    year: YearKind = Field(default="kalenderjaar", alias="jaar")
    place: Annotated[Id | None, Names("kenmerk")] = Field(default=None, alias="plaats")
    """The attribute that names the place of a case, for rates by place."""


Measure = Annotated[
    HistoryMeasure
    | ClassesMeasure
    | IncidenceMeasure
    | OutcomesMeasure
    | InTimeMeasure
    | PickUpMeasure
    | StockMeasure
    | CaseloadMeasure
    | ScoreMeasure
    | RepeatsMeasure
    | HazardMeasure
    | RoutesMeasure
    | ResponsibilityMeasure
    | ShareMeasure
    | RateMeasure,
    Field(discriminator="kind"),
]
