"""Who lives with whom: each kind of household that the definition names, small enough to see."""

from __future__ import annotations

import json
import stat
from collections import defaultdict
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from helpers.intake import KEY
from helpers.person_lists import Lists, Record, abroad, address, bsn, named, write_lists
from ketenzicht.household.store import TABLES, MadeHouseholds, make_households
from ketenzicht.intake.forgotten import mark
from ketenzicht.intake.pseudonym import pseudonym

pytestmark = pytest.mark.unit

ANN, BEN, CAS, DOE, EVA, FAY = (bsn(1111111 + number) for number in range(6))
PEOPLE = {"ann": ANN, "ben": BEN, "cas": CAS, "doe": DOE, "eva": EVA, "fay": FAY}
BORN = {ANN: "19800101", BEN: "19790101", CAS: "20100101", DOE: "20120101", EVA: "19850101", FAY: "19860101"}
LAST = date(2022, 12, 31)


def person(
    number: str,
    *homes: Record,
    parents: tuple[str, ...] = (),
    partners: tuple[Record, ...] = (),
    **more: object,
) -> dict[int, list[list[Record]]]:
    """A list with the addresses of somebody, the latest first."""
    found: dict[int, list[list[Record]]] = {1: [[named(number, BORN[number])]], 8: [list(homes)]}
    for category, parent in zip((2, 3), parents, strict=False):
        found[category] = [[named(parent, BORN[parent], since=BORN[number])]]
    if partners:
        found[5] = [[one] for one in partners]
    return found | {int(name[1:]): given for name, given in more.items()}  # type: ignore[dict-item]


def made(tmp_path: Path, lists: Lists, **options: object) -> MadeHouseholds:
    path = write_lists(tmp_path / "brp.csv", lists)
    return make_households(path, tmp_path / "secure", LAST, key=KEY, **options)  # type: ignore[arg-type]


class Town:
    """The households of some lists, by first names."""

    def __init__(self, tmp_path: Path, *lists: dict[int, list[list[Record]]], **options: object) -> None:
        self.made = made(tmp_path, list(lists), **options)
        self.names = {pseudonym(KEY, "persoon", number): name for name, number in PEOPLE.items()}
        self.rows = pq.read_table(self.made.table("household_member")).to_pylist()

    def on(self, day: date) -> list[str]:
        """Who lives with whom on a day: ``ann ben | cas``."""
        found = defaultdict(list)
        for row in self.rows:
            if row["from_on"] <= day and (row["until_on"] is None or day < row["until_on"]):
                found[row["household_id"]].append(self.names[row["person_id"]])
        return sorted(" ".join(sorted(names)) for names in found.values())

    def number(self, name: str, day: date) -> str:
        """The number of the household of somebody on a day."""
        [found] = {
            row["household_id"]
            for row in self.rows
            if self.names[row["person_id"]] == name
            and row["from_on"] <= day
            and (row["until_on"] is None or day < row["until_on"])
        }
        return str(found)


HERE, THERE = "1234AB", "5678CD"
Y2015, Y2018, Y2020 = date(2015, 6, 1), date(2018, 6, 1), date(2020, 6, 1)


def test_a_family_that_moves_stays_one_household(tmp_path: Path) -> None:
    homes = (address(THERE, "9", "20170101"), address(HERE, "1", "20110101"))
    town = Town(tmp_path, person(ANN, *homes), person(CAS, *homes, parents=(ANN,)))
    assert town.on(Y2015) == town.on(Y2018) == ["ann cas"]
    assert town.number("ann", Y2015) == town.number("cas", Y2018)
    [before, after] = [row for row in town.rows if town.names[row["person_id"]] == "ann"]
    assert before["until_on"] == after["from_on"] == date(2017, 1, 1)
    assert before["address_id"] != after["address_id"]


def test_parents_who_part_are_two_households_and_the_number_goes_with_the_child(tmp_path: Path) -> None:
    home, new = address(HERE, "1", "20110101"), address(THERE, "9", "20170101")
    town = Town(
        tmp_path,
        person(ANN, new, home),
        person(BEN, home, partners=(named(ANN, BORN[ANN], married="20090101", ended="20161201"),)),
        person(CAS, new, home, parents=(ANN, BEN)),
    )
    assert town.on(Y2015) == ["ann ben cas"]
    assert town.on(Y2018) == ["ann cas", "ben"]
    assert town.number("ben", Y2015) == town.number("cas", Y2018) != town.number("ben", Y2018)
    [row] = pq.read_table(town.made.table("parent_elsewhere")).to_pylist()
    assert (town.names[row["person_id"]], town.names[row["parent_id"]]) == ("cas", "ben")
    assert row["parent_household_id"] == town.number("ben", Y2018)
    assert (row["from_on"], row["until_on"]) == (date(2017, 1, 1), None)


