"""Files that once let a reader fall over, fill the disk, or tell on a cell: each is refused in words."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fuzz.seeds import OCEL_JSON, XES, object_databases, open_documents, parquets, spreadsheets, statistics
from helpers.intake import file_mapping, rows, spell_chain, take_in
from helpers.places import country
from helpers.sav import FIRST_DAY
from helpers.shapes import feature
from helpers.xls import xls
from ketenzicht.catalogue.exchange.csl import read_csl, study_of
from ketenzicht.catalogue.exchange.ris import read_ris
from ketenzicht.compare.places.recode_table import RecodeColumns, recode_table
from ketenzicht.compare.places.shapes import read_shapes
from ketenzicht.compare.places.splits import Splits
from ketenzicht.compare.places.table_file import read_table
from ketenzicht.engine import Engine, literal
from ketenzicht.errors import UserError
from ketenzicht.household.no_household import read_no_household
from ketenzicht.intake.guess.names import words
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers import open_source, transcode, xes
from ketenzicht.intake.readers.old_spreadsheet import OldBook
from ketenzicht.intake.readers.source import scanning
from ketenzicht.linkage.artefact import read_artefact
from ketenzicht.linkage.verdicts import erase_verdicts, read_verdicts
from ketenzicht.sample.codings import read_codings
from ketenzicht.sample.drawn import read_sample
from ketenzicht.spreadsheet import demand_safe_open_document
from ketenzicht.study.inhabitants import read_inhabitants
from ketenzicht.survey.answers import plain_answers, read_answer_file
from ketenzicht.survey.check_answers import check
from ketenzicht.survey.load import load_survey
from ketenzicht.survey.parts import tables

pytestmark = pytest.mark.unit

DEEP = b"[" * 200_000
LONG = "x" * 140_000


def scanned(path: Path, **layout: str) -> list[tuple[object, ...]]:
    with Engine() as engine:
        source = open_source(engine, path, Layout.model_validate(layout), path.parent, "source")
        with scanning(source):
            return engine.rows(f"select * from {source.relation}")


def kept(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def refused(path: Path, content: bytes, match: str, **layout: str) -> None:
    with pytest.raises(UserError, match=match):
        scanned(kept(path, content), **layout)


def sheet(cell: str = "", row: str = "") -> bytes:
    """The sheet of OpenDocument of the seeds, with a cell and a row after the others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(open_documents()[0])) as old, zipfile.ZipFile(out, "w") as made:
        for name in old.namelist():
            text = old.read(name).decode()
            text = text.replace("</table:table-row>", cell + "</table:table-row>", 1)
            made.writestr(name, text.replace("</table:table>", row + "</table:table>"))
    return out.getvalue()


EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'
FAR_CELL = EMPTY + '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
EMPTY_ROWS = f'<table:table-row table:number-rows-repeated="1048576">{EMPTY}</table:table-row>'
FULL_ROWS = EMPTY_ROWS.replace(EMPTY, FAR_CELL)


def test_a_packed_table_or_event_log_that_fills_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcode, "PLENTY", 500_000)
    table = gzip.compress(b"zaak;begin\n" + b"1;2024-01-01\n" * 200_000)
    assert len(table) < 13_000
    refused(tmp_path / "bom.csv.gz", table, "uitgepakt te groot")
    log = gzip.compress(XES.replace(b"</trace>", b"<event/>" * 200_000 + b"</trace>"))
    refused(tmp_path / "bom.xes.gz", log, "uitgepakt te groot")


def test_a_packed_table_that_is_only_large_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcode, "PLENTY", 0)
    lines = b"".join(b"%d;2024-01-01\n" % number for number in range(20_000))
    assert len(scanned(kept(tmp_path / "a.csv.gz", gzip.compress(b"zaak;begin\n" + lines)))) == 20_000


def test_no_packed_file_unpacks_to_more_than_any_registration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcode, "MOST_BYTES", 1_000)
    refused(tmp_path / "a.csv.gz", gzip.compress(b"zaak;begin\n" + b"1;2\n" * 1_000), "uitgepakt te groot")


