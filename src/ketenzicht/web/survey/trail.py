"""The trail (logboek): every act, one after the other, each sealed with the fingerprint of the one before.

Whoever changes or removes an act, in whatever way, breaks the seal of all that follow; :func:`broken_at` finds where.
Only who rewrites everything from there on is not found, unless the last fingerprint was written down elsewhere: the
page of the trail shows it for that, and it stands in a file beside the database. (Haber, Stornetta, How to time-stamp
a digital document, J. Cryptology 3, 1991.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from ketenzicht.chained_lines import BEGIN, fingerprint
from ketenzicht.web.survey import clock, database_file
from ketenzicht.web.survey.models import Event, Person

CLOCK, FELL, PUT_BACK = "klok", "afgebroken", "teruggezet"
"""Acts of the server itself: the clock was moved, it was not stopped as it should, the database is an older one."""
ONE_AFTER_THE_OTHER = 0x6B7A75
"""The number of the lock in PostgreSQL under which everything is written."""

_turn = Lock()
_added: list[tuple[int, str]] = []
"""Number and fingerprint of the acts of who has the turn."""


@contextmanager
def writing() -> Iterator[None]:
    """A transaction in which nobody else writes: acts have an order. What it holds must be short.

    When it ends without an error, all of it is on disk. Threads wait in line here, because the file lock of SQLite
    knows no line; other processes wait at that lock, and with PostgreSQL all wait at one in the database.

    Raises:
        Lost: the file of the database is no longer the one that is open; what was written may be gone.
    """
    with _turn:
        _added.clear()
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AFTER_THE_OTHER])
            yield
        database_file.demand_there()
        if _added:
            database_file.note_seal(settings.KEEPING, *_added[-1])


def add(
    what: str, *, person: Person | None, organisation: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Write down an act, within :func:`writing`. ``detail`` never holds an answer.

    Acts stand in the order in which they were done. When the clock was moved in between, that is an act of its own.
    """
    last = Event.objects.order_by("-number").first()
    now = timezone.now()
    moved = clock.moved(now, last.at if last else None)
    if moved:
        last = _write(last, Event(at=now, what=CLOCK, detail={"seconden": round(moved.total_seconds())}))
    _write(
        last, Event(at=now, person=person, organisation=organisation, what=what, detail=dict(detail or {}))
    )


def _write(last: Event | None, event: Event) -> Event:
    """Put an act behind the last one."""
    event.number = last.number + 1 if last else 1
    event.previous = last.fingerprint if last else BEGIN
    event.fingerprint = seal(event)
    event.save(force_insert=True)
    _added.append((event.number, event.fingerprint))
    return event


def seal(event: Event) -> str:
    """The fingerprint of an act and of all before it."""
    at: datetime = event.at
    parts = [
        event.number, at.astimezone(UTC).isoformat(), event.person_id, event.organisation, event.what, event.detail,
        event.previous,
    ]  # fmt: skip
    return fingerprint(parts)


def broken_at(events: Iterable[Event]) -> int | None:
    """The number of the first act that is not as it was written; None when all are. Acts in order."""
    previous = BEGIN
    for number, event in enumerate(events, 1):
        if event.number != number or event.previous != previous or event.fingerprint != seal(event):
            return number
        previous = event.fingerprint
    return None
