"""A survey from invitation to export as its users walk through it, without JavaScript."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from helpers.survey_web import (
    COORDINATOR,
    PASSWORD,
    Client,
    Server,
    chief,
    invited,
    kept_of,
    member,
    save,
    serving,
    survey_folder,
)
from ketenzicht.survey.answers import AnswerFile, read_answer_folder, write_answer_file

pytestmark = pytest.mark.web

NUMBERS = "/organisatie/NOORD/onderdeel/aantallen/"
COUNTING = "/organisatie/NOORD/onderdeel/telling/"
TABLE = "/organisatie/NOORD/tabel/jongeren/"
ROW = {"nummer": "1", "begon": "1-9-2025", "aanbod": "1-10-2025", "reden": "school"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = survey_folder(tmp_path / "klein")
    before = AnswerFile("NOORD", "klein", "2025", {"begin": "100", "wijze": "ABS_LRV"}, submitted=True)
    write_answer_file(folder / "vorig" / "NOORD.json", before)
    with serving(folder) as found:
        yield found


@pytest.fixture
def coordinator(server: Server) -> Client:
    return chief(server)


@pytest.fixture
def region(coordinator: Client) -> Client:
    return member(coordinator, "region", "NOORD")


def typed(client: Client, path: str, **answers: str | list[str]) -> list[tuple[str, str]]:
    """The fields of a page as a browser sends them, some with other answers."""
    page = client.get(path)
    given = {f"antwoord.{name}": value for name, value in answers.items()}
    form = page.form("//form[@id='antwoorden']")
    fields: list[tuple[str, str]] = []
    for one in form.xpath(".//input[@name] | .//textarea[@name]"):
        name, kind = one.get("name"), one.get("type")
        if name in given or (kind in ("radio", "checkbox") and one.get("checked") is None):
            continue
        fields.append((name, one.text or "" if one.tag == "textarea" else one.get("value", "")))
    for name, value in given.items():
        assert ("getoond", name) in fields, f"{name} is not asked on {path}"
        fields += [(name, text) for text in ([value] if isinstance(value, str) else value)]
    return fields


def fill_in(client: Client, **numbers: str) -> None:
    """Answer everything that must be answered."""
    client.post(COUNTING + "bewaren", typed(client, COUNTING, wijze="ABS_LRV"))
    told = {"begin": "120", "erbij": "10", "eruit": "20", "einde": "110", **numbers}
    page = client.post(NUMBERS + "bewaren", typed(client, NUMBERS, **told))
    assert page.status == 200, page.text


def hand_in(client: Client, code: str = "NOORD") -> str:
    """Press the button; the text of the page that follows."""
    page = client.get(f"/organisatie/{code}/controle")
    assert page.tree.xpath("//form[contains(@action, 'indienen')]"), page.text
    return client.post(
        f"/organisatie/{code}/indienen", page.fields("//form[contains(@action, 'indienen')]")
    ).text


def test_the_link_of_the_terminal_works_once(server: Server) -> None:
    client = Client(server.port)
    assert client.get(server.first_link).title == "Kies een wachtwoord"
    assert client.get(server.first_link).status == 200  # looking does not use it up
    short = client.post(server.first_link, [("wachtwoord", "kort"), ("nogmaals", "anders")])
    assert short.status == 422
    assert "minstens 12 tekens" in short.text
    assert "niet gelijk" in short.text
    assert client.use_link(server.first_link).title == "Overzicht"
    assert Client(server.port).get(server.first_link).status == 410
    again = Client(server.port)
    again.get("/aanmelden")
    assert again.post(server.first_link, [("wachtwoord", PASSWORD), ("nogmaals", PASSWORD)]).status == 410


def test_the_link_itself_is_not_kept(server: Server) -> None:
    secret = server.first_link.rsplit("/", 1)[1].encode()
    kept = kept_of(server.folder)
    assert COORDINATOR.encode() in kept
    assert secret not in kept


def test_only_its_keeper_can_look_in_the_folder(server: Server) -> None:
    keeping = server.folder / "beheer"
    assert keeping.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in keeping.iterdir()} == {0}


def test_guessing_passwords_is_slowed_down(server: Server, coordinator: Client) -> None:
    client = Client(server.port)
    wrong = [client.log_in("coor@voorbeeld.test", "fout wachtwoord 123").status for _ in range(11)]
    assert wrong == [422] * 10 + [429]
    assert client.log_in("coor@voorbeeld.test").status == 429


def test_everybody_with_an_address_is_invited_at_once(coordinator: Client) -> None:
    page = coordinator.post("/mensen/iedereen", [])
    links = re.findall(r"(/link/[\w-]+)", page.text)
    assert len(links) == 2
    assert "noord@voorbeeld.test" in page.text
    client = Client(coordinator.port)
    assert client.use_link(links[0]).path == "/organisatie/NOORD/"
    assert coordinator.post("/mensen/iedereen", []).text.count("/link/") == 0


def test_a_new_link_ends_the_old_one(coordinator: Client) -> None:
    old = invited(coordinator, "iemand@voorbeeld.test", "reader")
    action = coordinator.get("/mensen").tree.xpath("//tr[contains(., 'iemand@')]//form/@action")[0]
    new = re.findall(r"(/link/[\w-]+)", coordinator.post(action, []).text)[0]
    assert Client(coordinator.port).get(old).status == 410
    assert Client(coordinator.port).use_link(new).title == "Overzicht"


def test_what_is_typed_is_saved_as_typed(region: Client) -> None:
    page = region.post(COUNTING + "bewaren", typed(region, COUNTING, wijze="ANDERS", hoe="Wij tellen\r\nper week.",
                                                   wie=["school", "gemeente"], dag="geen idee"))  # fmt: skip
    assert page.status == 200
    assert region.answers("NOORD")["antwoorden"] == {
        "wijze": "ANDERS", "hoe": "Wij tellen\nper week.", "wie": ["school", "gemeente"], "dag": "geen idee",
    }  # fmt: skip
    shown = region.get(COUNTING)
    assert shown.tree.xpath("//input[@id='veld-dag']/@value") == ["geen idee"]
    assert "Hier hoort een datum" in shown.text
    assert shown.tree.xpath("//input[@id='veld-dag']/@aria-invalid") == ["true"]
    assert len(shown.tree.xpath("//input[@name='antwoord.wie' and @checked]")) == 2
    region.post(COUNTING + "bewaren", typed(region, COUNTING, wie=[], dag=""))
    assert set(region.answers("NOORD")["antwoorden"]) == {"wijze", "hoe"}


def test_a_total_that_does_not_fit_is_asked_for_explained_and_kept(
    coordinator: Client, region: Client
) -> None:
    fill_in(region, einde="312")
    page = region.get("/organisatie/NOORD/controle")
    assert "Aan het einde staat 312, maar begin plus erbij min eruit is 110." in page.text
    assert not page.tree.xpath("//form[contains(@action, 'indienen')]")
    assert "Nog niet ingediend" in region.post("/organisatie/NOORD/indienen", [("versie", "2")]).text
    field = ("toelichting.sluit-aan", "Veertien jongeren telden dubbel.")
    fields = [*page.fields("//form[@id='antwoorden']"), field]
    region.post("/organisatie/NOORD/controle/bewaren", fields)
    assert "Bedankt" in hand_in(region)
    kept = region.answers("NOORD")
    assert kept["antwoorden"]["einde"] == "312"
    assert kept["toelichtingen"] == {"sluit-aan": "Veertien jongeren telden dubbel."}


def test_a_number_is_held_against_last_year(region: Client) -> None:
    page = region.get(NUMBERS)
    assert "Vorige keer: 100" in page.text
    fill_in(region, begin="151", einde="141")
    assert "Vorig jaar was het veel minder" in region.get(NUMBERS).text
    fill_in(region, begin="150", einde="140")
    assert "Vorig jaar was het veel minder" not in region.get(NUMBERS).text


def test_rows_are_typed_pasted_changed_and_removed(region: Client) -> None:
    cells = [(f"cel.0.{name}", value) for name, value in ROW.items()]
    region.post(TABLE + "bewaren", [("versie", "0"), ("rij", "0"), ("rij", "1"), *cells])
    assert region.answers("NOORD")["antwoorden"]["jongeren"] == [ROW]
    pasted = "Thuis sinds\tNummer\n2-9-2025\t2\nvandaag\t3\n2-9-2025\t3\tx\ty\tz\n"
    page = region.post(TABLE + "bewaren", [("versie", "1"), ("geplakt", pasted)])
    rows = region.answers("NOORD")["antwoorden"]["jongeren"]
    assert [row["nummer"] for row in rows] == ["1", "2", "3", "3"]
    assert rows[3] == {"begon": "2-9-2025", "nummer": "3", "kolom-3": "x", "kolom-4": "y", "kolom-5": "z"}
    assert "hoort bij geen kolom" in page.text
    shown = region.get(TABLE)
    assert "Dit nummer staat ook in rij 3" in shown.text
    assert shown.tree.xpath("//input[@id='cel-2-begon']/@aria-invalid") == ["true"]
    region.post(
        TABLE + "bewaren",
        [("versie", "2"), ("rij", "1"), ("rij", "2"), ("cel.1.nummer", "22"), ("cel.1.begon", "2-9-2025")],
    )
    rows = region.answers("NOORD")["antwoorden"]["jongeren"]
    assert [row["nummer"] for row in rows] == ["1", "22", "3"]
    assert rows[2]["kolom-3"] == "x"


def test_a_table_of_many_rows_is_paged_and_leads_to_its_mistake(region: Client) -> None:
    lines = [f"{at}\t1-9-2025" for at in range(55)]
    lines[44] = "44\tfout"
    region.post(TABLE + "bewaren", [("versie", "0"), ("geplakt", "\n".join(lines))])
    page = region.get(TABLE)
    assert len(page.tree.xpath("//tbody/tr")) == 20
    link = page.tree.xpath("//a[contains(@href, '#rij-45')]/@href")[0]
    there = region.get(link.split("#")[0])
    assert there.tree.xpath("//tr[@id='rij-45']//input[@aria-invalid='true']/@value") == ["fout"]


def workbook(region: Client) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(region.get("/organisatie/NOORD/sjabloon").body))


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill_sheet(book: openpyxl.Workbook, answers: dict[str, object], remarks: dict[str, str]) -> None:
    sheet = book["Vragen"]
    heads = next(row for row in sheet.iter_rows() if "code" in [cell.value for cell in row])
    columns = {str(cell.value): cell.column for cell in heads}
    for row in sheet.iter_rows(min_row=heads[0].row + 1):
        name = sheet.cell(row[0].row, columns["code"]).value
        if name in answers:
            sheet.cell(row[0].row, columns["antwoord"]).value = answers[name]  # type: ignore[assignment]
            sheet.cell(row[0].row, columns["toelichting"]).value = remarks.get(name)


def test_a_workbook_is_kept_shown_and_taken_over(region: Client) -> None:
    fill_in(region)
    book = workbook(region)
    fill_sheet(book, {"begin": 140, "einde": "veel", "erbij": 11}, {"begin": "Wij kregen er een school bij."})
    sheet = book["Jongeren"]
    ids = next(row for row in sheet.iter_rows() if "begon" in [cell.value for cell in row])
    column = {cell.value: cell.column for cell in ids}
    sheet.cell(ids[0].row + 2, column["nummer"]).value = "7"
    sheet.cell(ids[0].row + 2, column["begon"]).value = "1-9-2025"
    page = region.send_file("/organisatie/NOORD/bestand", saved(book), [("versie", "2")])
    assert page.status == 200, page.text
    assert "De antwoorden tellen pas als u ze overneemt" in page.text
    assert "1 rij gelezen." in page.text
    assert re.search(r"Aan het einde \(cel Vragen![A-Z]+\d+\): Hier hoort een getal", page.text)
    assert region.answers("NOORD")["antwoorden"]["begin"] == "120"
    assert "nog niet overgenomen" in region.get("/organisatie/NOORD/").text
    region.get(page.path)
    region.post(page.path + "overnemen", page.fields("//form[@action='overnemen']"))
    answers = region.answers("NOORD")["antwoorden"]
    assert (answers["begin"], answers["einde"], answers["eruit"]) == ("140", "veel", "20")
    save(region, "NOORD", region.version("NOORD"), einde="200")
    explained = region.get("/organisatie/NOORD/controle").tree.xpath("//textarea/text()")
    assert [text.strip() for text in explained] == ["Wij kregen er een school bij."]
    assert [row["nummer"] for row in answers["jongeren"]] == ["7"]
    number = region.version("NOORD")
    assert region.get(f"/organisatie/NOORD/versies/{number}/bestand").body[:2] == b"PK"
    assert "nog niet overgenomen" not in region.get("/organisatie/NOORD/").text


def test_columns_that_moved_are_named(region: Client) -> None:
    book = workbook(region)
    sheet = book["Jongeren"]
    ids = next(row for row in sheet.iter_rows() if "begon" in [cell.value for cell in row])
    start, columns = ids[0].row, [cell.column for cell in ids if cell.value]
    for row in (start, start + 1):
        values = [sheet.cell(row, column).value for column in columns]
        for column, value in zip(columns, [values[-1], *values[:-1]], strict=True):
            sheet.cell(row, column).value = value
    sheet.cell(start + 2, columns[1]).value = "7"
    page = region.send_file("/organisatie/NOORD/bestand", saved(book), [("versie", "0")])
    assert "staat op een andere plaats: Einde" in page.text


@pytest.mark.parametrize(("data", "says"), [(b"geen rekenblad", "niet te openen"), (b"", "niet te openen")])
def test_a_file_that_is_no_workbook_is_kept_and_told(region: Client, data: bytes, says: str) -> None:
    fill_in(region)
    page = region.send_file("/organisatie/NOORD/bestand", data, [("versie", "2")])
    assert page.status == 422
    assert says in page.text or "geen bestand gekozen" in page.text
    assert region.answers("NOORD")["antwoorden"]["begin"] == "120"


def test_the_workbook_of_another_organisation_is_refused(coordinator: Client, region: Client) -> None:
    other = member(coordinator, "region", "ZUID")
    fill_in(region)
    book = workbook(region)
    page = other.send_file("/organisatie/ZUID/bestand", saved(book), [("versie", "0")])
    assert "het formulier van een andere organisatie" in page.text
    assert other.answers("ZUID")["antwoorden"] == {}


def test_handed_in_sent_back_corrected_closed(server: Server, coordinator: Client, region: Client) -> None:
    fill_in(region)
    hand_in(region)
    assert "1 van de 2 hebben ingediend" in coordinator.get("/overzicht").text
    refused = region.post(
        NUMBERS + "bewaren", [("versie", "3"), ("getoond", "antwoord.begin"), ("antwoord.begin", "1")]
    )
    assert "De antwoorden waren intussen ingediend" in refused.text
    assert region.answers("NOORD")["antwoorden"]["begin"] == "120"
    page = coordinator.get("/organisatie/NOORD/")
    fields = [*page.fields("//form[contains(@action, 'terugsturen')]")]
    fields = [(name, "Kijk naar het begin." if name == "reden" else value) for name, value in fields]
    assert "weer open" in coordinator.post("/organisatie/NOORD/terugsturen", fields).text
    assert "Kijk naar het begin." in region.get("/organisatie/NOORD/").text
    fill_in(region, begin="121", einde="111")
    hand_in(region)
    coordinator.post("/sluiten", [("stand", "gesloten")])
    assert "gesloten" in region.get("/organisatie/NOORD/").text
    late = region.post(
        NUMBERS + "bewaren", [("versie", "5"), ("getoond", "antwoord.begin"), ("antwoord.begin", "2")]
    )
    assert "De uitvraag was intussen gesloten" in late.text
    assert region.answers("NOORD")["antwoorden"]["begin"] == "121"
    region.post("/organisatie/NOORD/heropenen", [])
    assert region.answers("NOORD")["stand"] == "ingediend"
    coordinator.post("/sluiten", [("stand", "opengesteld")])
    region.post("/organisatie/NOORD/heropenen", [])
    assert region.answers("NOORD")["stand"] == "heropend"


def test_who_counts_otherwise_and_who_is_late_is_seen(coordinator: Client, region: Client) -> None:
    region.post(COUNTING + "bewaren", typed(region, COUNTING, wijze="ANDERS"))
    page = coordinator.get("/overzicht")
    assert page.tree.xpath(
        "//tr[contains(., 'Swv Noord')][contains(., 'telt anders')][contains(., 'Anders')]"
    )
    late = coordinator.get("/herinneren")
    assert "Van 2 organisaties is nog niets ingediend" in late.text
    assert "Er is geen mailserver ingesteld" in late.text
    lines = coordinator.get("/herinneren/lijst.csv").body.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "code;naam;stand;e-mail;onderwerp;tekst"
    assert lines[1].startswith("NOORD;Swv Noord;concept;region-noord@voorbeeld.test;Herinnering")
    assert "29 januari 2027" in lines[1] + lines[2] + "".join(lines)


def test_all_answers_come_out_as_the_commands_read_them(
    server: Server, coordinator: Client, region: Client, tmp_path: Path
) -> None:
    fill_in(region)
    region.post(TABLE + "bewaren", [("versie", "2"), ("geplakt", "7\t1-9-2025\tonzin")])
    page = coordinator.post("/uitvoer/antwoorden.zip", [("concepten", "ja")])
    zipfile.ZipFile(io.BytesIO(page.body)).extractall(tmp_path / "uit")
    given = read_answer_folder(tmp_path / "uit" / "antwoorden")["NOORD"]
    assert not given.submitted
    assert given.answers["begin"] == 120
    assert given.answers["jongeren"] == [{"nummer": "7", "begon": "2025-09-01", "aanbod": "onzin"}]
    assert zipfile.ZipFile(io.BytesIO(coordinator.post("/uitvoer/antwoorden.zip", []).body)).namelist() == []


def test_every_act_is_in_the_trail(coordinator: Client, region: Client) -> None:
    fill_in(region)
    hand_in(region)
    page = coordinator.get("/logboek")
    assert "alle zegels kloppen" in page.text
    acts = [" ".join(row.text_content().split()) for row in page.tree.xpath("//tbody/tr")]
    assert any("ingediend (versie 3)" in act and "region-noord" in act for act in acts)
    assert any("vanaf de opdrachtregel" in act for act in acts)


def test_data_of_a_program_is_saved_the_same_way(region: Client) -> None:
    data = {
        "versie": 0,
        "antwoorden": {"begin": 12, "jongeren": [ROW]},
        "toelichtingen": {"sluit-aan": "Zo."},
    }
    page = region.send_json("/api/v1/organisatie/NOORD/antwoorden/bewaren", json.dumps(data).encode())
    assert json.loads(page.body) == {"versie": 1, "fout": ""}
    assert region.answers("NOORD")["antwoorden"] == {"begin": "12", "jongeren": [ROW]}
    for wrong in (
        b"",
        b"[]",
        b"{",
        b'{"versie": "x"}',
        b'{"versie": 1e999}',
        b'{"versie": 100000000000000000000}',
        b'{"versie": -1}',
        b"[" * 100_000,
        b'{"antwoorden": {"jongeren": [1]}}',
        b'{"antwoorden": 3}',
    ):
        assert region.send_json("/api/v1/organisatie/NOORD/antwoorden/bewaren", wrong).status == 400, wrong
    assert region.version("NOORD") == 1


def test_pages_are_in_english_too(region: Client) -> None:
    page = region.get("/en/organisatie/NOORD/onderdeel/aantallen/")
    assert page.title == "Numbers"
    assert page.tree.xpath("/html/@lang") == ["en"]
    page = region.post(
        "/en" + NUMBERS + "bewaren", [("versie", "0"), ("getoond", "antwoord.begin"), ("antwoord.begin", "x")]
    )
    assert page.path.startswith("/en/organisatie/NOORD/onderdeel/aantallen/")
