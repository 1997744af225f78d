"""DuckDB with a second engine beside it: every statement runs on both, and each result must be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import sqlglot
from sqlglot import exp

from ketenzicht.engine import Engine, quoted


class DifferenceError(AssertionError):
    """A statement that two engines answer differently."""


class TwoEngines(Engine):
    """Answers as DuckDB does, after making sure that the other engine gives the same.

    Args:
        other: the other engine; who made it closes it.

    Attributes:
        seen: the text of every statement that passed.
    """

    def __init__(self, other: Engine) -> None:
        super().__init__(threads=1)
        self.other = other
        self.seen: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def run(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        self.seen.add(sql)
        super().run(sql, parameters)
        self.other.run(sql, parameters)
        for name in _changed(sql):
            self._compare(sql, f"select * from {quoted(name)}", None, ordered=False)

    def table(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        self.seen.add(sql)
        self._compare(sql, sql, parameters, ordered=_is_ordered(sql))
        return super().table(sql, parameters)

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        self.seen.add(sql)
        self._compare(sql, sql, parameters, ordered=_is_ordered(sql))
        return super().rows(sql, parameters)

    def register(self, name: str, table: pa.Table) -> None:
        super().register(name, table)
        self.other.register(name, table)
        self._compare(name, f"select * from {quoted(name)}", None, ordered=False)

    def attach_parquet(self, name: str, path: Path) -> None:
        super().attach_parquet(name, path)
        self.other.attach_parquet(name, path)

    def _compare(
        self, about: str, sql: str, parameters: Mapping[str, object] | None, *, ordered: bool
    ) -> None:
        ours, theirs = Engine.table(self, sql, parameters), self.other.table(sql, parameters)
        if ours.schema != theirs.schema:
            raise DifferenceError(f"columns differ after\n{about}\n{ours.schema}\n---\n{theirs.schema}")
        here, there = (
            [repr(tuple(row)) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]
            for table in (ours, theirs)
        )
        if Counter(here) != Counter(there):
            only_here, only_there = Counter(here) - Counter(there), Counter(there) - Counter(here)
            raise DifferenceError(
                f"rows differ after\n{about}\n{parameters}\n"
                f"only here: {list(only_here)[:5]}\nonly there: {list(only_there)[:5]}"
            )
        if ordered and here != there:
            raise DifferenceError(f"order differs after\n{about}\n{here[:5]}\n{there[:5]}")


def _changed(sql: str) -> list[str]:
    """The tables that statements leave changed."""
    found = []
    for parsed in sqlglot.parse(sql, read="duckdb"):
        if isinstance(parsed, exp.Create | exp.Insert | exp.Delete):
            table = parsed.find(exp.Table)
            assert table is not None
            found.append(table.name)
    return found


def _is_ordered(sql: str) -> bool:
    [parsed] = (item for item in sqlglot.parse(sql, read="duckdb") if item is not None)
    return parsed.args.get("order") is not None