def parquet(path: Path, column: object, **options: object) -> Path:
    pq.write_table(pa.table({"zaak": column}), path, **{"compression": "zstd"} | options)
    return path


PARQUETS = {
    "pages": (pa.array(range(300_000)), {"use_dictionary": False}),
    "rows": (pa.array(["VT"] * 2_000_000), {}),
    "lists": (pa.array([["a"] * 100_000] * 20), {}),
    "long-text": (pa.array(["x" * 10_000] * 1_000), {}),
    "long-text-in-lists": (pa.array([["x" * 10_000] * 100] * 10), {}),
    "long-text-of-another-packing": (pa.array(["x" * 10_000] * 1_000), {"compression": "none"}),
    "texts-that-begin-alike": (
        pa.array(["x" * 10_000 + str(number) for number in range(1_000)]),
        {"use_dictionary": False, "column_encoding": {"zaak": "DELTA_BYTE_ARRAY"}},
    ),
}


@pytest.mark.parametrize("kind", PARQUETS)
def test_parquet_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(transcode, "PLENTY", 1_000_000)
    column, options = PARQUETS[kind]
    monkeypatch.setattr(transcode, "MOST_TIMES", 2 if kind == "pages" else 200)
    path = parquet(tmp_path / "bom.parquet", column, **options)
    with pytest.raises(UserError, match="uitgepakt te groot"):
        scanned(path)


def test_parquet_that_is_only_large_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcode, "PLENTY", 0)
    path = tmp_path / "a.parquet"
    numbers = [f"{number:08}" for number in range(200_000)]
    assert len(scanned(parquet(path, pa.array(numbers)))) == 200_000
    note = ["geen", "opname in een instelling voor jeugd-ggz, met machtiging" * 2_000, *["wachtlijst"] * 60]
    notes = pa.table({"zaak": numbers[:62_000], "notitie": note[:1] * 61_938 + note})
    pq.write_table(notes, path, compression="zstd")
    assert len(scanned(path)) == 62_000


def test_a_million_equal_rows_of_parquet_are_read_however_small_their_file(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", pa.array(["veilig-thuis"] * 1_000_000))
    assert path.stat().st_size < 20_000
    with Engine() as engine:
        source = open_source(engine, path, Layout(), tmp_path, "source")
        assert (
            engine.value(f"select count(*) from {source.relation} where zaak = 'veilig-thuis'") == 1_000_000
        )


def test_an_event_log_of_one_endless_trace_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xes, "MOST_HELD", 1_000)
    refused(tmp_path / "log.xes", XES.replace(b"</trace>", b"<event/>" * 2_000 + b"</trace>"), "te groot")
    many = XES.replace(b"</log>", b"<trace><event/></trace>" * 2_000 + b"</log>")
    assert len(scanned(kept(tmp_path / "many.xes", many))) == 2_002


@pytest.mark.parametrize(("cell", "row"), [("", FULL_ROWS), (FAR_CELL, EMPTY_ROWS + FULL_ROWS)])
def test_cells_of_open_document_that_stand_there_a_million_times_are_refused(
    tmp_path: Path, cell: str, row: str
) -> None:
    refused(tmp_path / "ver.ods", sheet(cell, row), "te groot")


def test_empty_cells_to_the_last_row_and_column_are_no_harm(tmp_path: Path) -> None:
    plain = scanned(kept(tmp_path / "a.ods", sheet()))
    assert scanned(kept(tmp_path / "b.ods", sheet(EMPTY, EMPTY_ROWS))) == plain
    assert len(plain) == 1


def test_a_sheet_of_open_document_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = kept(tmp_path / "a.ods", sheet(row=" " * 3_000_000))
    with pytest.raises(UserError, match="te groot"):
        demand_safe_open_document(path, most_bytes=1_000_000)
    # an archive may also lie about what is inside
    lie = path.read_bytes().replace((3_001_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(UserError):
        demand_safe_open_document(kept(tmp_path / "b.ods", lie), most_bytes=1_000_000)


def test_a_binary_workbook_is_not_read(tmp_path: Path) -> None:
    refused(tmp_path / "a.xlsb", spreadsheets()[0], "worden niet gelezen", soort="xlsx")


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c>"),
        ("xl/worksheets/sheet2.xml", b"<worksheet><sheetData><row><c>"),
        ("xl/workbook.xml", b"<workbook/>"),
    ],
)
def test_a_workbook_with_a_broken_part_is_refused(tmp_path: Path, part: str, content: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(spreadsheets()[0])) as old, zipfile.ZipFile(out, "w") as made:
        for name in old.namelist():
            made.writestr(name, content if name == part else old.read(name))
    path = kept(tmp_path / "a.xlsx", out.getvalue())
    with pytest.raises(UserError, match=r"niet te openen|leeg"):
        scanned(path)


