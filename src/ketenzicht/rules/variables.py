"""What a condition depends on: variables with a few cells each, in which every comparison has one outcome.

All that comparisons want to know of a number is between which bounds it lies, of a choice which answers it is among.
So a fact becomes a variable whose cells are the sets of values that no comparison tells apart.
A fact with several answers becomes one variable per answer; a term, a comparison on a rule and a judgement one each,
with the cells no and yes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from ketenzicht.calendar import day_after
from ketenzicht.chain.model import Chain, Fact
from ketenzicht.chain.model.base import TextNode
from ketenzicht.chain.model.conditions import NO, YES, Bound, Comparison, Elapsed, NormValue
from ketenzicht.rules.amounts import Amounts, facts_of
from ketenzicht.rules.answers import Answers, Value, value_of

Cell = int
NO_CELL, YES_CELL = 0, 1


@dataclass(frozen=True)
class Variable:
    """Something that is unknown or in one of ``size`` cells.

    Args:
        key: what tells it apart; variables sort by it within one order of facts.
        facts: the facts that it is read from; none for a judgement.
        size: number of cells.
        cell: the cell for the answers of a case, None when unknown.
        judgement: what must be judged, for a variable that no fact decides.
    """

    key: tuple[str, ...]
    facts: tuple[str, ...]
    size: int
    cell: Callable[[Answers], Cell | None]
    judgement: TextNode | None = None


@dataclass(frozen=True)
class Test:
    """A variable and the cells in which a comparison on it holds."""

    variable: Variable
    cells: frozenset[Cell]


class Variables:
    """The variables of a chain on a day: every comparison of the chain is known, so that cells are shared."""

    def __init__(self, chain: Chain, day: date, comparisons: Iterable[Comparison]) -> None:
        self.chain, self.day = chain, day
        self.facts = {fact.id: fact for fact in chain.facts}
        self.amounts = Amounts(chain, day)
        self._comparisons: dict[str, list[Comparison]] = {}
        for comparison in comparisons:
            if comparison.fact is not None:
                self._comparisons.setdefault(comparison.fact, []).append(comparison)
        self._cells = {
            name: self._signatures(self.facts[name], found) for name, found in self._comparisons.items()
        }
        self._variables: dict[str, Variable] = {}

    def tests(self, comparison: Comparison) -> tuple[Literal["all", "any"], tuple[Test, ...]]:
        """A comparison as tests, of which all or any must hold."""
        if comparison.rule is not None:
            return "all", (self._rule(comparison),)
        fact = self.facts[str(comparison.fact)]
        if fact.kind == "meerkeuze":
            return "any", tuple(self._choice(fact, answer) for answer in comparison.equals)
        cells = self._cells[fact.id]
        holds = frozenset(number for number, (value, _) in enumerate(cells) if self.holds(comparison, value))
        return "all", (Test(self._fact(fact), holds),)

    def elapsed(self, item: Elapsed) -> Test:
        """Whether a term has run out: it has on the day after its last day."""

        def cell(answers: Answers) -> Cell | None:
            since = value_of(answers, item.since)
            return int(day_after(since, item.limit) < self.day) if isinstance(since, date) else None

        key = (item.since, "verstreken", f"{item.limit.length} {item.limit.unit}")
        return Test(Variable(key, (item.since,), 2, cell), frozenset({YES_CELL}))

    def judgement(self, text: TextNode) -> Test:
        """Something that no fact decides."""
        variable = Variable(("\uffff", text.nl), (), 2, lambda _answers: None, judgement=text)
        return Test(variable, frozenset({YES_CELL}))

    def holds(self, comparison: Comparison, value: Value) -> bool:
        """Whether a comparison holds for a value. A bound that is not known on the day holds for none."""
        if isinstance(value, frozenset):
            return not value.isdisjoint(comparison.equals)
        if isinstance(value, Decimal):
            if comparison.equals and not any(value == Decimal(answer) for answer in comparison.equals):
                return False
            return self._within(comparison, value)
        wanted = comparison.equals or (YES,)
        return str(value) in wanted

    def _within(self, comparison: Comparison, value: Decimal) -> bool:
        bounds = (comparison.at_least, comparison.at_most, comparison.more_than, comparison.less_than)
        least, most, above, below = (self.bound(bound) for bound in bounds)
        if any(
            bound is not None and found is None
            for bound, found in zip(bounds, (least, most, above, below), strict=True)
        ):
            return False
        return (
            (least is None or value >= least)
            and (most is None or value <= most)
            and (above is None or value > above)
            and (below is None or value < below)
        )

    def bound(self, bound: Bound | None) -> Decimal | None:
        """A bound as a number, None when there is none or its norm has no value on the day."""
        return self.amounts.norms.get(bound.norm) if isinstance(bound, NormValue) else bound

    def _signatures(self, fact: Fact, comparisons: list[Comparison]) -> list[tuple[Value, tuple[bool, ...]]]:
        """A value of each cell, with what the comparisons say of it."""
        found: dict[tuple[bool, ...], Value] = {}
        for value in self._examples(fact, comparisons):
            found.setdefault(tuple(self.holds(item, value) for item in comparisons), value)
        return [(value, signature) for signature, value in found.items()]

    def examples(self, fact: Fact) -> list[Value]:
        """A value of each cell of a fact with one answer; one value when no comparison looks at it."""
        if fact.id in self._cells:
            return [value for value, _ in self._cells[fact.id]]
        return self._examples(fact, [])[:1]

    def _examples(self, fact: Fact, comparisons: list[Comparison]) -> list[Value]:
        """Values among which there is one of every cell."""
        if fact.kind == "ja-nee":
            return [NO, YES]
        if fact.kind == "keuze":
            return [choice.id for choice in fact.choices]
        if fact.kind not in ("getal", "bedrag"):
            return []
        cuts = sorted(
            {
                found
                for item in comparisons
                for bound in (item.at_least, item.at_most, item.more_than, item.less_than)
                if (found := self.bound(bound)) is not None
            }
            | {Decimal(answer) for item in comparisons for answer in item.equals}
        )
        if not cuts:
            return [Decimal(0)]
        between = [(low + high) / 2 for low, high in pairwise(cuts)]
        low, high = cuts[0] - 1, cuts[-1] + 1
        values = sorted({*cuts, *between, low, high})
        return [value for value in values if is_possible(fact, value)]

    def _fact(self, fact: Fact) -> Variable:
        if fact.id not in self._variables:
            comparisons = self._comparisons[fact.id]
            number = {signature: cell for cell, (_, signature) in enumerate(self._cells[fact.id])}
            answered: dict[Value, Cell] = {
                answer: number[tuple(self.holds(item, answer) for item in comparisons)]
                for answer in ((NO, YES) if fact.kind == "ja-nee" else [choice.id for choice in fact.choices])
            }

            def cell(answers: Answers) -> Cell | None:
                value = value_of(answers, fact.id)
                if value is None:
                    return None
                if value in answered:
                    return answered[value]
                return number[tuple(self.holds(item, value) for item in comparisons)]

            self._variables[fact.id] = Variable((fact.id,), (fact.id,), len(number), cell)
        return self._variables[fact.id]

    def _choice(self, fact: Fact, answer: str) -> Test:
        def cell(answers: Answers) -> Cell | None:
            value = value_of(answers, fact.id)
            return int(answer in value) if isinstance(value, frozenset) else None

        return Test(Variable((fact.id, answer), (fact.id,), 2, cell), frozenset({YES_CELL}))

    def _rule(self, comparison: Comparison) -> Test:
        rule = self.amounts.rules[str(comparison.rule)]

        def cell(answers: Answers) -> Cell | None:
            value = self.amounts.value(rule.value, answers)
            return None if value is None else int(self._within(comparison, value))

        bounds = (comparison.at_least, comparison.at_most, comparison.more_than, comparison.less_than)
        facts = tuple(dict.fromkeys(facts_of(rule.value, self.chain)))
        key = (facts[-1] if facts else "", "regel", rule.id, *(str(self.bound(bound)) for bound in bounds))
        return Test(Variable(key, facts, 2, cell), frozenset({YES_CELL}))


def is_possible(fact: Fact, value: Decimal) -> bool:
    """Whether a number is a possible answer to a fact."""
    least = fact.at_least if fact.at_least is not None else (Decimal(0) if fact.kind == "bedrag" else value)
    return least <= value <= (fact.at_most if fact.at_most is not None else value)
