"""``ketenzicht sample`` on a study, command by command: from a plan to attributes that a measure can use."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer import Typer
from typer.testing import CliRunner

from ketenzicht.chain.model import Attribute
from ketenzicht.cli import register
from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.history import build_history
from ketenzicht.study.codes import add_codes, codes_fingerprint
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.run import history_settings, take_in
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit

PLAN = "ontwerp: eenvoudig\naantal: 60\nseed: 1\nvergelijk: [melder]\ndubbel: 0.4\nlezers: [anna, bram]\n"


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lezen") / "studie"
    make_demo_study(folder, households=400, seed=5)
    take_in(load_study(folder))
    return folder


@pytest.fixture
def study(taken_in: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "studie"
    shutil.copytree(taken_in, folder)
    return folder


def sample(*words: str) -> tuple[int, str]:
    """The command ``sample``: its exit code and what it prints."""
    app = Typer()
    register(app)
    ran = CliRunner().invoke(app, ["sample", *words])
    if isinstance(ran.exception, UserError):
        raise ran.exception
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran.exit_code, ran.output


def data(*words: str) -> Any:
    """What it prints as data."""
    code, text = sample(*words, "--json")
    assert code == 0
    return json.loads(text)


def drawn(study: Path) -> dict[str, Any]:
    sample("new", str(study))
    (study / "dossieronderzoek" / "steekproef.yaml").write_text(PLAN, encoding="utf-8")
    found: dict[str, Any] = data("draw", str(study))
    return found


def fill(study: Path, reader: str, *, differs: bool = False) -> Path:
    """The workbook of a reader as filled in: help stopped in every file with an odd number."""
    sample("export", str(study), "--reader", reader)
    path = study / "dossieronderzoek" / "beveiligd" / f"coderen-{reader}.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Coderen"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(3, sheet.max_row + 1):
        odd = sheet.cell(row, at["dossier"]).value % 2 == 1
        sheet.cell(row, at["hulp-gestopt"]).value = "ja" if odd else "nee"
        if odd:
            sheet.cell(row, at["reden-stoppen"]).value = "Iets anders" if differs else "Het duurde te lang"
        sheet.cell(row, at["klaar"]).value = "ja"
    book.save(path)
    return path


def test_from_a_plan_to_a_report_and_attributes(study: Path) -> None:
    found = drawn(study)
    assert len(found["dossiers"]) == 60
    assert found == data("draw", str(study))
    secure = study / "dossieronderzoek" / "beveiligd"
    assert (secure.stat().st_mode & 0o777) == 0o700

    _, text = sample("replace", str(study), "60", "--reason", "vernietigd")
    assert "dossier 61" in text
    for reader in ("anna", "bram"):
        path = fill(study, reader, differs=reader == "bram")
        story = openpyxl.load_workbook(path)["Tijdlijn"]
        assert story.max_row > 60  # every case has at least its report
        assert sample("import", str(study), str(path))[0] == 0
    status = data("status", str(study))
    assert [one["klaar"] == one["dossiers"] for one in status["lezers"]] == [True, True]
    assert status["opnieuw"] == []
    with pytest.raises(UserError, match="Er is al gelezen"):
        sample("draw", str(study))

    differ = data("differences", str(study))
    assert {one["vraag"] for one in differ} == {"reden-stoppen"}
    number = str(differ[0]["dossier"])
    sample("settle", str(study), number, "reden-stoppen", "Iets anders", "--reason", "brief")
    settled = next(one for one in data("differences", str(study)) if str(one["dossier"]) == number)
    assert (settled["afgesproken"], settled["reden"]) == ("anders", "brief")

    told = data("report", str(study))
    assert told["sample"]["finished"] == 60
    assert told["sample"]["replaced"] == 1
    assert told["draft"] is False
    names = {one["id"] for one in told["results"]}
    assert names == {"vraag-hulp-gestopt", "vraag-reden-stoppen", "overeenstemming", "vergelijking"}
    assert (study / "out" / "dossieronderzoek.html").is_file()
    page = (study / "out" / "dossieronderzoek.html").read_text(encoding="utf-8")
    assert not any(file["casus"] in page for file in found["dossiers"])
    assert "hulp-gestopt;ja;" in (secure / "schattingen.csv").read_text(encoding="utf-8-sig")

    _, text = sample("merge", str(study))
    assert "De keten beschrijft dit nog niet: hulp-gestopt, reden-stoppen" in text


def test_codes_become_attributes_of_the_events_of_a_case(study: Path) -> None:
    found = drawn(study)
    fill(study, "anna")
    sample("import", str(study), str(study / "dossieronderzoek" / "beveiligd" / "coderen-anna.xlsx"))
    opened = load_study(study)
    assert codes_fingerprint(opened) == {}
    sample("merge", str(study))
    assert set(codes_fingerprint(opened)) == {"kenmerken.json"}
    attribute = Attribute.model_validate({"id": "hulp-gestopt", "naam": "Hulp gestopt", "type": "ja-nee"})
    chain = opened.chain.model_copy(update={"attributes": (*opened.chain.attributes, attribute)})
    opened = replace(opened, chain=chain)
    with Engine() as engine:
        for name in ("events", "involvement"):
            engine.attach_parquet(name, opened.secure / f"{name}.parquet")
        history = build_history(engine, chain, history_settings(opened))
        before = history.rows("select count(*) from events")
        add_codes(history, opened)
        assert history.rows("select count(*) from events") == before
        rows = history.rows(
            "select distinct case_event.case_id, hulp_gestopt from events join case_event using (event_id)"
        )
    noted = {str(case): value for case, value in rows if value is not None}
    anna = [file for file in found["dossiers"] if file["lezers"][0] == "anna" or "anna" in file["lezers"]]
    assert noted == {file["casus"]: "ja" if file["nummer"] % 2 else "nee" for file in anna}


def test_a_row_that_was_saved_elsewhere_ends_with_an_exit_code(study: Path) -> None:
    drawn(study)
    path = fill(study, "anna")
    early = path.with_name("vroeg.xlsx")
    shutil.copy(path, early)
    book = openpyxl.load_workbook(path)
    book["Coderen"].cell(3, 4).value = "onbekend"
    book.save(path)
    assert sample("import", str(study), str(path))[0] == 0
    code, text = sample("import", str(study), str(early))
    assert code == 1
    assert "elders opgeslagen" in text
    kept = list((study / "dossieronderzoek" / "beveiligd" / "ingelezen").glob("anna-*.xlsx"))
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["draw"], "nog geen plan"),
        (["list"], "nog geen plan"),
    ],
)
def test_without_a_plan_there_is_nothing(study: Path, words: list[str], why: str) -> None:
    with pytest.raises(UserError, match=why):
        sample(*words, str(study))


def test_what_comes_too_early_says_what_to_do_first(study: Path) -> None:
    sample("new", str(study))
    with pytest.raises(UserError, match="al een dossieronderzoek"):
        sample("new", str(study))
    with pytest.raises(UserError, match="nog geen steekproef"):
        sample("list", str(study))
    drawn_again = study / "dossieronderzoek" / "steekproef.yaml"
    drawn_again.write_text(PLAN, encoding="utf-8")
    sample("draw", str(study))
    with pytest.raises(UserError, match="geen lezer"):
        sample("export", str(study), "--reader", "ana")
    with pytest.raises(UserError, match="nog geen dossier klaar"):
        sample("merge", str(study))


def test_size_is_said_in_files() -> None:
    assert data("size", "--margin", "5", "--cases", "3200")["dossiers"] == 344  # Cochran (1977), 4.4
    assert "Lees 97 dossiers" in sample("size", "--margin", "10")[1]
    with pytest.raises(UserError, match="tussen 0 en 100"):
        sample("size", "--margin", "0")