HEADING = [(0, 0, "zaak"), (0, 1, "begin")]


def test_an_old_workbook_is_read_from_its_first_row(tmp_path: Path) -> None:
    cells = [*HEADING, (1, 0, "Zé€"), (1, 1, date(2024, 2, 1)), (2, 0, 12.0), (4, 1, 0.5)]
    path = kept(tmp_path / "a.xls", xls({"Leeg": [], "Zaken": cells}))
    assert scanned(path) == [("Zé€", "2024-02-01"), ("12", None), (None, None), (None, "0.5")]
    with pytest.raises(UserError, match="meer bladen met gegevens"):
        scanned(kept(path, xls({"Een": cells, "Twee": cells})))
    assert len(scanned(path, blad="twee")) == 4


@pytest.mark.parametrize("dimensions", [None, (0, 0xFFFFFFFF, 0, 0xFFFF), (9, 0, 9, 0)])
def test_a_cell_far_away_in_an_old_workbook_makes_no_room_before_it(
    tmp_path: Path, dimensions: tuple[int, int, int, int] | None
) -> None:
    path = kept(tmp_path / "a.xls", xls({"Zaken": [*HEADING, (65_535, 255, 1.0)]}, dimensions=dimensions))
    assert path.stat().st_size < 10_000
    rows = list(OldBook(path).rows("Zaken"))
    assert (len(rows), sum(map(len, rows))) == (65_536, 258)


def test_an_old_workbook_with_anything_wrong_is_refused(tmp_path: Path) -> None:
    path, whole = tmp_path / "a.xls", xls({"Zaken": HEADING})
    refused(path, xls({"Zaken": [*HEADING, (65_535, 65_535, 1.0)]}), "niet te openen")
    refused(path, xls({str(number): HEADING[:1] for number in range(101)}), "te groot")
    refused(path, whole[:600], "niet te openen")
    refused(path, spreadsheets()[0], "niet te openen")
    refused(path, b"<html><table><tr><td>1</td></tr></table></html>", "niet te openen")
    circle = whole.replace(struct.pack("<I", 3), struct.pack("<I", 2), 1)
    refused(path, circle, "niet te openen")


def test_a_name_of_a_column_without_end_is_no_compound() -> None:
    assert words("nr" * 3_000) == {"nr" * 3_000}
    assert words("meldingnummer") == {"melding", "nummer"}


def test_damage_in_the_middle_of_parquet_is_told(tmp_path: Path) -> None:
    whole = parquets()[0]
    refused(tmp_path / "a.parquet", b"PAR1" + b"\xff" * 60 + whole[64:], "niet tot het einde te lezen")


def test_bytes_in_parquet_that_are_no_text_lose_only_their_signs(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"zaak": [b"a\xffb", None]}), path)
    assert scanned(path) == [("a?b",), (None,)]


def test_a_table_that_confuses_the_reader_is_told(tmp_path: Path) -> None:
    refused(tmp_path / "a.csv", b"\n;;\n1;2;3\n", "eerste regel van dit bestand is leeg")
    refused(tmp_path / "b.csv", f"zaak;{LONG}\n1;2\n".encode(), "niet te lezen als tabel")


def test_a_table_with_the_name_of_a_packed_file_is_read(tmp_path: Path) -> None:
    assert scanned(kept(tmp_path / "a.csv.gz", b"zaak;begin\n1;2\n")) == [("1", "2")]


