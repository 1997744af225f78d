"""A study run that is killed at a chosen act on the disk, or at a chosen moment.

``python killed.py STUDY acts N`` kills itself, as ``kill -9`` would, just before the N-th time that a file or folder
of the study is opened for writing, moved, made or removed; N = 0 only counts them and prints the number.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

ACTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree"}
DAY = date(2026, 11, 23)


def watch(folder: Path, last: int) -> list[int]:
    """Count acts on the disk in a folder from here on, and end at the last one."""
    seen = [0]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in ACTS or not str(arguments[0]).startswith(str(folder)):
            return
        if event == "open" and not (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR):
            return
        seen[0] += 1
        if seen[0] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return seen


def main() -> None:
    """Run it."""
    from ketenzicht.study.run import run_study

    folder = Path(sys.argv[1])
    seen = watch(folder, int(sys.argv[3])) if sys.argv[2] == "acts" else [0]
    sys.stdout.write("begonnen\n")
    sys.stdout.flush()
    run_study(folder, on=DAY)
    sys.stdout.write(f"{seen[0]}\n")


if __name__ == "__main__":
    main()
