"""``ketenzicht survey verify``: what was changed behind the back of the program shows, wherever it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from helpers.survey_web import chief, environment_of, member, only_sqlite, save, serving, survey_folder

pytestmark = [pytest.mark.web]

COMMAND = (sys.executable, "-c", "from ketenzicht.cli import main; main()", "survey")


def run(verb: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command on a survey."""
    environment = {**os.environ, **environment_of(folder)}
    return subprocess.run(
        [*COMMAND, verb, str(folder), *arguments], capture_output=True, text=True, env=environment
    )


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A survey in which something happened."""
    folder = survey_folder(tmp_path_factory.mktemp("uitvraag") / "klein")
    with serving(folder) as server:
        region = member(chief(server), "region", "NOORD")
        save(region, "NOORD", 0, begin="1")
        save(region, "NOORD", 1, begin="2")
        rows = "\n".join(f"{at}\t1-9-2025" for at in range(5))
        region.post("/organisatie/NOORD/tabel/jongeren/bewaren", [("versie", "2"), ("geplakt", rows)])
    return folder


@pytest.fixture
def copy(held: Path, tmp_path: Path) -> Path:
    """A copy to do harm to."""
    shutil.copytree(held, tmp_path / "kopie")
    return tmp_path / "kopie"


def tamper(folder: Path, *statements: str) -> None:
    """Change the file of the database as somebody does who knows how: the triggers away and back."""
    with closing(sqlite3.connect(folder / "beheer" / "uitvraag.sqlite3")) as file, file:
        triggers = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert file.execute(statement).rowcount, statement
        for _, statement in triggers:
            file.execute(statement)


def last_seal(text: str) -> str:
    """Number and fingerprint that the command shows."""
    return text.strip().splitlines()[-1].rpartition(": ")[2]


def test_what_nobody_touched_is_sound_and_shows_its_last_seal(held: Path) -> None:
    done = run("verify", held)
    assert done.returncode == 0, done.stderr
    assert "alle zegels kloppen" in done.stdout
    assert "3 versies van antwoorden zijn zoals ze zijn opgeslagen" in done.stdout
    again = run("verify", held, "--seal", last_seal(done.stdout))
    assert again.returncode == 0, again.stdout
    wrong = run("verify", held, "--seal", last_seal(done.stdout)[:-1] + "x")
    assert wrong.returncode == 1
    assert "niet het zegel dat u opschreef" in wrong.stdout


@only_sqlite
@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["UPDATE survey_event SET at = '2020-01-01 00:00:00' WHERE number = 3"], "vanaf regel 3"),
        (["UPDATE survey_event SET detail = replace(detail, 'link', 'code')"
          " WHERE detail LIKE '%link%'"], "vanaf regel"),
        (["DELETE FROM survey_event WHERE number = 4"], "vanaf regel 4"),
        (["DELETE FROM survey_event WHERE number = 1"], "vanaf regel 1"),
        (["UPDATE survey_event SET number = 900 WHERE number = 3",
          "UPDATE survey_event SET number = 3 WHERE number = 4",
          "UPDATE survey_event SET number = 4 WHERE number = 900"], "vanaf regel 3"),
        (["UPDATE survey_version SET content = replace(content, '\"1\"', '\"9\"') WHERE number = 1"],
         "Versie 1 van NOORD is niet zoals het logboek zegt"),
        (["UPDATE survey_version SET kind = 'ingediend' WHERE number = 2"],
         "Versie 2 van NOORD is niet zoals het logboek zegt"),
        (["DELETE FROM survey_version WHERE number = 2"], "Versie 2 van NOORD is weg"),
        (["UPDATE survey_blob SET data = x'00'"], "is veranderd"),
    ],
    ids=["a byte", "a detail", "a line away", "the first line away", "another order", "an answer", "a standing",
         "a version away", "a table"],
)  # fmt: skip
def test_what_was_changed_in_the_file_is_found(copy: Path, statements: list[str], says: str) -> None:
    tamper(copy, *statements)
    done = run("verify", copy)
    assert done.returncode == 1, done.stdout
    assert says in done.stdout
    assert "Traceback" not in done.stderr


@only_sqlite
def test_only_a_seal_that_was_written_down_shows_that_the_end_was_cut_off(held: Path, copy: Path) -> None:
    seal = last_seal(run("verify", held).stdout)
    tamper(
        copy,
        "DELETE FROM survey_event WHERE number = (SELECT max(number) FROM survey_event)",
        "DELETE FROM survey_version WHERE number = 3",
    )
    assert run("verify", copy).returncode == 0
    assert "is overgeschreven" in run("verify", copy, "--seal", seal).stdout


def test_the_second_step_of_a_coordinator_who_lost_it_is_taken_away_on_the_machine(tmp_path: Path) -> None:
    folder = survey_folder(tmp_path / "klein")
    with serving(folder) as server:
        coordinator = chief(server)
        done = run("reset-second-step", folder, "coor@voorbeeld.test")
        assert done.returncode == 0, done.stderr
        assert coordinator.get("/overzicht").path.startswith("/aanmelden")
        assert coordinator.log_in("coor@voorbeeld.test").path == "/account/app"
    assert "Er is niemand met dit e-mailadres" in run("reset-second-step", folder, "x@y.nl").stderr
