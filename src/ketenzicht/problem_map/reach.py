"""What lies up- and downstream of a factor, where to push, and how well a map is supported."""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.problem_map.loops import claims_of, graph_of, is_contested
from ketenzicht.problem_map.model import Link, ProblemMap


@dataclass(frozen=True)
class Reach:
    """A factor among the others."""

    factor: str
    upstream: tuple[str, ...]
    """What leads to it, over any number of links."""
    downstream: tuple[str, ...]
    """What it leads to."""
    incoming: int
    outgoing: int


@dataclass(frozen=True)
class Cover:
    """How much of a map is shared, contested, supported and measured."""

    links: int
    """Pairs of factors between which somebody sees a link."""
    common: tuple[tuple[str, str], ...]
    """Pairs that at least two perspectives see, in one direction."""
    contested: tuple[tuple[str, str], ...]
    """Pairs to which some give one direction and others the opposite."""
    without_direction: tuple[tuple[str, str], ...]
    supported: tuple[tuple[str, str], ...]
    """Pairs with at least one study or source behind them."""
    measured: tuple[str, ...]
    """Factors that a measure shows."""


def reach(of: ProblemMap) -> tuple[Reach, ...]:
    """Each factor's reach; those that lead to most others first."""
    import networkx as nx

    graph = graph_of(of)
    found = [
        Reach(
            factor.id,
            tuple(sorted(nx.ancestors(graph, factor.id))),
            tuple(sorted(nx.descendants(graph, factor.id))),
            graph.in_degree(factor.id),
            graph.out_degree(factor.id),
        )
        for factor in of.factors
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.downstream), -one.outgoing, one.factor)))


def cover(of: ProblemMap) -> Cover:
    """What is shared, contested, supported and measured."""
    claims = claims_of(of)
    return Cover(
        links=len(claims),
        common=tuple(pair for pair, links in claims.items() if _is_common(links)),
        contested=tuple(pair for pair, links in claims.items() if is_contested(links)),
        without_direction=tuple(
            pair for pair, links in claims.items() if all(link.effect == "onbekend" for link in links)
        ),
        supported=tuple(pair for pair, links in claims.items() if any(link.support for link in links)),
        measured=tuple(factor.id for factor in of.factors if factor.indicators),
    )


def _is_common(links: list[Link]) -> bool:
    by_effect: dict[str, set[str]] = {}
    for link in links:
        by_effect.setdefault(link.effect, set()).update(link.perspectives)
    return not is_contested(links) and any(len(who) > 1 for who in by_effect.values())
