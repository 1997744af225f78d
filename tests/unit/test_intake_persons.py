from __future__ import annotations

import hmac
import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.nl import bsn as standard

from helpers.intake import KEY, counts, file_mapping, rows, spell_chain, take_in
from ketenzicht.chain import load_chain
from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.intake import IntakeResult, key_path, read_key
from ketenzicht.intake.pseudonym import prepare, pseudonym

pytestmark = pytest.mark.unit

PERSONS: dict[str, Any] = {
    "rij_is": "persoon",
    "huishouden": "huishouden",
    "personen": {"nummer": "bsn", "geboren": "geboren", "geslacht": "geslacht", "rol": "rol"},
    "bsn_afspraak": "vt-1",
    "gebeurtenissen": [{"gebeurtenis": "start", "tijd": "datum", "traject": "melding"}],
}
HEADER = "melding;datum;huishouden;bsn;geboren;geslacht;rol\n"


def read(tmp_path: Path, lines: str, **more: Any) -> IntakeResult:
    path = tmp_path / "personen.csv"
    path.write_text(HEADER + lines, encoding="utf-8")
    chain = spell_chain()
    return take_in(chain, tmp_path / "out", file_mapping(path, chain, PERSONS | more))


@pytest.fixture(scope="module")
def engine() -> Engine:
    made = Engine()
    prepare(made, KEY)
    return made


@settings(max_examples=100, deadline=None)
@given(number=st.one_of(st.integers(0, 999_999_999), st.integers(0, 11_000_000).map(lambda n: 11 * n)))
def test_the_eleven_test_is_that_of_the_standard_library(engine: Engine, number: int) -> None:
    digits = f"{number:09d}"
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    plain = number > 0 and sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0
    assert (
        engine.value("select eleven_test($digits)", {"digits": digits}) == plain == standard.is_valid(digits)
    )


@settings(max_examples=50, deadline=None)
@given(value=st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1))
def test_the_engine_makes_the_hmac_of_rfc_2104(engine: Engine, value: str) -> None:
    made = engine.value("select pseudonym('persoon', $value)", {"value": value})
    assert made == pseudonym(KEY, "persoon", value)
    assert made == hmac.new(KEY, b"persoon\x1f" + value.encode(), sha256).hexdigest()[:24]


def test_a_key_longer_than_a_block_is_hashed_first() -> None:
    key = b"k" * 100
    with Engine() as engine:
        prepare(engine, key)
        assert engine.value("select pseudonym('casus', 'x')") == pseudonym(key, "casus", "x")


def test_equal_numbers_of_different_things_do_not_collide() -> None:
    made = {pseudonym(KEY, kind, "12345") for kind in ("persoon", "huishouden", "casus", "traject")}  # type: ignore[arg-type]
    assert len(made) == 4


@pytest.mark.parametrize("written", ["11122233", "011122233", "011 122 233", "011.122.233", " 011122233 "])
def test_a_bsn_is_the_same_person_however_it_is_written(tmp_path: Path, written: str) -> None:
    result = read(tmp_path, f"M1;2024-01-01;H1;{written};1980;V;x\n")
    [person] = rows(result.persons)
    assert person == {"person_id": pseudonym(KEY, "persoon", "011122233"), "birth_year": 1980, "sex": "V"}


def test_dummy_numbers_link_nobody(tmp_path: Path) -> None:
    lines = "".join(
        f"M{n};2024-01-0{n};H{n};{bsn};;;kind\n"
        for n, bsn in enumerate(["000000000"] * 2 + ["999999999"] * 2, start=1)
    )
    result = read(tmp_path, lines)
    assert rows(result.persons) == []
    assert all(one["person_id"] is None and one["household_id"] for one in rows(result.involvement))
    assert counts(result) == {"bsn-onbekend": 2, "bsn-ongeboren": 2}


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ("vt-1", {"bsn-onbekend": 1, "bsn-ongeboren": 2}),
        ("jeugd", {"bsn-onbekend": 2, "bsn-ongeboren": 1}),
        (None, {"dummynummer": 3}),
    ],
)
def test_the_two_conventions_are_each_others_reverse(
    tmp_path: Path, convention: str | None, expected: dict[str, int]
) -> None:
    lines = "M1;2024-01-01;H1;000000000;;;\nM2;2024-01-01;H2;999999999;;;\nM3;2024-01-01;H3;999999999;;;\n"
    assert counts(read(tmp_path, lines, bsn_afspraak=convention)) == expected


def test_a_number_that_fails_the_eleven_test_is_used_and_reported(tmp_path: Path) -> None:
    result = read(tmp_path, "M1;2024-01-01;H1;123456789;;;\n")
    assert counts(result) == {"bsn-elfproef": 1}
    assert len(rows(result.persons)) == 1


