"""Codes beside plain text on public data sets for linkage: F1 over pairs of records from two halves of each set.

The halves stand for two organisations. Plain text is our own linkage at its usual threshold, on the same fields,
judged on the same pairs. The bounds hold what was measured, so that a change of the encoding shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ketenzicht.engine import Engine
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.pseudonym import pseudonym
from ketenzicht.intake.readers.open import open_source
from ketenzicht.linkage.encoded import Agreement, encode, match
from ketenzicht.linkage.encoded.files import as_parquet
from ketenzicht.linkage.link import link_persons
from ketenzicht.linkage.records import PersonFields

pytestmark = pytest.mark.reference

SECRET, KEY = b"a secret for tests, thirty-two bytes", b"a key for tests, thirty-two bytes"
FEBRL = PersonFields(
    "rec_id", given_names="given_name", surname="surname", birth_date="date_of_birth", postcode="postcode",
    house_number="street_number",
)  # fmt: skip
FAKE = PersonFields(
    "unique_id", given_names="first_name", surname="surname", birth_date="dob", place="city", email="email"
)
NAMES = {"voornamen": 140, "geslachtsnaam": 100, "geboortedatum": 100}
AT_HOME, ONLINE = NAMES | {"postcode": 40, "huisnummer": 20}, NAMES | {"woonplaats": 40, "email": 60}
OF_FEBRL = ("regexp_extract(rec_id, 'rec-([0-9]+)-', 1)", "rec_id like '%org'")
OF_FAKE = ("cluster", "cast(unique_id as integer) % 4 = 0")
SETS = {
    # Name: file, fields, weights, who it is, which half, a person once in each half, F1 with and without salt.
    "febrl1": ("febrl_dataset1.csv.gz", FEBRL, AT_HOME, *OF_FEBRL, True, 0.8, 0.84),
    "febrl2": ("febrl_dataset2.csv.gz", FEBRL, AT_HOME, *OF_FEBRL, False, 0.825, 0.86),
    "fake_1000": ("splink_fake_1000.csv", FAKE, ONLINE, *OF_FAKE, False, 0.34, 0.48),
}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as opened:
        yield opened


def f1(engine: Engine, pairs: pa.Table) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs ``one`` and ``other``, over all pairs of the two halves."""
    engine.register("found", pairs)
    true = float(
        engine.value("select count(*) from truth a join truth b using (person) where a.half and not b.half")
    )
    right = float(
        engine.value(
            "select count(*) from found join truth a on found.one = a.id join truth b on found.other = b.id "
            "where a.person = b.person"
        )
    )
    return right / pairs.num_rows, right / true, 2 * right / (pairs.num_rows + true)


@pytest.mark.parametrize("name", SETS)
def test_f1_of_codes_beside_that_of_plain_text(
    shared_data: Path, engine: Engine, tmp_path: Path, name: str
) -> None:
    file, fields, weights, person, half, once, salted, unsalted = SETS[name]
    source = open_source(engine, shared_data / "record_linkage" / file, Layout(), tmp_path, "source")
    engine.run(f"create table record as select *, {half} as half from {source.relation}")
    engine.run(
        f"create table truth as select cast({fields.record} as varchar) as id, {person} as person, half from record"
    )
    halves = [engine.table(f"select * from record where {which}") for which in ("half", "not half")]
    found = {}
    for salt in (True, False):
        agreed = Agreement(version=1, purpose="proef", fields=weights, salt_birth_year=salt)
        files = []
        for at, table in enumerate(halves):
            made = encode(table, fields, agreed, secret=SECRET, own_key=KEY)
            files.append(tmp_path / f"{at}.parquet")
            files[-1].write_bytes(as_parquet(made.table))
        pairs = match(*files, tmp_path / "uit", key=KEY, one_to_one=once).pairs
        mark = agreed.fingerprint
        number = {
            pseudonym(KEY, "record", f"{mark}\x1f{one}"): one
            for (one,) in engine.rows("select id from truth")
        }
        rows = pq.read_table(pairs).to_pylist()
        named = {
            side: [number[row[f"record_{at}"]] for row in rows] for at, side in ((1, "one"), (2, "other"))
        }
        found[salt] = f1(engine, pa.table(named))
    plain = link_persons(engine.table("select * from record"), fields, tmp_path / "plain", key=KEY)
    engine.run(
        f"create table linked as select * from read_parquet('{plain.persons}') join truth on record_id = id"
    )
    beside = f1(
        engine,
        engine.table(
            "select a.id as one, b.id as other from linked a join linked b using (person_id) "
            "where a.half and not b.half"
        ),
    )
    for label, one in (("codes", found[True]), ("codes without salt", found[False]), ("plain text", beside)):
        print(f"{name} {label}: precision {one[0]:.3f} recall {one[1]:.3f} F1 {one[2]:.3f}")  # noqa: T201
    assert found[True][0] >= 0.99
    assert found[True][2] >= salted
    assert found[False][2] >= unsalted
    assert beside[2] > found[True][2]
