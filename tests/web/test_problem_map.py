"""A working session on a problem map: without script, from a link in words to a report; and in Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from helpers.chromium import Chromium, audit
from helpers.web import Browser, site_for_tests
from ketenzicht.catalogue.load import load_catalogue
from ketenzicht.problem_map.exchange import FORMS
from ketenzicht.problem_map.load import load_map, shipped_maps
from ketenzicht.problem_map.save import map_yaml
from ketenzicht.problem_map.session import read_session
from ketenzicht.web.app import application, listen
from ketenzicht.web.cahier_shelf import Shelf
from ketenzicht.web.site import Site

pytestmark = pytest.mark.web

HERE = "/oorzakenkaart/"
SESSION = HERE + "sessie"


@pytest.fixture(scope="module")
def site() -> Site:
    maps = {name: load_map(name) for name in shipped_maps()}
    return replace(site_for_tests(), maps=maps, shelf=Shelf(load_catalogue("sociaal-domein")))


@pytest.fixture
def browser(site: Site) -> Browser:
    return Browser(application(site))


def begin(browser: Browser) -> Browser:
    browser.post(HERE + "openen", [("titel", "Lerarentekort"), ("vraag", "Waarom?")])
    return browser


def say(browser: Browser, sentence: str) -> str:
    return browser.press("Zet op de kaart", {"zin": sentence}).text


def test_home_leads_to_the_maps_and_a_site_without_maps_has_none(browser: Browser) -> None:
    assert 'href="/oorzakenkaart/"' in browser.get("/").body.decode()
    bare = Browser(application(site_for_tests()))
    assert "oorzakenkaart" not in bare.get("/").body.decode()
    assert [bare.get(HERE).status, bare.get(SESSION).status] == [404, 404]


@pytest.mark.parametrize("name", shipped_maps())
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_map_is_drawn_and_told_in_words(browser: Browser, name: str, prefix: str) -> None:
    page = browser.get(f"{prefix}{HERE}{name}/")
    assert page.status == 200
    assert page.tree.xpath("//svg")
    assert len(page.tree.xpath('//button[starts-with(@value, "weg:")]')) == len(load_map(name).links)


def test_evidence_is_one_click_away_in_the_cahier(browser: Browser) -> None:
    found = set()
    for name in shipped_maps():
        page = browser.get(f"{HERE}{name}/")
        found |= {one.get("href") for one in page.tree.xpath('//a[starts-with(@href, "/cahier/")]')}
    assert found
    assert all(browser.get(one).status == 200 for one in found)


def test_a_session_from_an_empty_map_to_a_loop_and_a_contest(browser: Browser) -> None:
    begin(browser)
    assert "Nieuw op de kaart: werkdruk; uitval" in say(
        browser, "meer werkdruk -> meer uitval (volgens bestuur)"
    )
    assert "Hiermee sluit een kring: V1" in say(
        browser, "meer uitval -> meer werkdruk, want minder collega's"
    )
    assert "dit verband is betwist" in say(browser, "meer werkdruk -> minder uitval (volgens school)")
    assert browser.page is not None
    assert len(browser.page.tree.xpath('//*[@stroke-width="4"]')) == 1


def test_undo_takes_the_last_link_back_and_a_version_brings_it_again(browser: Browser) -> None:
    begin(browser)
    say(browser, "meer a -> meer b")
    say(browser, "meer b -> meer c")
    page = browser.press("Maak de laatste stap ongedaan")
    assert len(page.tree.xpath('//button[starts-with(@value, "weg:")]')) == 1
    back = page.tree.xpath('//button[@value="terug:2"]')
    page = browser.post(SESSION, [*page.fields("//form[@id='sessie']"), ("actie", back[0].get("value"))])
    assert len(page.tree.xpath('//button[starts-with(@value, "weg:")]')) == 2


def test_a_link_is_taken_off_and_a_question_is_kept(browser: Browser) -> None:
    begin(browser)
    say(browser, "meer a -> meer b")
    assert "Nog geen." in browser.press("Haal van de kaart").text
    page = browser.press("Bewaar als open vraag", {"zin": "Wie weet dit?"})
    assert "Open vragen Wie weet dit?" in page.text


def test_a_name_much_like_another_is_asked_after(browser: Browser) -> None:
    browser.get(HERE + "thuiszitters/")
    assert "bedoelt u “preventie”" in say(browser, "meer preventi -> minder nieuwe thuiszitters")
    page = browser.press("Ja, dat bedoel ik")
    assert "meer preventie -> minder nieuwe thuiszitters" in page.text
    assert "Nieuw op de kaart" not in page.text


def test_a_sentence_without_a_link_stays_in_the_field(browser: Browser) -> None:
    begin(browser)
    assert "In deze zin staat geen verband" in say(browser, "zomaar iets")
    assert browser.page is not None
    assert browser.page.status == 422
    assert browser.page.tree.get_element_by_id("zin").get("value") == "zomaar iets"


def test_what_is_taken_along_opens_again_and_the_report_holds_it_all(browser: Browser) -> None:
    begin(browser)
    say(browser, "meer werkdruk -> meer uitval, want het is druk (volgens school)")
    assert browser.page is not None
    carried = browser.page.fields("//form[@id='sessie']")

    def take(ending: str) -> bytes:
        answer = browser.post(HERE + "bestand", [*carried, ("als", ending)])
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].endswith(f'.{ending}"')
        return answer.body

    kept = take("json")
    assert len(read_session(kept.decode()).steps) == 1
    assert "want het is druk (volgens school)" in browser.send_file(HERE + "openen", kept).text
    report = take("html").decode()
    assert "want het is druk (volgens school)" in report
    assert "<svg" in report
    assert take("pdf").startswith(b"%PDF")
    assert fromstring(take("svg")).tag.endswith("svg")
    assert b"werkdruk" in take("yaml")
    assert browser.post(HERE + "bestand", [*carried, ("als", "exe")]).status == 404


@pytest.mark.parametrize("form", FORMS)
def test_a_map_goes_to_another_program_and_comes_back(browser: Browser, form: str) -> None:
    browser.get(HERE + "thuiszitters/")
    assert browser.page is not None
    links = browser.page.tree.xpath('//li[@class="kz-part"]/span[@lang]/text()')
    data = browser.post(HERE + "bestand", [*browser.page.fields("//form[@id='sessie']"), ("als", form)]).body
    page = browser.send_file(HERE + "openen", data)
    assert page.status == 200
    assert page.tree.xpath('//li[@class="kz-part"]/span[@lang]/text()') == links


def test_a_map_that_is_too_large_to_draw_is_refused(browser: Browser) -> None:
    nodes = ", ".join(f'{{"id": "{at}", "label": "factor {at}"}}' for at in range(301))
    page = browser.send_file(HERE + "openen", f'{{"nodes": [{nodes}], "edges": []}}'.encode())
    assert page.status == 422
    assert "meer dan 300 factoren" in page.text


def test_what_of_a_file_could_not_come_along_is_told(browser: Browser) -> None:
    data = b'{"nodes": [{"id": "1", "label": "a"}], "edges": [{"from": "1", "to": "2"}]}'
    page = browser.send_file(HERE + "openen", data)
    assert page.status == 200
    assert "Een verband is overgeslagen: 1 -> 2." in page.text


def test_nothing_stays_behind(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    begin(browser)
    say(browser, "meer a -> meer b")
    assert browser.page is not None
    assert browser.page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in browser.page.headers
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff\xfe", b"[" * 90_000, map_yaml(load_map("thuiszitters")).encode()]
)
def test_a_file_that_is_no_session_is_told_in_words(browser: Browser, data: bytes) -> None:
    page = browser.send_file(HERE + "openen", data)
    assert page.status == 422
    assert "Het bestand kon niet open" in page.text


@pytest.mark.parametrize(
    "fields",
    [
        [("sessie", "{}")],
        [("sessie", "")],
        [("actie", "weg:x")],
        [],
    ],
)
def test_a_form_of_another_begins_at_the_start(browser: Browser, fields: list[tuple[str, str]]) -> None:
    assert browser.post(SESSION, fields).status == 302
    assert browser.get(SESSION).status == 302


@pytest.mark.parametrize(
    "action", ["weg:", "weg:a:b:c:d", "terug:99", "terug:x", "iets", "bedoeld", "terug:٣"]
)
def test_a_strange_button_gets_a_page(browser: Browser, action: str) -> None:
    begin(browser)
    say(browser, "meer a -> meer b")
    assert browser.page is not None
    fields = [*browser.page.fields("//form[@id='sessie']"), ("actie", action)]
    assert browser.post(SESSION, fields).status in (200, 404, 422)


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    server = listen(site, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.mark.parametrize(
    "path",
    [HERE, HERE + "caseload-veilig-thuis/", HERE + "lerarentekort-groeisectoren/", f"/en{HERE}thuiszitters/"],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_accessible_and_fit(screen: Chromium, address: str, path: str, width: int) -> None:
    screen.size(width)
    screen.go(address + path)
    assert audit(screen) == []
    assert screen.run("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_session_by_keyboard(screen: Chromium, address: str) -> None:
    screen.size(1280)
    screen.go(address + HERE + "lerarentekort-groeisectoren/")
    screen.run("document.getElementById('zin').value = 'meer werkdruk -> meer uitval'; 1")
    assert screen.run("document.activeElement.id") == "zin"
    screen.press("Enter", loads=True)
    assert "Op de kaart:" in screen.run("document.body.innerText")
    assert screen.run("document.activeElement.id") == "zin"
    assert audit(screen) == []
