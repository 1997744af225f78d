"""Settling where two readers differ, in the browser: blind, with a reason, saved at once, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.chromium import Chromium, audit
from helpers.sample_web import BOOK, GOOD, Reader, made_study, own_files, reading
from ketenzicht.sample.double import differences, final
from ketenzicht.sample.lots import lots
from ketenzicht.study.sample import open_research
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.web

BOTH = dict(GOOD)
OTHERWISE: list[dict[str, str]] = [
    {"v.gestopt": "nee", "v.reden": "", "v.kinderen": "3"},
    {"v.reden": "wil-niet", "v.wie": "wijkteam"},
    {"v.dag": "2-3-2024"},
    {"v.wie": ""},
    {"v.kinderen": "onbekend"},
]
"""What bram notes otherwise than anna, in the first files that both read."""


def read_by_both(study: Path) -> list[Any]:
    return [file for file in own_files(study, "anna") if "bram" in file.readers]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made_study(tmp_path_factory.mktemp("afhandelen") / "studie")
    for reader in ("anna", "bram"):
        with reading(folder, reader) as one:
            for number, file in enumerate(read_by_both(folder)[:6]):
                otherwise = OTHERWISE[number] if reader == "bram" and number < len(OTHERWISE) else {}
                fields = {"versie": "0", **BOTH, **otherwise, "naar": "klaar"}
                done = one.ask(f"dossier/{file.number}/", list(fields.items()))
                assert "na=klaar" not in done.headers["Location"]
    return folder


@pytest.fixture(scope="module")
def carla(study: Path) -> Iterator[Reader]:
    with reading(study, "carla") as one:
        yield one


def place(carla: Reader, at: int) -> str:
    return f"dossier/{read_by_both(carla.folder)[at].number}/"


def settled(carla: Reader, at: int) -> Any:
    return carla.codings.newest(read_by_both(carla.folder)[at].case, role="overleg")


def counts(carla: Reader, at: int) -> dict[str, Any]:
    book = open_research(load_study(carla.folder)).book
    return final(book, carla.codings, read_by_both(carla.folder)[at].case)


def test_files_with_differences_are_listed_and_nobody_is_named(carla: Reader) -> None:
    page = carla.ask("")
    assert page.status == 200
    assert "0 van 5 dossiers afgehandeld." in page.text
    for text in [page.text, *(carla.ask(place(carla, at)).text for at in range(5))]:
        assert "anna" not in text
        assert "bram" not in text
    assert carla.ask(place(carla, 5)).status == 404  # both said the same


def test_which_reading_stands_first_is_decided_by_lot(carla: Reader) -> None:
    said = {0: ("2", "3"), 2: ("1-3-2024", "2-3-2024"), 4: ("2", "Het dossier zegt het niet")}
    seed = open_research(load_study(carla.folder)).sample().seed
    for at, (anna, bram) in said.items():
        text = carla.ask(place(carla, at)).text
        anna_first = f"lezing 1 {anna}" in text
        assert f"lezing {2 if anna_first else 1} {bram}" in text
        assert anna_first is not first_is_turned(read_by_both(carla.folder)[at].case, seed)
    assert {first_is_turned(str(case), seed) for case in range(50)} == {True, False}


def first_is_turned(case: str, seed: int) -> bool:
    """The lot of a file; cases have another name in each study, so a few may well fall alike."""
    return bool(lots([case], seed, "blind")[0] < 0.5)


def test_readers_see_no_differences_and_who_settles_reads_no_files(carla: Reader, study: Path) -> None:
    with reading(study, "anna") as anna:
        assert "lezing 1" not in anna.ask(place(carla, 0)).text
        assert anna.ask("").status == 200
    others = [file for file in own_files(study, "anna") if len(file.readers) == 1]
    assert carla.ask(f"dossier/{others[0].number}/").status == 404


def test_an_answer_without_a_reason_is_kept_and_does_not_count(carla: Reader) -> None:
    sent = [("versie", "0"), ("v.dag", "2-3-2024"), ("r.dag", " "), ("naar", "klaar")]
    answer = carla.ask(place(carla, 2), sent)
    assert answer.headers["Location"].endswith("?na=klaar")
    page = carla.ask(place(carla, 2) + "?na=klaar").text
    assert "Schrijf op waarom." in page
    assert 'value="2-3-2024"' in carla.ask(place(carla, 2)).body.decode()
    assert counts(carla, 2)["dag"] == "2024-03-01"
    done = carla.ask(
        place(carla, 2), [("versie", "1"), ("v.dag", "2-3-2024"), ("r.dag", "brief"), ("naar", "klaar")]
    )
    assert "na=klaar" not in done.headers["Location"]
    assert counts(carla, 2)["dag"] == "2024-03-02"
    assert (settled(carla, 2).number, settled(carla, 2).reader) == (2, "carla")
    assert "Versie 1" in carla.ask(place(carla, 2)).text


def test_what_is_settled_decides_what_is_asked_after_it(carla: Reader) -> None:
    """Readers differ on whether help stopped, and so on why: when it did not stop, why is settled as well."""
    sent = [("v.gestopt", "nee"), ("r.gestopt", "loopt nog"), ("v.kinderen", "3"), ("r.kinderen", "gba")]
    reason = [("r.reden", ""), ("naar", "klaar")]
    done = carla.ask(place(carla, 0), [("versie", "0"), *sent, *reason])
    assert "na=klaar" not in done.headers["Location"]
    assert counts(carla, 0) == {"gestopt": "nee", "wie": ["ggz"], "kinderen": 3, "dag": "2024-03-01"}
    other = [("v.gestopt", "ja"), ("r.gestopt", "toch gestopt"), *sent[2:], *reason]
    asked = carla.ask(place(carla, 0), [("versie", "1"), *other])
    assert asked.headers["Location"].endswith("?na=klaar")  # now the reason of stopping is open
    assert "Kies wat het wordt." in carla.ask(place(carla, 0) + "?na=klaar").text


def test_that_nothing_is_noted_can_be_settled_where_nothing_need_be(carla: Reader) -> None:
    sent = [("versie", "0"), ("n.wie", "ja"), ("r.wie", "staat er niet"), ("naar", "klaar")]
    assert "na=klaar" not in carla.ask(place(carla, 3), sent).headers["Location"]
    assert "wie" not in counts(carla, 3)


def test_two_tabs_of_who_settles_lose_nothing(carla: Reader) -> None:
    address = place(carla, 1)
    one = [("versie", "0"), ("v.reden", "wil-niet"), ("r.reden", "tab een"), ("r.wie", "")]
    other = [("versie", "0"), ("v.reden", "wachttijd"), ("r.reden", "tab twee"), ("r.wie", "")]
    assert json.loads(carla.ask(address, one, Accept="application/json").body)["versie"] == 1
    late = carla.ask(address, other, Accept="application/json")
    assert late.status == 409
    where = json.loads(late.body)["adres"].removeprefix(carla.base)
    assert "tab een" in carla.ask(where).text
    assert "tab twee" in carla.ask(where).text
    carla.ask(where, [("versie", "1"), ("keuze.reden", "getypt")])
    assert settled(carla, 1).reasons == {"reden": "tab twee"}
    case = read_by_both(carla.folder)[1].case
    assert [one.number for one in carla.codings.versions(case, role="overleg")] == [1, 2]


def test_what_was_typed_before_the_server_was_killed_is_there(study: Path) -> None:
    with reading(study, "carla") as one:
        sent = [("versie", "0"), ("r.kinderen", "halverwege")]
        assert json.loads(one.ask(place(one, 4), sent, Accept="application/json").body)["versie"] == 1
        one.process.kill()
    with reading(study, "carla") as one:
        assert "halverwege" in one.ask(place(one, 4)).text


def test_an_answer_that_left_the_codebook_opens_the_difference_again(carla: Reader) -> None:
    path = carla.folder / "dossieronderzoek" / "codeboek.yaml"
    case = read_by_both(carla.folder)[1].case

    def open_questions() -> set[str]:
        book = open_research(load_study(carla.folder)).book
        return {one.variable for one in differences(book, carla.codings, [case]) if one.open}

    newest = settled(carla, 1)
    sent = [("versie", str(newest.number if newest else 0)), ("v.reden", "wachttijd"), ("r.reden", "brief")]
    carla.ask(place(carla, 1), [*sent, ("r.wie", ""), ("naar", "hier")])
    assert open_questions() == {"wie"}
    try:
        path.write_text(BOOK.replace("{id: wachttijd, naam: Wachttijd}, ", ""), encoding="utf-8")
        assert open_questions() == {"wie", "reden"}
        assert "brief" in carla.ask(place(carla, 1)).text  # what was written is kept
    finally:
        path.write_text(BOOK, encoding="utf-8")
    assert open_questions() == {"wie"}


def test_axe_finds_nothing_and_nothing_falls_off_in_both_languages(screen: Chromium, carla: Reader) -> None:
    english = carla.address.replace(carla.base, "/en" + carla.base)
    for start in (carla.address, english):
        for path in ("", place(carla, 0), place(carla, 4) + "?na=klaar", "dossier/999/"):
            screen.size(1280)
            screen.go(start + path)
            assert audit(screen) == [], (start, path)
            for width, size in ((320, "100%"), (1280, "200%")):
                screen.size(width, 800)
                screen.run(f"document.documentElement.style.fontSize = '{size}'")
                assert screen.run("document.documentElement.scrollWidth") <= width, (path, width, size)


def test_the_whole_page_is_settled_with_the_keyboard(screen: Chromium, carla: Reader) -> None:
    screen.size(1280)
    screen.go(carla.address + place(carla, 4))
    reached = []
    for _ in range(20):
        screen.press("Tab")
        reached.append(screen.run("document.activeElement.id || document.activeElement.value || ''"))
        if reached[-1] == "v-kinderen":
            screen.call("Input.insertText", text="4")
        if reached[-1] == "r-kinderen":
            screen.run("document.activeElement.select()")
            screen.call("Input.insertText", text="bevolkingsregister")
        if reached[-1] == "klaar":
            break
    assert [name for name in reached if name] == ["v-kinderen", "v-kinderen-onbekend", "r-kinderen", "klaar"]
    screen.press("Enter", loads=True)
    assert counts(carla, 4)["kinderen"] == 4
    assert settled(carla, 4).reasons == {"kinderen": "bevolkingsregister"}