def test_children_who_are_placed_elsewhere_join_that_household(tmp_path: Path) -> None:
    home, placed = address(HERE, "1", "20120101"), address(THERE, "9", "20170101")
    town = Town(
        tmp_path,
        person(ANN, home),
        person(CAS, placed, home, parents=(ANN,)),
        person(DOE, placed, home, parents=(ANN,)),
        person(EVA, address(THERE, "9", "20000101")),
        person(FAY, address(THERE, "9", "20040101"), partners=(named(EVA, BORN[EVA], married="20100101"),)),
    )
    assert town.on(Y2018) == ["ann", "cas doe eva fay"]
    assert town.number("ann", Y2018) == town.number("cas", Y2015)
    assert town.number("cas", Y2018) == town.number("eva", Y2015)


def test_children_who_are_placed_where_nobody_is_known_leave_the_number_with_their_parent(
    tmp_path: Path,
) -> None:
    home, placed = address(HERE, "1", "20120101"), address(THERE, "9", "20170101")
    town = Town(
        tmp_path,
        person(ANN, home),
        person(CAS, placed, home, parents=(ANN,)),
        person(DOE, placed, home, parents=(ANN,)),
    )
    assert town.on(Y2018) == ["ann", "cas doe"]
    assert town.number("ann", Y2018) == town.number("cas", Y2015) != town.number("cas", Y2018)


@pytest.mark.parametrize(("first", "second"), [((ANN, BEN), (EVA, FAY)), ((EVA, FAY), (ANN, BEN))])
def test_a_child_alone_is_with_the_family_that_lives_there_longest(
    tmp_path: Path, first: tuple[str, str], second: tuple[str, str]
) -> None:
    lists = [
        person(
            number,
            address(HERE, "1", since),
            partners=(named(pair[1 - at], BORN[pair[1 - at]], married="20050101"),),
        )
        for pair, since in ((first, "20110101"), (second, "20120101"))
        for at, number in enumerate(pair)
    ]
    town = Town(tmp_path, *lists, person(CAS, address(HERE, "1", "20130101")))
    names = {number: name for name, number in PEOPLE.items()}
    host = " ".join(sorted([*(names[number] for number in first), "cas"]))
    assert host in town.on(Y2015)


def test_who_moves_in_later_with_a_parent_is_one_household_until_others_come(tmp_path: Path) -> None:
    town = Town(
        tmp_path,
        person(ANN, address(HERE, "1", "20110101")),
        person(CAS, address(HERE, "1", "20110101"), parents=(ANN,)),
        person(BEN, address(HERE, "1", "20140101")),
        person(EVA, address(HERE, "1", "20170101")),
    )
    assert town.on(Y2015) == ["ann ben cas"]
    assert town.on(Y2018) == ["ann cas", "ben", "eva"]


def test_who_lodges_with_a_couple_is_a_household_alone(tmp_path: Path) -> None:
    town = Town(
        tmp_path,
        person(ANN, address(HERE, "1", "20110101")),
        person(BEN, address(HERE, "1", "20120101"), partners=(named(ANN, BORN[ANN], married="20120601"),)),
        person(EVA, address(HERE, "1", "20170101")),
    )
    assert town.on(Y2018) == ["ann ben", "eva"]


def test_strangers_who_came_on_one_day_are_one_household_and_others_at_a_busy_address_are_not(
    tmp_path: Path,
) -> None:
    town = Town(
        tmp_path,
        person(ANN, address(HERE, "1", "20110101")),
        person(BEN, address(HERE, "1", "20120101")),
        person(EVA, address(HERE, "1", "20170101")),
        person(FAY, address(HERE, "1", "20170101")),
    )
    assert town.on(Y2018) == ["ann", "ben", "eva fay"]


def test_more_people_than_the_study_allows_are_no_household_but_families_stay_one(tmp_path: Path) -> None:
    homes = {number: address(HERE, "1", f"2017010{at}") for at, number in enumerate(PEOPLE.values(), start=1)}
    lists = [person(number, home, parents=(ANN,) if number == CAS else ()) for number, home in homes.items()]
    assert Town(tmp_path, *lists, most=5).on(Y2018) == ["ann cas", "ben", "doe", "eva", "fay"]
    # without that rule the child without a parent is with who lived there longest
    assert Town(tmp_path, *lists).on(Y2018) == ["ann cas doe", "ben", "eva", "fay"]


