"""The command ``ketenzicht demo``: what it promises without running a whole study."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from ketenzicht.chain import load_chain
from ketenzicht.cli.demo import demo
from ketenzicht.study.demo import DEFAULT_HOUSEHOLDS, DEFAULT_SEED

pytestmark = pytest.mark.unit


def test_the_defaults_are_those_of_the_study() -> None:
    defaults = {name: given.default for name, given in inspect.signature(demo).parameters.items()}
    assert (defaults["households"], defaults["seed"]) == (DEFAULT_HOUSEHOLDS, DEFAULT_SEED)


def test_the_chain_names_five_measures_whose_sentences_are_shown() -> None:
    assert sum(measure.main for measure in load_chain("veilig-thuis").measures) == 5


def test_a_mistake_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    command = [
        sys.executable,
        "-c",
        "from ketenzicht.cli import main; main()",
        "demo",
        "--folder",
        str(tmp_path),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "niet leeg" in ended.stderr
    assert "Traceback" not in ended.stderr