def test_rows_of_one_report_are_one_event_with_several_persons(tmp_path: Path) -> None:
    lines = "M1;2024-01-01;H1;111222333;1980;V;slachtoffer\nM1;2024-01-01;H1;123456782;20091105;2;kind\n"
    result = read(tmp_path, lines + "M2;2024-02-01;H1;111222333;;;slachtoffer\n")
    assert result.event_count == 2
    assert [one["role"] for one in rows(result.involvement) if one["event_id"] == 1].count("kind") == 1
    assert sorted((one["birth_year"], one["sex"]) for one in rows(result.persons)) == [
        (1980, "V"),
        (2009, "V"),
    ]
    assert {one["case_id"] for one in rows(result.events)} == {pseudonym(KEY, "huishouden", "H1")}


def test_a_report_without_household_or_person_has_no_case(tmp_path: Path) -> None:
    result = read(tmp_path, "M1;2024-01-01;;;;;\nM2;2024-01-01;;111222333;;;\n")
    first, second = sorted(rows(result.events), key=lambda one: one["source_row"])
    assert first["case_id"] is None
    assert second["case_id"] == pseudonym(KEY, "persoon", "111222333")
    assert counts(result) == {"zonder-casus": 1, "zonder-huishouden": 2}


def test_no_identifier_reaches_any_file(tmp_path: Path) -> None:
    chain = load_chain("veilig-thuis")
    path = tmp_path / "meldingen.csv"
    numbers = ["GEHEIMMELDING", "GEHEIMHUIS", "111222333", "123456789", "000000000"]
    path.write_text(
        "nr;datum;huis;bsn;melder\n"
        f"{numbers[0]};2024-01-01;{numbers[1]};{numbers[2]};01\n"
        f"{numbers[0]};2024-01-01;{numbers[1]};{numbers[3]};99\n"
        f"{numbers[0]}2;31-02-2024;;{numbers[4]};01\n"
        f"{numbers[0]}3;2024-01-01;NA;;01\n",
        encoding="utf-8",
    )
    mapping = {
        "rij_is": "persoon",
        "huishouden": "huis",
        "personen": {"nummer": "bsn"},
        "bsn_afspraak": "vt-1",
        "gebeurtenissen": [
            {"gebeurtenis": "melding", "tijd": "datum", "traject": "nr", "kenmerken": {"melder": "melder"}}
        ],
    }
    store = tmp_path / "out" / "secure"
    result = take_in(chain, store, file_mapping(path, chain, mapping))
    files = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert {file.name for file in files} == {
        "events.parquet",
        "involvement.parquet",
        "persons.parquet",
        "problems.csv",
        "quality.json",
    }
    seen = b"".join(file.read_bytes() for file in files)
    seen += repr([rows(one) for one in (result.events, result.involvement, result.persons)]).encode()
    assert b"melding" in seen
    for number in (*numbers, KEY.decode(), KEY.hex()):
        assert number.encode() not in seen
    assert stat.S_IMODE(store.stat().st_mode) == 0o700


def test_a_number_can_be_no_attribute(tmp_path: Path) -> None:
    event = {"gebeurtenis": "start", "tijd": "datum", "organisatie": "BSN "}
    with pytest.raises(UserError, match="kan niet ook een kenmerk zijn"):
        read(tmp_path, "M1;2024-01-01;H1;111222333;;;\n", gebeurtenissen=[event])


def test_a_bsn_in_the_wrong_column_is_masked(tmp_path: Path) -> None:
    event = {"gebeurtenis": "start", "tijd": "datum", "einde_reden": "rol"}
    result = read(tmp_path, "M1;111222333;H1;;;;111222333\n", gebeurtenissen=[event])
    assert counts(result)["foute-datum"] == counts(result)["onbekende-einde-reden"] == 1
    for path in (result.problems, result.problems.with_name("quality.json")):
        assert "111222333" not in path.read_text(encoding="utf-8")


def test_the_key_is_made_once_and_only_for_this_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KETENZICHT_KEY_FILE", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert key_path() == tmp_path / "ketenzicht" / "key"
    key = read_key()
    assert len(key) == 32
    assert read_key() == key
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(key_path().parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sleutel"
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(path))
    path.write_bytes(b"x" * 32)
    path.chmod(0o644)
    with pytest.raises(UserError, match="Anderen op deze computer"):
        read_key()
    path.chmod(0o600)
    assert read_key() == b"x" * 32
    path.write_bytes(b"kort")
    with pytest.raises(UserError, match="te kort"):
        read_key()
