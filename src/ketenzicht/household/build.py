"""Who lived with whom from when to when: stays and family relations to households.

The work is done address by address on stretches of days in which nothing changes there. People are a family when
somebody is the parent or partner of somebody, and these families are taken together by the rules of
``docs/reference/households.md``. A group goes on as the household
with which it shares most adults, then most children; a household that moves so stays the same one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ketenzicht.engine import script, statement
from ketenzicht.household.no_household import ListedAddress

if TYPE_CHECKING:
    from ketenzicht.engine import Engine
    from ketenzicht.household.register import Register

SQL = "ketenzicht.household.sql"

MOST_PERSONS = 10
"""More people than this who are more than two families are no household, unless a study says another number."""


@dataclass(frozen=True)
class HouseholdCounts:
    """What became of the person lists of a file.

    Args:
        persons: who were found, each once.
        double: lists of somebody who has another list, and forgotten people: not used.
        relations, relations_outside: family relations that are used, and those with somebody who is not in the file.
        households: different households.
        stretches: stretches of days of a person in a household.
        shared_addresses: addresses that were no household on some day.
    """

    persons: int
    double: int
    relations: int
    relations_outside: int
    households: int
    stretches: int
    shared_addresses: int


def build_households(
    engine: Engine,
    register: Register,
    last: date,
    *,
    no_household: Sequence[ListedAddress] = (),
    most: int = MOST_PERSONS,
    forgotten: Collection[str] = (),
) -> HouseholdCounts:
    """Make the tables ``household_member``, ``household``, ``parent_elsewhere`` and ``elsewhere`` in an engine.

    Args:
        engine: knows the functions of intake (see :func:`ketenzicht.intake.pseudonym.prepare`).
        register: what was read.
        last: last day to look at; households that exist on it have no end.
        no_household: addresses where people do not live as households, with the days of which that holds.
        most: number of persons above which an address with more than two families is no household.
        forgotten: marks of who is left out (see :mod:`ketenzicht.intake.forgotten`).
    """
    import pyarrow as pa

    for name in ("person", "stay", "relation", "renamed"):
        engine.register(f"brp_{name}", getattr(register, name))
    engine.register("forgotten_mark", pa.table({"mark": pa.array(sorted(forgotten), pa.string())}))
    listed = [
        {"address": one.address, "from_on": one.from_on, "until_on": one.until_on} for one in no_household
    ]
    schema = pa.schema([("address", pa.string()), ("from_on", pa.date32()), ("until_on", pa.date32())])
    engine.register("listed_address", pa.Table.from_pylist(listed, schema=schema))
    _run(engine, "people")
    follow_households(engine, last, most=most)
    counted = engine.rows(
        """
        select
            (select count(*) from person),
            (select count(*) from list_person where not used),
            (select count(*) from related where other_id is not null),
            (select count(*) from related where other_id is null),
            (select count(distinct household_id) from household),
            (select count(*) from household_member),
            (select count(distinct address) from stretch join dwelling using (stretch) where shared)
        """
    )[0]
    return HouseholdCounts(*counted)


def follow_households(engine: Engine, last: date, *, most: int = MOST_PERSONS) -> None:
    """The same from tables ``person``, ``stay``, ``parent``, ``partner`` and ``no_household`` that are there already.

    Args:
        engine: knows the functions of intake.
        last: last day to look at.
        most: as above.
    """
    settings: dict[str, object] = {"until_on": last + timedelta(days=1), "most": most}
    _run(engine, "stretches", settings)
    _repeat(engine, "spread", "family", ("stretch", "person_id"), "family")
    _run(engine, "dwellings", settings)
    _repeat(engine, "spread", "family", ("stretch", "person_id"), "family")
    _run(engine, "units")
    _run(engine, "chain")
    _repeat(engine, "followed", "chain", ("composition",), "root")
    _run(engine, "households", settings)


def _run(engine: Engine, name: str, settings: dict[str, object] | None = None) -> None:
    for sql in script(SQL, name):
        engine.run(sql, settings)


def _repeat(engine: Engine, step: str, table: str, keys: tuple[str, ...], changing: str) -> None:
    """Make a table from itself until it stays as it is; the statement makes a table of its own name."""
    sql = statement(SQL, step)
    using = ", ".join(keys)
    while True:
        engine.run(sql)
        changed = engine.value(
            f"select count(*) from {step} join {table} using ({using}) "
            f"where {step}.{changing} <> {table}.{changing}"
        )
        engine.run(f"create or replace table {table} as select * from {step}; drop table {step}")
        if not changed:
            return
