"""The set-up script and the wheel: what a user has before anything of ours is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.acceptance

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "ketenzicht"


LIST_CHAINS = "import ketenzicht.cli; print(ketenzicht.__file__); ketenzicht.cli.main()"


def copy_without_environment(folder: Path) -> Path:
    for name in ("run", "justfile", "pyproject.toml", "uv.lock"):
        shutil.copy(REPOSITORY / name, folder / name)
    return folder / "run"


def only(folder: Path, *programs: str) -> str:
    """A search path that holds these programs and nothing else."""
    folder.mkdir()
    for program in programs:
        found = shutil.which(program)
        assert found is not None
        (folder / program).symlink_to(found)
    return str(folder)


def test_without_python_it_says_what_to_do(tmp_path: Path) -> None:
    script = copy_without_environment(tmp_path)
    path = only(tmp_path / "bin", "dirname", "cat", "cksum")
    done = subprocess.run(
        ["/bin/sh", str(script), "demo"], env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no Python 3.11 or newer found" in done.stderr


def test_an_old_python_is_not_taken(tmp_path: Path) -> None:
    script = copy_without_environment(tmp_path)
    path = only(tmp_path / "bin", "dirname", "cat", "cksum")
    old = tmp_path / "bin" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(script), "demo"], env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no Python 3.11 or newer found" in done.stderr


def test_without_pip_it_says_what_to_do(tmp_path: Path) -> None:
    script = copy_without_environment(tmp_path)
    path = only(tmp_path / "bin", "dirname", "cat", "cksum")
    bare = tmp_path / "bin" / "python3"
    bare.write_text(f'#!/bin/sh\n[ "$1" = -m ] && exit 1\necho {bare}\n', encoding="utf-8")
    bare.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(script), "demo"], env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "apt install python3-pip" in done.stderr
    assert not (tmp_path / ".bootstrap").exists()


@pytest.mark.skipif(
    not (REPOSITORY / ".venv" / "set-up-from").exists(), reason="this environment was not made by ./run"
)
def test_a_second_run_is_quick_and_needs_nothing(tmp_path: Path) -> None:
    """Neither a home folder, nor uv, nor Python on the path: only what a shell brings."""
    path = only(tmp_path / "bin", "dirname", "cat", "cksum")
    done = subprocess.run(
        ["/bin/sh", str(REPOSITORY / "run"), "--version"],
        env={"PATH": path},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    uv = REPOSITORY / ".bootstrap" / "bin" / "uv"
    program = str(uv) if uv.exists() else shutil.which("uv")
    if program is None:
        pytest.skip("uv is absent")
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [program, "build", "--quiet", "--wheel", "--out-dir", str(folder), str(REPOSITORY)],
        env=os.environ | {"UV_SYSTEM_CERTS": "true", "UV_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    if "error sending request" in built.stderr or "offline" in built.stderr.lower():
        pytest.skip("no package index within reach to build a wheel with")
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name.removeprefix("ketenzicht/") for name in archive.namelist()}
    here = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here <= held
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in held)


def test_the_wheel_works_outside_the_repository(wheel: Path, tmp_path: Path) -> None:
    """Its own files are read from where it is unpacked; only the libraries are those of this environment."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-c", LIST_CHAINS, "chain", "list"],
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path))
    assert "veilig-thuis" in done.stdout
