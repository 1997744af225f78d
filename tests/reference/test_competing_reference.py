"""Competing risks against R: numbers printed for public data, and R itself on rows that we generate."""

from __future__ import annotations

import csv
import math
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from helpers.reference_files import rows_of
from ketenzicht.measures.estimators.compare import gray_test, log_rank
from ketenzicht.measures.estimators.mean_time import restricted_mean_time
from ketenzicht.measures.estimators.survival import CountTable, aalen_johansen, count_table
from ketenzicht.measures.estimators.variances import spans

pytestmark = pytest.mark.reference

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPT = REPOSITORY / "tests" / "r" / "competing.R"
GROUPS = 3
HORIZON = 12


@pytest.mark.parametrize(
    ("sex", "free", "lost"), [("F", 9.853608, 1.323284), ("M", 8.675012, 1.064693)], ids=["women", "men"]
)
def test_mgus2_years_without_event_and_lost_to_plasma_cell_malignancy(
    shared_data: Path, sex: str, free: float, lost: float
) -> None:
    """Twenty years in months; R prints years (scale = 12)."""
    patients = [row for row in rows_of(shared_data / "survival" / "mgus2.csv") if row["sex"] == sex]
    counts = count_table(
        [int(row["ptime"] if row["pstat"] == "1" else row["futime"]) for row in patients],
        [1 if row["pstat"] == "1" else 2 * int(row["death"]) for row in patients],
    )
    found = restricted_mean_time(counts, 240)
    assert found.free.value / 12 == pytest.approx(free, abs=5e-7)
    assert found.lost[0].value / 12 == pytest.approx(lost, abs=5e-7)


class Sample:
    """Rows with ties and delayed entry, and what R says of them."""

    def __init__(self, seed: int, folder: Path) -> None:
        program = shutil.which("Rscript")
        if program is None:
            pytest.skip("R absent: this test needs Rscript with the packages survival and cmprsk")
        random = np.random.default_rng(seed)
        size = int(random.integers(60, 200))
        self.time = random.integers(1, 2 * HORIZON, size)
        self.time[:3] = 2 * HORIZON
        self.entry = np.maximum(self.time - random.integers(1, 2 * HORIZON, size), 0)
        self.entry[:10] = 0
        self.cause = random.integers(0, 3, size)
        self.group = 1 + random.permutation(np.arange(size) % GROUPS)
        path = folder / "rows.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("entry", "time", "cause", "group"))
            writer.writerows(zip(self.entry, self.time, self.cause, self.group, strict=True))
        done = subprocess.run(
            [program, "--vanilla", str(SCRIPT), str(path), str(HORIZON)],
            capture_output=True,
            text=True,
            check=False,
        )
        if "there is no package called" in done.stderr:
            pytest.skip(f"R lacks a package: {done.stderr.strip()}")
        assert done.returncode == 0, done.stderr
        self._said: dict[str, list[float]] = defaultdict(list)
        for line in done.stdout.splitlines():
            name, value = line.split(";")
            self._said[name.rpartition(".")[0]].append(math.nan if value == "NA" else float(value))

    def says(self, name: str) -> list[float]:
        """The numbers that R gave under a name."""
        if name not in self._said:
            pytest.skip("R lacks the package etm")
        return self._said[name]

    def counts(self, *, delayed: bool, group: int | None = None) -> CountTable:
        """The rows, of one group or all, with their own entries or all from zero."""
        kept = self.group == group if group else np.full(len(self.time), True)
        entry = self.entry[kept] if delayed else None
        return count_table(self.time[kept], self.cause[kept], causes=2, entry=entry)

    def groups(self) -> list[CountTable]:
        """One table per group, from zero."""
        return [self.counts(delayed=False, group=number) for number in range(1, GROUPS + 1)]


@pytest.fixture(scope="module", params=range(4))
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample(request.param, tmp_path_factory.mktemp("r"))


def equal(expected: list[float]) -> object:
    """Eleven digits: both sides compute in doubles, in another order."""
    return pytest.approx(expected, rel=1e-10, abs=1e-11, nan_ok=True)


