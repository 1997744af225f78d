"""The integer program of an attacker, solved with HiGHS through SciPy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from ketenzicht.publish.known import Between, Quantity, Terms

Solution: TypeAlias = dict[int, float]
"""A possible true value for each quantity."""

Row: TypeAlias = tuple[Mapping[int, float], float, float]
"""Factors by column, and the bounds of their sum."""


INFEASIBLE = 2
"""What SciPy says when no numbers satisfy all constraints."""


class Program:
    """What is known of connected quantities, ready to be searched.

    Args:
        quantities: by their position.
        constraints, choices: all that holds between them; of a choice at least one side.
        threshold: what is not bounded is searched up to far above this and all numbers that are.
        most: alternatives over larger numbers are left out.
    """

    def __init__(
        self,
        quantities: Mapping[int, Quantity],
        constraints: Sequence[Between],
        choices: Iterable[Sequence[Between]],
        threshold: int,
        most: int,
    ) -> None:
        self.columns = {place: column for column, place in enumerate(quantities)}
        own = list(quantities.values())
        cap = 2 * max((item.high for item in own if item.high < math.inf), default=0) + 100 * threshold
        self.low: list[float] = [item.low for item in own]
        self.high: list[float] = [min(item.high, max(cap, item.low)) for item in own]
        self.whole: list[int] = [int(item.whole) for item in own]
        self.most, self.seconds = most, math.inf
        self.constraints = constraints
        self.rows: list[Row] = [(self._columns(item.terms), item.low, item.high) for item in constraints]
        for column, quantity in enumerate(own):
            if quantity.gap and quantity.low < quantity.gap <= quantity.high:
                self._choose([({column: 1}, 0, 0), ({column: 1}, quantity.gap, math.inf)])
        for choice in choices:
            self._choose([(self._columns(item.terms), item.low, item.high) for item in choice])
        self._matrix: Any = None
        self.contradiction = False
        """Whether the last search found that nothing agrees with everything known."""

    def least(self, terms: Terms) -> float | None:
        """The smallest value of a sum, None when it cannot be found in time (or the figures contradict)."""
        found = self.solution(terms)
        return found if found is None else self.value(terms, found)

    def value(self, terms: Terms, solution: Solution) -> float:
        """The value of a sum in a solution."""
        return round(sum(factor * solution[place] for place, factor in terms.items()), 6)

    def solution(self, terms: Terms) -> Solution | None:
        """True numbers that agree with everything known and make a sum as small as can be; None as above."""
        costs = [0.0] * len(self.low)
        for column, factor in self._columns(terms).items():
            costs[column] = factor
        values = self._solved(costs)
        if values is None:
            return None
        return {
            place: round(values[column]) if self.whole[column] else values[column]
            for place, column in self.columns.items()
        }

    def contradicts(self) -> bool:
        """Whether no true numbers agree with everything known; not when that could not be settled in time."""
        self.solution({})
        return self.contradiction

    def yielding(self, may: set[int]) -> list[Between]:
        """The constraints that must give way for the others to hold together, by as few cases as can be.

        Args:
            may: the identity (``id``) of those that may. All of them when giving way is not enough.
        """
        slack: dict[int, Between] = {}
        for number, (item, (terms, low, high)) in enumerate(zip(self.constraints, self.rows, strict=False)):
            if id(item) in may:
                column = len(self.low)
                self._add(2, math.inf, whole=False)
                self.rows[number] = ({**terms, column: 1, column + 1: -1}, low, high)
                slack |= {column: item, column + 1: item}
        values = self._solved([float(column in slack) for column in range(len(self.low))])
        if values is None:
            return [item for item in self.constraints if id(item) in may]
        return [item for column, item in slack.items() if values[column] > 0.5]

    def _solved(self, costs: list[float]) -> list[float] | None:
        from scipy.optimize import Bounds, milp

        self.contradiction = any(low > high for low, high in zip(self.low, self.high, strict=True))
        if self.seconds <= 0 or self.contradiction:
            return None
        found: Any = milp(
            costs,
            integrality=self.whole,
            bounds=Bounds(self.low, self.high),
            constraints=self._constraints() if self.rows else (),
            options={"time_limit": self.seconds} if self.seconds < math.inf else {},
        )
        self.contradiction = found.status == INFEASIBLE
        return [float(value) for value in found.x] if found.status == 0 else None

    def _columns(self, terms: Terms) -> Terms:
        return {self.columns[place]: factor for place, factor in terms.items()}

    def _choose(self, choice: list[tuple[Terms, float, float]]) -> None:
        """At least one of these holds: a switch for each, that relaxes it when off."""
        relaxed: list[Row] = []
        switches: dict[int, float] = {}
        for terms, low, high in choice:
            ends = [sorted((factor * self.low[at], factor * self.high[at])) for at, factor in terms.items()]
            least, largest = sum(end[0] for end in ends), sum(end[1] for end in ends)
            if max(abs(least), abs(largest)) > self.most:
                return
            switch = len(self.low) + len(switches)
            switches[switch] = 1
            if low > least:
                relaxed.append(({**terms, switch: least - low}, least, math.inf))
            if high < largest:
                relaxed.append(({**terms, switch: largest - high}, -math.inf, largest))
        self._add(len(switches), 1, whole=True)
        self.rows += [*relaxed, (switches, 1, math.inf)]

    def _add(self, number: int, high: float, *, whole: bool) -> None:
        """Further unknowns from 0 up."""
        self.low += [0] * number
        self.high += [high] * number
        self.whole += [int(whole)] * number

    def _constraints(self) -> Any:
        """The constraints as SciPy wants them, made once."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        if self._matrix is None:
            places = [
                (number, column, factor)
                for number, (terms, _, _) in enumerate(self.rows)
                for column, factor in terms.items()
            ]
            rows, columns, factors = zip(*places, strict=True)
            self._matrix = LinearConstraint(
                csr_array((factors, (rows, columns)), shape=(len(self.rows), len(self.low))),
                [row[1] for row in self.rows],
                [row[2] for row in self.rows],
            )
        return self._matrix
