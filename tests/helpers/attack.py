"""Made-up exact results full of small numbers, and a check of an attack against the truth."""

from __future__ import annotations

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.measures.intervals import share
from ketenzicht.measures.result import (
    Count,
    Curve,
    CurvePoint,
    Figure,
    MeasureResult,
    Probability,
    Rate,
    Row,
    Share,
    Table,
)
from ketenzicht.message import message
from ketenzicht.publish.audit import Narrowed
from ketenzicht.publish.known import Knowledge, Place

TEXT = message("tekst")
COLUMNS = (message("Aantal"), message("Aandeel"))


def made_up(seed: int) -> MeasureResult:
    """A measure of one of the shapes that ours have, by turns (classes in groups come twice)."""
    random = np.random.default_rng(seed)
    return (_classes, _classes, _outcomes, _chances, _caseload)[seed % 5](random)


def _classes(random: np.random.Generator) -> MeasureResult:
    groups = int(random.integers(1, 5))
    members = [[_small(random) for _ in range(int(random.choice([0, 0, 2, 3])))] for _ in range(groups)]
    totals = [sum(parts) if parts else _small(random) for parts in members]
    n = sum(totals)
    rows: list[Row] = []
    for group, (total, parts) in enumerate(zip(totals, members, strict=True)):
        rows.append(Row(f"g-{group}", TEXT, (Count(total), share(total, n))))
        rows += [Row(f"g-{group}-{part}", TEXT, (Count(x), share(x, n)), 1) for part, x in enumerate(parts)]
    rows.append(Row("totaal", TEXT, (Count(n), None)))
    headline: dict[str, Figure] = {"n": Count(n)}
    headline |= {f"aandeel_{row.id.replace('-', '_')}": share(_x(row), n) for row in rows[:-1]}
    lost, open_ = int(random.integers(0, 15)), int(random.integers(0, 4))
    return MeasureResult(
        "maat",
        "klassen",
        TEXT,
        (),
        (Table("klassen", TEXT, COLUMNS, tuple(rows), "totaal"),),
        headline,
        attrition=(
            Attrition(TEXT, TEXT, n + lost + open_, n + open_, TEXT),
            Attrition(TEXT, TEXT, n + open_, n, TEXT),
        ),
    )


def _outcomes(random: np.random.Generator) -> MeasureResult:
    """Parts of all cases followed, with shares of their own for what came later."""
    now = [_small(random) for _ in range(int(random.integers(2, 4)))]
    later = [_small(random) for _ in now]
    n = sum(now) + _small(random)
    n_later = sum(later) + _small(random)
    rows = [
        Row(f"u-{place}", TEXT, (Count(x), share(x, n), share(y, n_later)))
        for place, (x, y) in enumerate(zip(now, later, strict=True))
    ]
    together = (Count(sum(now)), share(sum(now), n), share(sum(later), n_later))
    rows.append(Row("samen", TEXT, together))
    headline: dict[str, Figure] = {"n": Count(n)}
    headline |= {f"aandeel_{row.id.replace('-', '_')}": share(_x(row), n) for row in rows}
    return MeasureResult(
        "uitkomsten",
        "uitkomsten",
        TEXT,
        (),
        (Table("uitkomsten", TEXT, (*COLUMNS, TEXT), tuple(rows), "samen"),),
        headline,
        attrition=(Attrition(TEXT, TEXT, n + int(random.integers(0, 15)), n, TEXT),),
    )


