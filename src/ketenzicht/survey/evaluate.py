"""What an expression of a rule gives for the answers of one organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import assert_never

from ketenzicht.chain.model.amounts import Number
from ketenzicht.survey.expressions import (
    AnswerTo,
    Cell,
    ColumnFilter,
    Divided,
    Expression,
    Known,
    LastYear,
    Minus,
    RowCount,
    Times,
    Total,
)
from ketenzicht.survey.typed import Place, Row, TypedAnswers
from ketenzicht.survey.values import Value


@dataclass(frozen=True)
class Facts:
    """All that a rule may look at: these answers, those of last year, what was known, and the row at hand."""

    answers: TypedAnswers
    previous: TypedAnswers = field(default_factory=TypedAnswers)
    known: Mapping[str, Decimal] = field(default_factory=dict)
    row: Row = field(default_factory=dict)


def evaluate(expression: Expression, facts: Facts) -> Decimal | date | None:
    """A number or a day; None when something that it needs is missing. Days minus days are a number of days."""
    if isinstance(expression, Number):
        return expression.number
    if isinstance(expression, AnswerTo):
        return _comparable(facts.answers.values.get(expression.question))
    if isinstance(expression, LastYear):
        return _comparable(facts.previous.values.get(expression.question))
    if isinstance(expression, Known):
        return facts.known.get(expression.total)
    if isinstance(expression, Cell):
        return _comparable(facts.row.get(expression.column))
    if isinstance(expression, RowCount):
        rows = facts.answers.rows.get(expression.table, ())
        # no rows at all is a table that was not filled in: an organisation may give totals only
        return Decimal(len(filtered(rows, expression.where))) if rows else None
    parts = expression.terms if isinstance(expression, Total) else _operands(expression)
    numbers: list[Decimal] = []
    for part in parts:
        found = evaluate(part, facts)
        if found is None:
            return None
        numbers.append(Decimal(found.toordinal()) if isinstance(found, date) else found)
    if isinstance(expression, Total):
        return sum(numbers, Decimal(0))
    if isinstance(expression, Minus):
        return numbers[0] - sum(numbers[1:], Decimal(0))
    if isinstance(expression, Times):
        product = Decimal(1)
        for number in numbers:
            product *= number
        return product
    if isinstance(expression, Divided):
        return numbers[0] / numbers[1] if numbers[1] else None
    assert_never(expression)


def filtered(rows: tuple[Row, ...], where: tuple[ColumnFilter, ...]) -> tuple[Row, ...]:
    """The rows that pass all filters."""
    return tuple(row for row in rows if all(_passes(one, row) for one in where))


def places_of(expression: Expression, table: str | None = None, row: int | None = None) -> list[Place]:
    """The fields that an expression looks at, in order; ``table`` and ``row`` are those of a rule for rows."""
    if isinstance(expression, AnswerTo):
        return [Place(expression.question)]
    if isinstance(expression, RowCount):
        return [Place(expression.table)]
    if isinstance(expression, Cell) and table is not None:
        return [Place(table, row, expression.column)]
    if isinstance(expression, Total | Minus | Times | Divided):
        parts = expression.terms if isinstance(expression, Total) else _operands(expression)
        return [place for part in parts for place in places_of(part, table, row)]
    return []


def _operands(expression: Minus | Times | Divided) -> tuple[Expression, ...]:
    return expression.factors if isinstance(expression, Times) else expression.parts


def _passes(one: ColumnFilter, row: Row) -> bool:
    value = row.get(one.column)
    if not one.values:
        return (value is not None) == one.filled
    given = value if isinstance(value, tuple) else (str(value),) if value is not None else ()
    return bool(set(given) & set(one.values))


def _comparable(value: Value | None) -> Decimal | date | None:
    return value if isinstance(value, (Decimal, date)) else None
