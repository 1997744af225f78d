"""Repeats against R: numbers that R's packages print on public data, and R itself on generated data where it is.

To run the second kind: ``apt-get install r-base-core r-cran-survival``; without R those tests skip and say so.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from helpers.reference_files import rows_of
from ketenzicht.measures.estimators.recurrent import Terminal, mean_repeats
from ketenzicht.measures.estimators.recurrent_groups import difference_of_means, pseudo_score_test
from ketenzicht.measures.estimators.recurrent_orders import gap_times, share_with_repeats
from ketenzicht.measures.estimators.repeat_table import RepeatTable, repeat_table

pytestmark = pytest.mark.reference

SCRIPTS = Path(__file__).resolve().parent.parent / "r"
TERMINALS: tuple[Terminal, ...] = ("survivors", "everyone")
Row = tuple[int, int, int, int]


def bladder1(shared_data: Path, treatment: str | None = None) -> list[Row]:
    codes = {"0": 0, "1": 1, "2": 2, "3": 2}
    return [
        (int(row["id"]), int(row["start"]), int(row["stop"]), codes[row["status"]])
        for row in rows_of(shared_data / "survival" / "bladder1.csv")
        if treatment in (None, row["treatment"])
    ]


def simu_dat(shared_data: Path, group: str) -> RepeatTable:
    rows = [row for row in rows_of(shared_data / "recidivism" / "reda_simuDat.csv") if row["group"] == group]
    return repeat_table(
        [row["ID"] for row in rows], [int(row["time"]) for row in rows], [int(row["event"]) for row in rows]
    )


def table(rows: Iterable[Row]) -> RepeatTable:
    case, entry, time, event = zip(*rows, strict=True)
    return repeat_table(case, time, event, entry=entry)


@pytest.mark.parametrize(
    ("treatment", "at_24", "at_48"),
    [
        ("placebo", 1.4604000, 2.4622445),
        ("pyridoxine", 1.3994635, 2.9239399),
        ("thiotepa", 0.9141285, 1.8560401),
    ],
)
def test_bladder1_mean_number_of_recurrences(
    shared_data: Path, treatment: str, at_24: float, at_48: float
) -> None:
    rows = table(bladder1(shared_data, treatment))
    found = mean_repeats(rows, terminal="survivors")
    assert (found.at(24)[0], found.at(48)[0]) == pytest.approx((at_24, at_48), abs=6e-8)


def test_bladder1_has_two_rows_of_no_length(shared_data: Path) -> None:
    rows = table(bladder1(shared_data))
    assert (rows.cases + rows.never_at_risk, rows.never_at_risk) == (118, 2)
    assert int(rows.repeats.sum()) == 189
    # One of the two carries a death on the day of entry.
    assert (int(rows.terminals.sum()) + rows.events_not_counted, rows.events_not_counted) == (29, 1)


def test_simu_dat_mean_number_of_events(shared_data: Path) -> None:
    control, treated = (mean_repeats(simu_dat(shared_data, group)) for group in ("Contr", "Treat"))
    assert (control.at(100)[0], treated.at(100)[0]) == pytest.approx((3.0080808, 1.1611111), abs=5e-8)
    difference = difference_of_means(control, treated)
    assert difference.at(100)[0] == pytest.approx(3.0080808 - 1.1611111, abs=1e-7)


@pytest.mark.parametrize(
    ("weight", "statistic", "variance", "chi_square", "p_value"),
    [
        ("constant", 52.5855, 670.1014, 4.1266, 0.042214),
        ("linear", 35.7687, 158.9869, 8.0472, 0.004557),
    ],
)
def test_simu_dat_pseudo_score_as_reda_prints_it(
    shared_data: Path, weight, statistic: float, variance: float, chi_square: float, p_value: float
) -> None:
    """Printed in the manual of R's reda, page ``mcf``, example ``mcfDiff.test(mcf0)``."""
    found = pseudo_score_test(simu_dat(shared_data, "Contr"), simu_dat(shared_data, "Treat"), weight=weight)
    assert (found.statistic, found.variance, found.chi_square) == pytest.approx(
        (statistic, variance, chi_square), abs=5.1e-5
    )
    assert found.p_value == pytest.approx(p_value, abs=5.1e-7)


def test_simu_dat_first_gap_is_the_share_with_one_event(shared_data: Path) -> None:
    """And as nobody ends, both are one minus Kaplan-Meier."""
    rows = simu_dat(shared_data, "Contr")
    first = {}
    for row in rows_of(shared_data / "recidivism" / "reda_simuDat.csv"):
        if row["group"] == "Contr":
            first.setdefault(row["ID"], (int(row["time"]), row["event"] == "1"))
    without = 1.0
    for day in sorted({time for time, happened in first.values() if happened and time <= 100}):
        at_risk = sum(time >= day for time, _ in first.values())
        without *= 1 - sum(end == (day, True) for end in first.values()) / at_risk
    assert share_with_repeats(rows, 1).at(100)[0] == pytest.approx(1 - without, abs=1e-12)
    assert gap_times(rows, 1).at(100)[0] == pytest.approx(1 - without, abs=1e-12)


