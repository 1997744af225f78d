from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from helpers.small_study import small_study
from ketenzicht.cli import app
from ketenzicht.cli import study as study_commands
from ketenzicht.errors import UserError
from ketenzicht.study.check import check_study
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit

STUDY = """\
keten: veilig-thuis
titel: Proef
periode: {van: 2019-01-01, tot: 2022-12-31}
gegevens: {van: 2015-01-01, tot: 2022-12-31}
eenheid: huishouden
koppelingen: [koppelingen/meldingen.yaml]
maten: [uitval, caseload]
"""
MAPPING = """\
bestand: ../meldingen.csv
huishouden: huis
gebeurtenissen:
  - gebeurtenis: melding
    tijd: datum
    traject: nr
    altijd: true
    kenmerken: {melder: melder}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "sleutelmap" / "sleutel"))
    folder = small_study(tmp_path / "studie", MAPPING, STUDY)
    lines = [f"M{n};2020-01-{n % 28 + 1:02d};H{n % 40};01" for n in range(123)]
    lines += [f"N{n};31-02-2020;H1;01" for n in range(13)]
    lines += ["X1;2020-01-01;H1;77", "X2;2025-01-01;H1;01"]
    (folder / "meldingen.csv").write_text(
        "nr;datum;huis;melder\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    return folder


def test_a_check_writes_a_page_and_keeps_rows_inside(folder: Path) -> None:
    result = check_study(folder)
    assert result.intake.event_count == 124
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["quality.html", "secure"]
    assert result.intake.problems.parent.stat().st_mode & 0o077 == 0


def test_the_page_rounds_hides_and_asks_nothing_from_outside(folder: Path) -> None:
    page = check_study(folder).page.read_text(encoding="utf-8")
    cells = re.findall(r'<td class="number">([^<%]*)</td>', page)
    numbers = [cell.replace(".", "") for cell in cells if cell.replace(".", "").isdigit()]
    assert numbers
    assert all(int(number) % 5 == 0 for number in numbers)
    assert "minder dan 10" in page
    assert "<strong>15</strong>" in page
    assert not re.search(r"https?://|<script|src=", page)
    assert '<html lang="nl">' in page
    assert "77" not in page


def test_the_page_marks_made_up_data(folder: Path) -> None:
    assert "verzonnen" not in check_study(folder).page.read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY + "synthetisch: true\n", encoding="utf-8")
    assert "verzonnen" in check_study(folder).page.read_text(encoding="utf-8")


def test_the_command_tells_people_and_machines(folder: Path) -> None:
    run = CliRunner()
    study_commands.register(app)
    shown = run.invoke(app, ["study", "check", str(folder)])
    assert shown.exit_code == 0, shown.output
    for words in (
        "138 rijen, 124 gebeurtenissen",
        "Klopt de vorm?",
        "77 (1)",
        "problems.csv",
        "leesbare datum",
    ):
        assert words in shown.output
    short = run.invoke(app, ["study", "check", str(folder), "--quiet"]).output
    assert len(short.splitlines()) == 3
    data = json.loads(run.invoke(app, ["study", "check", str(folder), "--json"]).output)
    found = {finding["rule"]: finding["count"] for finding in data["findings"]}
    assert found == {"foute-datum": 13, "onbekende-code": 1, "na-gegevens": 1}
    assert "77" not in json.dumps([finding.get("values") for finding in data["findings"]])


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 1), (None, 1), (b"nr;datum;huis\nM1;2020-01-01;H1\n", 2)]
)
def test_exit_codes_tell_a_bad_file_from_a_bad_mapping(
    folder: Path, content: bytes | None, code: int
) -> None:
    path = folder / "meldingen.csv"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        check_study(folder)
    assert caught.value.exit_code == code


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("uitval,", "uitvall,", 7, "Bedoelde je 'uitval'"),
        ("maten:", "maaten:", 7, "Bedoelde je 'maten'"),
        ("eenheid: huishouden", "eenheid: gezin", 5, "Kies uit: huishouden, persoon"),
        ("keten: veilig", "keten: veillig", 1, "Bedoelde je 'veilig-thuis'"),
        ("tot: 2022-12-31}\ngegevens", "tot: 2018-12-31}\ngegevens", 3, "ligt voor de eerste"),
        ("van: 2019", "van: 2014", 1, "valt niet binnen de gegevens"),
        ("koppelingen/meldingen", "koppelingen/weg", 6, "bestaat niet"),
    ],
)
def test_a_mistake_in_the_settings_names_its_line(
    folder: Path, before: str, after: str, line: int, words: str
) -> None:
    assert before in STUDY
    (folder / "study.yaml").write_text(STUDY.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_study(folder).file_mappings()
    assert caught.value.line == line
    assert words in caught.value.text()


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("gebeurtenis: melding", "gebeurtenis: meldng", 4, "Bedoelde je 'melding'"),
        ("melder: melder", "meldr: melder", 8, "Bedoelde je 'melder'"),
        ("altijd:", "altijt:", 7, "Bedoelde je 'altijd'"),
        ("altijd: true", "altijd: soms", 7, "true of false"),
        ("tijd: datum\n", "tijd: dag\n", 5, "De kolom 'dag' staat niet in meldingen.csv"),
        ("huishouden: huis", "huishouden: huus", 2, "Bedoelde je 'huis'"),
        ("huishouden: huis", "datums: [dd-mmm-jjjj]", 2, "wordt niet herkend"),
        ("{melder: melder}", "{melder: {kolom: a, vast: b}}", 8, "noem een kolom"),
    ],
)
def test_a_mistake_in_a_mapping_names_its_line(
    folder: Path, before: str, after: str, line: int, words: str
) -> None:
    assert before in MAPPING
    path = folder / "koppelingen" / "meldingen.yaml"
    path.write_text(MAPPING.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        check_study(folder)
    assert (caught.value.file, caught.value.line) == (str(path), line)
    assert words in caught.value.text()


def test_a_folder_without_a_study_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"geen study\.yaml"):
        load_study(tmp_path)


def test_the_manual_has_every_key() -> None:
    from ketenzicht.intake.mapping import CaseColumn, Layout, LongEvents, Mapping, Person, WideEvent
    from ketenzicht.study.settings import StudySettings

    docs = Path(__file__).resolve().parents[2] / "docs" / "reference"
    for page, models in (
        ("study.md", (StudySettings,)),
        ("mapping.md", (Mapping, Layout, CaseColumn, Person, WideEvent, LongEvents)),
    ):
        text = (docs / page).read_text(encoding="utf-8")
        keys = {info.alias or name for model in models for name, info in model.model_fields.items()}
        assert {key for key in keys if f"`{key}" not in text} == set()


def test_the_page_rounds_numbers_and_days_inside_what_a_finding_says() -> None:
    from ketenzicht.message import message
    from ketenzicht.study.quality_page import _protected

    said = message("{n} keer vanaf {since} bij {kind}.", n=1234, since="2024-03-17", kind="zaak")
    assert _protected(said, lambda n: n // 5 * 5) == "1230 keer vanaf 2024-03 bij zaak."


def test_a_mistake_in_the_file_with_inhabitants_is_told_before_rows_are_read(folder: Path) -> None:
    (folder / "study.yaml").write_text(STUDY + "inwoners: inwoners.csv\n", encoding="utf-8")
    with pytest.raises(UserError, match="bestaat niet") as missing:
        check_study(folder)
    assert missing.value.line == len(STUDY.splitlines()) + 1
    (folder / "inwoners.csv").write_text("jaar;aantal\n2019;10\n2020;tien\n", encoding="utf-8")
    with pytest.raises(UserError, match="tien") as wrong:
        check_study(folder)
    assert wrong.value.line == 3
    assert not (folder / "out").exists()
