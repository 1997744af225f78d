"""Nothing typed is lost: by two tabs, a session that ended, a database tampered with (faults: test_survey_faults)."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from helpers.survey_web import (
    COORDINATOR,
    PASSWORD,
    TAMPER,
    Client,
    Server,
    database_of,
    member,
    only_sqlite,
    save,
    serving,
    survey_folder,
)

pytestmark = pytest.mark.web

CODES = tuple(f"ORG{number}" for number in range(14))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(survey_folder(tmp_path_factory.mktemp("uitvraag") / "klein", CODES)) as found:
        yield found


@pytest.fixture(scope="module")
def unused() -> Iterator[str]:
    return iter(CODES)


@pytest.fixture
def code(unused: Iterator[str]) -> str:
    """An organisation that no other test has."""
    return next(unused)


@pytest.fixture
def region(coordinator: Client, code: str) -> Client:
    return member(coordinator, "region", code)


def test_two_tabs_that_touch_other_fields_are_joined(region: Client, code: str) -> None:
    save(region, code, 0, begin="1", erbij="2")
    save(region, code, 1, begin="10", erbij="2")
    save(region, code, 1, begin="1", erbij="20")
    assert region.answers(code)["antwoorden"] == {"begin": "10", "erbij": "20"}


def test_two_tabs_that_touch_the_same_field_are_shown_beside_each_other(region: Client, code: str) -> None:
    save(region, code, 0, begin="1", erbij="2")
    save(region, code, 1, begin="100", erbij="2")
    page = save(region, code, 1, begin="200", erbij="3")
    assert page.path == f"/organisatie/{code}/versies/3/"
    assert "Wat u typte is bewaard, maar telt nog niet mee" in page.text
    assert region.answers(code)["antwoorden"] == {"begin": "100", "erbij": "2"}
    shown = [" ".join(one.text_content().split()) for one in page.tree.xpath("//form//fieldset")]
    assert shown == ["Aan het begin Versie 3: 200 Wat nu telt: 100", "Erbij Versie 3: 3 Wat nu telt: 2"]
    # who presses without choosing keeps what was saved where both changed, and what only this tab changed
    form = page.tree.xpath("//form[contains(@action, 'kiezen')]")[0]
    checked = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='radio'][@checked]")}
    assert checked == {"kies.antwoord.begin": "nu", "kies.antwoord.erbij": "deze"}
    region.post(f"/organisatie/{code}/versies/3/kiezen", [("versie", "2"), ("kies.antwoord.begin", "deze")])
    assert region.answers(code)["antwoorden"] == {"begin": "200", "erbij": "2"}
    texts = region.get(f"/organisatie/{code}/versies/").text
    assert all(f"Versie {number}" in texts for number in (1, 2, 3, 4))


def test_tables_of_two_tabs_are_shown_by_the_rows_that_differ(region: Client, code: str) -> None:
    path = f"/organisatie/{code}/tabel/jongeren/bewaren"
    same_rows = "\n".join(f"{at}\t1-9-2025" for at in range(30))
    region.post(path, [("versie", "0"), ("geplakt", same_rows)])
    region.post(path, [("versie", "1"), ("geplakt", "zij\t2-9-2025")])
    page = region.post(path, [("versie", "1"), ("geplakt", "ik\t3-9-2025")])
    shown = [" ".join(one.text_content().split()) for one in page.tree.xpath("//form//fieldset")]
    assert shown == ["Jongeren Versie 3: 31 rijen ik; 3-9-2025 Wat nu telt: 31 rijen zij; 2-9-2025"]
    assert len(region.answers(code)["antwoorden"]["jongeren"]) == 31


def test_a_choice_that_was_overtaken_is_not_made(region: Client, code: str) -> None:
    save(region, code, 0, begin="1")
    save(region, code, 0, begin="2")
    save(region, code, 1, begin="3")
    page = region.post(
        f"/organisatie/{code}/versies/2/kiezen", [("versie", "1"), ("kies.antwoord.begin", "deze")]
    )
    assert page.path == f"/organisatie/{code}/versies/2/"
    assert region.answers(code)["antwoorden"] == {"begin": "3"}


def test_an_older_version_is_put_back(region: Client, code: str) -> None:
    save(region, code, 0, begin="1", erbij="5")
    save(region, code, 1, begin="", erbij="5")
    page = region.get(f"/organisatie/{code}/versies/1/")
    assert "leeg" in page.text
    region.post(f"/organisatie/{code}/versies/1/kiezen", [("versie", "2"), ("kies.antwoord.begin", "deze")])
    assert region.answers(code)["antwoorden"] == {"begin": "1", "erbij": "5"}


def test_what_saves_by_itself_is_told_of_the_conflict(region: Client, code: str) -> None:
    save(region, code, 0, begin="1")
    fields = [("versie", "0"), ("getoond", "antwoord.begin"), ("antwoord.begin", "2")]
    path = f"/organisatie/{code}/onderdeel/aantallen/bewaren"
    page = region.post(path, fields, Accept="application/json")
    assert page.status == 409
    assert json.loads(page.body) == {"fout": "botsing", "adres": f"/organisatie/{code}/versies/2/"}
    again = region.post(path, fields, Accept="application/json")
    assert json.loads(again.body)["adres"].endswith("/versies/2/")  # the same again is kept once


def test_what_was_typed_outlives_the_session(coordinator: Client, region: Client, code: str) -> None:
    save(region, code, 0, begin="1")
    del region.cookies["uitvraag"]
    page = save(region, code, 1, begin='wat ik "typte" & <meer>')
    assert page.status == 401
    assert "nog niet opgeslagen, maar ook niet weg" in page.text
    fields = [
        (name, value)
        for name, value in page.fields("//form[contains(@action, 'aanmelden')]")
        if name not in ("email", "wachtwoord")
    ]
    email = f"region-{code}@voorbeeld.test".lower()
    page = region.post("/aanmelden", [*fields, ("email", email), ("wachtwoord", "fout fout fout fout")])
    assert page.status == 422
    fields = [
        (name, value)
        for name, value in page.fields("//form[contains(@action, 'aanmelden')]")
        if name not in ("email", "wachtwoord")
    ]
    page = region.post("/aanmelden", [*fields, ("email", email), ("wachtwoord", PASSWORD)])
    assert page.title == "Wat u typte is nog niet opgeslagen"
    form = page.tree.xpath("//form[contains(@action, 'bewaren')]")[0]
    region.post(form.get("action"), page.fields("//form[contains(@action, 'bewaren')]"))
    assert region.answers(code)["antwoorden"] == {"begin": 'wat ik "typte" & <meer>'}


def test_what_was_typed_before_somebody_logged_in_anew_is_shown_to_be_sent_again(
    region: Client, code: str
) -> None:
    ours = {"Origin": f"http://127.0.0.1:{region.port}", "Content-Type": "application/x-www-form-urlencoded"}
    body = "csrfmiddlewaretoken=van-een-vorige-keer&versie=0&getoond=antwoord.begin&antwoord.begin=77"
    path = f"/organisatie/{code}/onderdeel/aantallen/bewaren"
    page = region._once("POST", path, body.encode(), ours)
    assert page.status == 409
    form = page.tree.xpath("//form[contains(@action, 'bewaren')]")[0]
    region.post(form.get("action"), page.fields("//form[contains(@action, 'bewaren')]"))
    assert region.answers(code)["antwoorden"] == {"begin": "77"}
    elsewhere = region._once("POST", path, body.encode(), {**ours, "Origin": "https://elders.example"})
    assert elsewhere.status == 403
    assert b"77" not in elsewhere.body


def test_logging_in_leads_to_no_other_site(server: Server, coordinator: Client) -> None:
    for address in (
        "https://elders.example/",
        "//elders.example/",
        "/\\elders.example",
        "javascript:alert(1)",
    ):
        client = Client(server.port)
        fields = [("email", COORDINATOR), ("wachtwoord", PASSWORD), ("naar", address)]
        step = client.post("/aanmelden", fields)
        assert ("naar", address) in step.fields()
        fields = [
            ("csrfmiddlewaretoken", client.proof()),
            ("code", coordinator.recovery.pop()),
            ("naar", address),
        ]
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        page = client._once("POST", "/aanmelden/tweede-stap", urlencode(fields).encode(), kind)
        assert page.status == 302
        assert page.headers["location"] == "/", address


def test_the_application_cannot_change_what_it_wrote(server: Server, region: Client, code: str) -> None:
    lines = "\n".join(f"{at}\t1-9-2025" for at in range(3))
    region.post(f"/organisatie/{code}/tabel/jongeren/bewaren", [("versie", "0"), ("geplakt", lines)])
    done = subprocess.run(
        [sys.executable, "-c", TAMPER, str(server.folder), database_of(server.folder)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "broken at None\n"


@only_sqlite
def test_replacing_a_row_is_refused_as_removing_it_is(server: Server, region: Client, code: str) -> None:
    save(region, code, 0, begin="1")
    with sqlite3.connect(server.folder / "beheer" / "uitvraag.sqlite3") as database:
        database.execute("PRAGMA recursive_triggers=ON")
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            database.execute(
                "REPLACE INTO survey_blob VALUES ((SELECT fingerprint FROM survey_blob LIMIT 1), 'x')"
            )


@only_sqlite
def test_who_opens_the_file_and_changes_an_act_breaks_the_seal(
    server: Server, coordinator: Client, tmp_path: Path
) -> None:
    shutil.copytree(server.folder, tmp_path / "kopie")
    file = tmp_path / "kopie" / "beheer" / "uitvraag.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("DROP TRIGGER survey_event_UPDATE")
        database.execute("UPDATE survey_event SET what = 'ingediend' WHERE number = 3")
        database.execute(
            "CREATE TRIGGER survey_event_UPDATE BEFORE UPDATE ON survey_event"
            " BEGIN SELECT RAISE(ABORT, 'survey_event only grows'); END"
        )
    with serving(tmp_path / "kopie") as copy:
        page = Client(copy.port, dict(coordinator.cookies)).get("/logboek")
    assert "Het logboek is veranderd" in page.text
    assert "klopt het zegel niet meer: 3." in page.text


def test_many_at_once_all_get_their_turn(server: Server, coordinator: Client, code: str) -> None:
    """Twenty tabs of one organisation save the same field at once: one is first, all others are kept and told."""
    region = member(coordinator, "region", code)
    pages = []

    def tab(number: int) -> None:
        client = Client(server.port, dict(region.cookies))
        pages.append((number, save(client, code, 0, begin=str(number))))

    threads = [threading.Thread(target=tab, args=(number,)) for number in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number for number, _ in pages) == list(range(1, 21))
    assert sum("telt nog niet mee" in page.text for _, page in pages) == 19
    kept = set()
    for number in range(1, 21):
        page = region.get(f"/organisatie/{code}/versies/{number}/")
        rows = page.tree.xpath("//dt[.='Aan het begin']/following-sibling::dd/text()")
        kept.add(rows[0])
    assert kept == {str(number) for number in range(1, 21)}
