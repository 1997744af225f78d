"""``ketenzicht study causes``: what it compares, what it refuses, what it prints and writes, where it is recorded."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from ketenzicht.chain.window import Window
from ketenzicht.cli import study
from ketenzicht.errors import UserError
from ketenzicht.study.causes import study_causes
from ketenzicht.study.causes_compared import Compared, period_given
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.release import Approval
from ketenzicht.study.settings import load_study
from ketenzicht.study.standing import standing

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("causes") / "demo"
    make_demo_study(folder, households=2500, seed=5)
    settings = folder / "study.yaml"
    text = settings.read_text(encoding="utf-8").replace("talen: [nl, en]", "talen: [nl]")
    policy = "bevolking:\n  - {aantal: 200000, bron: verzonnen}\n"
    settings.write_text(text + policy, encoding="utf-8")
    return folder


@pytest.fixture
def folder(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "demo", ignore=shutil.ignore_patterns("out", "grootboek*")))


def run(*words: str | Path) -> Result:
    app = typer.Typer()
    study.register(app)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, [str(word) for word in words])


def rows(tables: Sequence[dict[str, object]], name: str) -> dict[str, float]:
    found = next(table for table in tables if table["id"] == name)
    return {row["id"]: row["figures"][0]["value"] for row in found["rows"]}  # type: ignore[index, attr-defined]


def test_without_more_it_compares_with_the_period_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ended = run("study", "causes", folder, "--quiet")
    assert ended.exit_code == 0
    out = ended.stdout
    assert "vergeleken met de periode" in re.sub(r"\s+", " ", out)
    assert "Eerste meldingen per 1.000 inwoners" in out
    assert all(len(line) <= 80 for line in out.splitlines() if "/" not in line)
    report = (folder / "out" / "causes" / "report.html").read_text(encoding="utf-8")
    assert "Waardoor de gemiddelde caseload verschilt" in report
    assert 'class="grafiek"' in report


def test_factors_add_up_to_the_difference_in_json(folder: Path) -> None:
    ended = run("study", "causes", folder, "--periods", "2022", "2024", "--json")
    assert ended.exit_code == 0
    data = json.loads(ended.stdout)
    found = rows(data["tables"], "verschil")
    factors = sum(found[name] for name in ("inwoners", "eerste-per-inwoner", "herhaling", "duur"))
    assert found["van"] + factors == pytest.approx(found["naar"], abs=0.3)
    assert "2022" in data["sentence"]


def test_two_values_of_an_attribute_are_two_sides(folder: Path) -> None:
    found = study_causes(folder, Compared(places=("geweld", "zorgen"), attribute="zorgsoort"), on=DAY)
    assert "vergeleken met zorgen" in found.sentence
    assert len(found.result.exposure) == 2


def test_two_studies_are_two_sides(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "elders"
    make_demo_study(other, households=2000, seed=8)
    found = study_causes(folder, Compared(other=other), on=DAY)
    assert "vergeleken met elders" in found.sentence
    assert [item.number for item in found.released] == [1, 1]
    assert (other / "grootboek.jsonl").is_file()
    [run, shown] = standing(load_study(folder)).reports
    assert (run.files, run.release) == ((), None)
    assert (shown.release and shown.release.number) == 1
    assert "causes/report.html" in [file.path for file in shown.seen(drafts=False)]


def test_what_another_study_did_not_let_out_is_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "onthulling.yaml"
    lines = ("bronhouder: Ons", "contact: ons@example.nl", "geldig_van: 2020-01-01", "tweede_persoon: true")
    policy.write_text("\n".join((*lines, "uitvoer: [rapport]")), encoding="utf-8")
    monkeypatch.setenv("KETENZICHT_POLICY_FILE", str(policy))
    folder, other = tmp_path / "hier", tmp_path / "elders"
    for seed, one in enumerate((folder, other)):
        make_demo_study(one, households=200, seed=seed)
    waiting = study_causes(folder, Compared(other=other), on=DAY).released[0].content.release
    assert waiting is not None
    approval = Approval(waiting.mark, "A. de Vries")
    found = study_causes(folder, Compared(other=other), on=DAY, approval=approval)
    assert [item.number for item in found.released] == [1, None]
    [_, shown] = standing(load_study(folder)).reports
    assert shown.files
    assert (shown.release, shown.seen(drafts=False)) == (None, ())
    assert "Een tweede persoon moet dit nog nakijken" in found.files[0].read_text(encoding="utf-8")


def test_what_left_is_recorded_and_the_same_again_is_no_new_release(folder: Path) -> None:
    first = study_causes(folder, Compared(), on=DAY)
    again = study_causes(folder, Compared(), on=DAY)
    assert (first.released[0].number, first.released[0].again) == (1, False)
    assert (again.released[0].number, again.released[0].again) == (1, True)
    assert first.sentence == again.sentence


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--periods", "2024", "2023"), "overlappen"),
        (("--periods", "2023", "2023"), "overlappen"),
        (("--periods", "2010", "2024"), "niet binnen de gegevens"),
        (("--periods", "vorig", "2024"), "geen periode"),
        (("--between", "geweld", "zorgen"), "horen bij elkaar"),
        (("--between", "geweld", "iets", "--attribute", "zorgsoort"), "Geen enkele melding"),
        (("--between", "a", "b", "--attribute", "gemeente"), "geen kenmerk"),
        (("--measure", "caseload"), "geen maat 'caseload' van soort caseload"),
        (
            ("--periods", "2022", "2024", "--between", "a", "b", "--attribute", "zorgsoort"),
            "meer dingen tegelijk",
        ),
    ],
)
def test_what_does_not_compare_is_said(folder: Path, words: tuple[str, ...], said: str) -> None:
    refused = run("study", "causes", folder, *words, "--quiet").exception
    assert isinstance(refused, UserError)
    assert said in refused.what
    assert refused.fix


def test_studies_with_other_definitions_are_refused_with_the_reason(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "personen"
    shutil.copytree(folder, other)
    settings = other / "study.yaml"
    text = settings.read_text(encoding="utf-8").replace("eenheid: huishouden", "eenheid: persoon")
    settings.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="niet te vergelijken") as refused:
        study_causes(folder, Compared(other=other), on=DAY)
    assert "de eenheid (huishouden en persoon)" in refused.value.why


def test_a_period_is_a_year_or_two_days() -> None:
    assert period_given("2023") == Window(van=date(2023, 1, 1), tot=date(2023, 12, 31))
    assert period_given("2023-07-01/2024-06-30") == Window(van=date(2023, 7, 1), tot=date(2024, 6, 30))
