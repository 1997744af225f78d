"""Share of cases by their gravest outcome within a fixed horizon (kind ``uitkomsten``, question Q4).

The outcomes are disjoint: a case counts under the first that it has, in the order declared. Only cases that
were followed for the whole horizon count; those lost before it (death, leaving the region) are left out
whatever happened to them, so that being followed does not depend on the outcome.
"""

from __future__ import annotations

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import calendar_parts
from ketenzicht.chain.model import OutcomesMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.cohort import mark_outcomes, start_cohort, start_line
from ketenzicht.measures.intervals import share
from ketenzicht.measures.result import Count, Figure, MeasureResult, Row, Table
from ketenzicht.measures.words import WILSON, unit_line, unit_words, window_line
from ketenzicht.message import duration_words, message


def measure_outcomes(history: History, declared: OutcomesMeasure) -> MeasureResult:
    """Disjoint shares within the horizon, their sum, and what came only after it."""
    start_cohort(history, declared.start)
    mark_outcomes(history, declared.outcomes)
    horizon = calendar_parts(declared.horizon)
    later = calendar_parts(declared.later or declared.horizon)
    rows = [
        (bool(followed), bool(followed_later), int(str(outcome)), int(str(after)), int(str(members)))
        for followed, followed_later, outcome, after, members in history.rows(
            statement("ketenzicht.measures.sql", "gravest_outcome"),
            months=horizon[0],
            days=horizon[1],
            later_months=later[0],
            later_days=later[1],
        )
    ]
    total = sum(row[4] for row in rows)
    n = sum(row[4] for row in rows if row[0])
    n_later = sum(row[4] for row in rows if row[1])
    table_rows: list[Row] = []
    headline: dict[str, Figure] = {}
    for number, outcome in enumerate(declared.outcomes, start=1):
        x = sum(row[4] for row in rows if row[0] and row[2] == number)
        x_later = sum(row[4] for row in rows if row[1] and row[2] == 0 and row[3] == number)
        figure = share(x, n)
        headline[f"aandeel_{outcome.id.replace('-', '_')}"] = figure
        table_rows.append(Row(outcome.id, outcome.name, (Count(x), figure, share(x_later, n_later))))
    any_x = sum(row[4] for row in rows if row[0] and row[2] > 0)
    any_later = sum(row[4] for row in rows if row[1] and row[2] == 0 and row[3] > 0)
    headline["aandeel_samen"] = share(any_x, n)
    headline["n"] = Count(n)
    table_rows.append(
        Row(
            "samen",
            message("Samen"),
            (Count(any_x), headline["aandeel_samen"], share(any_later, n_later)),
        )
    )
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
                message("hele horizon gevolgd"),
                message("casussen"),
                total,
                n,
                message("niet de hele horizon te volgen: einde van de gegevens, overlijden of vertrek"),
            ),
        ),
    )
