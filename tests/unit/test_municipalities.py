"""Municipalities through the years: read, followed, and counts put on another division."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpers.places import COUNTS, ROWS, country, split_over, written
from ketenzicht.compare.places.follow import changes, follow, unresolved_words
from ketenzicht.compare.places.municipalities import (
    Municipalities,
    counts_by_year,
    first_day,
    municipal_code,
    read_municipalities,
)
from ketenzicht.compare.places.recode import recode
from ketenzicht.compare.places.splits import Splits, completeness, known_splits, read_splits
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit


@pytest.fixture
def table(tmp_path: Path) -> Municipalities:
    return country(tmp_path)


def test_a_municipality_ends_on_the_day_that_its_successor_begins(table: Municipalities) -> None:
    assert set(table.on(date(2019, 12, 31))) & {"0001", "0002", "0010"} == {"0001", "0002"}
    assert set(table.on(date(2020, 1, 1))) & {"0001", "0002", "0010"} == {"0010"}


def test_unknown_and_abroad_are_no_municipalities(table: Municipalities) -> None:
    assert not {"0000", "1999"} & set(table.by_code)
    assert counts_by_year(table, (2019, 2020, 2021)) == {2019: 7, 2020: 6, 2021: 5}


@pytest.mark.parametrize("written_code", ["GM0034", "0034", "34", " gm0034 "])
def test_codes_are_understood_as_others_write_them(written_code: str) -> None:
    assert municipal_code(written_code) == "0034"


def test_a_province_is_no_municipality() -> None:
    with pytest.raises(ValueError, match="PV20"):
        municipal_code("PV20")


def test_a_name_gives_its_code_with_or_without_the_letters_behind_it(table: Municipalities) -> None:
    day = date(2020, 6, 1)
    assert table.code_of("AARDBERG", day) == "0010"
    assert table.code_of("Dal (prov.)", day) == "0004"
    assert table.code_of("Eik (U.)", day) == "0006"
    with pytest.raises(UserError, match="meer dan een") as error:
        table.code_of("Eik", day)
    assert "0005" in error.value.fix
    with pytest.raises(UserError, match="Op 2020-06-01") as error:
        table.code_of("Aardberch", day)
    assert "Aardberg" in error.value.fix


@pytest.mark.parametrize(
    ("row", "line", "words"),
    [
        (("0001", "Aarde", "", "", ""), 13, "tweede keer"),
        (("12", "Kort", "", "", ""), 13, "geen code"),
        (("0012", "Weg", "0099", "", "20200101"), 13, "0099"),
        (("0012", "Weg", "0012", "", "20200101"), 13, "kring"),
        (("0012", "Weg", "", "20200101", "20190101"), 13, "voor het begint"),
        (("0012", "Weg", "", "20201301", ""), 13, "geen datum"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(
    tmp_path: Path, row: tuple[str, ...], line: int, words: str
) -> None:
    with pytest.raises(UserError, match=words) as error:
        read_municipalities(written(tmp_path, (*ROWS, row)))
    assert error.value.line == line


def test_another_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tabel34.csv"
    path.write_text("93.10 Landcode;93.11 Omschrijving\n5001;Canada\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"92\.10"):
        read_municipalities(path)


def test_a_merger_and_another_name_are_followed(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table)
    merged = follow(table, splits, "0001", date(2019, 1, 1), date(2022, 1, 1))
    assert (merged.into, merged.shares, merged.steps[0].kind) == (("0010",), (1.0,), "merged")
    renamed = follow(table, splits, "0007", date(2019, 1, 1), date(2022, 1, 1))
    assert (renamed.into, renamed.steps[0].kind, renamed.steps[0].day) == (
        ("0011",),
        "renamed",
        date(2020, 7, 1),
    )


def test_a_split_gives_its_candidates_and_no_guess(table: Municipalities, tmp_path: Path) -> None:
    followed = follow(table, split_over(tmp_path, table), "0003", date(2020, 1, 1), date(2022, 1, 1))
    assert not followed.resolved
    assert followed.into == ("0004", "0005")
    assert str(unresolved_words(table, followed)) == (
        "Cent (0003) is op 2021-01-01 gesplitst over Dal (0004), Eik (G.) (0005). "
        "Welk deel waarheen ging is niet bekend."
    )


def test_back_in_time_a_merged_municipality_is_not_taken_apart(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table)
    then, now = date(2019, 1, 1), date(2022, 1, 1)
    assert follow(table, splits, "0010", now, then).into == ("0001", "0002")
    assert not follow(table, splits, "0010", now, then).resolved
    assert follow(table, splits, "0011", now, then).into == ("0007",)
    assert follow(table, splits, "0011", now, then).resolved
    assert not follow(table, splits, "0004", now, then).resolved, "it received a part of 0003"


def test_a_code_of_another_day_is_refused(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table)
    with pytest.raises(UserError, match="was op 2021-01-01 geen gemeente"):
        follow(table, splits, "0001", date(2021, 1, 1), date(2022, 1, 1))
    with pytest.raises(UserError, match="staat niet in Tabel 33") as error:
        follow(table, splits, "0044", date(2021, 1, 1), date(2022, 1, 1))
    assert "nieuwer dan de tabel" in error.value.fix


def test_all_changes_of_a_period(table: Municipalities, tmp_path: Path) -> None:
    found = changes(table, split_over(tmp_path, table), first_day(2019), first_day(2021))
    assert [(step.code, step.kind) for step in found] == [
        ("0001", "merged"),
        ("0002", "merged"),
        ("0007", "renamed"),
        ("0003", "split"),
    ]


def test_counts_are_added_up_for_a_merger(table: Municipalities, tmp_path: Path) -> None:
    found = recode(table, split_over(tmp_path, table), COUNTS, first_day(2019), first_day(2020))
    assert found.counts == {"0003": 8, "0004": 20, "0005": 30, "0006": 1, "0007": 4, "0010": 15}
    assert found.combined == {"0010": ("0001", "0002")}
    assert found.notes == ()


def test_counts_of_a_split_are_refused_without_its_parts(table: Municipalities, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="niet op de indeling van 2022-01-01") as error:
        recode(table, split_over(tmp_path, table), COUNTS, first_day(2019), first_day(2022))
    assert "Cent (0003)" in error.value.why


def test_who_received_an_unknown_part_is_missing_too(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table)
    found = recode(table, splits, COUNTS, first_day(2019), first_day(2022), on_split="missing")
    assert found.counts == {"0004": None, "0005": None, "0006": 1, "0010": 15, "0011": 4}
    assert [one.code for one in found.unresolved] == ["0003"]
    assert str(found.missing["0005"]) == "Een deel hoort bij Cent (0003), en het is niet bekend welk deel."


def test_who_received_from_a_municipality_that_is_not_counted_is_not_understated(
    table: Municipalities, tmp_path: Path
) -> None:
    splits, counts = split_over(tmp_path, table), {"0004": 20.0, "0006": 1.0}
    found = recode(table, splits, counts, first_day(2019), first_day(2022), on_split="missing")
    assert found.counts == {"0004": None, "0006": 1}
    with pytest.raises(UserError, match="niet op de indeling"):
        recode(table, splits, counts, first_day(2019), first_day(2022))


def test_nobody_is_nobody_in_every_part(table: Municipalities, tmp_path: Path) -> None:
    counts = {**COUNTS, "0003": 0.0}
    found = recode(table, split_over(tmp_path, table), counts, first_day(2019), first_day(2022))
    assert found.counts == {"0004": 20, "0005": 30, "0006": 1, "0010": 15, "0011": 4}
    assert found.unresolved == ()


def test_given_parts_divide_a_count_and_say_so(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table, into='delen: {"0004": 0.75, "0005": 0.25}')
    found = recode(table, splits, COUNTS, first_day(2019), first_day(2022))
    assert found.counts == {"0004": 26, "0005": 32, "0006": 1, "0010": 15, "0011": 4}
    assert found.estimated == {"0004", "0005"}


def test_a_sum_with_an_unknown_part_is_unknown(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table)
    for counts in ({"0001": None, "0002": 5}, {"0002": 5}):
        found = recode(table, splits, counts, first_day(2019), first_day(2020))
        assert found.counts == {"0010": None}
        assert str(found.missing["0010"]) == "Het aantal van Aarde (0001) ontbreekt."


def test_what_is_known_of_splits_is_said_outside_those_years(table: Municipalities, tmp_path: Path) -> None:
    splits = split_over(tmp_path, table)
    assert completeness(splits, first_day(2019), first_day(2022)) is None
    assert "van 2019-01-01 tot en met 2022-01-01" in str(
        completeness(splits, first_day(2010), first_day(2022))
    )
    assert "niet bekend" in str(completeness(Splits(), first_day(2019), first_day(2020)))


@pytest.mark.parametrize(
    ("into", "words"),
    [
        ('delen: {"0004": 0.5, "0005": 0.4}', "samen 0.9"),
        ('naar: ["0004"]', "twee of meer"),
        ('naar: ["0004", "0098"]', "0098"),
        ('naar: ["0004", "PV20"]', "geen gemeentecode"),
        ('naar: ["0004", "0001"]', r"Aarde \(0001\) kan op 2021-01-01 geen deel krijgen"),
        ('naar: ["0004", "0003"]', r"Cent \(0003\) kan"),
    ],
)
def test_a_wrong_split_is_refused(table: Municipalities, tmp_path: Path, into: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as error:
        split_over(tmp_path, table, into=into)
    assert error.value.line is not None


def test_a_split_on_another_day_than_the_table_says_is_refused(table: Municipalities, tmp_path: Path) -> None:
    path = tmp_path / "splits.yaml"
    path.write_text(
        'splitsingen:\n  - {gemeente: "0003", op: 2020-01-01, naar: ["0004", "0005"], bron: x}\n',
        encoding="utf-8",
    )
    with pytest.raises(UserError, match="eindigt volgens Tabel 33 op 2021-01-01"):
        read_splits(path, table)


def test_shipped_splits_of_codes_that_the_table_does_not_know_are_left_out(table: Municipalities) -> None:
    assert known_splits(table).by_code == {}


def test_a_file_of_ones_own_adds_parts_to_what_is_known(table: Municipalities, tmp_path: Path) -> None:
    split_over(tmp_path, table, into='delen: {"0004": 0.75, "0005": 0.25}')
    found = known_splits(table, tmp_path / "splitsingen.yaml")
    assert found.by_code["0003"].shares == (0.75, 0.25)
    assert found.complete_from == first_day(2014)
