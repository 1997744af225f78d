"""What an outsider knows of the true numbers behind the published figures of one measure.

Each published figure says something about a true whole number: a rounded one lies within half the base, a hidden
one is too small to show, parts add up to their total. Written down together these are the unknowns and the
constraints of a linear program (:mod:`ketenzicht.publish.audit`), the way in which an attacker would work.
The idea is the intruder's problem of Fischetti and Salazar (2001), with rounding added.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedShare,
)

Sum: TypeAlias = dict[int, int]
"""A weighted sum of quantities: factor by the position of the quantity."""


@dataclass(frozen=True)
class Place:
    """Where a quantity stands: a cell of a table, a headline figure or a count of the attrition.

    ``at`` is (table, row, column), (name,) or (step, field); ``part`` says which number of the figure it is.
    """

    where: Literal["table", "headline", "attrition"]
    at: tuple[int | str, ...]
    part: Literal["x", "n"] = "x"


@dataclass
class Quantity:
    """A true number: between ``low`` and ``high``; with ``gap`` it is 0 or at least the threshold.

    ``shown`` is what stands in the report; ``total`` when others are parts of it.
    """

    low: float = 0
    high: float = math.inf
    gap: bool = False
    whole: bool = True
    shown: int | None = None
    total: bool = False
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class Between:
    """A sum lies between two numbers, both inclusive."""

    sum: Sum
    low: float
    high: float


@dataclass(frozen=True)
class Target:
    """A number that must stay hidden: the cell, or the rest of the whole that it is a part of."""

    place: Place
    sum: Sum
    rest: bool = False


class Knowledge:
    """Unknowns and constraints, built figure by figure."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.quantities: list[Quantity] = []
        self.constraints: list[Between] = []
        self.choices: list[tuple[Between, ...]] = []
        """Of each of these at least one is true."""
        self.targets: list[Target] = []
        self._position: dict[object, int] = {}
        self._same: dict[object, object] = {}

    def same(self, one: object, other: object) -> None:
        """Two keys name one quantity; say so before either is used."""
        one, other = self._resolved(one), self._resolved(other)
        if one != other:
            self._same[one] = other

    def position(self, key: object) -> int:
        """The position of the quantity with this key; it is made at first use."""
        key = self._resolved(key)
        if key not in self._position:
            self._position[key] = len(self.quantities)
            self.quantities.append(Quantity())
        return self._position[key]

    def adds_up(self, parts: Iterable[object], total: object) -> None:
        """The parts together are the total."""
        terms: Sum = {self.position(total): -1}
        for part in parts:
            found = self.position(part)
            terms[found] = terms.get(found, 0) + 1
        self.constraints.append(Between(terms, 0, 0))

    def see_count(self, key: object, figure: int | Hidden | None, place: Place) -> None:
        """A count as published; None is a small one that is hidden."""
        position = self.position(key)
        quantity = self.quantities[position]
        quantity.places.append(place)
        if isinstance(figure, int):
            self._shown(quantity, figure)
        elif figure is None or figure.reason == "klein":
            self._narrow(quantity, 1, self.policy.threshold - 1)
            self.targets.append(Target(place, {position: 1}))
        else:
            self._narrow(quantity, self.policy.threshold, math.inf)

    def see(self, key: object, whole: object, figure: PublishedFigure | None, place: Place) -> None:
        """A figure as published: ``key`` is its number, ``whole`` what a share is a part of."""
        if isinstance(figure, PublishedCount):
            self.see_count(key, figure.n, place)
        elif isinstance(figure, PublishedNumber):
            self.see_count(whole, figure.n, Place(place.where, place.at, "n"))
        elif isinstance(figure, PublishedShare):
            self._see_share(self.position(key), self.position(whole), figure, place)
        elif isinstance(figure, Hidden):
            self._see_hidden_share(self.position(key), self.position(whole), figure, place)

    def _see_share(self, part: int, whole: int, figure: PublishedShare, place: Place) -> None:
        x, n = self.quantities[part], self.quantities[whole]
        x.places.append(place)
        n.places.append(Place(place.where, place.at, "n"))
        self._shown(n, figure.n)
        self._shown(x, figure.x, slack=0.5 if figure.estimated else 0)
        n.total = True
        self._is_part(part, whole)
        if not figure.estimated:
            rest = {whole: 1, part: -1}
            self.choices.append((Between(rest, 0, 0), Between(rest, self.policy.threshold, math.inf)))

    def _see_hidden_share(self, part: int, whole: int, figure: Hidden, place: Place) -> None:
        small = self.policy.threshold - 1
        x, n = self.quantities[part], self.quantities[whole]
        x.places.append(place)
        n.places.append(Place(place.where, place.at, "n"))
        self._is_part(part, whole)
        rest = {whole: 1, part: -1}
        if figure.reason == "klein":
            if x.whole:
                few = (Between({part: 1}, 1, small), Between(rest, 1, small), Between({whole: 1}, 0, small))
                self.choices.append(few)
                self.targets.append(Target(place, rest, rest=True))
            else:
                # an event stands for at least one case, so that it is hidden says that there is something
                self.choices.append((Between({part: 1}, 0.5, math.inf), Between({whole: 1}, 0, small)))
            self.targets.append(Target(place, {part: 1}))
        elif x.whole:
            x.gap = True
            self._narrow(n, self.policy.threshold, math.inf)
            self.choices.append((Between(rest, 0, 0), Between(rest, self.policy.threshold, math.inf)))

    def estimate(self, key: object) -> None:
        """This quantity is an estimated number of cases: not whole."""
        self.quantities[self.position(key)].whole = False

    def _is_part(self, part: int, whole: int) -> None:
        self.constraints.append(Between({whole: 1, part: -1}, 0, math.inf))

    def _shown(self, quantity: Quantity, shown: int, slack: float = 0) -> None:
        base = self.policy.rounding
        # the true numbers that are rounded to this one: halves go up
        self._narrow(quantity, shown - base // 2 - slack, shown + (base - 1) // 2 + slack)
        quantity.gap, quantity.shown = not slack, shown
        if slack and shown:
            self._narrow(quantity, self.policy.threshold - slack, math.inf)

    def _narrow(self, quantity: Quantity, low: float, high: float) -> None:
        quantity.low, quantity.high = max(quantity.low, low), min(quantity.high, high)

    def _resolved(self, key: object) -> object:
        while key in self._same:
            key = self._same[key]
        return key
