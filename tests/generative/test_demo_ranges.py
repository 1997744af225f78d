"""The demo's figures lie within the published ranges: counted in plain Python, from its files alone."""

from __future__ import annotations

import pytest

from helpers.demo_counts import Figures, figures
from ketenzicht.study.demo import DEFAULT_HOUSEHOLDS, DEFAULT_SEED, WINDOW
from ketenzicht.whatif.registration import write_registration
from ketenzicht.whatif.world import shipped_world

pytestmark = pytest.mark.generative


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    folder = tmp_path_factory.mktemp("demo")
    write_registration(folder, shipped_world(), WINDOW, households=DEFAULT_HOUSEHOLDS, seed=DEFAULT_SEED)
    return figures(folder)


def test_earlier_reports_as_in_flevoland(demo: Figures) -> None:
    assert 0.55 <= demo.earlier <= 0.74
    assert 0.18 <= demo.three_to_seven <= 0.34


def test_person_linked_repeats_exceed_household_linked_ones(demo: Figures) -> None:
    assert demo.person_earlier > demo.earlier + 0.01


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("first", 31.9),
        ("several known", 33.8),
        ("one known", 4.3),
        ("during assessment", 13.3),
        ("after assessment", 10.1),
        ("in monitoring", 5.1),
        ("unclassified", 1.4),
    ],
)
def test_classes_near_the_national_figures(demo: Figures, name: str, published: float) -> None:
    assert 100 * demo.classes[name] == pytest.approx(published, abs=max(0.8, 0.08 * published))


def test_classes_are_exclusive(demo: Figures) -> None:
    assert sum(demo.classes.values()) == pytest.approx(1)


def test_new_violence_and_new_concerns_as_in_flevoland(demo: Figures) -> None:
    assert 0.24 <= demo.violence <= 0.42
    assert 0.06 <= demo.concerns <= 0.19
    assert 0.34 <= demo.violence + demo.concerns <= 0.53


def test_reporters_as_published(demo: Figures) -> None:
    assert demo.reporters["01"] / demo.n == pytest.approx(0.67, abs=0.015)


def test_own_investigations_are_at_most_a_fifth_of_reports(demo: Figures) -> None:
    assert 0.08 <= demo.decisions["01"] / demo.n <= 0.20


def test_terms_are_missed_as_the_inspectorate_describes(demo: Figures) -> None:
    assert demo.decided_in_time == pytest.approx(0.56, abs=0.03)
    assert demo.judged_in_time == pytest.approx(0.45, abs=0.05)
