"""A working session on a problem map: without script, from a link in words to a report; and in Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from helpers.chromium import Chromium, audit
from helpers.lanes import check_axe, check_fits, check_keyboard, check_paper, check_stays_inside, open_folds
from helpers.web import Browser, site_for_tests
from ketenzicht.catalogue.citation import citation
from ketenzicht.catalogue.load import load_catalogue
from ketenzicht.problem_map.exchange import FORMS
from ketenzicht.problem_map.load import load_map, shipped_maps
from ketenzicht.problem_map.save import map_yaml
from ketenzicht.problem_map.session import Session, read_session, session_file
from ketenzicht.publish.problem_map import map_view, render_map
from ketenzicht.web.app import application, listen
from ketenzicht.web.cahier_shelf import Shelf
from ketenzicht.web.site import Site

pytestmark = pytest.mark.web

HERE = "/oorzakenkaart/"
SESSION = HERE + "sessie"
STUDY = "regioplan-een-hardnekkig-probleem-2020"


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


def test_research_is_put_behind_a_link_and_a_factor_and_can_be_undone(browser: Browser) -> None:
    begin(browser)
    say(browser, "meer uitval -> meer meldingen")
    page = browser.press("Zoek in het cahier", {"onderzoek": "uitval hulp", "zegt": "Te veel uitval."})
    assert "Welk onderzoek bedoelt u?" in page.text
    assert page.tree.get_element_by_id("onderzoek").get("value") == "uitval hulp"
    page = browser.press("Zet dit erbij Een hardnekkig probleem")
    assert "Onderzoek erbij: uitval -> meldingen" in page.text
    (link,) = page.tree.xpath(f'//a[@href="/cahier/{STUDY}/"]')
    assert "Te veel uitval." in link.getparent().text_content()
    browser.press("Zoek in het cahier", {"onderzoek": "uitval hulp", "bij": "factor:uitval"})
    page = browser.press("Zet dit erbij Een hardnekkig probleem", {"bij": "factor:uitval"})
    assert "Onderzoek over factoren uitval" in page.text
    assert len(page.tree.xpath(f'//a[@href="/cahier/{STUDY}/"]')) == 2
    report = browser.post(HERE + "bestand", [*page.fields("//form[@id='sessie']"), ("als", "html")])
    assert "Onderzoek over factoren" in report.text
    browser.page = page
    page = browser.press("Maak de laatste stap ongedaan")
    assert "Onderzoek over factoren" not in page.text


def test_a_factor_gets_another_name_and_what_is_said_later_knows_it(browser: Browser) -> None:
    begin(browser)
    say(browser, "meer uitval -> meer meldingen")
    page = browser.press("Verander de naam", {"factor": "uitval", "naam": "uitval uit hulp"})
    assert "Andere naam: uitval heet voortaan uitval uit hulp" in page.text
    assert "Nieuw op de kaart" not in say(browser, "minder uitval uit hulp -> minder meldingen")
    browser.press("Maak de laatste stap ongedaan")
    page = browser.press("Maak de laatste stap ongedaan")
    assert "meer uitval -> meer meldingen" in page.text


@pytest.mark.parametrize(
    ("button", "answers", "what"),
    [
        ("Verander de naam", {"factor": "uitval", "naam": "Meldingen"}, "Er is al een factor met deze naam"),
        ("Verander de naam", {"factor": "uitval", "naam": " "}, "Een factor heeft een naam nodig"),
        ("Verander de naam", {"factor": "uitval", "naam": "a -> b"}, "In een naam kan geen pijl staan"),
        ("Zoek in het cahier", {"onderzoek": "zzzz"}, "Er is geen onderzoek met al deze woorden"),
        ("Zoek in het cahier", {"onderzoek": ""}, "Schrijf eerst waar het onderzoek over gaat"),
    ],
)
def test_what_cannot_be_done_is_said_at_its_field_and_stays_there(
    browser: Browser, button: str, answers: dict[str, str | list[str]], what: str
) -> None:
    begin(browser)
    say(browser, "meer uitval -> meer meldingen")
    page = browser.press(button, answers)
    assert page.status == 422
    (link,) = page.tree.xpath('//a[starts-with(@href, "#")][ancestor::*[contains(@class, "alert")]]')
    assert what in link.text_content()
    field = page.tree.get_element_by_id(link.get("href")[1:])
    assert field.get("aria-invalid") == "true"
    assert field.get("value").strip() == str(next(reversed(answers.values()))).strip()
    assert field.xpath("ancestor::details[@open]")


def test_enter_in_a_field_does_what_stands_beside_it(browser: Browser) -> None:
    begin(browser)
    say(browser, "meer uitval -> meer meldingen")
    page = browser.press("Zet op de kaart", {"onderzoek": "uitval hulp"})
    assert "Welk onderzoek bedoelt u?" in page.text
    page = browser.press("Zet op de kaart", {"factor": "uitval", "naam": "uitval uit hulp", "onderzoek": ""})
    assert "Andere naam" in page.text


def test_the_figures_of_a_study_stand_on_the_map_with_what_they_are(site: Site) -> None:
    indicator = next(
        one for factor in site.maps["caseload-veilig-thuis"].factors for one in factor.indicators
    )
    figure = {"kind": "share", "value": 0.24, "low": 0.2, "high": 0.28}
    results = {
        "study": {"title": "Proefstudie", "chain": indicator.chain, "synthetic": True,
                  "period": {"from": "2024-01-01", "to": "2024-12-31"}},
        "status": "protected", "policy": {"rounding": 10, "threshold": 10}, "factors": [],
        "measures": [{"id": indicator.measure, "name": {"nl": "Deel"}, "headline": {indicator.figure: figure}}],
    }  # fmt: skip
    browser = Browser(application(replace(site, results=results)))
    page = browser.get(HERE + "caseload-veilig-thuis/")
    text = page.text.replace("\xa0", " ")
    assert "Deel: 24 % (20 % tot 28 %)" in text
    assert "Cijfers: Proefstudie, 1 januari 2024 tot en met 31 december 2024." in text
    assert "Uitvoer beschermd; afgerond op 10, drempel 10." in text
    assert "Verzonnen gegevens" in text
    carried = page.fields("//form[@id='sessie']")
    for ending in ("html", "svg"):
        assert "Proefstudie" in browser.post(HERE + "bestand", [*carried, ("als", ending)]).body.decode()
    assert "Proefstudie" not in browser.get(HERE + "school-naar-werk/").text


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


STATES: dict[str, str] = {
    "maps": HERE,
    "large map": HERE + "caseload-veilig-thuis/",
    "contested map": HERE + "lerarentekort-groeisectoren/",
    "English maps": f"/en{HERE}",
    "English map": f"/en{HERE}thuiszitters/",
}
SENT: dict[str, list[tuple[str, str]]] = {
    "link said": [("zin", "meer werkdruk -> later meer uitval"), ("actie", "zeg")],
    "much like another": [("zin", "meer preventi -> meer uitval"), ("actie", "zeg")],
    "no link": [("zin", "zomaar iets"), ("actie", "zeg")],
    "studies to choose from": [("onderzoek", "uitval"), ("bij", "factor:preventie"), ("actie", "zoek")],
    "no study": [("onderzoek", "zzzz"), ("actie", "zoek")],
    "renamed": [("factor", "preventie"), ("naam", "voorkomen"), ("actie", "hernoem")],
    "not renamed": [("factor", "preventie"), ("naam", ""), ("actie", "hernoem")],
}


def show(screen: Chromium, address: str, state: str) -> None:
    """Bring the browser to a page in a state."""
    if state in STATES:
        screen.go(address + STATES[state])
    else:
        sent = [("sessie", session_file(Session(load_map("thuiszitters")))), *SENT[state]]
        screen.go(address + HERE)
        screen.send(address + SESSION, sent)


@pytest.mark.parametrize("state", [*STATES, *SENT])
def test_axe_finds_nothing_and_nothing_falls_off(screen: Chromium, address: str, state: str) -> None:
    show(screen, address, state)
    check_axe(screen)
    check_fits(screen)


@pytest.mark.parametrize("state", ["maps", "contested map", "link said", "studies to choose from"])
def test_everything_is_reached_by_keyboard_and_seen(screen: Chromium, address: str, state: str) -> None:
    show(screen, address, state)
    open_folds(screen)
    check_keyboard(screen)


@pytest.mark.parametrize(
    ("state", "words"), [("large map", "Waar je het meest mee raakt"), ("renamed", "voorkomen")]
)
def test_paper_has_the_drawing_and_every_link_and_no_button(
    screen: Chromium, address: str, state: str, words: str
) -> None:
    show(screen, address, state)
    assert words in check_paper(screen)
    assert screen.run("document.querySelector('svg').getBoundingClientRect().width > 300")


@pytest.mark.parametrize("state", ["maps", "large map", "link said"])
def test_no_request_leaves_and_the_policy_is_never_broken(screen: Chromium, address: str, state: str) -> None:
    screen.events.clear()
    show(screen, address, state)
    check_stays_inside(screen, address)
    assert screen.run("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_research_is_put_behind_a_link_by_keyboard_without_script(screen: Chromium, address: str) -> None:
    screen.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        show(screen, address, "link said")
        screen.run("document.getElementById('onderzoek').closest('details').open = true")
        screen.run("document.getElementById('onderzoek').focus()")
        screen.call("Input.insertText", text="uitval hulp")
        screen.press("Enter", loads=True)
        screen.run("document.querySelector('[value^=\"bewijs:\"]').focus()")
        screen.press("Enter", loads=True)
        assert "Onderzoek erbij:" in screen.run("document.querySelector('[role=status]').textContent")
    finally:
        screen.call("Emulation.setScriptExecutionDisabled", value=False)


def test_a_session_by_keyboard(screen: Chromium, address: str) -> None:
    screen.size(1280)
    screen.go(address + HERE + "lerarentekort-groeisectoren/")
    screen.run("document.getElementById('zin').value = 'meer werkdruk -> meer uitval'; 1")
    assert screen.run("document.activeElement.id") == "zin"
    screen.press("Enter", loads=True)
    assert "Op de kaart:" in screen.run("document.body.innerText")
    assert screen.run("document.activeElement.id") == "zin"
    assert audit(screen) == []


def test_a_report_has_its_text_and_its_drawing_over_the_whole_window(
    screen: Chromium, tmp_path: Path
) -> None:
    cited = {one.id: citation(one) for one in load_catalogue("sociaal-domein").studies}
    file = tmp_path / "kaart.html"
    view = map_view(load_map("caseload-veilig-thuis"), "nl", studies=cited)
    file.write_text(render_map(view, "nl", date(2026, 11, 23)), encoding="utf-8")
    screen.size(1280, 900)
    screen.go(file.as_uri())
    assert screen.run("document.querySelector('main').clientWidth") > 1000
    assert screen.run("document.querySelector('svg').clientWidth") > 1000
    assert audit(screen) == []
    screen.size(320, 900)
    assert screen.run("document.documentElement.scrollWidth") <= 320
    assert "2020). Een hardnekkig probleem" in screen.run("document.body.innerText")
