"""Running R, a peer in a process of its own: rows in, answers out, both as CSV."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "r"


def answers_of_r(
    script: str, columns: Sequence[str], rows: Iterable[Sequence[object]], folder: Path
) -> list[dict[str, float]]:
    """What a script of ``tests/r`` answers to rows; skips with the reason where R or a package of it is absent."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R absent: this test runs R itself (apt-get install r-base-core r-cran-survival)")
    with (folder / "rows.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    command = [
        program,
        "--vanilla",
        str(SCRIPTS / script),
        *(str(folder / f"{name}.csv") for name in ("rows", "answers")),
    ]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    if "no package called" in ran.stderr:
        pytest.skip(f"a package of R is absent: {ran.stderr}")
    assert ran.returncode == 0, ran.stderr
    with (folder / "answers.csv").open(encoding="utf-8") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
