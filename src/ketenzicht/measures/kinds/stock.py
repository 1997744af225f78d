"""Caseload: open spells over time, their age, and Little's identity (kind ``voorraad``, Q6 and Q7).

Little (1961), A proof for the queuing formula L = lambda W. Over a period in which everything starts and ends,
mean caseload equals arrivals per day times mean stay exactly; otherwise the difference at the edges is reported
as its own line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from ketenzicht.calendar import in_days
from ketenzicht.chain.model import StockMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.kinds.stock_names import AGE_BANDS, StockNames, stock_relations
from ketenzicht.measures.result import Count, Figure, Level, Mean, MeasureResult, Rate, Row, Series, Table
from ketenzicht.measures.words import WILSON, unit_line, unit_words, window_line
from ketenzicht.message import Label, duration_words, message


@dataclass(frozen=True)
class Stock:
    """Open at the end of each day of a stretch of days, and what was opened and closed on it."""

    first: date
    open: npt.NDArray[np.int64]
    opened: npt.NDArray[np.int64]
    closed: npt.NDArray[np.int64]

    def between(self, first: date, last: date) -> Stock:
        """The same for a shorter stretch, both days included."""
        low, high = (first - self.first).days, (last - self.first).days + 1
        return Stock(first, self.open[low:high], self.opened[low:high], self.closed[low:high])


def daily_stock(rows: list[tuple[date, int, int]], first: date, last: date) -> Stock:
    """The exact step function from rows of (day, opened, closed)."""
    length = (last - first).days + 1
    opened, closed = np.zeros(length, dtype=np.int64), np.zeros(length, dtype=np.int64)
    for day, up, down in rows:
        position = (day - first).days
        opened[position] += up
        closed[position] += down
    return Stock(first, np.cumsum(opened - closed), opened, closed)


def mean_stock(stock: Stock) -> float:
    """Mean number open over the days: case-days divided by days."""
    return float(stock.open.mean()) if len(stock.open) else 0.0


def measure_stock(history: History, declared: StockMeasure) -> MeasureResult:
    """Mean caseload, its course, the age of what is open at the end, and Little's identity."""
    settings = history.settings
    stage = next(item for item in history.chain.stages if item.id == declared.stage)
    rows = [
        (_date(day), int(str(opened)), int(str(closed)))
        for day, opened, closed in history.rows(
            statement("ketenzicht.measures.sql", "open_per_day"), stage=declared.stage
        )
    ]
    whole = daily_stock(rows, settings.data_from, settings.data_to)
    stock = whole.between(settings.period_from, settings.period_to)
    ages = [
        (int(str(age)), int(str(spells)))
        for age, spells in history.rows(
            statement("ketenzicht.measures.sql", "open_ages"), stage=declared.stage, on=settings.period_to
        )
    ]
    opened, closed = int(stock.opened.sum()), int(stock.closed.sum())
    begin = int(stock.open[0] - stock.opened[0] + stock.closed[0])
    end = int(stock.open[-1])
    names = StockNames(declared.stage, settings)
    headline: dict[str, Figure] = {
        "gemiddeld": Level(mean_stock(stock), names.mean),
        "begin": Count(begin, names.begin),
        "eind": Count(end, names.end),
    }
    words: dict[str, Label] = {}
    course = (begin, opened, closed, end)
    tables = [_course(names, course), _ages(names, ages, end), _little(history, names, stock)]
    if declared.norm is not None:
        norm = in_days(declared.norm)
        over = sum(spells for age, spells in ages if age > norm)
        headline["aandeel_boven_norm"] = share(over, end, names.open_longer(norm), names.end)
        words["norm"] = duration_words(declared.norm)
    months = _month_starts(settings.data_from, settings.data_to)
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=(
            (message("Fase"), stage.name),
            window_line(history),
            unit_line(history),
            (message("Open"), message("vanaf de dag van het begin tot de dag van het einde")),
            WILSON,
        ),
        tables=tuple(tables),
        headline=headline,
        words=words,
        series=(
            Series(
                "open",
                stage.name,
                tuple(months),
                tuple(int(whole.open[(day - settings.data_from).days]) for day in months),
                f"{declared.stage}:open",
            ),
        ),
        warnings=(
            message(
                "De eerste maanden tellen alleen wat na het begin van de gegevens begon; de lijn loopt daar op."
            ),
        ),
        chart="series",
        relations=stock_relations(names, months, declared.norm),
    )


