"""The guides that come with the program: every worked case gives its pages, and the fullest ones pass in Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from helpers.chromium import Chromium, audit
from helpers.web import Browser
from ketenzicht.chain.model import WorkedCase
from ketenzicht.guide.assess import Guide
from ketenzicht.rules.answers import read_answers
from ketenzicht.web.app import application, listen
from ketenzicht.web.creditors import by_what_is_open, creditors
from ketenzicht.web.site import shipped_site

pytestmark = pytest.mark.web

SITE = shipped_site()
CASES = [(guide, case) for guide in SITE.guides.values() for case in guide.chain.worked_cases]
NAMES = [case.id for _, case in CASES]
FULLEST = sorted(CASES, key=lambda item: -sum(status == "open" for status in item[1].expected.values()))[:3]


def fields(case: WorkedCase) -> list[tuple[str, str]]:
    return [(f"feit.{fact}", text) for fact, texts in case.facts.items() for text in texts]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = listen(SITE, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.mark.parametrize(("guide", "case"), CASES, ids=NAMES)
def test_a_worked_case_gives_its_pages_in_both_languages(guide: Guide, case: WorkedCase) -> None:
    browser = Browser(application(SITE))
    for language in ("", "/en"):
        for name in ("vraag", "alles", "controle", "resultaat", "plan", "papier"):
            page = browser.post(f"{language}/wegwijzer/{guide.chain.id}/{name}", fields(case))
            assert (name, page.status) == (name, 200)
            assert len(page.tree.xpath("//h1")) == 1
    assert browser.post(f"/wegwijzer/{guide.chain.id}/agenda", fields(case)).status == 200


def test_every_letter_can_be_made() -> None:
    browser = Browser(application(SITE))
    for guide in SITE.guides.values():
        for letter in guide.chain.letters:
            page = browser.post(f"/wegwijzer/{guide.chain.id}/brief", [("brief", f"txt:{letter.id}")])
            assert (letter.id, page.status) == (letter.id, 200)
            assert "{" not in page.body.decode()


@pytest.mark.parametrize(("guide", "case"), FULLEST, ids=[case.id for _, case in FULLEST])
@pytest.mark.parametrize("name", ["alles", "controle", "resultaat", "plan", "papier"])
def test_the_fullest_cases_pass_axe_and_fit_on_a_phone(
    screen: Chromium, address: str, guide: Guide, case: WorkedCase, name: str
) -> None:
    start = f"{address}/wegwijzer/{guide.chain.id}/"
    screen.size(320, 640)
    screen.go(start)
    screen.send(start + name, fields(case))
    assert urlsplit(screen.run("location.href")).query == ""
    screen.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert screen.run("document.documentElement.scrollWidth") <= 320
    assert audit(screen) == []


def test_organisations_with_something_open_stand_first() -> None:
    differ = 0
    for guide, case in CASES:
        assessment = guide.assess(read_answers(guide.chain, case.facts)[0], case.as_of)
        shown = by_what_is_open(assessment)
        some_open = [any(item.status == "open" for item in creditor.options) for creditor in shown]
        assert some_open == sorted(some_open, reverse=True)
        assert set(shown) == set(creditors(assessment))
        differ += shown != tuple(creditors(assessment))
    assert differ
