"""Municipalities through the years and regions, from the command line; and a whole table on one division."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from helpers.places import SPLITS, written
from ketenzicht.cli import app, place
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit

COUNTS = """\
gemeente;naam;jaar;groep;meldingen;inwoners
GM0001;Aarde;2019;jong;1;100
GM0002;Berg;2019;jong;2;200,5
GM0001;Aarde;2019;oud;3;300
GM0002;Berg;2019;oud;x;400
0005;Eik;2019;jong;5;500
0010;Aardberg;2020;jong;6;600
"""
SPLIT = """\
gemeente;naam;jaar;groep;meldingen;inwoners
0003;Cent;2019;jong;8;800
0004;Dal;2019;jong;5;500
0006;Eik;2019;jong;7;700
"""


def run(*arguments: str | Path, code: int = 0) -> Any:
    """A command of its own, as ``--json``."""
    if not any(group.name == "place" for group in app.registered_groups):
        place.register(app)
    result = CliRunner().invoke(app, ["place", *map(str, arguments), "--json"])
    if isinstance(result.exception, UserError):
        raise result.exception
    assert result.exit_code == code, result.output
    return json.loads(result.output)


@pytest.fixture
def table33(tmp_path: Path) -> Path:
    return written(tmp_path)


def recoded(tmp_path: Path, table33: Path, text: str, *more: str | Path) -> tuple[Any, list[dict[str, str]]]:
    counts, output = tmp_path / "tellingen.csv", tmp_path / "uit.csv"
    counts.write_text(text, encoding="utf-8")
    columns = ("--unit-column", "gemeente", "--count", "meldingen", "--count", "inwoners")
    said = run("recode", counts, "--table33", table33, "--division", "2022", "-o", output, *columns, *more)
    with output.open(encoding="utf-8", newline="") as lines:
        return said, list(csv.DictReader(lines, delimiter=";"))


def test_a_table_of_several_years_and_groups_comes_on_one_division(tmp_path: Path, table33: Path) -> None:
    said, rows = recoded(tmp_path, table33, COUNTS)
    assert [tuple(row.values()) for row in rows] == [
        ("GM0005", "Eik (G.)", "2019", "jong", "5", "500"),
        ("GM0010", "Aardberg", "2019", "jong", "3", "300,5"),
        ("GM0010", "Aardberg", "2019", "oud", "", "700"),
        ("GM0010", "Aardberg", "2020", "jong", "6", "600"),
    ]
    assert said["combined"]["2019"] == {"0010": ["0001", "0002"]}
    assert said["missing"] == [{"year": 2019, "code": "0010", "why": "Het aantal van Berg (0002) ontbreekt."}]


def test_a_table_is_added_up_by_region(tmp_path: Path, table33: Path) -> None:
    regions = tmp_path / "regios.csv"
    regions.write_text("regio;naam;gemeente\nn;Noord;0010\nn;;0005\nz;Zuid;0010\n", encoding="utf-8")
    with pytest.raises(UserError, match="meer dan een regio"):
        recoded(tmp_path, table33, COUNTS, "--regions", regions)
    said, rows = recoded(
        tmp_path, table33, COUNTS + "0006;Eik;2019;jong;9;9\n", "--regions", regions, "--overlap"
    )
    assert [tuple(row.values())[:5] for row in rows if row["jaar"] == "2019"] == [
        ("n", "Noord", "2019", "jong", "8"),
        ("z", "Zuid", "2019", "jong", "3"),
        ("n", "Noord", "2019", "oud", ""),
        ("z", "Zuid", "2019", "oud", ""),
    ]
    assert said["in_no_region"] == ["0006"]


def test_a_split_in_a_table_is_refused_left_open_or_divided(tmp_path: Path, table33: Path) -> None:
    splits = tmp_path / "eigen.yaml"
    splits.write_text(SPLITS.format(into='naar: ["0004", "0005"]'), encoding="utf-8")
    with pytest.raises(UserError, match="niet op de indeling van 2022-01-01") as error:
        recoded(tmp_path, table33, SPLIT, "--splits", splits)
    assert "--leave-open" in error.value.fix
    said, rows = recoded(tmp_path, table33, SPLIT, "--splits", splits, "--leave-open")
    assert [(row["gemeente"], row["meldingen"]) for row in rows] == [
        ("GM0004", ""),
        ("GM0005", ""),
        ("GM0006", "7"),
    ]
    assert said["unresolved"]["2019"][0].startswith("Cent (0003) is op 2021-01-01 gesplitst")
    splits.write_text(SPLITS.format(into='delen: {"0004": 0.25, "0005": 0.75}'), encoding="utf-8")
    said, rows = recoded(tmp_path, table33, SPLIT.replace("0006;Eik", "0005;Eik"), "--splits", splits)
    assert said["estimated"] == {"2019": ["0004", "0005"]}
    assert [(row["gemeente"], row["meldingen"]) for row in rows] == [("GM0004", "7"), ("GM0005", "13")]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("PV20;x;2019;jong;1;1", "geen gemeentecode"),
        ("0001;x;2019*;jong;1;1", "geen jaar"),
        ("0001;x;2021;jong;1;1", "was op 2021-01-01 geen gemeente"),
        ("0005;Eik;2019;jong;1;1", "twee keer"),
        ("0006;Eik;2019;jong;1.200,5;1", "geen getal"),
    ],
)
def test_a_row_of_no_municipality_of_its_year_is_refused_with_its_line(
    tmp_path: Path, table33: Path, row: str, words: str
) -> None:
    with pytest.raises(UserError, match=words) as error:
        recoded(tmp_path, table33, COUNTS + row)
    assert error.value.line == 8


def test_follow_and_changes_tell_what_happened(table33: Path) -> None:
    found = run("follow", "GM0001", "--table33", table33, "--from", "2019", "--to", "2022")
    assert found["resolved"]
    assert found["into"] == [{"code": "0010", "name": "Aardberg"}]
    found = run("changes", "--table33", table33, "--from", "2022", "--to", "2019")
    assert found["municipalities"] == {"2019": 7, "2020": 6, "2021": 5, "2022": 5}
    assert [step["code"] for step in found["changes"]] == ["0001", "0002", "0007", "0003"]
    with pytest.raises(UserError, match="geen gemeentecode"):
        run("follow", "Aarde", "--table33", table33, "--from", "2019", "--to", "2022")


def test_regions_with_a_gap_end_with_1(tmp_path: Path, table33: Path) -> None:
    path = tmp_path / "regios.csv"
    codes = ["0003", "0004", "0005", "0006", "0007", "0010"]
    for listed, code in ((codes, 0), (codes[1:], 1)):
        path.write_text("regio;gemeente\n" + "".join(f"a;{one}\n" for one in listed), encoding="utf-8")
        found = run("regions", path, "--table33", table33, "--year", "2020", code=code)
    assert [(one["problem"], one["code"]) for one in found["findings"]] == [("gap", "0003")]
