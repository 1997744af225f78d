"""The days of cases by how many organisations are responsible: none, one, or several at once."""

from __future__ import annotations

from ketenzicht.calendar import in_days
from ketenzicht.chain.model import ResponsibilityMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.kinds.case_days import CaseDays
from ketenzicht.measures.kinds.destinations import make_destinations
from ketenzicht.measures.kinds.parts import Part
from ketenzicht.measures.result import Name, Probability, Row, Table
from ketenzicht.message import Label, duration_words, message

SQL = "ketenzicht.measures.sql"
HOLDERS: tuple[tuple[str, int, Label], ...] = (
    ("een", 1, message("één organisatie verantwoordelijk")),
    ("geen", 0, message("niemand verantwoordelijk")),
    ("meer", 2, message("meer organisaties tegelijk verantwoordelijk")),
)
"""Id, number of organisations (2 for more), and name."""
UNTIL, AFTER, BOTH = range(3)
"""The days up to the landmark, after it, and both, as ``responsible_sums.sql`` numbers them."""


def read_responsible(history: History, declared: ResponsibilityMeasure) -> None:
    """Make ``responsible_spell`` and ``responsible_stretch``; after ``landmark_member``."""
    import pyarrow as pa

    stages = {stage.id: stage for stage in history.chain.stages}
    kept = [stages[id_] for id_ in declared.stages]
    history.engine.register(
        "responsible_stage",
        pa.table(
            {
                "stage": pa.array([stage.id for stage in kept], pa.string()),
                "organisation": pa.array([stage.organisation for stage in kept], pa.string()),
                "by_transfer": pa.array(
                    [declared.transfer in stage.begins_with for stage in kept], pa.bool_()
                ),
            }
        ),
    )
    make_destinations(history, declared.destination)
    sender = next((event.by for event in history.chain.events if event.id == declared.transfer), None)
    history.run(statement(SQL, "responsible_spells"), transfer=declared.transfer, sender=sender)
    history.run(statement(SQL, "responsible_days"), horizon=in_days(declared.horizon))


def responsible_days(history: History, declared: ResponsibilityMeasure) -> Part:
    """The share of days with one organisation responsible, none and several: ``{aandeel}`` is that with one."""
    rows = history.rows(statement(SQL, "responsible_sums"))
    found = {
        (int(str(band)), int(str(holders))): (
            _figure(declared.id, band, holders, [int(str(n)) for n in numbers])
        )
        for band, holders, *numbers in rows
    }
    columns: tuple[Label, ...] = (
        message("Alle gevolgde dagen"),
        message("Tot het meetmoment"),
        message("Daarna, tot {horizon} verder", horizon=duration_words(declared.horizon)),
    )
    table = Table(
        id="dagen",
        title=message("Gevolgde dagen naar wie verantwoordelijk is"),
        columns=columns,
        rows=tuple(
            Row(id_, label, tuple(found.get((band, holders)) for band in (BOTH, UNTIL, AFTER)))
            for id_, holders, label in HOLDERS
        ),
    )
    one = found.get((BOTH, 1))
    if one is None:
        return Part((table,), words={"aandeel": message("niet te geven")})
    return Part((table,), {"aandeel": one})


def _figure(name: Name, band: object, holders: object, numbers: list[int]) -> Probability:
    cases, with_some, x, d, xx, xd, dd = numbers
    days = CaseDays(cases, x, d, xx, xd, dd)
    part, whole = f"{name}:dagen:{band}:{holders}", f"{name}:dagen:{band}"
    return Probability(days.share, *days.interval(), cases, with_some, part, whole)
