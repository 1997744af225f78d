"""An object-centric event log as read from a file, before it is flattened to one kind of object."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ketenzicht.errors import UserError


@dataclass
class ObjectLog:
    """An object-centric log.

    Args:
        events: (id, type, time, attributes), in the order of the file.
        objects: object id to object type.
        relations: event id to (object id, qualifier).
    """

    events: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    objects: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def unusable(path: Path, why: str) -> UserError:
    """The error of a file that is not OCEL 2.0, or was cut off."""
    return UserError(
        "Dit bestand is geen volledig OCEL 2.0-bestand.",
        why=why,
        fix="Maak de export opnieuw, als OCEL 2.0 in JSON, SQLite of XML.",
        file=path,
    )
