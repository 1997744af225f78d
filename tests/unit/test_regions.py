"""Regions: read from YAML and CSV, checked, and counts put together by region."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpers.places import COUNTS, country, split_over
from ketenzicht.compare.places.municipalities import Municipalities, first_day
from ketenzicht.compare.places.recode import recode
from ketenzicht.compare.places.region_checks import check_regions
from ketenzicht.compare.places.regions import Regions, read_regions
from ketenzicht.compare.places.roll_up import RolledUp, demand_regions, roll_up
from ketenzicht.compare.places.splits import Splits
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit

REGIONS = """\
soort: veilig-thuis
bron: verzonnen
regios:
  - regio: noord
    naam: Noord
    gemeenten:
      - "0010"
      - {gemeente: GM0003, geldig_tot: 2020-12-31}
      - "0011"
  - regio: zuid
    gemeenten:
      - 4
      - "0005"
      - {gemeente: "0006", geldig_van: 2020-07-01}
"""


@pytest.fixture
def table(tmp_path: Path) -> Municipalities:
    return country(tmp_path)


def written(folder: Path, text: str = REGIONS, name: str = "regios.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rolled(
    table: Municipalities, splits: Splits, regions: Regions, counts: dict[str, float | None], day: date
) -> RolledUp:
    demand_regions(regions, table, splits, day)
    return roll_up(regions, recode(table, splits, counts, first_day(2019), day).counts, day)


def test_a_municipality_belongs_to_a_region_between_its_days(tmp_path: Path) -> None:
    regions = read_regions(written(tmp_path))
    assert regions.names == {"noord": "Noord", "zuid": "zuid"}
    assert regions.on(date(2020, 12, 31))["0003"] == ("noord",)
    assert "0003" not in regions.on(date(2021, 1, 1))
    assert "0006" not in regions.on(date(2020, 6, 30))
    assert regions.on(date(2020, 7, 1))["0006"] == ("zuid",)


def test_csv_says_the_same_as_yaml(tmp_path: Path) -> None:
    text = (
        "regio;naam;gemeente;geldig_van;geldig_tot\nnoord;Noord;0010;;\nnoord;;0003;;2020-12-31\nnoord;;11;;\n"
        "zuid;;GM0004;;\nzuid;;0005;;\nzuid;;0006;2020-07-01;\n"
    )
    of_yaml, of_csv = (
        read_regions(written(tmp_path)),
        read_regions(written(tmp_path, text, "veilig-thuis.csv")),
    )
    assert (of_csv.kind, of_csv.names) == (of_yaml.kind, of_yaml.names)
    for day in (date(2020, 1, 1), date(2020, 7, 1), date(2021, 1, 1)):
        assert of_csv.on(day) == of_yaml.on(day)


def test_on_a_day_on_which_all_is_well_nothing_is_found(table: Municipalities, tmp_path: Path) -> None:
    assert check_regions(read_regions(written(tmp_path)), table, Splits(), date(2020, 12, 1)) == ()


def test_gaps_and_codes_of_another_day_are_found(table: Municipalities, tmp_path: Path) -> None:
    found = check_regions(read_regions(written(tmp_path)), table, Splits(), first_day(2019))
    assert [(one.problem, one.code) for one in found] == [
        ("not-then", "0010"), ("not-then", "0011"), ("gap", "0001"), ("gap", "0002"), ("gap", "0006"),
        ("gap", "0007"),
    ]  # fmt: skip
    assert found[0].place is not None
    assert found[0].place.line == 7


def test_some_regions_of_the_country_have_no_gaps(table: Municipalities, tmp_path: Path) -> None:
    regions = read_regions(written(tmp_path, "volledig: false\n" + REGIONS))
    found = check_regions(regions, table, Splits(), first_day(2019))
    assert [one.problem for one in found] == ["not-then", "not-then"]


def test_an_ended_municipality_comes_with_its_successor(table: Municipalities, tmp_path: Path) -> None:
    regions = read_regions(written(tmp_path, REGIONS.replace('"0010"', '"0001"')))
    found = check_regions(regions, table, Splits(), date(2020, 12, 1))
    assert str(found[0].words) == (
        "Aarde (0001) bestond niet meer op 2020-12-01. Tabel 33 noemt als opvolger Aardberg (0010)."
    )


def test_a_split_municipality_comes_with_all_who_received_it(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table)
    regions = read_regions(
        written(tmp_path, REGIONS.replace("geldig_tot: 2020-12-31", "geldig_van: 2020-01-01"))
    )
    found = check_regions(regions, table, splits, date(2021, 1, 1))
    assert str(found[0].words) == (
        "Cent (0003) bestond niet meer op 2021-01-01: het is gesplitst over Dal (0004), Eik (G.) (0005)."
    )


def test_a_slip_in_a_code_gets_a_suggestion(table: Municipalities, tmp_path: Path) -> None:
    regions = read_regions(written(tmp_path, REGIONS.replace('"0005"', '"0008"')))
    found = check_regions(regions, table, Splits(), date(2020, 12, 1))
    assert found[0].problem == "unknown"
    assert "Bedoelde je" in str(found[0].words)


def test_two_regions_are_a_mistake_unless_the_file_says_that_it_is_meant(
    table: Municipalities, tmp_path: Path
) -> None:
    text = REGIONS.replace('"0011"', '"0011"\n      - "0005"')
    splits, day = split_over(tmp_path, table), date(2020, 12, 1)
    twice = check_regions(read_regions(written(tmp_path, text)), table, splits, day)
    assert [(one.problem, one.code, one.serious) for one in twice] == [("overlap", "0005", True)]
    with pytest.raises(UserError, match=r"Eik \(G\.\) \(0005\)") as error:
        rolled(table, splits, read_regions(written(tmp_path, text)), COUNTS, day)
    assert error.value.line is not None
    meant = read_regions(written(tmp_path, "overlap: true\n" + text))
    assert [one.serious for one in check_regions(meant, table, splits, day)] == [False]
    found = rolled(table, splits, meant, COUNTS, day)
    assert found.counts == {"noord": 15 + 8 + 4 + 30, "zuid": 20 + 30 + 1}
    assert found.several == {"0005": ("noord", "zuid")}


def test_counts_are_put_together_on_the_division_of_the_day(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table)
    found = rolled(table, splits, read_regions(written(tmp_path)), COUNTS, date(2020, 12, 1))
    assert found.counts == {"noord": 15 + 8 + 4, "zuid": 51}
    assert found.outside == {}


def test_a_region_without_one_of_its_counts_has_none(table: Municipalities, tmp_path: Path) -> None:
    splits, regions = split_over(tmp_path, table), read_regions(written(tmp_path))
    without = {code: count for code, count in COUNTS.items() if code != "0005"}
    found = rolled(table, splits, regions, without, date(2020, 12, 1))
    assert found.counts == {"noord": 27, "zuid": None}
    assert found.absent == {"zuid": ("0005",)}


def test_a_municipality_outside_every_region_is_told(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table)
    regions = read_regions(written(tmp_path, REGIONS.replace('      - "0011"\n', "")))
    found = rolled(table, splits, regions, COUNTS, date(2020, 12, 1))
    assert found.outside == {"0011": 4}


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("a.yaml", REGIONS.replace("GM0003", "PV20"), 8, "geen gemeentecode"),
        ("a.yaml", REGIONS.replace("geldig_tot", "geldig_to"), 8, "geldig_to"),
        ("a.yaml", REGIONS.replace("regio: zuid", "regio: noord"), 12, "twee keer"),
        ("a.csv", "regio;gemeente\nnoord;PV20\n", 2, "geen gemeentecode"),
        ("a.csv", "regio;gemeente\nnoord;0003;x\n", 2, "3 cellen"),
        ("a.csv", "regio;gemeent\nnoord;0003\n", 1, "ontbreekt"),
        ("a.csv", "regio;gemeente;geldig_van\nnoord;0003;1-2-2020\n", 2, "geldig_van"),
        (
            "a.csv",
            "regio;gemeente;geldig_van;geldig_tot\nnoord;0003;2020-01-01;2019-01-01\n",
            2,
            "voor het begint",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, name: str, text: str, line: int, words: str
) -> None:
    with pytest.raises(UserError, match=words) as error:
        read_regions(written(tmp_path, text, name))
    assert error.value.line == line