def generated(seed: int) -> list[Row]:
    """Cases with ties, late entry, gaps, rows of no length and terminal events; early days with few at risk."""
    random = np.random.default_rng(seed)
    rows: list[Row] = []
    for case in range(int(random.integers(3, 120))):
        day = int(random.choice([0, 0, random.integers(0, 30)]))
        for _ in range(int(random.integers(1, 8))):
            start = day + int(random.choice([0, 0, 0, random.integers(1, 15)]))
            day = start + int(random.choice([0, random.integers(1, 5), random.integers(1, 60)]))
            rows.append((case, start, day, int(random.integers(0, 2))))
        if random.random() < 0.4:
            rows[-1] = (*rows[-1][:3], 2)
    return [rows[place] for place in random.permutation(len(rows))]


def from_r(script: str, sets: Sequence[Sequence[Row]], folder: Path) -> list[dict[str, str]]:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip(
            "R absent: this test runs R itself (apt-get install r-base-core r-cran-survival r-cran-mets)"
        )
    with (folder / "rows.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("set", "case", "entry", "time", "event"))
        writer.writerows((number, *row) for number, rows in enumerate(sets) for row in rows)
    command = [program, str(SCRIPTS / script), str(folder / "rows.csv"), str(folder / "answers.csv")]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    if "no package called" in ran.stderr:
        pytest.skip(f"a package of R is absent (apt-get install r-cran-survival r-cran-mets): {ran.stderr}")
    assert ran.returncode == 0, ran.stderr
    with (folder / "answers.csv").open() as file:
        return list(csv.DictReader(file))


def assert_equal_to_r(sets: Sequence[Sequence[Row]], folder: Path) -> None:
    answers = from_r("mean_repeats.R", sets, folder)
    for number, rows in enumerate(sets):
        expected = [
            {name: float(value) for name, value in row.items()}
            for row in answers
            if int(row["set"]) == number
        ]
        assert expected
        for terminal in TERMINALS:
            found = mean_repeats(table(rows), terminal=terminal)
            ours = np.array([found.at(row["day"]) for row in expected])
            theirs = np.array([(row[terminal], row[f"{terminal}_error"]) for row in expected])
            assert theirs[-1, 0] > 0
            assert ours[:, 0] == pytest.approx(theirs[:, 0], rel=1e-10, abs=1e-10)
            # Of variances: where the true one is zero, the root turns R's rounding of 1e-17 into 3e-9.
            assert ours[:, 1] ** 2 == pytest.approx(theirs[:, 1] ** 2, rel=1e-10, abs=1e-14)


def test_generated_rows_give_the_mean_and_the_error_of_r(tmp_path: Path) -> None:
    assert_equal_to_r([generated(seed) for seed in range(40)], tmp_path)


def test_bladder1_gives_the_mean_and_the_error_of_r(shared_data: Path, tmp_path: Path) -> None:
    treatments = ("placebo", "pyridoxine", "thiotepa")
    assert_equal_to_r([bladder1(shared_data, treatment) for treatment in treatments], tmp_path)


def contiguous(seed: int, most_days: int, *, ties: bool) -> list[Row]:
    """Cases seen from day 0 without gaps, that end by a terminal event or not."""
    random = np.random.default_rng(seed)
    cases = int(random.integers(20, 150))
    rows: list[Row] = []
    unused = iter(random.permutation(np.arange(1, most_days)))
    for case in range(cases):
        number = int(random.integers(1, 6))
        days = (
            set(random.integers(1, most_days, number).tolist())
            if ties
            else {next(unused) for _ in range(number)}
        )
        before = 0
        for day in sorted(days):
            last = day == max(days)
            rows.append((case, before, int(day), int(random.integers(0, 3)) if last else 1))
            before = int(day)
    return rows


def test_mean_with_death_is_that_of_mets_and_the_error_its_limit(tmp_path: Path) -> None:
    """Ghosh and Lin's variance lacks 1 / (1 - ended / at risk) per day: smaller, by at most that of one at risk."""
    rows = contiguous(5, 5_000, ties=False)
    counts = table(rows)
    found = mean_repeats(counts, terminal="everyone")
    answers = from_r("mean_with_death.R", [rows], tmp_path)
    compared = 0
    for answer in answers:
        at_risk = int(counts.at_risk_on(np.array([int(answer["day"])]))[0])
        if at_risk < 5:
            continue
        value, error = found.at(int(answer["day"]))
        assert value == pytest.approx(float(answer["everyone"]), rel=1e-10)
        assert 1 - 1e-10 <= error / float(answer["everyone_error"]) <= 1 / (1 - 1 / at_risk)
        compared += 1
    assert compared > 50


def test_share_with_repeats_and_gap_times_are_those_of_r(tmp_path: Path) -> None:
    sets = [contiguous(seed, 60, ties=True) for seed in range(10)]
    answers = from_r("share_with_repeats.R", sets, tmp_path)
    assert {row["k"] for row in answers} == {"1", "2", "3"}
    for number, rows in enumerate(sets):
        of_clock = {"share": share_with_repeats, "gap": gap_times}
        found = {(name, k): of_clock[name](table(rows), k) for name in of_clock for k in (1, 2, 3)}
        for row in (row for row in answers if int(row["set"]) == number):
            value = found[row["clock"], int(row["k"])].at(float(row["day"]))[0]
            assert value == pytest.approx(float(row["value"]), abs=1e-10)
