"""Good files to begin with, small, made here or shipped with the program; their cells hold marks."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from fuzz.door import MARK, MARKED_NUMBER
from helpers.chain_examples import base
from helpers.person_lists import HEADING, address, bsn, named, rows_of
from helpers.sav import Variable, write_sav
from helpers.xls import xls

SHIPPED = Path(__file__).resolve().parents[2] / "src" / "ketenzicht"

CSV = f"""\
zaak;begin;eind;reden;bsn;gezin;bedrag;opmerking
{MARK};01-02-2024;03-02-2024;31;{MARKED_NUMBER};G1;1.250,50;"tekst; met {MARK}"
NA;02-02-2024 09:30;;02;111222333;G2;12;{MARK}
Z3;00-02-2024;2024-02-30;99;123456782;;;"twee
regels"
""".encode()

CBS = f"""\
AD1|03|05
ML{MARK}|02|03|20150223|05|04||20150301|{MARKED_NUMBER}|20091105|V|000000000|00000000|O
ML2|0203|03|20150200|01|01|OZ1|{MARKED_NUMBER}|20091105|V
OZ1|02|20150225|20150506|03|03|02|{MARKED_NUMBER}|20091105|V
""".encode()

XES = f"""<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/"><string key="concept:name" value="log"/>
<trace><string key="concept:name" value="{MARK}"/>
<event><string key="concept:name" value="start"/><date key="time:timestamp" value="2024-07-01T10:00:00.000+02:00"/>
<list key="x"><string key="y" value="z"/></list></event>
<event><string key="wie" value="{MARKED_NUMBER}"/>
<date key="time:timestamp" value="2024-07-02T10:00:00.000Z"/></event>
</trace></log>""".encode()

OCEL_JSON = json.dumps(
    {
        "objectTypes": [{"name": "huis", "attributes": []}],
        "eventTypes": [{"name": "start", "attributes": []}],
        "objects": [{"id": MARK, "type": "huis"}, {"id": "p", "type": "persoon"}],
        "events": [
            {
                "id": MARKED_NUMBER,
                "type": "start",
                "time": "2024-01-01T00:00:00Z",
                "attributes": [{"name": "wie", "value": MARK}],
                "relationships": [{"objectId": MARK, "qualifier": "a"}, {"objectId": "p", "qualifier": "b"}],
            }
        ],
    }
).encode()

OCEL_XML = f"""<?xml version="1.0"?><log><object-types/><event-types/>
<objects><object id="{MARK}" type="huis"><attributes/></object><object id="p" type="persoon"/></objects>
<events><event id="{MARKED_NUMBER}" type="start" time="2024-01-01T00:00:00Z">
<attributes><attribute name="wie">{MARK}</attribute></attributes>
<objects><relationship object-id="{MARK}" qualifier="a"/></objects></event></events></log>""".encode()


def packed(data: bytes) -> bytes:
    """The same file, packed."""
    return gzip.compress(data, mtime=0)


def written(name: str, write: Callable[[Path], object]) -> bytes:
    """The bytes of a file that somebody writes by its path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def spreadsheets() -> list[bytes]:
    """A workbook of Excel with one sheet that is filled, and one that names places nowhere."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["zaak", "begin", "eind", "wie"])
    sheet.append([MARK, date(2024, 2, 1), datetime(2024, 2, 3, 9, 30), int(MARKED_NUMBER)])
    sheet.append(["Z2", True, 1.5, "=1+1"])
    book.create_sheet("Uitleg")
    return [written("zaken.xlsx", book.save)]


def old_workbooks() -> list[bytes]:
    """A workbook of Excel before 2007, with one sheet that is filled."""
    heads = [(0, column, name) for column, name in enumerate(("zaak", "begin", "wie"))]
    cells = [(1, 0, MARK), (1, 1, date(2024, 2, 1)), (1, 2, float(MARKED_NUMBER)), (3, 0, 12.5)]
    return [xls({"Zaken": [*heads, *cells], "Uitleg": []})]


def open_documents() -> list[bytes]:
    """A sheet of OpenDocument, as small as it can be."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2024-02-01"/>'
    number = f'<table:table-cell office:value-type="float" office:value="{MARKED_NUMBER}"/>'
    rows = [
        [cell.format(name) for name in ("zaak", "begin", "wie")],
        [cell.format(MARK), day, number],
        ['<table:table-cell table:number-columns-repeated="3"/>'],
    ]
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Zaken">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in (
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content),
            ("META-INF/manifest.xml", "<manifest/>"),
        ):
            book.writestr(zipfile.ZipInfo(name), text)
    return [out.getvalue()]


