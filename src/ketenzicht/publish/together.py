"""Earlier releases read together with a new one, and what an outsider knows as plain data.

Numbers of two releases are one, or hang together, as their names say (:mod:`ketenzicht.measures.names`):

- what happens on the days of a period is cut at the borders of all periods, so that each release counts some of
  the same pieces. A piece is a number that may be small, and so is the difference of a period and a shorter one
  within it: both must stay hidden like any other;
- what is so on a day is one number, whatever the period;
- of the same data, other counts grow with a period that begins on the same day.

A later delivery may say otherwise about the same days, and a chain or program that changed may count otherwise.
Links between such releases give way where they contradict each other, the fewest cases first: then the numbers are
taken for different ones.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import combinations, pairwise
from typing import Any, Literal, TypeAlias

from ketenzicht.publish.audit import Narrowed, Programs, connected, weak_spots
from ketenzicht.publish.known import Between, Knowledge
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Name

ReleaseFigures: TypeAlias = Mapping[str, Any]
"""What a release tells, ready for JSON: its chain, unit, period, data, policy, and the ranges of its numbers."""

Days: TypeAlias = tuple[date, date]

Link: TypeAlias = tuple[tuple[Name, Name], Between]
"""What holds between numbers of several releases, with the two that it links: a number and its counterpart."""

MARK = "\t"
"""Between the name of a number and what tells it apart from others of that name."""


def plain(name: Name) -> Name:
    """The name as a measure gave it."""
    return name.partition(MARK)[0]


def as_data(known: Knowledge) -> dict[str, Any]:
    """What is known, as data that JSON can hold."""

    def terms(item: Mapping[int, int]) -> dict[Name, int]:
        return {known.quantities[place].name: factor for place, factor in item.items()}

    def between(item: Between) -> list[Any]:
        return [terms(item.terms), item.low, None if item.high == math.inf else item.high]

    return {
        "numbers": {
            item.name: {
                "low": item.low,
                "high": None if item.high == math.inf else item.high,
                "gap": item.gap,
                "whole": item.whole,
            }
            for item in known.quantities
        },
        "sums": [between(item) for item in known.constraints],
        "choices": [[between(item) for item in choice] for choice in known.choices],
        "hidden": [{"of": terms(item.terms), "below": item.below} for item in known.targets],
    }


def add_data(known: Knowledge, data: ReleaseFigures, name_of: Callable[[Name], Name] = str) -> None:
    """Add to what is known what a release tells; ``name_of`` gives its numbers their names in both together."""

    def between(item: Sequence[Any]) -> Between:
        terms, low, high = item
        return Between(
            {known.position(name_of(name)): factor for name, factor in terms.items()},
            low,
            math.inf if high is None else high,
        )

    for name, told in data["numbers"].items():
        quantity = known.quantities[known.position(name_of(name))]
        quantity.low = max(quantity.low, told["low"])
        quantity.high = min(quantity.high, math.inf if told["high"] is None else told["high"])
        quantity.gap = max(quantity.gap, told["gap"])
        quantity.whole = quantity.whole and told["whole"]
    for item in data["sums"]:
        known.say(between(item))
    for choice in data["choices"]:
        known.say(*(between(item) for item in choice))
    for item in data["hidden"]:
        known.protect(
            {known.position(name_of(name)): factor for name, factor in item["of"].items()}, item["below"]
        )


@dataclass(frozen=True)
class Reading:
    """What earlier releases added to what is known.

    Args:
        links: between numbers of several releases.
        more: the quantities (by position) of which more is told.
    """

    links: list[Link]
    more: set[int]


class Earlier:
    """Earlier releases, ready to be read together with a new one.

    Args:
        new: the context of the new release (:func:`ketenzicht.publish.differencing.context_of`).
        releases: the earlier ones, on the same population.
        policy: what must stay possible for a small number.
    """

    def __init__(self, new: ReleaseFigures, releases: Sequence[ReleaseFigures], policy: Policy) -> None:
        self.policy = policy
        self._contexts = [new, *releases]
        self._identities = [_identities(context) for context in self._contexts]
        self._families = [_families(context) for context in self._contexts]
        self._apart: set[tuple[Name, Name]] = set()
        """Links that give way: a number of a release, and what it was linked with."""

    def read_with(self, known: Knowledge) -> Reading:
        """Add to what the new release tells what the earlier ones do, and the links between their numbers."""
        before = [replace(item) for item in known.quantities]
        said, chosen = len(known.constraints), len(known.choices)
        own = {item.name for item in before}
        for number, release in enumerate(self._contexts[1:], start=1):
            add_data(known, release, partial(self.key, number=number))
        numbers: defaultdict[tuple[str, Name], dict[Name, int]] = defaultdict(dict)
        for number, context in enumerate(self._contexts):
            for name in own if number == 0 else context["numbers"]:
                family = self._families[number][_kind(name)]
                numbers[family, name].setdefault(self.key(name, number), number)
        links = [link for (_, name), found in numbers.items() for link in self._links(known, name, found)]
        for _, item in links:
            known.say(item)
        more = {place for place, item in enumerate(before) if known.quantities[place] != item}
        for item in known.constraints[said:]:
            more.update(item.terms)
        for choice in known.choices[chosen:]:
            more.update(choice[0].terms)
        return Reading(links, more)

    def _links(self, known: Knowledge, name: Name, found: Mapping[Name, int]) -> Iterator[Link]:
        """How the numbers of one name in several releases hang together."""
        if len(found) < 2:
            return
        if _kind(name) == "period":
            yield from self._pieces(known, name, found)
            return
        for one, other in combinations(found, 2):
            if (one, other) not in self._apart:
                yield from self._pair(known, name, one, other, found)

    def _pieces(self, known: Knowledge, name: Name, found: Mapping[Name, int]) -> Iterator[Link]:
        periods = {
            key: _days(self._contexts[number]["period"])
            for key, number in found.items()
            if (key, name) not in self._apart
        }
        if len(periods) < 2:
            return
        borders = sorted(
            {day for first, last in periods.values() for day in (first, last + timedelta(days=1))}
        )
        pieces = [(first, end - timedelta(days=1)) for first, end in pairwise(borders)]
        keys = {piece: f"{name}{MARK}{piece[0]}..{piece[1]}" for piece in pieces}
        for key, period in periods.items():
            terms = {known.position(keys[piece]): 1 for piece in pieces if _within(piece, period)}
            yield (key, name), Between({**terms, known.position(key): -1}, 0, 0)
        for piece in pieces:
            if any(_within(piece, period) and piece != period for period in periods.values()):
                known.protect({known.position(keys[piece]): 1})
        for (one, shorter), (other, longer) in combinations(periods.items(), 2):
            if shorter != longer and _within(shorter, longer):
                known.protect({known.position(other): 1, known.position(one): -1})
            elif shorter != longer and _within(longer, shorter):
                known.protect({known.position(one): 1, known.position(other): -1})

    def _pair(
        self, known: Knowledge, name: Name, one: Name, other: Name, found: Mapping[Name, int]
    ) -> Iterator[Link]:
        """One number, or one that has grown with its period."""
        ends = [self._contexts[found[key]]["period"][1] for key in (one, other)]
        terms = {known.position(one): 1, known.position(other): -1}
        if _kind(name) != "other" or ends[0] == ends[1]:
            yield (one, other), Between(terms, 0, 0)
        elif all(known.quantities[place].whole for place in terms):
            sign = 1 if ends[0] > ends[1] else -1
            grown = {place: sign * factor for place, factor in terms.items()}
            known.protect(grown)
            yield (one, other), Between(grown, 0, math.inf)

    def reconcile(self, build: Callable[[], Knowledge], until: float = math.inf) -> None:
        """Find the links that contradict what the releases tell.

        Args:
            build: what the new release tells.
            until: when to stop (``time.monotonic``); what is not settled by then stays linked.
        """
        for _ in range(3):
            known = build()
            links = self.read_with(known).links
            ends = {id(item): between for between, item in links}
            programs = Programs(known, until)
            groups = {programs.groups[next(iter(item.terms))] for _, item in links}
            loose = [
                ends[id(item)]
                for group in groups
                if programs.of(group).contradicts()
                for item in programs.yielding(group, set(ends))
            ]
            if not loose:
                return
            self._apart |= set(loose)

    def weak_spots(
        self, known: Knowledge, until: float = math.inf, *, protected: bool = False
    ) -> tuple[Narrowed, ...]:
        """What the new release gives away together with the earlier ones, and these not by themselves.

        Args:
            known: what the new release tells.
            protected: it gives nothing away by itself, so that only what the earlier ones add needs a search.
            until: when to stop (``time.monotonic``); what is not settled by then counts as given away.
        """
        own = len(known.quantities)
        more = self.read_with(known).more
        groups = connected(known)
        near = {groups[place] for place in range(own)}
        if protected:
            near &= {groups[place] for place in more}
        known.targets = [item for item in known.targets if groups[next(iter(item.terms))] in near]
        found = weak_spots(known, until)
        if not found:
            return ()
        names = {item.target.names for item in found}
        alone = Knowledge(self.policy)
        self.read_with(alone)
        alone.targets = [item for item in alone.targets if item.names in names]
        before = {item.target.names for item in weak_spots(alone, until) if not math.isnan(item.low)}
        return tuple(item for item in found if item.target.names not in before)

    def within(self, names: Collection[Name]) -> Earlier:
        """The same, for as far as it is about these numbers (as named in all releases together)."""
        part = copy(self)
        part._contexts = [
            self._contexts[0],
            *(
                _about(release, partial(self.key, number=number), names)
                for number, release in enumerate(self._contexts[1:], start=1)
            ),
        ]
        return part

    def key(self, name: Name, number: int) -> Name:
        """The name of a number in all releases together: its own in the new one and where it is the same."""
        kind = _kind(name)
        identity = self._identities[number][kind]
        if identity == self._identities[0][kind]:
            return name
        place = next(place for place, known in enumerate(self._identities) if known[kind] == identity)
        return f"{name}{MARK}{place}"


def _kind(name: Name) -> Literal["day", "period", "data", "other"]:
    """How a number moves, as the end of its name says."""
    if "@" in name:
        return "day"
    if name.endswith(":periode"):
        return "period"
    return "data" if name.endswith(":gegevens") else "other"


def _identities(context: ReleaseFigures) -> dict[str, str]:
    """What two releases must share for numbers to be one for certain, by how they move."""
    shared = [context[word] for word in ("chain", "unit", "parameters", "input", "version")]
    return {
        "day": json.dumps(shared),
        "period": json.dumps([*shared, context["data"][0], context["period"]]),
        "data": json.dumps([*shared, context["data"]]),
        "other": json.dumps([*shared, context["data"], context["period"]]),
    }


def _families(context: ReleaseFigures) -> dict[str, str]:
    """What two releases must share for numbers to hang together, unless they contradict each other."""
    shared = [context[word] for word in ("chain", "unit", "parameters")]
    past, delivery = [*shared, context["data"][0]], [*shared, context["data"], context["input"]]
    return {
        "day": json.dumps(past),
        "period": json.dumps(past),
        "data": json.dumps(delivery),
        "other": json.dumps([*delivery, context["period"][0]]),
    }


def _about(release: ReleaseFigures, key: Callable[[Name], Name], names: Collection[Name]) -> ReleaseFigures:
    """What a release tells about some numbers, and all that these are connected with."""

    def inside(terms: Iterable[Name]) -> bool:
        return any(key(name) in names for name in terms)

    return {
        **release,
        "numbers": {name: told for name, told in release["numbers"].items() if key(name) in names},
        "sums": [item for item in release["sums"] if inside(item[0])],
        "choices": [choice for choice in release["choices"] if inside(choice[0][0])],
        "hidden": [item for item in release["hidden"] if inside(item["of"])],
    }


def _days(period: Sequence[str]) -> Days:
    first, last = (date.fromisoformat(day) for day in period)
    return first, last


def _within(shorter: Days, longer: Days) -> bool:
    return longer[0] <= shorter[0] and shorter[1] <= longer[1]
