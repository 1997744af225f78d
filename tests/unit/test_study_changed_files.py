"""A run tells which files are other than at the last run, with both days, and refuses nothing."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner, Result

from ketenzicht.cli import register
from ketenzicht.study.check import check_study
from ketenzicht.study.read_before import note_read
from ketenzicht.study.trail import read_trail, trail_path

pytestmark = pytest.mark.unit

STUDY = """\
keten: veilig-thuis
titel: Proef
periode: {van: 2019-01-01, tot: 2022-12-31}
gegevens: {van: 2015-01-01, tot: 2022-12-31}
koppelingen: [koppelingen/meldingen.yaml]
maten: [meldingsklassen]
"""
MAPPING = """\
bestand: ../levering/meldingen.csv
huishouden: huis
gebeurtenissen: [{gebeurtenis: melding, tijd: datum, traject: nr, altijd: true}]
"""
LINES = ["nr;datum;huis", *(f"M{n};2020-01-{n % 28 + 1:02d};H{n % 9}" for n in range(50))]
LONG_AGO = datetime(2021, 5, 4, 12, tzinfo=UTC).timestamp()


@pytest.fixture(scope="module")
def ran_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a key and a study that was run."""
    place = tmp_path_factory.mktemp("plaats")
    folder = place / "studie"
    for part in ("koppelingen", "levering"):
        (folder / part).mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "koppelingen" / "meldingen.yaml").write_text(MAPPING, encoding="utf-8")
    deliver(folder, LINES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KETENZICHT_KEY_FILE", str(place / "sleutel"))
        assert json.loads(ketenzicht("study", "run", folder, "--json").output)["changed"] == []
    return place


@pytest.fixture
def folder(ran_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(ran_once / "sleutel"))
    return Path(shutil.copytree(ran_once / "studie", tmp_path / "studie"))


def deliver(folder: Path, lines: list[str]) -> None:
    path = folder / "levering" / "meldingen.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.utime(path, (LONG_AGO, LONG_AGO))


def ketenzicht(*words: str | Path) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [str(word) for word in words])


def noted(folder: Path) -> list[str]:
    """What a check tells; what it read is noted as a run does."""
    found = check_study(folder)
    note_read(found.study, found.intake)
    return [str(one) for one in found.changed]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            [*LINES, "M50;2020-02-01;H1"],
            "langer dan bij de run van {run}; wat er stond, is gelijk.",
        ),
        (LINES[:-1], "korter dan bij de run van {run}; er kunnen rijen weg zijn."),
        (
            [*LINES[:-1], "M49;2020-01-23;H4"],
            "anders dan bij de run van {run}: wat er stond, is gewijzigd of vervangen.",
        ),
        (
            [LINES[0], "N;2020-02-01;H1", *LINES[1:]],
            "anders dan bij de run van {run}: wat er stond, is gewijzigd of vervangen.",
        ),
        (
            [*LINES[:-1], LINES[-1][:-1] + "77"],
            "anders dan bij de run van {run}: wat er stond, is gewijzigd of vervangen.",
        ),
    ],
)
def test_a_file_that_is_other_than_at_the_last_run_is_told_with_both_days(
    folder: Path, lines: list[str], words: str
) -> None:
    deliver(folder, lines)
    today = datetime.now().astimezone().date()
    told = f"levering/meldingen.csv (geschreven op 2021-05-04): {words.format(run=today)}"
    assert noted(folder) == [told]
    assert noted(folder) == []


def test_a_last_line_without_an_end_that_grew_is_no_line_that_came_after(folder: Path) -> None:
    path = folder / "levering" / "meldingen.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip("\n"), encoding="utf-8")
    noted(folder)
    path.write_text(text.rstrip("\n") + "0\n", encoding="utf-8")
    assert "gewijzigd" in noted(folder)[0]


def test_a_table_that_is_packed_is_new_gone_or_other(folder: Path) -> None:
    mapping = folder / "koppelingen" / "meldingen.yaml"
    mapping.write_text(MAPPING.replace(".csv", ".parquet"), encoding="utf-8")
    rows = [line.split(";") for line in LINES[1:]]
    for day, words in (("2020-01-01", ("niet meer gelezen", "nieuw:")), ("2020-01-02", ("anders",))):
        columns = {"nr": [row[0] for row in rows], "datum": [day] * 50, "huis": [row[2] for row in rows]}
        pq.write_table(pa.table(columns), folder / "levering" / "meldingen.parquet")
        told = noted(folder)
        assert len(told) == len(words)
        assert all(word in one for word, one in zip(words, told, strict=True))


def test_the_check_before_a_run_tells_it_on_the_screen_and_the_page_and_leaves_it_to_be_told(
    folder: Path,
) -> None:
    deliver(folder, LINES[:-1])
    words = "levering/meldingen.csv (geschreven op 2021-05-04): korter dan bij de run van"
    assert f"Let op {words}" in ketenzicht("study", "check", folder).output
    assert words in (folder / "out" / "quality.html").read_text(encoding="utf-8")
    shown = ketenzicht("study", "run", folder).output
    assert "er kunnen rijen weg zijn" in shown
    assert "Vraag het aan wie de registratie levert" in shown
    assert "Let op" not in ketenzicht("study", "run", folder).output


def test_what_a_run_read_is_sealed_in_the_trail_and_is_no_act_of_its_own(folder: Path) -> None:
    (act,) = read_trail(folder).acts
    assert (act.what, act.result) == ("study run", "gelukt")
    assert ketenzicht("study", "verify", folder).exit_code == 0
    path = trail_path(folder)
    size = (folder / "levering" / "meldingen.csv").stat().st_size
    assert path.read_bytes().count(b'"size":%d' % size) == 1
    path.write_bytes(path.read_bytes().replace(b'"size":%d' % size, b'"size":1'))
    verified = ketenzicht("study", "verify", folder)
    assert verified.exit_code == 1
    assert "vanaf regel 2" in verified.output
    assert noted(folder) == []


def test_made_up_registrations_are_not_compared(folder: Path) -> None:
    (folder / "study.yaml").write_text(STUDY + "synthetisch: true\n", encoding="utf-8")
    deliver(folder, LINES[:-1])
    assert noted(folder) == []
