"""Every page and state in Chromium: axe, the keyboard, a narrow window, large text, paper, no script.

axe-core (Deque Systems) checks what a program can check of WCAG 2.2 level AA; ``helpers/lanes.py`` checks what it
cannot see.
"""

from __future__ import annotations

import pytest

from helpers.chromium import Chromium, audit
from helpers.lanes import check_axe, check_fits, check_keyboard, check_paper, check_stays_inside, wait_until
from helpers.web import START

pytestmark = pytest.mark.web

Fields = list[tuple[str, str]]
CASE: Fields = [
    ("feit.brp", "nee"), ("feit.schuldeisers", "cjib"), ("feit.cjib.stap", "aanmaning"),
    ("feit.cjib.bedrag", "1250,50"), ("feit.cjib.brief", "16-11-2026"), ("feit.nieuwe-boetes", "nee"),
]  # fmt: skip
BLOCKED: Fields = [*CASE[:-1], ("feit.nieuwe-boetes", "ja")]
STATES: dict[str, tuple[str, Fields | None]] = {
    "home": ("/", None),
    "components": ("/componenten", None),
    "not found": ("/niets", None),
    "too large": (START + "plan", [("feit.brp", "x" * 1_000_001)]),
    "too many fields": (START + "plan", [("feit.brp", "ja")] * 1001),
    "start": (START, None),
    "start, wrong file": (START + "openen", []),
    "first question": (START + "vraag", None),
    "yes or no": (START + "vraag", [*CASE, ("wijzig", "brp")]),
    "several answers": (START + "vraag", [*CASE, ("wijzig", "schuldeisers")]),
    "amount": (START + "vraag", [*CASE, ("wijzig", "cjib.bedrag")]),
    "date": (START + "vraag", [*CASE, ("wijzig", "cjib.brief")]),
    "wrong date": (START + "vraag", [*CASE[:3], ("gevraagd", "cjib.brief"), ("dag.cjib.brief", "31"),
                                     ("maand.cjib.brief", "2"), ("jaar.cjib.brief", "2026")]),
    "no answer": (START + "vraag", [("gevraagd", "brp")]),
    "all questions, nothing answered": (START + "alles", []),
    "all questions": (START + "alles", CASE),
    "all questions, added": (START + "alles", [*CASE[:2], ("gevraagd", "brp"), ("gevraagd", "schuldeisers")]),
    "all questions, wrong": (START + "alles", [*CASE[:3], ("gevraagd", "cjib.bedrag"), ("feit.cjib.bedrag", "x")]),
    "check": (START + "controle", CASE),
    "check, nothing": (START + "controle", []),
    "check, wrong": (START + "plan", [*CASE[:3], ("feit.cjib.bedrag", "x"), ("feit.weg", "x")]),
    "result": (START + "resultaat", CASE),
    "result, blocked": (START + "resultaat", BLOCKED),
    "result, nothing": (START + "resultaat", []),
    "plan": (START + "plan", CASE),
    "plan, blocked": (START + "plan", BLOCKED),
    "plan, nothing": (START + "plan", []),
    "plan, to find out": (START + "plan", [("feit.schuldeisers", "cjib"), ("feit.cjib.stap", "zoek-ik-uit")]),
    "paper": (START + "papier", CASE),
    "English home": ("/en/", None),
    "English components": ("/en/componenten", None),
    "English, not found": ("/en/niets", None),
    "English start": ("/en" + START, None),
    "English question": ("/en" + START + "vraag", None),
    "English, no answer": ("/en" + START + "vraag", [("gevraagd", "brp")]),
    "English, all questions": ("/en" + START + "alles", CASE),
    "English check": ("/en" + START + "controle", CASE),
    "English result": ("/en" + START + "resultaat", BLOCKED),
    "English plan": ("/en" + START + "plan", CASE),
    "English paper": ("/en" + START + "papier", CASE),
}  # fmt: skip


def show(screen: Chromium, address: str, state: str) -> None:
    """Bring the browser to a page in a state."""
    path, fields = STATES[state]
    screen.go(address + (path if fields is None else START))
    if fields is not None:
        screen.send(address + path, fields)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(screen: Chromium, address: str, state: str) -> None:
    show(screen, address, state)
    check_axe(screen)


def test_axe_finds_what_is_wrong(screen: Chromium, address: str) -> None:
    """The audit itself must be able to fail."""
    show(screen, address, "amount")
    screen.run("document.querySelector('label').remove(); document.documentElement.removeAttribute('lang')")
    assert {one.split(":")[0] for one in audit(screen)} >= {"html-has-lang", "label"}


@pytest.mark.parametrize("state", STATES)
def test_nothing_falls_off_a_small_window_and_text_can_be_twice_as_large(
    screen: Chromium, address: str, state: str
) -> None:
    show(screen, address, state)
    check_fits(screen)


@pytest.mark.parametrize("state", ["first question", "date", "plan", "result, blocked", "check"])
def test_everything_is_reached_by_keyboard_and_seen(screen: Chromium, address: str, state: str) -> None:
    show(screen, address, state)
    check_keyboard(screen)


def test_the_skip_link_comes_first_and_leads_to_the_content(screen: Chromium, address: str) -> None:
    show(screen, address, "plan")
    screen.press("Tab")
    assert screen.run("document.activeElement.getAttribute('href')") == "#inhoud"
    assert screen.run("document.activeElement.getBoundingClientRect().top >= 0")
    screen.press("Enter")
    assert screen.run("document.activeElement.id") == "inhoud"


