"""The catalogue as pages: search, filters, the map, one study, what can be taken along; and in Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from time import perf_counter
from xml.etree.ElementTree import fromstring

import pytest

from helpers.chromium import Chromium
from helpers.lanes import (
    check_axe,
    check_fits,
    check_keyboard,
    check_paper,
    check_stays_inside,
    open_folds,
    wait_until,
)
from helpers.web import Browser, site_for_tests
from ketenzicht.catalogue.load import load_catalogue
from ketenzicht.catalogue.model import Catalogue
from ketenzicht.catalogue.search import build_index, highlight, search
from ketenzicht.web.app import application, listen
from ketenzicht.web.cahier_shelf import Shelf
from ketenzicht.web.site import Site

pytestmark = pytest.mark.web

STUDY = "regioplan-een-hardnekkig-probleem-2020"
UNREAD = "regioplan-thuiszitterspact-verhaal-achter-de-cijfers-2019"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue("sociaal-domein")


@pytest.fixture(scope="module")
def site(catalogue: Catalogue) -> Site:
    return replace(site_for_tests(), shelf=Shelf(catalogue))


@pytest.fixture
def browser(site: Site) -> Browser:
    return Browser(application(site))


def test_home_leads_to_it_and_without_a_catalogue_there_is_none(browser: Browser) -> None:
    assert "cahier/" in browser.get("/").body.decode()
    bare = Browser(application(site_for_tests()))
    assert "cahier/" not in bare.get("/").body.decode()
    assert bare.get("/cahier/").status == 404


def test_a_search_finds_and_marks_and_keeps_what_was_asked(browser: Browser) -> None:
    page = browser.get("/cahier/?q=uitval+hulp&thema=huiselijk-geweld-kindermishandeling")
    assert page.status == 200
    assert STUDY in page.body.decode()
    assert "<mark>hulp</mark>" in page.body.decode()
    assert 'value="uitval hulp"' in page.body.decode()


def test_a_list_says_what_came_out_and_where_it_answers(browser: Browser) -> None:
    page = browser.get("/cahier/?q=schulden+uitval").tree
    (card,) = page.xpath('//li[@class="kz-card"]')
    marked = {one.text_content().lower() for one in card.xpath(".//mark")}
    assert "uitval" in marked
    assert any(word.startswith("schuld") for word in marked)
    effect = browser.get("/cahier/?ontwerp=effect").tree
    assert effect.xpath('//details[@open]//li[contains(., "27% tegen 22%")]')
    everything = browser.get("/cahier/").tree
    assert everything.xpath('//li[@class="kz-card"]//details[not(@open)]')
    assert not everything.xpath('//li[@class="kz-card"]//details[@open]')


def test_every_word_that_was_asked_is_marked_in_every_study_found(
    browser: Browser, catalogue: Catalogue
) -> None:
    for words in ("landelijk gemeenten", "steekproef", "kinderen enquete", "interviews ouders"):
        page = browser.get("/cahier/?q=" + words.replace(" ", "+")).tree
        cards = page.xpath('//li[@class="kz-card"]')
        assert cards
        for card in cards:
            said = " ".join(one.text_content() for one in card.xpath(".//mark"))
            for word in words.split():
                assert any(segment.is_hit for segment in highlight(said, word)), (word, card.text_content())


def test_filters_narrow_what_is_found(browser: Browser, catalogue: Catalogue) -> None:
    effect = [study.id for study in catalogue.studies if study.design == "effect" and study.year >= 2019]
    text = browser.get("/cahier/?ontwerp=effect&vanaf=2019").body.decode()
    assert all(f"/cahier/{one}/" in text for one in effect)
    assert text.count('class="kz-card"') == len(effect)


def test_nothing_found_says_so_and_helps(browser: Browser) -> None:
    page = browser.get("/cahier/?q=schlden")
    assert "Niets gevonden" in page.text
    assert "?q=schulden" in page.body.decode()


@pytest.mark.parametrize(
    "query", ["q=%00%ff<script>", "vanaf=abc", "blad=-1", "blad=99999", "ontwerp=x&methode=y", "thema='"]
)
def test_a_strange_address_gets_a_page(browser: Browser, query: str) -> None:
    page = browser.get(f"/cahier/?{query}")
    assert page.status == 200
    assert b"<script>" not in page.body


def test_every_study_has_a_page_in_both_languages(browser: Browser, catalogue: Catalogue) -> None:
    for study in catalogue.studies:
        for language in ("", "/en"):
            page = browser.get(f"{language}/cahier/{study.id}/")
            assert page.status == 200
            assert study.title in page.text.replace("\xa0", " ")
    assert browser.get("/cahier/bestaat-niet/").status == 404


def test_a_study_says_what_was_not_read(browser: Browser) -> None:
    page = browser.get(f"/cahier/{UNREAD}/")
    assert "hebben wij geen uitkomst gelezen" in page.text
    assert "Uitval uit hulp" in browser.get(f"/cahier/{STUDY}/").text


def test_a_study_says_who_made_it_when_and_where_else_it_was_read(browser: Browser) -> None:
    page = browser.get("/cahier/seo-wajongers-onder-participatiewet-2018/")
    assert "2018, SEO Economisch Onderzoek" in page.text
    assert "2 februari 2018" in page.text
    assert "Wanneer het elders ook geldt niet bekend" in " ".join(page.text.split())
    assert page.tree.xpath('//a[contains(@href, "nrc.nl")]')


@pytest.mark.parametrize("by", ["methode", "ontwerp", "aanpak"])
def test_each_cell_of_the_map_leads_to_as_many_studies_as_it_says(browser: Browser, by: str) -> None:
    from lxml import html

    page = html.fromstring(browser.get(f"/cahier/kaart/?naar={by}").body.decode())
    cells = page.xpath('//a[@class="kz-map__cell"]')
    assert len(cells) > 20
    for cell in cells[::7]:
        number = int(cell.xpath("./span")[0].text)
        found = browser.get(cell.get("href")).body.decode()
        assert found.count('class="kz-card"') == number


def test_what_was_chosen_is_said_and_can_be_undone(browser: Browser) -> None:
    page = browser.get("/cahier/?q=geweld&aanpak=veilig-thuis&vanaf=2015&tot=2020&gelezen=ja")
    said = "Gekozen: Aanpak: Veilig Thuis en de hulp na een melding; vanaf 2015; tot en met 2020; uitkomsten gelezen."
    assert said in page.text
    assert page.tree.xpath('//a[@href="/cahier/?q=geweld"]')


def test_a_year_of_the_timeline_leads_to_as_many_studies_as_it_says(browser: Browser) -> None:
    row = browser.get("/cahier/kaart/").tree.xpath('//table[@class="kz-years"]/tbody/tr')[2]
    found = browser.get(row.xpath(".//a")[0].get("href")).body.decode()
    assert found.count('class="kz-card"') == int(row.xpath("./td")[0].text)


def test_the_longest_bar_of_the_timeline_fits_and_the_others_keep_their_part(
    screen: Chromium, address: str
) -> None:
    for width in (375, 1280):
        screen.size(width, 900)
        screen.go(address + "/cahier/kaart/")
        bars = screen.run(
            "[...document.querySelectorAll('.kz-years tbody tr')].map(row => ["
            "Number(row.querySelector('td').innerText), "
            "row.querySelector('.kz-bar--all').getBoundingClientRect().width, "
            "row.querySelector('.kz-bar').getBoundingClientRect().width])"
        )
        most = max(number for number, _, _ in bars)
        assert all(abs(drawn - whole * number / most) < 1 for number, drawn, whole in bars)
        wide = screen.run(
            "(box => [box.scrollWidth, box.clientWidth])(document.querySelector('.kz-years').parentElement)"
        )
        assert wide[0] <= wide[1], wide


def test_a_map_of_approaches_that_nobody_coded_says_so(catalogue: Catalogue) -> None:
    bare = tuple(
        study.model_copy(update={"interventions": (), "outcomes": (), "coded_from": ()})
        for study in catalogue.studies
    )
    shelf = Shelf(catalogue.model_copy(update={"studies": bare}))
    page = Browser(application(replace(site_for_tests(), shelf=shelf))).get("/cahier/kaart/?naar=aanpak")
    assert "Nog geen onderzoek van dit cahier is ingedeeld" in page.text
    assert not page.tree.xpath('//table[not(@class="kz-years")]')


def test_what_was_found_can_be_taken_along(browser: Browser, catalogue: Catalogue) -> None:
    page = browser.get("/cahier/verwijzingen.ris?thema=dakloze-jongeren")
    assert page.status == 200
    assert page.body.count(b"TY  - ") == sum(
        "dakloze-jongeren" in study.themes for study in catalogue.studies
    )
    assert b"@" in browser.get(f"/cahier/verwijzingen.bib?onderzoek={STUDY}").body
    assert browser.get("/cahier/verwijzingen.exe").status == 404


def test_the_feed_leads_to_pages(browser: Browser) -> None:
    root = fromstring(browser.get("/cahier/feed.xml").body)
    first = root.findtext("{*}entry/{*}id")
    assert first is not None
    assert browser.get(first.removeprefix("http://localhost").removeprefix("http://127.0.0.1")).status == 200


def test_a_search_in_ten_thousand_studies_takes_no_fifty_milliseconds(catalogue: Catalogue) -> None:
    many = [
        study.model_copy(update={"id": f"{study.id}-{number}", "title": f"{study.title} deel{number}"})
        for number in range(84)
        for study in catalogue.studies
    ]
    index = build_index(many)
    assert len(many) > 10_000
    took = []
    for question in (
        "schulden jongeren",
        "uitval hulp",
        "wijkteam",
        "veilig thuis melding",
        "huisverbod",
        "kosten baten",
    ):
        begin = perf_counter()
        assert search(index, question)
        took.append(perf_counter() - begin)
    assert median(took) < 0.05


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    server = listen(site, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


STATES = {
    "all": "/cahier/",
    "found": "/cahier/?q=uitval+hulp",
    "narrowed": "/cahier/?aanpak=veilig-thuis&uitkomst=geweld&vanaf=2015&gelezen=ja",
    "nothing found": "/cahier/?q=schlden",
    "second page": "/cahier/?blad=2",
    "study": f"/cahier/{STUDY}/",
    "study, nothing read": f"/cahier/{UNREAD}/",
    "map": "/cahier/kaart/",
    "map of designs": "/cahier/kaart/?naar=ontwerp",
    "map of approaches": "/cahier/kaart/?naar=aanpak",
    "English": "/en/cahier/?thema=dakloze-jongeren",
    "English study": f"/en/cahier/{STUDY}/",
    "English map": "/en/cahier/kaart/?naar=aanpak",
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_falls_off(screen: Chromium, address: str, state: str) -> None:
    screen.go(address + STATES[state])
    check_axe(screen)
    check_fits(screen)


@pytest.mark.parametrize("state", ["found", "narrowed", "study", "map of designs"])
def test_everything_is_reached_by_keyboard_and_seen(screen: Chromium, address: str, state: str) -> None:
    screen.go(address + STATES[state])
    open_folds(screen)
    check_keyboard(screen)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("found", "Gezocht: uitval hulp"),
        ("study", "Zo noemt u het"),
        ("map of approaches", "Tijdelijk huisverbod: "),  # the list says what a wide table loses on paper
    ],
)
def test_paper_has_every_word_and_no_button(screen: Chromium, address: str, state: str, words: str) -> None:
    screen.go(address + STATES[state])
    assert words in check_paper(screen)


@pytest.mark.parametrize("state", ["found", "study", "map"])
def test_no_request_leaves_and_the_policy_is_never_broken(screen: Chromium, address: str, state: str) -> None:
    screen.events.clear()
    screen.go(address + STATES[state])
    check_stays_inside(screen, address)


def test_a_wide_map_keeps_its_row_names_in_sight(screen: Chromium, address: str) -> None:
    screen.size(375, 700)
    screen.go(address + STATES["map of approaches"])
    screen.run("document.querySelector('.kz-map').scrollLeft = 600")
    assert screen.run("document.querySelector('.kz-map tbody th').getBoundingClientRect().left") >= 0


def test_found_while_typing(screen: Chromium, address: str) -> None:
    screen.go(address + "/cahier/")
    screen.run("document.getElementById('q').focus()")
    screen.call("Input.insertText", text="uitval hulp")
    wait_until(screen, "document.querySelectorAll('#gevonden .kz-card').length === 2")
    assert screen.run("location.search") == "?q=uitval+hulp"
    assert screen.run("document.getElementById('aantal').innerText") == "2 van 120 onderzoeken"
    assert screen.run("document.activeElement.id") == "q"


def test_without_the_script_the_button_finds_the_same(screen: Chromium, address: str) -> None:
    screen.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        screen.go(address + "/cahier/")
        screen.run("document.getElementById('q').focus()")
        screen.call("Input.insertText", text="uitval hulp")
        screen.press("Enter", loads=True)
        assert screen.run("document.querySelectorAll('#gevonden .kz-card').length") == 2
    finally:
        screen.call("Emulation.setScriptExecutionDisabled", value=False)
