"""What a survey is: questions and tables in sections, their definitions and norms, rules, deadline, who is asked.

A survey is a folder with ``uitvraag.yaml`` (:mod:`ketenzicht.survey.load`). As a chain it is data: frozen, no unknown
keys, Dutch keys in the file. Ids of questions and tables are one namespace: answers are one mapping by id.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ketenzicht.chain.model.base import Duration, Id, Ids, Node, Sourced, Text
from ketenzicht.chain.model.chain import Gap
from ketenzicht.chain.model.structure import Source
from ketenzicht.survey.expressions import ColumnFilter, Expression, When


class Definition(Sourced):
    """What a word means, shown where it is needed; ``code`` is the definition code of the chain."""

    id: Id
    name: Text = Field(alias="naam")
    text: Text = Field(alias="tekst")
    code: str | None = Field(default=None, alias="code")


class Norm(Sourced):
    """What should be met, shown beside the question: a share from 0 to 1, and within how long."""

    id: Id
    name: Text = Field(alias="naam")
    share: float = Field(alias="deel", ge=0, le=1)
    within: Duration | None = Field(default=None, alias="binnen")


class QuestionBase(Sourced):
    """What all questions and columns declare."""

    id: Id
    name: Text = Field(alias="naam")
    """A few words: the heading of a column, the name in an overview."""
    question: Text | None = Field(default=None, alias="vraag")
    """The full question; the name when left out."""
    explanation: Text | None = Field(default=None, alias="uitleg")
    definitions: Ids = Field(default=(), alias="begrippen")
    norm: Id | None = Field(default=None, alias="norm")
    required: bool = Field(default=False, alias="verplicht")
    when: When | None = Field(default=None, alias="als")


class NumberQuestion(QuestionBase):
    """A number: whole, unless it may have decimals. A count carries a definition code of the chain."""

    kind: Literal["getal"] = Field(alias="soort")
    minimum: Decimal | None = Field(default=Decimal(0), alias="minstens")
    maximum: Decimal | None = Field(default=None, alias="hoogstens")
    decimals: int = Field(default=0, alias="decimalen", ge=0, le=6)
    unit: Text | None = Field(default=None, alias="eenheid")
    definition_code: str | None = Field(default=None, alias="definitie")


class DateQuestion(QuestionBase):
    """A day."""

    kind: Literal["datum"] = Field(alias="soort")
    earliest: date | None = Field(default=None, alias="vanaf")
    latest: date | None = Field(default=None, alias="tot")


class YesNoQuestion(QuestionBase):
    """``ja`` or ``nee``."""

    kind: Literal["ja-nee"] = Field(alias="soort")


class Choice(Node):
    """One of the answers that a question offers; its id is what is stored."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$")]
    name: Text = Field(alias="naam")
    explanation: Text | None = Field(default=None, alias="uitleg")


class ChoiceQuestion(QuestionBase):
    """One of the answers."""

    kind: Literal["keuze"] = Field(alias="soort")
    choices: tuple[Choice, ...] = Field(alias="keuzes", min_length=2)


class ChoicesQuestion(QuestionBase):
    """Any number of the answers."""

    kind: Literal["keuzes"] = Field(alias="soort")
    choices: tuple[Choice, ...] = Field(alias="keuzes", min_length=2)


class TextQuestion(QuestionBase):
    """Text; ``long`` is more than one line."""

    kind: Literal["tekst"] = Field(alias="soort")
    long: bool = Field(default=False, alias="lang")
    longest: int = Field(default=2000, alias="hoogstens_tekens", ge=1)


Question: TypeAlias = Annotated[
    NumberQuestion | DateQuestion | YesNoQuestion | ChoiceQuestion | ChoicesQuestion | TextQuestion,
    Field(discriminator="kind"),
]
"""A question, or a column of a table: both ask for one value."""


class Rule(Sourced):
    """What answers must satisfy: ``left`` compared with ``right``, give or take a margin.

    ``fout`` must be mended; ``toelichting`` may stay when the organisation explains it. The margin is the larger of
    ``margin`` and ``margin_share`` of the right side. The sentence may name ``{links}``, ``{rechts}`` and
    ``{verschil}``. A rule says nothing as long as a number that it needs is missing.
    """

    id: Id
    level: Literal["fout", "toelichting"] = Field(alias="niveau")
    left: Expression = Field(alias="links")
    compare: Literal["gelijk", "hoogstens", "minstens"] = Field(alias="vergelijk")
    right: Expression = Field(alias="rechts")
    margin: Decimal = Field(default=Decimal(0), alias="marge", ge=0)
    margin_share: Decimal = Field(default=Decimal(0), alias="marge_deel", ge=0)
    when: When | None = Field(default=None, alias="als")
    sentence: Text = Field(alias="melding")


class TableTemplate(Sourced):
    """A table that an organisation fills with rows, one column a question; ``key`` is unique in each row."""

    id: Id
    name: Text = Field(alias="naam")
    introduction: Text | None = Field(default=None, alias="inleiding")
    columns: tuple[Question, ...] = Field(alias="kolommen", min_length=1)
    key: Id | None = Field(default=None, alias="sleutel")
    """The column that tells rows apart: a number of the organisation's own, never a BSN."""
    required: bool = Field(default=False, alias="verplicht")
    rules: tuple[Rule, ...] = Field(default=(), alias="regels")
    """Held against each row; their leaves are ``{kolom: ...}`` and numbers."""
    definition_code: str | None = Field(default=None, alias="definitie")


