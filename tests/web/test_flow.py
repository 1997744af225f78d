"""A whole case without JavaScript: from the first question to the plan, its files and its paper."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from helpers.guides import DAY
from helpers.web import START, Browser, application_for_tests

pytestmark = pytest.mark.web


@pytest.fixture
def browser() -> Browser:
    return Browser(application_for_tests())


def shown(browser: Browser) -> str:
    """The fact that the page asks for."""
    assert browser.page is not None
    return dict(browser.page.fields()).get("gevraagd", "")


def fill_in(browser: Browser, **answers: str | list[str]) -> None:
    """Answer the questions one by one, until the answers are shown."""
    browser.get(START)
    browser.press("Begin")
    while fact := shown(browser):
        given = answers[fact.replace(".", "_").replace("-", "_")]
        if fact == "cjib.brief" and isinstance(given, list):
            fields = {
                f"{part}.{fact}": text for part, text in zip(("dag", "maand", "jaar"), given, strict=True)
            }
        else:
            fields = {f"feit.{fact}": given}  # type: ignore[dict-item]
        browser.answer(fields)
        assert browser.page is not None
        assert browser.page.status == 200


CASE: dict[str, str | list[str]] = {
    "brp": "nee",
    "schuldeisers": ["cjib"],
    "cjib_stap": "aanmaning",
    "cjib_bedrag": "1.250,50",
    "cjib_brief": ["16", "11", "2026"],
    "nieuwe_boetes": "nee",
}


def test_the_home_page_leads_to_the_guide(browser: Browser) -> None:
    page = browser.get("/")
    assert page.tree.xpath("//main//a/@href") == [START]


def test_from_question_to_plan(browser: Browser) -> None:
    fill_in(browser, **CASE)
    check = browser.page
    assert check is not None
    assert check.title == "Kijk uw antwoorden na"
    browser.post(START + "plan", check.fields())
    assert browser.page is not None
    assert browser.page.title == "Plan"
    steps = [
        " ".join(one.text_content().split())
        for one in browser.page.tree.xpath("//ol[@class='kz-tasks']/li/h3")
    ]
    assert steps == ["1 uitstel CJIB", "2 briefadres Gemeente"]
    text = browser.page.text
    assert "kan niet wachten" in text
    assert "Uiterlijk 30 november 2026" in text  # two weeks after 16 November
    assert "De jongere of de hulpverlener" in text
    assert "058-123 example.org" in text
    assert "De laatste brief" in text
    assert "Begin nog niet met betalen." in text
    assert "Dit weten wij niet." in text


@pytest.mark.parametrize("name", ["plan", "papier"])
def test_the_plan_begins_with_what_cannot_wait_by_when_and_whom_to_call(browser: Browser, name: str) -> None:
    given = [
        ("feit.brp", "nee"), ("feit.schuldeisers", "cjib"), ("feit.cjib.stap", "aanmaning"),
        ("feit.cjib.brief", "16-11-2026"), ("feit.nieuwe-boetes", "nee"),
    ]  # fmt: skip
    page = browser.post(START + name, given)
    [first] = page.tree.xpath("//ol[@class='kz-first']")
    assert (
        " ".join(first.text_content().split()) == "1 uitstel CJIB Uiterlijk 30 november 2026 Balie: 058-123"
    )
    assert first.xpath(".//a[@href='tel:058123']")
    headings = page.tree.xpath("//main//*[self::h1 or self::h2]/text()")
    assert headings[1] == "Kan niet wachten"
    without = browser.post(START + name, [("feit.brp", "nee"), ("feit.schuldeisers", "geen")])
    assert "briefadres" in without.text
    assert "Kan niet wachten" not in without.text


def test_what_stands_in_the_way_is_named_and_explained(browser: Browser) -> None:
    for name in ("plan", "resultaat", "papier"):
        page = browser.post(START + name, [("feit.schuldeisers", "cjib"), ("feit.nieuwe-boetes", "ja")])
        [block] = page.tree.xpath("//section[@class='kz-blockers']")
        said = " ".join(block.text_content().split())
        assert said.startswith("Dit staat in de weg Er komen nieuwe boetes")
        assert "Dan weigert het CJIB. Wat helpt: Neem de oorzaak weg." in said


def test_an_answer_can_be_that_one_does_not_know(browser: Browser) -> None:
    browser.get(START)
    browser.press("Begin")
    for kind in ("weet-ik-niet", "zoek-ik-uit", "wil-ik-niet-zeggen"):
        assert browser.page is not None
        fact = shown(browser)
        assert browser.page.tree.xpath(f"//input[@name='feit.{fact}' and @value='{kind}']"), fact


def test_what_one_will_find_out_stands_in_the_plan(browser: Browser) -> None:
    page = browser.post(START + "plan", [("feit.schuldeisers", "cjib"), ("feit.cjib.stap", "zoek-ik-uit")])
    assert "Bel en vraag welke brief de laatste is." in page.text


def test_back_shows_the_question_before_with_its_answer(browser: Browser) -> None:
    browser.get(START)
    browser.press("Begin")
    first = shown(browser)
    answer = "nee" if first == "brp" else ["cjib"]
    browser.answer({f"feit.{first}": answer})
    second = shown(browser)
    assert second not in ("", first)
    browser.press("Vorige")
    assert shown(browser) == first
    assert browser.page is not None
    assert browser.page.tree.xpath(f"//input[@name='feit.{first}' and @checked]")
    browser.press("Verder")
    assert shown(browser) == second


def test_one_answer_can_be_changed_from_the_check_page(browser: Browser) -> None:
    page = browser.post(START + "controle", [("feit.brp", "ja"), ("feit.schuldeisers", "geen")])
    change = page.buttons()[[b.get("value") for b in page.buttons()].index("brp")]
    page = browser.post(START + "vraag", [*page.fields(), (change.get("name"), change.get("value"))])
    assert shown(browser) == "brp"
    page = browser.answer({"feit.brp": "nee"})
    assert page.title == "Kijk uw antwoorden na"
    assert ("feit.brp", "nee") in page.fields()
    assert [name for name, _ in page.fields()] == ["feit.brp", "feit.schuldeisers"]


def test_all_questions_on_one_page_bring_the_questions_that_follow(browser: Browser) -> None:
    browser.get(START)
    page = browser.press("Alles op één pagina")
    assert "Vraag over cjib.stap?" not in page.text
    page = browser.answer({"feit.brp": "nee", "feit.schuldeisers": ["cjib"]})
    assert "Er zijn vragen bijgekomen" in page.text
    assert "Vraag over cjib.stap?" in page.text
    page = browser.answer({"feit.cjib.bedrag": "500"})
    assert page.title == "Kijk uw antwoorden na"
    assert "€ 500,00" in page.text.replace("\u00a0", " ")


def test_an_answer_on_the_page_with_all_questions_brings_only_what_comes_or_goes(browser: Browser) -> None:
    """What the script of that page asks for."""
    shown = [("gevraagd", name) for name in ("brp", "schuldeisers")]
    follow = ("actie", "volgen")
    page = browser.post(START + "alles", [*shown, ("feit.schuldeisers", "cjib"), ("feit.brp", "x"), follow])
    assert page.status == 200
    places = {one.get("id"): one for one in page.tree.xpath("//*[@class='kz-place']")}
    assert set(places) == {"plek-cjib-stap", "plek-cjib-bedrag", "plek-nieuwe-boetes"}
    assert "Er zijn vragen bijgekomen: 3" in page.text
    assert b"<html" not in page.body
    shown += [("gevraagd", "cjib.stap"), ("gevraagd", "cjib.bedrag"), ("gevraagd", "nieuwe-boetes")]
    page = browser.post(START + "alles", [*shown, ("feit.cjib.bedrag", "500"), follow])
    assert not page.tree.xpath("//fieldset")
    [kept] = page.tree.xpath("//*[@id='plek-cjib-bedrag']/input")
    assert (kept.get("type"), kept.get("name"), kept.get("value")) == ("hidden", "feit.cjib.bedrag", "500")


def test_the_result_says_why_an_option_is_closed_and_what_opens_it(browser: Browser) -> None:
    page = browser.post(
        START + "resultaat",
        [("feit.schuldeisers", "cjib"), ("feit.nieuwe-boetes", "ja"), ("feit.cjib.stap", "boete")],
    )
    text = page.text
    assert "Er komen nieuwe boetes aan." in text  # in the words of the option, not of the blocker
    assert "Neem de oorzaak weg." in text
    assert "Het CJIB weegt de draagkracht." in text
    assert "Dit moeten we nog weten: Vraag over brp?" in text
    [here] = page.tree.xpath("//li[@aria-current='step']/strong/text()")
    assert here == "Boete betalen"


def test_sources_certainty_and_the_badge_stand_with_every_option(browser: Browser) -> None:
    page = browser.post(
        START + "plan", [("feit.brp", "nee"), ("feit.schuldeisers", "cjib"), ("feit.nieuwe-boetes", "nee")]
    )
    [urgent, address] = page.tree.xpath("//ol[@class='kz-tasks']/li")
    assert "tweede hand" in urgent.text_content()
    assert "controleer" in urgent.text_content()
    assert "officiële bron" in address.text_content()
    assert "controleer" not in address.text_content()
    assert "1 november 2026" in address.text_content()
    assert address.xpath(".//a[@href='https://example.org/wet']")


def test_a_case_can_be_kept_and_opened_again(browser: Browser) -> None:
    given = [("feit.brp", "nee"), ("feit.schuldeisers", "cjib"), ("feit.cjib.bedrag", "12,50")]
    kept = browser.post(START + "casus", given)
    assert kept.headers["Content-Disposition"] == 'attachment; filename="casus-klein.json"'
    assert json.loads(kept.body)["feiten"]["cjib.bedrag"] == ["12,50"]
    page = browser.send_file(START + "openen", kept.body)
    assert page.status == 200
    assert set(page.fields()) == set(given)


def test_the_terms_go_into_a_calendar(browser: Browser) -> None:
    from icalendar import Calendar

    page = browser.post(
        START + "agenda",
        [("feit.schuldeisers", "cjib"), ("feit.cjib.stap", "aanmaning"), ("feit.cjib.brief", "16-11-2026"),
         ("feit.nieuwe-boetes", "nee")],
    )  # fmt: skip
    assert page.headers["Content-Type"].startswith("text/calendar")
    days = [str(event.decoded("dtstart")) for event in Calendar.from_ical(page.body).walk("VEVENT")]
    assert days == ["2026-11-30", "2026-12-14"]


def test_a_letter_is_filled_with_what_was_given_and_nothing_else(browser: Browser) -> None:
    from docx import Document

    given = [("feit.schuldeisers", "cjib"), ("feit.cjib.bedrag", "1250,5")]
    text = browser.post(START + "brief", [*given, ("brief", "txt:verzoek")]).body.decode()
    assert text == "CJIB\n\nUitstel\n\nEr staat €\u00a01.250,50 open.\n\nVan [naam].\n"
    word = Document(BytesIO(browser.post(START + "brief", [*given, ("brief", "docx:verzoek")]).body))
    assert "\n\n".join(one.text for one in word.paragraphs) + "\n" == text
    assert (word.core_properties.author, word.core_properties.comments) == ("", "")
    assert (word.core_properties.title, word.core_properties.language) == ("Uitstel", "nl-NL")
    assert round(word.sections[0].page_height.mm) == 297
    assert browser.post(START + "brief", [*given, ("brief", "docx:anders")]).status == 404


def test_what_is_not_known_is_a_blank_with_its_name(browser: Browser) -> None:
    given = [("feit.schuldeisers", "cjib"), ("feit.cjib.bedrag", "weet-ik-niet"), ("brief", "txt:verzoek")]
    assert "Er staat [cjib.bedrag] open." in browser.post(START + "brief", given).body.decode()


def test_paper_has_contacts_terms_and_no_folds(browser: Browser) -> None:
    page = browser.post(
        START + "papier",
        [("feit.schuldeisers", "cjib"), ("feit.nieuwe-boetes", "nee"), ("feit.cjib.stap", "aanmaning"),
         ("feit.cjib.brief", "16-11-2026")],
    )  # fmt: skip
    assert not page.tree.xpath("//details")
    assert "058-123" in page.text
    assert "14 december 2026" in page.text


def test_the_receipt_names_chain_version_day_and_program(browser: Browser) -> None:
    text = browser.post(START + "plan", [("feit.brp", "nee")]).text
    assert f"Gemaakt op {DAY.day} november 2026 met klein 1" in text


def test_english_pages_carry_the_case_along(browser: Browser) -> None:
    page = browser.post(START + "plan", [("feit.brp", "nee")])
    [switch] = [one for one in page.buttons() if one.get("lang") == "en"]
    other = browser.post(switch.get("formaction"), page.fields())
    assert other.tree.get("lang") == "en"
    assert ("feit.brp", "nee") in other.fields()


def test_a_page_of_a_case_without_a_case_leads_to_the_start(browser: Browser) -> None:
    page = browser.get(START + "plan")
    assert (page.status, page.headers["Location"]) == (302, "./")
