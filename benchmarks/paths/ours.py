"""Ketenzicht's side: one fresh process that answers the questions once, and prints its own clock as JSON.

Tasks: ``file`` (the unsorted Parquet file), ``stored`` (the stored, sorted form), ``scan`` (only add up the columns
that the batch reads from the stored form), ``warm`` (batch and scan in turn, in a process that has run both before)
and ``store`` (make the stored form).
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from make import ACTIVITY, CASE, TIME

from ketenzicht.engine import event_log
from ketenzicht.history import paths

REPEATS = 25


def scan(log: event_log.EventLog) -> int:
    """The least that any program does that reads these columns."""
    return int(log.time.sum() + log.activity.sum() + log.starts.sum())


def timed(task: Any) -> float:
    """Seconds that a call takes."""
    begin = time.perf_counter()
    task()
    return time.perf_counter() - begin


def write_answers(tables: paths.PathTables, target: Path) -> None:
    """The answers in the form that ``compare.py`` reads."""
    steps = tables.directly_follows.to_pydict()
    variants = tables.variants.to_pydict()
    answers = {
        "steps": list(zip(*steps.values(), strict=True)),
        "variants": list(zip(variants["activities"], variants["cases"], strict=True)),
        "median": tables.median_duration,
        "mean": tables.mean_duration,
    }
    target.write_text(json.dumps(answers), encoding="utf-8")
    np.save(target.with_suffix(".npy"), np.sort(tables.durations["seconds"].to_numpy()))


def main() -> None:
    """Command line: ``python ours.py TASK SOURCE [--answers FILE] [--target FOLDER]``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["file", "stored", "scan", "warm", "store"])
    parser.add_argument("source", type=Path)
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--target", type=Path)
    arguments = parser.parse_args()
    columns = {"case": CASE, "activity": ACTIVITY, "time": TIME}
    clock: dict[str, float] = {}
    begin = time.perf_counter()
    if arguments.task == "store":
        event_log.store(arguments.source, arguments.target, **columns)
    elif arguments.task == "scan":
        scan(event_log.open_log(arguments.source))
    elif arguments.task == "file":
        tables = paths.batch_of_file(arguments.source, **columns)
    else:
        log = event_log.open_log(arguments.source)
        tables = paths.batch(log)
    clock["work"] = time.perf_counter() - begin
    if arguments.answers:
        write_answers(tables, arguments.answers)
    elif arguments.task == "warm":
        # The least of many, since other work on the machine can only add.
        pairs = [(timed(lambda: paths.batch(log)), timed(lambda: scan(log))) for _ in range(REPEATS)]
        clock["batch"], clock["scan"] = (min(column) for column in zip(*pairs, strict=True))
    print(json.dumps(clock))


if __name__ == "__main__":
    main()
