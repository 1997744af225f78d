"""RvIG Tabel 33 held against the municipalities that Statistics Netherlands published."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from ketenzicht.compare.places.follow import changes, follow
from ketenzicht.compare.places.municipalities import (
    Municipalities,
    counts_by_year,
    first_day,
    municipal_code,
    read_municipalities,
)
from ketenzicht.compare.places.recode import recode
from ketenzicht.compare.places.region_checks import check_regions
from ketenzicht.compare.places.regions import read_regions
from ketenzicht.compare.places.roll_up import demand_regions, roll_up
from ketenzicht.compare.places.splits import Splits, known_splits
from ketenzicht.errors import UserError

pytestmark = pytest.mark.reference

PUBLISHED = {
    2014: 403,
    2015: 393,
    2016: 390,
    2017: 388,
    2018: 380,
    2019: 355,
    2020: 355,
    2021: 352,
    2022: 345,
}
"""Number of municipalities on 1 January, as Statistics Netherlands publishes it."""


@pytest.fixture(scope="module")
def table(shared_data: Path) -> Municipalities:
    return read_municipalities(shared_data / "gemeenten" / "rvig_tabel33_gemeenten.csv")


@pytest.fixture(scope="module")
def splits(table: Municipalities) -> Splits:
    return known_splits(table)


def features(shared_data: Path, year: int) -> list[dict[str, str]]:
    path = shared_data / "gemeenten" / f"gemeenten_kenmerken_{year}.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def inhabitants(shared_data: Path, year: int) -> dict[str, float | None]:
    return {municipal_code(row["code"]): float(row["population"]) for row in features(shared_data, year)}


def test_the_number_of_municipalities_of_each_year(table: Municipalities) -> None:
    assert counts_by_year(table, PUBLISHED) == PUBLISHED


@pytest.mark.parametrize("year", [2014, 2022])
def test_the_municipalities_are_those_that_statistics_netherlands_counts(
    table: Municipalities, shared_data: Path, year: int
) -> None:
    assert set(table.on(first_day(year))) == set(inhabitants(shared_data, year))


@pytest.mark.parametrize("year", [2014, 2022])
def test_every_name_finds_its_code_although_sources_write_it_otherwise(
    table: Municipalities, shared_data: Path, year: int
) -> None:
    for row in features(shared_data, year):
        assert table.code_of(row["name"], first_day(year)) == municipal_code(row["code"]), row["name"]


def test_from_2014_to_2022_all_but_four_are_followed(
    table: Municipalities, splits: Splits, shared_data: Path
) -> None:
    counts = inhabitants(shared_data, 2014)
    found = recode(table, splits, counts, first_day(2014), first_day(2022), on_split="missing")
    assert [table.by_code[one.code].name for one in found.unresolved] == [
        "Winsum", "Littenseradiel", "Haaren", "Maasdonk",
    ]  # fmt: skip
    assert len(found.counts) == 345
    unknown = {code for code, count in found.counts.items() if count is None}
    assert len(unknown) == 11
    # what is known adds up: everybody of 2014 but those of the split municipalities and of who received a part
    left_out = sum(
        counts[code] or 0
        for code in table.on(first_day(2014))
        if set(follow(table, splits, code, first_day(2014), first_day(2022)).into) & unknown
    )
    assert sum(count or 0 for count in found.counts.values()) == sum(counts.values()) - left_out  # type: ignore[arg-type]
    assert found.combined["1978"] == ("0689", "1927"), "Molenlanden: Giessenlanden and Molenwaard"
    assert found.combined["1982"] == ("0756", "0786", "0815", "1684", "1702"), "Land van Cuijk"


def test_haaren_is_refused_although_the_table_names_one_successor(
    table: Municipalities, splits: Splits, shared_data: Path
) -> None:
    assert table.by_code["0788"].successor == "0824"
    followed = follow(table, splits, "0788", first_day(2020), first_day(2022))
    assert [table.by_code[code].name for code in followed.into] == [
        "Boxtel",
        "Oisterwijk",
        "Tilburg",
        "Vught",
    ]
    with pytest.raises(UserError, match="niet op de indeling") as error:
        recode(table, splits, inhabitants(shared_data, 2014), first_day(2014), first_day(2022))
    assert "Haaren (0788) is op 2021-01-01 gesplitst over Boxtel (0757)" in error.value.why


def test_the_splits_that_are_shipped_fit_the_table(table: Municipalities, splits: Splits) -> None:
    assert [table.by_code[code].name for code in splits.by_code] == [
        "Boarnsterhim", "Maasdonk", "Littenseradiel", "Winsum", "Haaren",
    ]  # fmt: skip
    for split in splits.by_code.values():
        assert table.by_code[split.code].end == split.day
        assert table.by_code[split.code].successor in split.into
        assert set(split.into) <= set(table.on(split.day))


def test_friese_meren_went_on_under_another_name_and_weesp_went_in_the_middle_of_a_year(
    table: Municipalities, splits: Splits
) -> None:
    found = changes(table, splits, first_day(2014), first_day(2023))
    renamed = [(step.code, step.into, step.day) for step in found if step.kind == "renamed"]
    assert renamed == [("1921", ("1940",), date(2015, 7, 1)), ("0241", ("1945",), date(2016, 1, 1))]
    assert ("0457", date(2022, 3, 24)) in {(step.code, step.day) for step in found}


def test_safety_regions_of_2023_show_what_the_table_does_not_know_yet(
    table: Municipalities, splits: Splits, shared_data: Path
) -> None:
    regions = read_regions(
        shared_data / "gemeenten" / "gemeente_veiligheidsregio_2023.csv",
        columns={"code": "gm_code", "region": "vr_code", "name": "veiligheidsregio"},
    )
    assert len(regions.names) == 25
    found = check_regions(regions, table, splits, first_day(2023))
    assert [(one.problem, one.code) for one in found] == [
        ("unknown", "1992"), ("gap", "0501"), ("gap", "0530"), ("gap", "0614"),
    ]  # fmt: skip
    assert found[0].place is not None
    assert found[0].place.line == 343
    with pytest.raises(UserError, match="1992"):
        demand_regions(regions, table, splits, first_day(2022))


def test_provinces_of_2022_add_up_to_the_country(
    table: Municipalities, splits: Splits, shared_data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "provincies.csv"
    rows = [f"{row['province']};{row['code']}" for row in features(shared_data, 2022)]
    path.write_text("regio;gemeente\n" + "\n".join(rows), encoding="utf-8")
    regions = read_regions(path)
    counts = inhabitants(shared_data, 2022)
    found = roll_up(regions, counts, first_day(2022))
    assert found.counts["Zuid-Holland"] == 3_753_944
    assert sum(count or 0 for count in found.counts.values()) == 17_590_672
    assert check_regions(regions, table, splits, first_day(2022)) == ()
