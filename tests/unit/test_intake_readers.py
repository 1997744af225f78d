from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.intake import counts, file_mapping, log_chain, rows, spell_chain, take_in
from helpers.sav import Variable, write_sav
from ketenzicht.chain import load_chain
from ketenzicht.errors import UserError
from ketenzicht.intake import IntakeResult
from ketenzicht.intake.readers.cbs_vt import Record, RecordError, parse_record
from ketenzicht.intake.readers.cells import cell_text
from ketenzicht.intake.readers.rows import RowWriter

pytestmark = pytest.mark.unit

MAPPING: dict[str, Any] = {
    "casus": "zaak",
    "gebeurtenissen": [{"gebeurtenis": "start", "tijd": "begin"}, {"gebeurtenis": "einde", "tijd": "eind"}],
}
EXPECTED = [
    ("einde", datetime(2024, 2, 3)),
    ("start", datetime(2024, 2, 1)),
    ("start", datetime(2024, 2, 2, 9, 30)),
]


def read(path: Path, store: Path, **more: Any) -> IntakeResult:
    chain = spell_chain()
    return take_in(chain, store, file_mapping(path, chain, MAPPING | more))


def made(result: IntakeResult) -> list[tuple[str, datetime]]:
    return sorted((one["activity"], one["occurred_at"]) for one in rows(result.events))


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Zaken"
    first.append(["zaak", "begin", "eind"])
    first.append([7, date(2024, 2, 1), datetime(2024, 2, 3)])
    first.append(["NA", datetime(2024, 2, 2, 9, 30), None])
    book.create_sheet("Uitleg")
    book.save(path)
    return path


def test_a_sheet(tmp_path: Path) -> None:
    result = read(workbook(tmp_path / "zaken.xlsx"), tmp_path / "out")
    assert made(result) == EXPECTED
    assert {one["precision"] for one in rows(result.events)} == {"dag", "moment"}
    assert counts(result) == {"letterlijk-na": 1}


def test_a_wrong_sheet_lists_the_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path / "zaken.xlsx")
    with pytest.raises(UserError) as caught:
        read(path, tmp_path / "out", indeling={"blad": "Zaakje"})
    assert "Zaken, Uitleg" in caught.value.why
    assert caught.value.fix == "Bedoelde je 'Zaken'?"
    with pytest.raises(UserError, match="leeg"):
        read(path, tmp_path / "out", indeling={"blad": "uitleg"})


def test_two_filled_sheets_ask_for_a_choice(tmp_path: Path) -> None:
    path = workbook(tmp_path / "zaken.xlsx")
    book = openpyxl.load_workbook(path)
    book["Uitleg"].append(["tekst"])
    book.save(path)
    with pytest.raises(UserError, match="meer bladen"):
        read(path, tmp_path / "out")
    assert made(read(path, tmp_path / "out", indeling={"blad": "zaken"})) == EXPECTED


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "zaken.xlsx")
    path.write_bytes(path.read_bytes()[:1500])
    with pytest.raises(UserError, match="niet te openen"):
        read(path, tmp_path / "out")


def test_parquet_with_real_types(tmp_path: Path) -> None:
    path = tmp_path / "zaken.parquet"
    columns = {
        "zaak": pa.array([7.0, 8.0]),
        "begin": pa.array([datetime(2024, 2, 1), datetime(2024, 2, 2, 9, 30)], pa.timestamp("us")),
        "eind": pa.array([date(2024, 2, 3), None], pa.date32()),
    }
    pq.write_table(pa.table(columns), path)
    assert made(read(path, tmp_path / "out")) == EXPECTED
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UserError, match="Parquet"):
        read(path, tmp_path / "out")


def test_parquet_times_with_a_zone_become_dutch(tmp_path: Path) -> None:
    path = tmp_path / "zaken.parquet"
    moment = pa.array([datetime(2024, 7, 1, 10, 0)], pa.timestamp("us", tz="UTC"))
    pq.write_table(pa.table({"zaak": ["a"], "begin": moment, "eind": pa.array([None], pa.string())}), path)
    assert made(read(path, tmp_path / "out")) == [("start", datetime(2024, 7, 1, 12, 0))]


def test_spss_with_labels_missing_values_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "zaken.sav"
    columns = [
        Variable("zaak", [7, 8]),
        Variable("begin", [date(2024, 2, 1), date(2024, 2, 2)]),
        Variable("eind", [date(2024, 2, 3), None]),
        Variable("soort", [1, 9], labels={1: "hulp", 9: "?"}, missing=9),
    ]
    write_sav(path, columns)
    events = [{"gebeurtenis": "start", "tijd": "begin", "waar": {"kolom": "soort", "is": "hulp"}}]
    assert made(read(path, tmp_path / "out", gebeurtenissen=events)) == [("start", datetime(2024, 2, 1))]
    coded = [{"gebeurtenis": "start", "tijd": "begin", "waar": {"kolom": "SOORT (code)", "gevuld": False}}]
    assert made(read(path, tmp_path / "out", gebeurtenissen=coded)) == [("start", datetime(2024, 2, 2))]
    assert len(made(read(path, tmp_path / "out"))) == 3


