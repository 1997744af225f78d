"""The test persons of the RvIG: all lists read, and households held against what their raw lines say.

The households below were worked out by hand from the raw lines of the file, which each test names: who is registered
where since when (08/58), who is whose parent and partner (02, 03, 05, 09), who died (06) or left (07). Persons are
called by the number of their list.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from helpers.intake import KEY
from ketenzicht.household.register import Register, read_register
from ketenzicht.household.store import MadeHouseholds, make_households
from ketenzicht.intake.pseudonym import pseudonym

pytestmark = pytest.mark.reference

LISTS = "20220502_Testset_persoonslijsten_proefomgeving_GBA-V.csv"
LAST = date(2022, 5, 2)
LISTED = "postcode;huisnummer;van;tot;naam\n3073KA;21;2010-01-01;;opvang\n"


@pytest.fixture(scope="module")
def path(shared_data: Path) -> Path:
    return shared_data / "brp_testpersonen" / LISTS


@pytest.fixture(scope="module")
def register(path: Path) -> Register:
    return read_register(path)


@dataclass
class Households:
    """The households, by the numbers of the lists."""

    made: MadeHouseholds
    lists: dict[str, str]
    members: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.members = pq.read_table(self.made.table("household_member")).to_pylist()

    def of(self, number: int, day: date) -> tuple[str, str] | None:
        """The household and dwelling of somebody on a day."""
        found = [
            (row["household_id"], row["dwelling"])
            for row in self.members
            if self.lists.get(row["person_id"]) == f"Lg01_{number}" and _holds(row, day)
        ]
        assert len(found) <= 1
        return found[0] if found else None

    def together(self, number: int, day: date) -> set[int]:
        """Everybody in the household of somebody on a day."""
        own = self.of(number, day)
        return {
            int(self.lists[row["person_id"]][5:])
            for row in self.members
            if own and row["household_id"] == own[0] and _holds(row, day)
        }

    def elsewhere(self, number: int, day: date) -> set[str]:
        """Where somebody is registered that is no household."""
        rows = pq.read_table(self.made.table("elsewhere")).to_pylist()
        return {
            row["kind"]
            for row in rows
            if self.lists.get(row["person_id"]) == f"Lg01_{number}" and _holds(row, day)
        }

    def parents_elsewhere(self, number: int, day: date) -> set[int]:
        """The parents of a child that live in another household."""
        rows = pq.read_table(self.made.table("parent_elsewhere")).to_pylist()
        return {
            int(self.lists[row["parent_id"]][5:])
            for row in rows
            if self.lists.get(row["person_id"]) == f"Lg01_{number}" and _holds(row, day)
        }


def _holds(row: dict[str, Any], day: date) -> bool:
    return bool(row["from_on"] <= day and (row["until_on"] is None or day < row["until_on"]))


def _lists(path: Path) -> dict[str, str]:
    """Pseudonym to number of the list, read without the program."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream, delimiter=";")
        place = next(rows).index("01.01.20")
        return {pseudonym(KEY, "persoon", row[place]): row[0] for row in rows if row[0] and row[place]}


