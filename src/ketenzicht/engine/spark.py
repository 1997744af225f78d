"""The same statements on a Spark Connect server: Apache Spark, or Sail.

DuckDB stays beside it, with every table but without its rows: it says which columns a statement gives and of which
types, so that whoever asks gets the same answer to the last byte, whichever engine counted. Tables that a statement
makes are Parquet in a folder that the server reaches, so that each is computed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp

from ketenzicht.engine.engine import Engine, literal, quoted
from ketenzicht.engine.spark_dialect import in_spark, spark_type, what_is_left, with_values
from ketenzicht.engine.spark_folder import SparkFolder
from ketenzicht.engine.spark_recursion import is_recursive, stepwise
from ketenzicht.engine.spark_session import connect
from ketenzicht.errors import UserError

if TYPE_CHECKING:
    import pyarrow as pa
    from splink import DuckDBAPI


class SparkEngine(Engine):
    """Runs statements on a Spark Connect server. Use as a context manager.

    Args:
        url: of the server: ``spark://host:port`` or ``sc://host:port``, with the options of Spark Connect.
        folder: where tables are kept meanwhile: a folder or an address of object storage that both this machine
            and all of the server read and write. What is made in it is removed at the end.

    Raises:
        UserError: the server cannot be reached, or does not share the folder.
    """

    def __init__(self, url: str, folder: Path | str) -> None:
        super().__init__(threads=1)
        self._number = count(1)
        self._parts: dict[str, list[str]] = {}
        self._session = connect(url)
        self._folder = SparkFolder(folder)
        try:
            self._folder.demand_shared(self._session)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Remove what was kept and close both connections."""
        try:
            self._folder.remove()
        finally:
            self._session.stop()  # a session that is left open keeps the process waiting at its end
            super().close()

    def run(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run one or more statements for their effect.

        Raises:
            ValueError: a statement that makes, fills, empties, renames or drops no table.
        """
        for one in self._connection.extract_statements(sql):
            self._run_one(one.query, parameters or {})

    def table(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """The result of a statement as an Arrow table, of the types that DuckDB gives it."""
        with self._answer(sql, parameters or {}) as answer:
            return answer.to_arrow_table()

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """The result of a statement that gives few rows."""
        with self._answer(sql, parameters or {}) as answer:
            return answer.fetchall()  # type: ignore[no-any-return]

    def value(self, sql: str, parameters: Mapping[str, object] | None = None) -> Any:
        """The one value that a statement gives."""
        with self._answer(sql, parameters or {}) as answer:
            row = answer.fetchone()
        return None if row is None else row[0]

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name; it is sent to the server."""
        super().register(name, table.slice(0, 0))
        rows = self._connection.from_arrow(table).to_arrow_table()
        self._session.createDataFrame(rows, schema=self._schema(name)).createOrReplaceTempView(name)
        self._parts.pop(name, None)

    def attach(self, name: str, table: pa.Table) -> None:
        """As :meth:`register`: a server cannot read the memory of this process."""
        self.register(name, table)

    def attach_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file known as a view, by way of a copy in the folder.

        Raises:
            UserError: the server does not see all of its rows.
        """
        import pyarrow.parquet as pq

        self._execute(
            f"create or replace view {quoted(name)} as from read_parquet({literal(str(path))}) limit 0"
        )
        self._show(name, [self._folder.hold(path)])
        if self._session.table(name).count() != pq.read_metadata(path).num_rows:
            raise UserError(
                "De rekenserver leest niet alle rijen van de studie.",
                why="Niet elke machine van de server ziet dezelfde map.",
                fix="Geef met --engine-folder een map of objectopslag waar zij allemaal bij mogen.",
            )

    def write_parquet(self, sql: str, path: Path, *, row_group_size: int = 122_880) -> None:
        """Write the result of a statement, in its order, to a Parquet file on this machine."""
        self._connection.register("_result", self.table(sql))
        try:
            super().write_parquet("select * from _result", path, row_group_size=row_group_size)
        finally:
            self._connection.unregister("_result")

    def for_linking(self) -> DuckDBAPI:
        """Not on a server: records are linked on this machine.

        Raises:
            ValueError: always.
        """
        raise ValueError("records are linked on DuckDB, not on a server")

    def _run_one(self, sql: str, parameters: Mapping[str, object]) -> None:
        parsed = sqlglot.parse_one(sql, read="duckdb")
        table, query = parsed.find(exp.Table), parsed.args.get("expression")
        if table is None or not isinstance(
            parsed, exp.Create | exp.Insert | exp.Delete | exp.Alter | exp.Drop
        ):
            raise ValueError(f"not a statement for a server: {sql.strip()[:80]}")
        name, columns = table.name, self._columns()
        if isinstance(parsed, exp.Create) and parsed.args.get("exists") and name in columns:
            return
        if isinstance(query, exp.Query) and is_recursive(query):
            self._run_stepwise(parsed, parameters)
            return
        if isinstance(parsed, exp.Delete):
            query = what_is_left(parsed)
        elif isinstance(parsed, exp.Insert) and not (
            isinstance(query, exp.Query) and isinstance(parsed.this, exp.Table)
        ):
            raise ValueError("rows are added to a table as a query for all of its columns")
        # before DuckDB runs it: a statement may replace a table that it reads
        told = in_spark(with_values(query, parameters), columns) if isinstance(query, exp.Query) else None
        self._execute(sql, parameters)
        if isinstance(parsed, exp.Drop):
            self._forget(name, known=name in columns)
        elif isinstance(parsed, exp.Alter):
            [renaming] = parsed.args["actions"]
            self._show(renaming.this.name, self._made(name))
            self._forget(name, known=True)
        elif isinstance(parsed, exp.Create) and parsed.kind == "VIEW":
            self._session.sql(told).createOrReplaceTempView(name)
            self._parts.pop(name, None)
        else:
            kept = self._made(name) if isinstance(parsed, exp.Insert) else []
            self._show(name, [*kept, *([] if told is None else [self._keep(told, name)])])

    def _run_stepwise(self, parsed: exp.Expr, parameters: Mapping[str, object]) -> None:
        """A recursive query, one step at a time until a step gives no rows."""
        walk = stepwise(parsed)
        self.run(walk.first, parameters)
        while self.value(walk.number):
            self.run(walk.next, parameters)
        self.run(walk.last, parameters)

    @contextmanager
    def _answer(self, sql: str, parameters: Mapping[str, object]) -> Iterator[Any]:
        """The result of a statement inside DuckDB, with the names and types that it would have had there."""
        parsed = sqlglot.parse_one(sql, read="duckdb")
        empty = self._execute(sql, parameters)
        if isinstance(parsed, exp.Describe):
            yield empty
            return
        columns = [(str(name), str(type_)) for name, type_, *_ in empty.description]
        found = self._session.sql(in_spark(with_values(parsed, parameters), self._columns())).toArrow()
        found = found.rename_columns([f"c{at}" for at in range(len(columns))])
        typed = ", ".join(
            f"cast(c{at} as {type_}) as {quoted(name)}" for at, (name, type_) in enumerate(columns)
        )
        self._connection.register("_result", found)
        try:
            yield self._connection.execute(f"select {typed} from _result")
        finally:
            self._connection.unregister("_result")

    def _columns(self) -> dict[str, dict[str, str]]:
        """DuckDB's type of each column of each table and view."""
        found: dict[str, dict[str, str]] = {}
        rows = self._connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal "
            "order by table_name, column_index"
        ).fetchall()
        for table, column, type_ in rows:
            found.setdefault(table, {})[column] = type_
        return found

    def _schema(self, name: str) -> str:
        """The columns of a table in Spark's words."""
        return ", ".join(f"`{column}` {spark_type(type_)}" for column, type_ in self._columns()[name].items())

    def _keep(self, told: str, name: str) -> str:
        """Compute a query and keep its rows, with the columns of the table that they are for; gives where."""
        columns = self._columns()[name]
        typed = [
            f"cast(`{column}` as {spark_type(type_)}) as `{column}`" for column, type_ in columns.items()
        ]
        part = self._folder.part(f"{next(self._number):05d}-{name}")
        self._session.sql(told).toDF(*columns).selectExpr(*typed).write.parquet(part)
        return part

    def _show(self, name: str, parts: list[str]) -> None:
        """Make kept rows known under the name of their table."""
        schema = self._schema(name)
        rows = self._session.read.schema(schema).parquet(*parts) if parts else None
        if rows is None:
            rows = self._session.createDataFrame([], schema)
        rows.createOrReplaceTempView(name)
        self._parts[name] = parts

    def _made(self, name: str) -> list[str]:
        if name not in self._parts:
            raise ValueError(f"'{name}' was not made by a statement: it can be replaced, not changed")
        return self._parts[name]

    def _forget(self, name: str, *, known: bool) -> None:
        if known:
            self._session.catalog.dropTempView(name)
        self._parts.pop(name, None)
