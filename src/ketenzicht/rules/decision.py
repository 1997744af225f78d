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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import or_

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


class Known:
    """The cells of the variables that are known in one case, and what diagrams came to with them."""

    def __init__(self, cells: Mapping[int, Cell]) -> None:
        self.cells = cells
        self.mask = sum(1 << place for place in cells)
        self.done: dict[Diagram, Diagram] = {NO: NO, YES: YES}


class Diagrams:
    """Diagrams over variables in one order; equal functions are the same number."""

    def __init__(self, variables: Sequence[Variable]) -> None:
        self.variables = tuple(variables)
        self._place = {variable.key: place for place, variable in enumerate(self.variables)}
        self.nodes: list[tuple[int, tuple[Diagram, ...]]] = [(len(self.variables), ())] * 2
        self._known: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._both: dict[tuple[Diagram, Diagram], Diagram] = {}
        self._depends = [0, 0]  # the variables of each node and of those below it, a bit for each place
        self._places: dict[Diagram, tuple[int, ...]] = {}
        self._settled: dict[tuple[Diagram, Diagram], int] = {}
        self._settling: dict[Diagram, tuple[int, ...]] = {}
        self._first_cell = tuple(accumulate((variable.size for variable in self.variables), initial=0))

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

    def filled_in(self, of: Diagram, known: Known) -> Diagram:
        """The diagram that is left when what is known is filled in."""
        done = known.done.get(of)
        if done is not None:
            return done
        place, children = self.nodes[of]
        cell = known.cells.get(place)
        if not self._depends[of] & known.mask:
            left = of
        elif cell is not None:
            left = self.filled_in(children[cell], known)
        else:
            left = self._node(place, tuple([self.filled_in(child, known) for child in children]))
        known.done[of] = left
        return left

    def verdict(self, of: Diagram, known: Known) -> Verdict:
        """What a diagram comes to when some variables are known."""
        left = self.filled_in(of, known)
        if left in (NO, YES):
            return Verdict(left == YES)
        return Verdict(None, tuple(self.variables[place] for place in self.places(left)))

    def places(self, of: Diagram) -> tuple[int, ...]:
        """The variables that a diagram depends on, by place, in order."""
        if of not in self._places:
            self._places[of] = _bits(self._depends[of])
        return self._places[of]

    def settling(self, of: Diagram) -> tuple[int, ...]:
        """The variables of which some value alone makes the outcome known, by place, in order."""
        if of not in self._settling:
            settled = self._settles(of, NO) | self._settles(of, YES)
            own = ((place, self._cells_of(place)) for place in self.places(of))
            self._settling[of] = tuple(place for place, cells in own if settled & cells)
        return self._settling[of]

    def _settles(self, of: Diagram, outcome: Diagram) -> int:
        """The cells of all variables that alone lead to an outcome, as bits.

        Another variable's cell does so if it does for every child; an own cell does if its child is the outcome.
        """
        if of in (NO, YES):
            return -1 if of == outcome else 0
        key = (of, outcome)
        if key not in self._settled:
            place, children = self.nodes[of]
            shared = -1
            for child in children:
                shared &= self._settles(child, outcome)
            own = sum(1 << cell for cell, child in enumerate(children) if child == outcome)
            self._settled[key] = (shared & ~self._cells_of(place)) | own << self._first_cell[place]
        return self._settled[key]

    def _cells_of(self, place: int) -> int:
        return (1 << self.variables[place].size) - 1 << self._first_cell[place]

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
            self._depends.append(reduce(or_, (self._depends[child] for child in children), 1 << place))
        return self._known[key]


def _bits(mask: int) -> tuple[int, ...]:
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return tuple(found)
