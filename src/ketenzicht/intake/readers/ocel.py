"""OCEL 2.0 event logs with many kinds of objects (JSON, SQLite, XML), flattened to one kind of object.

One event may concern several objects. A case has one: so an event of two objects counts twice, and an event
without an object of the chosen kind is lost. Both are counted and said (convergence and divergence).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers.ocel_log import ObjectLog
from ketenzicht.intake.readers.rows import RowWriter
from ketenzicht.intake.readers.source import Notice, Source
from ketenzicht.message import message

COLUMNS = ("ocel:oid", "ocel:activity", "ocel:timestamp", "ocel:eid", "ocel:qualifier", "ocel:otype")


def open_ocel(path: Path, layout: Layout, work: Path, name: str) -> Source:
    """One row per event and object of the chosen kind.

    Raises:
        UserError: the file is no OCEL 2.0, or has no objects of that kind.
    """
    log = read_object_log(path)
    kind = _choose(log, layout.object_type, path)
    writer = RowWriter(work, name, COLUMNS)
    lost = extra = 0
    for event, activity, time, attributes in log.events:
        fitting = [pair for pair in _unique(log.relations.get(event, ())) if log.objects.get(pair[0]) == kind]
        lost += not fitting
        extra += max(0, len(fitting) - 1)
        for identifier, qualifier in fitting:
            values = (identifier, activity, time, event, qualifier, kind)
            writer.add(dict(zip(COLUMNS, values, strict=True)) | attributes)
    detail = message(
        "Objecttype {kind}; {events} gebeurtenissen in het bestand.", kind=kind, events=len(log.events)
    )
    notices = [Notice("ocel-verdubbeld", extra, detail)] if extra else []
    notices += [Notice("ocel-verloren", lost, detail)] if lost else []
    return Source(path, writer.relation(), writer.columns, header_rows=0, notices=tuple(notices))


def read_object_log(path: Path) -> ObjectLog:
    """The log in a file; its first bytes say in which of the three forms."""
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"SQLite format 3"):
        from ketenzicht.intake.readers.ocel_sqlite import read_sqlite

        return read_sqlite(path)
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        from ketenzicht.intake.readers.ocel_json import read_json

        return read_json(path)
    from ketenzicht.intake.readers.ocel_xml import read_xml

    return read_xml(path)


def _unique(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each object once, with its first qualifier in alphabetical order: the forms do not keep the same order."""
    found: dict[str, str] = {}
    for identifier, qualifier in sorted(pairs):
        found.setdefault(identifier, qualifier)
    return list(found.items())


def _choose(log: ObjectLog, wanted: str | None, path: Path) -> str:
    kinds = Counter(log.objects.values())
    if wanted in kinds and wanted is not None:
        return wanted
    listed = ", ".join(f"{kind} ({count})" for kind, count in kinds.most_common())
    raise UserError(
        f"Dit bestand heeft geen objecten van het type '{wanted}'."
        if wanted
        else "Kies welk objecttype de casus is.",
        why=f"Objecttypen in dit bestand: {listed}.",
        fix=(did_you_mean(wanted, kinds) if wanted else "")
        or "Zet in de koppeling: indeling: {objecttype: ...}",
        file=path,
    )