def test_the_sign_that_ends_texts_elsewhere_is_no_part_of_a_column(tmp_path: Path) -> None:
    assert scanned(kept(tmp_path / "a.csv", b"za\0ak;begin\n1;2\n")) == [("1", "2")]
    log = json.loads(OCEL_JSON)
    log["events"][0]["attributes"][0]["name"] = "w\0ie"
    refused(tmp_path / "a.jsonocel", json.dumps(log).encode(), "naam van een kolom", objecttype="huis")
    with Engine() as engine:
        assert engine.value(f"select {literal(chr(39) + 'a' + chr(0) + 'b')}") == "'a\0b"


def test_a_table_without_a_heading_tells_no_cell(tmp_path: Path) -> None:
    path = kept(tmp_path / "zaken.csv", b"Zebravinkje;999990019\n2;3\n")
    content = {"casus": "zaak", "gebeurtenissen": [{"gebeurtenis": "start", "tijd": "begin"}]}
    chain = spell_chain()
    with pytest.raises(UserError, match="De kolom 'zaak' staat niet in") as caught:
        take_in(chain, tmp_path / "out", file_mapping(path, chain, content))
    assert "Zebravinkje" not in caught.value.text()
    with pytest.raises(UserError, match="'postcode' ontbreekt") as missed:
        read_no_household(kept(tmp_path / "adressen.csv", b"1234AB;12;Zebravinkje\n"))
    assert "zebravinkje" not in missed.value.text().lower()
    for head, match in (
        (b"postcode;huisnummer;totZebravinkje", "kolom 3 is niet bekend"),
        (b"postcode;huisnummerZebravinkje", "'huisnummer' ontbreekt"),
    ):
        with pytest.raises(UserError, match=match) as glued:
            read_no_household(kept(tmp_path / "adressen.csv", head + b";x\n"))
        assert "zebravinkje" not in glued.value.text().lower()


def test_damaged_parquet_is_told_at_the_door_of_intake(tmp_path: Path) -> None:
    path = kept(tmp_path / "a.parquet", b"PAR1" + b"\xff" * 60 + parquets()[0][64:])
    chain = spell_chain()
    content = {"casus": "zaak", "gebeurtenissen": [{"gebeurtenis": "start", "tijd": "begin"}]}
    with pytest.raises(UserError, match="niet tot het einde te lezen"):
        take_in(chain, tmp_path / "out", file_mapping(path, chain, content))
    whole = take_in(chain, tmp_path / "out", file_mapping(kept(path, parquets()[0]), chain, content))
    assert [one["activity"] for one in rows(whole.events)] == ["start"]


def test_what_the_reader_of_xml_or_sqlite_says_of_a_cell_is_not_told_on(tmp_path: Path) -> None:
    cut = XES.replace(b'value="Zebravinkje"', b"vaZebravinkje")
    with pytest.raises(UserError, match="geen geldige XML") as caught:
        scanned(kept(tmp_path / "log.xes", cut))
    assert "Zebravinkje" not in caught.value.text()
    assert caught.value.line == 3
    base = object_databases()[0].replace(b"Start", b"Zebra")
    with pytest.raises(UserError, match="OCEL") as missed:
        scanned(
            kept(tmp_path / "log.sqlite", base.replace(b"event_Zebra", b"event_Start")), objecttype="huis"
        )
    assert "Zebra" not in missed.value.text()


def test_a_day_of_spss_beyond_all_days_is_refused(tmp_path: Path) -> None:
    day = struct.pack("<d", (date(2024, 2, 1) - FIRST_DAY).days * 86_400.0)
    whole = statistics()[0]
    assert day in whole
    refused(tmp_path / "a.sav", whole.replace(day, struct.pack("<d", 1e300)), "SPSS-bestand is niet te lezen")


def test_a_column_of_spss_without_a_name_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "a.sav", statistics()[0].replace(b"BEGIN", b"\0EGIN"), "SPSS-bestand is niet te lezen")


def test_a_file_of_spss_that_does_not_say_how_many_rows_it_has_is_read_once(tmp_path: Path) -> None:
    whole = statistics()[0]
    unsaid = whole[:80] + struct.pack("<i", -1) + whole[84:]
    assert scanned(kept(tmp_path / "a.sav", unsaid)) == scanned(kept(tmp_path / "b.sav", whole))


