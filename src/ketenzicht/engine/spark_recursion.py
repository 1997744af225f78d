"""A recursive query as statements that are run one after another.

Sail knows no recursive queries, and Apache Spark stops at a number of steps and rows. What is walked here are chains
of spells that continue one another, which end within a few steps.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from ketenzicht.engine.engine import quoted


@dataclass(frozen=True)
class Walk:
    """Statements in DuckDB's dialect.

    Args:
        first: makes the rows to begin with, and those of the last step.
        number: how many rows the last step gave.
        next: takes one step; to be run while there are such rows.
        last: the statement itself, on all rows that were reached.
    """

    first: str
    number: str
    next: str
    last: str


def is_recursive(query: exp.Query) -> bool:
    """Whether a query refers to itself."""
    clause = query.args.get("with_")
    return clause is not None and bool(clause.args.get("recursive"))


def stepwise(statement: exp.Expr) -> Walk:
    """The steps of a statement of which the first WITH is recursive: begin UNION ALL step."""
    clause = statement.args["expression"].args["with_"]
    walk = clause.expressions[0]
    name, union = walk.alias, walk.this
    latest, step = f"{name}_latest", union.expression
    for table in step.find_all(exp.Table):
        if table.name == name:
            table.replace(exp.to_table(latest).as_(table.alias or name))
    columns = ", ".join(quoted(column.name) for column in walk.args["alias"].columns)
    clause.set("recursive", False)
    clause.set("expressions", clause.expressions[1:])
    return Walk(
        first=f"create or replace table {latest} as select * from ({union.this.sql('duckdb')}) as t({columns});\n"
        f"create or replace table {name} as select * from {latest}",
        number=f"select count(*) from {latest}",
        next=f"create or replace table {latest} as select * from ({step.sql('duckdb')}) as t({columns});\n"
        f"insert into {name} select * from {latest}",
        last=f"{statement.sql('duckdb')};\ndrop table {name};\ndrop table {latest}",
    )
