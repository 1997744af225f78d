"""Rows of follow-up, cut where the state of a case changes: the relation ``follow_up`` in the engine.

A state (help runs, ended as planned, dropped out) is known only as it happens. Who is placed in a state by what
happened later carries into it all the time before, in which nothing can have gone wrong by definition: immortal
time. So each day of follow-up belongs to the state that held just before it.

Suissa S (2008), Immortal time bias in pharmacoepidemiology, American Journal of Epidemiology 167, 492-499.
"""

from __future__ import annotations

from collections.abc import Sequence

from ketenzicht.chain.model import Outcome, StartPoint, State
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.cohort import mark_outcomes, start_cohort


def follow_cases(
    history: History,
    start: StartPoint,
    outcome: Outcome,
    competing: tuple[Outcome, ...],
    states: Sequence[State],
) -> None:
    """Make ``cohort`` and ``mark``, and what :func:`cut_follow_up` needs to know of the states."""
    start_cohort(history, start)
    mark_outcomes(history, (outcome, *competing))
    _register_states(history, states)


def cut_follow_up(history: History, states: Sequence[State], *, every: bool) -> None:
    """Make ``follow_up`` (member, case_id, from_day, to_day, cause, state), after :func:`follow_cases`.

    A row is observed over (from_day, to_day], in days since the start, in one state: its position in ``states``,
    that of the state *otherwise* when none fits. ``cause`` is what ends the row: 0 nothing, 1 the outcome,
    2 and on the competing events in order. Members end with the first of these, with ``every`` not with the
    outcome; those who start on the last day of the data have no row.
    """
    otherwise = next((position for position, item in enumerate(states) if item.otherwise), len(states))
    history.run(statement("ketenzicht.measures.sql", "follow_up"), every=every, otherwise=otherwise)


def _register_states(history: History, states: Sequence[State]) -> None:
    import pyarrow as pa

    rows = [
        {
            "position": position,
            "stage": item.running or item.ended,
            "runs": item.running is not None,
            "reasons": list(item.end_reasons),
        }
        for position, item in enumerate(states)
        if not item.otherwise
    ]
    schema = pa.schema(
        [
            ("position", pa.int32()),
            ("stage", pa.string()),
            ("runs", pa.bool_()),
            ("reasons", pa.list_(pa.string())),
        ]
    )
    history.engine.register("case_state", pa.Table.from_pylist(rows, schema=schema))
