"""Linking records of persons: what is compared, what is linked, what never is, and what does not get out."""

from __future__ import annotations

import csv
import json
import random
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from helpers.intake import KEY, rows
from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.intake.pseudonym import prepare, pseudonym
from ketenzicht.linkage.link import Linkage, link_persons
from ketenzicht.linkage.model import LinkageModel
from ketenzicht.linkage.records import PersonFields, prepare_records

pytestmark = pytest.mark.unit

COLUMNS = ("nr", "bsn", "voornaam", "achternaam", "geboren", "postcode", "huisnummer")
FIELDS = PersonFields(
    "nr",
    bsn="bsn",
    given_names="voornaam",
    surname="achternaam",
    birth_date="geboren",
    postcode="postcode",
    house_number="huisnummer",
)
GIVEN = (
    "Fatima",
    "Kees",
    "Anneke",
    "Mohamed",
    "Sophie",
    "Daan",
    "Noor",
    "Levi",
    "Esra",
    "Bram",
    "Jochem",
    "Tess",
)
FAMILY = (
    "Jansen",
    "Bakker",
    "Yilmaz",
    "Visser",
    "Smit",
    "Meijer",
    "Mulder",
    "Groot",
    "Bos",
    "Vos",
    "Peters",
    "Postma",
)

WRITTEN = {
    "eerste": ["", "Anna Maria", "van der Kolk-de Wit", "1980-03-12", "3511 AB", "12"],
    "eerste-elders": ["", "anna", "KOLK", "12-03-1980", "3511ab", "12 bis"],
    "twee": ["", "Tim", "Zonneveld", "2010-05-04", "7411CD", "3"],
    "tweeling": ["", "Rosalie", "Zonneveld", "2010-05-04", "7411CD", "3"],
    "een-bsn": ["111222333", "Ömer", "Çelik", "1970", "", ""],
    "zelfde-bsn": ["111.222.333", "O.", "Kaya", "1971-09-09", "1011AA", "1"],
    "vader": ["123456782", "Pieter Jan", "Ravensberg", "1950-11-02", "9711EF", "44"],
    "met-dezelfde-naam": ["231458708", "Pieter Jan", "Ravensberg", "1950-11-02", "9711EF", "44"],
}
"""Records that a test speaks of, by their number."""


def table(lines: dict[str, list[str]]) -> pa.Table:
    data = [[number, *(cell or None for cell in cells)] for number, cells in lines.items()]
    return pa.table(
        {name: pa.array([line[place] for line in data], pa.string()) for place, name in enumerate(COLUMNS)}
    )


def people(number: int) -> dict[str, list[str]]:
    """Made-up people, every third of them twice, the second time with a mistake or something left out."""
    draw, made = random.Random(7), {}
    for one in range(number):
        born = f"{draw.randint(1940, 2015)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
        code = f"{draw.randint(1000, 9999)}{draw.choice('ABCDEF')}{draw.choice('GHJKL')}"
        line = ["", draw.choice(GIVEN), draw.choice(FAMILY), born, code, str(draw.randint(1, 200))]
        made[f"p{one}"] = line
        if one % 3 == 0:
            again = list(line)
            place = draw.choice([1, 2, 3, 4, None])
            if place in (1, 2):
                again[place] = again[place][:-1] + "x"
            elif place:
                again[place] = ""
            made[f"p{one}-elders"] = again
    return made


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Linkage:
    return link_persons(
        table(WRITTEN | people(300)), FIELDS, tmp_path_factory.mktemp("uit") / "secure", key=KEY
    )


@pytest.fixture(scope="module")
def person(linked: Linkage) -> dict[str, str]:
    return {one["record_id"]: one["person_id"] for one in rows(linked.persons)}


def pairs(path: Path) -> dict[frozenset[str], dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            frozenset((one["record_1"], one["record_2"])): one for one in csv.DictReader(file, delimiter=";")
        }