def test_a_mistake_gets_the_focus_and_leads_to_its_field(screen: Chromium, address: str) -> None:
    show(screen, address, "wrong date")
    screen.run(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )  # autofocus waits too
    assert screen.run("document.activeElement.id") == "fouten"
    screen.press("Tab")
    screen.press("Enter")
    assert screen.run("document.activeElement.id") == "feit-cjib-brief"


def test_a_question_is_answered_with_the_keyboard(screen: Chromium, address: str) -> None:
    show(screen, address, "yes or no")
    screen.run("document.querySelector('input[type=radio]').focus()")
    screen.press(" ")
    screen.press("Enter", loads=True)
    assert screen.run("document.querySelector('h1').textContent") == "Kijk uw antwoorden na"
    assert screen.run("document.querySelector(\"[name='feit.brp']\").value") == "ja"


ALL_AT_ONCE = "all questions, nothing answered"


def test_questions_follow_an_answer_on_the_page_with_all_of_them(screen: Chromium, address: str) -> None:
    show(screen, address, ALL_AT_ONCE)
    assert screen.run("document.getElementById('feit-cjib-bedrag')") is None
    screen.run("document.getElementById('feit-schuldeisers').focus()")
    screen.press(" ")
    wait_until(screen, "document.getElementById('feit-cjib-bedrag')")
    assert screen.run("document.activeElement.id") == "feit-schuldeisers"
    assert screen.run("document.getElementById('bijgekomen').textContent").startswith(
        "Er zijn vragen bijgekomen"
    )
    assert audit(screen) == []
    screen.run("document.getElementById('feit-cjib-bedrag').value = '1250,5'")
    screen.run("document.querySelector(\"[name='feit.cjib.stap'][value='aanmaning']\").click()")
    wait_until(screen, "document.getElementById('feit-cjib-brief')")
    assert screen.run("document.getElementById('feit-cjib-bedrag').value") == "1250,5"
    screen.run("document.getElementById('feit-schuldeisers').click()")
    wait_until(screen, "!document.querySelector('#plek-cjib-bedrag fieldset')")
    assert screen.run("document.querySelector(\"[name='feit.cjib.bedrag']\").value") == "1250,5"
    screen.run("document.getElementById('feit-schuldeisers').click()")
    wait_until(screen, "document.querySelector('#plek-cjib-bedrag fieldset')")
    assert screen.run("document.getElementById('feit-cjib-bedrag').value") == "1250,5"
    assert screen.run("[location.search, document.cookie, localStorage.length, sessionStorage.length]") == [
        "", "", 0, 0,
    ]  # fmt: skip


def test_without_the_script_the_same_questions_come_after_the_button(screen: Chromium, address: str) -> None:
    screen.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        show(screen, address, ALL_AT_ONCE)
        screen.run("document.getElementById('feit-schuldeisers').click()")
        screen.run("document.querySelector('#casus .nl-button--primary').focus()")
        screen.press("Enter", loads=True)
        assert screen.run("document.getElementById('feit-cjib-bedrag') !== null")
        assert "Er zijn vragen bijgekomen" in screen.run("document.querySelector('main').innerText")
    finally:
        screen.call("Emulation.setScriptExecutionDisabled", value=False)


def test_targets_are_large_enough_for_a_thumb(screen: Chromium, address: str) -> None:
    screen.size(400, 800)
    for state in ("first question", "check", "plan"):
        show(screen, address, state)
        small = screen.run(
            "[...document.querySelectorAll('button, summary, .kz-choice__label')].filter(one => "
            "one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
        )
        assert small == []


def test_paper_has_every_word_and_no_button(screen: Chromium, address: str) -> None:
    show(screen, address, "paper")
    assert "058-123" in check_paper(screen)
    assert (
        screen.run("[...document.querySelectorAll('details')].filter(one => one.checkVisibility()).length")
        == 0
    )


def test_the_folds_of_the_plan_are_open_on_paper(screen: Chromium, address: str) -> None:
    show(screen, address, "plan")
    screen.call("Emulation.setEmulatedMedia", media="print")
    assert screen.run(
        "[...document.querySelectorAll('.kz-ground')].every(one => one.getClientRects().length > 0)"
    )


@pytest.mark.parametrize("state", ["home", "first question", "all questions", "plan", "result", "components"])
def test_no_request_leaves_and_the_policy_is_never_broken(screen: Chromium, address: str, state: str) -> None:
    screen.events.clear()
    show(screen, address, state)
    check_stays_inside(screen, address)


def test_the_icon_that_a_browser_asks_for_is_there(screen: Chromium, address: str) -> None:
    """A browser asks for an icon once it has shown a page, and not again: for a page without one it asks in vain."""
    screen.go(address + "/")
    assert screen.run("document.querySelector('link[rel=icon]').href") == f"{address}/static/icon.svg"
    assert screen.run(
        "fetch('/static/icon.svg').then(found => [found.status, found.headers.get('content-type')])"
    ) == [
        200,
        "image/svg+xml",
    ]


def test_the_browser_keeps_nothing(screen: Chromium, address: str) -> None:
    show(screen, address, "plan")
    assert screen.call("Network.getCookies", urls=[address])["cookies"] == []
    assert screen.run("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert "?" not in screen.run("location.href")
