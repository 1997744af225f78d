"""Nothing of a case stays behind: not in a cookie, an address, a log or a file."""

from __future__ import annotations

import logging

import pytest

from helpers.web import START, Browser, application_for_tests
from ketenzicht.web import case_pages

pytestmark = pytest.mark.web

SECRET = "geheim-antwoord"
GIVEN = [("feit.schuldeisers", "cjib"), ("feit.cjib.stap", "aanmaning"), ("feit.cjib.bedrag", "7777")]
PAGES = ("vraag", "alles", "controle", "resultaat", "plan", "papier", "casus", "agenda")


@pytest.fixture
def browser() -> Browser:
    return Browser(application_for_tests())


@pytest.mark.parametrize("name", PAGES)
def test_no_cookie_and_nothing_kept(browser: Browser, name: str) -> None:
    page = browser.post(START + name, GIVEN)
    assert page.status == 200
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("name", PAGES[:6])
def test_nothing_inline_and_nothing_from_elsewhere(browser: Browser, name: str) -> None:
    page = browser.post(START + name, GIVEN)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not page.tree.xpath("//*[@style] | //style | //script[not(@src)]")
    assert not page.tree.xpath("//@*[starts-with(name(), 'on')]")
    for address in page.tree.xpath("//link/@href | //script/@src | //img/@src"):
        assert address.startswith("/static/")


@pytest.mark.parametrize("name", PAGES[:6])
def test_no_address_on_a_page_carries_an_answer(browser: Browser, name: str) -> None:
    page = browser.post(START + name, GIVEN)
    own = [
        one for one in page.tree.xpath("//@href | //@action | //@formaction") if not one.startswith("https:")
    ]
    assert own
    assert not [one for one in own if "?" in one or "aanmaning" in one or "7777" in one]
    assert {form.get("method") for form in page.tree.xpath("//form")} == {"post"}


def test_no_log_names_an_answer(
    browser: Browser, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)

    def broken(*_: object) -> None:
        raise ValueError(SECRET)

    wrong = [
        browser.post(START + "plan", [("feit.brp", SECRET)]),
        browser.post(START + "vraag", [("wijzig", SECRET)]),
        browser.get(f"/{SECRET}"),
        browser.post(START + "plan", [("feit.brp", SECRET)] * 2000),
        browser.post(START + "plan", [("feit.brp", SECRET * 100_000)]),
        browser.post(START + "plan", [("feit.brp", SECRET)], HTTP_HOST=f"{SECRET}.example"),
        browser.send_file(START + "openen", SECRET.encode()),
    ]
    monkeypatch.setattr(case_pages, "case_content", broken)
    wrong.append(browser.post(START + "plan", [("feit.brp", "nee")]))
    assert [page.status for page in wrong] == [422, 404, 404, 400, 413, 400, 422, 500]
    assert SECRET not in caplog.text
    assert "ValueError in test_privacy.py:" in caplog.text  # the place of a mistake of ours is told
    printed = capfd.readouterr()
    assert SECRET not in printed.out + printed.err
    assert SECRET not in wrong[-1].text
