"""Persons that two organisations have in common: found by codes, refused where codes do not belong together."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from helpers.codes import town
from ketenzicht.cli import register
from ketenzicht.errors import UserError
from ketenzicht.linkage.encoded import (
    Agreement,
    encode,
    make_agreement,
    match,
    read_agreement,
    read_secret,
    take_persons,
)
from ketenzicht.linkage.encoded.files import as_parquet
from ketenzicht.linkage.records import PersonFields

pytestmark = pytest.mark.unit

FIELDS = PersonFields(
    "nr", bsn="bsn", given_names="voornamen", surname="geslachtsnaam", birth_date="geboortedatum", sex="geslacht",
    postcode="postcode", house_number="huisnummer",
)  # fmt: skip
WEIGHTS = {
    "voornamen": 140, "geslachtsnaam": 100, "geboortedatum": 100, "geslacht": 20, "postcode": 40, "huisnummer": 20,
}  # fmt: skip
AGREED = Agreement(version=1, purpose="proef", fields=WEIGHTS)
SECRET, ONE, OTHER, LINKER = (bytes([letter]) * 32 for letter in b"soal")
HEAD = ("nr", "bsn", *WEIGHTS)
HERE = {
    "a1": ("", "Fatima", "van der Kolk", "2010-05-04", "V", "7411CD", "3"),
    "a2": ("", "Rosalie", "van der Kolk", "2010-05-04", "V", "7411CD", "3"),
    "a3": ("111222333", "Ömer", "Çelik", "1970-01-02", "M", "1011AA", "1"),
    "a4": ("231458708", "Pieter Jan", "Ravensberg", "1950-11-02", "M", "9711EF", "44"),
    "a5": ("", "Noor", "Postma", "1991-07-20", "V", "3511AB", "12"),
    "a6": ("123456782", "Anneke", "", "", "", "", ""),
    "a7": ("", "Anneke", "", "", "", "", ""),
}
THERE = {
    "1": ("", "FATIMA", "Kolk, van der", "04-05-2010", "vrouw", "1011 AB", "77"),
    "2": ("", "Rosalie", "Kolk", "2010-05-04", "V", "7411 cd", "3 bis"),
    "3": ("111.222.333", "O.", "Kaya", "1971-09-09", "", "", ""),
    "4": ("123456782", "Pieter Jan", "Ravensberg", "1950-11-02", "M", "9711EF", "44"),
    "5": ("", "Levi", "Postma", "1991-07-20", "M", "3511AB", "12"),
}
SAME = {("a1", "1", "code"), ("a2", "2", "code"), ("a3", "3", "bsn"), ("a6", "4", "bsn")}


def table(lines: dict[str, tuple[str, ...]]) -> pa.Table:
    rows = [dict(zip(HEAD, (number, *cells), strict=True)) for number, cells in lines.items()]
    return pa.Table.from_pylist([{name: cell or None for name, cell in row.items()} for row in rows])


def coded(path: Path, lines: dict[str, tuple[str, ...]], own_key: bytes, *, agreed: Agreement = AGREED,
          secret: bytes = SECRET) -> Path:  # fmt: skip
    path.write_bytes(as_parquet(encode(table(lines), FIELDS, agreed, secret=secret, own_key=own_key).table))
    return path


def numbers(lines: dict[str, tuple[str, ...]], own_key: bytes) -> dict[str, str]:
    from ketenzicht.intake.pseudonym import pseudonym

    return {pseudonym(own_key, "record", f"{AGREED.fingerprint}\x1f{number}"): number for number in lines}


def test_persons_are_found_by_bsn_and_by_code_and_others_are_not(tmp_path: Path) -> None:
    here, there = coded(tmp_path / "hier.parquet", HERE, ONE), coded(tmp_path / "daar.parquet", THERE, OTHER)
    found = match(here, there, tmp_path / "uit", key=LINKER)
    one, other = numbers(HERE, ONE), numbers(THERE, OTHER)
    pairs = pq.read_table(found.pairs).to_pylist()
    assert {(one[p["record_1"]], other[p["record_2"]], p["how"]) for p in pairs} == SAME
    assert (found.by_bsn, found.by_code) == (2, 2)
    people = [
        {names[row["record"]]: row["persoon"] for row in pq.read_table(path).to_pylist()}
        for path, names in zip(found.persons, (one, other), strict=True)
    ]
    assert {(a, b) for a in people[0] for b in people[1] if people[0][a] == people[1][b]} == {
        p[:2] for p in SAME
    }
    # Everybody gets a person, so that a list alone tells nobody who is known elsewhere.
    assert [len(set(one.values())) for one in people] == [len(HERE), len(THERE)]
    assert stat.S_IMODE((tmp_path / "uit").stat().st_mode) == 0o700


def test_two_bsn_that_differ_are_never_one_person(tmp_path: Path) -> None:
    line = ("Pieter Jan", "Ravensberg", "1950-11-02", "M", "9711EF", "44")
    here = coded(tmp_path / "hier.parquet", {"1": ("231458708", *line)}, ONE)
    there = coded(tmp_path / "daar.parquet", {"1": ("123456782", *line)}, OTHER)
    assert match(here, there, tmp_path / "uit", key=LINKER).by_code == 0


def test_the_codes_of_two_linkages_have_nothing_in_common(tmp_path: Path) -> None:
    made = [
        encode(
            table(HERE), FIELDS, AGREED.model_copy(update={"purpose": purpose}), secret=SECRET, own_key=ONE
        ).table
        for purpose in ("de ene", "de andere")
    ]
    for name in ("record", "bsn", "code"):
        values = [set(one[name].to_pylist()) - {None} for one in made]
        assert values[0]
        assert not values[0] & values[1]


def test_equally_like_two_is_like_neither(tmp_path: Path) -> None:
    line = HERE["a1"]
    here = coded(tmp_path / "hier.parquet", {"1": line}, ONE)
    there = coded(tmp_path / "daar.parquet", {"1": line, "2": line}, OTHER)
    assert match(here, there, tmp_path / "uit", key=LINKER).by_code == 0
    assert match(here, there, tmp_path / "uit", key=LINKER, one_to_one=False).by_code == 2


def test_of_two_towns_with_nobody_in_common_hardly_anybody_is_taken_for_another(tmp_path: Path) -> None:
    files = []
    for seed, name in enumerate(("hier", "daar")):
        people = [one | {"bsn": None} for one in town(1500, seed)]
        made = encode(pa.Table.from_pylist(people), FIELDS, AGREED, secret=SECRET, own_key=ONE)
        files.append(tmp_path / f"{name}.parquet")
        files[-1].write_bytes(as_parquet(made.table))
    found = match(*files, tmp_path / "uit", key=LINKER)
    assert found.by_code <= 2
    assert found.at[0.65] > 50


def test_codes_of_another_agreement_or_secret_are_refused(tmp_path: Path) -> None:
    here = coded(tmp_path / "hier.parquet", HERE, ONE)
    other = Agreement(version=1, purpose="iets anders", fields=WEIGHTS)
    there = coded(tmp_path / "daar.parquet", THERE, OTHER, agreed=other)
    with pytest.raises(UserError, match="verschillende afspraken"):
        match(here, there, tmp_path / "uit", key=LINKER)
    there = coded(tmp_path / "daar.parquet", THERE, OTHER, secret=b"t" * 32)
    with pytest.raises(UserError, match="verschillende geheimen"):
        match(here, there, tmp_path / "uit", key=LINKER)
    (tmp_path / "anders.parquet").write_bytes(as_parquet(pa.table({"a": [1]})))
    with pytest.raises(UserError, match="geen bestand met codes"):
        match(here, tmp_path / "anders.parquet", tmp_path / "uit", key=LINKER)


def test_a_secret_is_never_made_by_accident_and_refused_when_others_read_it(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="geheim is er niet"):
        read_secret(tmp_path / "geheim")
    agreement, secret = make_agreement(tmp_path / "afspraak", "proef: met een dubbele punt")
    assert read_agreement(agreement).purpose == "proef: met een dubbele punt"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    secret.chmod(0o644)
    with pytest.raises(UserError, match="Anderen op deze computer"):
        read_secret(secret)
    with pytest.raises(UserError, match="bestaat al"):
        make_agreement(tmp_path / "afspraak", "proef")


def test_a_field_that_is_agreed_on_and_not_there_is_refused() -> None:
    fields = PersonFields("nr", given_names="voornamen", surname="geslachtsnaam")
    with pytest.raises(UserError, match="geboortedatum"):
        encode(table(HERE), fields, AGREED, secret=SECRET, own_key=ONE)


def test_persons_do_not_come_beside_a_column_of_that_name(tmp_path: Path) -> None:
    key = next(iter(numbers({"1": ()}, ONE)))
    found = pa.table({"record": [key], "persoon": ["gevonden"]})
    found = found.replace_schema_metadata({"afspraak": AGREED.fingerprint})
    pq.write_table(found, tmp_path / "personen.parquet")
    given, out = tmp_path / "hier.csv", tmp_path / "uit.parquet"
    given.write_text("nr;Persoon;melder\n1;vader;01\n2;moeder;02\n", encoding="utf-8")
    with pytest.raises(UserError, match="kolom 'Persoon'"):
        take_persons(given, "nr", tmp_path / "personen.parquet", out, own_key=ONE)
    given.write_text("Persoon;melder\n1;01\n2;02\n", encoding="utf-8")
    taken = take_persons(given, "persoon", tmp_path / "personen.parquet", out, own_key=ONE)
    assert (taken.rows, taken.without) == (2, 1)
    assert [row["persoon"] for row in pq.read_table(out).to_pylist()] == ["gevonden", None]


def test_from_two_registrations_to_registrations_with_the_same_persons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typer.Typer()
    register(app)

    def run(user: str, *words: str) -> dict[str, object]:
        monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / f"sleutel-{user}"))
        found = CliRunner().invoke(app, ["person", *words, "--json"], catch_exceptions=False)
        assert found.exit_code == 0, found.output
        return json.loads(found.output)

    folder = tmp_path / "afspraak"
    run("een", "agree", str(folder), "--purpose", "proef")
    agreed = ["--agreement", str(folder / "afspraak.yaml"), "--secret", str(folder / "geheim")]
    for name, lines in (("hier", HERE), ("daar", THERE)):
        text = "\n".join(";".join(cells) for cells in [HEAD, *((nr, *cells) for nr, cells in lines.items())])
        (tmp_path / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
        made = run(name, "encode", str(tmp_path / f"{name}.csv"), "--number", "nr", "--column", "bsn=bsn", *agreed,
                   "--out", str(tmp_path / f"codes-{name}.parquet"))  # fmt: skip
        assert made["records"] == len(lines)
        assert stat.S_IMODE((tmp_path / f"codes-{name}.parquet").stat().st_mode) == 0o600
    codes = [str(tmp_path / f"codes-{name}.parquet") for name in ("hier", "daar")]
    found = run("koppelaar", "match", *codes, "--out", str(tmp_path / "uit"))
    assert (found["by_bsn"], found["by_code"]) == (2, 2)
    people = []
    for name in ("hier", "daar"):
        persons, out = tmp_path / "uit" / f"personen-codes-{name}.parquet", tmp_path / f"{name}.parquet"
        files = ["--persons", str(persons), "--out", str(out)]
        taken = run(name, "take", str(tmp_path / f"{name}.csv"), "--number", "nr", *files)
        assert taken["without"] == 0
        rows = pq.read_table(out).to_pylist()
        assert "nr" not in rows[0]
        people.append({row["persoon"]: row["voornamen"] for row in rows})
    both = set(people[0]) & set(people[1])
    assert {people[0][one] for one in both} == {"Fatima", "Rosalie", "Ömer", "Anneke"}
