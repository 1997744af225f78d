"""The integer program of an attacker, solved with HiGHS through SciPy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from ketenzicht.publish.known import Knowledge, Sum

Solution: TypeAlias = dict[int, float]
"""A possible true value for each quantity."""


class Program:
    """The constraints among some quantities, ready to be searched.

    Args:
        known: what is known.
        members: the quantities that take part; together with all that they are connected with.
        most: alternatives over larger numbers are left out.
        seconds: the most time for a search.
    """

    def __init__(self, known: Knowledge, members: Iterable[int], most: int, seconds: float) -> None:
        self.columns = {place: column for column, place in enumerate(members)}
        quantities = [known.quantities[place] for place in self.columns]
        finite = [item.high for item in quantities if item.high < math.inf]
        self.cap = 2 * max(finite, default=0) + 100 * known.policy.threshold
        self.low: list[float] = [item.low for item in quantities]
        self.high: list[float] = [min(item.high, max(self.cap, item.low)) for item in quantities]
        self.whole: list[int] = [int(item.whole) for item in quantities]
        self.rows: list[tuple[Mapping[int, float], float, float]] = []
        self.most, self.seconds = most, seconds
        for item in known.constraints:
            if next(iter(item.sum)) in self.columns:
                self.rows.append((self._columns(item.sum), item.low, item.high))
        for column, quantity in enumerate(quantities):
            if quantity.gap and quantity.low < known.policy.threshold <= quantity.high:
                above = known.policy.threshold
                self._choose([({column: 1}, 0, 0), ({column: 1}, above, math.inf)])
        for choice in known.choices:
            if next(iter(choice[0].sum)) in self.columns:
                self._choose([(self._columns(item.sum), item.low, item.high) for item in choice])

    def least(self, terms: Sum) -> float | None:
        """The smallest value of a sum, None when it cannot be found in time (or the figures contradict)."""
        found = self.solution(terms)
        return found if found is None else self.value(terms, found)

    def value(self, terms: Sum, solution: Solution) -> float:
        """The value of a sum in a solution."""
        return round(sum(factor * solution[place] for place, factor in terms.items()), 6)

    def solution(self, terms: Sum) -> Solution | None:
        """True numbers that agree with everything known and make a sum as small as can be; None as above."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        costs = [0.0] * len(self.low)
        for column, factor in self._columns(terms).items():
            costs[column] = factor
        constraints = LinearConstraint(*self._matrix()) if self.rows else ()
        found: Any = milp(
            costs,
            integrality=self.whole,
            bounds=Bounds(self.low, self.high),
            constraints=constraints,
            options={"time_limit": self.seconds},
        )
        if found.status != 0:
            return None
        values = [float(value) for value in found.x]
        return {
            place: round(values[column]) if self.whole[column] else values[column]
            for place, column in self.columns.items()
        }

    def _columns(self, terms: Sum) -> Sum:
        return {self.columns[place]: factor for place, factor in terms.items()}

    def _choose(self, choice: list[tuple[Sum, float, float]]) -> None:
        """At least one of these holds: a switch for each, that relaxes it when off."""
        relaxed: list[tuple[dict[int, float], float, float]] = []
        switches: Sum = {}
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
        self.low += [0] * len(switches)
        self.high += [1] * len(switches)
        self.whole += [1] * len(switches)
        self.rows += [*relaxed, (switches, 1, math.inf)]

    def _matrix(self) -> tuple[Any, list[float], list[float]]:
        import numpy as np

        matrix = np.zeros((len(self.rows), len(self.low)))
        for number, (terms, _, _) in enumerate(self.rows):
            for column, factor in terms.items():
                matrix[number, column] = factor
        return matrix, [row[1] for row in self.rows], [row[2] for row in self.rows]