@pytest.mark.parametrize(
    ("field", "written", "alike"),
    [
        ("surname", ["van der Berg", "Berg", "BERG, van der", "Bérg"], "berg"),
        ("surname", ["IJsselstein", "Ysselstein", "ijsselstein"], "ysselstein"),
        ("surname", ["de Vries-Jansen", "Jansen-de Vries", "Jansen e.v. de Vries"], "jansen vries"),
        ("surname", ["de la", "De La"], "de la"),
        ("given_names", ["Zoë", "zoe", "ZOË "], "zoe"),
        ("birth_date", ["1980-03-12", "12-03-1980", "19800312", "12/3/1980"], "19800312"),
        ("birth_date", ["1980", "19800000", "1980-00-00"], "19800000"),
        ("postcode", ["3511 AB", "3511ab", "3511AB"], "3511AB"),
        ("house_number", ["12", "12 bis", "012", "12-A"], "12"),
    ],
)
def test_the_same_is_the_same_however_it_is_written(field: str, written: list[str], alike: str) -> None:
    given = pa.table({"nr": [str(one) for one in range(len(written))], "x": written})
    column = "given_name" if field == "given_names" else field
    with Engine() as engine:
        prepare(engine, KEY)
        prepare_records(engine, given, PersonFields("nr", **{field: "x"}))
        assert engine.rows(f"select distinct {column} from person_record") == [(alike,)]


def test_dates_that_are_not_known_agree_with_nothing() -> None:
    given = pa.table({"nr": ["1", "2", "3"], "x": ["00000000", "onbekend", "0000-00-00"]})
    with Engine() as engine:
        prepare(engine, KEY)
        prepare_records(engine, given, PersonFields("nr", birth_date="x"))
        assert engine.rows("select distinct birth_date, birth_year from person_record") == [(None, None)]


def test_a_handful_of_records_without_anything_alike_stay_apart(tmp_path: Path) -> None:
    few = {number: WRITTEN[number] for number in ("eerste", "twee", "vader")}
    made = link_persons(table(few), FIELDS, tmp_path / "secure", key=KEY)
    assert (made.people, made.unlinked, made.to_review) == (3, 3, 0)


def test_records_with_a_mistake_are_one_person(person: dict[str, str]) -> None:
    assert person["eerste"] == person["eerste-elders"]
    again = [number for number in person if number.endswith("-elders") and number.startswith("p")]
    found = [number for number in again if person[number] == person[number.removesuffix("-elders")]]
    assert len(found) / len(again) > 0.9
    assert len({person[number] for number in person if number[0] == "p"}) >= 300


def test_an_equal_bsn_is_one_person_whatever_else_differs(linked: Linkage, person: dict[str, str]) -> None:
    assert person["een-bsn"] == person["zelfde-bsn"] == pseudonym(KEY, "persoon", "111222333")
    assert (linked.with_bsn, linked.linked_by_bsn) == (4, 2)


def test_twins_are_left_to_somebody_who_looks(linked: Linkage, person: dict[str, str]) -> None:
    assert person["twee"] != person["tweeling"]
    found = pairs(linked.review)[frozenset(("twee", "tweeling"))]
    assert "misschien familie" in found["reden"]
    assert "voornaam iets anders -" in found["waarom"]
    assert "geboortedatum gelijk +" in found["waarom"]


def test_two_valid_bsn_are_two_people_whatever_the_chance(linked: Linkage, person: dict[str, str]) -> None:
    assert person["vader"] != person["met-dezelfde-naam"]
    assert "twee verschillende" in pairs(linked.review)[frozenset(("vader", "met-dezelfde-naam"))]["reden"]


def test_a_record_that_would_bring_two_bsn_together_goes_with_neither(tmp_path: Path) -> None:
    between = {"tussen": ["", *WRITTEN["vader"][1:]]}
    made = link_persons(table(WRITTEN | between | people(300)), FIELDS, tmp_path / "secure", key=KEY)
    person = {one["record_id"]: one["person_id"] for one in rows(made.persons)}
    assert len({person[one] for one in ("vader", "met-dezelfde-naam", "tussen")}) == 3
    reasons = {
        pairs(made.review)[frozenset(("tussen", one))]["reden"] for one in ("vader", "met-dezelfde-naam")
    }
    assert reasons == {"zou twee verschillende BSN's bij elkaar brengen"}


