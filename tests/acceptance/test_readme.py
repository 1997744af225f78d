"""What the README promises, as a user would try it: its commands exist, the demo gives its files, help is quick."""

from __future__ import annotations

import json
import os
import re
import resource
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from ketenzicht.cli import register

pytestmark = pytest.mark.acceptance

REPOSITORY = Path(__file__).resolve().parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PROGRAM = Path(sys.executable).parent / "ketenzicht"
HELP_WITHIN_SECONDS = 0.3


def readme_commands() -> list[str]:
    """Every line of the README's shell blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def readme_files() -> list[str]:
    """The names in the table of what a run gives."""
    table = README.split("## What you get")[1].split("\n## ")[0]
    return re.findall(r"`([^`]+)`", "\n".join(re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)))


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"KETENZICHT_KEY_FILE": str(folder / "key")}
    return subprocess.run(
        [str(PROGRAM), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def recipes() -> dict[str, object]:
    found = subprocess.run(
        [str(PROGRAM.parent / "just"), "--dump", "--dump-format", "json"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(found.stdout)["recipes"])


def options_of(words: list[str]) -> set[str]:
    """The options of the command that these words call; a word that is no command fails."""
    app = typer.Typer()
    register(app)
    command = get_command(app)
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, f"there is no command {words[0]}"
        command = command.commands[words.pop(0)]
    return {name for item in command.params for name in item.opts}


@pytest.mark.parametrize("line", readme_commands())
def test_every_command_in_the_readme_exists(line: str) -> None:
    script, *words = shlex.split(line)
    assert script == "./run"
    assert os.access(REPOSITORY / script, os.X_OK)
    if words[0] in recipes() and words[0] != "demo":
        assert len(words) == 1
        return
    known = options_of(list(words))
    assert {word for word in words if word.startswith("--")} <= known


def test_the_readme_names_the_two_commands_first() -> None:
    assert readme_commands()[:2] == ["./run demo", "./run check"]


@pytest.fixture(scope="module")
def demo_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = run("demo", "--households", "2000", "--quiet", folder=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return folder / "demo"


@pytest.mark.parametrize("name", readme_files())
def test_the_demo_gives_every_file_that_the_readme_names(demo_study: Path, name: str) -> None:
    path = demo_study / "out" / name
    assert path.exists(), sorted(item.name for item in (demo_study / "out").iterdir())
    assert path.is_dir() or path.stat().st_size > 0


def test_the_demo_gives_no_file_that_the_readme_does_not_name(demo_study: Path) -> None:
    assert {item.name for item in (demo_study / "out").iterdir()} == {
        name.rstrip("/") for name in readme_files()
    }


def test_the_secure_folder_is_for_its_owner_only(demo_study: Path) -> None:
    assert (demo_study / "out" / "secure").stat().st_mode & 0o077 == 0


def test_a_demo_in_a_folder_with_other_files_is_refused_and_leaves_them(tmp_path: Path) -> None:
    kept = tmp_path / "mine" / "letter.txt"
    kept.parent.mkdir()
    kept.write_text("keep me", encoding="utf-8")
    done = run("demo", "--households", "50", "--quiet", "--folder", "mine", folder=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Fout ")
    assert [item.name for item in kept.parent.iterdir()] == ["letter.txt"]


def test_help_answers_at_once(tmp_path: Path) -> None:
    """In processor seconds, best of several: what it takes on a machine that has nothing else to do."""
    seconds = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run("--help", folder=tmp_path).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    assert 0 < min(seconds) < HELP_WITHIN_SECONDS
