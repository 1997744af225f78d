"""Groups by what happened to a case since its start: the relation ``so_far_change``, and columns of ``follow_up``.

A number that only grows (places that a case went to, days that it waited) is known as it is reached, so a case moves
to the next group on that day and not before: see :mod:`.follow_up` on immortal time.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from ketenzicht.chain.model import SoFar
from ketenzicht.engine import quoted, statement
from ketenzicht.history import History
from ketenzicht.measures.kinds.destinations import make_destinations
from ketenzicht.measures.kinds.landmark import has_column

SQL = "ketenzicht.measures.sql"


def so_far_column(item: SoFar) -> str:
    """The column of an item in ``follow_up``."""
    return item.id.replace("-", "_")


def registered_so_far(history: History, items: Sequence[SoFar]) -> tuple[SoFar, ...]:
    """The items that these registrations can tell: those whose attribute, if any, has a column."""
    return tuple(item for item in items if item.different is None or has_column(history, item.different))


def find_so_far(history: History, items: Sequence[SoFar]) -> None:
    """Make ``so_far_change`` (item, member, day, number, position) from ``cohort``: when who moves to which group."""
    history.run(
        "create or replace table so_far_change "
        "(item integer, member bigint, day date, number integer, position integer)"
    )
    for place, item in enumerate(items):
        _register_groups(history, item)
        if item.stage is not None:
            history.run(statement(SQL, "so_far_stage"), stage=item.stage)
        else:
            make_destinations(history, item.different)
            different = item.different is not None
            history.run(statement(SQL, "so_far_events"), event=item.event, different=different)
        history.run(statement(SQL, "so_far_change"), item=place, unknown=len(item.categories))


def place_so_far(history: History, items: Sequence[SoFar]) -> None:
    """Give ``follow_up`` a column per item: the group at the end of the first day of each row."""
    for place, item in enumerate(items):
        history.run(
            f"""
            create or replace table follow_up as
            with latest as (
                select
                    follow_up.member,
                    follow_up.from_day,
                    arg_max(so_far_change.position, (so_far_change.day, so_far_change.number)) as position
                from follow_up
                join cohort using (member)
                join so_far_change
                    on so_far_change.member = follow_up.member
                    and so_far_change.item = $item
                    and so_far_change.day <= cohort.started_on + follow_up.from_day::integer
                group by all
            )
            select follow_up.*, coalesce(latest.position, $at_start)::integer as {quoted(so_far_column(item))}
            from follow_up
            left join latest using (member, from_day)
            """,
            item=place,
            at_start=_at_start(item),
        )


def _bounds(item: SoFar) -> list[tuple[int, int | None]]:
    """Smallest and largest whole number of each group."""
    return [
        (
            max(0, ceil(group.at_least or 0)),
            None if group.at_most is None else floor(group.at_most),
        )
        for group in item.categories
    ]


def _at_start(item: SoFar) -> int:
    """The group of the number 0; the one *unknown* when none fits."""
    fitting = (place for place, (low, _) in enumerate(_bounds(item)) if low == 0)
    return next(fitting, len(item.categories))


def _register_groups(history: History, item: SoFar) -> None:
    import pyarrow as pa

    rows = [
        {"position": position, "at_least": low, "at_most": high}
        for position, (low, high) in enumerate(_bounds(item))
    ]
    schema = pa.schema([("position", pa.int32()), ("at_least", pa.int32()), ("at_most", pa.int32())])
    history.engine.register("so_far_group", pa.Table.from_pylist(rows, schema=schema))
