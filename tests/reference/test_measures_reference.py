"""Estimates from counts against numbers that R's survival, cmprsk and reda print on public data.

The tolerance is half a unit of the last digit printed. Restricted means and repeats have files of their own;
what needs a regression is not computed yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from helpers.reference_files import rows_of
from ketenzicht.measures.estimators.survival import Incidence, aalen_johansen, count_table

pytestmark = pytest.mark.reference

Record = dict[str, str]


def incidence(
    records: Iterable[Record], time: Callable[[Record], int], cause: Callable[[Record], int]
) -> Incidence:
    kept = list(records)
    return aalen_johansen(count_table([time(row) for row in kept], [cause(row) for row in kept]))


def progression(row: Record) -> int:
    """Months to plasma cell malignancy, else to death or the end of follow-up."""
    return int(row["ptime"]) if row["pstat"] == "1" else int(row["futime"])


def progression_or_death(row: Record) -> int:
    if row["pstat"] == "1":
        return 1
    return 2 if row["death"] == "1" else 0


@pytest.mark.parametrize(("sex", "expected"), [("F", 0.104941), ("M", 0.095651)])
def test_mgus2_cumulative_incidence_with_death_competing(
    shared_data: Path, sex: str, expected: float
) -> None:
    patients = [row for row in rows_of(shared_data / "survival" / "mgus2.csv") if row["sex"] == sex]
    found = incidence(patients, progression, progression_or_death)
    assert found.at(240, 0)[0] == pytest.approx(expected, abs=5e-7)


def test_mgus2_one_minus_kaplan_meier_is_twice_too_high(shared_data: Path) -> None:
    patients = rows_of(shared_data / "survival" / "mgus2.csv")
    assert len(patients) == 1384
    naive = incidence(patients, progression, lambda row: int(row["pstat"])).at(240)[0]
    assert naive == pytest.approx(0.2096, abs=5e-5)
    competing = incidence(patients, progression, progression_or_death)
    assert competing.at(240, 0)[0] < naive / 2 + 0.01


def test_transplant_three_competing_ends_of_waiting(shared_data: Path) -> None:
    codes = {"censored": 0, "death": 1, "ltx": 2, "withdraw": 3}
    patients = rows_of(shared_data / "survival" / "transplant.csv")
    assert any(row["futime"] == "0" for row in patients)
    found = incidence(patients, lambda row: int(row["futime"]), lambda row: codes[row["event"]])
    assert [found.at(365, cause)[0] for cause in range(3)] == pytest.approx(
        [0.071871, 0.711775, 0.037226], abs=6e-7
    )


@pytest.mark.parametrize(("aid", "expected"), [("no", 0.6944444), ("yes", 0.7777778)])
def test_rossi_share_not_arrested_after_a_year(shared_data: Path, aid: str, expected: float) -> None:
    men = rows_of(shared_data / "recidivism" / "carData_Rossi.csv")
    assert (len(men), sum(row["arrest"] == "1" for row in men)) == (432, 114)
    found = incidence(
        (row for row in men if row["fin"] == aid),
        lambda row: int(row["week"]),
        lambda row: int(row["arrest"]),
    )
    assert found.survival_at(52) == pytest.approx(expected, abs=5e-8)


def test_recid_share_not_convicted_again(shared_data: Path) -> None:
    persons = rows_of(shared_data / "recidivism" / "wooldridge_recid.csv")
    assert (len(persons), sum(row["cens"] == "0" for row in persons)) == (1445, 552)
    found = incidence(persons, lambda row: int(row["durat"]), lambda row: 1 - int(row["cens"]))
    assert [found.survival_at(month) for month in (12, 24, 72)] == pytest.approx(
        [0.8733564, 0.7660900, 0.6197031], abs=6e-8
    )


@pytest.mark.parametrize(("treatment", "printed"), [("0", "142"), ("1", "202")])
def test_uis_median_days_to_relapse(shared_data: Path, treatment: str, printed: str) -> None:
    """In the long treatment survival is flat at one half from day 200 to 203: 201.5, which R prints as 202."""
    persons = rows_of(shared_data / "recidivism" / "quantreg_uis.csv")
    found = incidence(
        (row for row in persons if row["TREAT"] == treatment),
        lambda row: int(row["TIME"]),
        lambda row: int(row["CENSOR"]),
    ).quantile()
    assert f"{found:.0f}" == printed


IOWA = "iowa_3yr_recidivism.csv.gz"


def returned_within_three_years(releases: Iterable[Record]) -> float:
    """In percent. Four returned on the day of their release: at risk since the day before, they count."""
    kept = list(releases)
    counts = count_table(
        [_days_to_return(row) for row in kept],
        [int(row["Return to Prison"] == "Yes") for row in kept],
        entry=[-1] * len(kept),
    )
    return 100 * aalen_johansen(counts).at(1095)[0]


def test_iowa_returns_within_three_years_by_reporting_year(shared_data: Path) -> None:
    releases = rows_of(shared_data / "recidivism" / IOWA)
    assert (len(releases), sum(row["Return to Prison"] == "Yes" for row in releases)) == (26_020, 8_681)
    found = [
        returned_within_three_years(row for row in releases if row["Recidivism Reporting Year"] == str(year))
        for year in range(2013, 2019)
    ]
    expected = [30.328310, 29.665560, 31.856540, 34.243653, 35.390318, 37.814358]
    assert found == pytest.approx(expected, abs=6e-7)


def test_iowa_new_crime_and_technical_violation_compete(shared_data: Path) -> None:
    codes = {"No Recidivism": 0, "New": 1, "Tech": 2}
    cohort = [
        row for row in rows_of(shared_data / "recidivism" / IOWA) if row["Fiscal Year Released"] == "2015"
    ]
    found = incidence(cohort, _days_to_return, lambda row: codes[row["Recidivism Type"]])
    assert [found.at(day, 0)[0] for day in (365, 730, 1095)] == pytest.approx(
        [0.076589, 0.165524, 0.219936], abs=6e-7
    )
    assert [found.at(day, 1)[0] for day in (365, 730, 1095)] == pytest.approx(
        [0.091907, 0.139003, 0.158208], abs=6e-7
    )


@pytest.mark.parametrize(
    ("district", "expected"), [("5JD", 44.92), ("4JD", 45.58), ("7JD", 35.01), ("ISC", 10.86)]
)
def test_iowa_returns_by_district(shared_data: Path, district: str, expected: float) -> None:
    releases = rows_of(shared_data / "recidivism" / IOWA)
    assert sum(not row["Main Supervising District"] for row in releases) == 9_581
    cohort = (row for row in releases if row["Main Supervising District"] == district)
    assert returned_within_three_years(cohort) == pytest.approx(expected, abs=5e-3)


def _days_to_return(row: Record) -> int:
    return int(float(row["Days to Return"])) if row["Days to Return"] else 1095
