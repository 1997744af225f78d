"""The commands of a survey, as the coordinator types them: from the questions to the answer and the study."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer
from typer.testing import CliRunner

from helpers.partnerships import OTHERWISE, SILENT, write_survey
from ketenzicht.cli import survey as verbs
from ketenzicht.errors import UserError
from ketenzicht.publish.survey_template import template_bytes
from ketenzicht.study.run import run_study
from ketenzicht.survey.answers import read_answer_folder
from ketenzicht.survey.load import load_survey

pytestmark = pytest.mark.unit

FILLED = {
    "telling": "ABS_LRV", "abs": 40, "lrv-begin": 100, "lrv-nieuw": 250, "lrv-terug": 40, "lrv-weg": 12,
    "lrv-eind": 312, "aanbod-van": 300, "aanbod-binnen": 150,
}  # fmt: skip
Run = Callable[..., Any]


@pytest.fixture
def run() -> Run:
    app = typer.Typer()
    verbs.register(app)
    app.callback()(lambda: None)

    def invoke(*arguments: object, code: int = 0) -> str:
        found = CliRunner().invoke(app, ["survey", *map(str, arguments)], catch_exceptions=False)
        assert found.exit_code == code, found.output
        return found.output

    return invoke


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_survey(tmp_path_factory.mktemp("uitvraag") / "thuiszitters").folder


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Path:
    folder = tmp_path / "uitvraag"
    assert "organisaties.csv" in run("new", folder)
    lines = [
        "code;naam;groep;contact;leerlingen",
        "SWV1;Het Eerste;po;a@een.invalid;9000",
        "SWV2;Het Tweede;vo;;8000",
    ]
    (folder / "organisaties.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def form_of(folder: Path, answers: dict[str, Any], remarks: dict[str, str] | None = None) -> Path:
    opened = load_survey(folder)
    path = folder.parent / "ingevuld.xlsx"
    organisation = opened.by_code["SWV1"]
    path.write_bytes(
        template_bytes(opened.survey, organisation=organisation, answers=answers, remarks=remarks)
    )
    return path


def test_a_form_for_each_organisation_with_what_it_gave_already(folder: Path, run: Run) -> None:
    run("export", folder)
    forms = sorted((folder / "formulieren").glob("*.xlsx"))
    assert [path.name for path in forms] == ["thuiszitters-SWV1.xlsx", "thuiszitters-SWV2.xlsx"]
    run("import", folder, form_of(folder, FILLED))
    run("export", folder, "--for", "SWV1", "--language", "en")
    sheet = openpyxl.load_workbook(forms[0])["Vragen"]
    assert 312 in [cell.value for cell in sheet["B"]]
    run("export", folder, "--form", "xlsform")
    assert (folder / "formulieren" / "thuiszitters-xlsform.xlsx").is_file()


def test_312_that_should_be_298_stays_a_draft_until_it_is_explained(folder: Path, run: Run) -> None:
    output = run("import", folder, form_of(folder, FILLED))
    assert "concept" in output
    assert "312" in output
    assert "298" in output
    assert "Vragen!B" in output
    assert read_answer_folder(folder / "antwoorden")["SWV1"].submitted is False
    run("import", folder, form_of(folder, FILLED, {"lrv-eind": "Veertien kwamen later in beeld."}))
    given = read_answer_folder(folder / "antwoorden")["SWV1"]
    assert given.submitted
    assert given.answers["lrv-eind"] == 312
    assert given.explanations == {"lrv-eind": "Veertien kwamen later in beeld."}
    earlier = folder / "antwoorden" / "eerder" / "SWV1-1.json"
    assert json.loads(earlier.read_text(encoding="utf-8"))["antwoorden"]["lrv-eind"] == 312


def test_check_ends_with_one_while_an_answer_is_wrong(folder: Path, run: Run) -> None:
    run("check", folder)
    run("import", folder, form_of(folder, FILLED | {"t3m-abs": 99}))
    output = run("check", folder, code=1)
    assert "99" in output
    data = json.loads(run("check", folder, "--json", code=1))
    assert {"t3m-abs-past", "lrv-sluit"} <= {one["key"] for one in data["answers"][0]["open"]}


def test_last_year_stands_in_a_folder_of_its_own(folder: Path, run: Run) -> None:
    run("import", folder, form_of(folder, FILLED | {"lrv-eind": 298}))
    shutil.copytree(folder / "antwoorden", folder / "vorig")
    output = run("import", folder, form_of(folder, FILLED | {"lrv-eind": 298}))
    assert "vorig jaar vulde u aan het eind 298 in" in output


def test_a_form_of_nobody_who_was_asked_is_refused(folder: Path, run: Run) -> None:
    form = form_of(folder, FILLED)
    with pytest.raises(UserError, match="SWV3"):
        run("import", folder, form, "--for", "SWV3")
    assert not (folder / "antwoorden").exists()


@pytest.mark.parametrize("name", ["weg.xlsx", "weg.json"])
def test_a_form_that_is_not_there_is_told(folder: Path, run: Run, name: str) -> None:
    with pytest.raises(UserError, match="bestaat niet"):
        run("import", folder, folder / name)


def test_status_tells_who_is_late_and_who_counts_otherwise(answered: Path, run: Run) -> None:
    output = run("status", answered)
    assert f"{76 - SILENT} van 76 ingediend" in output
    assert f"{OTHERWISE} tellen volgens een andere betekenis: LRV" in output
    assert output.count("@swv") == SILENT
    found = json.loads(run("status", answered, "--json"))["organisations"]
    assert sum(one["submitted"] for one in found) == 76 - SILENT


def test_analyse_writes_the_answer_and_keeps_the_list_of_the_coordinator_apart(
    answered: Path, run: Run
) -> None:
    draft = run("analyse", answered, "--synthetic", "--date", "2027-01-29")
    assert "Concept" in draft
    output = run("analyse", answered, "--synthetic", "--date", "2027-01-30")
    assert "Concept" not in output
    assert "volgens rijen" not in output
    assert "passend aanbod binnen 3 maanden" in output
    assert "tel ze niet op" in " ".join(output.split())
    secure = answered / "out" / "secure" / "aansluiting.csv"
    assert secure.parent.stat().st_mode & 0o077 == 0
    assert secure.read_text(encoding="utf-8-sig").startswith("organisatie;vraag;aantal;rijen;verschil")
    page = (answered / "out" / "uitvraag.html").read_text(encoding="utf-8")
    assert "SWV01" not in page
    assert "Samenwerkingsverband 1" not in page


def test_the_rows_are_a_study_that_says_the_same(answered: Path, run: Run, tmp_path: Path) -> None:
    output = run("export-study", answered, tmp_path / "studie", "--synthetic")
    assert "Telt anders en is weggelaten" in output
    run_study(tmp_path / "studie")
    results = json.loads((tmp_path / "studie" / "out" / "results.json").read_text(encoding="utf-8"))
    offer = next(one for one in results["measures"] if one["id"] == "aanbod-binnen-3-maanden")
    # the study counts periods that began in the school year, the survey also those that were running
    assert offer["headline"]["kans"]["low"] < 0.54 < offer["headline"]["kans"]["high"]
    with pytest.raises(UserError, match="bestaat al"):
        run("export-study", answered, tmp_path / "studie")


def test_the_schema_is_json(run: Run) -> None:
    assert json.loads(run("schema"))["title"] == "Uitvraag van ketenzicht"
