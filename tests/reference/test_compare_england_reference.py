"""English local authorities: published rates told again, marks understood, and no forest of false outliers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from helpers.reference_files import rows_of
from ketenzicht.compare.funnel import funnel
from ketenzicht.compare.marks import read_cell, share_of_rounded
from ketenzicht.compare.shrink import shrunk_rates

pytestmark = pytest.mark.reference

NEAR = 0.05 + 1e-9
ABSENCE = (
    ("t_sess_overall", "t_sess_possible", "pt_overall"),
    ("t_sess_authorised", "t_sess_possible", "pt_sess_authorised"),
    ("t_sess_unauthorised", "t_sess_possible", "pt_sess_unauthorised"),
    ("t_pupils_pa_10_exact", "t_pupils", "pt_pupils_pa_10_exact"),
    ("t_pupils_pa_50_exact", "t_pupils", "pt_pupils_pa_50_exact"),
)


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "england"


@pytest.fixture(scope="module")
def plans(folder: Path) -> list[dict[str, str]]:
    return rows_of(folder / "d5_cpps_at31march_by_duration_2013_to_2025.csv.gz")


def shares(rows: list[dict[str, str]], columns: tuple[str, str, str]) -> np.ndarray:
    """x, n and the published percentage, of rows where all three are numbers."""
    cells = [[read_cell(row[name]) for name in columns] for row in rows]
    assert all(cell is not None for row in cells for cell in row)
    found = np.array([[cell.number for cell in row if cell] for row in cells])
    return found[np.isfinite(found).all(axis=1) & (found[:, 1] > 0)]


def of_plans(rows: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [
        (name.removesuffix("_percent"), "CPP_At31", name) for name in rows[0] if name.endswith("_percent")
    ]


def assert_explained(rows: list[dict[str, str]], columns: tuple[str, str, str]) -> tuple[int, int]:
    """Local figures give the published percentage; of national and regional ones both numbers are rounded to 10."""
    local = [row for row in rows if row["geographic_level"] == "Local authority"]
    exact = shares(local, columns)
    assert np.abs(100 * exact[:, 0] / exact[:, 1] - exact[:, 2]).max() <= NEAR
    wide = shares([row for row in rows if row["geographic_level"] != "Local authority"], columns)
    assert not (wide[:, :2] % 10).any()
    low, high = share_of_rounded(wide[:, 0], wide[:, 1], 10)
    assert (100 * low - NEAR <= wide[:, 2]).all()
    assert (wide[:, 2] <= 100 * high + NEAR).all()
    return len(exact), int((np.abs(100 * wide[:, 0] / wide[:, 1] - wide[:, 2]) > NEAR).sum())


def test_published_percentages_of_plans_by_duration(plans: list[dict[str, str]]) -> None:
    found = [assert_explained(plans, columns) for columns in of_plans(plans)]
    assert sum(local for local, _ in found) > 6000
    # of 91 regions and years in each class some lie beyond 0.05: their rounded numbers cannot give the published one
    assert sum(rounded for _, rounded in found) == 376


def test_published_percentages_of_absence(folder: Path) -> None:
    rows = rows_of(folder / "absence_la.csv.gz")
    found = [assert_explained(rows, columns) for columns in ABSENCE]
    assert sum(local for local, _ in found) > 40_000
    assert sum(rounded for _, rounded in found) == 1709


def test_national_share_of_long_plans_in_2025(plans: list[dict[str, str]]) -> None:
    (row,) = [row for row in plans if row["geographic_level"] == "National" and row["time_period"] == "2025"]
    ((x, n, percent),) = shares([row], of_plans(plans)[-1])
    assert (n, percent) == (49_420, 2.3)
    assert round(100 * x / n, 1) == 2.3


def test_every_mark_is_understood_and_none_is_taken_for_zero(folder: Path) -> None:
    counted: Counter[str] = Counter()
    files = ("b1_children_in_need_2013_to_2025.csv.gz", "d5_cpps_at31march_by_duration_2013_to_2025.csv.gz")
    for name in files:
        rows = rows_of(folder / name)
        columns = list(rows[0])[list(rows[0]).index("category") + 1 :]
        for row in rows:
            for column in columns:
                cell = read_cell(row[column])
                assert cell is not None, (name, column, row[column])
                assert np.isnan(cell.number) == (cell.missing is not None)
                counted[str(cell.missing)] += 1
    # so many cells of these files are the letter c, z or u
    assert {word: counted[word] for word in ("geheim", "niet van toepassing", "onbetrouwbaar")} == {
        "geheim": 3019,
        "niet van toepassing": 45,
        "onbetrouwbaar": 21,
    }


def test_hidden_parts_are_what_is_left_of_the_total(plans: list[dict[str, str]]) -> None:
    """Two classes are hidden together, so that neither follows from the total: what is left is of both."""
    names = [name for name, _, _ in of_plans(plans)]
    left = []
    for row in plans:
        cells = [read_cell(row[name]) for name in ("CPP_At31", *names)]
        if (
            row["geographic_level"] == "Local authority"
            and [c.missing for c in cells if c].count("geheim") == 2
        ):
            total, *parts = (cell.number for cell in cells if cell)
            if np.isfinite(total):
                left.append(total - np.nansum(parts))
    assert len(left) > 500
    assert min(left) >= 1


def rates_of(folder: Path, column: str, year: str) -> tuple[np.ndarray, np.ndarray]:
    """Children counted and children living there, by local authority."""
    people = {
        (row["new_la_code"], row["time_period"]): cell.number
        for row in rows_of(folder / "ons_mid-year_population_estimates_2012_to_2024.csv.gz")
        if (cell := read_cell(row["population_estimate"])) and not cell.missing
    }
    found = []
    for row in rows_of(folder / "b1_children_in_need_2013_to_2025.csv.gz"):
        cell = read_cell(row[column])
        place = (row["new_la_code"], str(int(year) - 1))
        if row["geographic_level"] == "Local authority" and row["time_period"] == year and place in people:
            assert cell is not None
            found.append((cell.number, people[place]))
    events, population = np.array(found).T
    return events, population


@pytest.mark.parametrize("year", ["2019", "2022", "2025"])
@pytest.mark.parametrize("column", ["At31_episodes", "Started_episodes", "Ended_episodes"])
def test_children_in_need_give_no_forest_of_false_outliers(folder: Path, column: str, year: str) -> None:
    events, population = rates_of(folder, column, year)
    assert len(events) > 140
    found = funnel(events, population)
    naive, widened = (np.count_nonzero(found.outside(widened=one)) for one in (False, True))
    assert found.overdispersed
    assert found.dispersion > 10
    assert naive > len(events) / 2
    assert widened <= 5  # of some 150


@pytest.mark.parametrize("column", [0, 3, 4])
def test_durations_of_plans_give_no_forest_of_false_outliers(
    plans: list[dict[str, str]], column: int
) -> None:
    local = [
        row for row in plans if row["geographic_level"] == "Local authority" and row["time_period"] == "2024"
    ]
    x, n, _ = shares(local, of_plans(plans)[column]).T
    found = funnel(x, n, of="share")
    naive, widened = (np.count_nonzero(found.outside(widened=one)) for one in (False, True))
    assert widened <= 3
    assert naive > 3 * widened


def test_shrinking_hardly_moves_large_authorities(folder: Path) -> None:
    events, population = rates_of(folder, "At31_episodes", "2025")
    found = shrunk_rates(events, population)
    assert found.weight[population > 20_000].min() > 0.95
    assert found.weight[np.argmin(population)] == found.weight.min()
