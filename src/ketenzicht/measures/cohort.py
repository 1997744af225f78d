"""Where the clock starts and what may end it: the relations ``cohort`` and ``mark`` inside the engine.

``cohort``: one row per start (member, case_id, started_on). ``mark``: one row per case, day and cause;
causes are numbered from 1 in the order declared, outcomes before competing events, so that of two things on
one day the one declared first counts. Only what happens after the day of the start counts: that is the
same-day policy.
"""

from __future__ import annotations

from collections.abc import Iterable

from ketenzicht.chain.model import Outcome, StartPoint
from ketenzicht.engine import quoted
from ketenzicht.errors import UserError
from ketenzicht.history import History
from ketenzicht.message import Label, message

EVENT_COHORT = """
create or replace table cohort as
select row_number() over (order by case_id, started_on) as member, case_id, started_on
from (
    select distinct case_id, occurred_on as started_on
    from case_event
    where activity = $activity and occurred_on between $period_from and $period_to
)
qualify $choice = 'elke' or row_number() over (partition by case_id order by started_on) = 1
"""

STAGE_COHORT = """
create or replace table cohort as
select row_number() over (order by case_id, started_on) as member, case_id, started_on
from (
    select distinct case_id, case when $moment = 'begin' then started_on else ended_on end as started_on
    from spell
    where stage = $stage and ($moment = 'begin' or end_kind = 'einde')
)
where started_on between $period_from and $period_to
qualify $choice = 'elke' or row_number() over (partition by case_id order by started_on) = 1
"""


def start_cohort(history: History, start: StartPoint) -> None:
    """Make ``cohort``: every start in the period, or the first of each case."""
    if start.event is not None:
        history.run(EVENT_COHORT, activity=start.event, choice=start.choice)
    else:
        history.run(STAGE_COHORT, stage=start.stage, moment=start.moment, choice=start.choice)


def mark_outcomes(history: History, outcomes: tuple[Outcome, ...]) -> None:
    """Make ``mark``: when each cause happens to each case, limited to values of an attribute where declared."""
    history.run("create or replace table mark (case_id varchar, occurred_on date, cause integer)")
    known = {str(name) for (name, *_rest) in history.rows("describe events")}
    for number, outcome in enumerate(outcomes, start=1):
        condition, values = "true", {}
        if outcome.where is not None:
            column = outcome.where.attribute.replace("-", "_")
            if column not in known:
                raise UserError(
                    f"De registraties hebben geen kenmerk '{outcome.where.attribute}'.",
                    why=f"De uitkomst '{outcome.id}' wordt daaraan herkend.",
                    fix="Koppel een kolom aan dit kenmerk, of laat de maat weg in study.yaml.",
                )
            condition = f"list_has_any(string_split(events.{quoted(column)}, ','), $values)"
            values = {"values": list(outcome.where.values)}
        history.run(
            f"""
            insert into mark
            select distinct case_event.case_id, case_event.occurred_on, $number
            from case_event
            join events using (event_id)
            where list_contains($activities, case_event.activity) and {condition}
            """,
            number=number,
            activities=list(outcome.events),
            **values,
        )


def other_losses(history: History, named: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Losses that a measure does not name: who is gone cannot have the outcome any more, so they compete."""
    events = {name for item in named for name in item.events}
    return tuple(
        Outcome(id=event.id, name=event.name, events=(event.id,))
        for event in history.chain.events
        if event.kind == "verlies" and event.id not in events
    )


def events_behind(history: History, start: StartPoint, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """The events that a start and its outcomes are read from; those of the stage when a stage starts the clock."""
    stages = [item for item in history.chain.stages if item.id == start.stage]
    return (
        *([start.event] if start.event is not None else []),
        *(name for stage in stages for name in (*stage.begins_with, *stage.ends_with)),
        *(name for item in outcomes for name in item.events),
    )


def start_line(history: History, start: StartPoint) -> tuple[Label, Label]:
    """Where the clock starts, as a line of a definition."""
    first = start.choice == "eerste"
    if start.event is not None:
        name = next(event.name for event in history.chain.events if event.id == start.event)
        text = (
            message("de eerste keer '{naam}' van elke casus in de periode", naam=name)
            if first
            else message("elke keer '{naam}' in de periode", naam=name)
        )
    else:
        name = next(stage.name for stage in history.chain.stages if stage.id == start.stage)
        begin = start.moment == "begin"
        if first:
            text = (
                message("het eerste begin van '{naam}' van elke casus in de periode", naam=name)
                if begin
                else message("het eerste einde van '{naam}' van elke casus in de periode", naam=name)
            )
        else:
            text = (
                message("elk begin van '{naam}' in de periode", naam=name)
                if begin
                else message("elk einde van '{naam}' in de periode", naam=name)
            )
    return message("De klok begint bij"), text
