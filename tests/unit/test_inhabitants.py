"""The file with inhabitants: what it may hold, and what is said of mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ketenzicht.errors import UserError
from ketenzicht.history import Population
from ketenzicht.study.inhabitants import read_inhabitants

pytestmark = pytest.mark.unit


def read(folder: Path, text: str) -> tuple[Population, ...]:
    path = folder / "inwoners.csv"
    path.write_text(text, encoding="utf-8")
    return read_inhabitants(path)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_line_is_a_year_a_place_and_a_group(tmp_path: Path, separator: str) -> None:
    lines = (
        "Jaar;Plaats;Groep;Aantal;Bron",
        "2023;;;18000;CBS",
        "",
        "2023;Noord;5-tot-18;4.100;",
        "2024;;5-tot-18;4200;",
    )
    found = read(tmp_path, "\n".join(lines).replace(";", separator) + "\n")
    assert found == (
        Population(18000, "CBS", 2023),
        Population(4100, "inwoners.csv", 2023, "Noord", "5-tot-18"),
        Population(4200, "inwoners.csv", 2024, None, "5-tot-18"),
    )


def test_only_year_and_number_are_needed(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeffaantal;jaar\n18000;2023\n") == (Population(18000, "inwoners.csv", 2023),)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("jaar;antal\n2023;5\n", 1, "aantal"),
        ("jaar;aantal;plaatsen\n2023;5;Noord\n", 1, "Bedoelde je 'plaats'?"),
        ("jaar;aantal\n2023;5\n\n2024;vijf\n", 4, "'vijf'"),
        ("jaar;aantal\n2023;0\n", 2, "'0'"),
        ("jaar;aantal\n2023;4,5\n", 2, "'4,5'"),
        ("jaar;aantal\n23-24;5\n", 2, "'23-24'"),
        ("jaar;aantal\n2023\n", 2, "aantal"),
        ("jaar;aantal;groep\n2023;5;jong\n2023;6;jong\n", 3, "2023, jong staat er twee keer"),
        ("", 1, "jaar"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(UserError) as refused:
        read(tmp_path, text)
    assert refused.value.line == line
    assert says in refused.value.text()


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "inwoners.csv"
    path.write_bytes("jaar;aantal;plaats\n2023;5;Súdwest\n".encode("latin-1"))
    with pytest.raises(UserError, match="UTF-8"):
        read_inhabitants(path)
