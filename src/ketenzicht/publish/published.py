"""Figures that may be shown. Only :mod:`ketenzicht.publish.release` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from ketenzicht.message import Label

HiddenReason = Literal["klein", "afleidbaar", "geweigerd"]


@dataclass(frozen=True)
class Hidden:
    """A figure that is not shown.

    It rests on too few cases (``klein``), a hidden one would follow from it (``afleidbaar``), or the policy does not
    let it out (``geweigerd``).
    """

    reason: HiddenReason = "klein"


@dataclass(frozen=True)
class NotReached:
    """A quantile that the curve does not reach."""


@dataclass(frozen=True)
class PublishedCount:
    """A rounded count."""

    n: int


@dataclass(frozen=True)
class PublishedShare:
    """A share between 0 and 1 from rounded counts: ``x`` of ``n``, with its interval from the same counts.

    ``estimated`` when it is a probability: then ``x`` is the number of cases that it stands for.
    """

    x: int
    n: int
    low: float
    high: float
    estimated: bool = False

    @property
    def value(self) -> float:
        """``x / n``."""
        return self.x / self.n


NumberStyle = Literal["number", "points", "p"]
"""``points``: a difference of shares, in percentage points; ``p``: a p-value, shown as small when it is."""


@dataclass(frozen=True)
class PublishedNumber:
    """A mean, a ratio, a difference or a number of days over a rounded number of cases, perhaps with its interval."""

    value: float
    n: int
    digits: int
    low: float | None = None
    high: float | None = None
    style: NumberStyle = "number"


PublishedFigure: TypeAlias = Hidden | NotReached | PublishedCount | PublishedShare | PublishedNumber


@dataclass(frozen=True)
class PublishedRow:
    """One line of a table."""

    id: str
    label: Label
    figures: tuple[PublishedFigure | None, ...]
    level: int


@dataclass(frozen=True)
class PublishedTable:
    """A table of protected figures."""

    id: str
    title: Label
    columns: tuple[Label, ...]
    rows: tuple[PublishedRow, ...]
    total: str | None


@dataclass(frozen=True)
class PublishedCurve:
    """A curve of chances or of mean numbers on a grid of days, up to where enough cases are followed."""

    id: str
    label: Label
    n: int
    points: tuple[tuple[int, PublishedShare | PublishedNumber], ...]


@dataclass(frozen=True)
class PublishedSeries:
    """Rounded counts per date; None where too small to show."""

    id: str
    label: Label
    points: tuple[tuple[date, int | None], ...]


@dataclass(frozen=True)
class PublishedStep:
    """A step of the attrition; None where too small to show, Hidden where a hidden number would follow from it."""

    step: Label
    unit: Label
    reason: Label
    before: int | Hidden | None
    after: int | Hidden | None
    left_out: int | Hidden | None


@dataclass(frozen=True)
class PublishedFile:
    """A registration file; None where a number is too small to show."""

    file: str
    rows: int | None
    unreadable: int | None


@dataclass(frozen=True)
class PublishedFinding:
    """What a check of the registrations found; None where a number is too small to show."""

    dimension: Label
    severity: Label
    what: Label
    fix: Label
    file: str
    column: str
    count: int | None
    total: int | None


@dataclass(frozen=True)
class PublishedQuality:
    """The quality of the registrations."""

    files: tuple[PublishedFile, ...]
    findings: tuple[PublishedFinding, ...]


@dataclass(frozen=True)
class PublishedResult:
    """Everything of one measure that may be shown."""

    measure: str
    kind: str
    unit: Label
    definition: tuple[tuple[Label, Label], ...]
    tables: tuple[PublishedTable, ...]
    headline: dict[str, PublishedFigure]
    words: dict[str, Label]
    curves: tuple[PublishedCurve, ...]
    series: tuple[PublishedSeries, ...]
    attrition: tuple[PublishedStep, ...]
    warnings: tuple[Label, ...]
    norm: float | None
    chart: Literal["bars", "stacked", "curves", "series", "none"]
