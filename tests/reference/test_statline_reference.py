"""Low income of households as Statistics Netherlands delivers it: over OData, and as a folder of CSV."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers.statline import FakeStatLine, serving
from ketenzicht.compare.places.statline import StatLine
from ketenzicht.compare.places.statline_folder import describe_folder, folder_observations
from ketenzicht.compare.places.statline_table import Wanted, context_of, demand_wanted, odata_filter

pytestmark = pytest.mark.reference

TABLE = "85678NED"
WHERE = {
    "KenmerkenVanHuishoudens": "1050010",
    "InkomensgrensHuishouden": "1050290",
    "DuurInkomenspositie": "A028721",
}
YEARS = (2018, 2022, 2023)
HOUSEHOLDS = Wanted("laag-inkomen-aantal", "1050010_1", WHERE, YEARS)
SHARE = Wanted("laag-inkomen", "1050010_2", WHERE, YEARS)
PUBLISHED = {"laag-inkomen-aantal": [580.7, 320.6, 282.3], "laag-inkomen": [7.9, 4.2, 3.6]}


def rows_of(path: Path) -> list[dict[str, Any]]:
    open_ = gzip.open if path.suffix == ".gz" else open
    with open_(path, "rt", encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "cbs_lowincome"


def recorded(folder: Path) -> FakeStatLine:
    """The delivery as the service would answer with it."""
    observations = [
        {
            **row,
            "Id": int(row["Id"]),
            "Value": float(row["Value"].replace(",", ".")),
            "StringValue": None,
        }
        for row in rows_of(folder / "Observations.csv.gz")
    ]
    periods = rows_of(folder / "PeriodenCodes.csv")
    listed = {row["Identifier"] for row in periods}
    # the delivery is of a later edition than its list of periods
    later = sorted({row["Perioden"] for row in observations} - listed)
    periods += [{"Identifier": code, "Title": code[:4], "Status": "Definitief"} for code in later]
    kinds = {"Perioden": "TimeDimension"}
    return FakeStatLine(
        TABLE,
        {"Identifier": TABLE, "Title": "Laag inkomen", "Modified": "2023-11-08T00:00:00+01:00"},
        {
            "Dimensions": [
                {"Identifier": name, "Title": name, "Kind": kinds.get(name, "Dimension")}
                for name in (*WHERE, "Perioden")
            ],
            "MeasureCodes": rows_of(folder / "MeasureCodes.csv"),
            "PeriodenCodes": periods,
            **{f"{name}Codes": rows_of(folder / f"{name}Codes.csv") for name in WHERE},
            "Observations": observations,
        },
    )


def test_households_with_a_low_income_over_odata_in_many_pages(folder: Path, tmp_path: Path) -> None:
    with serving(recorded(folder)) as service:
        service.page = 5
        statline = StatLine(tmp_path, online=True, service=service.address, pause=0.0)
        about = statline.describe(TABLE)
        found = {}
        for wanted in (HOUSEHOLDS, SHARE):
            demand_wanted(about, wanted)
            answer = statline.observations(TABLE, odata_filter(about, wanted))
            assert len(answer.rows) == len(YEARS)
            found[wanted.feature] = [
                one.value for one in context_of(about, answer.rows, wanted, answer.fetched)
            ]
    assert found == PUBLISHED


def test_the_folder_gives_the_same(folder: Path) -> None:
    about = describe_folder(folder)
    rows = list(folder_observations(folder))
    assert len(rows) == 11_460
    for wanted in (HOUSEHOLDS, SHARE):
        demand_wanted(about, wanted)
        values = context_of(about, rows, wanted, date(2026, 11, 22))
        assert [one.value for one in values] == PUBLISHED[wanted.feature]
        assert {one.unit for one in values} == {"NL01"}
        assert [one.measured_in for one in values] == [
            {"1050010_1": "x 1 000", "1050010_2": "%"}[wanted.measure]
        ] * 3
    assert [one.provisional for one in values] == [False, True, False]
