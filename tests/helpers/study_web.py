"""A study that was run, and its pages served to people with accounts; the clients are those of a survey."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpers.small_study import SETTINGS
from helpers.survey_web import Server, database_of, serving
from ketenzicht.publish import write
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.policy import VARIABLE
from ketenzicht.study.release import Approval
from ketenzicht.study.run import run_study

COMMAND = (sys.executable, "-c", "from ketenzicht.cli import main; main()", "study", "serve")
POLICY = "bronhouder: Bron\ncontact: bron@voorbeeld.example\ngeldig_van: 2026-01-01\ngeldig_tot: 2036-12-31\n"


def settings_only(folder: Path) -> Path:
    """A study of which nothing is read."""
    folder.mkdir()
    (folder / "study.yaml").write_text(SETTINGS, encoding="utf-8")
    return folder


def study_folder(folder: Path) -> Path:
    """A made-up study with one measure, in two languages, that was not run yet."""
    make_demo_study(folder, households=200, seed=3)
    settings = folder / "study.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("maten: alle", "maten: [eerdere-meldingen]"), encoding="utf-8")
    return folder


def copied(folder: Path, where: Path) -> Path:
    """A copy of a study and its key, without trail and accounts."""
    shutil.copy(folder.with_name("sleutel"), where)
    return Path(shutil.copytree(folder, where / "studie", ignore=shutil.ignore_patterns("toegang")))


def run(folder: Path, *, approve: str = "") -> None:
    """Run a study; without the slow files, which look different but are written in the same way."""
    approval = Approval(approve, "A. de Vries") if approve else None
    with machine(folder) as patch:
        patch.setattr(write, "render_pdf", lambda content, language: b"%PDF paper")
        patch.setattr(write, "workbook_bytes", lambda content, language: b"PK tables")
        run_study(folder, approval=approval)


def second_report(folder: Path) -> None:
    """The report of a run also in the place of that on the caseload, which is written in the same way."""
    (folder / "out" / "causes").mkdir(exist_ok=True)
    for path in (folder / "out").iterdir():
        if path.is_file():
            shutil.copy(path, folder / "out" / "causes")


@contextmanager
def machine(folder: Path) -> Iterator[pytest.MonkeyPatch]:
    """A machine with a key of its own; with the policy that stands beside the study, if one does."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment_of(folder).items():
            patch.setenv(name, value)
        yield patch


def ask_for_a_second_person(folder: Path) -> None:
    """A policy beside the study that lets nothing out before a second person looked at it."""
    folder.with_name("onthulling.yaml").write_text(POLICY + "tweede_persoon: true\n", encoding="utf-8")


def environment_of(folder: Path) -> dict[str, str]:
    """Where commands find the key and the policy."""
    policy = folder.with_name("onthulling.yaml")
    here = {
        "KETENZICHT_KEY_FILE": str(folder.with_name("sleutel")),
        "XDG_CONFIG_HOME": str(folder.with_name("instellingen")),
    }
    return here | ({VARIABLE: str(policy)} if policy.exists() else {})


def accounts_of(folder: Path) -> dict[str, str]:
    """Where commands find the accounts of a study."""
    return {"KETENZICHT_STUDY_DATABASE": database_of(folder)}


@contextmanager
def serving_study(folder: Path, *options: str) -> Iterator[Server]:
    """Serve a study, and end it afterwards."""
    environment = {**os.environ, **environment_of(folder), **accounts_of(folder)}
    with serving(folder, *options, environment=environment, command=COMMAND) as server:
        yield server
