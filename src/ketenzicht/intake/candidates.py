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
from ketenzicht.intake.words import Word

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

STEP = " / "
"""Between an activity and its step in a lifecycle, where the two together name an event."""

GIVEN_BY_LIST = 1_000_000
"""Order of an event of a long table among those of the same moment: after the row, not after the chain."""


@dataclass(frozen=True)
class Candidates:
    """What one event of a mapping becomes: the columns of the staged rows that fill canonical columns.

    Args:
        stage: the staged file.
        place: position of the event in the mapping, so that no two candidates of a row are alike.
        time: prefix of the staged date columns.
        columns: canonical column to statement part.
        joins: the tables of words that those need.
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
    joins: tuple[str, ...]
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
        columns, joins = _shared(stage, event)
        default = by[event.event]
        columns.setdefault("organisation", literal(default) if default else "null")
        found.append(
            Candidates(
                stage=stage,
                place=place,
                time=stage.time(event.time),
                columns=columns,
                joins=joins,
                condition=stage.when(event.where),
                activity=literal(event.event),
                order=str(order[event.event]),
                dateless="unknown" if event.always else "absent",
                long=False,
            )
        )
    return found


def _shared(stage: Stage, event: EventColumns) -> tuple[dict[str, str], tuple[str, ...]]:
    columns: dict[str, str] = {}
    joins: list[str] = []
    for name, word in event_words(stage, event):
        columns[name] = word if isinstance(word, str) else word.value
        if isinstance(word, str):
            continue
        stage.used_when.setdefault(word.name, []).append(stage.when(event.where))
        if word.join not in joins:
            joins.append(word.join)
    if event.spell is not None:
        columns["spell_id"] = stage.number("traject", event.spell)
    return columns, tuple(joins)


def _long(stage: Stage, activity: LongEvents) -> Candidates:
    columns, joins = _shared(stage, activity)
    word = _activity_word(stage, activity)
    skipped = "false"
    if activity.lifecycle is not None and activity.lifecycle.keep:
        steps = ", ".join(literal(step.lower()) for step in activity.lifecycle.keep)
        lifecycle = stage.text(activity.lifecycle.column)
        skipped = stage.put("lifecycle_skipped", f"coalesce(lower({lifecycle}) not in ({steps}), true)")
    if activity.number is not None:
        columns["number"] = stage.number("traject", activity.number)
    by = {event.id: event.by for event in stage.chain.events if event.by}
    columns.setdefault("organisation", lookup_sql(word.value, by))
    return Candidates(
        stage=stage,
        place=0,
        time=stage.time(activity.time),
        columns=columns,
        joins=(*joins, word.join),
        condition=stage.when(activity.where),
        activity=word.value,
        order=str(GIVEN_BY_LIST),
        dateless="unknown",
        long=True,
        skipped=skipped,
    )


def _activity_word(stage: Stage, activity: LongEvents) -> Word:
    """The event id of each activity, or of each pair of activity and lifecycle step."""
    column = activity.lifecycle.column if activity.lifecycle else "lifecycle:transition"
    table = {event.id: event.id for event in stage.chain.events}
    by_step: dict[str, str] = {}
    for given, target in activity.translation.items():
        if isinstance(target, str):
            table[given] = target
        else:
            by_step |= {f"{given}{STEP}{step}": event for step, event in target.items()}
    text = stage.raw(activity.column)
    sql = lookup_sql(f"split_part(given, '{STEP}', 1)" if by_step else "given", table)
    if by_step:
        text = stage.put(
            "raw_activity", f"{stage.text(activity.column)} || '{STEP}' || coalesce({stage.text(column)}, '')"
        )
        sql = f"coalesce({lookup_sql('given', by_step)}, {sql})"
    word = Word(f"word_{stage.position}_activity", text, sql, sql, "onbekende-activiteit", activity.column)
    stage.words.append(word)
    return word


def make_candidates(engine: Engine, planned: list[Candidates], attributes: list[str]) -> None:
    """Fill the table ``candidate`` from the staged files.

    Args:
        engine: holds the staged files.
        planned: the events of all files.
        attributes: the columns of canonical events that hold attributes.
    """
    extra = "".join(f", {name} varchar" for name in attributes)
    engine.run(
        "create or replace table candidate (register varchar, file smallint, place smallint, delivery integer, "
        "source_row bigint, "
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
        f"select {literal(mapping.register_name)}, {stage.position}, {one.place}, {delivery}, staged.source_row, "
        f"{str(one.long).lower()}, "
        f"{str(mapping.row_is == 'persoon').lower()}, {one.activity}, {one.order}, "
        f"case when {precision} not in ('fout', 'onbekend') then {at} end, coalesce({precision}, 'onbekend'), "
        f"{', '.join(values)}, given_case, household_id, {first_person}, "
        f"{one.columns.get('end_reason', 'null')}{words}, {fate} "
        f"from {stage.table} as staged left join duplicate_{stage.position} using (source_row) "
        f"{' '.join(one.joins)} "
        f"where kept and {one.condition}"
    )
