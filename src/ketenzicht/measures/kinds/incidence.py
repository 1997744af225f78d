"""Cumulative incidence with competing events (kind ``incidentie``, questions Q3 and Q5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import in_days
from ketenzicht.chain.model import IncidenceMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.cohort import events_behind, mark_outcomes, other_losses, start_cohort, start_line
from ketenzicht.measures.estimators.clustered import case_spans
from ketenzicht.measures.estimators.survival import (
    CountTable,
    Incidence,
    aalen_johansen,
    count_table,
    from_counts,
    log_log_interval,
)
from ketenzicht.measures.kinds.incidence_names import IncidenceNames
from ketenzicht.measures.names import after_days
from ketenzicht.measures.result import Curve, CurvePoint, MeasureResult, Name, Probability, Row, Table
from ketenzicht.measures.windows import (
    FollowUp,
    delivery_warnings,
    follow_up,
    follow_up_lines,
    follow_up_relations,
    follow_up_table,
    follow_up_warnings,
)
from ketenzicht.measures.words import (
    LOG_LOG,
    LOG_LOG_BY_CASE,
    censoring_line,
    listed,
    unit_line,
    unit_words,
    window_line,
)
from ketenzicht.message import Label, duration_words, message

OTHER_END = message("einde met een andere of onbekende reden")


def counts_by_day(rows: Iterable[tuple[object, ...]], causes: int, *, first_day: int = 1) -> CountTable:
    """Rows of (day, cause, number), cause 0 for censored, as a count table (see ``from_counts``)."""
    by_day: dict[int, list[int]] = defaultdict(lambda: [0] * (causes + 1))
    for day, cause, number in rows:
        by_day[int(str(day))][int(str(cause))] += int(str(number))
    days = sorted(by_day)
    table = np.array([by_day[day] for day in days], dtype=np.int64).reshape(len(days), causes + 1)
    return from_counts(days, table[:, 1:], table[:, 0], first_day=first_day)


def probability_at(
    estimate: Incidence,
    day: int,
    cause: int,
    n: int,
    *,
    part: Name | None = None,
    whole: Name | None = None,
) -> Probability:
    """The estimate at a day as a figure with its interval; ``part`` names the cases that it stands for."""
    value, error = estimate.at(day, cause)
    low, high = log_log_interval(value, error)
    row = int(np.searchsorted(estimate.days, day, side="right")) - 1
    events = int(estimate.cumulative_events[row, cause]) if row >= 0 else 0
    return Probability(value, low, high, n, events, part and after_days(part, day), whole)


def measure_incidence(history: History, declared: IncidenceMeasure) -> MeasureResult:
    """Aalen-Johansen for each outcome and competing event; Kaplan-Meier when there is one cause only."""
    by_end_reason = any(item.end_reasons for item in declared.outcomes)
    by_case = declared.start.choice == "elke"
    named = len(declared.outcomes) + len(declared.competing)
    losses = other_losses(history, (*declared.outcomes, *declared.competing))
    declared = declared.model_copy(update={"competing": (*declared.competing, *losses)})
    names: list[Label] = [item.name for item in (*declared.outcomes, *declared.competing)]
    ids = [item.id for item in (*declared.outcomes, *declared.competing)]
    if by_end_reason:
        counts, estimate = _of_spells(history, declared)
        followed = follow_up(
            history,
            declared.horizons,
            sql=statement("ketenzicht.measures.sql", "spell_starts"),
            stage=declared.start.stage,
            choice=declared.start.choice,
        )
        names.append(OTHER_END)
        ids.append("overig")
    else:
        start_cohort(history, declared.start)
        mark_outcomes(history, (*declared.outcomes, *declared.competing))
        counts, estimate = _estimate(history, "first_outcome", len(names), by_case=by_case)
        followed = follow_up(history, declared.horizons)
    n = counts.started
    used = [index for index in range(len(names)) if index < named or counts.events[:, index].any()]
    # the sentence is about the longest horizon that says anything
    reached = [item.horizon for item in followed if not item.nobody]
    last = declared.horizons[-1]
    own = IncidenceNames(declared)
    unit = message("trajecten") if by_end_reason else message("casussen")

    def figure(day: int, cause: int) -> Probability:
        return probability_at(estimate, day, cause, n, part=own.cause(cause), whole=own.followed)

    warnings: list[Label] = []
    if by_end_reason and counts.events[:, -1].any():
        warnings.append(message("Sommige trajecten eindigden met een andere of onbekende reden."))
    warnings += follow_up_warnings(followed)
    warnings += delivery_warnings(history, events_behind(history, declared.start, declared.outcomes))
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=(
            start_line(history, declared.start),
            window_line(history),
            unit_line(history),
            (message("Uitkomst"), listed([item.name for item in declared.outcomes])),
            (message("Concurrerende gebeurtenissen"), listed([item.name for item in declared.competing])),
            censoring_line(history),
            *follow_up_lines(followed),
            (message("Zelfde dag"), message("alleen wat na de dag van het begin gebeurt, telt")),
            (
                message("Schatter"),
                message("Aalen-Johansen") if len(names) > 1 else message("Kaplan-Meier"),
            ),
            LOG_LOG_BY_CASE if by_case else LOG_LOG,
        ),
        tables=(_table(followed, figure, ids, names, used), *follow_up_table(followed, own.begun)),
        headline={"kans": figure(in_days(reached[-1]), 0)} if reached else {},
        words={"horizon": duration_words(reached[-1] if reached else last)},
        curves=tuple(
            replace(
                _curve(ids[index], names[index], estimate, index, n, in_days(last)),
                part=own.cause(index),
                whole=own.followed,
            )
            for index in range(len(declared.outcomes))
        ),
        attrition=(
            Attrition(
                message("gevolgd na de dag van het begin"),
                unit,
                n + counts.never_at_risk,
                n,
                message("begin en einde van de waarneming op dezelfde dag"),
                (own.begun, own.followed, f"{own.followed}:niet"),
            ),
        ),
        warnings=tuple(warnings),
        chart="curves",
        relations=(
            *follow_up_relations(followed, own.begun),
            *own.relations(used, [in_days(item.horizon) for item in followed if not item.nobody]),
        ),
    )


def _estimate(
    history: History, sql: str, causes: int, *, by_case: bool, **values: object
) -> tuple[CountTable, Incidence]:
    """Counts and estimate of the rows of a statement; when every start counts, rows of a case hang together."""
    text = statement("ketenzicht.measures.sql", sql)
    if not by_case:
        rows = history.rows(text, by_case=False, **values)
        counts = counts_by_day((row[1:] for row in rows), causes)
        return counts, aalen_johansen(counts)
    found = history.table(text, by_case=True, **values)
    day, cause, number = (found.column(place).to_numpy() for place in (1, 2, 3))
    case = found.column(0).combine_chunks().dictionary_encode().indices.to_numpy()
    day, cause, case = (np.repeat(column, number) for column in (day, cause, case))
    counts = count_table(day, cause, causes=causes)
    return counts, aalen_johansen(counts, variance="robust", rows=case_spans(day, cause, case))


def _of_spells(history: History, declared: IncidenceMeasure) -> tuple[CountTable, Incidence]:
    import pyarrow as pa

    rows: list[dict[str, object]] = []
    for number, item in enumerate((*declared.outcomes, *declared.competing), start=1):
        rows += [{"end_kind": "einde", "name": name, "cause": number} for name in item.end_reasons]
        rows += [{"end_kind": "verlies", "name": name, "cause": number} for name in item.events]
    schema = pa.schema([("end_kind", pa.string()), ("name", pa.string()), ("cause", pa.int32())])
    history.engine.register("end_cause", pa.Table.from_pylist(rows, schema=schema))
    causes = len(declared.outcomes) + len(declared.competing) + 1
    start = declared.start
    return _estimate(
        history,
        "spell_ends",
        causes,
        by_case=start.choice == "elke",
        stage=start.stage,
        choice=start.choice,
        other=causes,
    )


def _table(
    followed: tuple[FollowUp, ...],
    figure: Callable[[int, int], Probability],
    ids: list[str],
    names: list[Label],
    used: list[int],
) -> Table:
    return Table(
        id="kansen",
        title=message("Kans op elke uitkomst, met concurrerende gebeurtenissen"),
        columns=tuple(duration_words(item.horizon) for item in followed),
        rows=tuple(
            Row(
                ids[index],
                names[index],
                tuple(None if item.nobody else figure(in_days(item.horizon), index) for item in followed),
            )
            for index in used
        ),
    )


def _curve(id_: str, label: Label, estimate: Incidence, cause: int, n: int, until: int) -> Curve:
    points = []
    for row, day in enumerate(estimate.days):
        if day > until:
            break
        value, error = float(estimate.value[row, cause]), float(estimate.standard_error[row, cause])
        low, high = log_log_interval(value, error)
        points.append(
            CurvePoint(
                int(day),
                value,
                low,
                high,
                int(estimate.at_risk[row]),
                int(estimate.cumulative_events[row, cause]),
            )
        )
    return Curve(id_, label, n, tuple(points))
