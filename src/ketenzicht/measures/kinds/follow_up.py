"""Rows of follow-up, cut where the state of a case changes: the relation ``follow_up`` in the engine.

A state (help runs, ended as planned, dropped out) is known only as it happens. Who is placed in a state by what
happened later carries into it all the time before, in which nothing can have gone wrong by definition: immortal
time. So each day of follow-up belongs to the state that held just before it.

Suissa S (2008), Immortal time bias in pharmacoepidemiology, American Journal of Epidemiology 167, 492-499.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ketenzicht.chain.model import SoFar, State
from ketenzicht.engine import quoted, statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.case_rates import CaseRate, rate_of_sums
from ketenzicht.measures.hazards.rows import HazardRows, hazard_rows
from ketenzicht.measures.kinds.so_far import find_so_far, place_so_far

STATE = "state"
"""The column of the state in ``follow_up``."""


def cut_follow_up(
    history: History, states: Sequence[State], *, every: bool, so_far: Sequence[SoFar] = ()
) -> None:
    """Make ``follow_up`` (member, case_id, from_day, to_day, cause, state) from ``cohort`` and ``mark``.

    A row is observed over (from_day, to_day], in days since the start, in one state: its position in ``states``,
    that of the state *otherwise* when none fits. ``cause`` is what ends the row: 0 nothing, 1 the first outcome
    that was marked, 2 and on the others, which compete. Members end with the first of these, with ``every`` not
    with the outcome; those who start on the last day of the data have no row. Each item of ``so_far`` adds a column.
    """
    _register_states(history, states)
    find_so_far(history, so_far)
    otherwise = next((position for position, item in enumerate(states) if item.otherwise), len(states))
    history.run(statement("ketenzicht.measures.sql", "follow_up"), every=every, otherwise=otherwise)
    place_so_far(history, so_far)


def followed_rows(history: History, covariates: Mapping[str, int]) -> HazardRows:
    """The rows of ``follow_up`` for a hazard model; all competing events are cause 2.

    Args:
        history: with ``follow_up`` and ``cohort_split``.
        covariates: columns of either, with their number of levels.
    """
    columns = "".join(f", {quoted(name)}::tinyint as {quoted(name)}" for name in covariates)
    table = history.table(
        f"""
        select
            member::integer as member,
            (dense_rank() over (order by case_id))::integer as case_number,
            from_day::integer as from_day,
            to_day::integer as to_day,
            least(cause, 2)::tinyint as cause
            {columns}
        from follow_up
        join cohort_split using (member)
        order by case_number, member, from_day
        """
    )
    column = {name: table.column(name).to_numpy() for name in table.column_names}
    return hazard_rows(
        column["to_day"],
        column["cause"],
        {name: column[name] for name in covariates},
        entry=column["from_day"],
        case=column["case_number"],
        member=column["member"],
        levels={name: range(number) for name, number in covariates.items()},
    )


def group_rates(history: History, column: str | None = None) -> dict[int, tuple[int, CaseRate]]:
    """Cases ever at risk and their rate of the outcome, by a column of ``follow_up`` or ``cohort_split``.

    Without a column all are in group 0.
    """
    group = "0" if column is None else quoted(column)
    rows = history.rows(
        f"""
        with per_case as (
            select
                {group} as position,
                case_id,
                count(*) filter (where cause = 1) as events,
                sum(to_day - from_day) as days
            from follow_up
            join cohort_split using (member)
            group by all
        )
        select
            position, count(*), sum(events), sum(days),
            sum(events * events), sum(events * days), sum(days * days)
        from per_case
        group by position
        order by position
        """
    )
    found = {}
    for row in rows:
        position, cases, events, days, *squares = (int(str(value)) for value in row)
        of_events, of_both, of_days = squares
        found[position] = cases, rate_of_sums(events, days, (of_events, of_both, of_days))
    return found


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
