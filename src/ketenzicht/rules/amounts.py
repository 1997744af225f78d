"""Amounts: what a rule of the chain gives for the facts of a case on a day.

Exact decimal arithmetic; euros are rounded to the cent at the end, halves up, as a payment is made in whole cents.
An amount is unknown as long as a fact that it needs is unknown, or when a norm that it needs has no value on the day;
it is absent when the condition of the rule does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import assert_never

from ketenzicht.chain.model import Chain
from ketenzicht.chain.model.amounts import (
    ByAnswer,
    DatedValue,
    Expression,
    FactValue,
    Greatest,
    Least,
    Norm,
    Number,
    Product,
    Quotient,
    RoundedUp,
    Rule,
    RuleValue,
    StepTable,
    Sum,
)
from ketenzicht.chain.model.base import Node
from ketenzicht.chain.model.conditions import NormValue
from ketenzicht.chain.references import nodes
from ketenzicht.rules.answers import Answers, value_of


def norm_on(norm: Norm, day: date) -> DatedValue | None:
    """The value of a norm on a day; None when none was valid: an older one never stands in."""
    for value in norm.values:
        if (value.valid_from or day) <= day <= (value.valid_to or day):
            return value
    return None


CENT = Decimal("0.01")


def as_paid(rule: Rule, value: Decimal) -> Decimal:
    """What a rule gives as it is told: an amount of money in whole cents."""
    return value.quantize(CENT, ROUND_HALF_UP) if rule.unit.startswith("EUR") else value


class Amounts:
    """The norms and rules of a chain on one day."""

    def __init__(self, chain: Chain, day: date) -> None:
        self.rules = {rule.id: rule for rule in chain.rules}
        found = {norm.id: norm_on(norm, day) for norm in chain.norms}
        self.norms = {name: value.value if value else None for name, value in found.items()}
        self._without = {
            rule.id: next((name for name in norms_of(rule.value, chain) if self.norms[name] is None), None)
            for rule in chain.rules
        }

    def norm_without_value(self, rule: str) -> str | None:
        """A norm that a rule needs and that has no value on the day; None when there is none."""
        return self._without[rule]

    def value(self, expression: Expression, answers: Answers) -> Decimal | None:
        """What an expression gives; None when something that it needs is unknown."""
        if isinstance(expression, Number):
            return expression.number
        if isinstance(expression, NormValue):
            return self.norms.get(expression.norm)
        if isinstance(expression, FactValue):
            found = value_of(answers, expression.fact)
            return found if isinstance(found, Decimal) else None
        if isinstance(expression, RuleValue):
            return self.value(self.rules[expression.rule].value, answers)
        if isinstance(expression, ByAnswer):
            answer = value_of(answers, expression.fact)
            return expression.values.get(str(answer)) if answer is not None else None
        if isinstance(expression, RoundedUp):
            one = self.value(expression.value, answers)
            return None if one is None else one.to_integral_value(ROUND_CEILING)
        if isinstance(expression, StepTable):
            one = self.value(expression.of, answers)
            if one is None:
                return None
            return next((row.value for row in expression.rows if row.below is None or one < row.below), None)
        return self._several(expression, answers)

    def _several(
        self, expression: Sum | Product | Quotient | Greatest | Least, answers: Answers
    ) -> Decimal | None:
        parts: list[Decimal] = []
        for part in _parts(expression):
            found = self.value(part, answers)
            if found is None:
                return None
            parts.append(found)
        if isinstance(expression, Sum):
            return sum(parts, Decimal(0))
        if isinstance(expression, Product):
            product = Decimal(1)
            for part_value in parts:
                product *= part_value
            return product
        if isinstance(expression, Quotient):
            return parts[0] / parts[1] if parts[1] else None
        if isinstance(expression, Greatest):
            return max(parts)
        if isinstance(expression, Least):
            return min(parts)
        assert_never(expression)


def _parts(expression: Sum | Product | Quotient | Greatest | Least) -> tuple[Expression, ...]:
    if isinstance(expression, Sum):
        return expression.terms
    if isinstance(expression, Product):
        return expression.factors
    if isinstance(expression, Quotient):
        return expression.parts
    return expression.of


def facts_of(expression: Node, chain: Chain) -> Iterator[str]:
    """The facts that an expression needs, also through other rules."""
    return (node.fact for node in _nodes(expression, chain) if isinstance(node, FactValue | ByAnswer))


def norms_of(expression: Node, chain: Chain) -> Iterator[str]:
    """The norms that an expression needs, also through other rules."""
    return (node.norm for node in _nodes(expression, chain) if isinstance(node, NormValue))


def _nodes(expression: Node, chain: Chain) -> Iterator[Node]:
    rules = {rule.id: rule for rule in chain.rules}
    for _, node in nodes(expression):
        yield node
        if isinstance(node, RuleValue):
            yield from _nodes(rules[node.rule].value, chain)
