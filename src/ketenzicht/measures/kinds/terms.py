"""The dates of a term: when its clock started, its last day, and what came of it.

One statement gives them for counting (``in_time``) and for naming the terms that one case missed
(``missed_terms``), so that a drawing and a figure can never disagree.
"""

from __future__ import annotations

from datetime import date, timedelta

from ketenzicht.calendar import calendar_parts, working_day_numbers
from ketenzicht.chain.model import Stage, Term
from ketenzicht.engine import statement
from ketenzicht.history import History

SLACK = timedelta(days=400)
"""The table of working days reaches this far past the data, so that every term has a last day."""


def make_working_days(history: History) -> None:
    """Make ``workday`` (day, number): every day of the data and some after, with its working day number."""
    import pyarrow as pa

    settings = history.settings
    calendar = working_day_numbers(settings.data_from, settings.data_to + SLACK)
    history.engine.register(
        "workday",
        pa.table({"day": [day for day, _ in calendar], "number": [number for _, number in calendar]}),
    )


def make_term_dates(history: History, stage: Stage, term: Term, *, first: date, last: date) -> None:
    """Make ``term_date``: one row per spell of a stage whose clock started from ``first`` to ``last``, both included.

    Columns: spell_number, case_id, clock_on, due_on (last day of the term), decided_on and lost_on (may be null),
    status (in_time, late, lost, open_late, open_within). Needs :func:`make_working_days` first.
    """
    working_days = term.limit.length if term.limit.unit == "werkdagen" else 0
    months, days = (0, 0) if working_days else calendar_parts(term.limit)
    clock = None if term.clock is None or term.clock in stage.begins_with else term.clock
    history.run(
        statement("ketenzicht.measures.sql", "term_dates"),
        stage=stage.id,
        clock=clock,
        until=term.until,
        by_spell=stage.pairing == "traject",
        working_days=working_days,
        months=months,
        days=days,
        period_from=first,
        period_to=last,
    )
