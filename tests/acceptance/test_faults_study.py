"""A study run that is killed, or finds the disk full: nothing half looks whole, and the next run mends it."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers import killed
from ketenzicht.errors import UserError
from ketenzicht.publish.ledger import read_ledger
from ketenzicht.secure_folder import RUN, only_run
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.factors import study_factors
from ketenzicht.study.run import run_study
from ketenzicht.whole_file import UNFINISHED

pytestmark = pytest.mark.acceptance

LEDGER = "grootboek.jsonl"
IN_CI, AT_NIGHT = 6, 200


@dataclass(frozen=True)
class Case:
    """A study that was run once and has new registrations since; what both runs leave when nobody disturbs them."""

    folder: Path
    before: dict[str, str]
    after: dict[str, str]
    acts: int
    seconds: float


def files(folder: Path) -> dict[str, str]:
    """The files that a run leaves, by a fingerprint of their content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "out").rglob("*"))
        if path.is_file() and not path.relative_to(folder / "out").parts[-1].startswith(".")
    }


def start(folder: Path, *how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(Path(killed.__file__)), str(folder), *how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KETENZICHT_KEY_FILE", str(tmp_path_factory.mktemp("key") / "key"))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        folder = tmp_path_factory.mktemp("study") / "studie"
        make_demo_study(folder, households=200, seed=3)
        settings = folder / "study.yaml"
        text = settings.read_text(encoding="utf-8").replace("[nl, en]", "[nl]")
        settings.write_text(text.replace("maten: alle", "maten: [eerdere-meldingen]"), encoding="utf-8")
        run_study(folder, on=killed.DAY)
        before = files(folder)
        reports = folder / "registraties" / "meldingen.csv"
        lines = reports.read_bytes().splitlines(keepends=True)
        reports.write_bytes(b"".join(lines[:-40]))
        whole = folder.with_name("heel")
        shutil.copytree(folder, whole)
        began = time.monotonic()
        said, _ = start(whole, "acts", "0").communicate(timeout=120)
        yield Case(folder, before, files(whole), int(said.split()[-1]), time.monotonic() - began)


def demand_nothing_half(folder: Path, case: Case) -> None:
    """Each folder holds files of one run, or says that it does not; the ledger is whole."""
    found = files(folder)
    for inside in ("out/secure", "out"):
        mine = {name: mark for name, mark in found.items() if name.rpartition("/")[0] == inside}
        wholes = [
            {name: mark for name, mark in whole.items() if name.rpartition("/")[0] == inside}
            for whole in (case.before, case.after)
        ]
        assert mine in wholes or f"{inside}/{UNFINISHED}" in mine, inside
    assert len(read_ledger(folder / LEDGER)) in (1, 2)


def demand_mended(folder: Path, case: Case) -> None:
    """The next run says what happened and leaves what it would have left anyhow."""
    noted = (folder / RUN).exists()
    again = run_study(folder, on=killed.DAY)
    assert bool(again.broken_off) == noted
    assert files(folder) == case.after
    assert len(read_ledger(folder / LEDGER)) == 2
    left = {path.name for path in folder.rglob(".*")}
    assert left <= {".slot", f".{LEDGER}.slot", ".logboek.jsonl.slot"}


def broken_off(case: Case, folder: Path, *, act: int | None, after: float = 0.0) -> Path:
    """A copy of the study, of which a run was killed at an act or after so many seconds."""
    shutil.copytree(case.folder, folder)
    if act is not None:
        start(folder, "acts", str(act)).communicate(timeout=120)
        return folder
    running = start(folder, "moment", "0")
    assert running.stdout is not None
    running.stdout.readline()
    time.sleep(after)
    running.kill()
    running.communicate(timeout=60)
    return folder


def test_a_run_does_enough_on_the_disk_to_be_killed_at(case: Case) -> None:
    assert case.before != case.after
    assert case.acts > 40


@pytest.mark.parametrize("share", [(number + 0.5) / IN_CI for number in range(IN_CI)])
def test_killed_at_any_act_on_the_disk_nothing_half_looks_whole(
    case: Case, tmp_path: Path, share: float
) -> None:
    folder = broken_off(case, tmp_path / "studie", act=1 + int(share * case.acts))
    demand_nothing_half(folder, case)
    demand_mended(folder, case)


@pytest.mark.nightly
def test_killed_at_two_hundred_moments(case: Case, tmp_path: Path) -> None:
    """Half of them at acts on the disk, half at any moment."""
    lots = random.Random(8)
    marked = noted = 0
    for number in range(AT_NIGHT):
        act = lots.randint(1, case.acts) if number % 2 else None
        folder = broken_off(case, tmp_path / f"{number}", act=act, after=lots.random() * case.seconds)
        demand_nothing_half(folder, case)
        marked += any(folder.rglob(UNFINISHED))
        noted += (folder / RUN).exists()
        demand_mended(folder, case)
        shutil.rmtree(folder)
    assert marked > 0
    assert noted > AT_NIGHT / 2


def test_two_runs_at_once_the_second_says_who_is_busy(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    shutil.copytree(case.folder, folder)
    with only_run(folder, "study run", lambda _step: None) as run:
        run.tell("meldingen.csv lezen")
        with pytest.raises(UserError, match="nog een run") as raised:
            run_study(folder, on=killed.DAY)
        assert "'study run'" in raised.value.why
        assert "meldingen.csv lezen" in raised.value.why
    assert files(folder) == case.before
    assert run_study(folder, on=killed.DAY).broken_off == ""


def test_files_that_do_not_belong_together_are_not_read(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    shutil.copytree(case.folder, folder)
    (folder / "out" / UNFINISHED).write_text("")
    with pytest.raises(UserError, match="horen niet bij elkaar"):
        study_factors(folder)


@pytest.mark.parametrize("limit", [200, 20_000, 100_000])
def test_a_disk_that_takes_no_more_is_told_without_a_traceback(
    case: Case, tmp_path: Path, limit: int
) -> None:
    """No file may grow beyond the limit, as on a disk that is full: the run ends, and what was there stays."""
    folder = tmp_path / "studie"
    shutil.copytree(case.folder, folder)
    program = (
        "import resource; from ketenzicht.cli import main\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, "study", "run", str(folder), "--quiet"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        # what Python and Numba keep of compiled code would be cut off as well, and spoil what runs after
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "NUMBA_CACHE_DIR": str(tmp_path)},
    )
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "Oplossing" in ended.stderr
    demand_nothing_half(folder, case)
    demand_mended(folder, case)


@pytest.mark.skipif(os.geteuid() == 0, reason="for the administrator no folder is closed")
def test_a_folder_that_is_closed_is_told_without_a_traceback(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    shutil.copytree(case.folder, folder)
    (folder / "out").chmod(0o500)
    with pytest.raises((UserError, PermissionError)):
        run_study(folder, on=killed.DAY)
    (folder / "out").chmod(0o700)
    assert files(folder) == case.before
