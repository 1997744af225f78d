"""What stands behind an exact figure, for the checks on outputs: its kind, its numbers of cases, its largest part.

It knows the exact types, as what releases them does; here nothing is rounded or hidden, and nothing is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from ketenzicht.measures.result import (
    Count,
    Curve,
    Days,
    Difference,
    Figure,
    Level,
    Mean,
    MeanNumber,
    Probability,
    PValue,
    Rate,
    Ratio,
    Share,
)
from ketenzicht.publish.statbarn import Statbarn


@dataclass(frozen=True)
class Evidence:
    """What the checks need to know of one figure.

    Args:
        statbarn: which kind of output it is.
        cases: numbers of cases that must each be none or enough: a part, the rest, the events.
        whole: how many cases it is about; must be enough.
        freedom: its degrees of freedom; None when it has none to speak of.
        total, largest: the sum behind it and the most that one case adds to it; ``largest`` is None when unknown.
        portion: the share that it is, for nobody and everybody; None when it is no share.
    """

    statbarn: Statbarn
    cases: tuple[int, ...] = ()
    whole: int | None = None
    freedom: int | None = None
    total: float | None = None
    largest: float | None = None
    portion: float | None = None


def evidence_of(figure: Figure) -> Evidence:
    """The evidence of one exact figure.

    An estimate of a chance has no parameters, so it keeps the freedom of all its cases; a test and a ratio spend one.
    """
    if isinstance(figure, Count):
        return Evidence("Frequencies", (figure.n,))
    if isinstance(figure, Share):
        portion = figure.x / figure.n if figure.n else None
        return Evidence("Frequencies", (figure.x, figure.n - figure.x), figure.n, portion=portion)
    if isinstance(figure, Probability):
        part = round(figure.value * figure.n)
        cases = (part, figure.n - part, figure.events)
        return Evidence("HazardSurvivalTables", cases, figure.n, figure.n, portion=figure.value)
    if isinstance(figure, MeanNumber):
        events = (figure.events, round(figure.value * figure.n))
        return Evidence("HazardSurvivalTables", events, figure.n, figure.n)
    if isinstance(figure, Mean):
        total = figure.value * figure.n
        return Evidence("LinearAggregations", (), figure.n, total=total, largest=figure.largest)
    if isinstance(figure, Level):
        total, one = abs(figure.value), figure.per_case
        return Evidence("LinearAggregations", (round(total / one),), total=total, largest=one)
    if isinstance(figure, Rate):
        return Evidence("LinearAggregations", (figure.n,), total=figure.n, largest=1)
    if isinstance(figure, Days):
        return Evidence("Position", (), figure.n)
    if isinstance(figure, Ratio | Difference):
        return Evidence("CalculatedRatios", (), min(figure.n, figure.events), figure.n - 1, figure.events, 1)
    if isinstance(figure, PValue):
        return Evidence("StatisticalHypothesisTests", (), figure.n, figure.n - 1)
    assert_never(figure)


def evidence_of_point(curve: Curve, day: int) -> Evidence:
    """The evidence of a point of a curve: what happened by that day, and how many are still followed after it."""
    reached = [point for point in curve.points if point.day <= day]
    if day == 0 or not reached:
        return Evidence("HazardSurvivalTables", (), curve.n, curve.n)
    point = reached[-1]
    followed = next((later.at_risk for later in curve.points if later.day >= day), point.at_risk)
    part = round(point.value * curve.n)
    cases = (part, point.events) if curve.of != "chance" else (part, curve.n - part, point.events)
    return Evidence("HazardSurvivalTables", cases, min(curve.n, followed), curve.n)
