"""From staged rows to candidate events: each event that a row may hold, with the reason if it cannot be used.

A candidate that cannot be used keeps its row and a ``fate``; nothing disappears without a reason that is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketenzicht.engine.engine import literal
from ketenzicht.intake.convert import lookup_sql
from ketenzicht.intake.mapping import EventColumns, LongEvents
from ketenzicht.intake.stage import Stage, event_words

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

GIVEN_BY_LIST = 1_000_000
"""Order of an event of a long table among those of the same moment: after the row, not after the chain."""


@dataclass(frozen=True)
class Candidates:
    """What one event of a mapping becomes: the columns of the staged rows that fill canonical columns.

    Args:
        stage: the staged file.
        place: position of the event in the mapping, so that no two candidates of a row are alike.
        time: prefix of the staged date columns.
        columns: canonical column to staged column.
        condition: staged column that is true for rows that hold this event.
        activity: statement part with the event id.
        order: statement part with the place among events of the same moment.
        dateless: what an empty date means: ``absent`` (it did not happen) or ``unknown`` (it did, but when?).
        long: whether each row is an event by itself.
    """

    stage: Stage
    place: int
    time: str
    columns: dict[str, str]
    condition: str
    activity: str
    order: str
    dateless: str
    long: bool
    skipped: str = "false"


def plan_candidates(stage: Stage) -> list[Candidates]:
    """Every event that a row of the file may hold; adds the columns it needs to the plan of the scan."""
    mapping = stage.loaded.mapping
    order = {event.id: position for position, event in enumerate(stage.chain.events)}
    by = {event.id: event.by for event in stage.chain.events}
    if mapping.activity is not None:
        return [_long(stage, mapping.activity)]
    found = []
    for place, event in enumerate(mapping.events):
        columns = _shared(stage, event)
        default = by[event.event]
        columns.setdefault("organisation", literal(default) if default else "null")
        found.append(
            Candidates(
                stage=stage,
                place=place,
                time=stage.time(event.time),
                columns=columns,
                condition=stage.when(event.where),
                activity=literal(event.event),
                order=str(order[event.event]),
                dateless="unknown" if event.always else "absent",
                long=False,
            )
        )
    return found


def _shared(stage: Stage, event: EventColumns) -> dict[str, str]:
    columns = dict(event_words(stage, event))
    if event.spell is not None:
        columns["spell_id"] = stage.number("traject", event.spell)
    return columns


def _long(stage: Stage, activity: LongEvents) -> Candidates:
    columns = _shared(stage, activity)
    text = stage.text(activity.column)
    lifecycle = stage.text(activity.lifecycle.column) if activity.lifecycle else None
    plain = {given: target for given, target in activity.translation.items() if isinstance(target, str)}
    by_step = {
        f"{given}\x1f{step}": event
        for given, target in activity.translation.items()
        if not isinstance(target, str)
        for step, event in target.items()
    }
    own = {event.id: event.id for event in stage.chain.events}
    word = lookup_sql(text, own | plain)
    if by_step:
        life = lifecycle or stage.text("lifecycle:transition")
        word = f"coalesce({lookup_sql(f'{text} || chr(31) || {life}', by_step)}, {word})"
    stage.put("activity", word)
    stage.put("activity_bad", f"case when ({word}) is null then {text} end")
    stage.words["activity"] = ("onbekende-activiteit", activity.column)
    skipped = "false"
    if activity.lifecycle is not None and activity.lifecycle.keep:
        words = ", ".join(literal(step.lower()) for step in activity.lifecycle.keep)
        skipped = stage.put("lifecycle_skipped", f"coalesce(lower({lifecycle}) not in ({words}), true)")
    if activity.number is not None:
        columns["number"] = stage.number("traject", activity.number)
    by = {event.id: event.by for event in stage.chain.events if event.by}
    if "organisation" not in columns:
        columns["organisation"] = stage.put("organisation_default", lookup_sql(f"({word})", by))
    return Candidates(
        stage=stage,
        place=0,
        time=stage.time(activity.time),
        columns=columns,
        condition=stage.when(activity.where),
        activity="activity",
        order=str(GIVEN_BY_LIST),
        dateless="unknown",
        long=True,
        skipped=skipped,
    )


def make_candidates(engine: Engine, planned: list[Candidates], attributes: list[str]) -> None:
    """Fill the table ``candidate`` from the staged files.

    Args:
        engine: holds the staged files.
        planned: the events of all files.
        attributes: the columns of canonical events that hold attributes.
    """
    extra = "".join(f", {name} varchar" for name in attributes)
    engine.run(
        "create or replace table candidate (file smallint, place smallint, delivery integer, source_row bigint, "
        "long boolean, by_person boolean, activity varchar, activity_order integer, occurred_at timestamp, "
        "precision varchar, organisation varchar, spell_id varchar, number varchar, given_case varchar, "
        f"household_id varchar, person_id varchar, end_reason varchar{extra}, fate varchar)"
    )
    for one in planned:
        engine.run(f"insert into candidate {_select(one, attributes)}")


def _select(one: Candidates, attributes: list[str]) -> str:
    mapping, stage = one.stage.loaded.mapping, one.stage
    persons = [f"person_{index}" for index in range(len(mapping.persons))]
    first_person = f"coalesce({', '.join(persons)})" if persons else "null"
    at, precision = f"{one.time}_at", f"{one.time}_precision"
    carried = ["organisation", "spell_id", "number"]
    values = [one.columns.get(name, "null") for name in carried]
    words = "".join(f", {one.columns.get(name, 'null')}" for name in attributes)
    absent = f"when {precision} is null then 'geen-datum' " if one.dateless == "absent" else ""
    fate = (
        f"case {absent}when duplicate_{stage.position}.source_row is not null then 'dubbele-rij' "
        f"when {one.skipped} then 'andere-stap' "
        f"when {one.activity} is null then 'onbekende-activiteit' "
        f"when {precision} = 'fout' then 'foute-datum' "
        f"when cast({at} as date) > getvariable('data_to') then 'na-gegevens' end"
    )
    delivery = mapping.delivery or stage.position + 1
    return (
        f"select {stage.position}, {one.place}, {delivery}, staged.source_row, {str(one.long).lower()}, "
        f"{str(mapping.row_is == 'persoon').lower()}, {one.activity}, {one.order}, "
        f"case when {precision} not in ('fout', 'onbekend') then {at} end, coalesce({precision}, 'onbekend'), "
        f"{', '.join(values)}, given_case, household_id, {first_person}, "
        f"{one.columns.get('end_reason', 'null')}{words}, {fate} "
        f"from {stage.table} as staged left join duplicate_{stage.position} using (source_row) "
        f"where kept and {one.condition}"
    )
