"""Directly-follows counts with median times, variants and case durations: ketenzicht beside pm4py on one file.

``just bench [--events N] [--runs K]`` makes the file (once), lets both sides answer and stops
if the answers differ, then runs every side ``K`` times in turn, each time in a fresh process, and prints medians.
``--alone`` leaves pm4py out, for sizes that it cannot handle. Read ``docs/explanation/speed.md`` for what counts.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import make
from compare import differences
from processes import CACHE, Cost, middle, peer_python, run, versions
from report import print_table, print_targets

HERE = Path(__file__).resolve().parent
OURS = Path(sys.executable)
PEER_PACKAGES = ("pm4py", "polars", "pyarrow")
MODES = ("polars", "pandas")


def make_file(events: int) -> Path:
    """The file with so many events; made once, kept in the cache folder."""
    source = CACHE / "data" / f"events-{events}.parquet"
    if not source.exists():
        source.parent.mkdir(parents=True, exist_ok=True)
        partial = source.with_suffix(".partial")
        print(f"making {source}")
        make.write_shuffled(make.make_log(events), partial)
        partial.rename(source)
    return source


class Sides:
    """The commands of both sides, with the files that they read."""

    def __init__(self, source: Path, folder: Path, peer: Path | None) -> None:
        self.source, self.folder, self.peer = source, folder, peer
        self.stored = folder / "ketenzicht"
        self.making = {
            "ketenzicht store": run(OURS, HERE / "ours.py", "store", source, "--target", self.stored)
        }
        for mode in MODES if peer else ():
            target = folder / f"pm4py-{mode}.parquet"
            self.making[f"pm4py {mode} store"] = run(
                peer, HERE / "peer.py", mode, "store", source, "--target", target
            )

    def names(self) -> list[str]:
        """All that is measured."""
        peers = [f"pm4py {mode} {task}" for task in ("file", "stored") for mode in MODES] if self.peer else []
        return ["ketenzicht file", "ketenzicht stored", "ketenzicht scan", "ketenzicht warm", *peers]

    def run(self, name: str, *extra: object, environment: dict[str, str] | None = None) -> Cost:
        """One fresh process of one side."""
        program, *mode, task = name.split()
        if program == "ketenzicht":
            where = self.source if task == "file" else self.stored
            return run(OURS, HERE / "ours.py", task, where, *extra, environment=environment)
        where = self.source if task == "file" else self.folder / f"pm4py-{mode[0]}.parquet"
        assert self.peer is not None
        return run(self.peer, HERE / "peer.py", *mode, task, where, *extra)

    def check(self) -> None:
        """Stop unless all sides give the same answers; this also leaves everybody's caches warm."""
        reference = self.folder / "ketenzicht file.json"
        for name in self.names():
            if name not in ("ketenzicht scan", "ketenzicht warm"):
                answers = self.folder / f"{name}.json"
                self.run(name, "--answers", answers)
                if found := differences(reference, answers):
                    sys.exit(f"answers differ between ketenzicht file and {name}:\n" + "\n".join(found))
                print(f"equal answers: {name}")

    def uncompiled(self) -> Cost:
        """Ours from the file with nothing compiled yet, as after an installation."""
        with tempfile.TemporaryDirectory() as empty:
            return self.run("ketenzicht file", environment={"NUMBA_CACHE_DIR": empty})


def main() -> None:
    """Command line; see the top of this file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without pm4py")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    arguments = parser.parse_args()
    source = make_file(arguments.events)
    peer = None if arguments.alone else peer_python("pm4py", PEER_PACKAGES)
    folder = Path(tempfile.mkdtemp(prefix="paths-", dir=CACHE))
    try:
        sides = Sides(source, folder, peer)
        sides.check()
        costs: dict[str, list[Cost]] = {name: [] for name in sides.names()}
        for turn in range(arguments.runs):
            for name in sides.names():
                costs[name].append(sides.run(name))
            print(f"run {turn + 1} of {arguments.runs} done")
        medians = {name: middle(several) for name, several in costs.items()}
        medians |= sides.making | {"ketenzicht file, nothing compiled": sides.uncompiled()}
    finally:
        shutil.rmtree(folder)
    print_table(medians)
    met = not peer or print_targets(medians, arguments.events)
    result = {
        "events": arguments.events,
        "runs": arguments.runs,
        "python": platform.python_version(),
        "versions": versions(OURS, ("numba", "numpy", "pyarrow"))
        | (versions(peer, ("pm4py", "polars", "pandas")) if peer else {}),
        "medians": {name: cost.as_data() for name, cost in medians.items()},
        "all": {name: [cost.as_data() for cost in several] for name, several in costs.items()},
    }
    target = arguments.json or CACHE / f"paths-{arguments.events}.json"
    target.write_text(json.dumps(result, indent=1), encoding="utf-8")
    print(f"figures: {target}")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
