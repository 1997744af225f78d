"""What a page of the report knows: plain texts, in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.publish.charts import Chart

Pair = tuple[str, str]
"""A label and its text."""


@dataclass(frozen=True)
class SourceMark:
    """A reference to a source of the list: its id, its short name."""

    id: str
    name: str


@dataclass(frozen=True)
class TermView:
    """A time limit of a stage."""

    name: str
    limit: str
    norm: str | None
    check: bool
    sources: tuple[SourceMark, ...]
    note: str | None


@dataclass(frozen=True)
class StageView:
    """A stage of the chain as a step."""

    name: str
    by: str | None
    begins: str
    ends: str
    optional: bool
    note: str | None
    check: bool
    sources: tuple[SourceMark, ...]
    terms: tuple[TermView, ...]


@dataclass(frozen=True)
class StepView:
    """A step of the attrition, in words."""

    step: str
    unit: str
    before: str
    after: str
    left_out: str
    reason: str


@dataclass(frozen=True)
class FindingView:
    """A finding of the checks."""

    severity: str
    what: str
    fix: str
    where: str
    count: str
    total: str


@dataclass(frozen=True)
class QualityView:
    """The quality of the registrations."""

    files: tuple[tuple[str, str, str], ...]
    groups: tuple[tuple[str, str, tuple[FindingView, ...]], ...]


@dataclass(frozen=True)
class CellView:
    """A cell of a table: its text, whether it is a hidden figure, whether it is an interval."""

    text: str
    hidden: bool = False
    interval: bool = False


@dataclass(frozen=True)
class RowView:
    """A row of a table of figures."""

    label: str
    level: int
    total: bool
    cells: tuple[CellView, ...]


@dataclass(frozen=True)
class TableView:
    """A table of figures."""

    title: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]
    has_hidden: bool


@dataclass(frozen=True)
class ReferenceView:
    """A published figure of others."""

    indicator: str
    value: str
    region: str
    period: str
    mark: str | None
    check: bool
    sources: tuple[SourceMark, ...]


@dataclass(frozen=True)
class SeriesView:
    """A published series: its chart where there is one, where it breaks, and what to know of it."""

    name: str
    chart: Chart | None
    breaks: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class ResultView:
    """One result of a survey or of files that were read."""

    anchor: str
    name: str
    sentence: str
    chart: Chart | None
    tables: tuple[TableView, ...]
    warnings: tuple[str, ...]
    definition: tuple[Pair, ...]
    attrition: tuple[StepView, ...]


@dataclass(frozen=True)
class MeasureView:
    """One measure, whole."""

    anchor: str
    question: str | None
    main: bool
    name: str
    sentence: str
    key: str | None
    explanation: str | None
    chart: Chart | None
    main_table: TableView | None
    tables: tuple[TableView, ...]
    references: tuple[ReferenceView, ...]
    published: tuple[SeriesView, ...]
    not_comparable: str | None
    caveats: tuple[str, ...]
    warnings: tuple[str, ...]
    definition: tuple[Pair, ...]
    attrition: tuple[StepView, ...]
    sources: tuple[SourceMark, ...]
    check: bool
    context: str


@dataclass(frozen=True)
class EvidenceView:
    """What a source says about a factor, with published figures."""

    says: str
    references: tuple[ReferenceView, ...]
    check: bool
    sources: tuple[SourceMark, ...]


@dataclass(frozen=True)
class FactorFigureView:
    """A figure that shows something of a factor: where it comes from, the figure in words, how to read it."""

    anchor: str | None
    measure: str
    figure: str
    interval: str
    hidden: bool
    reading: str


@dataclass(frozen=True)
class FactorView:
    """A factor: how it would work, on what evidence, what these data show and what they cannot show."""

    name: str
    levels: str
    mechanism: str
    direction: str
    evidence: tuple[EvidenceView, ...]
    status: str
    figures: tuple[FactorFigureView, ...]
    not_registered: str | None
    needed: str | None


@dataclass(frozen=True)
class GapView:
    """Something that is not known."""

    what: str
    consequence: str
    closes_with: str | None


@dataclass(frozen=True)
class SourceView:
    """A source of the list."""

    id: str
    title: str
    about: str
    url: str | None
    note: str | None


@dataclass(frozen=True)
class ReportPage:
    """The whole report."""

    language: str
    title: str
    chain: str
    chain_summary: str
    synthetic: bool
    draft: bool
    facts: tuple[Pair, ...]
    measures: tuple[MeasureView, ...]
    factors: tuple[tuple[str, tuple[FactorView, ...]], ...]
    stages: tuple[StageView, ...]
    attrition: tuple[StepView, ...]
    quality: QualityView | None
    terms: tuple[Pair, ...]
    method: tuple[Pair, ...]
    certainties: tuple[Pair, ...]
    sources: tuple[SourceView, ...]
    gaps: tuple[GapView, ...]
    accountability: tuple[Pair, ...]
    fingerprints: tuple[Pair, ...]
