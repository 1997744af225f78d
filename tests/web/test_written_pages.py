"""Pages that commands write: what a survey tells, an investment, and a benchmark; in Chromium.

They are files: no server, no script, nothing from elsewhere.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.chromium import Chromium, audit
from helpers.investments import made_up, write_investment
from helpers.partnerships import write_survey
from ketenzicht.compare.benchmark import open_benchmark
from ketenzicht.compare.example import new_benchmark
from ketenzicht.compare.investment import read_investment
from ketenzicht.compare.investment_balance import balance_of
from ketenzicht.compare.settings import load_benchmark
from ketenzicht.publish.benchmark import release_benchmark
from ketenzicht.publish.benchmark_report import render_benchmark
from ketenzicht.publish.investment import investment_view
from ketenzicht.publish.investment_counts import protected
from ketenzicht.publish.investment_page import render_investment
from ketenzicht.publish.language import Language
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.survey import release_survey
from ketenzicht.publish.survey_report import render_survey
from ketenzicht.survey.analysis.results import analyse
from ketenzicht.survey.answers import read_answer_folder

pytestmark = pytest.mark.web

LANGUAGES: tuple[Language, ...] = ("nl", "en")


def survey_page(folder: Path, language: Language) -> str:
    opened = write_survey(folder / "thuiszitters")
    results = analyse(opened, read_answer_folder(opened.folder / "antwoorden"))
    shown = release_survey(
        opened.survey, opened.chain, results, Policy(), fingerprint="0" * 64, synthetic=True
    )
    return render_survey(shown, language)


def investment_page(folder: Path, language: Language) -> str:
    content = made_up()
    content["team"]["per_jaar"] |= {"bedrag": 1_500_000, "laag": 1_400_000, "hoog": 1_600_000}
    read = protected(read_investment(write_investment(folder / "investering.yaml", content)), Policy())
    return render_investment(investment_view(read, balance_of(read), language))


def benchmark_page(folder: Path, language: Language) -> str:
    new_benchmark(folder / "vergelijking")
    return render_benchmark(
        release_benchmark(open_benchmark(load_benchmark(folder / "vergelijking"))), language
    )


PAGES = {"survey": survey_page, "investment": investment_page, "benchmark": benchmark_page}
DRAWINGS = {"survey": 1, "investment": 0, "benchmark": 3}


@pytest.fixture(scope="module", params=[(name, language) for name in PAGES for language in LANGUAGES])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page."""
    name, language = request.param
    folder = tmp_path_factory.mktemp(name)
    file = folder / f"{name}.html"
    file.write_text(PAGES[name](folder, language), encoding="utf-8")
    return file.as_uri()


def test_axe_finds_nothing(screen: Chromium, page: str) -> None:
    screen.go(page)
    # as tall as the page: what lies below the window cannot be judged
    screen.size(1280, int(screen.run("document.documentElement.scrollHeight")))
    screen.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert audit(screen) == []


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (375, "100%"), (1280, "100%"), (1280, "200%")])
def test_nothing_falls_off_the_window(screen: Chromium, page: str, width: int, size: str) -> None:
    screen.size(width, 900)
    screen.go(page)
    screen.run(f"document.documentElement.style.fontSize = '{size}'")
    assert screen.run("document.documentElement.scrollWidth") <= width


def test_on_a_wide_window_every_column_is_seen(screen: Chromium, page: str) -> None:
    screen.size(1280, 900)
    screen.go(page)
    cut = screen.run(
        "[...document.querySelectorAll('.breed')].filter(one => one.scrollWidth > one.clientWidth)"
        ".map(one => one.getAttribute('aria-label'))"
    )
    assert cut == []


def test_on_a_wide_window_the_text_has_room(screen: Chromium, page: str) -> None:
    screen.size(1280, 900)
    screen.go(page)
    assert screen.run("document.querySelector('main').clientWidth") > 800


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
    assert screen.run("document.querySelectorAll('svg').length") == DRAWINGS[Path(page).stem]


def test_there_is_no_script_and_nothing_comes_from_outside(page: str) -> None:
    text = Path(page.removeprefix("file://")).read_text(encoding="utf-8")
    for word in ("<script", " style=", "src=", "@import", 'href="http'):
        assert word not in text


def test_paper_has_every_chapter(screen: Chromium, page: str) -> None:
    screen.go(page)
    screen.call("Emulation.setEmulatedMedia", media="print")
    hidden = screen.run(
        "[...document.querySelectorAll('section, figure, table')]"
        ".filter(one => one.offsetHeight === 0 && !one.closest('details')).length"
    )
    assert hidden == 0
    assert screen.pdf().startswith(b"%PDF")
