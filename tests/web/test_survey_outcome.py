"""The outcome of a survey on its pages: who sees which figures when, that they are protected, how it looks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from helpers.chromium import Chromium
from helpers.lanes import check_axe, check_fits, check_keyboard, check_paper, check_stays_inside
from helpers.partnerships import write_survey
from helpers.survey_web import Client, Server, chief, database_of, member, serving, survey_folder

pytestmark = pytest.mark.web

HAND_IN = """
import sys
from pathlib import Path
from ketenzicht.survey.answers import read_answer_folder
from ketenzicht.web.survey.app import application, open_desk
from ketenzicht.web.survey.place import Place, read_database
folder = Path(sys.argv[1])
place = Place(folder, read_database(sys.argv[2]) if sys.argv[2] else None)
place.prepare()
application(open_desk(place), place, ("localhost",))
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.merge import ANSWER, TABLE
from ketenzicht.web.survey.models import Person
for code, given in read_answer_folder(folder / "antwoorden").items():
    person = Person.objects.create(email=f"{code}@voorbeeld.test", role="region", organisation=code)
    typed, blobs = {}, []
    for name, value in given.answers.items():
        if isinstance(value, list):
            blobs.append(versions.pack_rows(value))
            typed[TABLE + name] = versions.fingerprint(blobs[-1])
        else:
            typed[ANSWER + name] = str(value)
    saved = versions.save(person=person, organisation=code, based_on=0, typed=typed, blobs=blobs)
    versions.put(person=person, organisation=code, seen=saved.version.number, kind="ingediend")
"""
"""Hands in the answers of a folder on the pages, for everybody who gave some."""
POLICY = "bronhouder: De coördinator\ncontact: beleid@voorbeeld.test\ngeldig_van: 2020-01-01\n"
FIGURES = "De kans op een passend aanbod"


@dataclass
class Scene:
    """A server with answers, who looks, and what the report says of the same answers."""

    server: Server
    people: dict[str, Client]
    data: dict[str, Any]

    def stand(self, wanted: str) -> None:
        """Close the survey (``gesloten``), or open it (``opengesteld``)."""
        self.people["coordinator"].post("/sluiten", [("stand", wanted)])


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("uitvraag") / "thuiszitters"
    write_survey(folder)
    subprocess.run([sys.executable, "-c", HAND_IN, str(folder), database_of(folder)], check=True)
    report = [
        sys.executable,
        "-c",
        "from ketenzicht.cli import main; main()",
        "survey",
        "analyse",
        str(folder),
    ]
    told = subprocess.run([*report, "--json"], capture_output=True, text=True, check=True)
    with serving(folder) as server:
        coordinator = chief(server)
        people = {
            "coordinator": coordinator,
            "analyst": member(coordinator, "analyst"),
            "reader": member(coordinator, "reader"),
            "region": member(coordinator, "region", "SWV01"),
        }
        yield Scene(server, people, json.loads(told.stdout))


def test_while_organisations_can_answer_figures_are_a_draft_for_who_may_read_answers(scene: Scene) -> None:
    scene.stand("opengesteld")
    for who in ("coordinator", "analyst"):
        page = scene.people[who].get("/uitkomst")
        assert page.status == 200
        assert FIGURES in page.text
        assert "De uitvraag is nog niet gesloten" in page.text


def test_a_reader_sees_the_response_and_no_figure_about_people_until_it_is_closed(scene: Scene) -> None:
    scene.stand("opengesteld")
    page = scene.people["reader"].get("/uitkomst")
    assert "Van de 76 gevraagde organisaties dienden er 68 in." in page.text
    assert FIGURES not in page.text
    assert "Opgehoogd" not in page.text
    scene.stand("gesloten")
    assert FIGURES in scene.people["reader"].get("/uitkomst").text
    scene.stand("opengesteld")
    assert FIGURES not in scene.people["reader"].get("/uitkomst").text


def test_a_region_does_not_see_it(scene: Scene) -> None:
    for stand in ("opengesteld", "gesloten"):
        scene.stand(stand)
        assert scene.people["region"].get("/uitkomst").status == 403
        assert "Uitkomst" not in scene.people["region"].get("/organisatie/SWV01/").text


def test_the_page_says_what_the_report_says_of_the_same_answers(scene: Scene) -> None:
    scene.stand("gesloten")
    page = scene.people["reader"].get("/uitkomst")
    assert "Concept" not in page.text
    sentences = [one["sentence"]["nl"] for one in scene.data["results"] if one["sentence"]["nl"]]
    assert len(sentences) >= 4
    for sentence in sentences:
        assert " ".join(sentence.split()) in page.text, sentence
    assert f"gegevens {scene.data['answers_sha256'][:12]}" in page.text
    assert "tel ze niet op" in page.text
    english = scene.people["reader"].get("/en/uitkomst").text
    assert all(" ".join(one["sentence"]["en"].split()) in english for one in scene.data["results"])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("drempel: 25\ntweede_persoon: true\n", "Een tweede persoon moet dit nog nakijken"),
        ("uitvoer: [json]\n", "laat geen rapport toe"),
        ("geldig_tot: 2020-12-31\n", "beleid"),
    ],
)
def test_the_policy_of_the_custodian_holds_here_too(tmp_path: Path, said: str, shown: str) -> None:
    path = tmp_path / "onthulling.yaml"
    path.write_text(POLICY + said, encoding="utf-8")
    folder = survey_folder(tmp_path / "klein")
    with serving(folder, environment={"KETENZICHT_POLICY_FILE": str(path)}) as server:
        coordinator = chief(server)
        coordinator.post("/sluiten", [("stand", "gesloten")])
        page = coordinator.get("/uitkomst")
        assert page.status == 200
        assert shown in page.text
        assert ("kleinste aantal 25" in page.text) == ("25" in said)
        assert str(tmp_path) not in page.text


LOOKS = {
    "draft": ("opengesteld", "analyst", "/uitkomst"),
    "no figures yet": ("opengesteld", "reader", "/uitkomst"),
    "outcome": ("gesloten", "reader", "/uitkomst"),
    "English": ("gesloten", "reader", "/en/uitkomst"),
}


def show(screen: Chromium, scene: Scene, look: str) -> None:
    stand, who, path = LOOKS[look]
    scene.stand(stand)
    screen.become(scene.people[who].cookies, scene.server.address)
    screen.go(scene.server.address + path)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_falls_off(screen: Chromium, scene: Scene, look: str) -> None:
    show(screen, scene, look)
    check_axe(screen)
    check_fits(screen)


def test_everything_is_reached_by_keyboard_on_paper_and_without_the_outside(
    screen: Chromium, scene: Scene
) -> None:
    screen.events.clear()
    show(screen, scene, "outcome")
    check_stays_inside(screen, scene.server.address)
    check_keyboard(screen)
    text = check_paper(screen)
    assert FIGURES in text
    assert "Zo is geteld" in text
