"""``ketenzicht catalogue ...`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ketenzicht.cli import register
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit


APP = typer.Typer()
register(APP)


def run(*arguments: str, fails: bool = False) -> str:
    result = CliRunner().invoke(APP, ["catalogue", *arguments])
    if fails:
        assert isinstance(result.exception, UserError), result.output
        return result.exception.text()
    assert result.exception is None, result.output
    return result.output


def test_themes_and_their_studies_are_listed() -> None:
    themes = json.loads(run("list", "--json"))["themes"]
    studies = json.loads(run("list", "--theme", "dakloze-jongeren", "--json"))
    assert themes["dakloze-jongeren"] == len(studies) == 14


def test_a_search_finds_and_a_typing_error_is_helped() -> None:
    assert "een-hardnekkig-probleem" in run("search", "uitval", "hulp")
    assert "Bedoelde je 'schulden'" in run("search", "schlden")


def test_a_study_is_shown_with_what_was_not_read() -> None:
    assert "niet gelezen" in run("show", "regioplan-thuiszitterspact-verhaal-achter-de-cijfers-2019")
    assert json.loads(run("show", "leiden-npm-2017", "--json"))["citatie"]


def test_names_that_are_not_there_get_a_suggestion() -> None:
    assert "Bedoelde je 'leiden-npm-2017'" in run("show", "leiden-npm-2018", fails=True)
    assert "Bedoelde je 'dakloze-jongeren'" in run("list", "--theme", "dakloze-jongere", fails=True)
    assert "Bedoelde je '.ris'" in run("export", "x.riss", fails=True)


def test_a_catalogue_of_ones_own_from_import_to_round(tmp_path: Path) -> None:
    mine = str(tmp_path / "mijn")
    run("new", mine)
    assert "staat al een cahier" in run("new", mine, fails=True)
    file = tmp_path / "x.ris"
    file.write_text(
        "TY  - RPRT\nTI  - Hulp bij schulden\nPY  - 2024\nUR  - https://a.nl\nKW  - schulden-en-incasso\nER  - \n"
    )
    assert "zouden voorstellen worden" in run("import", str(file), "-c", mine, "--dry-run")
    assert not (tmp_path / "mijn" / "voorstellen").exists()
    (proposal,) = json.loads(run("import", str(file), "-c", mine, "--json"))["proposals"]
    assert "1  voorstellen die wachten" in run("round", "-c", mine, "--day", "2026-12-10")
    run("accept", proposal, "-c", mine, "--day", "2026-12-05")
    said = run("round", "-c", mine, "--day", "2026-12-10")
    assert "0  voorstellen die wachten" in said
    assert proposal in said
    found = json.loads(run("round", "-c", mine, "--day", "2026-12-10", "--json"))
    assert found["nieuw"] == [proposal]
    run("check", "-c", mine, "--day", "2026-12-10")
    run("export", str(tmp_path / "uit.bib"), "-c", mine)
    assert "Hulp bij schulden" in (tmp_path / "uit.bib").read_text()


def test_the_catalogue_that_comes_along_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "x.ris"
    file.write_text("")
    assert "kun je niet aanvullen" in run("import", str(file), "-c", "sociaal-domein", fails=True)


def test_the_schema_accepts_every_study_and_refuses_a_typing_error() -> None:
    import jsonschema_rs
    import yaml

    from ketenzicht.catalogue.load import SHIPPED

    validator = jsonschema_rs.validator_for(json.loads(run("schema")))
    for path in sorted((SHIPPED / "sociaal-domein" / "studies").glob("*.yaml")):
        study = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
        if "verschenen" in study:
            study["verschenen"] = str(study["verschenen"])
        assert validator.is_valid(study), path.name
    assert not validator.is_valid({"id": "a", "titel": "A", "jaar": 2020, "thema": "x"})