def _course(names: StockNames, numbers: tuple[int, int, int, int]) -> Table:
    begin, opened, closed, end = (
        Count(number, name)
        for number, name in zip(numbers, (names.begin, names.opened, names.closed, names.end), strict=True)
    )
    return Table(
        id="verloop",
        title=message("Van begin tot eind van de periode"),
        columns=(message("Aantal"),),
        rows=(
            Row("begin", message("Open bij het begin"), (begin,)),
            Row("erbij", message("Begonnen"), (opened,)),
            Row("eraf", message("Geëindigd"), (closed,)),
            Row("eind", message("Open aan het eind"), (end,)),
        ),
    )


def _ages(names: StockNames, ages: list[tuple[int, int]], total: int) -> Table:
    labels = (
        message("Tot 4 weken"),
        message("4 weken tot 3 maanden"),
        message("3 tot 6 maanden"),
        message("6 tot 12 maanden"),
        message("Een jaar of langer"),
    )
    rows = []
    for label, (low, high) in zip(labels, AGE_BANDS, strict=True):
        x = sum(spells for age, spells in ages if age >= low and (high is None or age < high))
        part = names.open_between(low, high)
        rows.append(Row(f"vanaf-{low}", label, (Count(x, part), share(x, total, part, names.end))))
    rows.append(Row("totaal", message("Totaal"), (Count(total, names.end), None)))
    return Table(
        id="ouderdom",
        title=message("Ouderdom van wat aan het eind open is"),
        columns=(message("Aantal"), message("Aandeel")),
        rows=tuple(rows),
        total="totaal",
    )


def little_parts(starts: int, stay_days: int, stock: Stock) -> tuple[float, float, float]:
    """Arrivals per day, mean stay of those arrivals, and what the edges add to the mean caseload.

    Args:
        starts: spells that started in the stretch.
        stay_days: days that those spells lasted, or last so far.
        stock: the stretch.
    """
    days = len(stock.open)
    arrivals = starts / days
    stay = stay_days / starts if starts else 0.0
    return arrivals, stay, mean_stock(stock) - arrivals * stay


def _little(history: History, names: StockNames, stock: Stock) -> Table:
    [(starts, stay_days, longest)] = history.rows(
        """
        select
            count(*),
            coalesce(sum(coalesce(ended_on, $data_to + 1) - started_on), 0),
            coalesce(max(coalesce(ended_on, $data_to + 1) - started_on), 0)
        from spell
        where stage = $stage and started_on between $period_from and $period_to
        """,
        stage=names.stage,
    )
    number, largest = int(str(starts)), float(str(longest))
    arrivals, stay, edge = little_parts(number, int(str(stay_days)), stock)
    return Table(
        id="little",
        title=message("Caseload als instroom maal verblijf (Little)"),
        columns=(message("Waarde"),),
        rows=(
            Row(
                "instroom", message("Begonnen per dag"), (Rate(number, len(stock.open), name=names.started),)
            ),
            Row(
                "verblijf",
                message("Gemiddeld verblijf in dagen"),
                (Mean(stay, number, digits=0, whole=names.started, largest=largest),),
            ),
            Row("product", message("Instroom maal verblijf"), (Level(arrivals * stay),)),
            Row("rand", message("Verschil door de randen van de periode"), (Level(edge),)),
            Row("gemiddeld", message("Gemiddelde caseload"), (Level(mean_stock(stock), names.mean),)),
        ),
    )


def _month_starts(first: date, last: date) -> list[date]:
    day = first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    days = []
    while day <= last:
        days.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return days


def _date(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(f"expected a date, got {type(value).__name__}")
    return value