def test_what_is_nested_too_deep_is_refused_or_counted(tmp_path: Path) -> None:
    refused(tmp_path / "a.jsonocel", b'{"a":' * 100_000, "OCEL", objecttype="huis")
    assert [one.what for one in read_csl(DEEP.decode()).problems] == ["Dit is geen geldig JSON."]
    with pytest.raises(UserError, match="geen JSON"):
        read_answer_file(kept(tmp_path / "NOORD.json", DEEP))
    assert read_codings(kept(tmp_path / "codes.jsonl", DEEP + b"\n")).broken == 1


def test_a_reference_that_goes_on_where_it_cannot_is_named() -> None:
    reading = read_ris("TY  - RPRT\nTI  - T\nPY  - 2020\nPY  - 2021\nen verder\nER  - \n")
    assert [(one.line, one.what) for one in reading.problems] == [
        (1, "Deze verwijzing is geen geldig RIS en is overgeslagen.")
    ]


@pytest.mark.parametrize(
    "issued",
    [
        "2020",
        [],
        {"date-parts": {"a": 1}},
        {"date-parts": [[1e999]]},
        {"date-parts": 5},
        {"date-parts": [[]]},
    ],
)
def test_a_reference_with_a_strange_date_has_none(issued: object) -> None:
    [item] = read_csl(json.dumps([{"title": "T", "issued": issued}])).items
    study, problems = study_of(item, (), ())
    assert study is None
    assert ["geen jaar" in one.what for one in problems] == [True]


@pytest.mark.parametrize("strange", [{"author": 5}, {"keyword": 5}, {"_other": 5}, {"_line": "x"}])
def test_a_reference_with_something_else_in_a_place_is_read_without_it(strange: dict[str, object]) -> None:
    known = {"title": "T", "issued": {"date-parts": [[2020]]}, "URL": "https://example.org"}
    [item] = read_csl(json.dumps([known | strange])).items
    study, problems = study_of(item, (), ())
    assert study is not None
    assert (study.title, study.authors, problems) == ("T", (), [])


@pytest.mark.parametrize(
    "strange", [{"toelichtingen": [1]}, {"niet_begrepen": 5}, {"niet_begrepen": [1]}, {"antwoorden": [1]}]
)
def test_answers_with_something_else_in_a_place_are_refused(
    tmp_path: Path, strange: dict[str, object]
) -> None:
    with pytest.raises(UserError, match="bevat geen antwoorden"):
        read_answer_file(kept(tmp_path / "NOORD.json", json.dumps(strange).encode()))


def test_rows_of_answers_that_are_no_rows_are_told(tmp_path: Path) -> None:
    survey = load_survey("thuiszitters").survey
    [table] = list(tables(survey))[:1]
    answers = plain_answers(survey, {table: ["x", None, {}]})
    assert answers[table] == ["x", None, {}]
    wrong = [one.places[0].row for one in check(survey, answers) if one.key.endswith(":waarde")]
    assert wrong[:2] == [0, 1]


@pytest.mark.parametrize(
    "strange", [{"file": 1}, {"values": [1]}, {"number": "x"}, {"reasons": "x"}, {"reader": None}]
)
def test_a_coding_with_something_else_in_a_place_is_broken(
    tmp_path: Path, strange: dict[str, object]
) -> None:
    good = {"file": "a", "reader": "b", "number": 1, "codebook": "1", "values": {}, "state": "klaar"}
    lines = "\n".join(json.dumps(one) for one in (good, good | strange))
    found = read_codings(kept(tmp_path / "codes.jsonl", lines.encode()))
    assert (len(found.saved), found.broken) == (1, 1)


def test_half_a_sign_in_an_object_log_becomes_a_question_mark(tmp_path: Path) -> None:
    log = OCEL_JSON.replace(b"Zebravinkje", b"Ze\\ud800bra").replace(b'"wie"', b'"w\\ud83d\\ude00"')
    [row] = scanned(kept(tmp_path / "a.jsonocel", log), objecttype="huis")
    assert row[0] == row[-1] == "Ze?bra"


