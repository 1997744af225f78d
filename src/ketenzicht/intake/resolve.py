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
        select file, place, source_row as group_row, cast(null as varchar) as identity, delivery, long, activity,
            activity_order, occurred_at, precision, {plain}
        from grouped
        where fate is null and not by_person
        union all
        select file, place, min(source_row), identity, min(delivery), false, activity, min(activity_order),
            arg_min({{'at': occurred_at, 'precision': precision}}, {earliest}).at,
            arg_min({{'at': occurred_at, 'precision': precision}}, {earliest}).precision,
            {first}
        from grouped
        where fate is null and by_person
        group by file, place, activity, identity
        """
    )
    engine.run(
        statement(SQL, "number").replace("/* attributes */", "".join(f", {name}" for name in attributes))
    )


def _register_pairs(engine: Engine, chain: Chain) -> None:
    """Begin and end events of a stage; an end that begins another stage is not in it: it means something itself.

    Those are in ``stage_sequence``: there the order is reported, and nothing is left out.
    """
    begins = {event for stage in chain.stages for event in stage.begins_with}
    pairs = {
        (begin, end)
        for stage in chain.stages
        for begin in stage.begins_with
        for end in stage.ends_with
        if begin != end
    }
    _register(engine, "stage_pair", sorted(pair for pair in pairs if pair[1] not in begins))
    _register(engine, "stage_sequence", sorted(pair for pair in pairs if pair[1] in begins))


def _register(engine: Engine, name: str, pairs: list[tuple[str, str]]) -> None:
    import pyarrow as pa

    begin, end = ([pair[side] for pair in pairs] for side in (0, 1))
    engine.register(
        name, pa.table({"begin": pa.array(begin, pa.string()), "end": pa.array(end, pa.string())})
    )
