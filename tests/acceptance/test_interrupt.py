"""Ctrl-C: a message, the exit code of the manual, and no half files."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ketenzicht.cli.console import EXIT_CODES

pytestmark = pytest.mark.acceptance


@pytest.mark.parametrize("seconds", [1.0, 4.0])
def test_an_interrupted_demo_leaves_nothing_half(tmp_path: Path, seconds: float) -> None:
    command = "from ketenzicht.cli import main; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", command, "demo", "--folder", str(tmp_path / "demo"), "--households", "200000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "KETENZICHT_KEY_FILE": str(tmp_path / "key")},
    )
    time.sleep(seconds)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Onderbroken" in said
    assert "Traceback" not in said
    assert 130 in EXIT_CODES
    left = [path.name for path in tmp_path.rglob("*") if path.name.startswith(".") or "partial" in path.name]
    left = [name for name in left if name != ".slot"]
    assert left == []
