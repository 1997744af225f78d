"""One case: its events, its spells, who was involved, and the days on which nobody was.

The same tables that the measures count, read for one case: what a drawing shows is what was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ketenzicht.engine import Engine, script, statement
from ketenzicht.history.build import History

SQL = "ketenzicht.history.sql"


@dataclass(frozen=True)
class CaseEvent:
    """Something that happened to the case on a day."""

    occurred_on: date
    activity: str
    organisation: str | None
    end_reason: str | None
    persons: tuple[str, ...]


@dataclass(frozen=True)
class CaseSpell:
    """A period in a stage: the days from ``started_on`` up to, not including, ``ended_on`` (None: still open)."""

    number: int
    stage: str
    organisation: str | None
    begin_activity: str
    started_on: date
    ended_on: date | None
    end_kind: str
    end_activity: str | None
    end_reason: str | None


@dataclass(frozen=True)
class CasePerson:
    """A person named in the events of the case, with the roles registered and the days."""

    person_id: str
    roles: tuple[str, ...]
    days: tuple[date, ...]


@dataclass(frozen=True)
class CaseRecord:
    """One case as reconstructed.

    Args:
        case_id: the pseudonym.
        events, spells, persons: in the order of time.
        undated: number of events without a known day within the data; they are in no stage.
    """

    case_id: str
    events: tuple[CaseEvent, ...]
    spells: tuple[CaseSpell, ...]
    persons: tuple[CasePerson, ...]
    undated: int


@dataclass(frozen=True)
class CaseSummary:
    """One line of a list of cases."""

    case_id: str
    first_on: date
    last_on: date
    reports: int
    organisations: int
    stages: int
    is_open: bool


def keep_cases(engine: Engine, case_ids: Sequence[str], unit: Literal["huishouden", "persoon"]) -> None:
    """Make ``events`` and ``involvement`` of some cases from ``all_events`` and ``all_involvement``.

    Histories made of these are, for these cases, those of the whole study; they can then be drawn without
    reconstructing all others.
    """
    for sql in script(SQL, "some_cases"):
        engine.run(sql, {"case_ids": list(case_ids), "unit": unit})


def list_cases(history: History, *, number: int, most_reports: bool = False) -> tuple[CaseSummary, ...]:
    """The ``number`` cases that last longest (still open: until the data end), or that have most reports."""
    rows = history.rows(statement(SQL, "case_list"), number=number, most_reports=most_reports)
    return tuple(CaseSummary(*_typed(row)) for row in rows)


def case_record(history: History, case_id: str) -> CaseRecord:
    """What the histories hold about one case; empty when there is no such case."""
    events = history.rows(
        """
        select
            occurred_on, activity, organisation, end_reason,
            coalesce(
                list_sort(list_distinct(list(involvement.person_id) filter (where person_id is not null))), []
            )
        from case_event
        left join involvement using (event_id)
        where case_id = $case_id
        group by event_id, occurred_on, activity, organisation, end_reason
        order by occurred_on, event_id
        """,
        case_id=case_id,
    )
    spells = history.rows(
        """
        select
            spell_number, stage, spell.organisation, case_event.activity, started_on, ended_on, end_kind,
            end_activity, spell.end_reason
        from spell
        join case_event on case_event.event_id = spell.begin_event and case_event.case_id = spell.case_id
        where spell.case_id = $case_id
        order by started_on, spell_number
        """,
        case_id=case_id,
    )
    persons = history.rows(
        """
        select
            person_id,
            list_sort(list_distinct(coalesce(list(role) filter (where role is not null), []))),
            list_sort(list_distinct(list(occurred_on)))
        from case_event
        join involvement using (event_id)
        where case_id = $case_id and person_id is not null
        group by person_id
        order by min(occurred_on), person_id
        """,
        case_id=case_id,
    )
    [(undated,)] = history.rows(
        """
        select count(distinct event_id)
        from events
        left join involvement using (event_id)
        where $case_id in (events.case_id, involvement.household_id, involvement.person_id)
          and event_id not in (select event_id from dated_event)
        """,
        case_id=case_id,
    )
    return CaseRecord(
        case_id,
        tuple(CaseEvent(*_typed(row)) for row in events),
        tuple(CaseSpell(*_typed(row)) for row in spells),
        tuple(CasePerson(*_typed(row)) for row in persons),
        int(str(undated)),
    )


def uncovered(spells: Iterable[CaseSpell], first: date, last: date) -> tuple[tuple[date, date], ...]:
    """The stretches from ``first`` up to ``last`` in which no spell runs; their last day is not included."""
    found, reached = [], first
    for spell in sorted(spells, key=lambda item: item.started_on):
        if spell.started_on > reached:
            found.append((reached, min(spell.started_on, last)))
        reached = max(reached, last if spell.ended_on is None else spell.ended_on)
    if reached < last:
        found.append((reached, last))
    return tuple(found)


def _typed(row: tuple[object, ...]) -> list[Any]:
    """The values of a row as the dataclasses hold them: lists become tuples."""
    return [tuple(value) if isinstance(value, list) else value for value in row]
