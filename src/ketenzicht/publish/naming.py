"""The names of the numbers behind figures: the measure's own, or else that of the place where a figure stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ketenzicht.attrition import Attrition
from ketenzicht.measures.result import (
    Count,
    Curve,
    Days,
    Difference,
    Figure,
    Level,
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
from ketenzicht.publish.facts import QualityFile, QualityFinding
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Name, Numbers


def named(result: MeasureResult) -> MeasureResult:
    """The same result, without a number that has no name.

    A mean caseload without a name keeps none: a difference of two may be negative and is no number of cases.
    """
    place = result.measure
    return replace(
        result,
        tables=tuple(_table(table, f"{place}/{table.id}") for table in result.tables),
        headline={name: _figure(figure, f"{place}/{name}") for name, figure in result.headline.items()},
        curves=tuple(_curve(curve, f"{place}/{curve.id}") for curve in result.curves),
        series=tuple(_series(series, f"{place}/{series.id}") for series in result.series),
        attrition=named_steps(result.attrition, f"{place}/weggelaten"),
    )


def named_steps(steps: Iterable[Attrition], place: str = "weggelaten") -> tuple[Attrition, ...]:
    """The same for steps of the attrition: a step begins with what the one before it left, as they are read."""
    found: list[Attrition] = []
    for number, step in enumerate(steps):
        before, after, left_out = step.names
        at = f"{place}-{number}"
        if before is None and found and found[-1].unit == step.unit and found[-1].after == step.before:
            before = found[-1].names[1]
        found.append(
            replace(step, names=(before or f"{at}/voor", after or f"{at}/na", left_out or f"{at}/weg"))
        )
    return tuple(found)


def _table(table: Table, place: str) -> Table:
    rows = tuple(
        replace(
            row,
            figures=tuple(
                None if figure is None else _figure(figure, f"{place}/{row.id}/{column}")
                for column, figure in enumerate(row.figures)
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def _figure(figure: Figure, place: str) -> Figure:
    if isinstance(figure, Count | Rate):
        return replace(figure, name=figure.name or place)
    if isinstance(figure, Level):
        return figure
    if isinstance(figure, Share | Probability | MeanNumber):
        return replace(figure, part=figure.part or place, whole=figure.whole or f"{place}/van")
    return replace(figure, whole=figure.whole or f"{place}/van")


def _curve(curve: Curve, place: str) -> Curve:
    return replace(curve, part=curve.part or place, whole=curve.whole or f"{place}/van")


def _series(series: Series, place: str) -> Series:
    return replace(series, name=series.name or place)


def numbers_of(figure: Figure, policy: Policy) -> Numbers | None:
    """What a figure tells about which numbers; None when that it is shown or hidden tells nothing of a number."""
    if isinstance(figure, Count):
        return Numbers("count", figure.name)
    if isinstance(figure, Rate):
        # without days under observation there is no rate, however many events
        return Numbers("count", figure.name) if figure.days else None
    if isinstance(figure, Level):
        return None if figure.name is None else Numbers("level", figure.name)
    if isinstance(figure, Share):
        return Numbers("share", figure.part, figure.whole)
    if isinstance(figure, Probability):
        in_time = figure.part is not None and "+" in figure.part
        return Numbers("chance" if in_time else "model", figure.part, figure.whole)
    if isinstance(figure, MeanNumber):
        shown = policy.rounded(round(figure.value * figure.n))
        return Numbers("events", figure.part, figure.whole, shown=shown)
    if isinstance(figure, Ratio | Difference | PValue):
        # hidden for few cases, few events or few degrees of freedom: it does not say which
        return Numbers("over", whole=figure.whole)
    least = 2 * policy.threshold if isinstance(figure, Days) else policy.threshold
    return Numbers("over", whole=figure.whole, least=least)


def file_names(file: QualityFile) -> tuple[Name, Name]:
    """The names of the rows of a file, and of those that cannot be read."""
    return f"rijen:{file.file}:gegevens", f"rijen:{file.file}:onleesbaar:gegevens"


def finding_names(finding: QualityFinding) -> tuple[Name, Name]:
    """The names of what a check found, and of what it looked at."""
    name = f"bevinding:{finding.file}:{finding.column}:{finding.what}"
    whole = f"rijen:{finding.file}" if finding.of_rows else f"{name}:van"
    return f"{name}:gegevens", f"{whole}:gegevens"
