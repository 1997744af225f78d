"""XES event logs (IEEE 1849), packed or not: streamed, so that memory holds one trace at a time.

Attributes of a trace become columns with ``case:`` in front, as pm4py names them. Times keep their zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.intake.readers.rows import RowWriter
from ketenzicht.intake.readers.source import Source
from ketenzicht.intake.readers.transcode import opened
from ketenzicht.spreadsheet import refuse_entities

VALUES = frozenset(("string", "date", "int", "float", "boolean", "id"))
"""The elements that hold one value; lists and containers hold others and are left out."""
MOST_HELD = 5_000_000
"""Elements of one trace, all of which are in memory at the same time."""


def open_xes(path: Path, work: Path, name: str) -> Source:
    """The events of a log, one per row, in the order of the file.

    Raises:
        UserError: the file is cut off, damaged or no XES.
    """
    writer = RowWriter(work, name, ("case:concept:name", "concept:name", "time:timestamp"))
    for event in read_events(path):
        writer.add(event)
    return Source(path=path, relation=writer.relation(), columns=writer.columns, header_rows=0)


def read_events(path: Path) -> Iterator[dict[str, str | None]]:
    """The events of a log with the attributes of their trace."""
    from lxml import etree

    with opened(path) as file:
        try:
            yield from _traces(
                etree.iterparse(file, events=("end",), resolve_entities=False, no_network=True), path
            )
        except etree.XMLSyntaxError as error:
            raise UserError(
                "Dit XES-bestand is afgekapt of geen geldige XML.",
                why="Op deze regel kan de lezer niet verder.",
                fix="Maak de export opnieuw en vergelijk de grootte met het origineel.",
                file=path,
                line=error.lineno,
            ) from None


def _traces(parsed: object, path: Path) -> Iterator[dict[str, str | None]]:
    events: list[dict[str, str | None]] = []
    held = 0
    for _kind, element in parsed:  # type: ignore[attr-defined]
        held += 1
        if held > MOST_HELD:
            raise UserError(
                "Een casus in dit XES-bestand is te groot, of het bestand heeft geen casussen.",
                why=f"Er staan meer dan {MOST_HELD} onderdelen achter elkaar die bij één casus horen.",
                fix="Kijk of dit het goede bestand is, en of elke casus een eigen 'trace' heeft.",
                file=path,
            )
        if element.getroottree().docinfo.doctype:
            raise refuse_entities(path)
        tag = _local(element.tag)
        if tag == "event":
            events.append(_attributes(element, ""))
            element.clear()
        elif tag == "trace":
            shared = _attributes(element, "case:")
            for event in events:
                yield shared | event
            events, held = [], 0
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    yield from events


def _attributes(element: object, prefix: str) -> dict[str, str | None]:
    return {
        prefix + child.get("key"): child.get("value")
        for child in element  # type: ignore[attr-defined]
        if isinstance(child.tag, str) and _local(child.tag) in VALUES and child.get("key")
    }


def _local(tag: object) -> str:
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
