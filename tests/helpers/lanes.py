"""What every page must pass in a browser: axe, the keyboard, a narrow window, large text, paper, no request out.

Beside axe stands what axe cannot see of WCAG 2.2: the order and the sight of focus (2.4.3, 2.4.7), a window of 320
pixels (1.4.10), text twice as large (1.4.4).
"""

from __future__ import annotations

from typing import Any

from helpers.chromium import Chromium, audit

_FIRST = """(() => {
    document.activeElement.blur(); window.scrollTo(0, 0);
    const groups = new Set(); let wanted = 0;
    for (const one of document.querySelectorAll(
            "a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex='0']")) {
        if (one.type === 'radio') { if (groups.has(one.name)) continue; groups.add(one.name); }
        if (one.checkVisibility() && !one.matches(':disabled') && one.tabIndex >= 0) wanted++;
    }
    window.reached = new Set(); return wanted;
})()"""
_NEXT = """(() => {
    const at = document.activeElement;
    if (at === document.body) return window.reached.size;
    const look = getComputedStyle(at), box = at.getBoundingClientRect();
    const unseen = look.outlineStyle === 'none' && look.boxShadow === 'none';
    if (unseen) throw new Error('unseen: ' + at.outerHTML);
    if (box.bottom < 0 || box.top > innerHeight) throw new Error('outside: ' + at.outerHTML);
    window.reached.add(at.type === 'radio' ? at.name : at); return window.reached.size;
})()"""
_CUT = """[...document.querySelectorAll('main *')].filter(one => !one.closest('.kz-hidden') &&
    getComputedStyle(one).overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1)
    .map(one => one.outerHTML)"""
_PALE = """[...document.querySelectorAll('main *')].filter(one => one.checkVisibility() && !one.closest('svg') &&
    Math.min(...getComputedStyle(one).color.match(/[0-9]+/g).slice(0, 3)) > 150).map(one => one.outerHTML)"""


def open_folds(screen: Chromium) -> None:
    """Open everything that is folded."""
    screen.run("document.querySelectorAll('details').forEach(one => { one.open = true })")


def check_axe(screen: Chromium) -> None:
    """Axe finds nothing, also in what is folded."""
    assert audit(screen) == []
    open_folds(screen)
    assert audit(screen) == []


def check_fits(screen: Chromium) -> None:
    """Nothing falls off a window of 320 pixels, nor off one of 1280 with text twice as large; nothing is cut off."""
    open_folds(screen)
    for width, size in ((320, "100%"), (1280, "200%")):
        screen.size(width, 800)
        screen.run(f"document.documentElement.style.fontSize = '{size}'")
        assert screen.run("document.documentElement.scrollWidth") <= width, (width, size)
    assert screen.run(_CUT) == []


def check_keyboard(screen: Chromium) -> None:
    """Tab reaches everything that can be used, and shows where it is."""
    screen.run(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )  # autofocus waits too
    wanted, seen = screen.run(_FIRST), 0
    for _ in range(wanted + 5):
        screen.press("Tab")
        seen = screen.run(_NEXT)
    assert seen == wanted, screen.run("document.activeElement.outerHTML")


def check_paper(screen: Chromium) -> str:
    """No button on paper, and all text dark, as a printer leaves backgrounds out; the text of the page."""
    screen.call("Emulation.setEmulatedMedia", media="print")
    assert (
        screen.run("[...document.querySelectorAll('button')].filter(one => one.checkVisibility()).length")
        == 0
    )
    assert screen.run(_PALE) == []
    assert screen.pdf().startswith(b"%PDF")
    return str(screen.run("document.querySelector('main').innerText"))


def check_stays_inside(screen: Chromium, address: str) -> None:
    """What was asked since the events were cleared: nothing of another server, nothing that the policy forbids."""
    screen.run("1")
    asked = _of(screen, "Network.requestWillBeSent")
    assert asked
    assert [one["request"]["url"] for one in asked if not one["request"]["url"].startswith(address)] == []
    ours = {one["requestId"] for one in asked}
    answers = [one["response"] for one in _of(screen, "Network.responseReceived") if one["requestId"] in ours]
    assert [(one["status"], one["url"]) for one in answers if one["status"] >= 400] == []
    said = [one["entry"]["text"] for one in _of(screen, "Log.entryAdded")]
    assert [one for one in said if "Content Security Policy" in one] == []


def wait_until(screen: Chromium, what: str, seconds: float = 8) -> None:
    """Until an expression in the page holds."""
    assert screen.run(
        f"new Promise(done => {{ const until = performance.now() + {seconds * 1000}; (function look() {{"
        f" if ({what}) done(true); else if (performance.now() > until) done(false);"
        f" else setTimeout(look, 20); }})(); }})"
    ), what


def _of(screen: Chromium, method: str) -> list[dict[str, Any]]:
    return [one["params"] for one in screen.events if one.get("method") == method]
