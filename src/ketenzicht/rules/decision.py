"""A condition as a decision diagram: what it comes to for what is known, and which facts can still change that.

Multi-valued decision diagrams, reduced and ordered (Bryant RE (1986), Graph-based algorithms for Boolean function
manipulation, IEEE Transactions on Computers C-35, 677-691; Srinivasan A and others (1990), ICCAD, 92-95). Two
conditions that always come to the same are one diagram, so that:

* the outcome is unknown only if some answers would make it yes and others no (sharper than reading the tree with
  three truth values, which agrees wherever it knows the outcome);
* the variables that are left in the diagram, once the known ones are filled in, are exactly those that can still
  change the outcome;
* a condition that is always yes or always no is a constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from ketenzicht.rules.variables import NO_CELL, Cell, Test, Variable

Diagram = int
"""The number of a node; 0 is no, 1 is yes."""

NO, YES = 0, 1


@dataclass(frozen=True)
class Verdict:
    """What a condition comes to: yes, no, or None when unknown; then the variables that can still change it."""

    holds: bool | None
    open: tuple[Variable, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that can still change it."""
        return tuple(dict.fromkeys(fact for variable in self.open for fact in variable.facts))


class Diagrams:
    """Diagrams over variables in one order; equal functions are the same number."""

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.variables = tuple(variables)
        self._place = {variable.key: place for place, variable in enumerate(self.variables)}
        self.nodes: list[tuple[int, tuple[Diagram, ...]]] = [(len(self.variables), ())] * 2
        self._known: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._both: dict[tuple[Diagram, Diagram], Diagram] = {}

    def test(self, test: Test) -> Diagram:
        """The variable is in one of the cells."""
        return self._node(
            self._place[test.variable.key],
            tuple(YES if cell in test.cells else NO for cell in range(test.variable.size)),
        )

    def both(self, one: Diagram, other: Diagram) -> Diagram:
        """One and the other."""
        if NO in (one, other):
            return NO
        if one in (YES, other):
            return other
        if other == YES:
            return one
        key = (min(one, other), max(one, other))
        if key not in self._both:
            place = min(self.nodes[one][0], self.nodes[other][0])
            pairs = zip(self._children(one, place), self._children(other, place), strict=True)
            self._both[key] = self._node(place, tuple(self.both(left, right) for left, right in pairs))
        return self._both[key]

    def opposite(self, of: Diagram) -> Diagram:
        """Not this one."""
        if of in (NO, YES):
            return 1 - of
        place, children = self.nodes[of]
        return self._node(place, tuple(self.opposite(child) for child in children))

    def all_of(self, parts: Sequence[Diagram]) -> Diagram:
        """All of these."""
        return reduce(self.both, parts, YES)

    def any_of(self, parts: Sequence[Diagram]) -> Diagram:
        """At least one of these."""
        return self.opposite(self.all_of([self.opposite(part) for part in parts]))

    def at_least(self, number: int, parts: Sequence[Diagram]) -> Diagram:
        """At least so many of these."""
        if number <= 0:
            return YES
        if number > len(parts):
            return NO
        first, rest = parts[0], parts[1:]
        return self.any_of([self.both(first, self.at_least(number - 1, rest)), self.at_least(number, rest)])

    def verdict(self, of: Diagram, cell: Callable[[int], Cell | None]) -> Verdict:
        """What a diagram comes to when some variables are known.

        Args:
            of: the diagram.
            cell: the cell of a variable by its place, None when unknown.
        """
        left = self.filled_in(of, cell)
        if left in (NO, YES):
            return Verdict(left == YES)
        return Verdict(None, tuple(self.variables[place] for place in self.places(left)))

    def filled_in(self, of: Diagram, cell: Callable[[int], Cell | None]) -> Diagram:
        """The diagram that is left when what is known is filled in."""
        done: dict[Diagram, Diagram] = {NO: NO, YES: YES}

        def fill(diagram: Diagram) -> Diagram:
            if diagram not in done:
                place, children = self.nodes[diagram]
                known = cell(place)
                if known is not None:
                    done[diagram] = fill(children[known])
                else:
                    done[diagram] = self._node(place, tuple(fill(child) for child in children))
            return done[diagram]

        return fill(of)

    def settled_by(self, of: Diagram, place: int) -> bool:
        """Whether some value of one variable alone makes the outcome known."""

        def left(value: Cell) -> Diagram:
            return self.filled_in(of, lambda other: value if other == place else None)

        return any(left(value) in (NO, YES) for value in range(self.variables[place].size))

    def places(self, of: Diagram) -> tuple[int, ...]:
        """The variables that a diagram depends on, by place, in order."""
        found, todo, seen = set[int](), [of], {NO, YES}
        while todo:
            diagram = todo.pop()
            if diagram not in seen:
                seen.add(diagram)
                place, children = self.nodes[diagram]
                found.add(place)
                todo.extend(children)
        return tuple(sorted(found))

    def _children(self, of: Diagram, place: int) -> tuple[Diagram, ...]:
        own, children = self.nodes[of]
        return children if own == place else (of,) * self.variables[place].size

    def _node(self, place: int, children: tuple[Diagram, ...]) -> Diagram:
        if all(child == children[NO_CELL] for child in children):
            return children[NO_CELL]
        key = (place, children)
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self.nodes.append(key)
        return self._known[key]
