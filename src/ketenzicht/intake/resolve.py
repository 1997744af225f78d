"""Candidates to canonical events: deliveries, persons of one report, impossible ends; then the numbering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ketenzicht.chain.model import Chain
from ketenzicht.engine import statement

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

SQL = "ketenzicht.intake.sql"
CARRIED = ("organisation", "spell_id", "given_case", "household_id", "person_id", "end_reason")


def resolve(engine: Engine, chain: Chain, attributes: list[str]) -> None:
    """Turn the table ``candidate`` into ``event`` (numbered, with ``case_id``) and ``row_event``.

    ``row_event`` has one row per candidate: file, source_row, activity, fate (NULL when used) and event_id.
    """
    _register_pairs(engine, chain)
    engine.run(statement(SQL, "resolve"))
    columns = [*CARRIED, *attributes]
    plain = ", ".join(columns)
    first = ", ".join(f"arg_min({name}, source_row) as {name}" for name in columns)
    earliest = "(occurred_at is null, occurred_at, source_row)"
    engine.run(
        f"""
        create or replace table merged as
        select file, place, group_row, delivery, long, activity, activity_order, occurred_at, precision, {plain}
        from grouped
        where fate is null and not by_person
        union all
        select file, place, group_row, min(delivery), false, activity, min(activity_order),
            arg_min({{'at': occurred_at, 'precision': precision}}, {earliest}).at,
            arg_min({{'at': occurred_at, 'precision': precision}}, {earliest}).precision,
            {first}
        from grouped
        where fate is null and by_person
        group by file, place, activity, group_row
        """
    )
    engine.run(
        statement(SQL, "number").replace("/* attributes */", "".join(f", {name}" for name in attributes))
    )


def _register_pairs(engine: Engine, chain: Chain) -> None:
    """Begin and end events of a stage; an end that begins another stage is not in it: it means something itself."""
    import pyarrow as pa

    begins = {event for stage in chain.stages for event in stage.begins_with}
    pairs = sorted(
        {
            (begin, end)
            for stage in chain.stages
            for begin in stage.begins_with
            for end in stage.ends_with
            if end not in begins
        }
    )
    text = pa.string()
    engine.register(
        "stage_pair",
        pa.table(
            {
                "begin": pa.array([pair[0] for pair in pairs], text),
                "end": pa.array([pair[1] for pair in pairs], text),
            }
        ),
    )
