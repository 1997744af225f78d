"""Chances, mean numbers of repeats and rate ratios from stored spells: ketenzicht beside its peers on one file.

``just bench-measures [--runs K] [--small]`` makes the files (once), lets all sides answer and stops if the answers
differ, then runs every side ``K`` times in turn, each time in a fresh process, and prints medians. ``--small``
leaves out ten million rows, ``--alone`` the peers. Read ``docs/explanation/speed.md`` for what counts.
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
import pyarrow.parquet as pq
from compare import differences
from processes import CACHE, Cost, middle, peer_python, run, versions
from report import print_table, print_targets

HERE = Path(__file__).resolve().parent
OURS = "ketenzicht"
SCRIPTS = {
    OURS: "ours.py",
    "lifelines": "peer_lifelines.py",
    "scikit-survival": "peer_sksurv.py",
    "surpyval": "peer_surpyval.py",
}
SMALL = (
    (OURS, "curves", "spells-1000000"),
    ("lifelines", "curves", "spells-1000000"),
    ("scikit-survival", "curves", "spells-1000000"),
    (OURS, "repeats", "repeats-200000"),
    ("surpyval", "repeats", "repeats-200000"),
    (OURS, "hazard", "covariates-1000000"),
    ("lifelines", "hazard", "covariates-1000000"),
)
LARGE = (
    (OURS, "curves", "spells-10000000"),
    ("scikit-survival", "curves", "spells-10000000"),
    (OURS, "strata", "spells-10000000"),
    (OURS, "repeats", "repeats-4000000"),
    (OURS, "hazard", "covariates-10000000"),
)
UNTIED = tuple((side, "curves", "untied-20000") for side in (OURS, "lifelines", "scikit-survival"))
FIRST = 2000
"""Rows of the file on which each process answers before its clock starts."""

Task = tuple[str, str, str]


def made(data: str) -> Path:
    """The file of a kind with so many rows (of repeats: cases); made once, kept in the cache folder."""
    kind, _, rows = data.partition("-")
    target = CACHE / "data" / f"{data}.parquet"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        print(f"making {target}")
        pq.write_table(make.KINDS[kind](int(rows)), partial, compression="lz4", row_group_size=make.ROW_GROUP)
        partial.rename(target)
    return target


def python_of(side: str) -> Path:
    """The Python that a side runs in."""
    return Path(sys.executable) if side == OURS else peer_python(side, (side, "pyarrow"))


def cost(task: Task, *extra: object) -> Cost:
    """One fresh process."""
    side, question, data = task
    first = made(f"{data.partition('-')[0]}-{FIRST}")
    return run(python_of(side), HERE / SCRIPTS[side], question, made(data), "--first", first, *extra)


def check(tasks: list[Task], folder: Path) -> None:
    """Stop unless all sides give the same answers; this also leaves everybody's caches warm."""
    for task in tasks:
        cost(task, "--answers", folder / f"{' '.join(task)}.npz")
    for side, question, data in tasks:
        if side == OURS:
            continue
        ours, theirs = (folder / f"{who} {question} {data}.npz" for who in (OURS, side))
        by_chance = side == "lifelines" and data.startswith("spells")
        if found := differences(question, ours, theirs, tied_by_chance=by_chance):
            sys.exit(f"answers of {side} differ, {question} {data}:\n" + "\n".join(found))
        print(f"equal answers: {side} {question} {data}")


def main() -> None:
    """Command line; see the top of this file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="without ten million rows")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    arguments = parser.parse_args()
    tasks = [*SMALL, *(() if arguments.small else LARGE)]
    if arguments.alone:
        tasks = [task for task in tasks if task[0] == OURS]
    folder = Path(tempfile.mkdtemp(prefix="measures-", dir=CACHE))
    try:
        check([*tasks, *(() if arguments.alone else UNTIED)], folder)
    finally:
        shutil.rmtree(folder)
    costs: dict[str, list[Cost]] = {" ".join(task): [] for task in tasks}
    for turn in range(arguments.runs):
        for task in tasks:
            costs[" ".join(task)].append(cost(task))
        print(f"run {turn + 1} of {arguments.runs} done")
    medians = {name: middle(several) for name, several in costs.items()}
    print_table(medians)
    met = print_targets(medians)
    sides = sorted({side for side, *_ in tasks} - {OURS})
    result = {
        "runs": arguments.runs,
        "python": platform.python_version(),
        "versions": versions(Path(sys.executable), ("duckdb", "numpy", "pyarrow"))
        | {side: versions(python_of(side), (side,))[side] for side in sides},
        "medians": {name: one.as_data() for name, one in medians.items()},
        "all": {name: [one.as_data() for one in several] for name, several in costs.items()},
    }
    target = arguments.json or CACHE / "measures.json"
    target.write_text(json.dumps(result, indent=1), encoding="utf-8")
    print(f"figures: {target}")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
