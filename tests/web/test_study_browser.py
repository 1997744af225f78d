"""The pages of a study in Chromium: axe, 320 pixels, the keyboard, paper, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.chromium import Chromium
from helpers.lanes import check_axe, check_fits, check_keyboard, check_paper, check_stays_inside
from helpers.study_web import copied, second_report, serving_study
from helpers.survey_web import Client, Server, chief, member

pytestmark = pytest.mark.web

STATES = {  # a name: who, and where
    "log in": ("-", "/aanmelden"),
    "overview": ("coordinator", "/overzicht"),
    "overview of a reader": ("reader", "/overzicht"),
    "not allowed": ("reader", "/logboek"),
    "people": ("coordinator", "/mensen"),
    "another role": ("coordinator", "/mensen/2/rol"),
    "trail": ("coordinator", "/logboek"),
    "trail of the accounts": ("coordinator", "/logboek/accounts"),
    "account": ("reader", "/account"),
    "English overview": ("coordinator", "/en/overzicht"),
    "English trail": ("coordinator", "/en/logboek"),
}


@dataclass
class Scene:
    """A study that is being served, and who looks."""

    server: Server
    people: dict[str, Client]


@pytest.fixture(scope="module")
def scene(released_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = copied(released_study, tmp_path_factory.mktemp("studie"))
    second_report(folder)
    with serving_study(folder) as server:
        coordinator = chief(server)
        reader, nobody = member(coordinator, "reader"), Client(server.port)
        nobody.get("/aanmelden")
        reader.get("/bestand/report.html")
        yield Scene(server, {"coordinator": coordinator, "reader": reader, "-": nobody})


def show(screen: Chromium, scene: Scene, state: str) -> None:
    """Bring the browser to a page."""
    who, path = STATES[state]
    screen.become(scene.people[who].cookies, scene.server.address)
    screen.go(scene.server.address + path)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_falls_off(screen: Chromium, scene: Scene, state: str) -> None:
    show(screen, scene, state)
    check_axe(screen)
    check_fits(screen)


@pytest.mark.parametrize("state", ["overview", "another role", "trail"])
def test_everything_is_reached_by_keyboard_and_seen(screen: Chromium, scene: Scene, state: str) -> None:
    show(screen, scene, state)
    check_keyboard(screen)


@pytest.mark.parametrize("state", ["people", "trail", "trail of the accounts"])
def test_no_table_is_cut_off_in_a_narrow_window(screen: Chromium, scene: Scene, state: str) -> None:
    show(screen, scene, state)
    screen.size(320)
    tables = "[...document.querySelectorAll('.kz-table')]"
    assert screen.run(f"{tables}.map(one => one.scrollWidth > one.clientWidth)") == [False]


def test_paper_has_the_whole_trail_and_no_button(screen: Chromium, scene: Scene) -> None:
    show(screen, scene, "trail")
    assert "report.html" in check_paper(screen)


@pytest.mark.parametrize("state", ["overview", "trail"])
def test_no_request_leaves_and_the_policy_is_never_broken(screen: Chromium, scene: Scene, state: str) -> None:
    screen.events.clear()
    show(screen, scene, state)
    check_stays_inside(screen, scene.server.address)
