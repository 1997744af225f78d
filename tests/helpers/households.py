"""Who lives with whom, worked out day by day with nothing but sets: what the statements must agree with.

Written from ``docs/reference/households.md``, without looking at the statements: each day stands by itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

Group = tuple[str, bool, tuple[str, ...]]
"""An address, whether it is shared, and who lives together there."""


@dataclass(frozen=True)
class PlainStay:
    person: str
    kind: str
    address: str | None
    from_on: date
    until_on: date | None
    day_known: bool


@dataclass(frozen=True)
class Tie:
    """A child and a parent, or two partners."""

    one: str
    other: str
    from_on: date | None = None
    until_on: date | None = None

    def holds(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (
            self.until_on is None or day < self.until_on
        )


@dataclass
class Village:
    """Everybody, with their stays and family."""

    adult_on: dict[str, date | None]
    stays: list[PlainStay]
    parents: list[Tie] = field(default_factory=list)
    partners: list[Tie] = field(default_factory=list)
    listed: list[tuple[str, date, date | None]] = field(default_factory=list)
    most: int = 10
    first: date = date(2020, 1, 1)
    last: date = date(2020, 3, 31)

    def days(self) -> list[date]:
        return [self.first + timedelta(days=day) for day in range((self.last - self.first).days + 1)]


def groups_on(village: Village, day: date) -> list[Group]:
    """Everybody who lives together on a day."""
    there: dict[str, list[PlainStay]] = defaultdict(list)
    for stay in village.stays:
        if (
            stay.kind == "woonadres"
            and stay.from_on <= day
            and (stay.until_on is None or day < stay.until_on)
        ):
            there[str(stay.address)].append(stay)
    found: list[Group] = []
    for address, stays in there.items():
        found += _at(village, day, address, {stay.person: stay for stay in stays})
    return found


def _at(village: Village, day: date, address: str, here: dict[str, PlainStay]) -> list[Group]:
    families = [{person} for person in sorted(here)]
    parents = [tie for tie in village.parents if tie.holds(day)]
    couples = [{tie.one, tie.other} for tie in village.partners if tie.holds(day)]
    couples += [
        {tie.other, also.other}
        for tie in parents
        for also in parents
        if tie.one == also.one and tie.other != also.other
    ]
    couples = [pair for pair in couples if pair <= set(here)]
    siblings = [{tie.one, also.one} for tie in parents for also in parents if tie.other == also.other]
    for pair in [*couples, *siblings, *({tie.one, tie.other} for tie in parents)]:
        families = _together(families, pair)
    listed = any(
        where == address and first <= day and (until is None or day < until)
        for where, first, until in village.listed
    )
    shared = listed or (len(here) > village.most and len(families) > 2)
    if shared:
        return [(address, True, tuple(sorted(family))) for family in families]
    for one in here.values():
        for other in here.values():
            if one.day_known and other.day_known and one.from_on == other.from_on:
                families = _together(families, {one.person, other.person})
    families = _hosted(village, here, families)
    has_couple = any(pair <= family for pair in couples for family in families)
    if len(families) == 2 and not has_couple:
        families = [families[0] | families[1]]
    return [(address, False, tuple(sorted(family))) for family in families]


def _together(families: list[set[str]], pair: set[str]) -> list[set[str]]:
    """The families with those of a pair made one, when both are there."""
    touched = [family for family in families if family & pair]
    if len(touched) < 2:
        return families
    return [*(family for family in families if not family & pair), set().union(*touched)]


def _hosted(village: Village, here: dict[str, PlainStay], families: list[set[str]]) -> list[set[str]]:
    """Children without anybody of age join the family that has been there longest."""

    def came_as_minor(person: str) -> bool:
        adult_on = village.adult_on[person]
        return adult_on is not None and here[person].from_on < adult_on

    def rank(family: set[str]) -> tuple[bool, date, str]:
        arrived = min(here[person].from_on for person in family)
        return all(map(came_as_minor, family)), arrived, min(family)

    host, *others = sorted(families, key=rank)
    joined, apart = set(host), []
    for family in others:
        if all(map(came_as_minor, family)):
            joined |= family
        else:
            apart.append(family)
    return [joined, *apart]


def households_by_day(village: Village) -> dict[tuple[str, date], int]:
    """The number of the household of each person on each day."""
    runs: list[tuple[date, Group, date]] = []
    running: dict[Group, date] = {}
    for day in [*village.days(), village.last + timedelta(days=1)]:
        now = set(groups_on(village, day)) if day <= village.last else set()
        for group in [group for group in running if group not in now]:
            runs.append((running.pop(group), group, day))
        for group in now:
            running.setdefault(group, day)
    runs.sort(key=lambda run: (run[0], " ".join(run[1][2]), run[1][0], run[1][1]))
    root = _followed(village, runs)
    found: dict[tuple[str, date], int] = {}
    for number, (first, (_address, _shared, members), until) in enumerate(runs):
        for day in village.days():
            if first <= day < until:
                found.update({(person, day): root[number] for person in members})
    return found


def _followed(village: Village, runs: list[tuple[date, Group, date]]) -> list[int]:
    """Which group goes on as which; each is followed by one at most, and follows one at most."""
    last_of: dict[str, int] = {}
    suitors: dict[int, list[tuple[tuple[object, ...], int]]] = defaultdict(list)
    for number, (first, (address, _shared, members), _until) in enumerate(runs):
        shared_with: dict[int, list[str]] = defaultdict(list)
        for person in members:
            if person in last_of:
                shared_with[last_of[person]].append(person)
        ranked = []
        for earlier, persons in shared_with.items():
            minors = sum(1 for person in persons if (adult := village.adult_on[person]) and adult > first)
            stayed = runs[earlier][1][0] == address
            ranked.append(
                ((minors - len(persons), -minors, not stayed, min(persons), earlier), earlier, first)
            )
        if ranked:
            rank, earlier, first = min(ranked)
            suitors[earlier].append(((*rank[:3], first, rank[3], number), number))
        last_of.update(dict.fromkeys(members, number))
    root = list(range(len(runs)))
    successor = {min(waiting)[1]: earlier for earlier, waiting in suitors.items()}
    for number in range(len(runs)):
        if number in successor:
            root[number] = root[successor[number]]
    return root
