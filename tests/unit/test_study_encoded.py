"""From two organisations that share no name to a study that follows persons from the one to the other."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from helpers.persons_study import HELP, REPORTS, STUDY, make_persons_study
from ketenzicht.linkage.encoded import (
    encode_registration,
    make_agreement,
    match,
    read_agreement,
    read_secret,
    take_persons,
)
from ketenzicht.study.run import run_study

pytestmark = pytest.mark.unit

REPORTED = {"voornamen": "voornamen", "geslachtsnaam": "naam", "geboortedatum": "geboren"}
HELPED = {
    "bsn": "burgerservicenummer", "voornamen": "roepnaam", "geslachtsnaam": "achternaam",
    "geboortedatum": "geb_datum", "postcode": "pc", "huisnummer": "nummer",
}  # fmt: skip


def once(path: Path, number: str) -> Path:
    """A file with the first row of each person."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = {row[number]: row for row in reversed(list(csv.DictReader(stream, delimiter=";")))}
    out = path.with_name("personen.csv")
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(next(iter(rows.values()))), delimiter=";")
        writer.writeheader()
        writer.writerows(rows.values())
    return out


def test_a_study_follows_persons_that_were_found_by_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "sleutel"))
    made = make_persons_study(tmp_path / "studie")
    registrations, mappings = made.folder / "registraties", made.folder / "koppelingen"
    paths = make_agreement(tmp_path / "afspraak", "proef")
    text = paths[0].read_text(encoding="utf-8").replace("  geslacht: 20\n", "")
    paths[0].write_text(text, encoding="utf-8")
    agreed, secret = read_agreement(paths[0]), read_secret(paths[1])
    organisations = {
        "meldpunt": (
            once(registrations / "meldpunt.csv", "client"),
            "client",
            REPORTED | {"bsn": "bsn"},
            "client",
        ),
        "hulp": (registrations / "clienten.csv", "clientnummer", HELPED, "nr"),
    }
    codes = []
    for name, (people, number, columns, _) in organisations.items():
        codes.append(tmp_path / name / f"{name}.parquet")
        own = name.encode().ljust(32, b".")
        encode_registration(people, number, columns, agreed, codes[-1], secret=secret, own_key=own)
    found = match(*codes, tmp_path / "uitkomst", key=b"k" * 32)
    assert found.by_bsn > 50
    assert found.by_code > 50
    for (name, (*_, number)), persons in zip(organisations.items(), found.persons, strict=True):
        registration, own = registrations / f"{name}.csv", name.encode().ljust(32, b".")
        taken = take_persons(registration, number, persons, registrations / f"{name}.parquet", own_key=own)
        assert taken.without == 0
        registration.unlink()
    for name, mapping in (("meldpunt", REPORTS), ("hulp", HELP)):
        text = mapping.replace(".csv", ".parquet").replace("nummer: bsn", "nummer: persoon")
        text = text.replace("overgeslagen: [client, ", "overgeslagen: [bsn, ").replace("[nr]", "[bsn]")
        (mappings / f"{name}.yaml").write_text(text.replace("bsn_afspraak: vt-1\n", ""), encoding="utf-8")
    (made.folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    run_study(made.folder)
    measures = json.loads((made.folder / "out" / "results.json").read_text(encoding="utf-8"))["measures"]
    chance = next(one for one in measures if one["id"] == "hulp-na-melding")["headline"]["kans"]
    assert chance["n"] == made.people
    # Somebody who was not found counts as not helped; nobody is helped who was not, apart from rounding.
    assert 0.8 * made.helped < chance["x"] <= made.helped + 5
