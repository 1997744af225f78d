"""Start a fresh process, wait for it, and say what it cost; make the environment that pm4py runs in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ketenzicht-benchmarks"
PEER_PACKAGES = ("pm4py", "polars", "pyarrow")
MEGABYTE = 1024  # ru_maxrss counts kilobytes


@dataclass
class Cost:
    """What one process took: seconds from start to exit, CPU seconds, megabytes at most, and its own clock."""

    wall: float
    cpu: float
    megabytes: float
    clock: dict[str, float] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def run(python: Path, script: str, *arguments: object, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a script of this folder in a process of its own.

    Both sides may keep their bytecode, as they do on any user's machine, and nothing else of this environment
    reaches them that changes how Python works.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [str(python), str(HERE / script), *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=clean | dict(environment or {}))
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(command)} failed ({process.returncode}):\n{errors.read()}")
        lines = output.read().splitlines()
    clock = json.loads(lines[-1])
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEGABYTE, clock)


def middle(costs: list[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        median(cost.megabytes for cost in costs),
        {name: median(cost.clock[name] for cost in costs) for name in costs[0].clock},
    )


def peer_python() -> Path:
    """The Python of an environment with pm4py in the user's cache folder, made on first use.

    pm4py is AGPL: it runs as a program of its own, and never becomes part of this one.
    """
    folder = CACHE / "pm4py"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run(["uv", "venv", "--clear", "--python", sys.executable, str(folder)], check=True)
        subprocess.run(["uv", "pip", "install", "--python", str(python), *PEER_PACKAGES], check=True)
        (folder / "ready").touch()
    return python


def versions(python: Path, packages: tuple[str, ...]) -> dict[str, str]:
    """Versions of packages in an environment."""
    code = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
    done = subprocess.run([str(python), "-c", code, *packages], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))
