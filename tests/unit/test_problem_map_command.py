"""``ketenzicht map ...`` as a user types it, and the file that it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ketenzicht.cli import register
from ketenzicht.errors import UserError
from ketenzicht.problem_map.load import load_map, shipped_maps
from ketenzicht.problem_map.save import save_map

pytestmark = pytest.mark.unit


APP = typer.Typer()
register(APP)


def run(*arguments: str, fails: bool = False) -> str:
    result = CliRunner().invoke(APP, ["map", *arguments])
    if fails:
        assert isinstance(result.exception, UserError), result.output
        return result.exception.text()
    assert result.exception is None, result.output
    return result.output


@pytest.mark.parametrize("name", shipped_maps())
def test_every_map_is_shown_checked_and_written_back_the_same(name: str, tmp_path: Path) -> None:
    assert load_map(name).title.nl in run("show", name)
    run("check", name)
    save_map(tmp_path / "kaart.yaml", load_map(name))
    assert load_map(tmp_path / "kaart.yaml") == load_map(name)
    assert [path.name for path in tmp_path.iterdir()] == ["kaart.yaml"]


def test_a_session_adds_links_until_a_loop_lights_up(tmp_path: Path) -> None:
    mine = str(tmp_path / "mijn kaart.yaml")
    run("new", mine)
    assert "Dit bestand is er al" in run("new", mine, fails=True)
    run("add", mine, "meer werkdruk -> meer uitval van starters (volgens schoolleider)", "--new")
    run("add", mine, "meer uitval van starters -> meer werkdruk, want er zijn minder collega's", "--new")
    assert "versterkend: " in run("show", mine)
    run("add", mine, "meer werkdruk -> minder uitval van starters (volgens bestuurder)")
    words = json.loads(run("show", mine, "--json"))["in_woorden"]
    assert words["contested"] == ["werkdruk -> uitval van starters"]
    assert words["loops"][0].startswith("onbekend (betwist): ")


def test_a_factor_that_is_not_there_is_asked_after(tmp_path: Path) -> None:
    mine = str(tmp_path / "kaart.yaml")
    run("new", mine, "--like", "thuiszitters")
    text = run("add", mine, "meer preventi -> minder nieuwe thuiszitters", fails=True)
    assert "Bedoelde je 'preventie'" in text
    assert len(load_map(mine).links) == len(load_map("thuiszitters").links)


def test_a_map_that_comes_along_is_left_as_it_is() -> None:
    assert "Maak een kopie" in run("add", "thuiszitters", "meer a -> meer b", fails=True)


@pytest.mark.parametrize("ending", ["prsm", "json", "graphml"])
def test_a_map_goes_to_another_program_and_comes_back(tmp_path: Path, ending: str) -> None:
    file, mine = tmp_path / f"kaart.{ending}", tmp_path / "mijn.yaml"
    run("export", "thuiszitters", "--to", str(file))
    run("import", str(file), "--to", str(mine))
    assert load_map(mine) == load_map("thuiszitters")
    assert "Dit bestand is er al" in run("import", str(file), "--to", str(mine), fails=True)
    assert "Kies .prsm" in run("export", "thuiszitters", "--to", str(tmp_path / "kaart.doc"), fails=True)


def test_what_cannot_be_imported_is_told_and_the_rest_is_there(tmp_path: Path) -> None:
    file, mine = tmp_path / "kaart.prsm", tmp_path / "mijn.yaml"
    file.write_text(
        '{"nodes": [{"id": "1", "label": "a"}], "edges": [{"from": "1", "to": "2"}]}', encoding="utf-8"
    )
    assert "Een verband is overgeslagen" in run("import", str(file), "--to", str(mine))
    assert [factor.id for factor in load_map(mine).factors] == ["a"]


def test_a_map_is_drawn(tmp_path: Path) -> None:
    run("draw", "thuiszitters", "--to", str(tmp_path / "kaart.svg"), "--language", "en")
    assert "number of thuiszitters" in (tmp_path / "kaart.svg").read_text(encoding="utf-8")


def test_a_map_becomes_a_report(tmp_path: Path) -> None:
    html, pdf = tmp_path / "kaart.html", tmp_path / "kaart.pdf"
    run("report", "caseload-veilig-thuis", "--to", str(html))
    run("report", "thuiszitters", "--to", str(pdf), "--language", "en")
    text = html.read_text(encoding="utf-8")
    assert "<svg" in text
    assert (
        "Een hardnekkig probleem: oorzaken caseload Veilig Thuis Flevoland" in text
    )  # a title of the catalogue
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "Kies .html of .pdf" in run("report", "thuiszitters", "--to", str(tmp_path / "x.doc"), fails=True)