def parquets() -> list[bytes]:
    """A table with a column of each kind that a registration has."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "zaak": [MARK, "Z2"],
            "begin": [datetime(2024, 2, 1), None],
            "dag": [date(2024, 2, 1), date(2024, 2, 2)],
            "codes": [["01", "02"], []],
            "getal": [1.5, None],
            "bytes": [MARK.encode(), b"\xff"],
            "wie": [int(MARKED_NUMBER), 2],
        }
    )
    return [
        written("zaken.parquet", lambda path: pq.write_table(table, path, compression="none")),
        written("zaken.parquet", lambda path: pq.write_table(table, path, compression="zstd")),
    ]


def statistics() -> list[bytes]:
    """A file of SPSS with labels, missing values and dates."""
    columns = [
        Variable("zaak", [7, int(MARKED_NUMBER)]),
        Variable("begin", [date(2024, 2, 1), None]),
        Variable("soort", [1, 9], labels={1: MARK, 9: "?"}, missing=9),
    ]
    return [written("zaken.sav", lambda path: write_sav(path, columns))]


def object_databases() -> list[bytes]:
    """OCEL 2.0 in SQLite."""

    def write(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database:
            database.executescript(
                "pragma page_size = 512; vacuum;"
                "create table object (ocel_id, ocel_type); create table event (ocel_id, ocel_type);"
                "create table event_object (ocel_event_id, ocel_object_id, ocel_qualifier);"
                "create table event_map_type (ocel_type, ocel_type_map);"
                "create table event_Start (ocel_id, ocel_time, wie);"
                f"insert into object values ('{MARK}', 'huis'); insert into event values ('e1', 'start');"
                f"insert into event_object values ('e1', '{MARK}', 'a');"
                "insert into event_map_type values ('start', 'Start');"
                f"insert into event_Start values ('e1', '2024-01-01T00:00:00Z', '{MARKED_NUMBER}');"
            )
            database.commit()

    return [written("log.sqlite", write)]


def person_lists() -> list[bytes]:
    """Person lists of the BRP of a parent and a child who moved."""
    parent, child = MARKED_NUMBER, bsn(2345678)
    homes = [[address("1234AB", "1", "20200101"), address("1234AB", "12", "20100200")]]
    lists = [
        {1: [[named(parent, "19800000")]], 8: homes, 9: [[named(child, "20100203")]]},
        {1: [[named(child, "20100203")]], 2: [[named(parent, "19800000")]], 8: homes},
    ]
    rows = rows_of(lists)
    assert rows[0] == HEADING
    text = "\n".join(";".join(row) for row in rows) + "\n"
    return [text.replace("Naam", MARK).encode("utf-8-sig")]


def addresses() -> list[bytes]:
    """A list of addresses where people do not live as households."""
    return [f"postcode;huisnummer;huisletter;toevoeging;van;tot\n1234 AB;12;a;{MARK};2020-01-01;\n".encode()]


def chains() -> list[bytes]:
    """The chain of the manual."""
    return [base().encode() + b"maten: []\n"]


STUDY = b"""\
keten: veilig-thuis
titel: Toets
gegevens: {van: 2019-01-01, tot: 2024-12-31}
periode: {van: 2020-01-01, tot: 2023-12-31}
eenheid: huishouden
koppelingen:
  - koppelingen/meldingen.yaml
maten: alle
bewaren_tot: 2030-01-01
zelfde_dag_samenvoegen: true
bevolking:
  - {aantal: 1000, bron: CBS, jaar: 2023}
onthulling: {drempel: 20, afronden: 5}
huishoudens: {brp: brp.csv, hoogste_aantal: 10}
personen_koppelen:
  kolommen:
    - {koppeling: koppelingen/meldingen.yaml, bsn: bsn, geslachtsnaam: naam}
  vanaf: 0.95
talen: [nl, en]
"""

MAPPING = b"""\
bestand: zaken.csv
indeling: {soort: csv, scheiding: puntkomma, tekenset: utf-8, decimaal: ','}
casus: zaak
huishouden: gezin
datums: [dd-mm-jjjj, jjjj-mm-dd]
bsn_afspraak: vt-1
tijdzone: Europe/Amsterdam
waar: {kolom: zaak, gevuld: true}
personen:
  - {nummer: bsn}
gebeurtenissen:
  - {gebeurtenis: start, tijd: begin}
  - {gebeurtenis: einde, tijd: eind, einde_reden: reden, waar: {kolom: eind, gevuld: true}}