def test_a_file_that_is_no_spss_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "zaken.sav"
    path.write_bytes(b"geen spss")
    with pytest.raises(UserError, match="SPSS"):
        read(path, tmp_path / "out")


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/"><string key="concept:name" value="log"/>
<trace><string key="concept:name" value="NA"/>
<event><string key="concept:name" value="start"/><date key="time:timestamp" value="2024-07-01T10:00:00.000+02:00"/>
<list key="x"><string key="y" value="z"/></list></event>
<event><string key="concept:name" value="einde"/><date key="time:timestamp" value="2024-07-02T10:00:00.000+02:00"/>
</event>
</trace></log>"""
LOG = {"casus": "case:concept:name", "activiteit": {"kolom": "concept:name", "tijd": "time:timestamp"}}


def test_xes_and_its_cut_off_forms(tmp_path: Path) -> None:
    chain = log_chain(["start", "einde"])
    path = tmp_path / "log.xes"
    path.write_text(XES, encoding="utf-8")
    result = take_in(chain, tmp_path / "out", file_mapping(path, chain, LOG))
    assert [one["activity"] for one in rows(result.events)] == ["start", "einde"]
    assert counts(result) == {"letterlijk-na": 2}
    path.write_text(XES[:400], encoding="utf-8")
    with pytest.raises(UserError, match="afgekapt") as caught:
        take_in(chain, tmp_path / "out", file_mapping(path, chain, LOG))
    assert caught.value.line is not None
    packed = tmp_path / "log.xes.gz"
    packed.write_bytes(gzip.compress(XES.encode())[:-12])
    with pytest.raises(UserError, match="afgekapt"):
        take_in(chain, tmp_path / "out", file_mapping(packed, chain, LOG))


def test_ocel_says_what_flattening_doubles_and_loses(tmp_path: Path) -> None:
    def event(number: str, *objects: str) -> dict[str, object]:
        related = [{"objectId": one, "qualifier": "a"} for one in objects]
        return {
            "id": number,
            "type": "start",
            "time": f"2024-01-0{number}T00:00:00Z",
            "relationships": related,
        }

    objects = [{"id": "h1", "type": "huis"}, {"id": "h2", "type": "huis"}, {"id": "p", "type": "persoon"}]
    log = {"objects": objects, "events": [event("1", "h1", "h2"), event("2", "p")]}
    path = tmp_path / "log.jsonocel"
    path.write_text(json.dumps(log), encoding="utf-8")
    chain = log_chain(["start"])
    mapping = {
        "indeling": {"objecttype": "huis"},
        "casus": "ocel:oid",
        "activiteit": {"kolom": "ocel:activity", "tijd": "ocel:timestamp"},
    }
    result = take_in(chain, tmp_path / "out", file_mapping(path, chain, mapping))
    assert result.event_count == 2
    assert counts(result)["ocel-verdubbeld"] == 1
    assert counts(result)["ocel-verloren"] == 1
    path.write_text(json.dumps(log)[:200], encoding="utf-8")
    with pytest.raises(UserError, match="OCEL"):
        take_in(chain, tmp_path / "out", file_mapping(path, chain, mapping))


def test_the_kind_of_a_file_without_a_known_name_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "zaken.dat"
    path.write_text("zaak;begin;eind\nA;2024-01-01;\n", encoding="utf-8")
    with pytest.raises(UserError, match="Aan de naam is niet te zien"):
        read(path, tmp_path / "out")
    assert read(path, tmp_path / "out", indeling={"soort": "csv"}).event_count == 1


def test_columns_may_appear_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ketenzicht.engine import Engine
    from ketenzicht.intake.readers import rows as module

    monkeypatch.setattr(module, "PIECE", 2)
    writer = RowWriter(tmp_path, "w", ("a",))
    for number in range(5):
        writer.add({"a": str(number)} | ({"b": "x"} if number == 4 else {}))
    with Engine() as engine:
        found = engine.rows(f"select row_number() over (), a, b from {writer.relation()}")
    assert found == [(n + 1, str(n), "x" if n == 4 else None) for n in range(5)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7.0, "7"),
        (7.5, "7.5"),
        (True, "ja"),
        (datetime(2024, 1, 2), "2024-01-02"),
        (date(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 3, 4), "2024-01-02 03:04:00"),
        (float("nan"), None),
        ("  ", None),
        ("NA", "NA"),
        (None, None),
    ],
)
def test_the_text_of_a_cell(value: object, text: str | None) -> None:
    assert cell_text(value) == text


PERSON = ("123456789", "20091105", "V")


def test_the_example_records_of_the_protocol() -> None:
    assert parse_record("AD23334|03|05") == Record(
        "AD", {"nummer": "AD23334", "aanleiding": "03", "hoedanigheid": "05"}
    )
    report = parse_record("ML45567|02|03|20150223|05|01|OZ76885|123456789|20091105|V")
    assert report.fields == {
        "nummer": "ML45567", "aanleiding": "02", "aard": "03", "datum_melding": "20150223", "hoedanigheid": "05",
        "vervolg": "01", "onderzoeksnummer": "OZ76885",
    }  # fmt: skip
    assert report.persons == (PERSON,)
    inquiry = parse_record("OZ76885|02|20150225|20150506|03|03|02|123456789|20091105|V\n")
    assert inquiry.fields["datum_afronding"] == "20150506"
    assert inquiry.fields["vervolg_onderzoek"] == "02"
    assert inquiry.persons == (PERSON,)


HEAD = ("ML1", "02", "03", "20150223", "05")
DATE = st.sampled_from(["20150301", "20150300", "20150000", "99999999"])


@given(
    number=st.sampled_from(["", "OZ7"]),
    start=st.one_of(st.just(""), DATE),
    end=st.one_of(st.just(""), DATE),
    persons=st.lists(
        st.sampled_from([PERSON, ("000000000", "99999999", "O"), ("12345678", "19800000", "M")]), max_size=4
    ),
    follow_up=st.sampled_from(["01", "02", "03", "04"]),
    left_out=st.booleans(),
)
def test_optional_fields_and_repeated_persons_of_a_report(
    number: str, start: str, end: str, persons: list[tuple[str, str, str]], follow_up: str, left_out: bool
) -> None:
    optional = [number, start, end]
    written = [value for value in optional if value] if left_out else optional
    line = "|".join([*HEAD, follow_up, *written, *(field for person in persons for field in person)])
    record = parse_record(line)
    assert record.persons == tuple(persons)
    found = [
        record.fields.get(name, "")
        for name in ("onderzoeksnummer", "datum_start_vervolg", "datum_einde_bemoeienis")
    ]
    if left_out and bool(start) != bool(end):
        one = start or end
        assert found == [number, *((one, "") if follow_up == "02" else ("", one))]
    elif not persons and not left_out:
        assert "".join(found) == number + start + end
    else:
        assert found == optional


@pytest.mark.parametrize(
    "line", ["", "XX1|02", "AD1|03", "AD1|03|05|te veel", "ML1|02|03|20150223|05|01|vreemd"]
)
def test_a_line_that_is_no_record(line: str) -> None:
    with pytest.raises(RecordError):
        parse_record(line)


@pytest.mark.parametrize("written", ["0103", "01,03"])
def test_several_codes_in_one_field(written: str) -> None:
    assert parse_record(f"AD1|{written}|05").fields["aanleiding"] == "01,03"


def test_a_delivery_of_the_protocol_through_the_mapping_of_the_manual(tmp_path: Path) -> None:
    import yaml

    page = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "mapping.md").read_text("utf-8")
    text = next(block for block in page.split("```yaml\n") if block.startswith("bestand: amhk1.txt")).split(
        "```"
    )[0]
    mapping = yaml.load(text, Loader=yaml.BaseLoader)
    path = tmp_path / "amhk1.txt"
    path.write_text(
        "AD1|03|05\n"
        "ML1|02|03|20150223|05|04||20150301|111222333|20091105|V|000000000|00000000|O\n"
        "ML2|0203|03|20150200|01|01|OZ1|111222333|20091105|V\n"
        "OZ1|02|20150225|20150506|03|03|02|111222333|20091105|V\n"
        "kapot\n",
        encoding="cp1252",
    )
    chain = load_chain("veilig-thuis")
    result = take_in(chain, tmp_path / "out", file_mapping(path, chain, mapping))
    made = sorted(
        (one["activity"], one["precision"], str(one["occurred_at"])[:10]) for one in rows(result.events)
    )
    assert made == [
        ("advies", "onbekend", "None"),
        ("einde-betrokkenheid", "dag", "2015-03-01"),
        ("melding", "dag", "2015-02-23"),
        ("melding", "maand", "2015-02-01"),
        ("oordeel-onderzoek", "dag", "2015-05-06"),
        ("start-onderzoek", "dag", "2015-02-25"),
    ]
    assert [one["birth_year"] for one in rows(result.persons)] == [2009]
    found = counts(result)
    assert (found["bsn-onbekend"], found["kapotte-regel"], found["afgesloten-levering"]) == (1, 1, 5)
