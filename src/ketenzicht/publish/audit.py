"""The attack on our own figures: how far can an outsider narrow down what is hidden?

For every hidden number the smallest and the largest value are sought that agree with everything published
(:mod:`ketenzicht.publish.linked`), with the integer solver HiGHS. What rests on fewer possible values than the
policy asks for counts as given away.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from ketenzicht.publish.known import Between, Knowledge, Quantity, Target, Terms
from ketenzicht.publish.linked import known_of_published
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Published

if TYPE_CHECKING:
    from ketenzicht.publish.solve import Program

SECONDS = 5.0
"""The most time for one search; what is not settled by then counts as given away."""

MOST = 100_000
"""Alternatives about larger numbers are left out: the solver's precision would not tell them apart."""

FEW = 8
"""So many targets are sooner searched one by one than together."""

Verdict = Literal["safe", "determined", "exact"]


@dataclass(frozen=True)
class Narrowed:
    """What an attacker finds of a hidden number: it lies between ``low`` and ``high``, both inclusive.

    ``exact`` when one small value is left, ``determined`` when fewer than the protection interval are.
    """

    target: Target
    low: float
    high: float
    verdict: Verdict


def audit(published: Published, policy: Policy) -> tuple[Narrowed, ...]:
    """Attack every hidden number of what leaves together.

    Args:
        published: the figures as published.
        policy: the rules that the reader of a report knows.
    """
    return attack(known_of_published(published, policy))


def attack(known: Knowledge) -> tuple[Narrowed, ...]:
    """The range of every target, given what is known."""
    programs = Programs(known)
    narrowed = []
    for target in known.targets:
        program = programs.of(programs.groups[next(iter(target.terms))])
        low, high = program.least(target.terms), program.least(_negative(target.terms))
        ends = (math.nan, math.nan) if low is None or high is None else (low, -high)
        narrowed.append(Narrowed(target, *ends, verdict(*ends, target, known.policy)))
    return tuple(narrowed)


def weak_spots(known: Knowledge, until: float = math.inf) -> tuple[Narrowed, ...]:
    """The targets that are given away: as :func:`attack`, without the exact range of what is safe.

    Any possible set of true numbers shows a possible value of every target at once; a target of which values far
    enough apart have been seen needs no search of its own.

    Args:
        known: what is known.
        until: when to stop (``time.monotonic``); what is not settled by then counts as given away.
    """
    programs = Programs(known, until)
    groups: dict[int, list[Target]] = {}
    for target in known.targets:
        groups.setdefault(programs.groups[next(iter(target.terms))], []).append(target)
    return tuple(
        item
        for group, targets in groups.items()
        for item in _weak_in_group(targets, partial(programs.of, group), known.policy)
    )


def _weak_in_group(
    targets: Sequence[Target], program_of: Callable[[], Program], policy: Policy
) -> Iterator[Narrowed]:
    seen: dict[int, tuple[float, float]] = {}

    def search(terms: Terms) -> bool:
        program = program_of()
        solution = program.solution(terms)
        if solution is None:
            return False
        for number, target in enumerate(targets):
            value = program.value(target.terms, solution)
            low, high = seen.get(number, (value, value))
            seen[number] = (min(low, value), max(high, value))
        return True

    def judged(number: int) -> Verdict:
        return verdict(*seen.get(number, (math.nan, math.nan)), targets[number], policy)

    for turn in range(1 + len(targets).bit_length()):
        left = [number for number in range(len(targets)) if judged(number) != "safe"]
        if len(left) < FEW and turn:
            break
        # all of them at once, some up and some down: in each turn others
        together: Counter[int] = Counter()
        for number in left:
            sign = -1 if turn and number >> (turn - 1) & 1 else 1
            together.update({place: sign * factor for place, factor in targets[number].terms.items()})
        if not (search(dict(together)) and search(_negative(together))):
            break
    for number, target in enumerate(targets):
        if judged(number) == "safe":
            continue
        if not (search(target.terms) and search(_negative(target.terms))):
            yield Narrowed(target, math.nan, math.nan, "determined")
        elif judged(number) != "safe":
            yield Narrowed(target, *seen[number], judged(number))


def verdict(low: float, high: float, target: Target, policy: Policy) -> Verdict:
    """What it means that a number lies between two values; safe when it may be nobody, or is not surely small."""
    if math.isnan(low):
        return "determined"
    if low < 0.5 or high >= target.below:
        return "safe"
    left = math.floor(high - low + 1e-6) + 1
    return "exact" if left <= 1 else "determined" if left < policy.protection else "safe"


def given_away(found: Iterable[Narrowed]) -> tuple[Narrowed, ...]:
    """What an attacker finds out."""
    return tuple(item for item in found if item.verdict != "safe")


