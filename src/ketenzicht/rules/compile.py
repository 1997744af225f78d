"""The conditions of a chain, ready to be judged on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar, assert_never

from ketenzicht.chain.model import Chain
from ketenzicht.chain.model.conditions import (
    AllOf,
    AnyOf,
    AtLeastN,
    Comparison,
    Condition,
    Judgement,
    Named,
    Not,
    TermElapsed,
)
from ketenzicht.chain.references import nodes
from ketenzicht.rules.answers import Answers
from ketenzicht.rules.decision import NO, YES, Diagram, Diagrams, Known, Verdict
from ketenzicht.rules.variables import Test, Variable, Variables

Made = TypeVar("Made")


class Conditions:
    """Every condition of a chain on one day.

    A fact that is not applicable (its ``alleen_als`` does not hold) has no value that any comparison fits.
    """

    def __init__(self, chain: Chain, day: date) -> None:
        self.chain, self.day = chain, day
        found = [node for _, node in nodes(chain)]
        self.variables = Variables(chain, day, [item for item in found if isinstance(item, Comparison)])
        self.named = {item.id: item for item in chain.conditions}
        self._order = order = {fact.id: place for place, fact in enumerate(chain.facts)}
        every = {test.variable.key: test.variable for item in found for test in self._tests(item)}
        self.diagrams = Diagrams(
            sorted(
                every.values(), key=lambda variable: (order.get(variable.key[0], len(order)), variable.key)
            )
        )
        self.places_of: dict[str, list[int]] = {}
        """For each fact the variables that are read from it, by place."""
        for place, variable in enumerate(self.diagrams.variables):
            for fact in variable.facts:
                self.places_of.setdefault(fact, []).append(place)
        self._compiled: dict[int, tuple[Condition, Diagram]] = {}
        self._busy: set[int] = set()
        self._once: dict[int, tuple[Condition, Any]] = {}

    def _tests(self, item: object) -> Iterator[Test]:
        if isinstance(item, Comparison):
            yield from self.variables.tests(item)[1]
        elif isinstance(item, TermElapsed):
            yield self.variables.elapsed(item.elapsed)
        elif isinstance(item, Judgement):
            yield self.variables.judgement(item.judgement)

    def in_order(self, facts: Iterable[str]) -> tuple[str, ...]:
        """Facts in the order of the chain."""
        return tuple(sorted(facts, key=self._order.__getitem__))

    def once(self, condition: Condition, make: Callable[[], Made]) -> Made:
        """What is the same for every case, made for a condition at its first use; one maker per condition."""
        if id(condition) not in self._once:
            self._once[id(condition)] = condition, make()
        found: Made = self._once[id(condition)][1]
        return found

    def diagram(self, condition: Condition) -> Diagram:
        """The diagram of a condition; made once.

        Raises:
            ValueError: conditions that name each other in a circle; a check of the chain prevents it.
        """
        name = id(condition)  # to hash a tree takes longer than to read its diagram
        if name not in self._compiled:
            if name in self._busy:
                raise ValueError("conditions name each other in a circle")
            self._busy.add(name)
            self._compiled[name] = condition, self._made(condition)
            self._busy.discard(name)
        return self._compiled[name][1]

    def _made(self, condition: Condition) -> Diagram:
        make = self.diagrams
        if isinstance(condition, AllOf):
            return make.all_of([self.diagram(part) for part in condition.all_of])
        if isinstance(condition, AnyOf):
            return make.any_of([self.diagram(part) for part in condition.any_of])
        if isinstance(condition, Not):
            return make.opposite(self.diagram(condition.negated))
        if isinstance(condition, AtLeastN):
            return make.at_least(condition.number, [self.diagram(part) for part in condition.of])
        if isinstance(condition, Named):
            return self.diagram(self.named[condition.condition].when)
        if isinstance(condition, TermElapsed):
            test = self.variables.elapsed(condition.elapsed)
            return make.both(self._applicable(test.variable), make.test(test))
        if isinstance(condition, Judgement):
            return make.test(self.variables.judgement(condition.judgement))
        if isinstance(condition, Comparison):
            return self._comparison(condition)
        assert_never(condition)

    def _comparison(self, condition: Comparison) -> Diagram:
        make = self.diagrams
        how, tests = self.variables.tests(condition)
        parts = [make.both(self._applicable(test.variable), make.test(test)) for test in tests]
        found = make.all_of(parts) if how == "all" else make.any_of(parts)
        rule = self.variables.amounts.rules.get(condition.rule or "")
        return make.both(self.diagram(rule.when), found) if rule is not None and rule.when else found

    def _applicable(self, variable: Variable) -> Diagram:
        only = [self.variables.facts[fact].only_if for fact in variable.facts]
        return self.diagrams.all_of([self.diagram(condition) for condition in only if condition is not None])


class Judge:
    """What the conditions of a chain come to for the answers of one case. Reads each fact once."""

    def __init__(self, conditions: Conditions, answers: Answers) -> None:
        self.conditions, self.answers = conditions, answers
        variables = conditions.diagrams.variables
        given = {place for fact in answers for place in conditions.places_of.get(fact, ())}
        cells = {place: variables[place].cell(answers) for place in sorted(given)}
        self.known = Known({place: cell for place, cell in cells.items() if cell is not None})
        self.explained: dict[str, Any] = {}
        """The trees of named conditions, which several options share."""

    def verdict(self, condition: Condition) -> Verdict:
        """Yes, no, or unknown with the facts that can still change it."""
        return self.conditions.diagrams.verdict(self.conditions.diagram(condition), self.known)

    def holds(self, diagram: Diagram) -> bool | None:
        """Yes, no, or None for unknown."""
        left = self.left(diagram)
        return None if left not in (NO, YES) else left == YES

    def left(self, diagram: Diagram) -> Diagram:
        """What is left of a diagram once the known facts are filled in."""
        return self.conditions.diagrams.filled_in(diagram, self.known)
