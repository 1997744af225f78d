"""Persons that two organisations have in common: found by codes, refused where codes do not belong together."""

from __future__ import annotations

import json
import stat
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from helpers.codes import town
from ketenzicht.cli import register
from ketenzicht.errors import UserError
from ketenzicht.intake.identifiers import new_identity
from ketenzicht.intake.sealed_key import seal_for
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


@pytest.mark.parametrize("place", ["geheim", "afspraak/geheim", "uit/meegestuurd.bin"])
def test_codes_are_not_linked_where_their_secret_lies_beside_them(tmp_path: Path, place: str) -> None:
    here, there = coded(tmp_path / "hier.parquet", HERE, ONE), coded(tmp_path / "daar.parquet", THERE, OTHER)
    secret = tmp_path / place
    secret.parent.mkdir(exist_ok=True)
    secret.write_bytes(b"x" * 32)
    match(here, there, tmp_path / "uit", key=LINKER)
    secret.write_bytes(SECRET)
    with pytest.raises(UserError, match="staat op deze computer bij de codes") as refused:
        match(here, there, tmp_path / "uit", key=LINKER)
    assert refused.value.file == str(secret)
    public = new_identity(tmp_path / "sleutel-van-een-organisatie")
    secret.write_bytes(seal_for(SECRET, [public]))
    match(here, there, tmp_path / "uit", key=LINKER)


def test_after_its_last_day_an_agreement_makes_and_links_no_codes(tmp_path: Path) -> None:
    agreement, _ = make_agreement(tmp_path / "afspraak", "proef")
    assert read_agreement(agreement).until == date.today() + timedelta(days=92)
    yesterday = date.today() - timedelta(days=1)
    ended = AGREED.model_copy(update={"until": yesterday})
    with pytest.raises(UserError, match=f"gold tot en met {yesterday}"):
        encode(table(HERE), FIELDS, ended, secret=SECRET, own_key=ONE)
    today = AGREED.model_copy(update={"until": date.today()})
    here = coded(tmp_path / "hier.parquet", HERE, ONE, agreed=today)
    there = coded(tmp_path / "daar.parquet", THERE, OTHER, agreed=today)
    assert match(here, there, tmp_path / "uit", key=LINKER).by_bsn == 2
    for path in (here, there):
        made = pq.read_table(path)
        marks = {**made.schema.metadata, b"tot": yesterday.isoformat().encode()}
        path.write_bytes(as_parquet(made.replace_schema_metadata(marks)))
    with pytest.raises(UserError, match="Vernietig het geheim en de codes"):
        match(here, there, tmp_path / "uit", key=LINKER)


def test_the_codes_of_a_next_round_have_a_secret_of_their_own(tmp_path: Path) -> None:
    made = [make_agreement(tmp_path / name, "proef") for name in ("een", "twee")]
    secrets = [read_secret(secret) for _, secret in made]
    assert secrets[0] != secrets[1]
    codes = [
        set(encode(table(HERE), FIELDS, AGREED, secret=one, own_key=ONE).table["code"].to_pylist()) - {None}
        for one in secrets
    ]
    assert not codes[0] & codes[1]


def test_who_links_sees_that_a_file_grew_or_holds_many_with_a_bsn_alone(tmp_path: Path) -> None:
    here, there = coded(tmp_path / "hier.parquet", HERE, ONE), coded(tmp_path / "daar.parquet", THERE, OTHER)
    first = match(here, there, tmp_path / "een", key=LINKER)
    assert [(one.records, one.found, one.bare, one.before) for one in first.counted] == [
        (7, 4, 1, None),
        (5, 4, 0, None),
    ]
    added = {f"v{at}": (bsn, *[""] * 6) for at, bsn in enumerate(("231458708", "987654329"))}
    coded(there, THERE | added, OTHER)
    second = match(here, there, tmp_path / "twee", key=LINKER, earlier=tmp_path / "een")
    assert second.counted[0].growth == 0
    assert second.counted[1].growth == pytest.approx(2 / 5)
    assert second.counted[1].striking == ("gegroeid", "kaal")
    app = typer.Typer()
    register(app)
    words = [
        "person",
        "match",
        str(here),
        str(there),
        "--out",
        str(tmp_path / "drie"),
        "--earlier",
        str(tmp_path / "een"),
    ]
    shown = CliRunner().invoke(app, words)
    assert "40.0 %" in shown.output.replace(",", ".")
    assert "Let op daar: veel meer records dan in de eerdere ronde." in shown.output
    assert "Let op daar: veel records met alleen een BSN." in shown.output
    with pytest.raises(UserError, match="geen uitkomst van een eerdere ronde"):
        match(here, there, tmp_path / "vier", key=LINKER, earlier=tmp_path / "afspraak")


def test_a_file_with_more_people_than_was_agreed_on_is_not_compared(tmp_path: Path) -> None:
    here, there = coded(tmp_path / "hier.parquet", HERE, ONE), coded(tmp_path / "daar.parquet", THERE, OTHER)
    match(here, there, tmp_path / "uit", key=LINKER, most=7)
    with pytest.raises(UserError, match="staan 7 records, en afgesproken zijn er hoogstens 6"):
        match(here, there, tmp_path / "niet", key=LINKER, most=6)
    assert not (tmp_path / "niet").exists()


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
    (tmp_path / "organisatie" / "geheimen").mkdir(parents=True)
    secret = (folder / "geheim").rename(tmp_path / "organisatie" / "geheimen" / "geheim")
    agreed = ["--agreement", str(folder / "afspraak.yaml"), "--secret", str(secret)]
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
