"""Coding files in the browser: saved at once, resumed, two tabs, a codebook that changes, readers who stay blind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.chromium import Chromium, audit
from helpers.sample_web import BOOK, GOOD, Reader, made_study, own_files, reading
from ketenzicht.study.trail import read_trail, trail_path, user_name

pytestmark = pytest.mark.web


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_study(tmp_path_factory.mktemp("lezen") / "studie")


@pytest.fixture(scope="module")
def anna(study: Path) -> Iterator[Reader]:
    with reading(study, "anna") as one:
        yield one


def test_without_the_secret_there_is_nothing(anna: Reader) -> None:
    for path in (
        "/",
        "/static/../",
        "/geheim/",
        f"/geheim/dossier/{own_files(anna.folder, 'anna')[0].number}/",
    ):
        assert anna.ask(path, base=False).status == 404
    assert anna.ask("", Host="kwaad.example").status == 400
    page = anna.ask("")
    assert (page.status, page.headers["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in page.headers


def test_a_reader_sees_only_files_of_his_own(anna: Reader) -> None:
    own = {file.number for file in own_files(anna.folder, "anna")}
    for number in range(1, 21):
        assert anna.ask(f"dossier/{number}/").status == (200 if number in own else 404)


def test_each_file_that_is_opened_stands_in_the_trail_by_its_number(anna: Reader) -> None:
    own = own_files(anna.folder, "anna")
    other = next(
        file for file in own_files(anna.folder, "bram") if file.number not in {o.number for o in own}
    )
    before = len(read_trail(anna.folder).acts)
    anna.ask("")
    anna.ask(f"dossier/{own[0].number}/")
    anna.ask(f"dossier/{own[0].number}/", [("versie", "0"), ("naar", "hier")])
    anna.ask(f"dossier/{other.number}/")  # of another reader, so it is not shown
    anna.ask(f"dossier/{own[1].number}/?na=klaar")
    acts = read_trail(anna.folder).acts[before:]
    assert [(one.what, one.result) for one in acts] == [
        (f"dossier {own[0].number}", "bekeken"),
        (f"dossier {own[1].number}", "bekeken"),
    ]
    assert {(one.who, one.door) for one in acts} == {(user_name(), "computer")}
    assert not any(file.case in trail_path(anna.folder).read_text(encoding="utf-8") for file in own)


def test_a_file_that_cannot_be_written_down_is_not_shown(anna: Reader) -> None:
    address, trail = f"dossier/{own_files(anna.folder, 'anna')[0].number}/", trail_path(anna.folder)
    trail.rename(trail.with_suffix(".weg"))
    trail.mkdir()
    try:
        refused = anna.ask(address)
    finally:
        trail.rmdir()
        trail.with_suffix(".weg").rename(trail)
    assert refused.status == 409
    assert "Het logboek van deze studie kan niet worden bijgeschreven" in refused.text
    assert "Wat de registraties zeggen" not in refused.text
    assert anna.ask(address).status == 200


def test_a_file_is_saved_finished_and_followed_by_the_next(anna: Reader) -> None:
    first, second = own_files(anna.folder, "anna")[:2]
    page = anna.ask(f"dossier/{first.number}/")
    assert "Wat de registraties zeggen" in page.text
    assert "Melding" in page.text  # the timeline stands beside the form
    begun = anna.ask(f"dossier/{first.number}/", [("versie", "0"), ("v.gestopt", "ja"), ("naar", "klaar")])
    assert (begun.status, begun.headers["Location"]) == (303, f"{anna.base}dossier/{first.number}/?na=klaar")
    told = anna.ask(f"dossier/{first.number}/?na=klaar").text
    assert "Opgeslagen, maar nog niet klaar" in told
    assert "Hier is nog niets ingevuld." in told
    done = anna.ask(f"dossier/{first.number}/", [("versie", "1"), *GOOD, ("naar", "klaar")])
    assert done.headers["Location"] == f"{anna.base}dossier/{second.number}/"
    newest = anna.codings.newest(first.case, "anna")
    assert newest is not None
    assert (newest.state, newest.number) == ("klaar", 2)
    assert newest.values == {
        "gestopt": "ja", "reden": "wachttijd", "wie": ["ggz"], "kinderen": 2, "dag": "2024-03-01"
    }  # fmt: skip
    again = anna.ask(f"dossier/{first.number}/", [("versie", "2"), *GOOD, ("naar", "hier")])
    assert again.status == 303


def test_a_script_saves_and_hears_the_version(anna: Reader) -> None:
    file = own_files(anna.folder, "anna")[2]
    sent = [("versie", "0"), ("v.notitie", "Halverwege")]
    answer = anna.ask(f"dossier/{file.number}/", sent, Accept="application/json")
    assert json.loads(answer.body)["versie"] == 1
    unchanged = anna.ask(f"dossier/{file.number}/", [("versie", "1"), sent[1]], Accept="application/json")
    assert json.loads(unchanged.body)["versie"] == 1


def test_two_tabs_on_one_file_lose_nothing(anna: Reader) -> None:
    file = own_files(anna.folder, "anna")[3]
    address = f"dossier/{file.number}/"
    anna.ask(address, [("versie", "0"), ("v.gestopt", "nee"), ("v.notitie", "tab een"), ("naar", "hier")])
    second = anna.ask(
        address, [("versie", "0"), ("v.gestopt", "ja"), ("v.notitie", "tab twee"), ("naar", "hier")]
    )
    where = second.headers["Location"].removeprefix(anna.base)
    page = anna.ask(where)
    assert "tab een" in page.text
    assert "tab twee" in page.text
    chosen = [("versie", "1"), ("keuze.gestopt", "opgeslagen"), ("keuze.notitie", "getypt")]
    assert anna.ask(where, chosen).status == 303
    newest = anna.codings.newest(file.case, "anna")
    assert newest is not None
    assert newest.values == {"gestopt": "nee", "notitie": "tab twee"}
    assert len(anna.codings.versions(file.case, "anna")) == 2
    # a script is led to the same choice
    late = anna.ask(address, [("versie", "1"), ("v.notitie", "laat")], Accept="application/json")
    assert late.status == 409
    assert "laat" in anna.ask(json.loads(late.body)["adres"].removeprefix(anna.base)).text


def test_what_was_saved_is_there_after_the_server_was_killed(study: Path) -> None:
    file = own_files(study, "bram")[0]
    with reading(study, "bram") as bram:
        bram.ask(f"dossier/{file.number}/", [("versie", "0"), ("v.kinderen", "7"), ("naar", "hier")])
        bram.process.kill()
    with reading(study, "bram") as bram:
        assert 'value="7"' in bram.ask(f"dossier/{file.number}/").body.decode()


def test_an_answer_behind_another_one_may_stay_and_does_not_hinder(anna: Reader) -> None:
    file = own_files(anna.folder, "anna")[8]
    changed = [("v.gestopt", "nee"), *GOOD[1:]]
    done = anna.ask(f"dossier/{file.number}/", [("versie", "0"), *changed, ("naar", "klaar")])
    assert "na=klaar" not in done.headers["Location"]
    newest = anna.codings.newest(file.case, "anna")
    assert newest is not None
    assert newest.state == "klaar"


def test_a_codebook_that_changes_asks_for_another_look_and_keeps_the_rest(study: Path, anna: Reader) -> None:
    file = own_files(study, "anna")[4]
    address = f"dossier/{file.number}/"
    anna.ask(address, [("versie", "0"), *GOOD, ("naar", "klaar")])
    path = study / "dossieronderzoek" / "codeboek.yaml"
    try:
        path.write_text(BOOK + "  - {id: extra, vraag: Was er een plan?, soort: ja-nee}\n", encoding="utf-8")
        assert "Opnieuw bekijken" in anna.ask("").text
        page = anna.ask(address)
        assert "Deze vraag is erbij gekomen." in page.text or "Hier is nog niets ingevuld." in page.text
        assert page.tree.get_element_by_id("v-kinderen").value == "2"
        path.write_text(
            BOOK.replace("  - {id: kinderen, vraag: Hoeveel kinderen?, soort: getal, minstens: 0}\n", "")
        )
        assert anna.ask(address).body.count(b"v.kinderen") == 0
        fewer = [one for one in GOOD if one[0] != "v.kinderen"]
        done = anna.ask(address, [("versie", "1"), *fewer, ("naar", "klaar")])
        assert "na=klaar" not in done.headers["Location"]
        newest = anna.codings.newest(file.case, "anna")
        assert newest is not None
        assert (newest.state, newest.values["kinderen"]) == (
            "klaar",
            2,
        )  # kept, though it is not asked any more
        path.write_text("id: [", encoding="utf-8")
        broken = anna.ask(address)
        assert broken.status == 409
        assert "codeboek.yaml" in broken.text
    finally:
        path.write_text(BOOK, encoding="utf-8")
    assert "Opnieuw bekijken" not in anna.ask("").text


def places(anna: Reader) -> dict[str, str]:
    """Every page of a reader, by name."""
    one, other = own_files(anna.folder, "anna")[5:7]
    anna.ask(
        f"dossier/{other.number}/", [("versie", "0"), ("v.gestopt", "ja"), ("v.wie", "ggz"), ("naar", "hier")]
    )
    second = anna.ask(
        f"dossier/{other.number}/", [("versie", "0"), ("v.notitie", "anders"), ("naar", "hier")]
    )
    return {
        "list": "",
        "file": f"dossier/{one.number}/",
        "file, something wrong": f"dossier/{other.number}/?na=klaar",
        "choice": second.headers["Location"].removeprefix(anna.base),
        "not found": "dossier/999/",
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_and_nothing_falls_off(screen: Chromium, anna: Reader, language: str) -> None:
    start = anna.address if language == "nl" else in_english(anna)
    for name, place in places(anna).items():
        screen.size(1280)
        screen.go(start + place)
        assert screen.run("document.documentElement.lang") == language
        assert audit(screen) == [], name
        for width, size in ((320, "100%"), (1280, "200%")):
            screen.size(width, 800)
            screen.run(f"document.documentElement.style.fontSize = '{size}'")
            assert screen.run("document.documentElement.scrollWidth") <= width, (name, width, size)


def in_english(anna: Reader) -> str:
    return anna.address.replace(anna.base, "/en" + anna.base)


def test_made_up_data_are_marked_on_every_page_in_both_languages_and_on_paper(
    screen: Chromium, anna: Reader
) -> None:
    for start, mark in ((anna.address, "SYNTHETISCH"), (in_english(anna), "SYNTHETIC")):
        for name, place in places(anna).items():
            if name == "not found":
                continue
            screen.go(start + place)
            assert mark in screen.run("document.querySelector('aside').innerText"), name
            screen.call("Emulation.setEmulatedMedia", media="print")
            assert mark in screen.run("document.querySelector('aside').innerText"), name
            assert screen.pdf().startswith(b"%PDF")
            hidden = (
                "[...document.querySelectorAll('.nl-button, .kz-header')].every(e => !e.checkVisibility())"
            )
            assert screen.run(hidden), name
            screen.call("Emulation.setEmulatedMedia", media="")


def test_english_pages_are_saved_and_go_on_in_english(anna: Reader) -> None:
    file = own_files(anna.folder, "anna")[9]
    address = f"/en{anna.base}dossier/{file.number}/"
    page = anna.ask(address, base=False)
    assert "What the file says" in page.text
    begun = anna.ask(address, [("versie", "0"), ("v.gestopt", "ja"), ("naar", "klaar")], base=False)
    assert begun.headers["Location"] == f"{address}?na=klaar"
    told = anna.ask(f"{address}?na=klaar", base=False).text
    assert "Nothing was filled in here yet." in told


def test_a_file_is_read_with_the_keyboard_alone(screen: Chromium, anna: Reader) -> None:
    """From the top of the page to the next file, every field reached by Tab and in the order of the codebook."""
    file, after = own_files(anna.folder, "anna")[10:12]
    screen.size(1280)
    screen.go(f"{anna.address}dossier/{file.number}/")
    reached: list[str] = []
    for _ in range(40):
        screen.press("Tab")
        name = screen.run("document.activeElement.name || document.activeElement.className")
        reached.append(name)
        if name in ("v.gestopt", "v.reden"):
            screen.press(" ")
        if name in ("v.kinderen", "v.dag") and screen.run("document.activeElement.type") == "text":
            screen.call("Input.insertText", text={"v.kinderen": "2", "v.dag": "1-3-2024"}[name])
        if name == "naar":
            screen.press("Enter", loads=True)
            break
    fields = list(dict.fromkeys(name for name in reached if name.startswith("v.")))
    assert fields == ["v.gestopt", "v.reden", "v.wie", "v.kinderen", "v.dag", "v.notitie"]
    assert reached[0].startswith("nl-skip-link")
    assert f"/dossier/{after.number}/" in screen.run("location.pathname")
    newest = anna.codings.newest(file.case, "anna")
    assert newest is not None
    assert (newest.state, newest.values) == (
        "klaar", {"gestopt": "ja", "reden": "wachttijd", "kinderen": 2, "dag": "2024-03-01"}
    )  # fmt: skip


def test_what_is_typed_saves_itself_and_the_keyboard_finishes(screen: Chromium, anna: Reader) -> None:
    file = own_files(anna.folder, "anna")[7]
    screen.go(f"{anna.address}dossier/{file.number}/")
    hidden = "document.getElementById('v-reden').checkVisibility()"
    assert screen.run(hidden) is False  # asked only once help has stopped
    screen.run("document.getElementById('v-gestopt').focus()")
    screen.press(" ")
    assert screen.run(hidden) is True
    screen.run("document.getElementById('v-kinderen').focus()")
    screen.call("Input.insertText", text="3")
    saved = "document.getElementById('opgeslagen').textContent.startsWith('Opgeslagen')"
    assert screen.run(
        f"new Promise(done => {{ const until = performance.now() + 8000; (function look() {{ if ({saved}) done(true);"
        " else if (performance.now() > until) done(false); else setTimeout(look, 50); })(); })"
    )
    newest = anna.codings.newest(file.case, "anna")
    assert newest is not None
    assert newest.values == {"gestopt": "ja", "kinderen": 3}
    assert screen.run("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