def test_small_tables_with_a_cell_without_end_are_refused_with_their_line(tmp_path: Path) -> None:
    readers = {
        read_no_household: "postcode;huisnummer\n1234AB;12\n",
        read_inhabitants: "jaar;aantal\n2020;100\n",
        read_table: "jaar;aantal\n2020;100\n",
    }
    for reader, text in readers.items():
        path = kept(tmp_path / "a.csv", f"{text}{LONG};1\n".encode())
        with pytest.raises(UserError, match="geen goede CSV") as caught:
            reader(path)
        assert caught.value.line == 3


def test_a_number_of_people_without_end_is_no_number(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="heel getal") as caught:
        read_inhabitants(kept(tmp_path / "a.csv", b"jaar;aantal\n2020;" + b"9" * 5_000 + b"\n"))
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "strange", [{"record_1": {}}, {"record_2": 0}, {"record_1": "\ud800"}, {"answer": "drie"}, {"x": 1}]
)
def test_a_decision_about_a_pair_with_something_else_in_a_place_is_refused(
    tmp_path: Path, strange: dict[str, object]
) -> None:
    good = dict.fromkeys(("record_1", "record_2", "by", "reason", "at"), "x") | {"answer": "een"}
    lines = "".join(json.dumps(one) + "\n" for one in (good, good | strange))
    with pytest.raises(UserError, match="Een besluit over een paar") as caught:
        read_verdicts(kept(tmp_path / "besluiten.jsonl", lines.encode()))
    assert caught.value.line == 2


def test_a_reason_may_hold_any_sign_that_ends_a_line_elsewhere(tmp_path: Path) -> None:
    good = dict.fromkeys(("record_1", "record_2", "by", "at"), "x") | {"answer": "een", "reason": "a\u2028b"}
    path = kept(tmp_path / "besluiten.jsonl", (json.dumps(good, ensure_ascii=False) + "\n").encode())
    assert [one.reason for one in read_verdicts(path).values()] == ["a\u2028b"]
    assert erase_verdicts(path, {"x"})
    assert path.read_bytes() == b""


@pytest.mark.parametrize("content", [b"-1", DEEP, b'{"version": 1, "fields": ["\\ud800"]}', b"\xff"])
def test_what_is_no_model_for_linking_or_no_sample_is_refused(tmp_path: Path, content: bytes) -> None:
    path = kept(tmp_path / "a.json", content)
    with pytest.raises(UserError, match="geen koppelmodel"):
        read_artefact(path)
    with pytest.raises(UserError, match="steekproef is niet te lezen"):
        read_sample(path)


@pytest.mark.parametrize(
    "strange",
    [
        {"properties": True},
        {"geometry": [1]},
        {"geometry": {"type": "Polygon", "coordinates": []}},
        {"geometry": {"type": "Polygon", "coordinates": [[[0, 0]]]}},
        {"geometry": {"type": "Polygon", "coordinates": [1e999]}},
        {"geometry": {"type": "Polygon", "coordinates": [[[150_000, 460_000]] * 3]}},
    ],
)
def test_a_place_without_a_border_is_refused(tmp_path: Path, strange: dict[str, object]) -> None:
    places = {"features": [feature("GM0001", "Aarde") | strange]}
    with pytest.raises(UserError, match=r"geen kaart|geen punten|geen vlak|niet in Nederland"):
        read_shapes(kept(tmp_path / "kaart.geojson", json.dumps(places).encode()))


def test_a_table_in_no_known_writing_is_read_with_question_marks(tmp_path: Path) -> None:
    table = read_table(kept(tmp_path / "a.csv", b"a;b\n1;\x81\xff\n"))
    assert [row for _, row in table.rows] == [{"a": "1", "b": "\ufffdÿ"}]


def test_a_year_without_end_is_no_year(tmp_path: Path) -> None:
    path = kept(tmp_path / "a.csv", b"code;jaar;aantal\n0001;20000000009;1\n")
    with pytest.raises(UserError, match="geen jaar") as caught:
        recode_table(path, RecodeColumns("code", "jaar", ("aantal",)), country(tmp_path), Splits(), 2021)
    assert caught.value.line == 2
