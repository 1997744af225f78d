"""What follows from a model of a study leaves under its policy and in its ledger."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from ketenzicht.cli import whatif
from ketenzicht.errors import UserError
from ketenzicht.publish.ledger import read_ledger
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.settings import load_study
from ketenzicht.study.standing import standing
from ketenzicht.study.whatif import estimate_study
from ketenzicht.study.whatif_release import study_behind
from ketenzicht.whatif.model_file import read_model_file

pytestmark = pytest.mark.unit

SCENARIO = """\
naam: Meer eerste meldingen
vanaf: 2025-01-01
wijzigingen:
  - {parameter: zaken.huishouden.aankomst.per_dag, maal: 1.5}
"""
FEW = ["--replications", "1", "--draws", "2", "--quiet"]


@pytest.fixture(scope="module")
def estimated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study as if of real people, with a model in its secure folder of which every number rests on enough."""
    folder = tmp_path_factory.mktemp("release") / "studie"
    make_demo_study(folder, households=600, seed=3)
    settings = folder / "study.yaml"
    text = settings.read_text("utf-8").replace("synthetisch: true", "synthetisch: false")
    settings.write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KETENZICHT_KEY_FILE", str(folder.parent / "key"))
        estimate_study(folder, Path("wat-als.yaml"))
    return folder


@pytest.fixture
def study(estimated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("KETENZICHT_POLICY_FILE", raising=False)
    folder = Path(shutil.copytree(estimated, tmp_path / "studie"))
    (folder / "scenario.yaml").write_text(SCENARIO, "utf-8")
    return folder


def policy_of(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    path = folder.parent / "onthulling.yaml"
    path.write_text(
        "\n".join(["bronhouder: Ons", "contact: ons@example.nl", "geldig_van: 2020-01-01", *lines]), "utf-8"
    )
    monkeypatch.setenv("KETENZICHT_POLICY_FILE", str(path))


def run(study: Path, *words: str) -> Result:
    app = typer.Typer()
    whatif.register(app)
    app.callback()(lambda: None)
    model, scenario = study / "out" / "secure" / "wat-als.yaml", study / "scenario.yaml"
    return CliRunner().invoke(app, ["whatif", "run", str(model), "-s", str(scenario), *FEW, *words])


def shown_of(study: Path) -> tuple[int | None, list[str], list[str]]:
    """The release of the what-if that the study keeps, all its files, and those that are released."""
    [_, found] = standing(load_study(study)).reports
    paths = [[file.path for file in found.seen(drafts=drafts)] for drafts in (True, False)]
    return found.release and found.release.number, paths[0], paths[1]


def test_it_stands_in_the_ledger_and_the_same_again_is_no_new_release(study: Path) -> None:
    first = run(study, "--json")
    assert first.exit_code == 0, (first.output, first.exception)
    said = json.loads(first.stdout)
    assert said["policy"]["threshold"] == 10
    assert run(study).exit_code == 0
    [line] = read_ledger(study / "grootboek.jsonl")
    assert line.mark == said["release"]["mark"]
    other = run(study, "--seed", "4")
    assert other.exit_code == 0
    assert [one.number for one in read_ledger(study / "grootboek.jsonl")] == [1, 2]
    assert "Vrijgave 2" in other.stdout


def test_the_policy_of_the_custodian_rounds(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy_of(study, monkeypatch, "afronden: 20")
    answer = run(study, "--json")
    assert answer.exit_code == 0, (answer.output, answer.exception)
    figures = json.loads(answer.stdout)["baseline"]["figures"]
    assert figures["reports"]["value"] % 20 == 0
    assert figures["caseload"]["value"] % 20 == 0


def test_a_model_never_leaves_with_less_than_when_it_was_estimated(study: Path) -> None:
    model = study / "out" / "secure" / "wat-als.yaml"
    text = model.read_text("utf-8")
    assert "afronden: 5" in text
    model.write_text(text.replace("afronden: 5", "afronden: 25"), "utf-8")
    behind = study_behind(read_model_file(model))
    assert behind is not None
    assert behind.policy.rounding == 25
    assert behind.policy.threshold == 10


def test_a_second_person_approves_what_they_saw(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy_of(study, monkeypatch, "tweede_persoon: true", "uitvoer: [rapport]")
    draft = run(study, "--output", str(study / "wat-als"))
    assert draft.exit_code == 0, (draft.output, draft.exception)
    assert "Nog niet vrijgegeven" in draft.stdout
    assert not (study / "grootboek.jsonl").exists()
    assert sorted(path.name for path in (study / "wat-als").iterdir()) == ["wat-als.en.html", "wat-als.html"]
    assert "Een tweede persoon moet dit nog nakijken" in (study / "wat-als" / "wat-als.html").read_text(
        "utf-8"
    )
    kept = ["whatif/wat-als.en.html", "whatif/wat-als.html"]
    assert shown_of(study) == (None, ["whatif/manifest.json", *kept], [])
    mark = draft.stdout.split("--approve ")[1].split()[0]
    approved = run(study, "--approve", mark, "--by", "A. de Vries", "--output", str(study / "wat-als"))
    assert approved.exit_code == 0, (approved.output, approved.exception)
    [line] = read_ledger(study / "grootboek.jsonl")
    assert line.approved_by == "A. de Vries"
    assert "A. de Vries" in (study / "wat-als" / "wat-als.html").read_text("utf-8")
    assert shown_of(study) == (1, ["whatif/manifest.json", *kept], kept)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("weigeren: [CorrelationCoefficients]",), "laat geen cijfers van modellen naar buiten"),
        (("drempel: 100000",), "rust op te weinig gevallen"),
        (("geldig_tot: 2020-12-31",), "gold tot en met"),
    ],
)
def test_what_the_policy_does_not_allow_does_not_leave(
    study: Path, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...], said: str
) -> None:
    policy_of(study, monkeypatch, *lines)
    answer = run(study)
    assert isinstance(answer.exception, UserError)
    assert said in str(answer.exception)
    assert not (study / "grootboek.jsonl").exists()


def test_without_its_study_nothing_leaves(study: Path, tmp_path: Path) -> None:
    model = study / "out" / "secure" / "wat-als.yaml"
    away = tmp_path / "elders.yaml"
    shutil.copy(model, away)
    with pytest.raises(UserError, match="niet te vinden"):
        study_behind(read_model_file(away))
    text = model.read_text("utf-8")
    away.write_text(text[: text.index("studie:\n")], "utf-8")
    with pytest.raises(UserError, match="niet op welke"):
        study_behind(read_model_file(away))