def test_a_listed_address_is_no_household_on_the_days_of_the_list(tmp_path: Path) -> None:
    listed = tmp_path / "opvang.csv"
    listed.write_text("postcode;huisnummer;van;tot\n1234AB;1;2017-01-01;2019-12-31\n")
    town = Town(
        tmp_path,
        person(ANN, address(HERE, "1", "20110101")),
        person(CAS, address(HERE, "1", "20110101"), parents=(ANN,)),
        person(EVA, address(HERE, "1", "20120101")),
        no_household=listed,
    )
    assert town.on(Y2015) == ["ann cas eva"]
    assert town.on(Y2018) == ["ann cas", "eva"]
    assert town.on(date(2019, 12, 31)) == ["ann cas", "eva"]
    assert town.on(date(2020, 1, 1)) == ["ann cas eva"]
    assert {row["dwelling"] for row in town.rows} == {"woning", "opvang"}


def test_a_letter_address_an_unknown_address_and_another_country_are_no_household(tmp_path: Path) -> None:
    town = Town(
        tmp_path,
        person(ANN, address(HERE, "1", "20110101", kind="B")),
        person(BEN, address("", "", "20110101") | {"11.10": "."}),
        person(EVA, abroad("20110101")),
        person(FAY, address(HERE, "1", "20110101")),
    )
    assert town.on(Y2015) == ["fay"]
    kinds = {row["kind"] for row in pq.read_table(town.made.table("elsewhere")).to_pylist()}
    assert kinds == {"briefadres", "onbekend-adres", "buitenland"}


def test_who_was_away_comes_back_to_the_same_household_number(tmp_path: Path) -> None:
    homes = (address(HERE, "1", "20180101"), abroad("20150101"), address(HERE, "1", "20110101"))
    town = Town(tmp_path, person(ANN, *homes), person(CAS, *homes, parents=(ANN,)))
    assert town.on(date(2016, 1, 1)) == []
    assert town.number("ann", date(2014, 1, 1)) == town.number("ann", Y2018)


def test_an_address_that_was_renamed_is_one_dwelling_also_for_who_had_left(tmp_path: Path) -> None:
    renamed = (
        address(THERE, "9", "20100101", declared="W", valid="20160101"),
        address(HERE, "1", "20100101"),
    )
    left = (address("9999ZZ", "4", "20150101"), address(HERE, "1", "20120101"))
    town = Town(tmp_path, person(ANN, *renamed), person(BEN, *left))
    assert town.on(date(2014, 1, 1)) == ["ann ben"]
    assert town.on(Y2018) == ["ann", "ben"]


def test_of_two_lists_of_one_person_the_one_that_is_kept_counts(tmp_path: Path) -> None:
    old = person(ANN, address(THERE, "9", "20110101"), c7=[[{"67.10": "20150101", "67.20": "E"}]])
    town = Town(tmp_path, old, person(ANN, address(HERE, "1", "20110101")))
    assert town.made.counts.double == 1
    assert [(row["until_on"]) for row in town.rows] == [None]


def test_who_was_forgotten_is_in_no_table(tmp_path: Path) -> None:
    gone = pseudonym(KEY, "persoon", ANN)
    home = address(HERE, "1", "20110101")
    town = Town(tmp_path, person(ANN, home), person(CAS, home, parents=(ANN,)), forgotten=[mark(KEY, gone)])
    assert town.on(Y2018) == ["cas"]
    for name in TABLES:
        assert gone not in str(pq.read_table(town.made.table(name)).to_pylist())


def test_no_number_name_or_address_is_kept_and_only_this_user_can_read(tmp_path: Path) -> None:
    home = address(HERE, "1", "20110101") | {"11.10": "Geheimstraat"}
    town = Town(tmp_path, person(ANN, home), person(CAS, home, parents=(ANN,)))
    kept = list(town.made.folder.iterdir())
    assert len(kept) == len(TABLES) + 2
    assert stat.S_IMODE(town.made.folder.stat().st_mode) & 0o077 == 0
    for path in kept:
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content = json.dumps(pq.read_table(path).to_pylist(), default=str).encode()
        for secret in (ANN, CAS, "Geheimstraat", "1234AB", "Naam", "19800101"):
            assert secret.encode() not in content
    said = json.loads((town.made.folder / "brp.json").read_text(encoding="utf-8"))
    assert said["lists"] == 2
    assert said["counts"]["households"] == 1


def test_the_same_lists_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    home = address(HERE, "1", "20110101")
    lists = [person(ANN, home), person(BEN, home), person(CAS, home, parents=(ANN, BEN))]
    kept = []
    for at, ordered in enumerate((lists, lists[::-1])):
        (folder := tmp_path / str(at)).mkdir()
        result = made(folder, ordered)
        kept.append({name: result.table(name).read_bytes() for name in TABLES})
    assert kept[0] == kept[1]
