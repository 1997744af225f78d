"""OCEL 2.0 in SQLite: a table of events, one of objects, one of relations, and one for each kind of event."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ketenzicht.engine import quoted
from ketenzicht.intake.readers.ocel_log import ObjectLog, unusable


def read_sqlite(path: Path) -> ObjectLog:
    """The log in an SQLite file, opened for reading only."""
    log = ObjectLog()
    details: dict[str, tuple[str, dict[str, str]]] = {}
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            log.objects = dict(database.execute("select ocel_id, ocel_type from object"))
            for event, identifier, qualifier in database.execute(
                "select ocel_event_id, ocel_object_id, ocel_qualifier from event_object"
            ):
                log.relations.setdefault(event, []).append((identifier, qualifier or ""))
            for (table,) in database.execute("select ocel_type_map from event_map_type").fetchall():
                rows = database.execute(f"select * from {quoted('event_' + table)}")
                names = [column[0] for column in rows.description]
                for row in rows:
                    values = {
                        name: str(value) for name, value in zip(names, row, strict=True) if value is not None
                    }
                    details[values.pop("ocel_id")] = (values.pop("ocel_time", ""), values)
            for identifier, kind in database.execute("select ocel_id, ocel_type from event order by rowid"):
                time, attributes = details.get(identifier, ("", {}))
                log.events.append((identifier, kind, time, attributes))
    except (sqlite3.Error, KeyError, ValueError, TypeError, OverflowError):
        raise unusable(path, "Een tabel van OCEL ontbreekt of is beschadigd.") from None
    return log
