"""Person lists of the BRP: what is read, what a partial date may say, and where somebody surely lived."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from helpers.person_lists import HEADING, Lists, abroad, address, bsn, named, rows_of, write_lists, write_rows
from ketenzicht.errors import UserError
from ketenzicht.household.brp_date import Span, read_date
from ketenzicht.household.no_household import ListedAddress, read_no_household
from ketenzicht.household.person_lists import PersonList, Reading, read_person_lists
from ketenzicht.household.register import read_register
from ketenzicht.household.relations import relations_of
from ketenzicht.household.stays import Stay, stays_of

pytestmark = pytest.mark.unit

ANN, BEN = bsn(1234567), bsn(2345678)


def read(tmp_path: Path, lists: Lists) -> tuple[list[PersonList], Reading]:
    reading = Reading()
    return list(read_person_lists(write_lists(tmp_path / "brp.csv", lists), reading)), reading


def only(tmp_path: Path, **categories: object) -> PersonList:
    """The list of Ann, born in 1980, with further categories ``c8`` and so on."""
    person = {1: [[named(ANN, "19800101")]]} | {int(name[1:]): given for name, given in categories.items()}
    [made], _ = read(tmp_path, [person])  # type: ignore[list-item]
    return made


def stays(tmp_path: Path, *records: object, **categories: object) -> tuple[Stay, ...]:
    """The stays of Ann, of address records from the latest on."""
    return stays_of(only(tmp_path, c8=[list(records)], **categories))


def days(stay: Stay) -> tuple[date | None, date | None]:
    return stay.from_on, stay.until_on


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("20240229", date(2024, 2, 29), date(2024, 2, 29)),
        ("20240200", date(2024, 2, 1), date(2024, 2, 29)),
        ("20240000", date(2024, 1, 1), date(2024, 12, 31)),
        ("20240015", date(2024, 1, 1), date(2024, 12, 31)),
        ("00000000", None, None),
        ("00000501", None, None),
    ],
)
def test_a_date_is_the_days_on_which_it_may_have_been(
    text: str, first: date | None, last: date | None
) -> None:
    assert read_date(text) == Span(first, last)


@pytest.mark.parametrize(
    "text", ["", "2015", "20230229", "20231301", "2024-02-", "００００００００", "17000101"]
)
def test_what_is_no_date_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_a_list_has_its_categories_with_what_stood_there_before(tmp_path: Path) -> None:
    lists: Lists = [
        {
            1: [[named(ANN, "19800101")]],
            8: [[address("1234AB", "1", "20200101"), address("1234AB", "2", "20100101")]],
            9: [[named(BEN, "20050101"), named("", "20050101")], [named("", "20080101")]],
        },
        {1: [[named(BEN, "20050101")]], 8: [[address("1234AB", "1", "20200101")]]},
    ]
    found, reading = read(tmp_path, lists)
    assert [(one.number, one.line) for one in found] == [("L1", 2), ("L2", 5)]
    assert [one.get("11.20") for one in found[0].stack(8)] == ["1", "2"]
    assert [[one.get("03.10") for one in stack] for stack in found[0].stacks[9]] == [
        ["20050101"] * 2,
        ["20080101"],
    ]
    assert reading.lines == 4
    assert {code: count for code, count in reading.occurrences.items() if count} == {
        1: 2,
        8: 2,
        58: 1,
        9: 2,
        59: 1,
    }
    assert reading.problems == []


def broken(tmp_path: Path, place: str, text: str, line: int = 1) -> Reading:
    """Reading a list with two addresses, with a text in another place."""
    rows = rows_of(
        [
            {
                1: [[named(ANN, "19800101")]],
                8: [[address("1234AB", "1", "20200101"), address("1234AB", "2", "20100101")]],
            }
        ]
    )
    rows[line][HEADING.index(place)] = text
    reading = Reading()
    [person] = read_person_lists(write_rows(tmp_path / "brp.csv", rows), reading)
    assert len(person.stack(8)) == 2
    return reading


def test_an_occurrence_that_is_not_announced_is_read_and_told(tmp_path: Path) -> None:
    [problem] = broken(tmp_path, "08.H", "").problems
    assert (problem.line, problem.column) == (3, "08")


def test_a_mark_of_another_category_is_told(tmp_path: Path) -> None:
    first, second = broken(tmp_path, "08.H", "64").problems
    assert (first.line, second.line) == (2, 3)


def test_an_announced_occurrence_that_is_not_there_is_told(tmp_path: Path) -> None:
    [problem] = broken(tmp_path, "08.H", "58", line=2).problems
    assert (problem.line, problem.column) == (3, "08")


def test_a_mark_in_the_column_beside_its_own_is_no_date_of_death(tmp_path: Path) -> None:
    """As in the test persons: 05 in the first column of category 06, which is the date of death."""
    rows = rows_of(
        [
            {
                1: [[named(ANN, "19800101")]],
                5: [
                    [named(BEN, "19790101", married="20100101")],
                    [named("", "19780101", married="20000101")],
                ],
                8: [[address("1234AB", "1", "20200101")]],
            }
        ]
    )
    rows[1][HEADING.index("05.H")], rows[1][HEADING.index("06.08.10")] = "", "05"
    reading = Reading()
    [person] = read_person_lists(write_rows(tmp_path / "brp.csv", rows), reading)
    assert len(person.stacks[5]) == 2
    assert person.current(6) is None
    assert [one.column for one in reading.problems] == ["05"]
    assert stays_of(person)[0].until_on is None


def test_a_line_with_too_few_fields_leaves_out_the_whole_list_and_is_told(tmp_path: Path) -> None:
    rows = rows_of([{1: [[named(ANN, "19800101")]]}, {1: [[named(BEN, "19800101")]]}])
    reading = Reading()
    found = list(
        read_person_lists(write_rows(tmp_path / "brp.csv", [rows[0], rows[1][:-1], rows[2]]), reading)
    )
    assert [one.number for one in found] == ["L2"]
    assert [one.line for one in reading.problems] == [2]


def test_an_empty_line_is_no_line(tmp_path: Path) -> None:
    rows = rows_of([{1: [[named(ANN, "19800101")]]}, {1: [[named(BEN, "19800101")]]}])
    reading = Reading()
    path = write_rows(tmp_path / "brp.csv", [rows[0], rows[1], [], rows[2], []])
    assert [one.line for one in read_person_lists(path, reading)] == [2, 4]
    assert (reading.lines, reading.problems) == (2, [])


def test_a_line_before_the_first_list_is_told(tmp_path: Path) -> None:
    rows = rows_of([{1: [[named(ANN, "19800101")]]}])
    reading = Reading()
    lost = ["", *rows[1][1:]]
    assert (
        len(list(read_person_lists(write_rows(tmp_path / "brp.csv", [rows[0], lost, rows[1]]), reading))) == 1
    )
    assert [one.line for one in reading.problems] == [2]


def test_a_value_under_a_heading_that_is_no_element_is_told(tmp_path: Path) -> None:
    rows = rows_of([{1: [[named(ANN, "19800101")]]}])
    reading = Reading()
    list(read_person_lists(write_rows(tmp_path / "brp.csv", [[*rows[0], "x"], [*rows[1], "y"]]), reading))
    assert [one.what for one in reading.problems] == ["Een waarde in een kolom die niet te lezen is."]


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"\xff\xfe", None, "UTF-8"),
        (b"a;b\n1;2\n", 1, "01.01.20"),
        (b"", 1, "01.01.20"),
        ((";".join(HEADING) + '\nL1;"' + "\n").encode(), 2, "CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, content: bytes, line: int | None, said: str
) -> None:
    path = tmp_path / "brp.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=said) as told:
        read_register(path)
    assert (told.value.file, told.value.line) == (str(path), line)


def test_a_stay_ends_when_the_next_one_begins(tmp_path: Path) -> None:
    before, after = stays(tmp_path, address("1234AB", "1", "20200101"), address("1234AB", "2", "20100101"))
    assert days(before) == (date(2010, 1, 1), date(2020, 1, 1))
    assert days(after) == (date(2020, 1, 1), None)
    assert after.address == "1234AB 1"


def test_of_a_move_in_some_month_only_the_days_outside_it_are_sure(tmp_path: Path) -> None:
    before, after = stays(
        tmp_path, address("1234AB", "1", "20200200", noted="20210101"), address("1234AB", "2", "20100101")
    )
    assert before.until_on == date(2020, 2, 1)
    assert after.from_on == date(2020, 2, 29)
    assert not after.day_known


def test_a_stay_of_unknown_beginning_counts_from_the_day_it_was_written_down(tmp_path: Path) -> None:
    before, after = stays(
        tmp_path, address("1234AB", "1", "00000000", noted="20200301"), address("1234AB", "2", "20100101")
    )
    assert not before.sure
    assert days(after) == (date(2020, 3, 1), None)


def test_a_record_that_was_never_right_is_not_used(tmp_path: Path) -> None:
    [stay] = stays(
        tmp_path, address("1234AB", "1", "20200101", wrong="O"), address("1234AB", "2", "20100101")
    )
    assert (stay.address, stay.until_on) == ("1234AB 2", None)


def test_an_address_that_is_written_otherwise_is_no_move(tmp_path: Path) -> None:
    [stay] = stays(
        tmp_path,
        address("1234AB", "1", "20100101", declared="T", valid="20150101"),
        address("1234AC", "7", "20100101"),
    )
    assert days(stay) == (date(2010, 1, 1), None)
    assert (stay.address, stay.written) == ("1234AB 1", (("1234AC 7", date(2015, 1, 1)),))


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (address("1234AB", "1", "20200101"), "woonadres"),
        (address("1234AB", "1", "20200101", kind="B"), "briefadres"),
        (address("", "", "20200101") | {"11.10": "."}, "onbekend-adres"),
        (address("", "", "20200101") | {"11.10": "", "12.10": "Woonboot in de gracht"}, "woonadres"),
        (abroad("20200101"), "buitenland"),
        (abroad("20200101", country="0000"), "onbekend-adres"),
        (abroad("20200101") | {"09.10": "1999"}, "buitenland"),
    ],
)
def test_only_a_dwelling_is_a_place_to_live_together(tmp_path: Path, record: object, kind: str) -> None:
    [stay] = stays(tmp_path, record)
    assert stay.kind == kind
    assert (stay.address is not None) == (kind in ("woonadres", "briefadres"))


def test_death_ends_a_stay_and_a_partial_date_ends_it_at_its_first_day(tmp_path: Path) -> None:
    home = address("1234AB", "1", "20100101")
    assert stays(tmp_path, home, c6=[[{"08.10": "20200506"}]])[0].until_on == date(2020, 5, 6)
    assert stays(tmp_path, home, c6=[[{"08.10": "20200500"}]])[0].until_on == date(2020, 5, 1)
    assert not stays(tmp_path, home, c6=[[{"08.10": "00000000"}]])[0].sure
    # a death that was written by mistake stands there as what was said before
    mistake = [{"85.10": "20200601"}, {"08.10": "20200506"}]
    assert stays(tmp_path, home, c6=[mistake])[0].until_on is None


def test_a_list_that_is_not_kept_any_more_says_nothing_after_that_day(tmp_path: Path) -> None:
    home, gone = address("1234AB", "1", "20100101"), {"67.10": "20200506"}
    assert stays(tmp_path, home, c7=[[gone | {"67.20": "M"}]])[0].until_on == date(2020, 5, 6)
    assert stays(tmp_path, home, c7=[[gone | {"67.20": "E"}]])[0].until_on == date(2020, 5, 6)
    # who left has a record of that, which goes on
    assert stays(tmp_path, abroad("20200506"), home, c7=[[gone | {"67.20": "E"}]])[1].until_on is None


def test_a_partner_is_one_from_marriage_to_divorce_also_when_these_stand_in_two_records(
    tmp_path: Path,
) -> None:
    person = only(
        tmp_path, c5=[[named(BEN, "19790101", ended="20150301"), named("", "19790101", married="20100101")]]
    )
    [found] = relations_of(person)
    assert (found.kind, found.from_on, found.until_on) == ("partner", date(2010, 1, 1), date(2015, 3, 1))


def test_a_parent_that_another_one_took_the_place_of_is_one_until_then(tmp_path: Path) -> None:
    records = [named(BEN, "19500101", since="20000101"), named(ANN, "19510101", since="19800101")]
    after, before = relations_of(only(tmp_path, c2=[records]))
    assert (before.other.bsn, before.until_on) == (ANN, date(2000, 1, 1))
    assert (after.other.bsn, after.from_on, after.until_on) == (BEN, date(2000, 1, 1), None)


def test_a_child_that_only_stands_there_as_what_was_before_is_none_any_more(tmp_path: Path) -> None:
    gone, still = named(BEN, "20050101"), named(ANN, "20080101")
    person = only(tmp_path, c9=[[{}, gone], [still]])
    assert [[one.get("01.20") for one in stack] for stack in person.stacks[9]] == [["", BEN], [ANN]]
    before, now = relations_of(person)
    assert (before.other.bsn, before.until_on) == (BEN, date.min)
    assert (now.other.bsn, now.until_on) == (ANN, None)


def test_who_did_not_live_or_was_never_family_is_no_relation(tmp_path: Path) -> None:
    stillborn = named("", "20100101") | {"89.10": "L"}
    assert list(relations_of(only(tmp_path, c9=[[stillborn], [named(BEN, "20050101", wrong="O")]]))) == []


def test_what_is_read_and_not_used_is_counted(tmp_path: Path) -> None:
    home = address("1234AB", "1", "20200101")
    lists: Lists = [
        {1: [[named(ANN, "2015")]], 7: [[{"67.10": "20200101", "67.20": "F"}]], 8: [[home]]},
        {
            1: [[named(BEN, "19800101")]],
            8: [
                [
                    home,
                    address("1234AB", "2", "20100101", wrong="O"),
                    address("1234AB", "3", "00000000", noted=""),
                ]
            ],
            9: [[named("", "20100101") | {"89.10": "L"}]],
        },
        {1: [[named("", "2015")]], 8: [[address("1234AB", "4", "20201301", valid="")]]},
    ]
    register = read_register(write_lists(tmp_path / "brp.csv", lists))
    assert (register.lists, register.lines, register.person.num_rows) == (3, 5, 2)
    assert register.left_out == {
        "adres-onjuist": 1,
        "levenloos-geboren": 1,
        "lijst-fout": 1,
        "relatie-onjuist": 0,
        "verblijf-zonder-zekere-dag": 2,
    }
    assert [(one.line, one.column) for one in register.problems] == [(6, "01.03.10"), (6, "10.30")]
    assert not any("2015" in one.what + one.why + one.fix for one in register.problems)


def test_a_list_of_addresses_has_days_and_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "adressen.csv"
    path.write_text(
        "postcode;huisnummer;huisletter;van;tot;naam\n1234 ab;10;a;2020-01-01;2020-12-31;Huis\n1234AB;2;;;;\n"
    )
    assert read_no_household(path) == (
        ListedAddress("1234AB 10 A", date(2020, 1, 1), date(2021, 1, 1)),
        ListedAddress("1234AB 2", date.min, None),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("postcode\n1234AB\n", 1),
        ("postcode;huisnummer;plek\n", 1),
        ("postcode;huisnummer\n1234AB;10a\n", 2),
        ("postcode;huisnummer\n\n12AB;10\n", 3),
        ("postcode;huisnummer;van\n1234AB;1;01-02-2020\n", 2),
        ("postcode;huisnummer;van;tot\n1234AB;1;2020-02-01;2020-01-01\n", 2),
    ],
)
def test_a_mistake_in_a_list_of_addresses_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "adressen.csv"
    path.write_text(text)
    with pytest.raises(UserError) as told:
        read_no_household(path)
    assert (told.value.file, told.value.line) == (str(path), line)