def _chances(random: np.random.Generator) -> MeasureResult:
    """Competing chances at two horizons; an event stands for one case or, after censoring, a little more."""
    causes = int(random.integers(1, 4))
    early = [_small(random) for _ in range(causes)]
    late = [x + int(random.integers(0, 6)) for x in early]
    weight = float(random.choice([1, 1.1]))
    n = int(np.ceil(weight * sum(late))) + _small(random) + 1

    def chance(events: int) -> Probability:
        value = weight * events / n
        return Probability(value, 0.9 * value, min(1, 1.1 * value), n, events)

    rows = tuple(
        Row(f"oorzaak-{place}", TEXT, (chance(x), chance(y)))
        for place, (x, y) in enumerate(zip(early, late, strict=True))
    )
    points = (CurvePoint(40, weight * early[0] / n, 0, 1, n, early[0]),)
    return MeasureResult(
        "kans",
        "incidentie",
        TEXT,
        (),
        (Table("kansen", TEXT, COLUMNS, rows),),
        {"kans": chance(late[0])},
        curves=(Curve("oorzaak-0", TEXT, n, points),),
        attrition=(Attrition(TEXT, TEXT, n + int(random.integers(0, 12)), n, TEXT),),
        chart="curves",
    )


def _caseload(random: np.random.Generator) -> MeasureResult:
    ages = [_small(random) for _ in range(int(random.integers(2, 6)))]
    end, came = sum(ages), int(random.integers(0, 40))
    went = int(random.integers(max(0, came - end), came + 20))
    begin = end - came + went
    course = [("begin", begin), ("erbij", came), ("eraf", went), ("eind", end)]
    aged = [Row(f"vanaf-{place}", TEXT, (Count(x), share(x, end))) for place, x in enumerate(ages)]
    return MeasureResult(
        "voorraad",
        "voorraad",
        TEXT,
        (),
        (
            Table("verloop", TEXT, COLUMNS[:1], tuple(Row(name, TEXT, (Count(x),)) for name, x in course)),
            Table("ouderdom", TEXT, COLUMNS, (*aged, Row("totaal", TEXT, (Count(end), None))), "totaal"),
            Table("little", TEXT, COLUMNS[:1], (Row("instroom", TEXT, (Rate(came, 366),)),)),
        ),
        {"begin": Count(begin), "eind": Count(end)},
    )


def _small(random: np.random.Generator) -> int:
    return int(random.poisson(random.choice([0.5, 2, 6, 11, 14, 40])))


def _x(row: Row) -> int:
    figure = row.figures[0]
    assert isinstance(figure, Count)
    return figure.n


def truth(known: Knowledge, exact: MeasureResult) -> list[float | None]:
    """The true value of every quantity that an attacker knows of; one that stands nowhere is None.

    Fails when places that are taken for one number hold different ones.
    """
    values: list[float | None] = []
    for quantity in known.quantities:
        found = {_at(exact, place) for place in quantity.places}
        assert len(found) <= 1, quantity.places
        values.append(found.pop() if found else None)
    return values


def assert_true(known: Knowledge, found: tuple[Narrowed, ...], exact: MeasureResult) -> None:
    """What an attacker holds for certain is so: every bound and every sum; the hidden value is in its range."""
    values = truth(known, exact)
    for quantity, value in zip(known.quantities, values, strict=True):
        if value is not None:
            assert quantity.low <= value <= quantity.high, (quantity, value)
    for item in known.constraints:
        if all(values[place] is not None for place in item.sum):
            total = sum(factor * (values[place] or 0) for place, factor in item.sum.items())
            assert item.low - 1e-6 <= total <= item.high + 1e-6, item
    for narrowed in found:
        if all(values[place] is not None for place in narrowed.target.sum):
            value = sum(factor * (values[place] or 0) for place, factor in narrowed.target.sum.items())
            assert narrowed.low - 1e-6 <= value <= narrowed.high + 1e-6, narrowed


def _at(exact: MeasureResult, place: Place) -> float:
    if place.where == "attrition":
        number, name = place.at
        assert isinstance(number, int)
        return float(getattr(exact.attrition[number], str(name)))
    figure: Figure | None
    if place.where == "headline":
        figure = exact.headline[str(place.at[0])]
    else:
        table, row, column = (int(part) for part in place.at)
        figure = exact.tables[table].rows[row].figures[column]
    if isinstance(figure, Share):
        return figure.x if place.part == "x" else figure.n
    if isinstance(figure, Probability):
        return figure.value * figure.n if place.part == "x" else figure.n
    assert figure is not None
    assert hasattr(figure, "n")
    return float(figure.n)
