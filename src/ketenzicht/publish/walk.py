"""All figures that leave together, one by one: to read them, or to put others in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeAlias

from ketenzicht.publish.published import (
    Hidden,
    Name,
    Numbers,
    Published,
    PublishedCount,
    PublishedCurve,
    PublishedFigure,
    PublishedFile,
    PublishedFinding,
    PublishedNumber,
    PublishedQuality,
    PublishedResult,
    PublishedSeries,
    PublishedShare,
    PublishedStep,
    PublishedTable,
)

Change: TypeAlias = Callable[[PublishedFigure], PublishedFigure]


def changed(published: Published, change: Change) -> Published:
    """The same with every figure changed; a point of a curve that becomes hidden is left out."""
    return Published(
        results=tuple(changed_result(result, change) for result in published.results),
        attrition=tuple(_step(step, change) for step in published.attrition),
        quality=None if published.quality is None else _quality(published.quality, change),
    )


def figures_of(published: Published) -> Iterator[tuple[str, PublishedFigure]]:
    """Every figure, with the id of the measure that it belongs to (nothing for the whole study)."""
    for result in published.results:
        for figure in _seen(partial(changed_result, result)):
            yield result.measure, figure
    study = replace(published, results=())
    for figure in _seen(partial(changed, study)):
        yield "", figure


def _seen(walk: Callable[[Change], object]) -> list[PublishedFigure]:
    found: list[PublishedFigure] = []

    def see(figure: PublishedFigure) -> PublishedFigure:
        found.append(figure)
        return figure

    walk(see)
    return found


def changed_result(result: PublishedResult, change: Change) -> PublishedResult:
    """The same measure with every figure changed; what nothing is left of is not drawn."""
    curves = tuple(_curve(curve, change) for curve in result.curves)
    series = tuple(_series(series, change) for series in result.series)
    return replace(
        result,
        tables=tuple(_table(table, change) for table in result.tables),
        headline={name: change(figure) for name, figure in result.headline.items()},
        curves=tuple(curve for curve in curves if curve.points),
        series=tuple(item for item in series if any(isinstance(count, int) for _, count in item.points)),
        attrition=tuple(_step(step, change) for step in result.attrition),
    )


def _table(table: PublishedTable, change: Change) -> PublishedTable:
    rows = tuple(
        replace(row, figures=tuple(None if figure is None else change(figure) for figure in row.figures))
        for row in table.rows
    )
    return replace(table, rows=rows)


def _curve(curve: PublishedCurve, change: Change) -> PublishedCurve:
    points = ((day, change(figure)) for day, figure in curve.points)
    shown = ((day, figure) for day, figure in points if isinstance(figure, PublishedShare | PublishedNumber))
    return replace(curve, points=tuple(shown))


def _series(series: PublishedSeries, change: Change) -> PublishedSeries:
    def point(day: date, count: int | Hidden | None) -> tuple[date, int | Hidden | None]:
        return day, _count(count, None if series.name is None else f"{series.name}@{day}", change)

    return replace(series, points=tuple(point(day, count) for day, count in series.points))


def _step(step: PublishedStep, change: Change) -> PublishedStep:
    before, after, left_out = (
        _count(count, name, change)
        for count, name in zip((step.before, step.after, step.left_out), step.names, strict=True)
    )
    return replace(step, before=before, after=after, left_out=left_out)


def _quality(quality: PublishedQuality, change: Change) -> PublishedQuality:
    def file(item: PublishedFile) -> PublishedFile:
        rows, unreadable = item.names
        return replace(
            item,
            rows=_count(item.rows, rows, change),
            unreadable=_count(item.unreadable, unreadable, change),
        )

    def finding(item: PublishedFinding) -> PublishedFinding:
        count, total = item.names
        return replace(item, count=_count(item.count, count, change), total=_count(item.total, total, change))

    return replace(
        quality,
        files=tuple(file(item) for item in quality.files),
        findings=tuple(finding(item) for item in quality.findings),
    )


def _count(count: int | Hidden | None, name: Name | None, change: Change) -> int | Hidden | None:
    """A bare count, changed as the figure that it is; None is one too small to show."""
    numbers = None if name is None else Numbers("count", name)
    if isinstance(count, Hidden):
        figure: PublishedFigure = count
    else:
        figure = Hidden("klein", numbers) if count is None else PublishedCount(count, numbers)
    found = change(figure)
    if isinstance(found, PublishedCount):
        return found.n
    return None if found == Hidden("klein") else found if isinstance(found, Hidden) else count