def test_every_record_is_counted_once_and_the_weights_add_up(linked: Linkage) -> None:
    assert linked.linked_by_bsn + linked.linked_by_chance + linked.unlinked == linked.records == 408
    for one in pairs(linked.links).values():
        weights = [float(part.rsplit(" ", 1)[1].replace(",", ".")) for part in one["waarom"].split("; ")]
        assert sum(weights[:-1]) == pytest.approx(weights[-1], abs=0.05 * len(weights))
        assert float(one["kans"].replace(",", ".")) == pytest.approx(1 / (1 + 2 ** -weights[-1]), abs=0.02)


def test_a_higher_threshold_is_surer_and_finds_less(linked: Linkage) -> None:
    shown = linked.trade_off
    assert [one.link for one in shown] == sorted(one.link for one in shown)
    precision, recall = [one.precision for one in shown], [one.recall for one in shown]
    assert precision == sorted(precision)
    assert recall == sorted(recall, reverse=True)
    assert recall[0] > recall[-1]


def test_labelled_pairs_judge_the_thresholds_with_an_interval(tmp_path: Path) -> None:
    labels = pa.table(
        {
            "record_l": ["eerste-elders", "twee", "p0", "p1", "een-bsn"],
            "record_r": ["eerste", "tweeling", "p0-elders", "p2", "zelfde-bsn"],
            "same": [True, False, True, True, True],
        }
    )
    made = link_persons(table(WRITTEN | people(300)), FIELDS, tmp_path / "secure", key=KEY, labels=labels)
    shown = {one.link: one for one in made.trade_off}[0.95]
    # Two of three pairs are found; p1 and p2 were never looked at, and the pair with one BSN needs no threshold.
    assert shown.labelled_recall == pytest.approx((2 / 3, 0.207655, 0.938508), abs=1e-5)
    assert shown.labelled_precision == pytest.approx((1, 0.342380, 1), abs=1e-5)


def test_no_name_date_or_number_gets_into_a_file(linked: Linkage) -> None:
    store = linked.persons.parent
    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    files = sorted(store.iterdir())
    assert [file.name for file in files] == [
        "linkage.json",
        "links.csv",
        "model.json",
        "persons.parquet",
        "review.csv",
    ]
    seen = b"".join(file.read_bytes() for file in files) + repr(rows(linked.persons)).encode()
    assert b"eerste-elders" in seen
    cells = {cell.lower() for line in WRITTEN.values() for cell in line[:5] if len(cell) > 3}
    for cell in cells | {"kolk", "zonneveld", "celik", "19800312", KEY.decode()}:
        assert cell.encode() not in seen.lower()


def test_the_same_records_give_the_same_bytes_in_any_order_on_any_number_of_threads(
    linked: Linkage, tmp_path: Path
) -> None:
    given = table(WRITTEN | people(300))
    turned = given.take(list(range(given.num_rows))[::-1])
    made = link_persons(turned, FIELDS, tmp_path / "secure", key=KEY, threads=1)
    for file in made.persons.parent.iterdir():
        assert file.read_bytes() == (linked.persons.parent / file.name).read_bytes(), file.name


def test_a_kept_model_links_as_it_did(linked: Linkage, tmp_path: Path) -> None:
    model = LinkageModel.from_json(linked.model.read_text(encoding="utf-8"))
    made = link_persons(table(WRITTEN | people(300)), FIELDS, tmp_path / "secure", key=KEY, model=model)
    assert made.persons.read_bytes() == linked.persons.read_bytes()
    assert made.model.read_bytes() == linked.model.read_bytes()
    summary = json.loads((tmp_path / "secure" / "linkage.json").read_text(encoding="utf-8"))
    assert summary["people"] == linked.people


@pytest.mark.parametrize(
    ("lines", "fields", "says"),
    [
        ({"a": [""] * 6}, FIELDS, "minder dan twee records"),
        (WRITTEN, PersonFields("nr", surname="naam"), "geen kolom 'naam'"),
        (WRITTEN, PersonFields("nr", surname="achternaam"), "alleen zijn personen niet te herkennen"),
        (WRITTEN, PersonFields("nr"), "geen kolom om personen aan te herkennen"),
        (WRITTEN, PersonFields("achternaam", bsn="bsn"), "geen eigen nummer"),
    ],
)
def test_mistakes_are_said_in_dutch(
    lines: dict[str, list[str]], fields: PersonFields, says: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=says):
        link_persons(table(lines), fields, tmp_path / "secure", key=KEY)


