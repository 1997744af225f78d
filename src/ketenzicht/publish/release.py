"""The one way out: exact figures become protected ones.

Rules: counts are rounded; counts from 1 up to the threshold are hidden; a share is hidden when its numerator or
the rest is that small, and is computed from rounded counts; a probability is treated as the number of cases that
it stands for; means and quantiles need enough cases; curves stop where too few cases are followed. Last, what
gives a hidden number away is hidden as well (:mod:`ketenzicht.publish.suppress`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from ketenzicht.attrition import Attrition
from ketenzicht.measures.intervals import wilson
from ketenzicht.measures.result import (
    Count,
    Curve,
    Days,
    Figure,
    Level,
    Mean,
    MeasureResult,
    Probability,
    Rate,
    Series,
    Share,
    Table,
)
from ketenzicht.publish.facts import QualityFacts
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    NotReached,
    PublishedCount,
    PublishedCurve,
    PublishedFigure,
    PublishedFile,
    PublishedFinding,
    PublishedNumber,
    PublishedQuality,
    PublishedResult,
    PublishedRow,
    PublishedSeries,
    PublishedShare,
    PublishedStep,
    PublishedTable,
)
from ketenzicht.publish.suppress import suppress, suppress_step

RATE_DIGITS = 2
CURVE_STEP = 30
"""Days between two points of a published curve."""


def release(result: MeasureResult, policy: Policy) -> PublishedResult:
    """Protect all figures of a measure: each by itself, then against what they tell together."""
    protected = PublishedResult(
        measure=result.measure,
        kind=result.kind,
        unit=result.unit,
        definition=result.definition,
        tables=tuple(_table(table, policy) for table in result.tables),
        headline={name: release_figure(figure, policy) for name, figure in result.headline.items()},
        words=dict(result.words),
        curves=tuple(_curve(curve, policy) for curve in result.curves),
        series=tuple(_series(series, policy) for series in result.series),
        attrition=_steps(result.attrition, policy),
        warnings=result.warnings,
        norm=result.norm,
        chart=result.chart,
    )
    return suppress(protected, policy)


def release_count(count: int, policy: Policy) -> int | None:
    """A rounded count, or None when it is too small to show."""
    return None if policy.hides(count) else policy.rounded(count)


def release_figure(figure: Figure, policy: Policy) -> PublishedFigure:
    """Protect one figure."""
    if isinstance(figure, Count):
        return Hidden() if policy.hides(figure.n) else PublishedCount(policy.rounded(figure.n))
    if isinstance(figure, Share):
        return _share(figure.x, figure.n, policy)
    if isinstance(figure, Probability):
        return _probability(figure.value, figure.low, figure.high, figure.n, figure.events, policy)
    if isinstance(figure, Mean):
        if figure.n < policy.threshold:
            return Hidden()
        return PublishedNumber(round(figure.value, figure.digits), policy.rounded(figure.n), figure.digits)
    if isinstance(figure, Level):
        near = round(abs(figure.value))
        if policy.hides(near) or 0 < abs(figure.value) < 1:
            return Hidden()
        sign = -1 if figure.value < 0 else 1
        return PublishedNumber(float(sign * policy.rounded(near)), policy.rounded(near), 0)
    if isinstance(figure, Rate):
        if policy.hides(figure.n) or figure.days == 0:
            return Hidden()
        cases = policy.rounded(figure.n)
        return PublishedNumber(round(cases / figure.days, RATE_DIGITS), cases, RATE_DIGITS)
    if isinstance(figure, Days):
        if figure.n < 2 * policy.threshold:
            return Hidden()
        if figure.value is None:
            return NotReached()
        return PublishedNumber(float(round(figure.value)), policy.rounded(figure.n), 0)
    assert_never(figure)


def release_attrition(steps: Iterable[Attrition], policy: Policy) -> tuple[PublishedStep, ...]:
    """Protect the counts of what was left out, each step by itself."""
    return tuple(suppress_step(step, policy) for step in _steps(steps, policy))


def _steps(steps: Iterable[Attrition], policy: Policy) -> tuple[PublishedStep, ...]:
    return tuple(
        PublishedStep(
            step.step,
            step.unit,
            step.reason,
            release_count(step.before, policy),
            release_count(step.after, policy),
            release_count(step.left_out, policy),
        )
        for step in steps
    )


def release_quality(quality: QualityFacts, policy: Policy) -> PublishedQuality:
    """Protect the counts of what the checks found."""
    return PublishedQuality(
        files=tuple(
            PublishedFile(item.file, release_count(item.rows, policy), release_count(item.unreadable, policy))
            for item in quality.files
        ),
        findings=tuple(
            PublishedFinding(
                dimension=item.dimension,
                severity=item.severity,
                what=item.what,
                fix=item.fix,
                file=item.file,
                column=item.column,
                count=release_count(item.count, policy),
                total=release_count(item.total, policy),
            )
            for item in quality.findings
        ),
    )


def _share(x: int, n: int, policy: Policy) -> PublishedFigure:
    if n < policy.threshold or policy.hides(x) or policy.hides(n - x):
        return Hidden()
    whole = policy.rounded(n)
    part = min(policy.rounded(x), whole)
    low, high = wilson(part, whole)
    return PublishedShare(part, whole, low, high)


def _probability(
    value: float, low: float, high: float, n: int, events: int, policy: Policy
) -> PublishedFigure:
    stands_for = round(value * n)
    if (
        n < policy.threshold
        or policy.hides(events)
        or policy.hides(stands_for)
        or policy.hides(n - stands_for)
    ):
        return Hidden()
    whole = policy.rounded(n)
    part = min(policy.rounded(stands_for), whole)
    below = min(int(low * n // policy.rounding * policy.rounding), part)
    above = max(min(int(-(-high * n // policy.rounding) * policy.rounding), whole), part)
    return PublishedShare(part, whole, below / whole, above / whole, estimated=True)


def _table(table: Table, policy: Policy) -> PublishedTable:
    rows = tuple(
        PublishedRow(
            row.id,
            row.label,
            tuple(None if figure is None else release_figure(figure, policy) for figure in row.figures),
            row.level,
        )
        for row in table.rows
    )
    return PublishedTable(table.id, table.title, table.columns, rows, table.total)


def _curve(curve: Curve, policy: Policy) -> PublishedCurve:
    points: list[tuple[int, PublishedShare]] = []
    if curve.n < policy.threshold or not curve.points:
        return PublishedCurve(curve.id, curve.label, policy.rounded(curve.n), ())
    points.append((0, PublishedShare(0, policy.rounded(curve.n), 0.0, 0.0, estimated=True)))
    last = curve.points[-1].day
    # The grid runs to the first day on it past the end: the last event day may be that of one case.
    for day in range(CURVE_STEP, last + CURVE_STEP, CURVE_STEP):
        reached = [point for point in curve.points if point.day <= day]
        if not reached:
            continue
        point = reached[-1]
        # Those counted at the last event day may have left since; the next one tells how many are still followed.
        following = next((later for later in curve.points if later.day >= day), point)
        if following.at_risk < policy.threshold:
            break
        figure = _probability(point.value, point.low, point.high, curve.n, point.events, policy)
        if isinstance(figure, PublishedShare):
            points.append((day, figure))
    return PublishedCurve(curve.id, curve.label, policy.rounded(curve.n), tuple(points))


def _series(series: Series, policy: Policy) -> PublishedSeries:
    return PublishedSeries(
        series.id,
        series.label,
        tuple(
            (day, release_count(count, policy))
            for day, count in zip(series.dates, series.counts, strict=True)
        ),
    )
