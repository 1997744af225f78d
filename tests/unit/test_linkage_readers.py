"""Files that linking reads: damage is told as it is for registrations, and nothing unpacks to far more than it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

from helpers.persons_study import make_persons_study
from ketenzicht.errors import UserError
from ketenzicht.intake.readers import transcode
from ketenzicht.linkage.encoded.files import read_coded, read_persons
from ketenzicht.linkage.encoded.registration import read_registration
from ketenzicht.linkage.registrations import read_records
from ketenzicht.study.persons import demand_linking
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit

MARKS = {"afspraak": "x", "doel": "proef", "geheim": "y", "gewichten": "120 60"}
CODED = {"record": ["a", "b"], "bsn": ["c", None], "code": [bytes(range(256)), None]}
KINDS = {"record": pa.string(), "bsn": pa.string(), "code": pa.binary(256), "persoon": pa.string()}
Read = Callable[[Path], object]


def written(path: Path, columns: dict[str, list[object]], **kinds: pa.DataType) -> Path:
    schema = pa.schema([(name, (KINDS | kinds)[name]) for name in columns], metadata=MARKS)
    pq.write_table(pa.table(columns, schema=schema), path)
    return path


def damaged(path: Path) -> Path:
    content = path.read_bytes()
    path.write_bytes(b"PAR1" + b"\xff" * 60 + content[64:])
    return path


def test_damage_in_a_registration_whose_persons_are_encoded_is_told(tmp_path: Path) -> None:
    path = damaged(written(tmp_path / "a.parquet", {"record": ["a"] * 999}))
    with pytest.raises(UserError, match="niet tot het einde te lezen") as caught:
        read_registration(path, tmp_path)
    assert caught.value.file == str(path)


def test_damage_in_a_file_with_persons_to_link_is_told(tmp_path: Path) -> None:
    study = make_persons_study(tmp_path / "studie", people=40).folder
    whole, packed = (study / "registraties" / f"clienten.{ending}" for ending in ("csv", "parquet"))
    pq.write_table(csv.read_csv(whole, parse_options=csv.ParseOptions(delimiter=";")), packed)
    settings = study / "study.yaml"
    settings.write_text(settings.read_text("utf-8").replace(whole.name, packed.name), encoding="utf-8")
    persons = demand_linking(load_study(study)).identities
    assert read_records(persons, tmp_path, key=b"k" * 32).seen > 40
    damaged(packed)
    with pytest.raises(UserError, match="niet tot het einde te lezen") as caught:
        read_records(persons, tmp_path, key=b"k" * 32)
    assert Path(caught.value.file or "").resolve() == packed


def test_codes_and_persons_are_read_as_they_were_written(tmp_path: Path) -> None:
    coded = read_coded(written(tmp_path / "a.parquet", CODED))
    assert (coded.record.tolist(), coded.bsn.tolist()) == (["a", "b"], ["c", None])
    assert coded.has_code.tolist() == [True, False]
    assert coded.code.tolist() == [list(range(256)), [0] * 256]
    assert coded.weights == [120, 60]
    listed, agreement = read_persons(written(tmp_path / "b.parquet", {"record": ["a"], "persoon": ["p"]}))
    assert (listed.to_pylist(), agreement) == ([{"record": "a", "persoon": "p"}], "x")
    nobody = read_coded(written(tmp_path / "c.parquet", {name: [] for name in CODED}))
    assert nobody.code.shape == (0, 256)


@pytest.mark.parametrize(
    "strange",
    [
        {"record": [1, 2]},
        {"record": [None, "b"]},
        {"code": [b"x" * 300, None]},
    ],
)
def test_what_is_no_code_or_number_of_a_person_is_refused(
    tmp_path: Path, strange: dict[str, list[object]]
) -> None:
    [(name, column)] = strange.items()
    kind = pa.int64() if column[1] == 2 else pa.binary() if name == "code" else pa.string()
    path = written(tmp_path / "a.parquet", CODED | strange, **{name: kind})
    with pytest.raises(UserError, match="geen bestand met codes"):
        read_coded(path)


@pytest.mark.parametrize(
    ("read", "columns", "told"),
    [
        (read_coded, CODED, "geen bestand met codes"),
        (read_persons, {"record": ["a"], "persoon": ["p"]}, "geen lijst met gekoppelde personen"),
    ],
)
def test_a_damaged_file_with_codes_or_persons_is_told(
    tmp_path: Path, read: Read, columns: dict[str, list[object]], told: str
) -> None:
    with pytest.raises(UserError, match=told):
        read(damaged(written(tmp_path / "a.parquet", columns)))


@pytest.mark.parametrize(
    ("read", "columns"),
    [
        (read_coded, {"record": ["a"] * 20_000, "bsn": [None] * 20_000, "code": [None] * 20_000}),
        (read_coded, {"record": ["a" * 10_000] * 90, "bsn": [None] * 90, "code": [None] * 90}),
        (read_persons, {"record": ["a"] * 20_000, "persoon": ["p"] * 20_000}),
    ],
)
def test_a_file_that_unpacks_to_far_more_than_it_is_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Read, columns: dict[str, list[object]]
) -> None:
    path = written(tmp_path / "a.parquet", columns)
    monkeypatch.setattr(transcode, "PLENTY", 10_000)
    monkeypatch.setattr(transcode, "MOST_TIMES", 50)
    with pytest.raises(UserError, match="uitgepakt te groot") as caught:
        read(path)
    assert "wie het stuurde" in caught.value.fix
