"""What goes wrong gives a clear page with the right status, and nothing of what was typed is lost."""

from __future__ import annotations

import json

import pytest

from helpers.web import START, Browser, application_for_tests, web_chain
from ketenzicht.guide.case_file import case_file

pytestmark = pytest.mark.web


@pytest.fixture
def browser() -> Browser:
    return Browser(application_for_tests())


def ask(browser: Browser, fact: str) -> None:
    """Show one question of a case with one other answer."""
    page = browser.post(
        START + "vraag",
        [("feit.schuldeisers", "cjib"), ("feit.cjib.stap", "aanmaning"), ("wijzig", fact)],
    )
    assert page.status == 200


def test_a_day_that_does_not_exist_stays_in_its_fields(browser: Browser) -> None:
    ask(browser, "cjib.brief")
    page = browser.answer({"dag.cjib.brief": "31", "maand.cjib.brief": "2", "jaar.cjib.brief": "2026"})
    assert page.status == 422
    assert "Deze datum bestaat niet." in page.text
    assert page.tree.xpath("//title")[0].text.startswith("Fout:")
    fields = dict(page.fields())
    assert [fields[f"{part}.cjib.brief"] for part in ("dag", "maand", "jaar")] == ["31", "2", "2026"]
    assert fields["feit.cjib.stap"] == "aanmaning"


@pytest.mark.parametrize("text", ["veel", "-3", "12,5,5", "1e9", "9" * 30, "<script>"])
def test_an_amount_that_is_none_stays_in_its_field(browser: Browser, text: str) -> None:
    ask(browser, "cjib.bedrag")
    page = browser.answer({"feit.cjib.bedrag": text})
    assert page.status == 422
    assert page.tree.xpath("//input[@id='feit-cjib-bedrag']/@value") == [text]
    assert page.tree.xpath("//a[@href='#feit-cjib-bedrag']")


def test_an_answer_and_not_knowing_at_once_is_a_mistake(browser: Browser) -> None:
    page = browser.post(
        START + "vraag",
        [("gevraagd", "schuldeisers"), ("feit.schuldeisers", "cjib"), ("feit.schuldeisers", "weet-ik-niet")],
    )
    assert page.status == 422
    assert "Niet allebei." in page.text
    assert len(page.tree.xpath("//input[@name='feit.schuldeisers' and @checked]")) == 2


def test_no_answer_is_asked_again(browser: Browser) -> None:
    page = browser.post(START + "vraag", [("gevraagd", "brp")])
    assert page.status == 422
    assert "Kies of geef een antwoord." in page.text


def test_an_answer_that_is_taken_away_is_gone(browser: Browser) -> None:
    page = browser.post(START + "alles", [("gevraagd", "brp"), ("feit.schuldeisers", "geen")])
    assert "feit.brp" not in dict(page.fields())


@pytest.mark.parametrize("page_name", ["vraag", "controle", "resultaat", "plan", "papier", "agenda", "brief"])
def test_an_impossible_answer_in_a_hidden_field_is_shown_and_can_be_changed(
    browser: Browser, page_name: str
) -> None:
    page = browser.post(START + page_name, [("feit.brp", "misschien"), ("feit.cjib.bedrag", "5")])
    assert page.status == 422
    assert "Antwoord met ja of nee." in page.text
    assert "misschien" in page.text
    assert ("feit.cjib.bedrag", "5") in page.fields()


def test_an_answer_to_a_question_that_does_not_exist_is_told_and_left_out(browser: Browser) -> None:
    page = browser.post(START + "plan", [("feit.oud", "ja"), ("feit.brp", "ja")])
    assert page.status == 422
    assert "Deze vraag bestaat niet." in page.text
    assert page.fields() == [("feit.brp", "ja")]


def test_an_unknown_field_that_is_no_answer_changes_nothing(browser: Browser) -> None:
    assert browser.post(START + "plan", [("feit.brp", "nee"), ("utm_source", "x")]).status == 200


def test_a_question_that_does_not_exist_cannot_be_asked(browser: Browser) -> None:
    assert browser.post(START + "vraag", [("wijzig", "niets")]).status == 404
    assert browser.post(START + "vraag", [("gevraagd", "niets")]).status == 404


def test_a_post_of_ten_megabytes_is_refused_with_a_page(browser: Browser) -> None:
    page = browser.post(START + "plan", [("feit.brp", "x" * 10_000_000)])
    assert page.status == 413
    assert page.title == "Dit is te groot"
    assert browser.send_file(START + "openen", b"x" * 10_000_000).status == 413


def test_too_many_fields_are_refused_with_a_page(browser: Browser) -> None:
    page = browser.post(START + "plan", [("feit.brp", "ja")] * 1001)
    assert page.status == 400
    assert page.title == "Dit formulier kunnen we niet lezen"


def test_an_address_that_does_not_exist(browser: Browser) -> None:
    for path in ("/niets", "/wegwijzer/niets/", "/en/wegwijzer/niets/vraag"):
        page = browser.get(path)
        assert page.status == 404
        assert page.tree.xpath("//main//a")
    assert page.tree.get("lang") == "en"


def test_a_host_that_is_not_ours_is_refused(browser: Browser) -> None:
    assert browser.post(START + "plan", HTTP_HOST="elders.example").status == 400


def kept(**changes: object) -> bytes:
    content = json.loads(case_file(web_chain(), {"brp": ["nee"]}))
    return json.dumps({**content, **changes}).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"geen json", "geen bewaarde casus"),
        (b"", "geen bewaarde casus"),
        (b"[" * 100_000, "geen bewaarde casus"),
        (kept(versie=99), "andere versie van het programma"),
        (kept(keten="anders"), "een andere wegwijzer"),
        (kept(feiten={"brp": "nee"}), "beschadigd"),
    ],
)
def test_a_file_that_is_no_case_of_this_guide(browser: Browser, data: bytes, said: str) -> None:
    page = browser.send_file(START + "openen", data)
    assert page.status == 422
    assert said in page.text


def test_a_file_of_another_version_of_the_chain_opens_with_a_remark(browser: Browser) -> None:
    page = browser.send_file(START + "openen", kept(ketenversie="0"))
    assert page.status == 200
    assert "eerdere versie van de wegwijzer" in page.text


def test_no_file_at_all(browser: Browser) -> None:
    page = browser.post(START + "openen")
    assert page.status == 422
    assert "geen bestand gekozen" in page.text
