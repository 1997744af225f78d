"""Cases in groups by what was known of them when the clock started: the relation ``cohort_split`` in the engine.

A group may rest only on what was registered by then: a group by what came later would give its members time in
which they could not have had the outcome (immortal time; Suissa 2008, American Journal of Epidemiology).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from ketenzicht.chain.model import Split, StartPoint
from ketenzicht.engine import quoted, statement
from ketenzicht.errors import UserError
from ketenzicht.history import History
from ketenzicht.message import Label, message

SQL = "ketenzicht.measures.sql"
UNKNOWN = message("onbekend")


def split_cohort(history: History, start: StartPoint, splits: Sequence[Split]) -> None:
    """Make ``cohort_split`` (member, one integer column per split), after ``start_cohort`` made ``cohort``.

    A column holds the position of the member's group in ``split.categories``, from 0, or the number of groups
    when it is unknown. Of several groups that fit (a field may hold several codes) the first one counts.

    Raises:
        UserError: the registrations have no column for the attribute of a split.
    """
    history.run("create or replace table cohort_split as select member from cohort")
    for split in splits:
        _known_values(history, start, split)
        _register_groups(history, split)
        history.run(statement(SQL, "split_groups"))
        history.run(
            f"""
            create or replace table cohort_split as
            select cohort_split.*, coalesce(member_group.position, $unknown)::integer as {quoted(split_column(split))}
            from cohort_split
            left join member_group using (member)
            """,
            unknown=len(split.categories),
        )


def split_column(split: Split) -> str:
    """The column of a split in ``cohort_split``."""
    return split.id.replace("-", "_")


def split_labels(split: Split) -> tuple[Label, ...]:
    """The names of the groups of a split by their number in ``cohort_split``; the last is *unknown*."""
    return (*(item.name for item in split.categories), UNKNOWN)


def _known_values(history: History, start: StartPoint, split: Split) -> None:
    if split.earlier is not None:
        history.run(statement(SQL, "split_earlier"), earlier=split.earlier)
        return
    attribute = split.attribute or ""
    column = attribute.replace("-", "_")
    if column not in {str(name) for (name, *_rest) in history.rows("describe events")}:
        raise UserError(
            f"De registraties hebben geen kenmerk '{attribute}'.",
            why=f"De indeling '{split.id}' wordt daarmee gemaakt.",
            fix="Koppel een kolom aan dit kenmerk, of laat de maat weg in study.yaml.",
        )
    history.run(
        f"""
        create or replace table attribute_value as
        select event_id, trim({quoted(column)}) as value
        from events
        where trim({quoted(column)}) <> ''
        """
    )
    history.run(statement(SQL, "split_known"), start_event=start.event)


def _register_groups(history: History, split: Split) -> None:
    import pyarrow as pa

    rows: list[dict[str, object]] = []
    for position, item in enumerate(split.categories):
        if item.values:
            rows += [{"position": position, "code": code} for code in item.values]
        else:
            low = -inf if item.at_least is None else item.at_least
            high = inf if item.at_most is None else item.at_most
            rows.append({"position": position, "at_least": low, "at_most": high})
    schema = pa.schema(
        [
            ("position", pa.int32()),
            ("code", pa.string()),
            ("at_least", pa.float64()),
            ("at_most", pa.float64()),
        ]
    )
    history.engine.register("split_group", pa.Table.from_pylist(rows, schema=schema))
