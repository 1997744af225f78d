"""Where everything stands on the drawing of a map: factors in columns, from what is behind to what it leads to.

A layered layout after Sugiyama, Tagawa and Toda (1981, IEEE Transactions on Systems, Man, and Cybernetics 11,
109-125), as the library fast-sugiyama computes it: links that close a loop run back, and a link that passes a column
gets a place of its own there. Equal maps, equal places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketenzicht.problem_map.loops import claims_of

if TYPE_CHECKING:
    from ketenzicht.problem_map.model import ProblemMap

Point = tuple[float, float]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Places:
    """Places in columns and rows; what has the same row is drawn level, and a higher row is drawn lower.

    Args:
        factors: the column and row of each factor.
        paths: of each link that passes a column, the places where it does so, in its direction.
        columns: how many columns there are.
    """

    factors: dict[str, Point]
    paths: dict[Pair, tuple[Point, ...]]
    columns: int

    def goes_back(self, pair: Pair) -> bool:
        """Whether a link runs against the reading direction; every loop has such a link."""
        return self.factors[pair[1]][0] <= self.factors[pair[0]][0]


def places(of: ProblemMap) -> Places:
    """Places for the factors of a map; parts that are not linked stand below each other, loose factors last."""
    from fast_sugiyama import from_edges

    pairs = list(claims_of(of))
    names = [factor.id for factor in of.factors]
    number = {name: at for at, name in enumerate(sorted({end for pair in pairs for end in pair}))}
    known = {at: name for name, at in number.items()}
    factors: dict[str, Point] = {}
    paths: dict[Pair, tuple[Point, ...]] = {}
    columns, row = 1, 0.0
    parts = from_edges(
        [(number[origin], number[target]) for origin, target in pairs],
        vertex_spacing=1.0,
        dummy_vertices=True,
        dummy_size=0.4,
    )
    for found, _, _, edges in sorted(parts, key=lambda part: (-len(part[0]), min(at for at, _ in part[0]))):
        top, left = max(y for _, (_, y) in found), min(x for _, (x, _) in found)
        spots = {int(at): (float(round(top - y)), row + x - left) for at, (x, y) in found}
        factors |= {known[at]: spot for at, spot in spots.items() if at in known}
        follows: dict[int, list[int]] = {}
        for one, other in edges or ():
            follows.setdefault(int(one), []).append(int(other))
        for origin, target in pairs:
            if origin in factors and target in factors and number[origin] in spots:
                paths[origin, target] = tuple(
                    spots[at] for at in _way(follows, number, origin, target, known)
                )
        columns = max(columns, 1 + max(int(column) for column, _ in spots.values()))
        row = max(place for _, place in spots.values()) + 1.3
    loose = [name for name in names if name not in factors]
    factors |= {name: (float(at % columns), row + at // columns) for at, name in enumerate(loose)}
    return Places(factors, paths, columns)


def _way(
    follows: dict[int, list[int]], number: dict[str, int], origin: str, target: str, known: dict[int, str]
) -> list[int]:
    """The places between two factors: a row of numbers that are no factors, if the link has one."""
    for first in follows.get(number[origin], ()):
        way, at = [], first
        while at not in known:
            way.append(at)
            at = follows[at][0]
        if at == number[target]:
            return way
    return []
