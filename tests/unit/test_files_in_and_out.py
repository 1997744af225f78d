"""No file that goes out runs as a formula, and no file that comes in reaches outside itself or fills the memory."""

from __future__ import annotations

import ast
import csv
import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from helpers.small_study import small_study
from ketenzicht.catalogue.exchange.table import write_table
from ketenzicht.compare.places import table_file
from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers import ocel_xml, xes
from ketenzicht.intake.readers.spreadsheet import open_spreadsheet
from ketenzicht.spreadsheet import SIGNS, TEXT_ONLY, demand_safe, harmless, harmless_sql, meant
from ketenzicht.study.check import check_study

pytestmark = pytest.mark.unit

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ketenzicht"
MAPPING = """\
bestand: ../=1+1.csv
casus: huis
gebeurtenissen: [{gebeurtenis: melding, tijd: "=1+1", traject: nr, altijd: true}]
"""
FORMULA = '=HYPERLINK("http://x","y")'

NOT_FOR_A_SPREADSHEET = {
    "whatif/registration.py": "a made-up registration: numbers, dates and codes of the program itself",
    "compare/example.py": "a made-up example: names and numbers of the program itself",
    "survey/study_export.py": "a registration for a study, for one user: an apostrophe would change a code",
}
"""Writers of CSV whose texts are not neutralised, and why."""


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def is_called(call: ast.Call, *names: str) -> bool:
    return ast.unparse(call.func).split(".")[-1] in names


def writers_of(*names: str) -> list[Path]:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if any(name in text for name in names):
            made = calls(ast.parse(text))
            if any(is_called(one, *names) for one in made):
                found.append(path)
    return found


def test_every_writer_of_csv_uses_the_one_helper() -> None:
    writers = writers_of("writer", "DictWriter", "write_csv", "to_csv")
    writers = [path for path in writers if "csv" in path.read_text(encoding="utf-8")]
    by_engine = [path for path in SOURCE.rglob("*.py") if "format csv" in path.read_text(encoding="utf-8")]
    names = {path.relative_to(SOURCE).as_posix() for path in (*writers, *by_engine)}
    assert {"intake/assess.py", "web/survey/reminder_pages.py", "study/sample_report.py"} <= names
    used = {name for name in names if "ketenzicht.spreadsheet import" in (SOURCE / name).read_text("utf-8")}
    assert names - used == set(NOT_FOR_A_SPREADSHEET)


def test_every_workbook_keeps_texts_as_texts() -> None:
    found = 0
    for path in writers_of("Workbook"):
        for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            if is_called(call, "Workbook"):
                found += 1
                assert "**TEXT_ONLY" in ast.unparse(call), path
            assert not is_called(call, "write_formula", "write_array_formula", "write_url"), path
    assert found >= 5


@pytest.mark.parametrize("sign", SIGNS)
def test_a_text_that_begins_with_a_sign_gets_an_apostrophe(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert meant(harmless(f"{sign}1+1")) == f"{sign}1+1"


def test_plain_texts_stay_as_they_are() -> None:
    for text in ("", "Groningen", "'s-Gravenhage", "3-4"):
        assert harmless(text) == meant(text) == text


def test_a_formula_in_a_workbook_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, TEXT_ONLY) as book:
        book.add_worksheet().write(0, 0, FORMULA)
    cell = openpyxl.load_workbook(path).active["A1"]  # type: ignore[index]
    assert (cell.value, cell.data_type) == (FORMULA, "s")


def test_tables_that_go_out_hold_no_formula(tmp_path: Path) -> None:
    table_file.write_table(["naam", FORMULA], [[FORMULA, -3]], tmp_path / "t.csv")
    rows = list(csv.reader((tmp_path / "t.csv").open(encoding="utf-8-sig"), delimiter=";"))
    assert rows == [["naam", "'" + FORMULA], ["'" + FORMULA, "-3"]]
    written = list(
        csv.reader(io.StringIO(write_table([{"type": "report", "title": FORMULA}])), delimiter=";")
    )
    assert "'" + FORMULA in written[1]
    assert FORMULA not in written[1]


