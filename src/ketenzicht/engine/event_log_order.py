"""Put coded events in order of case and time, on all cores.

The threads each take a stretch of the file. Counting first, per stretch, how many events each case has tells every
thread where its own events of that case go, after those of earlier stretches: the order of the file is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from ketenzicht.engine.event_log_kernel import (
    LONG_CASE,
    Codes,
    Int32,
    Int64,
    number_and_count,
    order_by_time,
    place,
)
from ketenzicht.engine.text_coder import Part


@dataclass(frozen=True, eq=False)
class EventLog:
    """Events in order: by case (first appearance in the file), then time, then place in the file.

    Args:
        activities: names of the activities; ``activity`` counts in these.
        case_ids: the id of each case (Arrow large_string).
        starts: where the events of each case begin, with one entry more for the end.
        activity: code per event (uint8, or uint16 from 257 activities on).
        time: microseconds since 1970 (UTC) per event.
        left_out: how many rows of the file had no case, activity or time.

    The arrays are made read-only, also so that compiled loops see one type whether a log was read or mapped.
    """

    activities: tuple[str, ...]
    case_ids: pa.Array
    starts: Int64
    activity: Codes
    time: Int64
    left_out: int = 0

    def __post_init__(self) -> None:
        for array in (self.starts, self.activity, self.time):
            array.setflags(write=False)

    @property
    def cases(self) -> int:
        """How many cases."""
        return len(self.starts) - 1

    @property
    def events(self) -> int:
        """How many events."""
        return len(self.time)


def stretches(total: int, number: int) -> list[slice]:
    """``total`` things in ``number`` stretches of about the same size."""
    bounds = [total * part // number for part in range(number + 1)]
    return [slice(begin, end) for begin, end in pairwise(bounds)]


def number_cases(parts: list[Part]) -> tuple[Int32, pa.Array]:
    """For each provisional code the number of the case, by first appearance; and the ids in that order."""
    order = np.argsort(np.concatenate([part.rows[: part.known] for part in parts]), kind="stable")
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    numbers = np.zeros(max(part.known for part in parts) * len(parts), np.int32)
    begin = 0
    for part in parts:
        numbers[part.part :: len(parts)][: part.known] = rank[begin : begin + part.known]
        begin += part.known
    ids = pa.chunked_array([part.known_texts() for part in parts], type=pa.large_string())
    return numbers, ids.combine_chunks().take(pa.array(order))


def in_order(
    case: Int32,
    activity: Codes,
    time: Int64,
    numbers: Int32,
    to_activity: Codes,
    pool: ThreadPoolExecutor,
    threads: int,
) -> tuple[Int64, Int64]:
    """Order events by case, then time, then place in the file.

    Args:
        case: provisional case code per event; overwritten.
        activity: activity code per event.
        time: microseconds per event.
        numbers: the number of the case for each provisional code.
        to_activity: receives the activities in order.
        pool: where to run.
        threads: in how many stretches to cut the work.

    Returns:
        Where the events of each case begin, with one entry more for the end; and the times in order.
    """
    cases = int(numbers.max(initial=-1)) + 1
    work = stretches(len(case), threads)
    counts = [np.zeros(cases, np.int64) for _ in work]
    wait(
        pool.submit(number_and_count, case[part], numbers, count)
        for part, count in zip(work, counts, strict=True)
    )
    starts = np.zeros(cases + 1, np.int64)
    np.cumsum(sum(counts), out=starts[1:])
    free = starts[:-1].copy()
    for count in counts:
        # In place: what was the count of a stretch becomes where that stretch begins.
        free += count
        np.subtract(free, count, out=count)
    to_time = np.empty(len(time), np.int64)
    wait(
        pool.submit(place, case[part], activity[part], time[part], begin, to_activity, to_time)
        for part, begin in zip(work, counts, strict=True)
    )
    wait(
        pool.submit(order_by_time, starts, part.start, part.stop, to_activity, to_time)
        for part in stretches(cases, threads)
    )
    for number in np.flatnonzero(np.diff(starts) >= LONG_CASE):
        whole = slice(starts[number], starts[number + 1])
        order = np.argsort(to_time[whole], kind="stable")
        to_time[whole], to_activity[whole] = to_time[whole][order], to_activity[whole][order]
    return starts, to_time


def wait(jobs: Iterable[Any]) -> None:
    """Start all jobs, wait until they are done, pass on what went wrong."""
    for job in list(jobs):
        job.result()
