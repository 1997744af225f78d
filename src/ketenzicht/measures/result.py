"""What a measure returns: exact figures, still inside the secure folder.

Nothing here may be shown. ``publish.release`` turns these into protected figures, and report, tables, charts
and files accept only those.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from ketenzicht.attrition import Attrition
from ketenzicht.message import Label

Name: TypeAlias = str
"""The name of a true number of cases (:mod:`ketenzicht.measures.names`). A number that stands in several places, in
several measures, has one name: disclosure control then knows that they are one."""


@dataclass(frozen=True)
class Count:
    """A number of reports, cases or spells."""

    n: int
    name: Name | None = None


@dataclass(frozen=True)
class Share:
    """``x`` of ``n``; ``low`` and ``high`` bound the share (0 to 1) with 95 % (Wilson).

    ``part`` and ``whole`` name the two numbers.
    """

    x: int
    n: int
    low: float
    high: float
    part: Name | None = None
    whole: Name | None = None


@dataclass(frozen=True)
class Probability:
    """An estimate between 0 and 1 that is no plain ratio (Aalen-Johansen, Kaplan-Meier), with its interval.

    ``n`` cases started (``whole`` names that number), ``events`` of them had the event by then. ``part`` names the
    number of cases that the probability stands for.
    """

    value: float
    low: float
    high: float
    n: int
    events: int
    part: Name | None = None
    whole: Name | None = None


@dataclass(frozen=True)
class Mean:
    """A mean over ``n`` cases (``whole`` names them), perhaps with its interval; shown with ``digits`` decimals.

    ``largest`` is the most that one case adds to the sum behind it: the evidence that no few cases decide it.
    """

    value: float
    n: int
    digits: int = 1
    low: float | None = None
    high: float | None = None
    whole: Name | None = None
    largest: float | None = None


@dataclass(frozen=True)
class MeanNumber:
    """A mean number of events per case, an estimate with its interval, over ``n`` cases with ``events`` events.

    ``part`` names the number of events that it stands for, ``whole`` that of the cases.
    """

    value: float
    low: float
    high: float
    n: int
    events: int
    part: Name | None = None
    whole: Name | None = None


@dataclass(frozen=True)
class Level:
    """A number of cases that is itself a mean (a mean caseload), or the difference of two such: may be negative.

    Only one that cannot be negative has a name. ``per_case`` is what one case adds to it, where that is more than 1:
    in a total that was estimated from a part, one case stands for several.
    """

    value: float
    name: Name | None = None
    per_case: float = 1.0


@dataclass(frozen=True)
class Rate:
    """``n`` events in ``days`` days under observation, shown per ``per`` days, perhaps with its interval.

    ``low`` and ``high`` are per ``per`` days as well; ``name`` is that of the number of events. With ``out_of``
    inhabitants ``days`` is their number.
    """

    n: int
    days: int
    per: int = 1
    low: float | None = None
    high: float | None = None
    name: Name | None = None
    out_of: Literal["days", "inhabitants"] = "days"


@dataclass(frozen=True)
class Days:
    """A quantile of a duration in days over ``n`` spells (``whole``); None when the curve does not reach it.

    Of its interval ``high`` is None where the curve does not reach the upper end.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    whole: Name | None = None


