"""What an outsider knows of the true numbers behind published figures.

Each published figure says something about a true whole number: a rounded one lies within half the base, a hidden
one is too small to show, parts add up to their total. Written down together these are the unknowns and the
constraints of an integer program (:mod:`ketenzicht.publish.audit`), the way in which an attacker would work.
The idea is the intruder's problem of Fischetti and Salazar (2001), with rounding added.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    Name,
    Numbers,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedShare,
    Sum,
)

Terms: TypeAlias = dict[int, int]
"""A weighted sum of quantities: factor by the position of the quantity."""


@dataclass
class Quantity:
    """A true number: between ``low`` and ``high``; 0 or at least ``gap``.

    ``shown`` is what stands in the report; ``total`` when others are parts of it; ``whole`` when it is no estimate.
    """

    name: Name
    low: float = 0
    high: float = math.inf
    gap: int = 0
    whole: bool = True
    shown: int | None = None
    total: bool = False


@dataclass(frozen=True)
class Between:
    """A sum lies between two numbers, both inclusive."""

    terms: Terms
    low: float
    high: float


@dataclass(frozen=True)
class Target:
    """A number that must stay hidden when it is under ``below``: a number, or the rest of a whole without a part."""

    terms: Terms
    names: tuple[Name, ...]
    below: int


class Knowledge:
    """Unknowns and constraints, built figure by figure."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.quantities: list[Quantity] = []
        self.constraints: list[Between] = []
        self.choices: list[tuple[Between, ...]] = []
        """Of each of these at least one is true."""
        self.targets: list[Target] = []
        self._position: dict[Name, int] = {}
        self._said: set[object] = set()

    def position(self, name: Name) -> int:
        """The position of the quantity with this name; it is made at first use."""
        if name not in self._position:
            self._position[name] = len(self.quantities)
            self.quantities.append(Quantity(name))
        return self._position[name]

    def see(self, figure: PublishedFigure) -> None:
        """Take in a figure as published, for as far as it tells about numbers."""
        numbers = figure.numbers
        if numbers is None:
            return
        if isinstance(figure, Hidden) and (figure.silent or figure.reason == "geweigerd"):
            return
        if numbers.tells == "count":
            self._see_count(figure, numbers)
        elif numbers.tells == "over":
            self._see_over(figure, numbers)
        elif numbers.tells == "level":
            self._see_level(figure, numbers)
        elif isinstance(figure, Hidden):
            self._see_hidden_part(figure, numbers)
        else:
            self._see_part(figure, numbers)

    def relate(self, item: Sum) -> None:
        """Take in how numbers add up."""
        terms: Counter[int] = Counter()
        for name in item.right:
            terms[self.position(name)] += 1
        for name in item.left:
            terms[self.position(name)] -= 1
        if len(item.right) == 1 and len(item.left) > 1:
            self.quantities[self.position(item.right[0])].total = True
        # a number on both sides says nothing of itself
        told = {place: factor for place, factor in terms.items() if factor}
        if told:
            self.say(Between(told, 0, 0 if item.equal else math.inf))

    def say(self, *choice: Between) -> None:
        """One of these is true; each thing is said once."""
        said = frozenset((frozenset(item.terms.items()), item.low, item.high) for item in choice)
        if said in self._said:
            return
        self._said.add(said)
        if len(choice) == 1:
            self.constraints.append(choice[0])
        else:
            self.choices.append(choice)

    def protect(self, terms: Terms, below: int | None = None) -> None:
        """A number, or what is left of one without another, must stay hidden while it is so small."""
        names = tuple(self.quantities[place].name for place in terms)
        if names not in self._said:
            self._said.add(names)
            self.targets.append(Target(terms, names, self.policy.threshold if below is None else below))

    def _see_count(self, figure: PublishedFigure, numbers: Numbers) -> None:
        position = self._part(numbers)
        quantity = self.quantities[position]
        if isinstance(figure, PublishedCount | PublishedNumber):
            self._shown(quantity, figure.n)
        elif isinstance(figure, Hidden) and figure.reason == "klein":
            _narrow(quantity, 1, self.policy.threshold - 1)
            self.protect({position: 1})
        elif isinstance(figure, Hidden):
            _narrow(quantity, self.policy.threshold, math.inf)

    def _see_over(self, figure: PublishedFigure, numbers: Numbers) -> None:
        whole = self.quantities[self._whole(numbers)]
        if isinstance(figure, Hidden) and figure.reason == "klein":
            if numbers.least:
                _narrow(whole, 0, numbers.least - 1)
            return
        _narrow(whole, numbers.least, math.inf)
        if isinstance(figure, PublishedNumber):
            self._shown(whole, figure.n)

    def _see_level(self, figure: PublishedFigure, numbers: Numbers) -> None:
        position = self._part(numbers)
        quantity = self.quantities[position]
        quantity.whole = False
        if isinstance(figure, PublishedNumber):
            self._shown(quantity, figure.n, estimated=True)
        elif isinstance(figure, Hidden) and figure.reason == "klein":
            _narrow(quantity, 0, self.policy.threshold - 0.5)

    def _see_part(self, figure: PublishedFigure, numbers: Numbers) -> None:
        part, whole = self._part(numbers), self._whole(numbers)
        x, n = self.quantities[part], self.quantities[whole]
        estimated = numbers.tells != "share"
        if isinstance(figure, PublishedShare):
            self._shown(x, figure.x, estimated=estimated)
            self._shown(n, figure.n)
        elif isinstance(figure, PublishedNumber) and numbers.shown is not None:
            self._shown(x, numbers.shown, estimated=True)
            self._shown(n, figure.n)
        if numbers.tells == "events":
            return
        n.total = True
        rest = {whole: 1, part: -1}
        self.say(Between(rest, 0, math.inf))
        if not estimated:
            self.say(Between(rest, 0, 0), Between(rest, self.policy.threshold, math.inf))

    def _see_hidden_part(self, figure: Hidden, numbers: Numbers) -> None:
        part, whole = self._part(numbers), self._whole(numbers)
        x, n = self.quantities[part], self.quantities[whole]
        small, rest = self.policy.threshold - 1, {whole: 1, part: -1}
        x.whole = x.whole and numbers.tells == "share"
        if numbers.tells != "events":
            self.say(Between(rest, 0, math.inf))
        if figure.reason == "klein" and numbers.tells != "model":
            few = Between({whole: 1}, 0, small)
            if numbers.tells == "share":
                self.say(Between({part: 1}, 1, small), Between(rest, 1, small), few)
            else:
                # an event stands for at least one case, so that it is hidden says that there is something
                self.say(Between({part: 1}, 0.5, math.inf), few)
            self.protect({part: 1})
            if numbers.tells != "events":
                self.protect(rest)
        elif numbers.tells == "share":
            x.gap = max(x.gap, self.policy.threshold)
            _narrow(n, self.policy.threshold, math.inf)
            self.say(Between(rest, 0, 0), Between(rest, self.policy.threshold, math.inf))

    def _part(self, numbers: Numbers) -> int:
        if numbers.part is None:
            raise ValueError(f"a figure that tells a {numbers.tells} needs the name of its number")
        return self.position(numbers.part)

    def _whole(self, numbers: Numbers) -> int:
        if numbers.whole is None:
            raise ValueError(f"a figure that tells a {numbers.tells} needs the name of its whole")
        return self.position(numbers.whole)

    def _shown(self, quantity: Quantity, shown: int, *, estimated: bool = False) -> None:
        base, threshold = self.policy.rounding, self.policy.threshold
        slack = 0.5 if estimated else 0
        # the true numbers that are rounded to this one: halves go up
        _narrow(quantity, shown - base // 2 - slack, shown + (base - 1) // 2 + slack)
        quantity.shown = shown
        if estimated:
            quantity.whole = False
            if shown:
                _narrow(quantity, threshold - slack, math.inf)
        else:
            quantity.gap = max(quantity.gap, threshold)


def _narrow(quantity: Quantity, low: float, high: float) -> None:
    quantity.low, quantity.high = max(quantity.low, low), min(quantity.high, high)
