"""Made-up releases: several measures that count the same cases in different ways, in one period or in more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from helpers.attack import TEXT, of
from ketenzicht.attrition import Attrition
from ketenzicht.measures.names import in_period
from ketenzicht.measures.result import (
    AtMost,
    Count,
    Equal,
    Figure,
    Mean,
    MeasureResult,
    Relation,
    Row,
    Table,
)
from ketenzicht.publish.linked import known_of_published
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Published
from ketenzicht.publish.together import as_data

FEW_EARLIER = 9
"""Cases have up to so many earlier ones, less one."""


@dataclass(frozen=True)
class Cases:
    """Cases by area, class and number of earlier ones; those not linked have none."""

    counted: npt.NDArray[np.int64]
    unlinked: int

    def __add__(self, other: Cases) -> Cases:
        return Cases(self.counted + other.counted, self.unlinked + other.unlinked)


def some_cases(random: np.random.Generator, areas: int, classes: int) -> Cases:
    """Few cases in most cells; in some areas many."""
    mean = random.choice([0.1, 0.3, 1, 2], size=(areas, 1, 1)) * random.gamma(1, 1, size=(areas, classes, 1))
    weights = 0.6 ** np.arange(FEW_EARLIER)
    return Cases(random.poisson(mean * weights).astype(np.int64), int(random.integers(0, 14)))


def made_up_release(seed: int) -> tuple[list[MeasureResult], list[Attrition]]:
    """One release of random size."""
    random = np.random.default_rng(seed)
    return release_of(some_cases(random, int(random.integers(2, 5)), int(random.integers(2, 5))))


def made_up_halves(seed: int) -> tuple[Cases, Cases]:
    """The cases of two halves of a year."""
    random = np.random.default_rng(seed)
    size = int(random.integers(2, 4)), int(random.integers(2, 4))
    return some_cases(random, *size), some_cases(random, *size)


def release_of(cases: Cases) -> tuple[list[MeasureResult], list[Attrition]]:
    """A table in two directions with its sums, classes in a group, areas, thresholds, and what was left out."""
    cells = cases.counted.sum(axis=2)
    n = int(cells.sum())
    results = [_crossed(cells), _classes(cells, n), _areas(cells, n), _thresholds(cases.counted, n)]
    left_out = Attrition(
        TEXT, TEXT, n + cases.unlinked, n, TEXT, (in_period("alle"), in_period("n"), in_period("los"))
    )
    return results, [left_out]


def _area(place: int) -> str:
    return in_period("gebied", str(place))


def _class(place: int) -> str:
    return in_period("klasse", str(place))


def _measure(name: str, table: Table, *relations: Relation, **headline: Figure) -> MeasureResult:
    return MeasureResult(name, name, TEXT, (), (table,), headline, relations=relations)


def _crossed(cells: npt.NDArray[np.int64]) -> MeasureResult:
    areas, classes = cells.shape
    names = [[in_period("cel", str(area), str(one)) for one in range(classes)] for area in range(areas)]
    rows = [
        Row(
            f"gebied-{area}",
            TEXT,
            (
                *(Count(int(cells[area, one]), names[area][one]) for one in range(classes)),
                Count(int(cells[area].sum()), _area(area)),
            ),
        )
        for area in range(areas)
    ]
    sums = [Count(int(cells[:, one].sum()), _class(one)) for one in range(classes)]
    rows.append(Row("totaal", TEXT, (*sums, Count(int(cells.sum()), in_period("n")))))
    across = [Equal(tuple(names[area]), (_area(area),)) for area in range(areas)]
    across.append(Equal(tuple(_class(one) for one in range(classes)), (in_period("n"),)))
    return _measure("kruis", Table("kruis", TEXT, (TEXT,) * (classes + 1), tuple(rows), "totaal"), *across)


def _classes(cells: npt.NDArray[np.int64], n: int) -> MeasureResult:
    """The first class by itself, the others as parts of a group."""
    counts = cells.sum(axis=0).tolist()

    def row(id_: str, x: int, part: str, level: int = 0) -> Row:
        return Row(id_, TEXT, (Count(x, part), of(x, n, part, in_period("n"))), level)

    rows = [row("klasse-0", counts[0], _class(0)), row("groep", sum(counts[1:]), in_period("groep"))]
    rows += [row(f"klasse-{one}", x, _class(one), 1) for one, x in enumerate(counts[1:], start=1)]
    rows.append(Row("totaal", TEXT, (Count(n, in_period("n")), None)))
    table = Table("klassen", TEXT, (TEXT, TEXT), tuple(rows), "totaal")
    return _measure("klassen", table, n=Count(n, in_period("n")))


def _areas(cells: npt.NDArray[np.int64], n: int) -> MeasureResult:
    counts = cells.sum(axis=1).tolist()
    rows = [
        Row(
            f"gebied-{area}",
            TEXT,
            (of(x, n, _area(area), in_period("n")), Mean(3.0, x, whole=_area(area))),
        )
        for area, x in enumerate(counts)
    ]
    return _measure("gebieden", Table("gebieden", TEXT, (TEXT, TEXT), tuple(rows)))


def _thresholds(counted: npt.NDArray[np.int64], n: int) -> MeasureResult:
    per_number = counted.sum(axis=(0, 1))

    def at_least(number: int) -> str:
        return in_period("eerder", str(number)) if number else in_period("n")

    def row(id_: str, low: int, high: int, part: str) -> Row:
        x = int(per_number[low:high].sum())
        return Row(id_, TEXT, (of(x, n, part, in_period("n")),))

    middle = in_period("eerder", "3-tot-7")
    rows = (
        row("minstens-1", 1, FEW_EARLIER, at_least(1)),
        row("3-tot-7", 3, 8, middle),
        row("minstens-8", 8, FEW_EARLIER, at_least(8)),
    )
    return _measure(
        "eerdere",
        Table("drempels", TEXT, (TEXT,), rows),
        AtMost((at_least(3),), (at_least(1),)),
        Equal((middle, at_least(8)), (at_least(3),)),
    )


def figures_of(
    published: Published, policy: Policy, first: date, last: date, **context: Any
) -> dict[str, Any]:
    """What a made-up release tells, with its context, as data."""
    told = as_data(known_of_published(published, policy))
    return {**context_for(first, last, **context), **told, "measures": {}}


def context_for(first: date, last: date, **context: Any) -> dict[str, Any]:
    """Of a made-up release: its period; the rest is the same for all, unless said otherwise."""
    usual = {
        "chain": "keten",
        "unit": "huishouden",
        "parameters": {},
        "period": [str(first), str(last)],
        "data": ["2020-01-01", "2024-12-31"],
        "input": "een levering",
        "version": ["keten", "programma"],
    }
    return usual | context
