"""Checks on circles: what refers to itself cannot be worked out, what waits for itself is never done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model.base import Node
from ketenzicht.chain.references import references
from ketenzicht.chain.yaml_places import DataPath

Key = tuple[str, str]
"""The kind of a thing and its id."""


@check(
    "omschrijving-in-kring",
    "Wat langs een omweg naar zichzelf verwijst, is niet uit te rekenen.",
)
def described_by_itself(subject: Subject) -> Iterator[Problem]:
    """Facts, named conditions and rules that need each other."""
    chain = subject.chain
    items: dict[Key, tuple[DataPath, tuple[Node | None, ...]]] = {}
    for index, fact in enumerate(chain.facts):
        items["feit", fact.id] = ("feiten", index, "alleen_als"), (fact.only_if,)
    for index, condition in enumerate(chain.conditions):
        items["voorwaarde", condition.id] = ("voorwaarden", index, "als"), (condition.when,)
    for index, rule in enumerate(chain.rules):
        items["regel", rule.id] = ("regels", index), (rule.when, rule.value)
    needs = {
        key: tuple(
            (found.target, found.id) for part in parts if part is not None for found in references(part)
        )
        for key, (_, parts) in items.items()
    }
    for circle in circles(needs):
        names = " → ".join(f"{kind} '{name}'" for kind, name in (*circle, circle[0]))
        yield Problem(
            items[circle[0]][0], f"Dit gaat in een kring: {names}.", "Haal een van deze verwijzingen weg."
        )


@check("volgorde-in-kring", "Opties die op elkaar wachten komen nooit in een plan.")
def order_in_a_circle(subject: Subject) -> Iterator[Problem]:
    """Options that come after each other, or are each better than the other."""
    options = subject.chain.options
    place = {option.id: index for index, option in enumerate(options)}
    for key, word, needs in (
        ("na", "wacht op", {("optie", item.id): _keys(item.after) for item in options}),
        ("liever_dan", "gaat voor op", {("optie", item.id): _keys(item.instead_of) for item in options}),
    ):
        for circle in circles(needs):
            names = f" {word} ".join(f"'{name}'" for _, name in (*circle, circle[0]))
            yield Problem(("opties", place[circle[0][1]], key), f"{names}.", "Haal een van deze weg.")


def _keys(options: tuple[str, ...]) -> tuple[Key, ...]:
    return tuple(("optie", name) for name in options)


def circles(needs: Mapping[Key, tuple[Key, ...]]) -> Iterator[tuple[Key, ...]]:
    """One circle for every thing that was not yet in one, along the order of the files."""
    told: set[Key] = set()
    for start in needs:
        if start not in told and (circle := _way_back(start, needs)):
            told.update(circle)
            yield circle


def _way_back(start: Key, needs: Mapping[Key, tuple[Key, ...]]) -> tuple[Key, ...]:
    """The shortest way from a thing to itself, itself first; empty when there is none."""
    came: dict[Key, Key | None] = {}
    todo = [start]
    for key in todo:
        for other in needs.get(key, ()):
            if other == start:
                way = [key]
                while way[-1] != start:
                    way.append(came[way[-1]] or start)
                return tuple(reversed(way))
            if other not in came:
                came[other] = key
                todo.append(other)
    return ()