@pytest.mark.parametrize("delayed", [False, True], ids=["zero", "entry"])
def test_incidence_and_robust_error_are_those_of_survfit(sample: Sample, delayed: bool) -> None:
    name = "entry" if delayed else "zero"
    rows = spans(sample.time, sample.cause, sample.entry if delayed else None)
    found = aalen_johansen(sample.counts(delayed=delayed), variance="robust", rows=rows)
    for cause in range(2):
        at = [found.at(day, cause) for day in range(1, HORIZON + 1)]
        assert [value for value, _ in at] == equal(sample.says(f"{name}.value{cause + 1}"))
        assert [error for _, error in at] == equal(sample.says(f"{name}.robust{cause + 1}"))


def test_from_one_common_entry_greenwood_is_the_robust_error_of_survfit(sample: Sample) -> None:
    found = aalen_johansen(sample.counts(delayed=False))
    for cause in range(2):
        errors = [found.at(day, cause)[1] for day in range(1, HORIZON + 1)]
        assert errors == equal(sample.says(f"zero.robust{cause + 1}"))


def test_greenwood_error_and_interval_are_those_of_etm(sample: Sample) -> None:
    found = aalen_johansen(sample.counts(delayed=True))
    for cause in range(2):
        days = [day for day in range(1, HORIZON + 1) if found.at(day, cause)[0] > 0]
        expected = {
            name: [sample.says(f"entry.{name}{cause + 1}")[day - 1] for day in days]
            for name in ("etm", "etm_low", "etm_high")
        }
        assert [found.at(day, cause)[1] for day in days] == equal(expected["etm"])
        assert [found.interval(day, cause)[0] for day in days] == equal(expected["etm_low"])
        assert [found.interval(day, cause)[1] for day in days] == equal(expected["etm_high"])


def test_aalen_error_is_that_of_cmprsk(sample: Sample) -> None:
    found = aalen_johansen(sample.counts(delayed=False), variance="aalen")
    for cause in range(2):
        errors = [found.at(day, cause)[1] for day in range(1, HORIZON + 1)]
        assert errors == equal(sample.says(f"zero.aalen{cause + 1}"))


def test_survival_its_interval_and_quantiles_are_those_of_survfit(sample: Sample) -> None:
    found = aalen_johansen(sample.counts(delayed=True))
    days = [day for day in range(1, HORIZON + 1) if found.survival_at(day) < 1]
    intervals = [found.survival_interval(day) for day in days]
    for name, ours in {
        "survival": [found.survival_at(day) for day in days],
        "low": [low for low, _ in intervals],
        "high": [high for _, high in intervals],
    }.items():
        assert ours == equal([sample.says(f"entry.{name}")[day - 1] for day in days])
    levels = (0.1, 0.25, 0.5, 0.75)
    limits = [found.quantile_interval(level) for level in levels]
    for name, days_found in {
        "quantile": [found.quantile(level) for level in levels],
        "quantile_low": [low for low, _ in limits],
        "quantile_high": [high for _, high in limits],
    }.items():
        assert [math.nan if day is None else day for day in days_found] == equal(sample.says(f"entry.{name}"))


@pytest.mark.parametrize("delayed", [False, True], ids=["zero", "entry"])
def test_mean_times_and_their_robust_errors_are_those_of_survfit(sample: Sample, delayed: bool) -> None:
    name = "entry" if delayed else "zero"
    rows = spans(sample.time, sample.cause, sample.entry if delayed else None)
    found = restricted_mean_time(sample.counts(delayed=delayed), HORIZON, variance="robust", rows=rows)
    for state, ours in enumerate((found.free, *found.lost)):
        assert [ours.value, ours.standard_error] == equal(sample.says(f"{name}.area{state}"))


def test_mean_time_without_event_has_the_error_of_a_single_curve(sample: Sample) -> None:
    found = restricted_mean_time(sample.counts(delayed=True), HORIZON).free
    assert [found.value, found.standard_error] == equal(sample.says("entry.free"))


def test_gray_is_that_of_cmprsk(sample: Sample) -> None:
    for cause in range(2):
        found = gray_test(sample.groups(), cause)
        assert [found.statistic, found.p_value] == equal(sample.says(f"zero.gray{cause + 1}"))
        assert found.degrees == GROUPS - 1
    assert [gray_test(sample.groups(), rho=1.0).statistic] == equal(sample.says("zero.gray_rho"))


def test_log_rank_is_that_of_survdiff(sample: Sample) -> None:
    found = log_rank(sample.groups())
    assert [found.statistic, *found.scores] == equal(sample.says("zero.log_rank"))
