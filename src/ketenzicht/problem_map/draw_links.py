"""The links of a drawing: curves that leave and arrive level, with their sign, bars of delay and labels of loops.

Ends at one side of a box are spread in the order of where they come from, so that links do not cross at the box.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from math import hypot

from ketenzicht.problem_map.loops import effect_of, is_contested
from ketenzicht.problem_map.model import Link
from ketenzicht.problem_map.places import Pair, Places, Point

INK, SOFT, LINE, PAPER, MARK, LESS = "#1a1c20", "#4a4f57", "#767c86", "#ffffff", "#0b4f5e", "#8a2d0b"
BOX, BETWEEN, MARGIN, GAP = 240, 150, 12, 18
SIGN = 10
PASSING = 24
"""Pixels of height that a link needs where it passes a column."""
SPREAD = 30
"""Pixels of the side of a box over which links arrive: those of a box with one line."""

COLOURS = {"meer": MARK, "minder": LESS, "onbekend": LINE, "betwist": INK}
_SIGNS = {"meer": "+", "minder": "\N{MINUS SIGN}", "onbekend": "?", "betwist": "±"}
_DASHES = {"betwist": ' stroke-dasharray="7 4"', "onbekend": ' stroke-dasharray="2 4"'}

Curve = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Grid:
    """Places in pixels.

    Args:
        stand: places in columns and rows.
        levels: where the middle of each row lies, from the top.
        bottom: of the lowest box.
    """

    stand: Places
    levels: Mapping[float, float]
    bottom: float

    def middle(self, point: Point) -> Point:
        """The middle of a place."""
        return MARGIN + point[0] * (BOX + BETWEEN) + BOX / 2, self.levels[point[1]]


def grid_of(stand: Places, heights: Mapping[str, int]) -> Grid:
    """Rows as close together as the boxes that stand below each other allow; what is level stays level.

    Args:
        stand: places in columns and rows.
        heights: of the box of each factor.
    """
    found = [(row, column, heights[factor]) for factor, (column, row) in stand.factors.items()]
    found += [(row, column, PASSING) for way in stand.paths.values() for column, row in way]
    levels: dict[float, float] = {}
    ends: dict[float, float] = {}
    level = 0.0
    for row, standing in groupby(sorted(found), key=lambda one: one[0]):
        here = list(standing)
        level = max(level, *(ends.get(column, MARGIN) + height / 2 for _, column, height in here))
        levels[row] = level
        ends |= {column: level + height / 2 + GAP for _, column, height in here}
    return Grid(stand, levels, max(ends.values(), default=MARGIN + 40))


def kind_of(links: list[Link]) -> str:
    """How the links between two factors are drawn together: their direction, or ``betwist``."""
    return "betwist" if is_contested(links) else effect_of(links)


def draw_links(
    grid: Grid,
    claims: Mapping[Pair, list[Link]],
    labels: Mapping[Pair, Collection[str]],
    marked: Collection[Pair],
    name: str,
) -> Iterator[str]:
    """All lines, then on top of them their signs, bars and labels.

    Args:
        grid: where everything stands.
        claims: the links between each pair of factors.
        labels: of links that close loops, the letters and numbers of those.
        marked: links that are drawn heavier.
        name: tells the arrowheads of this drawing from those of another on the same page.
    """
    routes = _routes(grid, list(claims))
    outgoing, incoming = ([pair[end] for pair in claims] for end in (0, 1))
    yield "<defs>" + "".join(_marker(name, kind, colour) for kind, colour in COLOURS.items()) + "</defs>"
    for pair, links in claims.items():
        kind, curves = kind_of(links), routes[pair]
        path = f"M{_pair(curves[0][0])}" + "".join("C" + " ".join(map(_pair, curve[1:])) for curve in curves)
        yield (
            f'<path d="{path}" fill="none" stroke="{COLOURS[kind]}" stroke-width="{4 if pair in marked else 1.7}"'
            f'{_DASHES.get(kind, "")} marker-end="url(#pijl-{name}-{kind})"/>'
        )
    for pair, links in claims.items():
        kind, curves = kind_of(links), routes[pair]
        near = outgoing.count(pair[0]) <= incoming.count(pair[1])
        curve = curves[0] if near else curves[-1]
        yield from sign(_on(curve, 0.16 if near else 0.8), kind)
        if any(link.delayed for link in links):
            yield _bars(curve, 0.34 if near else 0.6, COLOURS[kind])
        if pair in labels:
            yield from _pill(_on(curves[len(curves) // 2], 0.5), " ".join(labels[pair]))


def _routes(grid: Grid, pairs: list[Pair]) -> dict[Pair, list[Curve]]:
    """Each link as cubic curves."""
    ways = {
        pair: [
            grid.middle(point) for point in (stand[pair[0]], *grid.stand.paths.get(pair, ()), stand[pair[1]])
        ]
        for stand in (grid.stand.factors,)
        for pair in pairs
    }
    sides = {pair: -1 if grid.stand.goes_back(pair) else 1 for pair in pairs}
    ends: dict[tuple[str, int], list[tuple[float, Pair, int]]] = {}
    for pair, way in ways.items():
        ends.setdefault((pair[0], sides[pair]), []).append((way[1][1], pair, 0))
        ends.setdefault((pair[1], -sides[pair]), []).append((way[-2][1], pair, -1))
    for (_, side), found in ends.items():
        step = min(14, SPREAD / len(found))
        for place, (_, pair, end) in enumerate(sorted(found)):
            x, y = ways[pair][end]
            ways[pair][end] = (x + side * (BOX / 2 + (end and 1)), y + (place - (len(found) - 1) / 2) * step)
    return {
        pair: [_level(start, end, sides[pair]) for start, end in pairwise(way)] for pair, way in ways.items()
    }


def _level(start: Point, end: Point, side: int) -> Curve:
    """A curve that leaves and arrives level."""
    reach = side * max(abs(end[0] - start[0]) / 2, 40)
    return start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end


def _pair(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _on(curve: Curve, at: float) -> Point:
    """A point on a cubic curve (Bernstein)."""
    weights = ((1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at**2 * (1 - at), at**3)
    return (
        sum(weight * point[0] for weight, point in zip(weights, curve, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, curve, strict=True)),
    )


def sign(at: Point, kind: str) -> Iterator[str]:
    """The sign of a link in a circle."""
    yield (
        f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{SIGN}" fill="{PAPER}" stroke="{COLOURS[kind]}" '
        'stroke-width="1.5"/>'
    )
    yield text(at[0], at[1] + 5, _SIGNS[kind], 15, COLOURS[kind], bold=True, middle=True)


def _bars(curve: Curve, at: float, colour: str) -> str:
    """Two short bars across a curve."""
    (x, y), (ahead, lower) = _on(curve, at), _on(curve, at + 0.02)
    length = hypot(ahead - x, lower - y) or 1
    along = ((ahead - x) / length, (lower - y) / length)
    bars = []
    for step in (-3, 3):
        across, down = x + step * along[0], y + step * along[1]
        left, right = -along[1] * 8, along[0] * 8
        bars.append(f"M{across - left:.1f} {down - right:.1f}L{across + left:.1f} {down + right:.1f}")
    return f'<path d="{"".join(bars)}" stroke="{colour}" stroke-width="2.5"/>'


def _pill(at: Point, words: str) -> Iterator[str]:
    x, y = at
    width = 9 * len(words) + 14
    yield (
        f'<rect x="{x - width / 2:.1f}" y="{y - 12:.1f}" width="{width}" height="24" rx="12" fill="{INK}"/>'
    )
    yield text(x, y + 5, words, 14, PAPER, bold=True, middle=True)


def _marker(name: str, kind: str, colour: str) -> str:
    return (
        f'<marker id="pijl-{name}-{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
    )


def text(
    x: float, y: float, words: str, size: int, colour: str, *, bold: bool = False, middle: bool = False
) -> str:
    """A line of text."""
    look = (' font-weight="600"' if bold else "") + (' text-anchor="middle"' if middle else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{look}>{escape(words)}</text>'
