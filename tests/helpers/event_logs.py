"""Event logs for tests: from CSV and XES files, from rows, and the answers by the plainest Python there is."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from lxml import etree

COLUMNS = {"case": "case", "activity": "activity", "time": "time"}


class Row(NamedTuple):
    """One event; the time in microseconds since 1970."""

    case: str
    activity: str
    time: int


def microseconds(text: str) -> int:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)


def read_csv(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Row(row["case:concept:name"], row["concept:name"], microseconds(row["time:timestamp"]))


def read_xes(path: Path) -> Iterator[Row]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        for _, trace in etree.iterparse(file, tag=["{*}trace"]):
            case = value(trace, "concept:name")
            for event in trace.iterfind("{*}event"):
                yield Row(case, value(event, "concept:name"), microseconds(value(event, "time:timestamp")))
            trace.clear()


def value(element: Any, key: str) -> str:
    return next(child.get("value") for child in element if child.get("key") == key)


def write_parquet(rows: Iterable[Row], path: Path, **options: Any) -> Path:
    """One event per row, in the order given."""
    cases, activities, times = list(zip(*rows, strict=True)) or [(), (), ()]
    table = pa.table(
        {
            "case": pa.array(cases, pa.string()),
            "activity": pa.array(activities, pa.string()),
            "time": pa.array(times, pa.timestamp("us", tz="UTC")),
        }
    )
    pq.write_table(table, path, **options)
    return path


class Answers(NamedTuple):
    """What a batch answers, as plain Python."""

    steps: dict[tuple[str, str], tuple[int, float]]
    variants: dict[tuple[str, ...], int]
    durations: dict[str, float]


def plainly(rows: Iterable[Row]) -> Answers:
    """The definition: per case, events in order of time, those at the same time in the order given."""
    cases = defaultdict(list)
    for row in rows:
        cases[row.case].append(row)
    gaps = defaultdict(list)
    variants: Counter[tuple[str, ...]] = Counter()
    durations = {}
    for case, events in cases.items():
        events.sort(key=lambda row: row.time)
        for before, after in pairwise(events):
            gaps[before.activity, after.activity].append(after.time - before.time)
        variants[tuple(event.activity for event in events)] += 1
        durations[case] = (events[-1].time - events[0].time) / 1_000_000
    steps = {step: (len(some), median(some) / 1_000_000) for step, some in gaps.items()}
    return Answers(steps, dict(variants), durations)


def as_answers(tables: Any) -> Answers:
    """The tables of a batch as plain Python; refuses tables that name a thing twice."""
    steps = tables.directly_follows.to_pylist()
    variants = tables.variants.to_pylist()
    durations = tables.durations.to_pylist()
    answers = Answers(
        {(s["from_activity"], s["to_activity"]): (s["count"], s["median_seconds"]) for s in steps},
        {tuple(variant["activities"]): variant["cases"] for variant in variants},
        {case["case_id"]: case["seconds"] for case in durations},
    )
    assert [len(part) for part in answers] == [len(steps), len(variants), len(durations)]
    return answers
