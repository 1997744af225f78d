"""The integer program of an attacker, solved with HiGHS through SciPy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from ketenzicht.publish.known import Knowledge, Terms

Solution: TypeAlias = dict[int, float]
"""A possible true value for each quantity."""


class Program:
    """The constraints among some quantities, ready to be searched.

    Args:
        known: what is known.
        members: the quantities that take part; together with all that they are connected with.
        most: alternatives over larger numbers are left out.
    """

    def __init__(self, known: Knowledge, members: Iterable[int], most: int) -> None:
        self.columns = {place: column for column, place in enumerate(members)}
        quantities = [known.quantities[place] for place in self.columns]
        finite = [item.high for item in quantities if item.high < math.inf]
        self.cap = 2 * max(finite, default=0) + 100 * known.policy.threshold
        self.low: list[float] = [item.low for item in quantities]
        self.high: list[float] = [min(item.high, max(self.cap, item.low)) for item in quantities]
        self.whole: list[int] = [int(item.whole) for item in quantities]
        self.rows: list[tuple[Mapping[int, float], float, float]] = []
        self.most, self.seconds = most, math.inf
        for item in known.constraints:
            if next(iter(item.terms)) in self.columns:
                self.rows.append((self._columns(item.terms), item.low, item.high))
        for column, quantity in enumerate(quantities):
            if quantity.gap and quantity.low < quantity.gap <= quantity.high:
                self._choose([({column: 1}, 0, 0), ({column: 1}, quantity.gap, math.inf)])
        for choice in known.choices:
            if next(iter(choice[0].terms)) in self.columns:
                self._choose([(self._columns(item.terms), item.low, item.high) for item in choice])
        self._constraints: Any = None

    def least(self, terms: Terms) -> float | None:
        """The smallest value of a sum, None when it cannot be found in time (or the figures contradict)."""
        found = self.solution(terms)
        return found if found is None else self.value(terms, found)

    def value(self, terms: Terms, solution: Solution) -> float:
        """The value of a sum in a solution."""
        return round(sum(factor * solution[place] for place, factor in terms.items()), 6)

    def solution(self, terms: Terms) -> Solution | None:
        """True numbers that agree with everything known and make a sum as small as can be; None as above."""
        from scipy.optimize import Bounds, milp

        if self.seconds <= 0:
            return None
        costs = [0.0] * len(self.low)
        for column, factor in self._columns(terms).items():
            costs[column] = factor
        found: Any = milp(
            costs,
            integrality=self.whole,
            bounds=Bounds(self.low, self.high),
            constraints=self._matrix(),
            options={"time_limit": self.seconds} if self.seconds < math.inf else {},
        )
        if found.status != 0:
            return None
        values = [float(value) for value in found.x]
        return {
            place: round(values[column]) if self.whole[column] else values[column]
            for place, column in self.columns.items()
        }

    def _columns(self, terms: Terms) -> Terms:
        return {self.columns[place]: factor for place, factor in terms.items()}

    def _choose(self, choice: list[tuple[Terms, float, float]]) -> None:
        """At least one of these holds: a switch for each, that relaxes it when off."""
        relaxed: list[tuple[dict[int, float], float, float]] = []
        switches: Terms = {}
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

    def _matrix(self) -> Any:
        """The constraints as SciPy wants them, made once."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        if self._constraints is None and self.rows:
            places = [
                (number, column, factor)
                for number, (terms, _, _) in enumerate(self.rows)
                for column, factor in terms.items()
            ]
            rows, columns, factors = zip(*places, strict=True)
            shape = (len(self.rows), len(self.low))
            self._constraints = LinearConstraint(
                csr_array((factors, (rows, columns)), shape=shape),
                [row[1] for row in self.rows],
                [row[2] for row in self.rows],
            )
        return self._constraints if self.rows else ()
