"""Made-up exact results full of small numbers, and a check of an attack against the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.result import (
    AtMost,
    Count,
    Curve,
    CurvePoint,
    Equal,
    Figure,
    Level,
    MeanNumber,
    MeasureResult,
    Probability,
    Rate,
    Row,
    Series,
    Share,
    Table,
)
from ketenzicht.message import message
from ketenzicht.publish.audit import Narrowed
from ketenzicht.publish.known import Between, Knowledge
from ketenzicht.publish.naming import named, named_steps
from ketenzicht.publish.published import Name
from ketenzicht.publish.release import CURVE_STEP

TEXT = message("tekst")
COLUMNS = (message("Aantal"), message("Aandeel"))


def made_up(seed: int) -> MeasureResult:
    """A measure of one of the shapes that ours have, by turns (classes in groups come twice)."""
    random = np.random.default_rng(seed)
    return (_classes, _classes, _outcomes, _chances, _caseload)[seed % 5](random)


def of(x: int, n: int, part: Name, whole: Name) -> Share:
    """A share of named numbers."""
    low, high = share(x, n).low, share(x, n).high
    return Share(x, n, low, high, part, whole)


def _classes(random: np.random.Generator) -> MeasureResult:
    groups = int(random.integers(1, 5))
    members = [[_small(random) for _ in range(int(random.choice([0, 0, 2, 3])))] for _ in range(groups)]
    totals = [sum(parts) if parts else _small(random) for parts in members]
    n = sum(totals)

    def row(name: str, x: int, level: int = 0) -> Row:
        return Row(name, TEXT, (Count(x, name), of(x, n, name, "n")), level)

    rows: list[Row] = []
    for group, (total, parts) in enumerate(zip(totals, members, strict=True)):
        rows.append(row(f"g-{group}", total))
        rows += [row(f"g-{group}-{part}", x, 1) for part, x in enumerate(parts)]
    headline: dict[str, Figure] = {"n": Count(n, "n")}
    headline |= {f"aandeel_{row.id.replace('-', '_')}": of(_x(row), n, row.id, "n") for row in rows}
    rows.append(Row("totaal", TEXT, (Count(n, "n"), None)))
    lost, open_ = int(random.integers(0, 15)), int(random.integers(0, 4))
    return MeasureResult(
        "maat",
        "klassen",
        TEXT,
        (),
        (Table("klassen", TEXT, COLUMNS, tuple(rows), "totaal"),),
        headline,
        attrition=(
            Attrition(TEXT, TEXT, n + lost + open_, n + open_, TEXT, ("alle", "gevolgd", "verloren")),
            Attrition(TEXT, TEXT, n + open_, n, TEXT, ("gevolgd", "n", "open")),
        ),
    )


def _outcomes(random: np.random.Generator) -> MeasureResult:
    """Parts of all cases followed, with shares of their own for what came later."""
    now = [_small(random) for _ in range(int(random.integers(2, 4)))]
    later = [_small(random) for _ in now]
    n = sum(now) + _small(random)
    n_later = sum(later) + _small(random)

    def row(name: str, x: int, y: int) -> Row:
        return Row(
            name,
            TEXT,
            (Count(x, name), of(x, n, name, "n"), of(y, n_later, f"{name}-later", "n-later")),
        )

    rows = [row(f"u-{place}", x, y) for place, (x, y) in enumerate(zip(now, later, strict=True))]
    rows.append(row("samen", sum(now), sum(later)))
    headline: dict[str, Figure] = {"n": Count(n, "n")}
    headline |= {f"aandeel_{row.id.replace('-', '_')}": of(_x(row), n, row.id, "n") for row in rows}
    lost = int(random.integers(0, 15))
    return MeasureResult(
        "uitkomsten",
        "uitkomsten",
        TEXT,
        (),
        (Table("uitkomsten", TEXT, (*COLUMNS, TEXT), tuple(rows), "samen"),),
        headline,
        attrition=(Attrition(TEXT, TEXT, n + lost, n, TEXT, ("alle", "n", "verloren")),),
    )


def _chances(random: np.random.Generator) -> MeasureResult:
    """Competing chances at two horizons; an event stands for one case or, after censoring, a little more."""
    causes = int(random.integers(1, 4))
    early = [_small(random) for _ in range(causes)]
    late = [x + int(random.integers(0, 6)) for x in early]
    weight = float(random.choice([1, 1.1]))
    n = int(np.ceil(weight * sum(late))) + _small(random) + 1

    def chance(events: int, cause: int, day: int) -> Probability:
        value = weight * events / n
        return Probability(value, 0.9 * value, min(1, 1.1 * value), n, events, f"oorzaak-{cause}+{day}", "n")

    rows = tuple(
        Row(f"oorzaak-{cause}", TEXT, (chance(x, cause, 183), chance(y, cause, 365)))
        for cause, (x, y) in enumerate(zip(early, late, strict=True))
    )
    points = (
        CurvePoint(40, weight * early[0] / n, 0, 1, n, early[0]),
        CurvePoint(200, weight * late[0] / n, 0, 1, n, late[0]),
    )
    lost = int(random.integers(0, 12))
    return MeasureResult(
        "kans",
        "incidentie",
        TEXT,
        (),
        (Table("kansen", TEXT, COLUMNS, rows),),
        {"kans": chance(late[0], 0, 365)},
        curves=(Curve("oorzaak-0", TEXT, n, points, part="oorzaak-0", whole="n"),),
        attrition=(Attrition(TEXT, TEXT, n + lost, n, TEXT, ("alle", "n", "nooit")),),
        chart="curves",
        relations=tuple(
            AtMost(tuple(f"oorzaak-{cause}+{day}" for cause in range(causes)), ("n",)) for day in (183, 365)
        ),
    )


def _caseload(random: np.random.Generator) -> MeasureResult:
    ages = [_small(random) for _ in range(int(random.integers(2, 6)))]
    end, came = sum(ages), int(random.integers(0, 40))
    went = int(random.integers(max(0, came - end), came + 20))
    begin = end - came + went
    course = [("begin", begin), ("erbij", came), ("eraf", went), ("eind", end)]
    aged = [
        Row(f"vanaf-{place}", TEXT, (Count(x, f"vanaf-{place}"), of(x, end, f"vanaf-{place}", "eind")))
        for place, x in enumerate(ages)
    ]
    rows = tuple(Row(name, TEXT, (Count(x, name),)) for name, x in course)
    return MeasureResult(
        "voorraad",
        "voorraad",
        TEXT,
        (),
        (
            Table("verloop", TEXT, COLUMNS[:1], rows),
            Table(
                "ouderdom", TEXT, COLUMNS, (*aged, Row("totaal", TEXT, (Count(end, "eind"), None))), "totaal"
            ),
            Table("little", TEXT, COLUMNS[:1], (Row("instroom", TEXT, (Rate(came, 366, name="erbij"),)),)),
        ),
        {"begin": Count(begin, "begin"), "eind": Count(end, "eind")},
        series=(Series("open", TEXT, (date(2024, 12, 31),), (end,), "open"),),
        relations=(Equal(("begin", "erbij"), ("eraf", "eind")), Equal(("open@2024-12-31",), ("eind",))),
    )


def _small(random: np.random.Generator) -> int:
    return int(random.poisson(random.choice([0.5, 2, 6, 11, 14, 40])))


def _x(row: Row) -> int:
    figure = row.figures[0]
    assert isinstance(figure, Count)
    return figure.n


def truth(results: Iterable[MeasureResult], attrition: Iterable[Attrition] = ()) -> dict[Name, float]:
    """The true value of every named number. Fails when one name stands for different numbers."""
    values: dict[Name, float] = {}
    for name, value in _values(results, attrition):
        assert abs(values.setdefault(name, value) - value) < 1e-6, (name, value, values[name])
    return values


def _values(results: Iterable[MeasureResult], attrition: Iterable[Attrition]) -> Iterator[tuple[Name, float]]:
    for result in (named(result) for result in results):
        cells = [cell for table in result.tables for row in table.rows for cell in row.figures]
        for figure in (*cells, *result.headline.values()):
            yield from _of_figure(figure)
        for curve in result.curves:
            yield from _of_curve(curve)
        for series in result.series:
            for day, count in zip(series.dates, series.counts, strict=True):
                yield f"{series.name}@{day}", count
        yield from _of_steps(result.attrition)
    yield from _of_steps(named_steps(attrition))


def _of_figure(figure: Figure | None) -> Iterator[tuple[Name, float]]:
    if isinstance(figure, Count | Rate):
        yield str(figure.name), figure.n
    elif isinstance(figure, Level):
        if figure.name is not None:
            yield figure.name, figure.value
    elif isinstance(figure, Share | Probability | MeanNumber):
        yield str(figure.part), figure.x if isinstance(figure, Share) else figure.value * figure.n
        yield str(figure.whole), figure.n
    elif figure is not None:
        yield str(figure.whole), figure.n


def _of_curve(curve: Curve) -> Iterator[tuple[Name, float]]:
    last = curve.points[-1].day if curve.points else 0
    for day in range(0, last + CURVE_STEP, CURVE_STEP):
        before = [point.value for point in curve.points if point.day <= day]
        yield f"{curve.part}+{day}", curve.n * (before[-1] if before else 0)
    yield str(curve.whole), curve.n


def _of_steps(steps: Iterable[Attrition]) -> Iterator[tuple[Name, float]]:
    for step in steps:
        for name, value in zip(step.names, (step.before, step.after, step.left_out), strict=True):
            yield str(name), value


def assert_true(known: Knowledge, found: Iterable[Narrowed], values: dict[Name, float]) -> None:
    """The truth is possible for whoever attacks: every bound, sum and choice holds, each hidden value is in range."""
    true = [values.get(quantity.name) for quantity in known.quantities]
    for quantity, value in zip(known.quantities, true, strict=True):
        if value is not None:
            assert quantity.low - 1e-6 <= value <= quantity.high + 1e-6, (quantity, value)
            assert not quantity.gap or value == 0 or value >= quantity.gap, (quantity, value)

    def holds(item: Between) -> bool | None:
        parts = [true[place] for place in item.terms]
        if None in parts:
            return None
        total = sum(factor * (true[place] or 0) for place, factor in item.terms.items())
        return item.low - 1e-6 <= total <= item.high + 1e-6

    for item in known.constraints:
        assert holds(item) is not False, [(known.quantities[at].name, true[at]) for at in item.terms]
    for choice in known.choices:
        assert any(holds(item) is not False for item in choice), choice
    for narrowed in found:
        parts = [(factor, true[place]) for place, factor in narrowed.target.terms.items()]
        if all(value is not None for _, value in parts):
            value = sum(factor * (value or 0) for factor, value in parts)
            assert narrowed.low - 1e-6 <= value, narrowed
            # what is not known to be small is searched no further than it needs to be
            assert value <= narrowed.high + 1e-6 or narrowed.high >= narrowed.target.below, narrowed
