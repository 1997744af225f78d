"""What the first rows of a file look like: how full each column is, its values, and whether they are dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine import quoted
from ketenzicht.engine.engine import literal
from ketenzicht.intake.dates import DAY, USUAL, parts_sql
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers import open_source
from ketenzicht.intake.readers.source import scanning

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

SAMPLE = 20_000
FEW = 40
"""A column with at most this many different values may be a kind or a code."""


@dataclass(frozen=True)
class Column:
    """A column in the sample.

    Args:
        name: as in the file.
        filled, distinct: shares of rows: with a value, and with a value that no row before has.
        dates: share of the values that are dates.
        values: the different values, when they are few.
        elevens: share of the values that pass the eleven test of a BSN.
    """

    name: str
    filled: float
    distinct: float
    dates: float
    values: tuple[str, ...]
    elevens: float


@dataclass(frozen=True)
class Profile:
    """The first rows of a file, known as ``table``; ``relation`` is the whole file."""

    rows: int
    columns: tuple[Column, ...]
    table: str
    relation: str

    def named(self, name: str) -> Column:
        """The column with this name."""
        return next(column for column in self.columns if column.name == name)


def profile(engine: Engine, path: Path, layout: Layout, work: Path, name: str) -> Profile:
    """Read the first rows of a file into the table ``name`` of the engine, and describe its columns."""
    source = open_source(engine, path, layout, work, f"{name}_source")
    columns = ", ".join(f"clean({quoted(column)}) as {quoted(column)}" for column in source.columns)
    with scanning(source):
        engine.run(
            f"create or replace table {name} as select {columns} from {source.relation} limit {SAMPLE}"
        )
    rows = engine.value(f"select count(*) from {name}")
    return Profile(
        rows, tuple(_column(engine, name, column, rows) for column in source.columns), name, source.relation
    )


def _column(engine: Engine, table: str, name: str, rows: int) -> Column:
    value = quoted(name)
    day = f"regexp_extract({value}, {literal(DAY)})"
    dated = f"({parts_sql(day, USUAL[:3])}) is not null"
    [(filled, distinct, dates, elevens)] = engine.rows(
        f"""
        select count({value}), count(distinct {value}), count(*) filter ({dated}),
            count(*) filter (regexp_full_match({value}, '[0-9]{{8,9}}') and eleven_test(bsn_digits({value})))
        from {table}
        """
    )
    values: tuple[str, ...] = ()
    if 0 < distinct <= FEW:
        found = engine.rows(f"select distinct {value} from {table} where {value} is not null order by 1")
        values = tuple(row[0] for row in found)
    return Column(
        name=name,
        filled=filled / rows if rows else 0.0,
        distinct=distinct / filled if filled else 0.0,
        dates=dates / filled if filled else 0.0,
        values=values,
        elevens=elevens / filled if filled else 0.0,
    )


def filled_where(engine: Engine, found: Profile, column: str, kind: str, value: str) -> float:
    """The share of rows of one kind in which a column is filled."""
    share = engine.value(
        f"select avg(case when {quoted(column)} is not null then 1.0 else 0.0 end) "
        f"from {found.table} where {quoted(kind)} = {literal(value)}"
    )
    return float(share or 0.0)


def days_of(engine: Engine, found: Profile, columns: list[str]) -> tuple[date, date] | None:
    """First and last day in these date columns of the whole file, from 1990 on; None when there is none."""
    days = []
    for column in columns:
        part = f"({parts_sql(f'regexp_extract({quoted(column)}, {literal(DAY)})', USUAL[:3])})"
        day = f"try_cast({part}.y || '-' || {part}.m || '-' || {part}.d as date)"
        days.append(f"select {day} as day from {found.relation}")
    if not days:
        return None
    [(first, last)] = engine.rows(
        f"select min(day), max(day) from ({' union all '.join(days)}) "
        "where day between date '1990-01-01' and current_date"
    )
    return None if first is None else (first, last)
