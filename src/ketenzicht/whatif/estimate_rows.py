"""From histories to rows: spells of a stage with how they ended, and what came after each end.

What comes next is an end like any other: a way, after so many days, or nothing yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from ketenzicht.chain.model import Stage
from ketenzicht.engine import script, statement
from ketenzicht.history import History
from ketenzicht.whatif.estimate_ends import EndRows
from ketenzicht.whatif.estimate_parts import Parts
from ketenzicht.whatif.estimate_pieces import Ints
from ketenzicht.whatif.estimate_rates import SQL

OUT = "uit"
MOST_LEFT_OUT = 0.05


def spells_of(history: History, stage: Stage, since: date) -> EndRows:
    """The spells of a stage, each end by its reason where that is registered."""
    table = history.table(statement(SQL, "lengths"), stage=stage.id, since=since)
    labels = [
        reason or ending or ""
        for reason, ending in zip(
            table.column("reason").to_pylist(), table.column("ending").to_pylist(), strict=True
        )
    ]
    return _rows(table, labels, table.column("entry").to_numpy().astype(np.int64))


def next_steps(history: History, parts: Parts, stage: Stage, since: date) -> tuple[EndRows, EndRows]:
    """What came after a stage; and how long involvement went on when that was outside it."""
    _register_next(history, parts.may_follow(stage))
    umbrella = parts.umbrella.id if parts.umbrella else ""
    table = history.table(statement(SQL, "next_steps"), stage=stage.id, umbrella=umbrella, since=since)
    ways = table.column("way").to_pylist()
    inside = {one.id for one in parts.inside}
    outside_only = np.array([bool(way) and not inside & set(way.split("+")) for way in ways], dtype=np.bool_)
    closing = table.filter(pa.array(outside_only))
    days = closing.column("closing_days").to_numpy().astype(np.int64)
    code = closing.column("closed").to_numpy(zero_copy_only=False).astype(np.int64)
    case = closing.column("number").to_numpy().astype(np.int64)
    return _steps(table), EndRows(case, np.zeros_like(days), days, code, ("klaar",))


def steps_during(history: History, parts: Parts, since: date) -> EndRows:
    """What came after the first stage of reports during involvement, where it cannot belong to another report."""
    if parts.umbrella is None or parts.entry is None:
        raise ValueError("an open chain does not say when it is involved")
    later = [stage.id for stage in parts.inside if stage is not parts.entry]
    _register_next(history, parts.may_follow(parts.entry))
    history.engine.register("later_stage", pa.table({"stage": pa.array(later, pa.string())}))
    table = history.table(
        statement(SQL, "steps_during"), stage=parts.entry.id, umbrella=parts.umbrella.id, since=since
    )
    return _steps(table)


def follow_ends_and_reports(history: History, parts: Parts) -> None:
    """Find what each spell of an open chain follows; before :func:`open_steps`."""
    text = pa.string()
    followed = {
        "stage": pa.array([stage.id for stage in parts.stages], text),
        "by_report": pa.array([parts.by_report(stage) for stage in parts.stages], pa.bool_()),
    }
    begins = [(stage.id, event) for stage in parts.stages for event in stage.begins_with]
    events = {"stage": [stage for stage, _ in begins], "activity": [event for _, event in begins]}
    history.engine.register("followed_stage", pa.table(followed))
    history.engine.register(
        "begins_stage", pa.table({name: pa.array(of, text) for name, of in events.items()})
    )
    for sql in script(SQL, "steps_of_open_chain"):
        history.run(sql)


def open_steps(history: History, stage: str, since: date) -> EndRows:
    """What came after a stage of an open chain, or after a report (``""``)."""
    table = history.table(statement(SQL, "open_steps"), stage=stage, since=since)
    return _steps(table)


def begins_beside(history: History) -> list[str]:
    """Stages of an open chain that more than rarely begin later than what begins first; after :func:`open_steps`."""
    rows = history.rows(statement(SQL, "open_steps_left_out"), most=MOST_LEFT_OUT)
    return [str(stage) for (stage,) in rows]


def _register_next(history: History, stages: Sequence[Stage]) -> None:
    names = pa.table({"stage": pa.array([stage.id for stage in stages], pa.string())})
    history.engine.register("next_stage", names)


def _steps(table: pa.Table) -> EndRows:
    """What came next as ends: each way named by the stages that began on one day together, or by none."""
    ways = table.column("way").to_pylist()
    labels = ["" if way is None else way.replace("+", "-en-") or OUT for way in ways]
    return _rows(table, labels, np.zeros(len(labels), dtype=np.int64))


def _rows(table: pa.Table, labels: Sequence[str], entry: Ints) -> EndRows:
    names = tuple(sorted(set(labels) - {""}))
    number = {name: place for place, name in enumerate(("", *names))}
    code = np.array([number[label] for label in labels], dtype=np.int64)
    case, days = (table.column(name).to_numpy().astype(np.int64) for name in ("number", "days"))
    return EndRows(case, entry, days, code, names)


def joined_rows(rows: Sequence[EndRows]) -> EndRows:
    """Spells of one kind, from several stages."""
    case, entry, days, code = (
        np.concatenate([getattr(one, name) for one in rows]) for name in ("case", "entry", "days", "code")
    )
    return EndRows(case, entry, days, code, rows[0].names)