def test_the_name_of_a_column_in_the_list_of_problems_is_no_formula(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "sleutelmap" / "sleutel"))
    folder = small_study(tmp_path / "studie", MAPPING)
    (folder / "=1+1.csv").write_text('nr;huis;"=1+1"\nM1;H1;31-02-2020\nM2;H2;02-03-2020\n', encoding="utf-8")
    check_study(folder)
    lines = csv.DictReader((folder / "out" / "secure" / "problems.csv").open(encoding="utf-8"), delimiter=";")
    assert {(line["bestand"], line["kolom"]) for line in lines} == {("'=1+1.csv", "'=1+1")}


def a_workbook(path: Path, **parts: bytes) -> Path:
    """A workbook of one cell, with parts changed (``sheet``) or added (``link``)."""
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["nr", "datum"])  # type: ignore[union-attr]
    book.active.append(["1", "2020-01-01"])  # type: ignore[union-attr]
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml" and "sheet" in parts:
                content = parts["sheet"] + content.split(b"?>", 1)[-1]
            made.writestr(name, content)
        if "link" in parts:
            made.writestr("xl/externalLinks/externalLink1.xml", parts["link"])
    return path


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def test_a_plain_workbook_is_read(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "plain.xlsx")
    demand_safe(path)
    assert open_spreadsheet(path, Layout(), tmp_path, "plain").columns == ("nr", "datum")


@pytest.mark.parametrize(
    "parts", [{"sheet": ENTITIES}, {"link": b"<externalLink/>"}], ids=["entities", "link"]
)
def test_a_workbook_that_reaches_outside_is_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = a_workbook(tmp_path / "a.xlsx", **parts)
    with pytest.raises(UserError, match="verwijst naar andere bestanden"):
        demand_safe(path)
    with pytest.raises(UserError, match="verwijst naar andere bestanden"):
        open_spreadsheet(path, Layout(), tmp_path, "a")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", link=b" " * 3_000_000)
    assert path.stat().st_size < 20_000
    with zipfile.ZipFile(a_workbook(tmp_path / "b.xlsx", sheet=b" " * 3_000_000)) as book:
        assert max(one.file_size for one in book.infolist()) > 3_000_000
    with pytest.raises(UserError, match="te groot"):
        demand_safe(tmp_path / "b.xlsx", most_bytes=1_000_000)


def test_a_cell_far_away_is_refused_at_the_door_of_intake(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path, TEXT_ONLY) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "nr")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(UserError, match="te groot"):
        open_spreadsheet(path, Layout(), tmp_path, "far")


XES = """<?xml version="1.0"?>{head}<log><trace><string key="concept:name" value="1"/>
<event><string key="concept:name" value="{value}"/></event></trace></log>"""
BOMB = '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_an_event_log_with_entities_is_refused(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "log.xes"
    text = XES.format(head=BOMB, value="&b;").encode()
    path.write_bytes(gzip.compress(text) if packed else text)
    with pytest.raises(UserError, match="documenttype"):
        list(xes.read_events(path))
    path.write_text(XES.format(head="", value="melding"), encoding="utf-8")
    assert [event["concept:name"] for event in xes.read_events(path)] == ["melding"]


def test_an_object_log_with_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.xml"
    path.write_text(
        f'<?xml version="1.0"?>{BOMB}<log><objects><object id="1" type="&b;"/></objects></log>', "utf-8"
    )
    with pytest.raises(UserError, match="documenttype"):
        ocel_xml.read_xml(path)


def test_the_engine_does_the_same() -> None:
    with Engine() as engine:
        for text in (*(f"{sign}x" for sign in SIGNS), "x", "", "3-4", "'x"):
            assert engine.value(f"select {harmless_sql('$text')}", {"text": text}) == harmless(text)
