"""From any Parquet file with events, in any order, to codes and times in order of case and time.

The file is read in batches: Arrow decodes the next one while two or more threads code the case ids of this one,
so texts are never all in memory at once. What stays is fourteen bytes per event, nine once they are in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ketenzicht.engine.event_log_kernel import Codes, Int32
from ketenzicht.engine.event_log_order import EventLog, in_order, number_cases, wait
from ketenzicht.engine.text_coder import Part
from ketenzicht.engine.text_kernel import Bytes
from ketenzicht.errors import UserError, did_you_mean

ROWS_PER_BATCH = 1 << 18
# Steps between activities are counted in a table of activities by activities.
MOST_ACTIVITIES = 4096
MICROSECONDS = pa.timestamp("us")


@dataclass(frozen=True)
class Columns:
    """Which column holds what."""

    case: str
    activity: str
    time: str

    def names(self) -> list[str]:
        """In the order case, activity, time."""
        return [self.case, self.activity, self.time]


def open_parquet(source: Path, columns: Columns) -> pq.ParquetFile:
    """The file, after checking that it is there, is Parquet, and has the columns."""
    try:
        schema = pq.read_schema(source)
    except FileNotFoundError:
        raise UserError(
            "Dit bestand bestaat niet.", fix="Controleer de naam en de map.", file=source
        ) from None
    except pa.ArrowInvalid:
        raise UserError(
            "Dit bestand is geen (heel) Parquet-bestand.",
            why="Het is afgebroken, of het heeft een ander formaat.",
            fix="Maak het bestand opnieuw.",
            file=source,
        ) from None
    for name in columns.names():
        if name not in schema.names:
            raise UserError(
                f"De kolom '{name}' ontbreekt.", fix=did_you_mean(name, schema.names), file=source
            )
    kind = schema.field(columns.time).type
    if not (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        raise UserError(
            f"De kolom '{columns.time}' bevat geen tijdstippen, maar {kind}.",
            why="Zonder tijdstip is er geen volgorde.",
            fix="Maak er bij het inlezen datums of tijdstippen van.",
            file=source,
        )
    return pq.ParquetFile(source, read_dictionary=[columns.activity], pre_buffer=False)


def batches(file: pq.ParquetFile, columns: Columns) -> Iterator[tuple[pa.Array, pa.Array, pa.Array, int]]:
    """Case (text), activity (dictionary), time (microseconds) without nulls; and how many rows were left out."""
    for batch in file.iter_batches(ROWS_PER_BATCH, columns=columns.names()):
        rows = len(batch)
        if any(column.null_count for column in batch.columns):
            batch = batch.drop_null()
        case, activity, time = (batch.column(name) for name in columns.names())
        if not pa.types.is_dictionary(activity.type):
            activity = pc.dictionary_encode(activity.cast(pa.string()))
        time = pc.cast(time, MICROSECONDS, safe=False)
        yield case.cast(pa.string()), activity, time, rows - len(batch)


def text_buffers(texts: pa.Array) -> tuple[Bytes, Int32]:
    """The bytes of an Arrow text array and where each text begins, without copying."""
    _, offsets, data = texts.buffers()
    begins = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return (np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)), begins


def read_ordered(source: Path, columns: Columns, threads: int | None = None) -> EventLog:
    """Read a Parquet file with one event per row, in any order.

    Args:
        source: the file.
        columns: which column is the case (any type that can be text), the activity and the time (timestamp or
            date; kept in microseconds, time zones as UTC).
        threads: how many to use; all cores when left out. The result does not depend on it.

    Returns:
        The events in order. Rows without a case, an activity or a time are left out and counted.

    Raises:
        UserError: no such file, not Parquet, a column that is not there or holds no times, too many activities.
    """
    file = open_parquet(source, columns)
    rows = file.metadata.num_rows
    case, activity, time = np.empty(rows, np.int32), np.empty(rows, np.uint16), np.empty(rows, np.int64)
    threads = threads or cpu_count() or 1
    parts = [Part(part, threads) for part in range(threads)]
    names: dict[str, int] = {}
    filled = left_out = 0
    with ThreadPoolExecutor(len(parts)) as pool:
        busy: list[Future[None]] = []
        for texts, coded, moments, lost in batches(file, columns):
            wait(busy)
            data, begins = text_buffers(texts)
            end = filled + len(texts)
            busy = [pool.submit(part.code, data, begins, filled, case[filled:end]) for part in parts]
            known = [names.setdefault(name, len(names)) for name in coded.dictionary.to_pylist()]
            if len(names) > MOST_ACTIVITIES:
                raise too_many_activities(source, columns.activity)
            activity[filled:end] = np.array(known, np.uint16)[coded.indices.to_numpy()]
            time[filled:end] = moments.view(pa.int64()).to_numpy()
            filled, left_out = end, left_out + lost
        wait(busy)
        numbers, case_ids = number_cases(parts)
        parts.clear()
        ordered: Codes = np.empty(filled, np.uint8 if len(names) <= 256 else np.uint16)
        starts, moments = in_order(
            case[:filled], activity[:filled], time[:filled], numbers, ordered, pool, threads
        )
    return EventLog(tuple(names), case_ids, starts, ordered, moments, left_out)


def too_many_activities(source: Path, column: str) -> UserError:
    """The table of steps between activities would not fit, nor could anybody read it."""
    return UserError(
        f"De kolom '{column}' heeft meer dan {MOST_ACTIVITIES} verschillende activiteiten.",
        why="Zo veel soorten stappen zijn niet te tellen en niet te lezen.",
        fix="Kies een kolom met minder verschillende waarden, of voeg waarden samen.",
        file=source,
    )
