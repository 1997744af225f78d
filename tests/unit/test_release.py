"""Releasing a study: once however often it is run, compared with earlier releases, approved by a second person."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ketenzicht.errors import UserError
from ketenzicht.publish import earlier, write
from ketenzicht.publish.differencing import Difference, differences
from ketenzicht.publish.ledger import Release, read_ledger
from ketenzicht.publish.policy import Policy
from ketenzicht.study import policy as found
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.release import Approval
from ketenzicht.study.run import run_study

pytestmark = pytest.mark.unit

DAY = date(2026, 1, 15)
POLICY = "bronhouder: Bron\ncontact: bron@voorbeeld.example\ngeldig_van: 2026-01-01\ngeldig_tot: 2026-12-31\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up study of which only a few measures are asked, in one language."""
    folder = tmp_path_factory.mktemp("made") / "study"
    make_demo_study(folder, households=400, seed=6)
    settings = folder / "study.yaml"
    text = settings.read_text(encoding="utf-8").replace("talen: [nl, en]", "talen: [nl]")
    settings.write_text(
        text.replace("maten: alle", "maten: [eerdere-meldingen, meldingsklassen, caseload, uitval]"),
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a policy, with a key of its own; the slow files are looked at in other tests."""
    monkeypatch.setattr(write, "render_pdf", lambda content, language: b"paper")
    monkeypatch.setattr(write, "workbook_bytes", lambda content, language: b"tables")
    monkeypatch.setattr(found, "system_policy", lambda: tmp_path / "etc" / "onthulling.yaml")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv(found.VARIABLE, raising=False)
    return tmp_path


@pytest.fixture
def study(machine: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, machine / "study"))


def policy(machine: Path, more: str = "") -> Path:
    path = found.system_policy()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(POLICY + more, encoding="utf-8")
    return path


def change(study: Path, old: str, new: str) -> None:
    settings = study / "study.yaml"
    text = settings.read_text(encoding="utf-8")
    assert old in text
    settings.write_text(text.replace(old, new), encoding="utf-8")


def bytes_of(study: Path) -> dict[str, str]:
    files = [item for item in (study / "out").iterdir() if item.is_file()]
    return {item.name: hashlib.sha256(item.read_bytes()).hexdigest() for item in sorted(files)}


def data(study: Path, name: str = "results.json") -> Any:
    return json.loads((study / "out" / name).read_text(encoding="utf-8"))


def ledger(study: Path) -> tuple[Release, ...]:
    return read_ledger(study / "grootboek.jsonl")


def test_the_same_study_twice_is_one_release_with_the_same_bytes(study: Path) -> None:
    first = run_study(study, on=DAY)
    before, book = bytes_of(study), (study / "grootboek.jsonl").read_bytes()
    shutil.rmtree(study / "out")
    second = run_study(study, on=date(2026, 6, 1))
    assert bytes_of(study) == before
    assert (study / "grootboek.jsonl").read_bytes() == book
    assert (first.released.number, first.released.again) == (1, False)
    assert (second.released.number, second.released.again) == (1, True)
    assert [release.date for release in ledger(study)] == ["2026-01-15"]


def test_the_same_study_elsewhere_gives_the_same_bytes_on_another_day(study: Path, machine: Path) -> None:
    other = Path(shutil.copytree(study, machine / "other"))
    run_study(study, on=DAY)
    run_study(other, on=date(2027, 2, 2))
    assert bytes_of(study) == bytes_of(other)


def test_an_overlapping_period_is_a_new_release_and_the_first_can_still_be_made_again(study: Path) -> None:
    run_study(study, on=DAY)
    before = bytes_of(study)
    change(study, "2024-01-01, tot: 2024-12-31", "2024-04-01, tot: 2025-03-31")
    second = run_study(study, on=date(2026, 4, 15))
    after = bytes_of(study)
    assert second.released.number == 2
    assert data(study)["release"]["compared_with"] == 1
    assert [item.period["from"] for item in ledger(study)] == ["2024-01-01", "2024-04-01"]
    assert run_study(study, on=DAY).released.again
    assert bytes_of(study) == after
    change(study, "2024-04-01, tot: 2025-03-31", "2024-01-01, tot: 2024-12-31")
    assert run_study(study, on=DAY).released.number == 1
    assert bytes_of(study) == before
    assert len(ledger(study)) == 2


def test_the_ledger_holds_what_was_published_and_no_path(study: Path, machine: Path) -> None:
    run_study(study, on=DAY)
    [line] = ledger(study)
    content = data(study)
    assert line.mark == content["release"]["mark"]
    assert line.data_fingerprint == content["outputs"][0]["data_fingerprint"]
    assert line.tables
    assert str(machine) not in (study / "grootboek.jsonl").read_text(encoding="utf-8")
    assert str(machine) not in (study / "out" / "manifest.json").read_text(encoding="utf-8")


def test_a_broken_ledger_stops_the_run_and_nothing_is_lost(study: Path) -> None:
    run_study(study, on=DAY)
    before, book = bytes_of(study), study / "grootboek.jsonl"
    broken = book.read_bytes().replace(b'"date":"2026-01-15"', b'"date":"2026-01-16"')
    book.write_bytes(broken)
    with pytest.raises(UserError, match="gewijzigd") as raised:
        run_study(study, on=DAY)
    assert raised.value.line == 1
    assert bytes_of(study) == before
    assert book.read_bytes() == broken


def test_a_second_person_releases_what_they_saw(study: Path, machine: Path) -> None:
    policy(machine, "tweede_persoon: true\n")
    draft = run_study(study, on=DAY)
    assert draft.released.number is None
    assert ledger(study) == ()
    assert data(study)["status"] == "review"
    assert "Concept" in (study / "out" / "report.html").read_text(encoding="utf-8")
    mark = data(study)["release"]["mark"]
    assert mark[:12] in (study / "out" / "output-check.html").read_text(encoding="utf-8")
    for wrong in ("0" * 12, mark[:4]):
        with pytest.raises(UserError, match="hoort niet bij wat er nu naar buiten wil"):
            run_study(study, on=DAY, approval=Approval(wrong, "A. de Vries"))
    assert ledger(study) == ()
    released = run_study(study, on=DAY, approval=Approval(mark[:12], "A. de Vries"))
    assert released.released.number == 1
    assert [line.approved_by for line in ledger(study)] == ["A. de Vries"]
    assert data(study)["release"]["approved_by"] == "A. de Vries"
    assert "Concept" not in (study / "out" / "report.html").read_text(encoding="utf-8")
    before = bytes_of(study)
    assert run_study(study, on=DAY).released.again
    assert bytes_of(study) == before


def test_what_changed_since_it_was_looked_at_is_not_released(study: Path, machine: Path) -> None:
    policy(machine, "tweede_persoon: true\n")
    run_study(study, on=DAY)
    mark = data(study)["release"]["mark"]
    change(study, "2024-01-01, tot: 2024-12-31", "2024-02-01, tot: 2024-12-31")
    with pytest.raises(UserError, match="Sinds het nakijken is er iets veranderd"):
        run_study(study, on=DAY, approval=Approval(mark, "A. de Vries"))


def test_only_the_files_that_the_policy_allows_are_written(study: Path, machine: Path) -> None:
    run_study(study, on=DAY)
    assert {"report.html", "report.pdf", "tables.xlsx"} <= set(bytes_of(study))
    policy(machine, "uitvoer: [json]\n")
    run = run_study(study, on=DAY)
    assert set(bytes_of(study)) == {"results.json", "manifest.json", "output-check.html"}
    assert run.files[0].name == "results.json"
    assert {item["file"] for item in data(study, "manifest.json")["files"]} == {
        "results.json",
        "output-check.html",
    }


def test_the_manifest_says_whose_policy_held(study: Path, machine: Path) -> None:
    run_study(study, on=DAY)
    told = data(study, "manifest.json")["policy"]
    assert (told["source"], told["custodian"], told["rounding"], told["threshold"]) == (
        "defaults",
        None,
        5,
        10,
    )
    file = policy(machine, "drempel: 12\n")
    change(study, "maten:", "onthulling: {drempel: 15}\nmaten:")
    run_study(study, on=DAY)
    told = data(study, "manifest.json")["policy"]
    assert (told["source"], told["custodian"], told["file"]) == ("custodian", "Bron", "onthulling.yaml")
    assert told["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert told["threshold"] == 15
    assert "Bron (onthulling.yaml)" in (study / "out" / "report.html").read_text(encoding="utf-8")


def test_nothing_leaves_without_a_valid_policy(study: Path, machine: Path) -> None:
    policy(machine)
    with pytest.raises(UserError, match="gold tot en met 2026-12-31"):
        run_study(study, on=date(2027, 1, 1))
    assert not (study / "out").exists()


def test_a_kind_of_output_that_the_policy_refuses_is_in_no_file(study: Path, machine: Path) -> None:
    policy(machine, "weigeren: [HazardSurvivalTables]\n")
    run_study(study, on=DAY)
    content = data(study)
    [dropout] = [item for item in content["measures"] if item["id"] == "uitval"]
    assert dropout["curves"] == []
    assert dropout["headline"]["kans"] == {"kind": "refused"}
    assert dropout["sentence"]["nl"].startswith("Dit cijfer mag volgens het beleid")
    refused = {item["id"] for item in content["outputs"] if item["status"] == "refused"}
    assert {"uitval/headline", "uitval/curves", "uitval/table/kansen"} <= refused
    assert "Dit cijfer mag volgens het beleid" in (study / "out" / "report.html").read_text(encoding="utf-8")


def test_studies_of_one_custodian_share_a_ledger_and_made_up_data_stay_out_of_it(
    study: Path, machine: Path
) -> None:
    policy(machine, f"grootboek: {machine / 'boek' / 'grootboek.jsonl'}\n")
    run_study(study, on=DAY)
    assert not (machine / "boek").exists()
    other = Path(
        shutil.copytree(study, machine / "other", ignore=shutil.ignore_patterns("grootboek*", "out"))
    )
    for folder in (study, other):
        change(folder, "synthetisch: true\nseed: 6\n", "")
    change(other, "2024-01-01, tot: 2024-12-31", "2023-01-01, tot: 2023-12-31")
    assert run_study(study, on=DAY).released.number == 1
    assert run_study(other, on=DAY).released.number == 2
    assert data(other)["release"]["compared_with"] == 1
    assert len(read_ledger(machine / "boek" / "grootboek.jsonl")) == 2


@pytest.fixture
def clashing(study: Path, machine: Path) -> Path:
    """Two releases without rounding: what is a month longer tells of that month."""
    policy(machine, "afronden: 1\n")
    run_study(study, on=DAY)
    change(study, "2024-01-01, tot: 2024-12-31", "2024-01-01, tot: 2025-01-31")
    run_study(study, on=DAY)
    return study


def test_what_would_clash_is_withheld_with_a_warning_that_names_both_tables(clashing: Path) -> None:
    content = data(clashing)
    assert content["release"]["warnings"]
    for warning in content["release"]["warnings"]:
        assert "in vrijgave 1 (Demo: meldingen bij een verzonnen Veilig Thuis" in warning["nl"]
        assert "een aantal onder de 10. De cijfers waaruit dat volgt zijn daarom weggelaten." in warning["nl"]
        assert "of release 1" in warning["en"]
    told = " ".join(warning["nl"] for warning in content["release"]["warnings"])
    assert "De tabel ‘Meldingen naar aantal eerdere meldingen (Eerdere meldingen)’ en dezelfde tabel" in told
    assert "1 januari 2024 tot en met 31 december 2024" in told
    [earlier] = [item for item in content["measures"] if item["id"] == "eerdere-meldingen"]
    kinds = [figure["kind"] for row in earlier["tables"][0]["rows"] for figure in row["figures"] if figure]
    assert {"share", "withheld"} == set(kinds), "only what clashes is withheld"
    first, second = ledger(clashing)
    assert differences(second.figures, [first.figures], Policy(rounding=1)) == (), (
        "nothing small follows any more"
    )
    page = (clashing / "out" / "output-check.html").read_text(encoding="utf-8")
    assert "Samen met eerdere vrijgaven" in page
    assert "dezelfde tabel in vrijgave 1" in page


def test_a_clashing_release_is_made_again_with_the_same_bytes(clashing: Path) -> None:
    before = bytes_of(clashing)
    shutil.rmtree(clashing / "out")
    again = run_study(clashing, on=date(2026, 3, 3))
    assert (again.released.number, again.released.again) == (2, True)
    assert bytes_of(clashing) == before


def test_what_still_clashes_is_refused(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run_study(study, on=DAY)
    [result] = [item for item in first.released.content.results if item.measure == "meldingsklassen"]
    numbers = next(cell.numbers for row in result.tables[0].rows for cell in row.figures if cell is not None)
    assert numbers is not None
    stubborn = Difference((str(numbers.part),), ("meldingsklassen",), (0,), 1.0, 1.0, "exact")
    monkeypatch.setattr(earlier, "differences", lambda *_args: (stubborn,))
    change(study, "2024-01-01, tot: 2024-12-31", "2024-01-01, tot: 2024-11-30")
    run_study(study, on=DAY)
    content = data(study)
    [classes] = [item for item in content["outputs"] if item["id"] == "meldingsklassen/table/klassen"]
    assert (classes["status"], classes["checks"]["PresenceOfLinkedTableCheck"]) == ("refused", "fail")
    [measure] = [item for item in content["measures"] if item["id"] == "meldingsklassen"]
    assert measure["tables"] == []


def test_a_demo_made_anew_begins_a_ledger_anew(study: Path) -> None:
    run_study(study, on=DAY)
    make_demo_study(study, households=300, seed=6)
    assert not list(study.glob("grootboek*"))


def test_releases_on_other_people_are_not_compared(study: Path) -> None:
    run_study(study, on=DAY)
    change(study, "seed: 6", "seed: 7")
    run_study(study, on=DAY)
    assert data(study)["release"]["compared_with"] == 0
    assert len(ledger(study)) == 2


def test_the_release_of_another_program_version_is_another_release(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run_study(study, on=DAY)
    monkeypatch.setattr("ketenzicht.__version__", "0.2.0")
    second = run_study(study, on=DAY)
    assert (first.released.number, second.released.number) == (1, 2)
    assert data(study)["release"]["compared_with"] == 1
    told = [{**line.figures, "version": []} for line in ledger(study)]
    assert told[0] == told[1], "the same figures: nothing is withheld from itself"
