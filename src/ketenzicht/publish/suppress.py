"""Complementary suppression: hide what gives a hidden number away, until an attack finds nothing.

All that leaves together is looked at together: measures, steps of the attrition, quality. Numbers that are not
connected are problems of their own. Works on published figures only, so the choice tells nothing that a reader does
not know. The nearest numbers go first, small before large and totals last; then whatever turns out not to be needed
is shown again. When even that is not enough, or takes too long, every figure of the measure is withheld, and none
says whether it was a small one.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ketenzicht.publish.audit import Narrowed, connected, neighbours, weak_spots
from ketenzicht.publish.known import Knowledge, Quantity
from ketenzicht.publish.linked import known_of, sums_of
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, Name, Published, PublishedFigure, Sum
from ketenzicht.publish.together import Earlier
from ketenzicht.publish.walk import changed, figures_of

SECONDS = 30.0
"""The most time for all that leaves together; what is not settled by then is withheld."""


@dataclass
class Hiding:
    """Which numbers are not shown: ``withheld`` ones tell that they are not small, ``silent`` ones nothing."""

    withheld: set[Name] = field(default_factory=set)
    silent: set[Name] = field(default_factory=set)

    def figure(self, shown: PublishedFigure) -> PublishedFigure:
        """A figure with these numbers hidden; what is hidden already keeps its reason."""
        numbers = shown.numbers
        if numbers is None:
            return shown
        names = {numbers.part, numbers.whole}
        if names & self.silent:
            return Hidden("afleidbaar", numbers, silent=True)
        if names & self.withheld and not isinstance(shown, Hidden):
            return Hidden("afleidbaar", numbers)
        return shown


def suppress(
    published: Published, policy: Policy, *, earlier: Earlier | None = None, seconds: float = SECONDS
) -> Published:
    """Hide further figures until no hidden number can be narrowed down.

    Args:
        published: figures after rounding and hiding of small numbers.
        policy: the rules that the reader of a report knows.
        earlier: releases that it may be read together with. They left already: only new figures are hidden.
        seconds: the most time for the search.
    """
    until = time.monotonic() + seconds
    found = hiding_for(list(figures_of(published)), sums_of(published), policy, until, earlier)
    return changed(published, found.figure)


def hiding_for(
    figures: Sequence[tuple[str, PublishedFigure]],
    sums: Sequence[Sum],
    policy: Policy,
    until: float,
    earlier: Earlier | None = None,
) -> Hiding:
    """Which further numbers to hide, so that no hidden one can be narrowed down.

    Args:
        figures: what is shown and what is hidden, with the measure that each belongs to.
        sums: how their numbers add up.
        policy: the rules that the reader knows.
        until: when to stop (``time.monotonic``).
        earlier: releases that these may be read together with.
    """
    hiding = Hiding()
    for group in _groups(figures, sums, policy, until, earlier):
        found = group.protected(until)
        hiding.withheld |= found.withheld
        hiding.silent |= found.silent
    return hiding


@dataclass
class _Group:
    """Figures whose numbers are connected, with the measure of each, and how those numbers add up."""

    policy: Policy
    figures: list[tuple[str, PublishedFigure]]
    sums: list[Sum]
    earlier: Earlier | None = None

    def known(self, hiding: Hiding) -> Knowledge:
        return known_of((hiding.figure(figure) for _, figure in self.figures), self.sums, self.policy)

    def protected(self, until: float) -> Hiding:
        """What to hide so that nothing is given away."""
        hiding, order = Hiding(), list[Name]()
        known = self.known(hiding)
        found = self._weak(known, until)
        while found:
            chosen = _nearest(known, found) if time.monotonic() < until else []
            if not chosen:
                return self._silenced(hiding, found, until)
            order += chosen
            hiding.withheld.update(chosen)
            known = self.known(hiding)
            found = self._weak(known, until)
        for choice in order[:-1]:
            if time.monotonic() > until:
                break
            fewer = replace(hiding, withheld=hiding.withheld - {choice})
            if not self._weak(self.known(fewer), until):
                hiding = fewer
        return hiding

    def _weak(self, known: Knowledge, until: float) -> tuple[Narrowed, ...]:
        return weak_spots(known, until) if self.earlier is None else self.earlier.weak_spots(known, until)

    def _silenced(self, hiding: Hiding, found: Sequence[Narrowed], until: float) -> Hiding:
        """Withhold the measures that give something away: what is theirs alone, or else more."""
        names: defaultdict[str, set[Name]] = defaultdict(set)
        for measure, figure in self.figures:
            names[measure] |= _names(figure)
        weak = {name for item in found for name in item.target.names}
        inside = [measure for measure, own in names.items() if own & weak]
        whole = set[Name]().union(*(names[measure] for measure in inside))
        shared = set[Name]().union(*(own for measure, own in names.items() if measure not in inside))
        for silent in ((whole - shared) | weak, whole | weak):
            chosen = replace(hiding, silent=silent)
            if not self._weak(self.known(chosen), until):
                return chosen
        return Hiding(silent=set[Name]().union(weak, *names.values()))


def _groups(
    figures: Sequence[tuple[str, PublishedFigure]],
    sums: Sequence[Sum],
    policy: Policy,
    until: float,
    earlier: Earlier | None,
) -> list[_Group]:
    """The figures in groups that say nothing of each other; only those that hide something."""

    def build() -> Knowledge:
        return known_of((figure for _, figure in figures), sums, policy)

    known, more = build(), set[int]()
    if earlier is not None:
        earlier.reconcile(build, until)
        more = earlier.read_with(known).more
    group = connected(known)
    names: defaultdict[int, set[Name]] = defaultdict(set)
    for number, quantity in zip(group, known.quantities, strict=True):
        names[number].add(quantity.name)
    told = {group[place] for place in more}
    found = {
        number: _Group(policy, [], [], earlier.within(names[number]) if earlier and number in told else None)
        for number in {group[next(iter(target.terms))] for target in known.targets}
    }
    for measure, figure in figures:
        for name in sorted(_names(figure))[:1]:
            if (number := group[known.position(name)]) in found:
                found[number].figures.append((measure, figure))
    for item in sums:
        if (number := group[known.position(item.left[0])]) in found:
            found[number].sums.append(item)
    return list(found.values())


def _names(figure: PublishedFigure) -> set[Name]:
    numbers = figure.numbers
    return set() if numbers is None else {name for name in (numbers.part, numbers.whole) if name is not None}


def _nearest(known: Knowledge, found: Iterable[Narrowed]) -> list[Name]:
    """Of what is shown the number nearest to each that is given away, unless one beside it is chosen already.

    Of those as near parts come before totals, and then the smallest.
    """
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for places in neighbours(known):
        for place in places:
            beside[place].update(places)
    chosen: list[int] = []
    for item in found:
        reached = edge = set(item.target.terms)
        while edge and not edge.intersection(chosen):
            if shown := [place for place in edge if known.quantities[place].shown]:
                chosen.append(min(shown, key=lambda place: _order(known.quantities[place])))
                break
            edge = {other for place in edge for other in beside[place]} - reached
            reached = reached | edge
    return [known.quantities[place].name for place in chosen]


def _order(quantity: Quantity) -> tuple[bool, int, Name]:
    return quantity.total, quantity.shown or 0, quantity.name
