"""The one way out: exact results become protected ones.

Each figure is protected by itself (:mod:`ketenzicht.publish.release_figure`); curves stop where too few cases are
followed. Last, what gives a hidden number away is hidden as well (:mod:`ketenzicht.publish.suppress`).
"""

from __future__ import annotations

from collections.abc import Iterable

from ketenzicht.attrition import Attrition
from ketenzicht.measures.result import (
    Curve,
    CurvePoint,
    Equal,
    MeanNumber,
    MeasureResult,
    Probability,
    Series,
    Table,
)
from ketenzicht.publish.facts import QualityFacts
from ketenzicht.publish.naming import file_names, finding_names, named, named_steps
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Published,
    PublishedCurve,
    PublishedExposure,
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
    Sum,
)
from ketenzicht.publish.release_figure import release_count, release_figure
from ketenzicht.publish.suppress import suppress
from ketenzicht.publish.together import Earlier

CURVE_STEP = 30
"""Days between two points of a published curve."""


def release(result: MeasureResult, policy: Policy) -> PublishedResult:
    """Protect all figures of a measure that leaves by itself."""
    return release_together((result,), policy).results[0]


def release_together(
    results: Iterable[MeasureResult],
    policy: Policy,
    *,
    attrition: Iterable[Attrition] = (),
    quality: QualityFacts | None = None,
    earlier: Earlier | None = None,
) -> Published:
    """Protect all that leaves together: each figure by itself, then against what they tell together.

    Args:
        results: the measures.
        policy: the rules.
        attrition: what the whole study left out.
        quality: what the checks found.
        earlier: releases that it may be read together with.
    """
    found = rounded(results, policy, attrition=attrition, quality=quality)
    return suppress(found, policy, earlier=earlier)


def rounded(
    results: Iterable[MeasureResult],
    policy: Policy,
    *,
    attrition: Iterable[Attrition] = (),
    quality: QualityFacts | None = None,
) -> Published:
    """Each figure rounded, and hidden where it is small; what they tell together is not looked at."""
    return Published(
        results=tuple(_result(named(result), policy) for result in results),
        attrition=_steps(named_steps(attrition), policy),
        quality=None if quality is None else _quality(quality, policy),
    )


def _result(result: MeasureResult, policy: Policy) -> PublishedResult:
    return PublishedResult(
        measure=result.measure,
        kind=result.kind,
        unit=result.unit,
        definition=result.definition,
        tables=tuple(_table(table, policy) for table in result.tables),
        headline={name: release_figure(figure, policy) for name, figure in result.headline.items()},
        words=dict(result.words),
        curves=tuple(_curve(curve, policy) for curve in result.curves if curve.n >= policy.threshold),
        series=tuple(_series(series, policy) for series in result.series),
        attrition=_steps(result.attrition, policy),
        warnings=result.warnings,
        norm=result.norm,
        chart=result.chart,
        sums=tuple(Sum(item.left, item.right, isinstance(item, Equal)) for item in result.relations),
        exposure=tuple(
            PublishedExposure(item.days, item.inhabitants, item.source) for item in result.exposure
        ),
    )


def _steps(steps: Iterable[Attrition], policy: Policy) -> tuple[PublishedStep, ...]:
    return tuple(
        PublishedStep(
            step.step,
            step.unit,
            step.reason,
            release_count(step.before, policy),
            release_count(step.after, policy),
            release_count(step.left_out, policy),
            step.names,
        )
        for step in steps
    )


def _quality(quality: QualityFacts, policy: Policy) -> PublishedQuality:
    """The rows of all files together are those that the attrition begins with."""
    findings = [(item, finding_names(item)) for item in quality.findings]
    files = [(item, file_names(item)) for item in quality.files]
    sums = [Sum((count,), (total,), equal=False) for _, (count, total) in findings]
    if files:
        sums.append(Sum(tuple(rows for _, (rows, _) in files), ("rijen:gegevens",)))
        sums.append(Sum(tuple(broken for _, (_, broken) in files), ("rijen:onleesbaar:gegevens",)))
    return PublishedQuality(
        files=tuple(
            PublishedFile(
                item.file, release_count(item.rows, policy), release_count(item.unreadable, policy), names
            )
            for item, names in files
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
                names=names,
            )
            for item, names in findings
        ),
        sums=tuple(sums),
    )


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
    if not curve.points:
        return PublishedCurve(curve.id, curve.label, policy.rounded(curve.n), ())
    start = CurvePoint(0, 0.0, 0.0, 0.0, curve.n, 0)
    points = [(0, figure) for figure in _drawn(curve, 0, start, policy)]
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
        points += [(day, figure) for figure in _drawn(curve, day, point, policy)]
    return PublishedCurve(curve.id, curve.label, policy.rounded(curve.n), tuple(points))


def _drawn(
    curve: Curve, day: int, point: CurvePoint, policy: Policy
) -> tuple[PublishedShare | PublishedNumber, ...]:
    """The figure at a day of a curve, from the last point before it; none where it is hidden."""
    kind = Probability if curve.of == "chance" else MeanNumber
    bounded = (point.value, point.low, point.high, curve.n, point.events)
    figure = release_figure(kind(*bounded, part=f"{curve.part}+{day}", whole=curve.whole), policy)
    return (figure,) if isinstance(figure, PublishedShare | PublishedNumber) else ()


def _series(series: Series, policy: Policy) -> PublishedSeries:
    return PublishedSeries(
        series.id,
        series.label,
        tuple(
            (day, release_count(count, policy))
            for day, count in zip(series.dates, series.counts, strict=True)
        ),
        series.name,
    )
