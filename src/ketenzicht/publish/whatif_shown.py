"""The figures of a what-if that may be shown. Only :mod:`ketenzicht.publish.whatif` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from ketenzicht.causes.difference import CaseloadDifference
from ketenzicht.chain.model import Chain
from ketenzicht.message import Label
from ketenzicht.publish.content import ReportContent
from ketenzicht.whatif.outcome import FigureName
from ketenzicht.whatif.stability import Trouble
from ketenzicht.whatif.tornado import Bar

Unit: TypeAlias = Literal["cases", "days", "percent", "euro", "months"]


@dataclass(frozen=True)
class Shown:
    """A figure that may be shown, in its unit, with the bounds between which 95 of 100 runs lie."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class WhatIfRow:
    """One figure of the model as it is, of a scenario, and of the difference.

    ``None`` where there is nothing to count. ``grows`` says of the model as it is and of the scenario whether an
    organisation cannot keep up: then figures depend on how long one looks, and are not shown.
    """

    name: FigureName
    label: Label
    unit: Unit
    baseline: Shown | None
    scenario: Shown | None = None
    difference: Shown | None = None
    grows: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class ChangeShown:
    """A number that a scenario changes; ``before`` is None where it may not be shown."""

    parameter: str
    before: float | None
    after: float | None
    along: bool
    """It moves along with a share that was set."""


@dataclass(frozen=True)
class ScenarioShown:
    """A scenario beside the model as it is.

    Args:
        name, note, start: what it says of itself.
        changes: the numbers that it changes.
        rows: the figures.
        caseload: mean caseload per month.
        tree: why the caseload differs; None when it does not.
        trouble: organisations that cannot keep up in it.
        once, per_year: what it costs to bring about; None where unknown or without unit costs.
        break_even: in which month it has earned itself back; infinite when not in the days that were counted.
    """

    name: str
    note: str | None
    start: date
    changes: tuple[ChangeShown, ...]
    rows: tuple[WhatIfRow, ...]
    caseload: tuple[float, ...]
    tree: CaseloadDifference | None
    trouble: tuple[Trouble, ...]
    once: float | None
    per_year: float | None
    break_even: Shown | None


@dataclass(frozen=True)
class Assumption:
    """A number of the model; ``value`` is None when it was estimated from a study and so is not shown."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    origin: str
    note: str
    percent: bool = False
    """It is a share or a chance."""


@dataclass(frozen=True)
class PublishedWhatIf:
    """All of a comparison that may be shown.

    Args:
        title, note, chain: of the model.
        names: of stages and organisations by id, and of the numbers that readers may change.
        synthetic: nobody in the model exists.
        estimated: it rests on a study, so figures are rounded.
        first, last, measured: the days that were counted, and from which day on figures are about.
        asked, finished, draws, seed: how it was run.
        months, caseload: mean caseload per month of the model as it is.
        rows: figures of the model as it is.
        trouble: organisations that cannot keep up in it.
        price_year: of all amounts; None without unit costs.
        scenarios: beside it.
        assumptions: every number of the model.
        bars: what matters most; empty when it was not asked.
        released: how it left, with the study and the policy behind it; None when it rests on no study.
    """

    title: str
    note: str | None
    chain: Chain
    names: Mapping[str, Label]
    synthetic: bool
    estimated: bool
    first: date
    last: date
    measured: date
    asked: int
    finished: int
    draws: int
    seed: int
    months: tuple[date, ...]
    caseload: tuple[float, ...]
    rows: tuple[WhatIfRow, ...]
    trouble: tuple[Trouble, ...]
    price_year: int | None
    scenarios: tuple[ScenarioShown, ...]
    assumptions: tuple[Assumption, ...]
    bars: tuple[Bar, ...]
    released: ReportContent | None = None