class Section(Node):
    """Questions and tables that are asked together, on one page."""

    id: Id
    title: Text = Field(alias="titel")
    introduction: Text | None = Field(default=None, alias="inleiding")
    questions: tuple[Question, ...] = Field(default=(), alias="vragen")
    tables: tuple[TableTemplate, ...] = Field(default=(), alias="tabellen")


class Period(Node):
    """The days that the answers are about."""

    name: Text = Field(alias="naam")
    first: date = Field(alias="van")
    last: date = Field(alias="tot")


class Deadline(Node):
    """When answers can be given (``opens`` to ``closes``, both included), and on which days to remind."""

    opens: date = Field(alias="open")
    closes: date = Field(alias="sluit")
    reminders: tuple[date, ...] = Field(default=(), alias="herinneren")


class Group(Node):
    """A kind of asked organisations, e.g. primary and secondary education: a stratum of the analysis."""

    id: Id
    name: Text = Field(alias="naam")


class KnownTotal(Sourced):
    """A number that is known of every asked organisation beforehand, e.g. pupils: for weighting and for rules."""

    id: Id
    name: Text = Field(alias="naam")


class Asked(Node):
    """Who is asked. The organisations themselves stand in a CSV file in the folder."""

    unit: Text = Field(alias="eenheid")
    """What one organisation is called."""
    file: str = Field(default="organisaties.csv", alias="bestand")
    groups: tuple[Group, ...] = Field(default=(), alias="groepen")
    totals: tuple[KnownTotal, ...] = Field(default=(), alias="totalen")


class AskedOrganisation(Node):
    """One asked organisation, from the CSV file: ``code;naam;groep;contact`` and a column per known total."""

    code: str
    name: str
    group: str | None = None
    contact: str | None = None
    """An address to write to; for reminders."""
    totals: dict[str, Decimal] = Field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.code)


class CountedBy(Node):
    """Which question says by which definition an organisation counts, and which answers are the one asked for."""

    question: Id = Field(alias="vraag")
    asked: tuple[str, ...] = Field(alias="gevraagd", min_length=1)


class RowsOfOffer(Node):
    """Where a table of case rows holds the begin, the offer and the end of each case."""

    table: Id = Field(alias="tabel")
    begin: Id = Field(alias="begin")
    offer: Id = Field(alias="aanbod")
    end: Id = Field(alias="einde")
    reason: Id | None = Field(default=None, alias="reden")


class TotalsOfOffer(Node):
    """Which questions hold the number with an offer in time, and of how many."""

    part: Id = Field(alias="deel")
    whole: Id = Field(alias="geheel")


class OfferAnalysis(Sourced):
    """The share with an offer in time: by rows as a cumulative incidence, by totals as a share, never added up."""

    within: Duration = Field(alias="binnen")
    measure: Id | None = Field(default=None, alias="maat")
    rows: RowsOfOffer | None = Field(default=None, alias="rijen")
    totals: TotalsOfOffer | None = Field(default=None, alias="totalen")
    norm: Id | None = Field(default=None, alias="norm")


class WeightedTotal(Node):
    """A question whose national total is estimated from those who answered, by a known total of everybody."""

    question: Id = Field(alias="vraag")
    by: Id = Field(alias="met")


class Reconciled(Node):
    """A total that must be the number of rows, where an organisation gives both."""

    question: Id = Field(alias="vraag")
    table: Id = Field(alias="tabel")
    where: tuple[ColumnFilter, ...] = Field(default=(), alias="waar")


class Analysis(Node):
    """What is done with the answers."""

    counted_by: CountedBy | None = Field(default=None, alias="telt_volgens")
    offer: OfferAnalysis | None = Field(default=None, alias="aanbod")
    weighted: tuple[WeightedTotal, ...] = Field(default=(), alias="ophogen")
    reconciled: tuple[Reconciled, ...] = Field(default=(), alias="aansluiten")


class StudyEvent(Node):
    """An event of the chain that a row holds: on the day in a column, where the row passes the filters."""

    event: Id = Field(alias="gebeurtenis")
    column: Id = Field(alias="kolom")
    where: tuple[ColumnFilter, ...] = Field(default=(), alias="waar")
    reason: Id | None = Field(default=None, alias="reden")
    """A column whose codes are end reasons of the chain."""


class StudyExport(Node):
    """How the rows of a table become the registration of a study."""

    table: Id = Field(alias="tabel")
    number: Id = Field(alias="nummer")
    events: tuple[StudyEvent, ...] = Field(alias="gebeurtenissen", min_length=1)
    measures: Ids = Field(default=(), alias="maten")
    """Those measures of the chain that the rows suffice for; all of them when left out."""


class Survey(Sourced):
    """Everything that a survey asks, and what is done with the answers."""

    id: Id
    version: str = Field(alias="versie")
    """It stands in templates and answers, so that those of another year are known as such."""
    title: Text = Field(alias="titel")
    introduction: Text | None = Field(default=None, alias="inleiding")
    chain: str = Field(alias="keten")
    period: Period = Field(alias="periode")
    deadline: Deadline = Field(alias="termijn")
    asked: Asked = Field(alias="gevraagd")
    definitions: tuple[Definition, ...] = Field(default=(), alias="begrippen")
    norms: tuple[Norm, ...] = Field(default=(), alias="normen")
    sections: tuple[Section, ...] = Field(alias="onderdelen", min_length=1)
    rules: tuple[Rule, ...] = Field(default=(), alias="regels")
    analysis: Analysis = Field(default_factory=Analysis, alias="analyse")
    study: StudyExport | None = Field(default=None, alias="studie")
    sources: tuple[Source, ...] = Field(default=(), alias="bronnen")
    gaps: tuple[Gap, ...] = Field(default=(), alias="hiaten")
