"""The attack on our own figures: how far can an outsider narrow down what is hidden?

For every hidden number the smallest and the largest value are sought that agree with everything published
(:mod:`ketenzicht.publish.linked`), with the integer solver HiGHS. What rests on fewer possible values than the
policy asks for counts as given away.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
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
    programs = _Programs(known, math.inf)
    narrowed = []
    for target in known.targets:
        low, high = _range(programs, target.terms)
        narrowed.append(Narrowed(target, low, high, verdict(low, high, target, known.policy)))
    return tuple(narrowed)


def weak_spots(known: Knowledge, until: float = math.inf) -> tuple[Narrowed, ...]:
    """The targets that are given away: as :func:`attack`, without the exact range of what is safe.

    Any possible set of true numbers shows a possible value of every target at once; a target of which values far
    enough apart have been seen needs no search of its own.

    Args:
        known: what is known.
        until: when to stop (``time.monotonic``); what is not settled by then counts as given away.
    """
    programs = _Programs(known, until)
    seen: dict[int, tuple[float, float]] = {}
    groups: dict[int, list[int]] = {}
    for number, target in enumerate(known.targets):
        groups.setdefault(programs.group(target.terms), []).append(number)

    def search(terms: Terms, members: list[int]) -> bool:
        program = programs.of(terms)
        solution = program.solution(terms)
        if solution is None:
            return False
        for number in members:
            value = program.value(known.targets[number].terms, solution)
            low, high = seen.get(number, (value, value))
            seen[number] = (min(low, value), max(high, value))
        return True

    def judged(number: int) -> Verdict:
        low, high = seen.get(number, (math.nan, math.nan))
        return verdict(low, high, known.targets[number], known.policy)

    weak = []
    for members in groups.values():
        together: Terms = {}
        for number in members:
            together |= known.targets[number].terms
        search(together, members)
        search(_negative(together), members)
        for number in members:
            terms = known.targets[number].terms
            if judged(number) == "safe":
                continue
            settled = search(terms, members) and search(_negative(terms), members)
            if not settled:
                weak.append(Narrowed(known.targets[number], math.nan, math.nan, "determined"))
            elif judged(number) != "safe":
                weak.append(Narrowed(known.targets[number], *seen[number], judged(number)))
    return tuple(weak)


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


def tighten(known: Knowledge) -> None:
    """Narrow the bounds of every quantity by each constraint alone, until little changes.

    A choice of which one side is left becomes a constraint.
    """
    for _ in range(10):
        before = [(item.low, item.high) for item in known.quantities]
        for quantity in known.quantities:
            _close_gap(quantity)
        for choice in tuple(known.choices):
            left = tuple(item for item in choice if _possible(known, item))
            if any(_holds(known, item) for item in left):
                known.choices.remove(choice)
            elif len(left) == 1:
                known.choices.remove(choice)
                known.constraints.append(left[0])
        for item in known.constraints:
            _propagate(known, item)
        if before == [(item.low, item.high) for item in known.quantities]:
            break


def _close_gap(quantity: Quantity) -> None:
    if quantity.gap and quantity.low > 0:
        quantity.low = max(quantity.low, quantity.gap)
    if quantity.gap and quantity.high < quantity.gap:
        quantity.high = min(quantity.high, 0)


def _bounds(known: Knowledge, terms: Terms, without: int | None = None) -> tuple[float, float]:
    low = high = 0.0
    for place, factor in terms.items():
        if place != without:
            one, other = factor * known.quantities[place].low, factor * known.quantities[place].high
            low, high = low + min(one, other), high + max(one, other)
    return low, high


def _possible(known: Knowledge, item: Between) -> bool:
    low, high = _bounds(known, item.terms)
    return low <= item.high and high >= item.low


def _holds(known: Knowledge, item: Between) -> bool:
    low, high = _bounds(known, item.terms)
    return item.low <= low and high <= item.high


def _propagate(known: Knowledge, item: Between) -> None:
    for place, factor in item.terms.items():
        low, high = _bounds(known, item.terms, place)
        ends = sorted(((item.low - high) / factor, (item.high - low) / factor))
        quantity = known.quantities[place]
        if quantity.whole:
            ends = [
                math.ceil(ends[0] - 1e-9) if ends[0] > -math.inf else ends[0],
                math.floor(ends[1] + 1e-9) if ends[1] < math.inf else ends[1],
            ]
        quantity.low, quantity.high = max(quantity.low, ends[0]), min(quantity.high, ends[1])


class _Programs:
    """The programs of the groups of quantities, each made once; importing SciPy only when there is one."""

    def __init__(self, known: Knowledge, until: float) -> None:
        self.known, self.until = known, until
        self._programs: dict[int, Program] = {}
        self._groups: list[int] = []
        if known.targets:
            tighten(known)
            self._groups = connected(known)

    def group(self, terms: Terms) -> int:
        return self._groups[next(iter(terms))]

    def of(self, terms: Terms) -> Program:
        from ketenzicht.publish.solve import Program

        group = self.group(terms)
        if group not in self._programs:
            members = [place for place, of in enumerate(self._groups) if of == group]
            self._programs[group] = Program(self.known, members, MOST)
        program = self._programs[group]
        program.seconds = min(SECONDS, self.until - time.monotonic())
        return program


def _negative(terms: Terms) -> Terms:
    return {place: -factor for place, factor in terms.items()}


def _range(programs: _Programs, terms: Terms) -> tuple[float, float]:
    """The smallest and largest value of a sum; no numbers when that could not be settled."""
    low = programs.of(terms).least(terms)
    high = programs.of(terms).least(_negative(terms))
    return (math.nan, math.nan) if low is None or high is None else (low, -high)
