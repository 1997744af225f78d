"""``ketenzicht guide``: asks one question at a time, explains, tries worked cases; keeps only what it is asked to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from helpers.guides import guide_chain, option
from ketenzicht.chain import write_chain
from ketenzicht.chain.model import Chain
from ketenzicht.cli import guide
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit


def small_chain(**expected: str) -> Chain:
    adult = {"feit": "leeftijd", "minstens": 18, "niet_gehaald": "Te jong."}
    return guide_chain(
        opties=[
            option("uitstel", {"alle": [{"feit": "brp"}, adult]}),
            option("briefadres", {"niet": {"feit": "brp"}}, dringend=True),
        ],
        casussen=[
            {
                "id": "bo", "naam": "Bo", "verhaal": "Bo is ingeschreven.", "peildatum": "2026-11-01",
                "feiten": {"brp": "ja", "leeftijd": "20"},
                "verwacht": expected or {"uitstel": "open", "briefadres": "dicht"},
            }
        ],
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> str:
    write_chain(small_chain(), tmp_path / "klein")
    return str(tmp_path / "klein")


def run(*arguments: str, typed: str = "") -> Result:
    app = typer.Typer()
    guide.register(app)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["guide", *arguments], input=typed)


def test_asks_until_nothing_matters_any_more(folder: str) -> None:
    done = run("ask", folder, "--date", "2026-11-22", typed="ja\n20\nnooit gelezen\n")
    assert done.exit_code == 0
    assert done.output.count("> ") == 2
    assert "1. uitstel" in done.output


def test_says_when_the_rest_gives_dates_and_amounts_only(tmp_path: Path) -> None:
    rule = {
        "id": "dubbel", "naam": "Dubbel", "eenheid": "aantal",
        "waarde": {"som": [{"feit": "leeftijd"}, {"feit": "leeftijd"}]},
    }  # fmt: skip
    chain = guide_chain(regels=[rule], opties=[option("uitstel", {"feit": "brp"}, bedragen="dubbel")])
    write_chain(chain, tmp_path / "klein")
    done = run("ask", str(tmp_path / "klein"), typed="ja\ns\n")
    assert done.output.index("Wat kan en wat niet is bekend.") < done.output.index("1. uitstel")
    assert done.output.count("> ") == 2
    closed = run("ask", str(tmp_path / "klein"), typed="nee\n")
    assert "Wat kan en wat niet is bekend." not in closed.output


def test_how_long_it_lasts_says_who_asks(tmp_path: Path) -> None:
    longer = {"wie": ["hulpverlener", "bewindvoerder"], "duur": {"duur": 12, "eenheid": "maanden"}}
    uitstel = option("uitstel", {"feit": "brp"}, duur={"duur": 4, "eenheid": "maanden"}, duur_voor=[longer])
    write_chain(guide_chain(opties=[uitstel]), tmp_path / "klein")
    said = " ".join(run("ask", str(tmp_path / "klein"), typed="ja\n").output.split())
    assert "Hoe lang: 4 maanden, of 12 maanden als dit het vraagt: hulpverlener of bewindvoerder" in said


def test_a_wrong_answer_is_asked_again_and_not_repeated(folder: str) -> None:
    done = run("ask", folder, typed="misschien\nnee\n")
    assert "Antwoord met ja of nee." in done.output
    assert "misschien" not in done.output
    assert "1. briefadres" in done.output


def test_back_takes_the_last_answer_away(folder: str) -> None:
    done = run("ask", folder, typed="ja\nt\nnee\n")
    assert "1. briefadres" in done.output
    assert "1. uitstel" not in done.output


@pytest.mark.parametrize("word", ["?", "weet ik niet", "-", "wil ik niet zeggen", "u", "Zoek ik uit"])
def test_not_knowing_is_an_answer(folder: str, word: str) -> None:
    done = run("ask", folder, typed=f"{word}\n20\n")
    assert "Er is nog geen stap bekend die nu kan." in done.output
    assert ("Zoek uit\n- brp" in done.output) == (word in ("u", "Zoek ik uit"))


def test_stop_and_the_end_of_the_input_end_with_the_plan(folder: str) -> None:
    for typed in ("stop\n", ""):
        done = run("ask", folder, typed=typed)
        assert done.exit_code == 0
        assert "Plan op" in done.output


def test_answers_are_kept_only_when_asked_and_read_again(folder: str, tmp_path: Path) -> None:
    kept = tmp_path / "casus.json"
    before = set(tmp_path.iterdir())
    run("ask", folder, typed="ja\nstop\n")
    assert set(tmp_path.iterdir()) == before
    run("ask", folder, "--save", str(kept), typed="ja\nstop\n")
    assert json.loads(kept.read_text())["feiten"] == {"brp": ["ja"]}
    done = run("ask", folder, "--case", str(kept), "--save", str(kept), typed="20\n")
    assert "1. uitstel" in done.output
    assert json.loads(kept.read_text())["feiten"] == {"brp": ["ja"], "leeftijd": ["20"]}
    with pytest.raises(UserError, match="bestaat al"):
        raise run("ask", folder, "--save", str(kept)).exception or AssertionError


def test_json_has_the_outcome_and_not_the_answers(folder: str) -> None:
    done = run("ask", folder, "--json", typed="ja\n17\n")
    data = json.loads(done.stdout)
    assert {item["optie"]: item["status"] for item in data["opties"]} == {
        "uitstel": "dicht",
        "briefadres": "dicht",
    }
    assert data["opties"][0]["moet_anders"][0]["feiten"] == ["leeftijd"]
    assert "17" not in done.stdout


def test_explains_why_and_what_would_have_to_change(folder: str, tmp_path: Path) -> None:
    kept = tmp_path / "casus.json"
    run("ask", folder, "--save", str(kept), typed="ja\n17\n")
    done = run("explain", folder, "--case", str(kept), "--option", "uitstel")
    assert "kan nu niet  uitstel" in done.output
    assert "nee leeftijd: minstens 18 Te jong." in done.output
    assert "Wat anders moet zijn: leeftijd: minstens 18 (dat is nu niet zo)" in done.output
    assert "brp: ja (dat is nu zo)" in run("explain", folder, "--case", str(kept)).output
    with pytest.raises(UserError, match="geen optie"):
        raise run("explain", folder, "--case", str(kept), "--option", "uitstell").exception or AssertionError


def test_answers_that_cannot_be_used_are_named_by_their_question(folder: str, tmp_path: Path) -> None:
    kept = tmp_path / "casus.json"
    run("ask", folder, "--save", str(kept), typed="ja\n17\n")
    kept.write_text(kept.read_text().replace("17", "zeventien"))
    with pytest.raises(UserError) as caught:
        raise run("explain", folder, "--case", str(kept)).exception or AssertionError
    assert "leeftijd: Dit is geen getal." in str(caught.value)
    assert "zeventien" not in str(caught.value)


def test_worked_cases_decide_the_exit_code(folder: str, tmp_path: Path) -> None:
    assert run("check", folder).exit_code == 0
    write_chain(small_chain(uitstel="dicht"), tmp_path / "fout")
    done = run("check", str(tmp_path / "fout"), "--json")
    assert done.exit_code == 1
    [case] = json.loads(done.stdout)["casussen"]
    assert case["verschillen"][0]["gevonden"] == "open"


def test_a_chain_without_options_has_no_guide() -> None:
    with pytest.raises(UserError, match="geen wegwijzer"):
        raise run("check", "veilig-thuis").exception or AssertionError
