"""Published standardised rates and figures of English local authorities, told again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from ketenzicht.compare.intervals import byar, exact_poisson, wilson
from ketenzicht.compare.standardise import FEWEST, Rates, crude, direct, indirect

pytestmark = pytest.mark.reference

Row = tuple[Any, ...]
Sheet = Callable[[str, str], list[Row]]


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "standardised_rates"


@pytest.fixture(scope="module")
def sheet(folder: Path) -> Sheet:
    def rows(file: str, name: str) -> list[Row]:
        book = openpyxl.load_workbook(folder / file, data_only=True)
        found = [tuple(row) for row in book[name].iter_rows(min_row=2, values_only=True)]
        return [row for row in found if row[0] is not None or row[1] is not None]

    return rows


@pytest.fixture(scope="module")
def standard(folder: Path) -> list[float]:
    return [float(line) for line in (folder / "esp2013.csv").read_text("utf-8-sig").split()[1:]]


def by_area(rows: list[Row]) -> dict[str, np.ndarray]:
    """Numbers of each area. The publisher takes an empty cell for none; our own reader never does that."""
    return {
        area: np.nan_to_num(np.array([row[2:] for row in group], dtype=float))
        for area, group in groupby(rows, key=lambda row: row[0])
    }


def said(value: object) -> float:
    return float("nan") if value is None else float(value)  # type: ignore[arg-type]


def assert_published(found: Rates, row: tuple[object, ...], *, digits: float = 1e-12) -> None:
    expected = [said(value) for value in row]
    assert [float(found.value), float(found.low), float(found.high)] == pytest.approx(
        expected, rel=digits, nan_ok=True
    )


def test_intervals_of_counts_and_shares(sheet: Sheet) -> None:
    rows = sheet("testdata_Byars_Wilson.xlsx", "testdata_B_W")
    assert len(rows) == 13
    for x, n, low, high, confidence, method in rows:
        level = float(confidence.rstrip("%")) / 100
        found = byar(x, level) if method == "Byars" else wilson(x, n, level)
        assert float(found.high) == pytest.approx(high, rel=1e-12)
        # for one case at 99.8 % Byar's lower end would be below zero, and none is published
        assert float(found.low) == (0 if low is None else pytest.approx(low, rel=1e-12))


@pytest.mark.parametrize("name", ["testdata_Prop", "testdata_Prop_g"])
def test_shares(sheet: Sheet, name: str) -> None:
    for _, x, n, value, low, high, *rest in sheet("testdata_Proportion.xlsx", name):
        if value is None:
            assert x is None or n is None
            continue
        per = rest[-1]
        assert x / n * per == pytest.approx(value, rel=1e-12)
        for level, ends in ((0.95, (low, high)), (0.998, tuple(rest[:2])))[: 1 if name.endswith("_g") else 2]:
            assert [float(end) * per for end in wilson(x, n, level)] == pytest.approx(ends, rel=1e-11)


def test_rates(sheet: Sheet) -> None:
    for _, x, n, value, low, high, low2, high2, _, _, per in sheet("testdata_Rate.xlsx", "testdata_Rate"):
        if value is None:
            assert x is None or n is None
            continue
        assert_published(crude(x, n, per=per), (value, low, high))
        assert_published(crude(x, n, per=per, confidence=0.998), (value, low2, high2))


def test_directly_standardised_rates(sheet: Sheet, standard: list[float]) -> None:
    areas = by_area(sheet("testdata_DSR_ISR.xlsx", "testdata_multiarea"))
    checked = 0
    for area, _, _, value, low, high, low2, high2, statistic, _ in sheet(
        "testdata_DSR_ISR.xlsx", "testresults_DSR"
    ):
        if area not in areas:
            continue
        per = 10_000 if statistic.endswith("10000") else 100_000
        events, population = areas[area].T
        assert_published(direct(events, population, standard, per=per), (value, low, high))
        both = direct(events, population, standard, per=per, confidence=0.998)
        assert_published(both, (value, low2, high2))
        assert isnan(both.value) == (events.sum() < FEWEST)
        checked += 1
    assert checked == 6


def test_the_old_european_standard_with_its_own_last_stratum(sheet: Sheet) -> None:
    rows = sheet("testdata_DSR_ISR.xlsx", "testdata_1976")[:18]
    events, population, weights = np.array([row[1:] for row in rows], dtype=float).T
    published = {
        (row[0], row[8]): row[3:8] for row in sheet("testdata_DSR_ISR.xlsx", "testresults_DSR") if row[3]
    }
    value, low, high, low2, high2 = published["testdata_1976", "dsr per 100000"]
    assert_published(direct(events, population, weights, per=1e5), (value, low, high))
    # both rows of the workbook have these two ends ten times too large: they do not hold the rate
    assert not low2 < value < high2
    assert_published(
        direct(events, population, weights, per=1e5, confidence=0.998), (value, low2 / 10, high2 / 10)
    )


def test_rates_of_persons_with_several_events(sheet: Sheet, standard: list[float]) -> None:
    areas = by_area(sheet("testdata_DSR_ISR.xlsx", "testdata_nonindepe"))
    published = {row[0]: row[3:8] for row in sheet("testdata_DSR_ISR.xlsx", "testresults_DSR")}
    assert len(areas) == 4
    for area, table in areas.items():
        events, population, frequencies = table[:, 0], table[:, 1], np.nan_to_num(table[:, 2:])
        times = np.arange(1, frequencies.shape[1] + 1)
        assert (frequencies @ times == events).all()
        for level, ends in ((0.95, slice(1, 3)), (0.998, slice(3, 5))):
            found = direct(
                events, population, standard, per=1e5, confidence=level, squares=frequencies @ times**2
            )
            assert_published(found, (published[area][0], *published[area][ends]), digits=1e-11)


def test_indirectly_standardised_rates_and_ratios(sheet: Sheet) -> None:
    areas = by_area(sheet("testdata_DSR_ISR.xlsx", "testdata_multiarea_isr"))
    checked = 0
    for area, observed, expected, rate, value, low, high, low2, high2, statistic, _ in sheet(
        "testdata_DSR_ISR.xlsx", "testresults_ISR"
    ):
        if area not in areas:
            continue
        per = float(statistic.split()[-1])
        for level, ends in ((0.95, (low, high)), (0.998, (low2, high2))):
            found = indirect(*areas[area].T, confidence=level)
            assert (float(found.observed), float(found.expected)) == pytest.approx((observed, expected))
            assert_published(found.rate(per) if rate else found.ratio(per), (value, *ends))
        checked += 1
    assert checked == 12


def test_below_ten_events_the_interval_is_exact(sheet: Sheet) -> None:
    areas = by_area(sheet("testdata_DSR_ISR.xlsx", "testdata_multiarea_isr"))
    found = indirect(*areas["testdata_tiny"].T)
    assert [float(end) for end in found.bounds] == [float(end) for end in exact_poisson(9)]