@pytest.mark.parametrize("bounds", [{"link": 1.0}, {"link": 0.5, "review": 0.6}, {"review": 0.0}])
def test_thresholds_that_mean_nothing_are_refused(bounds: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="thresholds"):
        link_persons(table(WRITTEN), FIELDS, tmp_path / "secure", key=KEY, **bounds)


def in_persons(linked: Linkage) -> dict[str, tuple[str, str]]:
    return {row["record_id"]: (row["person_id"], row["linked_by"]) for row in rows(linked.persons)}


@pytest.fixture(scope="module")
def estimated(linked: Linkage) -> LinkageModel:
    return LinkageModel.from_json(linked.model.read_text(encoding="utf-8"))


def verdicts(*decided: tuple[str, str, bool]) -> pa.Table:
    columns = list(zip(*decided, strict=True))
    return pa.table(dict(zip(("record_l", "record_r", "same"), columns, strict=True)))


def test_a_number_within_one_registration_ties_records_whatever_they_say(
    estimated: LinkageModel, tmp_path: Path
) -> None:
    given = table(WRITTEN).append_column("bekend", pa.array(["C1", None, "C1", None, "C2", None, None, None]))
    made = link_persons(given, replace(FIELDS, known="bekend"), tmp_path / "secure", key=KEY, model=estimated)
    found = in_persons(made)
    # 'eerste-elders' comes along by chance; the twin of 'twee' does not, and nothing ties 'een-bsn' but its BSN.
    assert found["eerste"][0] == found["twee"][0] == found["eerste-elders"][0] != found["tweeling"][0]
    assert (found["eerste"][1], found["twee"][1], found["een-bsn"][1]) == ("nummer", "nummer", "bsn")
    assert made.linked_by_number == 2


def test_a_decision_ties_and_keeps_apart_whatever_the_chance(estimated: LinkageModel, tmp_path: Path) -> None:
    decided = verdicts(
        ("twee", "eerste", True),
        ("eerste-elders", "eerste", False),
        ("vader", "met-dezelfde-naam", True),
    )
    made = link_persons(
        table(WRITTEN), FIELDS, tmp_path / "secure", key=KEY, model=estimated, verdicts=decided
    )
    found = in_persons(made)
    assert found["twee"] == found["eerste"]
    assert found["eerste"][1] == "besluit"
    assert found["eerste-elders"][0] != found["eerste"][0]
    # Two BSN that differ stay two persons, whatever was decided.
    assert found["vader"][0] == pseudonym(KEY, "persoon", "123456782")
    assert found["met-dezelfde-naam"][0] == pseudonym(KEY, "persoon", "231458708")


def test_a_third_record_does_not_bring_together_what_was_kept_apart(
    estimated: LinkageModel, tmp_path: Path
) -> None:
    lines = dict.fromkeys(("een", "twee", "drie"), WRITTEN["eerste"])
    apart = verdicts(("een", "twee", False))
    made = link_persons(table(lines), FIELDS, tmp_path / "secure", key=KEY, model=estimated, verdicts=apart)
    # Which of the two the third belongs to, nothing says: it is listed.
    assert len({person for person, _ in in_persons(made).values()}) == 3
    reasons = [one["reden"] for one in pairs(made.review).values()]
    assert reasons == ["zou bij elkaar brengen wat volgens een besluit twee personen zijn"] * 2


def test_a_stricter_threshold_makes_more_persons_and_a_looser_one_fewer(
    estimated: LinkageModel, tmp_path: Path
) -> None:
    given = table(WRITTEN | people(300))
    made = link_persons(given, FIELDS, tmp_path / "secure", key=KEY, model=estimated, bounds=(0.9999, 0.2))
    each = [
        len({row[column] for row in rows(made.persons)})
        for column in ("person_id_strict", "person_id", "person_id_loose")
    ]
    assert each[0] > each[1] >= each[2]
    with pytest.raises(ValueError, match="thresholds"):
        link_persons(given, FIELDS, tmp_path / "secure", key=KEY, model=estimated, bounds=(0.5, 0.2))