@dataclass(frozen=True)
class Ratio:
    """A ratio of rates or chances of two groups, with its interval; None when it cannot be estimated.

    ``n`` (``whole``) and ``events`` are those of the smaller group.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    events: int
    whole: Name | None = None


@dataclass(frozen=True)
class Difference:
    """A difference of two chances or shares (between -1 and 1) or of two mean numbers, with its interval.

    Or a ``part``: of all outcomes those beyond what was expected, at most 1. ``n`` (``whole``) and ``events`` are
    those of the smaller group. ``per_case`` is what one outcome adds to it, where that is more than 1/``n``.
    """

    value: float
    low: float
    high: float
    n: int
    events: int
    of: Literal["chances", "numbers", "part"] = "chances"
    whole: Name | None = None
    per_case: float = 0.0


@dataclass(frozen=True)
class PValue:
    """The chance of a statistic like this one or larger when there is no difference, over ``n`` cases (``whole``)."""

    value: float
    n: int
    whole: Name | None = None


Figure: TypeAlias = (
    Count | Share | Probability | Mean | MeanNumber | Level | Rate | Days | Ratio | Difference | PValue
)


@dataclass(frozen=True)
class Equal:
    """The numbers on the left add up to the same as those on the right: parts and their whole, in and out."""

    left: tuple[Name, ...]
    right: tuple[Name, ...]


@dataclass(frozen=True)
class AtMost:
    """The numbers on the left add up to at most those on the right: nested thresholds, parts that compete."""

    left: tuple[Name, ...]
    right: tuple[Name, ...]


Relation: TypeAlias = Equal | AtMost


@dataclass(frozen=True)
class Row:
    """One line of a table: a label and a figure per column; ``level`` 1 is a part of the last level 0."""

    id: str
    label: Label
    figures: tuple[Figure | None, ...]
    level: int = 0


@dataclass(frozen=True)
class Table:
    """A table of figures. ``total`` names the row that is the sum of the rows of level 0, if there is one."""

    id: str
    title: Label
    columns: tuple[Label, ...]
    rows: tuple[Row, ...]
    total: str | None = None


@dataclass(frozen=True)
class CurvePoint:
    """The state at ``day`` days after the start: estimate, interval, still at risk, events so far."""

    day: int
    value: float
    low: float
    high: float
    at_risk: int
    events: int


@dataclass(frozen=True)
class Curve:
    """A cumulative incidence, or a mean number of events, by time since the start; a point at every event day.

    ``part`` names the number of the ``n`` cases, or of events, that the curve stands for, before the day is added;
    ``whole`` names ``n``.
    """

    id: str
    label: Label
    n: int
    points: tuple[CurvePoint, ...]
    of: Literal["chance", "number"] = "chance"
    part: Name | None = None
    whole: Name | None = None


@dataclass(frozen=True)
class Series:
    """A number per calendar date (the first of each month), e.g. open cases; ``name`` before the date is added."""

    id: str
    label: Label
    dates: tuple[date, ...]
    counts: tuple[int, ...]
    name: Name | None = None


ChartKind = Literal["bars", "stacked", "curves", "series", "waterfall", "none"]


@dataclass(frozen=True)
class Exposure:
    """What the numbers in a column are out of: so many days, and so many inhabitants by a source, where known."""

    days: int
    inhabitants: int | None = None
    source: str = ""


@dataclass(frozen=True)
class CaseProducts:
    """How numbers of a result hang together because cases do: their covariance when cases come by chance.

    Args:
        numbers: column, table and row of each number.
        sums: (numbers x numbers) what a case adds to the one times what it adds to the other, summed over cases.
    """

    numbers: tuple[tuple[int, str, str], ...]
    sums: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class MeasureResult:
    """All that one measure has to say.

    Args:
        measure: id of the measure in the chain.
        kind: its kind (``voorgeschiedenis``, ``klassen`` ...).
        unit: what one case is (``huishouden``, ``persoon`` or the chain's own word).
        definition: index, window, clock, competing events, interval method: label and text, in order.
        tables: the figures; the first table is the one drawn.
        headline: figures for the sentence of the measure, by their name in braces.
        words: plain values for the sentence that are no figures (a horizon, a norm).
        curves, series: what is drawn for incidences and caseloads.
        attrition: what was left out and why.
        warnings: what the reader must know of these data.
        norm: the norm as a share (0 to 1), where there is one, for the chart.
        relations: what a reader can work out between named numbers, besides what the order of a table says.
        exposure: of each column of the tables, where rates are worked out of what may be shown.
        products: for the intervals of what is worked out of the counts of a table; None where nothing is.
    """

    measure: str
    kind: str
    unit: Label
    definition: tuple[tuple[Label, Label], ...]
    tables: tuple[Table, ...]
    headline: dict[str, Figure] = field(default_factory=dict)
    words: dict[str, Label] = field(default_factory=dict)
    curves: tuple[Curve, ...] = ()
    series: tuple[Series, ...] = ()
    attrition: tuple[Attrition, ...] = ()
    warnings: tuple[Label, ...] = ()
    norm: float | None = None
    chart: ChartKind = "bars"
    relations: tuple[Relation, ...] = ()
    exposure: tuple[Exposure, ...] = ()
    products: CaseProducts | None = None