@pytest.fixture(scope="module")
def households(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Households:
    return Households(make_households(path, tmp_path_factory.mktemp("brp"), LAST, key=KEY), _lists(path))


@pytest.fixture(scope="module")
def with_list(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Households:
    listed = tmp_path_factory.mktemp("lijst") / "opvang.csv"
    listed.write_text(LISTED)
    made = make_households(path, tmp_path_factory.mktemp("brp"), LAST, key=KEY, no_household=listed)
    return Households(made, _lists(path))


# What the file holds


def test_every_line_list_and_filled_category_is_read(path: Path, register: Register) -> None:
    """Counted in the raw rows, per category the rows in which one of its elements is filled."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        heading, *rows = csv.reader(stream, delimiter=";")
    filled: dict[int, int] = defaultdict(int)
    for row in rows:
        categories = {
            int(name[:2])
            for name, cell in zip(heading, row, strict=True)
            if cell and name[:2].isdigit() and not name.endswith(".H")
        }
        for category in categories:
            filled[category] += 1
    # in two rows the mark of category 05 stands in the first cell of 06, which is otherwise empty there
    filled[6] -= 2
    assert (register.lines, register.lists) == (len(rows), 687) == (2156, 687)
    read: dict[int, int] = defaultdict(int)
    for category, count in register.occurrences.items():
        read[category % 50] += count
    assert read == filled


def test_the_published_counts_come_back(path: Path, register: Register) -> None:
    from ketenzicht.household.person_lists import Reading, read_person_lists

    lists = list(read_person_lists(path, Reading()))
    assert sum(bool(one.get("10.30")) for person in lists for one in person.stack(8)) == 1624
    assert (
        sum(
            bool(registration and registration.get("67.20"))
            for person in lists
            for registration in [person.current(7)]
        )
        == 98
    )
    numbers = [one.get("01.20") for person in lists for one in person.stack(1) if one.get("01.20")]
    assert (len(numbers), len(set(numbers))) == (739, 682)
    assert register.left_out["lijst-gewist"] == 1
    assert register.person.num_rows == 686


def test_each_problem_names_a_line_and_no_value(register: Register) -> None:
    assert len(register.problems) == 27
    assert all(2 <= one.line <= 2157 and one.why and one.fix for one in register.problems)
    dates = [
        (one.line, one.column) for one in register.problems if one.what == "Een datum die geen datum is."
    ]
    assert dates == [(1071, "01.03.10"), (1127, "07.10"), (1885, "13.20")]


# Households, by hand


def test_a_shelter_is_no_household_and_each_mother_with_her_child_is(
    households: Households, with_list: Households
) -> None:
    """Lines 2015-2030, Eemstein 21: six mothers with a child each, who came between 2010 and 2016."""
    pairs = [{913, 914}, {915, 916}, {917, 918}, {919, 920}, {921, 922}, {923, 924}]
    day = date(2017, 1, 1)  # twelve people, more than ten
    assert [households.together(min(pair), day) for pair in pairs] == pairs
    assert {households.of(min(pair), day)[1] for pair in pairs} == {"opvang"}  # type: ignore[index]
    # of two mothers alone nothing says that they are no household; the list of addresses does
    assert households.together(913, date(2013, 1, 1)) == {913, 914, 915, 916}
    assert with_list.together(913, date(2013, 1, 1)) == {913, 914}
    assert with_list.of(913, date(2013, 1, 1)) == with_list.of(914, day)


def test_a_family_of_fourteen_is_one_household(households: Households) -> None:
    """Lines 1810-1861 and 2102, Aalbersestraat 275: parents and all their children (one of them with two lists)."""
    family = {*range(837, 850), 942}
    assert households.together(837, date(2020, 1, 1)) == family
    assert households.of(849, date(2020, 1, 1)) == (households.of(837, date(1997, 1, 1))[0], "woning")  # type: ignore[index]
    assert households.together(849, date(2019, 11, 4)) == set()  # born a day later


def test_twelve_workers_who_came_on_one_day_are_twelve_households(households: Households) -> None:
    """Lines 1862-1873, Aalbersestraat 281: all since 2017-04-18, all strangers (parents unknown)."""
    assert [households.together(number, date(2018, 1, 1)) for number in range(850, 862)] == [
        {number} for number in range(850, 862)
    ]


def test_children_who_were_placed_with_an_aunt_are_in_her_household(households: Households) -> None:
    """Lines 2117-2148: custody of children is with an institution (11.32.10); three moved on 2019-12-05.

    Bets (957) is a sister of their mother Wilma (950): the same parents in 02 and 03.
    """
    before, after = date(2019, 1, 1), date(2020, 6, 1)
    assert households.together(949, before) == {949, 950, 951, 952, 953, 954, 955}
    assert households.together(957, before) == {957, 958}
    assert households.together(949, after) == {949, 950, 951, 952, 956}
    assert households.together(953, after) == {953, 954, 955, 957, 958}
    assert households.of(949, before) == households.of(949, after)
    assert households.of(957, before) == households.of(953, after)
    assert households.parents_elsewhere(953, after) == {949, 950}
    assert households.parents_elsewhere(951, after) == set()


def test_two_families_that_become_one_and_a_father_elsewhere(households: Households) -> None:
    """Lines 1648-1710 and 1796: Christina (803) left by Wieger (836), married with Reinier (806) on 2016-01-02.

    Wieger went to Utrecht on 2014-02-20; the divorce is of 2015-05-12. Emiel (785) stays behind in Keizer Karelplein
    until Reinier and their child Vica (784) leave on 2016-04-30. Bella (783) is born on 2019-06-12.
    """
    assert households.together(803, date(2014, 1, 1)) >= {803, 804, 805, 836}
    assert households.together(803, date(2015, 1, 1)) >= {803, 804, 805}
    assert 836 not in households.together(803, date(2015, 1, 1))
    assert households.parents_elsewhere(804, date(2015, 1, 1)) == {836}
    assert households.together(806, date(2015, 1, 1)) == {784, 785, 806}
    # married already, and still at two addresses
    assert households.together(803, date(2016, 2, 1)) == {803, 804, 805}
    assert households.together(806, date(2016, 2, 1)) == {784, 785, 806}
    assert households.together(803, date(2016, 5, 1)) == {784, 803, 804, 805, 806}
    assert households.together(803, date(2019, 7, 1)) == {783, 784, 803, 804, 805, 806}
    assert households.together(785, date(2016, 5, 1)) == {785}


def test_who_moves_in_with_children_of_another_and_has_one_together(households: Households) -> None:
    """Lines 1743-1759 and 1796: Chantal (821) with two boys of Mark (820) to Wieger (836) on 2019-01-05.

    William (824) is born there on 2019-02-20. Wieger is his father since 2019-11-01, and Mark was never.
    """
    assert households.together(820, date(2018, 1, 1)) == {820, 821, 822, 823}
    assert households.together(836, date(2018, 1, 1)) == {836}
    assert households.together(836, date(2019, 1, 10)) == {821, 822, 823, 836}
    assert households.together(836, date(2020, 1, 1)) == {821, 822, 823, 824, 836}
    assert households.parents_elsewhere(822, date(2020, 1, 1)) == {820}
    assert households.parents_elsewhere(824, date(2020, 1, 1)) == set()


def test_a_child_of_two_parents_that_lives_with_neither(households: Households) -> None:
    """Lines 2086-2098: Jason (938) is registered in The Hague since 2015-08-29; nobody in the file lives there.

    His parents (934, 937) live at one address since 2016-09-09, with the other mother of a child of 934 (935, 936).
    """
    day = date(2018, 1, 1)
    assert households.together(938, day) == {938}
    assert households.parents_elsewhere(938, day) == {934, 937}
    assert households.together(934, day) == {934, 935, 936, 937}
    assert households.together(934, date(2016, 1, 1)) == {934, 935, 936}
    # 934 is the father of 936, and no parent lives elsewhere
    assert households.parents_elsewhere(936, day) == set()


def test_a_letter_address_ends_living_together_though_it_is_the_same_house(households: Households) -> None:
    """Lines 1998-2007: Lars (910) has a letter address (08.10.10 B) since 2019-01-20, where he lived until then.

    In two of the three lists the postcode was wrong until a technical change (T) of 2011-11-01.
    """
    assert households.together(908, date(2003, 1, 1)) == {908, 909, 910}
    assert households.together(908, date(2018, 1, 1)) == {908, 909, 910}
    assert households.together(908, date(2020, 1, 1)) == {908, 909}
    assert households.of(910, date(2020, 1, 1)) is None
    assert households.elsewhere(910, date(2020, 1, 1)) == {"briefadres"}


def test_three_who_were_married_to_each_other_once_are_three_households(households: Households) -> None:
    """Lines 2053-2071, Ondiep-Zuidzijde 6: Jeanine (928) was married with both others, and is divorced from both.

    With two of them there nothing tells it from two who moved in together; with three it is a house with rooms.
    """
    assert households.together(930, date(2018, 6, 1)) == {930}
    assert households.together(930, date(2019, 2, 1)) == {928, 930}
    assert [households.together(number, date(2020, 1, 1)) for number in (928, 929, 930)] == [
        {928},
        {929},
        {930},
    ]


def test_death_ends_a_place_in_a_household_and_not_the_household(households: Households) -> None:
    """Lines 1682-1691 and 1796-1799: Beatrijs (801) died on 1998-12-25; Wieger (836) and Auke (802) move on."""
    assert households.together(836, date(1998, 12, 24)) == {801, 802, 836}
    assert households.together(836, date(1998, 12, 25)) == {802, 836}
    assert households.together(836, date(2000, 8, 8)) == {802, 836}
    assert households.of(836, date(1998, 12, 24)) == households.of(836, date(2000, 8, 8))


def test_who_is_not_anywhere_is_in_no_household(households: Households) -> None:
    """Line 305: street '.' (631). Line 220: register of non-residents (284). Line 1151: nobody knows where (533).

    Line 1687: Auke (802) was in Thailand from 2016-06-29 to 2019-10-03.
    """
    day = date(2018, 1, 1)
    assert [households.of(number, day) for number in (631, 284, 533, 802)] == [None] * 4
    assert households.elsewhere(631, day) == {"onbekend-adres"}
    assert households.elsewhere(284, day) == {"buitenland"}
    assert households.elsewhere(802, day) == {"buitenland"}
    assert households.of(802, date(2019, 10, 3)) is not None


def test_a_partial_date_places_nobody_on_a_day_that_is_not_sure(households: Households) -> None:
    """Line 1223: unknown since when (723), written down on 2005-05-06. Line 586: left some day in 1996 (680), and of
    when she came is known that it was written down on 1994-08-08. Line 1567: born in 1956-10 (778)."""
    assert households.of(723, date(2005, 5, 5)) is None
    assert households.of(723, date(2005, 5, 6)) is not None
    assert households.of(680, date(1994, 8, 7)) is None
    assert households.of(680, date(1994, 8, 8)) is not None
    assert households.of(680, date(1995, 12, 31)) is not None
    assert households.of(680, date(1996, 1, 1)) is None
    assert households.of(778, date(1956, 10, 30)) is None
    assert households.of(778, date(1956, 10, 31)) is not None


def test_a_marriage_mark_in_the_cell_of_the_date_of_death_kills_nobody(households: Households) -> None:
    """Lines 1692 and 1693: the marks 05 and 55 stand one column to the right in the list of Christina (803)."""
    assert households.of(803, date(2022, 1, 1)) is not None
