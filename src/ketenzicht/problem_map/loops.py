"""Feedback loops of a map: which there are, and whether they reinforce or balance.

A loop reinforces when it holds an even number of links that turn direction, and balances when that number is odd. If
one of its links has no direction, nobody knows. Loops are the simple circles of the graph (Johnson 1975, SIAM J.
Comput. 4, 77-84; networkx).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from ketenzicht.problem_map.model import Effect, Link, ProblemMap

if TYPE_CHECKING:
    import networkx as nx

MOST_LOOPS = 500
"""A dense map has more loops than anybody reads; so many, the shortest, are told, and that there are more."""
LONGEST = 12

Kind = Literal["versterkend", "dempend", "onbekend"]


@dataclass(frozen=True)
class Loop:
    """A circle of factors, from the first in alphabetical order; the last leads back to the first."""

    factors: tuple[str, ...]
    kind: Kind
    delayed: bool
    contested: bool
    """Perspectives do not agree on the direction of one of its links."""

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Pairs of factors that follow each other."""
        return tuple(zip(self.factors, (*self.factors[1:], self.factors[0]), strict=True))


@dataclass(frozen=True)
class Loops:
    """The loops of a map, shortest first, and whether there are more than are told."""

    found: tuple[Loop, ...]
    more: bool


def loops(of: ProblemMap) -> Loops:
    """Find the feedback loops of a map."""
    import networkx as nx

    claims = claims_of(of)
    circles = sorted(
        (_from_first(circle) for circle in islice(nx.simple_cycles(graph_of(of), LONGEST), MOST_LOOPS + 1)),
        key=lambda circle: (len(circle), circle),
    )
    return Loops(tuple(_loop(circle, claims) for circle in circles[:MOST_LOOPS]), len(circles) > MOST_LOOPS)


def graph_of(of: ProblemMap) -> nx.DiGraph[str]:
    """Factors and the pairs of them between which somebody sees a link."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(factor.id for factor in of.factors)
    graph.add_edges_from((link.origin, link.target) for link in of.links)
    return graph


def claims_of(of: ProblemMap) -> dict[tuple[str, str], list[Link]]:
    """The links between each pair of factors: one for each direction that somebody gives it."""
    found: dict[tuple[str, str], list[Link]] = {}
    for link in of.links:
        found.setdefault((link.origin, link.target), []).append(link)
    return found


def effect_of(links: list[Link]) -> Effect:
    """The direction on which all who gave one agree; ``onbekend`` when nobody did or they do not agree."""
    effects = {link.effect for link in links} - {"onbekend"}
    return effects.pop() if len(effects) == 1 else "onbekend"


def is_contested(links: list[Link]) -> bool:
    """Whether some say more and others less."""
    return {"meer", "minder"} <= {link.effect for link in links}


def _loop(circle: tuple[str, ...], claims: dict[tuple[str, str], list[Link]]) -> Loop:
    pairs = list(zip(circle, (*circle[1:], circle[0]), strict=True))
    effects = [effect_of(claims[pair]) for pair in pairs]
    turns = effects.count("minder")
    kind: Kind = "onbekend" if "onbekend" in effects else "dempend" if turns % 2 else "versterkend"
    return Loop(
        circle,
        kind,
        delayed=any(link.delayed for pair in pairs for link in claims[pair]),
        contested=any(is_contested(claims[pair]) for pair in pairs),
    )


def _from_first(circle: list[str]) -> tuple[str, ...]:
    at = circle.index(min(circle))
    return (*circle[at:], *circle[:at])
