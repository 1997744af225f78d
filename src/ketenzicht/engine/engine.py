"""One connection to DuckDB in this process, without network, extensions or files of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb

from ketenzicht.errors import CLOSED_TO_US

if TYPE_CHECKING:
    import pyarrow as pa
    from splink import DuckDBAPI


_COMMENT = re.compile(r"--.*")
_PARAMETER = re.compile(r"\$([a-z_]+)")


@cache
def statement(package: str, name: str) -> str:
    """The text of ``<name>.sql`` in a package, e.g. ``statement("ketenzicht.history.sql", "spells")``."""
    return (resources.files(package) / f"{name}.sql").read_text(encoding="utf-8")


def script(package: str, name: str) -> tuple[str, ...]:
    """The statements of ``<name>.sql``, one after another: each ends with a semicolon at the end of a line."""
    return tuple(part for part in statement(package, name).split(";\n") if _COMMENT.sub("", part).strip())


def quoted(identifier: str) -> str:
    """An identifier safe to stand in a statement."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string literal safe to stand in a statement (paths in COPY and views take no parameters)."""
    parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
    return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"


def _named(sql: str, parameters: Mapping[str, object] | None) -> dict[str, object] | None:
    """Only the parameters that a statement names: DuckDB refuses others."""
    if not parameters:
        return None
    names = set(_PARAMETER.findall(_COMMENT.sub("", sql)))
    return {name: value for name, value in parameters.items() if name in names} or None


def is_damage(error: Exception) -> bool:
    """Whether an error of a statement tells of a damaged file that it read, rather than of the statement."""
    told = (duckdb.IOException, duckdb.InvalidInputException, duckdb.DataError, duckdb.NotSupportedError)
    # what the reader of Parquet meets in the bytes themselves has no class of its own
    return isinstance(error, told) or type(error) is duckdb.Error


class Engine:
    """Runs statements. Use as a context manager.

    Args:
        memory_limit: for instance ``"8GB"``; DuckDB's own default (80 % of memory) when left out.
        threads: number of threads; all cores when left out.
        spill: folder for what does not fit in memory; it must lie inside the secure folder.
    """

    def __init__(
        self, *, memory_limit: str | None = None, threads: int | None = None, spill: Path | None = None
    ) -> None:
        config: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "threads": str(threads or os.cpu_count() or 1),
        }
        if memory_limit is not None:
            config["memory_limit"] = memory_limit
        if spill is not None:
            config["temp_directory"] = str(spill)
        self._connection = duckdb.connect(":memory:", config=config)
        self._connection.execute("set enable_progress_bar = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; tables that were not written are gone."""
        self._connection.close()

    def _execute(self, sql: str, parameters: Mapping[str, object] | None = None) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, _named(sql, parameters))
        except RuntimeError as error:
            # DuckDB takes Ctrl-C for itself while a statement runs, and gives it back as an error of its own.
            if "Query interrupted" in str(error):
                raise KeyboardInterrupt from error
            raise
        except duckdb.IOException as error:
            for number in CLOSED_TO_US:
                if os.strerror(number) in str(error):
                    raise OSError(number, os.strerror(number)) from error
            raise

    def run(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run one or more statements for their effect."""
        self._execute(sql, parameters)

    def table(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """The result of a statement as an Arrow table."""
        return self._execute(sql, parameters).to_arrow_table()

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """The result of a statement that gives few rows."""
        return self._execute(sql, parameters).fetchall()

    def value(self, sql: str, parameters: Mapping[str, object] | None = None) -> Any:
        """The one value that a statement gives."""
        row = self._execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name; it is copied, so it may be dropped or changed after."""
        self._connection.register("_incoming", table)
        self._execute(f"create or replace table {quoted(name)} as select * from _incoming")
        self._connection.unregister("_incoming")

    def attach(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name without copying it; it is read at every use."""
        self._connection.register(name, table)

    def attach_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file known as a view; it is scanned at every use."""
        self._execute(
            f"create or replace view {quoted(name)} as select * from read_parquet({literal(str(path))})"
        )

    def write_parquet(self, sql: str, path: Path, *, row_group_size: int = 122_880) -> None:
        """Write the result of a statement, in its order, to a Parquet file; whole or not at all."""
        partial = path.with_name(path.name + ".partial")
        try:
            self._execute(
                f"copy ({sql}) to {literal(str(partial))} "
                f"(format parquet, compression zstd, row_group_size {row_group_size})"
            )
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    def for_linking(self) -> DuckDBAPI:
        """This connection as Splink wants it: what is linked stays in the same memory as the rest."""
        from splink import DuckDBAPI

        return DuckDBAPI(connection=self._connection)
