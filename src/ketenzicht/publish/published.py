"""Figures that may be shown. Only :mod:`ketenzicht.publish.release` makes them.

With each figure go the names of the true numbers that it tells about. They are never shown: disclosure control
reads what all figures tell together from them (:mod:`ketenzicht.publish.linked`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from ketenzicht.message import Label

Name: TypeAlias = str
"""The name of a true number of cases (see :mod:`ketenzicht.measures.names`)."""

Tells: TypeAlias = Literal["count", "share", "chance", "model", "events", "level", "over"]
"""What a figure says of its numbers.

``count``: how large ``part`` is; ``share``: how large ``part`` is among the ``whole``; ``chance``: the same of an
estimated number of cases; ``model``: the same of a number that no case has to stand behind (an adjusted chance);
``events``: an estimated number of events, of which a case may have several; ``level``: a number that is a mean;
``over``: on how many cases (``whole``) it rests.
"""


@dataclass(frozen=True)
class Numbers:
    """The true numbers that a figure tells about.

    Args:
        tells: what it says of them.
        part, whole: their names.
        shown: the rounded ``part`` as it can be worked out, where the figure does not show it itself.
        least: a figure over fewer cases than this, and no other, is hidden; 0 when other things hide it as well.
    """

    tells: Tells
    part: Name | None = None
    whole: Name | None = None
    shown: int | None = None
    least: int = 0


@dataclass(frozen=True)
class Sum:
    """The numbers on the left add up to those on the right, or to at most those."""

    left: tuple[Name, ...]
    right: tuple[Name, ...]
    equal: bool = True


HiddenReason = Literal["klein", "afleidbaar", "geweigerd"]


@dataclass(frozen=True)
class Hidden:
    """A figure that is not shown.

    It rests on too few cases (``klein``), a hidden one would follow from it (``afleidbaar``), or the policy does not
    let it out (``geweigerd``). ``silent`` when that it is hidden tells nothing, not even whether it is a small one.
    """

    reason: HiddenReason = "klein"
    numbers: Numbers | None = field(default=None, compare=False, repr=False)
    silent: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True)
class NotReached:
    """A quantile that the curve does not reach."""

    numbers: Numbers | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class PublishedCount:
    """A rounded count."""

    n: int
    numbers: Numbers | None = field(default=None, compare=False, repr=False)


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
    numbers: Numbers | None = field(default=None, compare=False, repr=False)

    @property
    def value(self) -> float:
        """``x / n``."""
        return self.x / self.n


NumberStyle = Literal["number", "points", "percent", "p"]
"""``points``: a difference of shares, in percentage points; ``percent``: a part of a whole that may be negative;
``p``: a p-value, shown as small when it is."""


@dataclass(frozen=True)
class PublishedNumber:
    """A mean, a ratio, a difference or a number of days over a rounded number of cases, perhaps with its interval."""

    value: float
    n: int
    digits: int
    low: float | None = None
    high: float | None = None
    style: NumberStyle = "number"
    numbers: Numbers | None = field(default=None, compare=False, repr=False)


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
    """Rounded counts per date; None where too small to show, Hidden where a hidden number would follow from it.

    The name of each number is ``name`` with its date.
    """

    id: str
    label: Label
    points: tuple[tuple[date, int | Hidden | None], ...]
    name: Name | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class PublishedStep:
    """A step of the attrition; None where too small to show, Hidden where a hidden number would follow from it."""

    step: Label
    unit: Label
    reason: Label
    before: int | Hidden | None
    after: int | Hidden | None
    left_out: int | Hidden | None
    names: tuple[Name | None, Name | None, Name | None] = field(
        default=(None, None, None), compare=False, repr=False
    )


@dataclass(frozen=True)
class PublishedFile:
    """A registration file; None where a number is too small to show, Hidden where one would follow from it."""

    file: str
    rows: int | Hidden | None
    unreadable: int | Hidden | None
    names: tuple[Name | None, Name | None] = field(default=(None, None), compare=False, repr=False)


@dataclass(frozen=True)
class PublishedFinding:
    """What a check of the registrations found; its numbers as those of a file."""

    dimension: Label
    severity: Label
    what: Label
    fix: Label
    file: str
    column: str
    count: int | Hidden | None
    total: int | Hidden | None
    names: tuple[Name | None, Name | None] = field(default=(None, None), compare=False, repr=False)


@dataclass(frozen=True)
class PublishedQuality:
    """The quality of the registrations."""

    files: tuple[PublishedFile, ...]
    findings: tuple[PublishedFinding, ...]
    sums: tuple[Sum, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class PublishedExposure:
    """What the numbers in a column are out of: so many days, and so many inhabitants by a source, where known."""

    days: int
    inhabitants: int | None = None
    source: str = ""


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
    chart: Literal["bars", "stacked", "curves", "series", "waterfall", "none"]
    sums: tuple[Sum, ...] = field(default=(), compare=False, repr=False)
    exposure: tuple[PublishedExposure, ...] = ()


@dataclass(frozen=True)
class Published:
    """All that leaves together: what an outsider can lay side by side."""

    results: tuple[PublishedResult, ...] = ()
    attrition: tuple[PublishedStep, ...] = ()
    quality: PublishedQuality | None = None
