"""The levels that cases had at their first and last measurement, as counts: what kind ``score`` is computed from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ketenzicht.calendar import calendar_parts
from ketenzicht.chain.model import ScoreMeasure
from ketenzicht.engine import quoted, statement
from ketenzicht.errors import UserError
from ketenzicht.history import History

SQL = "ketenzicht.measures.sql"


@dataclass(frozen=True)
class ScoreCounts:
    """Cases whose first measurement lies in the period, counted.

    Args:
        statuses: by what came of them: too_late (no second measurement possible before the end of the data), single,
            too_close, pair.
        changes: pairs by change in a domain, for each domain in the order declared; more is better.
        missing: pairs without a level at one of the two measurements, by domain.
        averages: pairs by their mean change over the domains that can be compared.
        missing_all: pairs without any such domain.
        first_levels: cases by their mean level at the first measurement, by status; on the scale as it is.
    """

    statuses: Counter[str]
    changes: tuple[Counter[float], ...]
    missing: tuple[int, ...]
    averages: Counter[float]
    missing_all: int
    first_levels: dict[str, Counter[float]] = field(default_factory=dict)


def count_scores(history: History, declared: ScoreMeasure) -> ScoreCounts:
    """Read the measurements and count.

    Raises:
        UserError: the registrations have no column for a domain.
    """
    _make_levels(history, declared)
    upward = -1 if declared.scale.reversed else 1
    statuses: Counter[str] = Counter()
    averages: Counter[float] = Counter()
    first_levels: dict[str, Counter[float]] = {}
    missing_all = 0
    for row in history.rows(statement(SQL, "score_means")):
        status = str(row[0])
        levels, level_sum, changes, change_sum, cases = (int(str(value)) for value in row[1:])
        statuses[status] += cases
        if levels:
            first_levels.setdefault(status, Counter())[level_sum / levels] += cases
        if changes:
            averages[upward * change_sum / changes] += cases
        elif status == "pair":
            missing_all += cases
    by_domain: list[Counter[float]] = [Counter() for _ in declared.domains]
    missing = [0] * len(declared.domains)
    for position, change, number in history.rows(statement(SQL, "score_changes")):
        place, cases = int(str(position)), int(str(number))
        if change is None:
            missing[place] += cases
        else:
            by_domain[place][upward * int(str(change))] += cases
    return ScoreCounts(statuses, tuple(by_domain), tuple(missing), averages, missing_all, first_levels)


def _make_levels(history: History, declared: ScoreMeasure) -> None:
    """Make ``score_value``, ``score_case`` and ``score_level``."""
    columns = {domain: domain.replace("-", "_") for domain in declared.domains}
    known = {str(name) for (name, *_rest) in history.rows("describe events")}
    for domain, column in columns.items():
        if column not in known:
            raise UserError(
                f"De registraties hebben geen kenmerk '{domain}'.",
                why=f"De maat '{declared.id}' leest daar een score uit.",
                fix="Koppel een kolom aan dit kenmerk, of laat de maat weg in study.yaml.",
            )
    given = ", ".join(
        f"{{'position': {place}, 'level': events.{quoted(column)}}}"
        for place, column in enumerate(columns.values())
    )
    history.run(
        f"""
        create or replace table score_value as
        with registered as (
            select case_event.case_id, case_event.occurred_on, unnest([{given}]) as domain
            from case_event
            join events using (event_id)
            where case_event.activity = $activity
        ),
        value as (
            select case_id, occurred_on, domain.position as position, try_cast(domain.level as double) as given
            from registered
        )
        select
            case_id,
            occurred_on,
            position,
            case when given between $lowest and $highest and given = floor(given) then given::integer end as level
        from value
        """,
        activity=declared.event,
        lowest=declared.scale.lowest,
        highest=declared.scale.highest,
    )
    months, days = calendar_parts(declared.apart)
    history.run(statement(SQL, "score_cases"), months=months, days=days)
    history.run(statement(SQL, "score_levels"))
