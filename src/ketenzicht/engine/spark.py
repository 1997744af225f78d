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
from ketenzicht.engine.spark_dialect import in_spark, with_values
from ketenzicht.engine.spark_folder import Folder
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
        memory_limit, threads: of the DuckDB beside it.

    Raises:
        UserError: the server cannot be reached, or does not see the folder.
    """

    def __init__(
        self, url: str, folder: Path | str, *, memory_limit: str | None = None, threads: int | None = None
    ) -> None:
        super().__init__(memory_limit=memory_limit, threads=threads)
        self._number = count(1)
        self._parts: dict[str, list[str]] = {}
        self._folder = Folder(folder)
        self._session = connect(url)
        self._folder.demand_seen_by(self._session)

    def close(self) -> None:
        """Remove what was kept and close both connections."""
        self._folder.remove()
        self._session.stop()
        super().close()

    def run(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run one or more statements for their effect."""
        for text in self._statements(sql):
            self._run_one(text, parameters or {})

    def table(self, sql: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        """The result of a statement as an Arrow table, of the types that DuckDB gives it."""
        with self._answer(sql, parameters) as answer:
            return answer.to_arrow_table()

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """The result of a statement that gives few rows."""
        with self._answer(sql, parameters) as answer:
            return answer.fetchall()  # type: ignore[no-any-return]

    def value(self, sql: str, parameters: Mapping[str, object] | None = None) -> Any:
        """The one value that a statement gives."""
        with self._answer(sql, parameters) as answer:
            row = answer.fetchone()
        return None if row is None else row[0]

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name; it is sent to the server."""
        super().register(name, table.slice(0, 0))
        plain = self._connection.from_arrow(table).to_arrow_table()
        self._session.createDataFrame(plain, schema=self._schema(name)).createOrReplaceTempView(name)
        self._parts.pop(name, None)

    def attach(self, name: str, table: pa.Table) -> None:
        """As :meth:`register`: a server cannot read the memory of this process."""
        self.register(name, table)

    def attach_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file known as a view; it is copied to the folder unless it lies there already.

        Raises:
            UserError: the server does not see all of its rows.
        """
        import pyarrow.parquet as pq

        super().run(
            f"create or replace view {quoted(name)} as from read_parquet({literal(str(path))}) limit 0"
        )
        self._parts[name] = [self._folder.hold(path)]
        self._show(name)
        there = self._session.table(name).count()
        if there != pq.read_metadata(path).num_rows:
            raise UserError(
                "De rekenserver leest niet alle rijen van de studie.",
                why="De map voor tussentabellen is niet op alle machines van de server dezelfde.",
                fix="Gebruik een gedeelde map of objectopslag, en geef die met --engine-folder.",
            )

    def write_parquet(self, sql: str, path: Path, *, row_group_size: int = 122_880) -> None:
        """Write the result of a statement, in its order, to a Parquet file on this machine."""
        self._connection.register("_result", self.table(sql))
        try:
            super().write_parquet("select * from _result", path, row_group_size=row_group_size)
        finally:
            self._connection.unregister("_result")

    def for_linking(self) -> DuckDBAPI:
        """Not on a server: linking happens at intake, on this machine."""
        raise ValueError("records are linked on DuckDB, before the engine of a study is chosen")

    def _statements(self, sql: str) -> Iterator[str]:
        return (item.query for item in self._connection.extract_statements(sql))

    def _run_one(self, sql: str, parameters: Mapping[str, object]) -> None:
        parsed = sqlglot.parse_one(sql, read="duckdb")
        query = parsed.args.get("expression")
        if isinstance(query, exp.Query) and _is_recursive(query):
            self._walk(parsed, query, parameters)
            return
        name = parsed.find(exp.Table)
        made = None if name is None else name.name
        known = made in self._columns()
        if isinstance(parsed, exp.Create) and parsed.args.get("exists") and known:
            return
        # what a query gives must be known before the table it replaces is gone
        told = None if not isinstance(query, exp.Query) else self._in_spark(query, parameters)
        if isinstance(parsed, exp.Delete):
            told = self._in_spark(_without(parsed), parameters)
        self._execute(sql, parameters)
        if isinstance(parsed, exp.Create) and parsed.kind == "VIEW" and told and made:
            self._session.sql(told).createOrReplaceTempView(made)
            self._parts.pop(made, None)
        elif isinstance(parsed, exp.Create | exp.Delete) and made:
            self._parts[made] = [] if told is None else [self._keep(told, made)]
            self._show(made)
        elif isinstance(parsed, exp.Insert) and told and made:
            self._parts[made] = [*self._parts[made], self._keep(told, made)]
            self._show(made)
        elif isinstance(parsed, exp.Drop) and made:
            if known:
                self._session.catalog.dropTempView(made)
            self._parts.pop(made, None)
        elif isinstance(parsed, exp.Alter) and made:
            [action] = parsed.args["actions"]
            self._parts[action.this.name] = self._parts.pop(made)
            self._show(action.this.name)
            self._session.catalog.dropTempView(made)
        else:
            raise ValueError(f"this statement is not one for a server: {sql.strip()[:80]}")

    def _walk(self, whole: exp.Expr, query: exp.Query, parameters: Mapping[str, object]) -> None:
        """A recursive query step by step: not every server knows them, and Apache Spark limits their number."""
        clause = query.args["with_"]
        walk = clause.expressions[0]
        name, union = walk.alias, walk.this
        names = ", ".join(quoted(column.name) for column in walk.args["alias"].columns)
        step = union.expression.copy()
        for table in step.find_all(exp.Table):
            if table.name == name:
                table.set("this", exp.to_identifier(f"{name}_step"))
                table.set("alias", table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name)))
        first, next_ = union.this.sql("duckdb"), step.sql("duckdb")
        self.run(f"create or replace table {name}_step as select * from ({first}) as t({names})", parameters)
        self.run(f"create or replace table {name} as select * from {name}_step")
        while self.value(f"select count(*) from {name}_step"):
            self.run(
                f"create or replace table {name}_step as select * from ({next_}) as t({names})", parameters
            )
            self.run(f"insert into {name} select * from {name}_step")
        clause.set("recursive", False)
        clause.set("expressions", clause.expressions[1:])
        self.run(whole.sql("duckdb"), parameters)
        self.run(f"drop table {name}; drop table {name}_step")

    def _columns(self) -> dict[str, dict[str, str]]:
        """DuckDB's type of each column of each table and view."""
        found: dict[str, dict[str, str]] = {}
        rows = self._connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal"
            " order by table_name, column_index"
        ).fetchall()
        for table, column, type_ in rows:
            found.setdefault(table, {})[column] = type_
        return found

    def _in_spark(self, query: exp.Expr, parameters: Mapping[str, object]) -> str:
        return in_spark(with_values(query.copy(), parameters), self._columns())

    @contextmanager
    def _answer(self, sql: str, parameters: Mapping[str, object] | None) -> Iterator[Any]:
        """The result of a statement inside DuckDB, with the names and types that it would have had there."""
        parsed = sqlglot.parse_one(sql, read="duckdb")
        empty = self._execute(sql, parameters)
        if isinstance(parsed, exp.Describe):
            yield empty
            return
        columns = [(str(name), str(type_)) for name, type_, *_ in empty.description]
        found = self._session.sql(self._in_spark(parsed, parameters or {})).toArrow()
        found = found.rename_columns([f"c{at}" for at in range(len(columns))])
        typed = ", ".join(
            f"cast(c{at} as {type_}) as {quoted(name)}" for at, (name, type_) in enumerate(columns)
        )
        self._connection.register("_result", found)
        try:
            yield self._connection.execute(f"select {typed} from _result")
        finally:
            self._connection.unregister("_result")

    def _schema(self, name: str) -> str:
        """The columns of a table in Spark's words."""
        return ", ".join(
            f"`{column}` {_spark_type(type_)}" for column, type_ in self._columns()[name].items()
        )

    def _keep(self, told: str, name: str) -> str:
        """Compute a query and keep its rows; gives where. Columns take the types of the table that they are for."""
        names = self._columns()[name]
        part = self._folder.part(f"{next(self._number):05d}-{name}")
        rows = self._session.sql(told).toDF(*names)
        rows.selectExpr(
            *(f"cast(`{column}` as {_spark_type(type_)}) as `{column}`" for column, type_ in names.items())
        ).write.parquet(part)
        return part

    def _show(self, name: str) -> None:
        """Make the kept rows of a table known under its name."""
        reader = self._session.read.schema(self._schema(name))
        parts = self._parts[name]
        rows = reader.parquet(*parts) if parts else self._session.createDataFrame([], self._schema(name))
        rows.createOrReplaceTempView(name)


def _is_recursive(query: exp.Expr) -> bool:
    clause = query.args.get("with_")
    return clause is not None and bool(clause.args.get("recursive"))


def _without(delete: exp.Delete) -> exp.Expr:
    """What a deletion leaves."""
    gone = delete.args["where"].this
    rest = exp.Not(this=exp.Coalesce(this=exp.Paren(this=gone), expressions=[exp.false()]))
    return exp.select("*").from_(delete.this.name).where(rest)


def _spark_type(type_: str) -> str:
    """A type of DuckDB in Spark's words; sums are kept as long integers."""
    return exp.DataType.build(type_.replace("HUGEINT", "BIGINT"), dialect="duckdb").sql("spark")
