"""Figures that others published on the same people are protected against as if we had released them."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from ketenzicht.cli import register
from ketenzicht.errors import UserError
from ketenzicht.publish import write
from ketenzicht.publish.differencing import differences
from ketenzicht.publish.ledger import read_ledger
from ketenzicht.publish.policy import Policy
from ketenzicht.study import policy as found
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.elsewhere import read_elsewhere
from ketenzicht.study.run import StudyRun, run_study

pytestmark = pytest.mark.unit

DAY = date(2026, 1, 15)
LONGER = ("2024-01-01, tot: 2024-12-31", "2024-01-01, tot: 2025-01-31")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "study"
    make_demo_study(folder, households=400, seed=6)
    settings = folder / "study.yaml"
    text = settings.read_text(encoding="utf-8").replace("talen: [nl, en]", "talen: [nl]")
    settings.write_text(text.replace("maten: alle", "maten: [eerdere-meldingen]"), encoding="utf-8")
    return folder


@pytest.fixture
def study(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study under a policy without rounding, and without the files that take long."""
    monkeypatch.setattr(write, "render_pdf", lambda content, language: b"paper")
    monkeypatch.setattr(write, "workbook_bytes", lambda content, language: b"tables")
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setattr(found, "system_policy", lambda: tmp_path / "onthulling.yaml")
    (tmp_path / "onthulling.yaml").write_text(
        "bronhouder: Bron\ncontact: bron@voorbeeld.example\ngeldig_van: 2026-01-01\ngeldig_tot: 2026-12-31\n"
        "afronden: 1\n",
        encoding="utf-8",
    )
    return Path(shutil.copytree(made, tmp_path / "study"))


def change(study: Path, old: str, new: str) -> None:
    settings = study / "study.yaml"
    text = settings.read_text(encoding="utf-8")
    assert old in text
    settings.write_text(text.replace(old, new), encoding="utf-8")


def put(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, ["getal", "waarde", "afgerond_op", "van", "tot", "bron"], delimiter=";"
        )
        writer.writeheader()
        writer.writerows(rows)
    return path


def others(study: Path) -> list[dict[str, Any]]:
    """What another published over 2024: the counts of a table of ours, as they are."""
    run_study(study, on=DAY)
    names = json.loads(ketenzicht("ledger", "show", str(study), "--numbers", "--json"))["numbers"]
    for path in study.glob("grootboek*"):
        path.unlink()
    return [
        {"getal": one["name"], "waarde": one["low"], "van": "2024-01-01", "tot": "2024-12-31", "bron": "CBS"}
        for one in names
        if one["name"].startswith("melding:") and one["low"] == one["high"]
    ]


def ketenzicht(*words: str) -> str:
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def shares(study: Path) -> set[str]:
    content = json.loads((study / "out" / "results.json").read_text(encoding="utf-8"))
    [measure] = content["measures"]
    return {figure["kind"] for row in measure["tables"][0]["rows"] for figure in row["figures"] if figure}


def warned(run: StudyRun) -> list[str]:
    assert run.released.content.release is not None
    return [str(warning) for warning in run.released.content.release.warnings]


def test_what_follows_with_a_figure_of_others_is_withheld_and_told(study: Path) -> None:
    published = others(study)
    assert len(published) > 2
    change(study, *LONGER)
    alone = run_study(study, on=DAY)
    assert warned(alone) == []
    open_figures = read_ledger(study / "grootboek.jsonl")[0].figures
    before = shares(study)
    put(study / "elders.csv", published)
    change(study, "maten:", "gepubliceerd: elders.csv\nmaten:")
    for path in study.glob("grootboek*"):
        path.unlink()
    beside = run_study(study, on=DAY)
    told = warned(beside)
    assert told
    assert all("verraadt samen met wat anders is gepubliceerd (CBS, " in one for one in told)
    assert "withheld" in shares(study) - before
    [release] = read_ledger(study / "grootboek.jsonl")
    theirs = {
        **open_figures,
        "period": ["2024-01-01", "2024-12-31"],
        "version": ["elders", "CBS"],
        "numbers": {
            one["getal"]: {"low": one["waarde"], "high": one["waarde"], "gap": 0, "whole": True}
            for one in published
        },
        "sums": [],
        "choices": [],
        "hidden": [],
    }
    assert differences(open_figures, [theirs], Policy(rounding=1)) != ()
    assert differences(release.figures, [theirs], Policy(rounding=1)) == ()
    assert beside.released.content.release is not None
    assert beside.released.content.release.compared == 0
    again = run_study(study, on=DAY)
    assert (again.released.number, again.released.again) == (1, True)


def test_a_name_of_no_number_is_told_with_one_that_is_like_it(study: Path) -> None:
    change(study, "maten:", "gepubliceerd: elders.csv\nmaten:")
    with pytest.raises(UserError, match="bestaat niet"):
        run_study(study, on=DAY)
    put(study / "elders.csv", [{"getal": "melding:perode", "waarde": 5, "bron": "CBS"}])
    with pytest.raises(UserError, match="Geen getal van deze studie heet 'melding:perode'") as refused:
        run_study(study, on=DAY)
    assert "melding:periode" in refused.value.fix
    assert not (study / "grootboek.jsonl").exists()


def test_a_rounded_figure_of_others_is_a_range_and_a_cell_that_is_wrong_names_its_line(
    tmp_path: Path,
) -> None:
    path = put(
        tmp_path / "elders.csv",
        [
            {"getal": "melding:periode", "waarde": "1.540", "afgerond_op": 10, "bron": "CBS"},
            {"getal": "melding:periode", "waarde": 3, "afgerond_op": 10, "van": "2024-01-01", "tot": "2024-06-30",
             "bron": "GGD"},
        ],
    )  # fmt: skip
    figures = read_elsewhere(path)
    assert [(one.low, one.high, one.period) for one in figures] == [
        (1535, 1544, None),
        (0, 7, (date(2024, 1, 1), date(2024, 6, 30))),
    ]
    for wrong, told in (
        ({"waarde": "3,5"}, "geen heel getal"),
        ({"waarde": "3.5"}, "geen heel getal"),
        ({"waarde": "-3"}, "geen heel getal"),
        ({"bron": ""}, "Kolom 'bron' is leeg"),
        ({"van": "2024-02-30", "tot": "2024-12-31"}, "geven geen periode"),
        ({"van": "2024-12-31", "tot": "2024-01-01"}, "geven geen periode"),
    ):
        put(
            path,
            [{"getal": "a", "waarde": 1, "bron": "CBS"}, {"getal": "a", "waarde": 1, "bron": "CBS", **wrong}],
        )
        with pytest.raises(UserError, match=told) as refused:
            read_elsewhere(path)
        assert refused.value.line == 3
    path.write_text("getal;waarde\n", encoding="utf-8")
    with pytest.raises(UserError, match="De kolom 'bron' ontbreekt"):
        read_elsewhere(path)
    path.write_text("getal;waarde;bron;wie\n", encoding="utf-8")
    with pytest.raises(UserError, match="De kolom 'wie' is niet bekend"):
        read_elsewhere(path)
