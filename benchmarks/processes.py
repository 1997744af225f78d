"""What the benchmarks share: start a fresh process and say what it cost; make the environment of a peer."""

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

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ketenzicht-benchmarks"
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


def run(python: Path, script: Path, *arguments: object, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a script in a process of its own.

    Both sides may keep their bytecode, as they do on any user's machine, and nothing else of this environment
    reaches them that changes how Python works.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [str(python), str(script), *map(str, arguments)]
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


def peer_python(name: str, packages: tuple[str, ...]) -> Path:
    """The Python of an environment of its own in the user's cache folder, made on first use.

    Peers under another licence than ours run as programs of their own, and never become part of this one.
    """
    folder = CACHE / name
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run(["uv", "venv", "--clear", "--python", sys.executable, str(folder)], check=True)
        subprocess.run(["uv", "pip", "install", "--python", str(python), *packages], check=True)
        (folder / "ready").touch()
    return python


def versions(python: Path, packages: tuple[str, ...]) -> dict[str, str]:
    """Versions of packages in an environment."""
    code = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"
    done = subprocess.run([str(python), "-c", code, *packages], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))
