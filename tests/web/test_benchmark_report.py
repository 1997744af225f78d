"""The report of a benchmark in Chromium: axe, a narrow window, large text, paper; a file, so no server is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.chromium import Chromium, audit
from ketenzicht.compare.benchmark import open_benchmark
from ketenzicht.compare.example import new_benchmark
from ketenzicht.compare.settings import load_benchmark
from ketenzicht.publish.benchmark import release_benchmark
from ketenzicht.publish.benchmark_report import render_benchmark

pytestmark = pytest.mark.web


@pytest.fixture(scope="module", params=["nl", "en"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the report of the example."""
    folder = tmp_path_factory.mktemp("vergelijking")
    new_benchmark(folder)
    shown = release_benchmark(open_benchmark(load_benchmark(folder)))
    file: Path = folder / "vergelijking.html"
    file.write_text(render_benchmark(shown, request.param), encoding="utf-8")
    return file.as_uri()


def test_axe_finds_nothing(screen: Chromium, page: str) -> None:
    screen.go(page)
    # as tall as the page: what lies below the window cannot be judged
    screen.size(1280, int(screen.run("document.documentElement.scrollHeight")))
    assert audit(screen) == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_falls_off_the_window(screen: Chromium, page: str, width: int) -> None:
    screen.size(width, 900)
    screen.go(page)
    assert screen.run("document.documentElement.scrollWidth") <= width


def test_text_can_be_twice_as_large(screen: Chromium, page: str) -> None:
    screen.size(1280)
    screen.go(page)
    screen.run("document.documentElement.style.fontSize = '200%'")
    assert screen.run("document.documentElement.scrollWidth") <= 1280


def test_wide_tables_are_reached_by_keyboard_and_every_drawing_is_named(screen: Chromium, page: str) -> None:
    screen.size(320, 900)
    screen.go(page)
    loose = screen.run(
        "[...document.querySelectorAll('.breed')].filter(one => one.tabIndex !== 0 || "
        "!one.getAttribute('aria-label')).length"
    )
    assert loose == 0
    unnamed = screen.run(
        "[...document.querySelectorAll('svg')].filter(one => one.getAttribute('role') !== 'img' || "
        "!one.querySelector('title').textContent || !one.querySelector('desc').textContent).length"
    )
    assert unnamed == 0
    assert screen.run("document.querySelectorAll('svg').length") == 3


def test_there_is_no_script_and_nothing_comes_from_outside(page: str) -> None:
    text = Path(page.removeprefix("file://")).read_text(encoding="utf-8")
    for word in ("<script", " style=", "src=", "@import", 'href="http'):
        assert word not in text


def test_paper_has_every_chapter(screen: Chromium, page: str) -> None:
    screen.go(page)
    screen.call("Emulation.setEmulatedMedia", media="print")
    hidden = screen.run(
        "[...document.querySelectorAll('section, figure, table')].filter(one => one.offsetHeight === 0).length"
    )
    assert hidden == 0
    assert screen.pdf().startswith(b"%PDF")
