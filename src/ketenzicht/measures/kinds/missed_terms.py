"""The terms that one case missed: which, when they ended, and how long it took instead.

The clock, the last day and the same-day policy are those of the share decided in time (``in_time``): both read the
same table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ketenzicht.chain.model import Term
from ketenzicht.history import History
from ketenzicht.measures.kinds.terms import make_term_dates, make_working_days

MISSED = """
select
    term_date.spell_number,
    clock_on,
    due_on,
    decided_on,
    coalesce(decided_on, lost_on, $data_to) as until_on,
    case
        when $in_working_days then ending.number - beginning.number
        else coalesce(decided_on, lost_on, $data_to) - clock_on
    end as taken
from term_date
join workday as beginning on beginning.day = clock_on
join workday as ending on ending.day = coalesce(decided_on, lost_on, $data_to)
where case_id = $case_id and status in ('late', 'open_late')
order by clock_on, term_date.spell_number
"""


@dataclass(frozen=True)
class MissedTerm:
    """A term of a spell that was not met.

    Args:
        spell_number: the spell, as in the table ``spell``.
        term: the term.
        clock_on: the day its clock started, day 0.
        due_on: its last day.
        decided_on: the day of what should have happened by then; None when it did not happen.
        until_on: the day it was decided, the case was lost, or the data end.
        taken: from ``clock_on`` to ``until_on``, in working days for a term in working days, in days otherwise.
    """

    spell_number: int
    term: Term
    clock_on: date
    due_on: date
    decided_on: date | None
    until_on: date
    taken: int


def missed_terms(history: History, case_id: str) -> tuple[MissedTerm, ...]:
    """The terms that a case missed over the whole of the data, in the order of the stages of the chain."""
    settings = history.settings
    make_working_days(history)
    found = []
    for stage in history.chain.stages:
        for term in stage.terms:
            make_term_dates(history, stage, term, first=settings.data_from, last=settings.data_to)
            rows = history.rows(MISSED, case_id=case_id, in_working_days=term.limit.unit == "werkdagen")
            found += [
                MissedTerm(
                    int(str(number)),
                    term,
                    _day(clock),
                    _day(due),
                    None if decided is None else _day(decided),
                    _day(until),
                    int(str(taken)),
                )
                for number, clock, due, decided, until, taken in rows
            ]
    return tuple(found)


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(f"expected a date, got {type(value).__name__}")
    return value
