"""Share of cases by their gravest outcome within a fixed horizon (kind ``uitkomsten``, question Q4).

The outcomes are disjoint: a case counts under the first that it has, in the order declared. Only cases that
were followed for the whole horizon count; those lost before it (death, leaving the region) are left out
whatever happened to them, so that being followed does not depend on the outcome.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import calendar_parts
from ketenzicht.chain.model import OutcomesMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.cohort import events_behind, mark_outcomes, start_cohort, start_line
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.names import starts
from ketenzicht.measures.result import AtMost, Count, Figure, MeasureResult, Row, Table
from ketenzicht.measures.windows import (
    delivery_warnings,
    follow_up,
    follow_up_lines,
    follow_up_warnings,
)
from ketenzicht.measures.words import WILSON, unit_line, unit_words, window_line
from ketenzicht.message import Label, duration_words, message


class _Cases(NamedTuple):
    """Cases that went the same way: outcomes by their number, 0 for none."""

    in_data: bool
    followed: bool
    followed_later: bool
    outcome: int
    later_outcome: int
    members: int


def measure_outcomes(history: History, declared: OutcomesMeasure) -> MeasureResult:
    """Disjoint shares within the horizon, their sum, and what came only after it."""
    start_cohort(history, declared.start)
    mark_outcomes(history, declared.outcomes)
    horizon = calendar_parts(declared.horizon)
    later = calendar_parts(declared.later or declared.horizon)
    rows = [
        _Cases(bool(row[0]), bool(row[1]), bool(row[2]), *(int(str(value)) for value in row[3:]))
        for row in history.rows(
            statement("ketenzicht.measures.sql", "gravest_outcome"),
            months=horizon[0],
            days=horizon[1],
            later_months=later[0],
            later_days=later[1],
        )
    ]
    reach, reach_later = follow_up(
        history, (declared.horizon, declared.later or declared.horizon), calendar=True
    )
    reaches = (reach,) if declared.later is None else (reach, reach_later)
    total = sum(row.members for row in rows)
    in_data = sum(row.members for row in rows if row.in_data)
    n = sum(row.members for row in rows if row.followed)
    n_later = sum(row.members for row in rows if row.followed_later)
    table_rows: list[Row] = []
    begin = starts(declared.start)
    whole, whole_later = f"{declared.id}:gevolgd", f"{declared.id}:later-gevolgd"
    headline: dict[str, Figure] = {"n": Count(n, whole)}
    parts: list[tuple[Collection[int], str, Label]] = [
        ((number,), item.id, item.name) for number, item in enumerate(declared.outcomes, start=1)
    ]
    parts.append((range(1, len(declared.outcomes) + 1), "samen", message("Samen")))
    for numbers, id_, label in parts:
        x = sum(row.members for row in rows if row.followed and row.outcome in numbers)
        x_later = sum(
            row.members
            for row in rows
            if row.followed_later and row.outcome == 0 and row.later_outcome in numbers
        )
        figures: list[Figure | None] = [None, None, None]
        part = f"{declared.id}:{id_}"
        if not reach.nobody:
            figure = share(x, n, part, whole)
            headline[f"aandeel_{id_.replace('-', '_')}"] = figure
            figures[:2] = Count(x, part), figure
        if not reach_later.nobody:
            figures[2] = share(x_later, n_later, f"{part}:later", whole_later)
        table_rows.append(Row(id_, label, tuple(figures)))
    columns = [message("Aantal"), message("Aandeel")]
    if declared.later is not None:
        columns.append(message("Pas daarna, tot en met {termijn}", termijn=duration_words(declared.later)))
    else:
        table_rows = [Row(row.id, row.label, row.figures[:2]) for row in table_rows]
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=(
            start_line(history, declared.start),
            window_line(history),
            unit_line(history),
            (message("Horizon"), duration_words(declared.horizon)),
            *follow_up_lines(reaches),
            (
                message("Indeling"),
                message("een casus met meer uitkomsten telt een keer, bij de eerste in de tabel"),
            ),
            WILSON,
        ),
        tables=(
            Table(
                id="uitkomsten",
                title=message("Casussen naar uitkomst binnen de horizon"),
                columns=tuple(columns),
                rows=tuple(table_rows),
                total="samen",
            ),
        ),
        headline=headline,
        words={"horizon": duration_words(declared.horizon)},
        attrition=(
            Attrition(
                message("horizon binnen de gegevens"),
                message("casussen"),
                total,
                in_data,
                message("de gegevens eindigen eerder"),
                (begin, f"{declared.id}:in-gegevens", f"{declared.id}:na-gegevens"),
            ),
            Attrition(
                message("hele horizon gevolgd"),
                message("casussen"),
                in_data,
                n,
                message("overleden of vertrokken voor de horizon"),
                (f"{declared.id}:in-gegevens", whole, f"{declared.id}:verloren"),
            ),
        ),
        warnings=(
            *follow_up_warnings(reaches),
            *delivery_warnings(history, events_behind(history, declared.start, declared.outcomes)),
        ),
        relations=(AtMost((whole_later,), (whole,)),),
    )
