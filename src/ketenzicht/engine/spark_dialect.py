"""A query in DuckDB's dialect as Spark says it.

SQLGlot reads the query, finds the table and type of each column and writes Spark's words. What the two mean
differently by the same words is put right here, in one place: lists of all columns, days between dates, months added
to a date, unknown values in the order of a minimum, and lists of values. The rest of SQL means the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

DATE = exp.DataType.Type.DATE
Columns = Mapping[str, Mapping[str, str]]
"""DuckDB's type of each column of each table."""


def value(given: object) -> exp.Expr:
    """A value as it stands in a query: text, number, truth, day, list of texts or nothing.

    Raises:
        ValueError: a value of another kind.
    """
    if given is None:
        return exp.Null()
    if isinstance(given, list):
        return exp.cast(exp.Array(expressions=[value(item) for item in given]), "array<text>")
    if isinstance(given, date):
        return exp.cast(exp.Literal.string(given.isoformat()), DATE)
    if isinstance(given, bool | int | float | str):
        return exp.convert(given)
    raise ValueError(f"a statement cannot take a value of type {type(given).__name__}")


def with_values(query: exp.Expr, parameters: Mapping[str, object]) -> exp.Expr:
    """A query with the values of its named parameters in their places."""
    for parameter in list(query.find_all(exp.Parameter, exp.Placeholder)):
        parameter.replace(value(parameters[parameter.name]))
    return query


def in_spark(query: exp.Expr, columns: Columns) -> str:
    """A query without parameters in Spark's dialect.

    Args:
        query: as SQLGlot reads it from DuckDB's dialect; it is changed.
        columns: the tables that it may use.
    """
    schema = MappingSchema({name: dict(types) for name, types in columns.items()}, dialect="duckdb")
    query = _from_within(query, (_calendar,))
    for select in query.find_all(exp.Select):
        select.meta["shared"] = _shared_columns(select)
    query = qualify(query, schema=schema, dialect="duckdb")
    query = annotate_types(query, schema=schema, expression_metadata=_METADATA, dialect="duckdb")
    for select in query.find_all(exp.Select):
        _name_all(select)
        _take_from_first(select)
    _each_name_once(query)
    return _from_within(query, _RULES).sql(dialect="spark", comments=False)


def _from_within(query: exp.Expr, rules: Sequence[Callable[[exp.Expr], exp.Expr]]) -> exp.Expr:
    """Rewrite what a query is made of, the innermost first; a part keeps the type that it had."""
    for node in reversed(list(query.walk())):
        for rule in rules:
            reworded = rule(node)
            if reworded is not node:
                reworded.type = node.type
                node = node.replace(reworded)
    return query


def what_is_left(delete: exp.Delete) -> exp.Query:
    """A deletion as a query for the rows that stay."""
    stays = exp.Not(
        this=exp.Coalesce(this=exp.Paren(this=delete.args["where"].this), expressions=[exp.false()])
    )
    return exp.select("*").from_(delete.this.name).where(stays)


def spark_type(type_: str) -> str:
    """A type of DuckDB in Spark's words; sums are kept as long integers."""
    return exp.DataType.build(type_.replace("HUGEINT", "BIGINT"), dialect="duckdb").sql("spark")


def _days_between(annotator: Any, expression: exp.Sub) -> exp.Expr:
    """Of two dates the difference is a number of days, which SQLGlot takes for a date."""
    if expression.left.is_type(DATE) and expression.right.is_type(DATE):
        annotator._set_type(expression, exp.DataType.Type.BIGINT)
        return expression
    return DuckDB.EXPRESSION_METADATA[exp.Sub]["annotator"](annotator, expression)  # type: ignore[no-any-return]


_METADATA: Any = {
    **DuckDB.EXPRESSION_METADATA,
    exp.Sub: {"annotator": _days_between},
    exp.AddMonths: {"returns": DATE},
}


def _calendar(node: exp.Expr) -> exp.Expr:
    """Months and days added to a date; both engines take the last day of a shorter month."""
    if not isinstance(node, exp.Add | exp.Sub):
        return node
    number = node.expression
    if isinstance(number, exp.ToDays):
        return type(node)(this=node.this, expression=number.this)
    if isinstance(number, exp.Anonymous) and number.name.lower() == "to_months":
        [months] = number.expressions
        return exp.AddMonths(
            this=node.this, expression=exp.Neg(this=months) if isinstance(node, exp.Sub) else months
        )
    return node


def _shared_columns(select: exp.Select) -> dict[str, set[str]]:
    """The tables of a query that share a column by USING, by the name of the column."""
    found: dict[str, set[str]] = {}
    for join in select.args.get("joins") or ():
        for column in join.args.get("using") or ():
            tables = found.setdefault(column.name, {select.args["from_"].alias_or_name})
            tables.add(join.alias_or_name)
            if join.side in ("RIGHT", "FULL"):
                raise ValueError("a statement for a server has no RIGHT or FULL JOIN with USING")
    return found


def _take_from_first(select: exp.Select) -> None:
    """A column shared by USING is that of the first table, which has a value wherever the others have."""
    for found in list(select.find_all(exp.Coalesce)):
        columns = [found.this, *found.expressions]
        if all(isinstance(item, exp.Column) for item in columns):
            [name, *others] = {item.name for item in columns}
            tables = {item.table for item in columns}
            if not others and tables <= select.meta["shared"].get(name, set()):
                found.replace(found.this)