def connected(known: Knowledge) -> list[int]:
    """For each quantity the number of its group: quantities of different groups say nothing of each other."""
    group = list(range(len(known.quantities)))

    def root(place: int) -> int:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    for places in neighbours(known):
        for place in places[1:]:
            group[root(place)] = root(places[0])
    return [root(place) for place in range(len(group))]


def neighbours(known: Knowledge) -> Iterable[list[int]]:
    """The quantities that each constraint or choice is about."""
    for item in known.constraints:
        yield list(item.terms)
    for choice in known.choices:
        yield list(dict.fromkeys(place for item in choice for place in item.terms))


@dataclass
class _Part:
    """Quantities that are connected, with all that is known of them."""

    quantities: dict[int, Quantity]
    constraints: list[Between]
    choices: list[tuple[Between, ...]]

    def tighten(self) -> None:
        """Narrow the bounds of every quantity by each constraint alone, until little changes.

        A choice of which one side is left becomes a constraint.
        """
        for _ in range(10):
            before = [(item.low, item.high) for item in self.quantities.values()]
            for quantity in self.quantities.values():
                _close_gap(quantity)
            for choice in tuple(self.choices):
                left = tuple(item for item in choice if self._possible(item))
                if any(self._holds(item) for item in left):
                    self.choices.remove(choice)
                elif len(left) == 1:
                    self.choices.remove(choice)
                    self.constraints.append(left[0])
            for item in self.constraints:
                self._propagate(item)
            if before == [(item.low, item.high) for item in self.quantities.values()]:
                break

    def _bounds(self, terms: Terms, without: int | None = None) -> tuple[float, float]:
        low = high = 0.0
        for place, factor in terms.items():
            if place != without:
                quantity = self.quantities[place]
                one, other = factor * quantity.low, factor * quantity.high
                low, high = low + min(one, other), high + max(one, other)
        return low, high

    def _possible(self, item: Between) -> bool:
        low, high = self._bounds(item.terms)
        return low <= item.high and high >= item.low

    def _holds(self, item: Between) -> bool:
        low, high = self._bounds(item.terms)
        return item.low <= low and high <= item.high

    def _propagate(self, item: Between) -> None:
        for place, factor in item.terms.items():
            low, high = self._bounds(item.terms, place)
            ends = sorted(((item.low - high) / factor, (item.high - low) / factor))
            quantity = self.quantities[place]
            if quantity.whole:
                ends = [
                    math.ceil(ends[0] - 1e-9) if ends[0] > -math.inf else ends[0],
                    math.floor(ends[1] + 1e-9) if ends[1] < math.inf else ends[1],
                ]
            quantity.low, quantity.high = max(quantity.low, ends[0]), min(quantity.high, ends[1])


def _close_gap(quantity: Quantity) -> None:
    if quantity.gap and quantity.low > 0:
        quantity.low = max(quantity.low, quantity.gap)
    if quantity.gap and quantity.high < quantity.gap:
        quantity.high = min(quantity.high, 0)


class Programs:
    """A program for each group of quantities, made when it is first asked for; SciPy is imported only then.

    Args:
        known: what is known.
        until: when to stop searching (``time.monotonic``).
    """

    def __init__(self, known: Knowledge, until: float = math.inf) -> None:
        self.known, self.until = known, until
        self.groups = connected(known)
        self._programs: dict[int, Program] = {}

    def of(self, group: int) -> Program:
        """The program of a group."""
        from ketenzicht.publish.solve import Program

        if group not in self._programs:
            part = self._part(group)
            part.tighten()
            self._programs[group] = Program(
                part.quantities, part.constraints, part.choices, self.known.policy.threshold, MOST
            )
        program = self._programs[group]
        program.seconds = min(SECONDS, self.until - time.monotonic())
        return program

    def yielding(self, group: int, may: set[int]) -> list[Between]:
        """The constraints that must give way for the others to hold together, of those that may (by ``id``)."""
        from ketenzicht.publish.solve import Program

        part = self._part(group)
        program = Program(part.quantities, part.constraints, part.choices, self.known.policy.threshold, MOST)
        program.seconds = min(SECONDS, self.until - time.monotonic())
        return program.yielding(may)

    def _part(self, group: int) -> _Part:
        def inside(item: Between) -> bool:
            return self.groups[next(iter(item.terms))] == group

        return _Part(
            {
                place: replace(self.known.quantities[place])
                for place, of in enumerate(self.groups)
                if of == group
            },
            [item for item in self.known.constraints if inside(item)],
            [choice for choice in self.known.choices if inside(choice[0])],
        )


def _negative(terms: Mapping[int, int]) -> Terms:
    return {place: -factor for place, factor in terms.items()}
