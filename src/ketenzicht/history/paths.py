"""Which activity follows which and after how long, which routes cases take, and how long cases last.

These three answers are what anyone asks first of a chain. They come out of one batch over a log that is sorted and
coded (see ``engine.event_log``): a few passes over memory, cases shared out over the cores. Definitions are those
of process mining (van der Aalst, Process Mining, 2016, chapter 5): an activity directly follows another if it is
the next event of the same case; a variant is the sequence of all activities of a case.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ketenzicht.engine import event_log
from ketenzicht.engine.event_log import EventLog, stretches, wait
from ketenzicht.engine.event_log_kernel import Int64
from ketenzicht.history import path_kernel, route_kernel

MICROSECONDS_PER_SECOND = 1_000_000
SAMPLE_STRIDE = 64
# Bounds that let every gap through; the other way round they let none through.
WIDE_OPEN = (np.iinfo(np.int64).min, np.iinfo(np.int64).max)

Result = TypeVar("Result")


@dataclass(frozen=True)
class PathTables:
    """The answers of one batch.

    Args:
        directly_follows: from_activity, to_activity (text), count, median_seconds (exact); most frequent first.
        variants: activities (list of text), cases; most frequent first, equals by first case.
        durations: case_id, seconds from its first to its last event; in the order of the log.
        median_duration: median of the durations in seconds, exact; nan without cases.
        mean_duration: mean of the durations in seconds; nan without cases.
    """

    directly_follows: pa.Table
    variants: pa.Table
    durations: pa.Table
    median_duration: float
    mean_duration: float


def batch_of_file(
    source: Path, *, case: str, activity: str, time: str, threads: int | None = None
) -> PathTables:
    """The batch over a Parquet file with one event per row in any order; see ``event_log.read`` and :func:`batch`."""
    return batch(
        event_log.read(source, case=case, activity=activity, time=time, threads=threads), threads=threads
    )


def batch(log: EventLog, *, threads: int | None = None) -> PathTables:
    """Directly-follows counts with median times, variants and case durations of a log.

    Args:
        log: the events, in order of case and time; events at the same time count in the order of the file.
        threads: how many to use; all cores when left out. The result does not depend on it.
    """
    threads = threads or cpu_count() or 1
    shares = [(part.start, part.stop, 1) for part in stretches(log.cases, threads)]
    width, hashes = len(log.activities), np.empty(log.cases, np.uint64)
    with ThreadPoolExecutor(threads) as pool:
        counting = [
            pool.submit(path_kernel.count_steps, log.starts, share, log.activity, width, hashes)
            for share in shares
        ]
        bounds = likely_bounds(log)
        counts = np.array([job.result() for job in counting])
        routes = [pool.submit(routes_of, log, hashes, low, high) for low, high, _ in shares]
        medians, durations = gaps_of(log, counts, bounds, shares, pool)
        middle = pool.submit(path_kernel.median, durations.copy(), 0, log.cases)
        variants = pool.submit(lambda: variants_table(log, merged([route.result() for route in routes], log)))
        return PathTables(
            directly_follows=steps_table(log.activities, counts.sum(axis=0), medians),
            variants=variants.result(),
            durations=pa.table({"case_id": log.case_ids, "seconds": durations / MICROSECONDS_PER_SECOND}),
            median_duration=middle.result() / MICROSECONDS_PER_SECOND,
            mean_duration=float(np.mean(durations)) / MICROSECONDS_PER_SECOND if log.cases else np.nan,
        )


def gaps_of(
    log: EventLog,
    counts: Int64,
    bounds: tuple[Int64, Int64],
    shares: list[path_kernel.Cases],
    pool: ThreadPoolExecutor,
) -> tuple[npt.NDArray[np.float64], Int64]:
    """Median microseconds of each step, as a flat table; and microseconds that each case lasted.

    ``counts`` has one row for each share of the cases; ``bounds`` may be wrong, which costs time only.
    """
    (lower, upper), width = bounds, len(log.activities)
    total: Int64 = counts.sum(axis=0)
    # Room for the gaps of each step, by step and then by share; what is not written takes no memory.
    begins = np.cumsum(total) - total + np.cumsum(counts, axis=0) - counts
    gaps = np.empty(int(total.sum()), np.int64)
    # Zeros, since nothing is gathered where no case has two events.
    lasting = np.zeros(log.cases, np.int64)
    medians = np.full(width * width, np.nan)
    while (unknown := (total > 0) & np.isnan(medians)).any():
        ends = begins.copy()
        gathering = [
            pool.submit(
                path_kernel.gather_gaps,
                *(log.starts, share, log.activity, log.time, width, lower, upper, end, gaps, lasting),
            )
            for share, end in zip(shares, ends, strict=True)
        ]
        below = np.array([job.result() for job in gathering])
        wait(
            pool.submit(path_kernel.medians, gaps, begins, ends, below, total, first, medians)
            for first in range(len(shares))
        )
        # A sample may mislead: a step whose middle was not between its bounds is done again without bounds.
        lower = np.where(unknown & np.isnan(medians), *WIDE_OPEN)
        upper = np.where(unknown & np.isnan(medians), *WIDE_OPEN[::-1])
    return medians, lasting


def likely_bounds(log: EventLog) -> tuple[Int64, Int64]:
    """Per step, between which gaps its median lies almost surely, from a sample of the cases; wide open if few."""
    width = len(log.activities)
    lower, upper = (np.full(width * width, bound, np.int64) for bound in WIDE_OPEN)
    sample = (0, log.cases, SAMPLE_STRIDE)
    unused = np.empty(log.cases, np.uint64)
    counts = path_kernel.count_steps(log.starts, sample, log.activity, width, unused)
    begins = np.concatenate([[0], np.cumsum(counts)])
    gaps, lasting = np.empty(begins[-1], np.int64), np.empty(log.cases, np.int64)
    path_kernel.gather_gaps(
        log.starts, sample, log.activity, log.time, width, lower, upper, begins[:-1].copy(), gaps, lasting
    )
    # Four standard errors of the rank of the median, sqrt(n) / 2, to both sides of the middle.
    margins = (2 * np.sqrt(counts)).astype(np.int64) + 1
    for step in np.flatnonzero(margins < counts // 2):
        gaps_of_step = np.sort(gaps[begins[step] : begins[step + 1]])
        middle, margin = counts[step] // 2, margins[step]
        lower[step], upper[step] = gaps_of_step[middle - margin], gaps_of_step[middle + margin - 1]
    return lower, upper


def routes_of(log: EventLog, hashes: route_kernel.UInt64, low: int, high: int) -> route_kernel.Routes:
    """The different routes of the cases ``low`` up to ``high``: hash, where one begins, length, how many take it."""
    begins = log.starts[low:high]
    lengths = (log.starts[low + 1 : high + 1] - begins).astype(np.int32)
    return route_kernel.find_routes(
        hashes[low:high], begins, lengths, np.ones(high - low, np.int64), log.activity
    )


def merged(parts: list[route_kernel.Routes], log: EventLog) -> route_kernel.Routes:
    """The routes of several shares as one list, most frequent first."""
    hashes, begins, lengths, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    begins.setflags(write=False)  # as they are in a log, so that one compiled form serves both
    found = route_kernel.find_routes(hashes, begins, lengths, weights, log.activity)
    order = np.lexsort((found[1], -found[3]))
    return found[0][order], found[1][order], found[2][order], found[3][order]


def steps_table(activities: tuple[str, ...], counts: Int64, medians: npt.NDArray[np.float64]) -> pa.Table:
    """The steps that occur, most frequent first; equals in order of the names."""
    steps = np.flatnonzero(counts)
    before, after = np.divmod(steps, max(len(activities), 1))
    names = pa.array(activities, pa.string())
    table = pa.table(
        {
            "from_activity": names.take(pa.array(before)),
            "to_activity": names.take(pa.array(after)),
            "count": counts[steps],
            "median_seconds": medians[steps] / MICROSECONDS_PER_SECOND,
        }
    )
    keys = [("count", "descending"), ("from_activity", "ascending"), ("to_activity", "ascending")]
    return table.take(pc.sort_indices(table, sort_keys=keys))


def variants_table(log: EventLog, routes: route_kernel.Routes) -> pa.Table:
    """The routes with their activities by name (a dictionary: names are not repeated in memory)."""
    _, begins, lengths, weights = routes
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    events = np.arange(total) + np.repeat(begins - (ends - lengths), lengths)
    codes = pa.array(log.activity[events].astype(np.int16))
    names = pa.DictionaryArray.from_arrays(codes, pa.array(log.activities, pa.string()))
    offsets = pa.array(np.concatenate([[0], ends]).astype(np.int64))
    return pa.table({"activities": pa.LargeListArray.from_arrays(offsets, names), "cases": weights})