def _name_all(select: exp.Select) -> None:
    """GROUP BY ALL and ORDER BY ALL by the places of the columns."""
    group, order = select.args.get("group"), select.args.get("order")
    if group is not None and group.args.get("all"):
        plain = [at for at, item in enumerate(select.selects, start=1) if not _sums_up(item)]
        select.set(
            "group", exp.Group(expressions=[exp.Literal.number(at) for at in plain]) if plain else None
        )
    if order is not None and [item.name.upper() for item in order.expressions] == ["ALL"]:
        places = range(1, len(select.selects) + 1)
        order.set(
            "expressions", [exp.Ordered(this=exp.Literal.number(at), nulls_first=False) for at in places]
        )


def _sums_up(node: exp.Expr) -> bool:
    """Whether an expression holds an aggregate of its own query."""
    return any(
        isinstance(item, exp.AggFunc) and item.find_ancestor(exp.Query) is node.find_ancestor(exp.Query)
        for item in node.find_all(exp.AggFunc)
    )


def _each_name_once(query: exp.Expr) -> None:
    """A result may hold a name twice in DuckDB and not elsewhere; results are read by place."""
    seen: set[str] = set()
    for item in query.selects if isinstance(query, exp.Query) else ():
        if isinstance(item, exp.Alias) and item.alias in seen:
            item.set("alias", exp.to_identifier(f"{item.alias}_{len(seen)}", quoted=True))
        seen.add(item.alias_or_name)


def _dates(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Sub) and node.left.is_type(DATE) and node.right.is_type(DATE):
        return exp.Anonymous(this="DATEDIFF", expressions=[node.left, node.right])
    if isinstance(node, exp.Add | exp.Sub) and node.left.is_type(DATE):
        days = exp.cast(exp.Paren(this=node.right), "int")
        name = "DATE_ADD" if isinstance(node, exp.Add) else "DATE_SUB"
        return exp.Anonymous(this=name, expressions=[node.left, days])
    if isinstance(node, exp.AddMonths):
        return exp.Anonymous(
            this="ADD_MONTHS", expressions=[node.this, exp.cast(exp.Paren(this=node.expression), "int")]
        )
    return node


def _first_and_last(node: exp.Expr) -> exp.Expr:
    """ARG_MIN passes over rows whose value is unknown, and holds an unknown part of a key for the largest."""
    if isinstance(node, exp.Filter) and isinstance(node.this, exp.Filter):
        both = exp.and_(node.this.expression.this, node.expression.this)
        return exp.Filter(this=node.this.this, expression=exp.Where(this=both))
    if not isinstance(node, exp.ArgMin | exp.ArgMax):
        return node
    key = node.expression
    if isinstance(key, exp.Tuple):
        parts = [[exp.Is(this=part.copy(), expression=exp.Null()), part] for part in key.expressions]
        key = exp.Anonymous(this="STRUCT", expressions=[one for both in parts for one in both])
    name = "MIN_BY" if isinstance(node, exp.ArgMin) else "MAX_BY"
    found = exp.Anonymous(this=name, expressions=[node.this, key])
    if isinstance(node.this, exp.Struct):
        return found
    known = exp.Not(this=exp.Is(this=exp.Paren(this=node.this.copy()), expression=exp.Null()))
    return exp.Filter(this=found, expression=exp.Where(this=known))


def _lists(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.ArrayContains) and (values := _values(node.this)) is not None:
        found = exp.In(this=node.expression, expressions=values) if values else exp.false()
        return exp.Paren(this=found)
    if isinstance(node, exp.ArrayOverlaps):
        return exp.Anonymous(this="ARRAYS_OVERLAP", expressions=[node.this, node.expression])
    if isinstance(node, exp.Length) and not node.this.is_type(*exp.DataType.TEXT_TYPES):
        return exp.Anonymous(this="ARRAY_SIZE", expressions=[node.this])
    if isinstance(node, exp.Split) and isinstance(node.expression, exp.Literal):
        mark = exp.Literal.string(re.escape(node.expression.name))
        return exp.Anonymous(this="SPLIT", expressions=[node.this, mark])
    return node


def _values(node: exp.Expr) -> list[exp.Expr] | None:
    """The values of a list that stands in the query itself."""
    bare = node.this if isinstance(node, exp.Cast) else node
    return bare.expressions if isinstance(bare, exp.Array) else None


def _distinct(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Distinct):
        whole = [
            exp.Anonymous(this="STRUCT", expressions=item.expressions)
            if isinstance(item, exp.Tuple)
            else item
            for item in node.expressions
        ]
        node.set("expressions", whole)
    return node


def _neighbours(node: exp.Expr) -> exp.Expr:
    """LEAD and LAG beyond the last row give a literal only in some engines."""
    if not isinstance(node, exp.Window) or not isinstance(node.this, exp.Lead | exp.Lag):
        return node
    default = node.this.args.get("default")
    if default is None or isinstance(default, exp.Literal | exp.Null):
        return node
    there, found = node.copy(), node.copy()
    there.this.set("this", exp.true())
    for item in (there, found):
        item.this.set("default", None)
    beyond = exp.Is(this=there, expression=exp.Null())
    return exp.Case(ifs=[exp.If(this=beyond, true=default)], default=found)


_RULES = (_dates, _first_and_last, _lists, _distinct, _neighbours)
