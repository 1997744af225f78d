"""The one way out: exact figures become protected ones.

Rules: counts are rounded; counts from 1 up to the threshold are hidden; a share is hidden when its numerator or
the rest is that small, and is computed from rounded counts; a probability is treated as the number of cases that
it stands for; means and quantiles need enough cases; curves stop where too few cases are followed. Last, what
gives a hidden number away is hidden as well (:mod:`ketenzicht.publish.suppress`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import ceil, floor
from typing import assert_never

from ketenzicht.attrition import Attrition
from ketenzicht.measures.estimators.intervals import wilson
from ketenzicht.measures.result import (
    Count,
    Curve,
    CurvePoint,
    Days,
    Difference,
    Equal,
    Figure,
    Level,
    Mean,
    MeanNumber,
    MeasureResult,
    Probability,
    PValue,
    Rate,
    Ratio,
    Series,
    Share,
    Table,
)
from ketenzicht.publish.facts import QualityFacts
from ketenzicht.publish.naming import file_names, finding_names, named, named_steps, numbers_of
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    NotReached,
    NumberStyle,
    Published,
    PublishedCount,
    PublishedCurve,
    PublishedExposure,
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
    Sum,
)
from ketenzicht.publish.suppress import suppress
from ketenzicht.publish.together import Earlier

RATE_DIGITS = 2
RATIO_DIGITS = 2
P_DIGITS = 3
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


def release_count(count: int, policy: Policy) -> int | None:
    """A rounded count, or None when it is too small to show."""
    return None if policy.hides(count) else policy.rounded(count)


def release_figure(figure: Figure, policy: Policy) -> PublishedFigure:
    """Protect one figure; the names of its numbers go with it."""
    return replace(_protected(figure, policy), numbers=numbers_of(figure, policy))


def _protected(figure: Figure, policy: Policy) -> PublishedFigure:
    if isinstance(figure, Count):
        return Hidden() if policy.hides(figure.n) else PublishedCount(policy.rounded(figure.n))
    if isinstance(figure, Share):
        return _share(figure.x, figure.n, policy)
    if isinstance(figure, Probability):
        return _probability(figure.value, figure.low, figure.high, figure.n, figure.events, policy)
    if isinstance(figure, Mean):
        if figure.n < policy.threshold:
            return Hidden()
        bounds = _rounded_bounds(figure.low, figure.high, figure.digits)
        return PublishedNumber(
            round(figure.value, figure.digits), policy.rounded(figure.n), figure.digits, *bounds
        )
    if isinstance(figure, MeanNumber):
        return _mean_number(figure, policy)
    if isinstance(figure, Level):
        # rounded as the cases are that it stands for: a finer total would tell how many there were
        near = round(abs(figure.value) / figure.per_case)
        if policy.hides(near) or 0 < abs(figure.value) < 1:
            return Hidden()
        shown = round(policy.rounded(near) * figure.per_case)
        return PublishedNumber(float(-shown if figure.value < 0 else shown), shown, 0)
    if isinstance(figure, Rate):
        return _rate(figure, policy)
    if isinstance(figure, Days):
        if figure.n < 2 * policy.threshold:
            return Hidden()
        if figure.value is None:
            return NotReached()
        bounds = _rounded_bounds(figure.low, figure.high, 0)
        return PublishedNumber(float(round(figure.value)), policy.rounded(figure.n), 0, *bounds)
    if isinstance(figure, Ratio):
        return _ratio(figure, policy)
    if isinstance(figure, Difference):
        return _difference(figure, policy)
    if isinstance(figure, PValue):
        if _few_degrees(figure.n, policy):
            return Hidden()
        return PublishedNumber(round(figure.value, P_DIGITS), policy.rounded(figure.n), P_DIGITS, style="p")
    assert_never(figure)


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


def _mean_number(figure: MeanNumber, policy: Policy) -> PublishedFigure:
    """As a probability: treated as the number of events that it stands for."""
    stands_for = round(figure.value * figure.n)
    if figure.n < policy.threshold or policy.hides(figure.events) or policy.hides(stands_for):
        return Hidden()
    whole, base = policy.rounded(figure.n), policy.rounding
    part = policy.rounded(stands_for)
    below = min(floor(figure.low * figure.n / base) * base, part)
    above = max(ceil(figure.high * figure.n / base) * base, part)
    low, high = _rounded_bounds(below / whole, above / whole, RATE_DIGITS)
    return PublishedNumber(round(part / whole, RATE_DIGITS), whole, RATE_DIGITS, low, high)


def _rate(figure: Rate, policy: Policy) -> PublishedFigure:
    """From the rounded number of events; the interval keeps its width relative to the rate."""
    if policy.hides(figure.n) or figure.days == 0:
        return Hidden()
    cases = policy.rounded(figure.n)
    scale = figure.per / figure.days
    change = cases / figure.n if figure.n else 1.0
    low, high = (None if bound is None else bound * change for bound in (figure.low, figure.high))
    bounds = _rounded_bounds(low, high, RATE_DIGITS)
    return PublishedNumber(round(cases * scale, RATE_DIGITS), cases, RATE_DIGITS, *bounds)


def _few_degrees(n: int, policy: Policy) -> bool:
    """Whether a test or a comparison of so many cases has too few degrees of freedom: it spends one."""
    return n < policy.threshold or n - 1 < policy.degrees_of_freedom


def _ratio(figure: Ratio, policy: Policy) -> PublishedFigure:
    """Needs enough cases, enough events and enough degrees of freedom in the smaller group."""
    if _few_degrees(figure.n, policy) or figure.events < policy.threshold:
        return Hidden()
    if figure.value is None:
        return NotReached()
    bounds = _rounded_bounds(figure.low, figure.high, RATIO_DIGITS)
    return PublishedNumber(round(figure.value, RATIO_DIGITS), policy.rounded(figure.n), RATIO_DIGITS, *bounds)


def _difference(figure: Difference, policy: Policy) -> PublishedFigure:
    """Needs enough cases and events, as a ratio; no finer than rounding makes a figure of the smaller group."""
    if _few_degrees(figure.n, policy) or figure.events < policy.threshold:
        return Hidden()
    step = max(0.01, policy.rounding * max(figure.per_case, 1 / figure.n))
    value = round(figure.value / step) * step
    low, high = min(floor(figure.low / step) * step, value), max(ceil(figure.high / step) * step, value)
    style: NumberStyle = "number"
    if figure.of == "chances":
        low, high, style = max(low, -1.0), min(high, 1.0), "points"
    elif figure.of == "part":
        high, style = min(high, 1.0), "percent"
    bounds = (round(low, 2), round(high, 2))
    return PublishedNumber(round(value, 2), policy.rounded(figure.n), 2, *bounds, style=style)


def _rounded_bounds(low: float | None, high: float | None, digits: int) -> tuple[float | None, float | None]:
    """Bounds rounded outward, so that the interval never claims more than it knows."""
    scale = 10**digits
    return (
        None if low is None else floor(low * scale + 1e-9) / scale,
        None if high is None else ceil(high * scale - 1e-9) / scale,
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