"""


def references() -> dict[str, list[bytes]]:
    """References in the four forms that a catalogue reads, by the ending of the file."""
    return {
        ".ris": [
            b"TY  - RPRT\nAU  - Jansen, A.\nTI  - Titel\nPY  - 2020/03/15\nUR  - https://example.org\nKW  - jeugd\n"
            b"N1  - los\nER  - \n\nTY  - JOUR\nTI  - Twee\nY1  - 2019\nDO  - 10.1234/x\nER  - \n"
        ],
        ".bib": [
            b"@book{jansen2020,\n author = {Jansen, A. and {CBS}},\n title = {Een {\\'e}en},\n year = 2020,\n"
            b" month = mar,\n url = {https://example.org},\n}\n"
            b'@inbook{hoofdstuk, crossref = {jansen2020}, title = "T", keywords = {a; b}}\n'
        ],
        ".json": [
            b'[{"id":"a","type":"report","title":"T","author":[{"family":"J","given":"A"},{"literal":"CBS"}],'
            b'"issued":{"date-parts":[[2020,3]]},"URL":"https://example.org","keyword":"a, b","number":1}]'
        ],
        ".csv": [
            b"titel;auteurs;jaar;adres;trefwoorden\nT;Jansen, A.;2020;https://example.org;a\n",
            b"title,author,year,url\nT,CBS,2020-03,https://example.org\n",
        ],
    }


def maps() -> list[bytes]:
    """A map that ships as PRSM, Kumu and GraphML, and one small one by hand."""
    from ketenzicht.problem_map.exchange import FORMS, export_map
    from ketenzicht.problem_map.load import load_map

    small = (
        b'{"nodes":[{"id":"a","label":"A","note":{"ops":[{"insert":"x"}]}},{"id":"b","label":"B"}],'
        b'"edges":[{"from":"a","to":"b","label":"+"}]}'
    )
    return [small, *(export_map(load_map("schulden-zwerfjongeren"), form).encode() for form in FORMS)]


def sessions() -> list[bytes]:
    """A session on a map, as it is saved."""
    from ketenzicht.problem_map.load import load_map
    from ketenzicht.problem_map.session import Session, session_file

    return [session_file(Session(load_map("schulden-zwerfjongeren"))).encode()]


CODINGS = b"".join(
    json.dumps(
        {
            "file": f"{MARK}-{at}", "reader": "a", "number": at, "codebook": "1", "state": "klaar", "role": role,
            "values": {"uitval": "ja", "wie": ["ggz"], "kinderen": 2, "notitie": MARKED_NUMBER},
            "reasons": {"uitval": MARK}, "saved_at": "2026-11-22T10:00:00+00:00",
        }
    ).encode() + b"\n"
    for at, role in enumerate(("lezer", "lezer", "overleg"), start=1)
)  # fmt: skip


def survey_books() -> list[bytes]:
    """The form of a survey that ships, filled in."""
    from ketenzicht.publish.survey_template import template_bytes
    from ketenzicht.survey.load import load_survey

    return [template_bytes(load_survey("thuiszitters").survey, "nl", answers={"abs": 12})]


def survey_answers() -> list[bytes]:
    """The answers of an organisation as they are kept."""
    from ketenzicht.survey.load import load_survey
    from ketenzicht.survey.parts import questions, tables

    survey = load_survey("thuiszitters").survey
    given: dict[str, object] = dict.fromkeys(list(questions(survey))[:12], MARK)
    given |= {
        name: [{column.id: MARKED_NUMBER for column in table.columns}]
        for name, table in tables(survey).items()
    }
    answers = {
        "organisatie": "NOORD", "uitvraag": survey.id, "versie": survey.version, "ingediend": False,
        "antwoorden": given, "toelichtingen": {"abs": MARK}, "niet_begrepen": [{"waar": "A1", "tekst": MARK}],
    }  # fmt: skip
    return [json.dumps(answers, ensure_ascii=False, indent=1).encode()]


def cases() -> list[bytes]:
    """A case as somebody keeps it."""
    from helpers.web import web_chain
    from ketenzicht.guide.case_file import case_file

    given = {"brp": ["nee"], "schuldeisers": ["cjib"], "cjib.bedrag": [MARK], "cjib.brief": ["2026-11-01"]}
    return [case_file(web_chain(), given)]


REQUESTS = [
    json.dumps(
        {
            "feiten": {
                "brp": False, "schuldeisers": ["cjib"], "cjib.bedrag": 1250.5, "cjib.stap": "aanmaning",
                "cjib.brief": "2026-11-01", "nieuwe-boetes": MARK,
            },
            "wie": "jongere",
        }
    ).encode(),
    b'{"feiten": {"brp": "weet-ik-niet", "schuldeisers": ["cjib", "geen"]}}',
]  # fmt: skip
