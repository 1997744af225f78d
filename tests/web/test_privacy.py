"""Nothing of a case stays behind: not in a cookie, an address, a log or a file."""

from __future__ import annotations

import logging
import os
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

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
    for name in PAGES:
        assert browser.post(START + name, [*GIVEN[:2], ("feit.cjib.bedrag", "98765,43")]).status == 200
    assert "98765" not in caplog.text
    monkeypatch.setattr(case_pages, "case_content", broken)
    wrong.append(browser.post(START + "plan", [("feit.brp", "nee")]))
    assert [page.status for page in wrong] == [422, 404, 404, 400, 413, 400, 422, 500]
    assert SECRET not in caplog.text
    assert "ValueError in test_privacy.py:" in caplog.text  # the place of a mistake of ours is told
    printed = capfd.readouterr()
    assert SECRET not in printed.out + printed.err
    assert "98765" not in printed.out + printed.err
    assert SECRET not in wrong[-1].text


WRITTEN: list[list[str]] = []
"""Lists that want to know which files are opened to write in."""


def heard(event: str, given: tuple[object, ...]) -> None:
    if (
        event == "open"
        and WRITTEN
        and isinstance(flags := given[2], int)
        and flags & (os.O_WRONLY | os.O_RDWR)
    ):
        WRITTEN[-1].append(str(given[0]))


sys.addaudithook(heard)


@contextmanager
def files_written() -> Iterator[list[str]]:
    """The files that Python opens to write in, as the interpreter itself tells (PEP 578)."""
    WRITTEN.append([])
    try:
        yield WRITTEN[-1]
    finally:
        WRITTEN.pop()


def test_no_file_is_written_for_a_case(browser: Browser, address: str) -> None:
    browser.post(START + "plan", GIVEN)  # what is read once, such as translations, is no trace of a case
    large = [*GIVEN, ("oud", "x" * 900_000)]
    with files_written() as found:
        for name in PAGES:
            browser.post(START + name, large)
        browser.send_file(START + "openen", b"x" * 900_000)
        with urllib.request.urlopen(
            address + START + "plan", urlencode(large).encode(), timeout=30
        ) as answer:
            assert answer.status == 200
    assert found == []


def test_a_file_that_is_written_would_be_seen(tmp_path: Path) -> None:
    with files_written() as found:
        (tmp_path / "spoor").write_text("x")
    assert found == [str(tmp_path / "spoor")]
