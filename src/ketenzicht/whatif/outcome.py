"""What the runs of one model tell: figures, cases by month, and the means that its caseload tree is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.cost import YEAR, Costs
from ketenzicht.whatif.model import Model
from ketenzicht.whatif.results import Results
from ketenzicht.whatif.stability import Trouble
from ketenzicht.whatif.tally import Column, ReportColumn

Floats = NDArray[np.float64]
What: TypeAlias = Literal[
    "caseload", "caseload-end", "older", "stage", "reports", "wait", "wait-90", "back-1", "back-2", "in-time",
    "at-work", "cost",
]  # fmt: skip
FigureName: TypeAlias = tuple[What, str]
"""What it is, and of which stage or organisation; empty for the chain."""

OLDER = 91.0
"""Days; three months."""


@dataclass(frozen=True)
class Counts:
    """The means that the caseload tree is made of, in the periods that are measured."""

    days: float
    case_days: float
    first: float
    after: float
    during: float
    stage_days: Mapping[str, float]
    """Of stages in which the chain is involved."""


@dataclass(frozen=True)
class Outcome:
    """What one model gave; K runs, P periods.

    Args:
        figures: (K) by name; not a number where there is nothing to count.
        caseload: (K x P) mean number of cases in each period.
        costs: (K x P); None without unit costs.
        counts: means over the runs.
        trouble: organisations that cannot keep up, with the largest load that a draw gave.
    """

    figures: Mapping[FigureName, Floats]
    caseload: Floats
    costs: Floats | None
    counts: Counts
    trouble: tuple[Trouble, ...]


def outcome_of(results: Results, model: Model, start: int, costs: Costs | None) -> Outcome:
    """What the runs with one draw gave.

    Args:
        results: the runs.
        model: what was run.
        start: the first period that is measured.
        costs: unit costs.
    """
    return Outcome(
        figures=figures_of(results, model, start, costs),
        caseload=results.caseload(),
        costs=costs.per_period(results) if costs else None,
        counts=_counts(results, model, start),
        trouble=results.trouble,
    )


def joined(several: Sequence[Outcome]) -> Outcome:
    """What the runs with all draws gave: runs behind each other, means weighted by the runs of each draw."""
    runs = [len(one.caseload) for one in several]
    costs = [one.costs for one in several if one.costs is not None]
    troubles: dict[str, Trouble] = {}
    for trouble in (one for outcome in several for one in outcome.trouble):
        if trouble.organisation not in troubles or trouble.load > troubles[trouble.organisation].load:
            troubles[trouble.organisation] = trouble

    def mean(name: str) -> float:
        return float(np.average([getattr(one.counts, name) for one in several], weights=runs))

    return Outcome(
        # with one draw there may be a wait where there is none with another
        figures={
            name: np.concatenate(
                [one.figures.get(name, np.full(len(one.caseload), np.nan)) for one in several]
            )
            for name in dict.fromkeys(name for one in several for name in one.figures)
        },
        caseload=np.concatenate([one.caseload for one in several]),
        costs=np.concatenate(costs) if costs else None,
        counts=Counts(
            days=several[0].counts.days,
            case_days=mean("case_days"),
            first=mean("first"),
            after=mean("after"),
            during=mean("during"),
            stage_days={
                stage: float(np.average([one.counts.stage_days[stage] for one in several], weights=runs))
                for stage in several[0].counts.stage_days
            },
        ),
        trouble=tuple(troubles.values()),
    )


def figures_of(
    results: Results, model: Model, start: int = 0, costs: Costs | None = None
) -> dict[FigureName, Floats]:
    """The figures of a run, one number per replication.

    Args:
        results: the run.
        model: what was run; says where one can wait and which terms there are.
        start: the first period that is measured.
        costs: unit costs.
    """
    periods, days = slice(start, None), results.days[start:]
    years = days.sum() / YEAR

    def mean(counts: Floats) -> Floats:
        found: Floats = counts[:, periods].sum(axis=1) / days.sum()
        return found

    reports = results.reports[:, periods, : ReportColumn.DURING + 1].sum(axis=(1, 2))
    found: dict[FigureName, Floats] = {
        ("caseload", ""): mean(results.count(Column.CASE_DAYS)),
        ("caseload-end", ""): results.caseload()[:, -1],
        ("older", ""): results.share_longer(OLDER)[:, -1],
        ("reports", ""): reports / years,
        ("back-1", ""): results.share_returned(1, periods),
        ("back-2", ""): results.share_returned(2, periods),
    }
    limited = {one.name for one in model.organisations if one.capacity is not None or one.changes}
    for stage in model.stages:
        found["stage", stage.name] = mean(results.count(Column.CASE_DAYS, stage.name))
        if stage.term is not None:
            found["in-time", stage.name] = results.in_time(stage.name, periods)
        if (
            limited & {name for name, _ in stage.organisations}
            or results.count(Column.WAIT, stage.name).any()
        ):
            found["wait", stage.name] = results.mean_wait(stage.name, periods)
            found["wait-90", stage.name] = results.wait_quantile(stage.name, 0.9, periods)
    for number, name in enumerate(results.organisations):
        found["at-work", name] = mean(results.organisation_days[:, :, number, 0])
    if costs:
        found["cost", ""] = costs.per_period(results)[:, periods].sum(axis=1) / years
    return found


def _counts(results: Results, model: Model, start: int) -> Counts:
    """Means over the replications."""

    def mean(counted: Floats) -> float:
        return float(counted[:, start:].sum(axis=1).mean())

    return Counts(
        days=float(results.days[start:].sum()),
        case_days=mean(results.count(Column.CASE_DAYS)),
        first=mean(results.reports[:, :, ReportColumn.FIRST]),
        after=mean(results.reports[:, :, ReportColumn.AFTER]),
        during=mean(results.reports[:, :, ReportColumn.DURING]),
        stage_days={
            stage.name: mean(results.count(Column.CASE_DAYS, stage.name))
            for stage in model.stages
            if stage.involved
        },
    )
