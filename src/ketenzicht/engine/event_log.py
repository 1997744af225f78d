"""The stored form of an event log: sorted, coded, and mapped into memory instead of read.

Sorting and coding texts is nearly all the work of a question about paths, so it is done once. What is stored are
bare columns in Arrow's own file format, without compression: opening takes a millisecond whatever the size, memory
holds only what a question touches, and every Arrow library can read the files. Measured on ten million events,
the same columns as Parquet took a hundred to four hundred milliseconds to decode, as long as all questions together;
they would be a third smaller (see ``docs/explanation/speed.md``).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa

from ketenzicht.engine.event_log_order import EventLog, stretches, wait
from ketenzicht.engine.event_log_reader import Columns, read_ordered
from ketenzicht.errors import UserError

__all__ = ["EventLog", "open_log", "read", "store", "stretches", "wait", "write"]

EVENTS, STARTS, CASE_IDS = "events.arrow", "starts.arrow", "case_ids.arrow"
ABOUT = b"ketenzicht.event_log"
FORMAT = 1


def read(source: Path, *, case: str, activity: str, time: str, threads: int | None = None) -> EventLog:
    """Read a Parquet file with one event per row, in any order, into memory.

    Args:
        source: the file.
        case: column with the id of the case, of any type that can be text.
        activity: column with the activity, likewise.
        time: column with a date or timestamp; kept in microseconds, time zones as UTC.
        threads: how many to use; all cores when left out. The result does not depend on it.

    Raises:
        UserError: no such file, not Parquet, a column that is not there or holds no times, too many activities.
    """
    return read_ordered(source, Columns(case, activity, time), threads)


def store(
    source: Path, target: Path, *, case: str, activity: str, time: str, threads: int | None = None
) -> EventLog:
    """Store a Parquet file with one event per row as an event log; see :func:`read` and :func:`write`."""
    write(read(source, case=case, activity=activity, time=time, threads=threads), target)
    return open_log(target)


def write(log: EventLog, target: Path) -> None:
    """Write a log to a folder, whole or not at all; a log that is there already is replaced."""
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    about = {"format": FORMAT, "activities": log.activities, "left_out": log.left_out}
    time = pa.array(log.time).view(pa.timestamp("us", tz="UTC"))
    events = pa.table({"activity": log.activity, "time": time}, metadata={ABOUT: json.dumps(about)})
    try:
        write_columns(events, partial / EVENTS)
        write_columns(pa.table({"start": log.starts}), partial / STARTS)
        write_columns(pa.table({"case_id": log.case_ids}), partial / CASE_IDS)
        if target.exists():
            shutil.rmtree(target)
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def open_log(folder: Path) -> EventLog:
    """Open a stored log; its columns are mapped into memory, so this takes no time and no memory.

    Raises:
        UserError: the folder holds no event log, or one of another version.
    """
    try:
        events, starts, case_ids = (map_columns(folder / name) for name in (EVENTS, STARTS, CASE_IDS))
        about = json.loads((events.schema.metadata or {})[ABOUT])
    except (OSError, pa.ArrowInvalid, KeyError, ValueError):
        about = {}
    if about.get("format") != FORMAT:
        raise UserError(
            "In deze map staat geen (heel) gebeurtenissenlogboek dat deze versie kan lezen.",
            why="Het is afgebroken, of een andere versie van het programma heeft het gemaakt.",
            fix="Maak het logboek opnieuw.",
            file=folder,
        )
    return EventLog(
        activities=tuple(about["activities"]),
        case_ids=only_chunk(case_ids["case_id"]),
        starts=only_chunk(starts["start"]).to_numpy(),
        activity=only_chunk(events["activity"]).to_numpy(),
        time=only_chunk(events["time"]).view(pa.int64()).to_numpy(),
        left_out=about["left_out"],
    )


def write_columns(table: pa.Table, path: Path) -> None:
    """Write a table as one stretch per column, so that it can be mapped without copying."""
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table.combine_chunks())


def map_columns(path: Path) -> pa.Table:
    """The table in a file, mapped into memory."""
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def only_chunk(column: pa.ChunkedArray) -> pa.Array:
    """A column that was written as one stretch; an empty one has none at all."""
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)
