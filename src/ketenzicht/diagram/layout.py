"""Places for the drawing of a chain: columns by order of events, rows within the lane of an organisation.

A small layered layout after Sugiyama, Tagawa and Toda (1981): set arrows that go back apart, longest-path columns,
a waiting place in every column that an arrow passes, a few rounds of barycentre ordering.
Arrows that go back run below everything else. Deterministic: equal chains, equal drawings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from ketenzicht.diagram.graph import FlowGraph, NodeKind

SIZES: dict[NodeKind, tuple[int, int]] = {
    "start": (36, 36), "event": (36, 36), "end": (36, 36), "stage": (150, 80), "choice": (50, 50),
}  # fmt: skip
"""Width and height of each kind of node, in the pixels of BPMN."""

_LEFT, _TOP, _ROW, _THIN_ROW, _TITLE = 160, 60, 110, 26, 30
_GAP, _TRACK = 70, 10
_ROUNDS = 8

Point = tuple[int, int]
Arrow = tuple[str, str]


@dataclass(frozen=True)
class Box:
    """A rectangle: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int


@dataclass
class Layout:
    """Where everything stands."""

    pool: Box
    lanes: dict[str, Box] = field(default_factory=dict)
    nodes: dict[str, Box] = field(default_factory=dict)
    arrows: dict[Arrow, tuple[Point, ...]] = field(default_factory=dict)


@dataclass
class _Grid:
    column: dict[str, int]
    lane: dict[str, str]
    size: dict[str, tuple[int, int]]
    links: list[Arrow] = field(default_factory=list)
    chains: dict[Arrow, list[str]] = field(default_factory=dict)
    order: dict[tuple[str, int], list[str]] = field(default_factory=dict)


def place(graph: FlowGraph) -> Layout:
    """Coordinates for every lane, node and arrow of a graph; arrows run from left to right, around the boxes."""
    back = _arrows_back(graph)
    grid = _grid(graph, back)
    for _ in range(_ROUNDS):
        _sort_rows(grid, forward=True)
        _sort_rows(grid, forward=False)
    return _drawn(graph, grid, back)


def _arrows_back(graph: FlowGraph) -> list[Arrow]:
    """The arrows that close a cycle, in the order of the graph; without them the graph has none."""
    following: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    for source, target in graph.arrows:
        following[source].append(target)
    state: dict[str, int] = {}
    closing: set[Arrow] = set()
    for root in following:
        stack = [(root, iter(following[root]))] if root not in state else []
        if stack:
            state[root] = 1
        while stack:
            node, rest = stack[-1]
            for target in rest:
                if state.get(target) == 1:
                    closing.add((node, target))
                elif target not in state:
                    state[target] = 1
                    stack.append((target, iter(following[target])))
                    break
            else:
                state[node] = 2
                stack.pop()
    return [arrow for arrow in graph.arrows if arrow in closing]


def _grid(graph: FlowGraph, back: list[Arrow]) -> _Grid:
    column = {node.id: 0 for node in graph.nodes}
    links = [arrow for arrow in graph.arrows if arrow not in back]
    for _ in graph.nodes:  # longest path: at most one round per node
        moved = False
        for source, target in links:
            if column[target] <= column[source]:
                column[target], moved = column[source] + 1, True
        if not moved:
            break
    grid = _Grid(
        column, {node.id: node.lane for node in graph.nodes}, {n.id: SIZES[n.kind] for n in graph.nodes}
    )
    for number, (source, target) in enumerate(links):
        waiting = [f"{number}/{step}" for step in range(column[source] + 1, column[target])]
        for step, name in enumerate(waiting, start=column[source] + 1):
            grid.column[name], grid.size[name] = step, (0, 0)
            grid.lane[name] = (
                grid.lane[source] if step * 2 <= column[source] + column[target] else grid.lane[target]
            )
        path = [source, *waiting, target]
        grid.chains[(source, target)] = path
        grid.links += pairwise(path)
    for name, step in grid.column.items():
        grid.order.setdefault((grid.lane[name], step), []).append(name)
    return grid


def _sort_rows(grid: _Grid, *, forward: bool) -> None:
    near: dict[str, list[str]] = {}
    for source, target in grid.links:
        near.setdefault(target if forward else source, []).append(source if forward else target)
    lanes = list(dict.fromkeys(grid.lane.values()))
    for step in sorted({step for _, step in grid.order}, reverse=not forward):
        rank = {
            name: (lanes.index(lane), row)
            for (lane, _), names in grid.order.items()
            for row, name in enumerate(names)
        }
        for (_, column), names in grid.order.items():
            if column == step:
                weight = {
                    name: _mean(
                        [rank[other][0] * 100 + rank[other][1] for other in near.get(name, [])], rank[name]
                    )
                    for name in names
                }
                names.sort(key=lambda name: weight[name])


def _mean(values: list[int], own: tuple[int, int]) -> float:
    return sum(values) / len(values) if values else own[0] * 100 + own[1]


def _drawn(graph: FlowGraph, grid: _Grid, back: list[Arrow]) -> Layout:
    columns = max(grid.column.values(), default=0) + 1
    moving = [*grid.links, *back]
    tracks = [sum(1 for source, _ in moving if grid.column[source] == step) for step in range(columns)]
    width = [
        max([36, *(grid.size[n][0] for n in grid.size if grid.column[n] == step)]) for step in range(columns)
    ]
    left, x = [], _LEFT
    for step in range(columns):
        left.append(x)
        x += width[step] + _GAP + tracks[step] * _TRACK
    layout = Layout(Box(_LEFT - 100, _TOP, x - _LEFT + 100, 0))
    middle: dict[str, Point] = {}
    y = _TOP
    for lane, _ in graph.lanes:
        tall = 0
        for (name, step), names in grid.order.items():
            if name != lane:
                continue
            row = y + 15
            for item in names:
                height = _ROW if grid.size[item][1] else _THIN_ROW
                middle[item] = (left[step] + width[step] // 2, row + height // 2)
                row += height
            tall = max(tall, row - y + 15)
        if lane == graph.lanes[-1][0]:
            tall += _TRACK * 2 * len(back)
        layout.lanes[lane] = Box(layout.pool.x + _TITLE, y, layout.pool.width - _TITLE, tall)
        y += tall
    layout.pool = Box(layout.pool.x, _TOP, layout.pool.width, y - _TOP)
    for node in graph.nodes:
        wide, high = grid.size[node.id]
        layout.nodes[node.id] = Box(
            middle[node.id][0] - wide // 2, middle[node.id][1] - high // 2, wide, high
        )
    right = [left[step] + width[step] for step in range(columns)]
    used = [0] * columns
    for (source, target), path in grid.chains.items():
        layout.arrows[(source, target)] = _ahead(path, grid, middle, right, used)
    for number, arrow in enumerate(back):
        floor = y - _TRACK * (2 * number + 1)
        layout.arrows[arrow] = _around(arrow, grid, layout, floor, left, right, used)
    return layout


def _ahead(
    path: list[str], grid: _Grid, middle: dict[str, Point], right: list[int], used: list[int]
) -> tuple[Point, ...]:
    points: list[Point] = [(middle[path[0]][0] + grid.size[path[0]][0] // 2, middle[path[0]][1])]
    for source, target in pairwise(path):
        step = grid.column[source]
        start, end = middle[source][1], middle[target]
        if start != end[1]:
            turn = right[step] + _GAP // 2 + used[step] * _TRACK
            used[step] += 1
            points += [(turn, start), (turn, end[1])]
        points.append((end[0] - grid.size[target][0] // 2, end[1]))
    return _straight(points)


def _around(
    arrow: Arrow, grid: _Grid, layout: Layout, floor: int, left: list[int], right: list[int], used: list[int]
) -> tuple[Point, ...]:
    source, target = layout.nodes[arrow[0]], layout.nodes[arrow[1]]
    out = right[grid.column[arrow[0]]] + _GAP // 2 + used[grid.column[arrow[0]]] * _TRACK
    used[grid.column[arrow[0]]] += 1
    back_in = left[grid.column[arrow[1]]] - 20
    start, end = source.y + source.height // 2, target.y + target.height // 2
    edge = (source.x + source.width, start)
    return (edge, (out, start), (out, floor), (back_in, floor), (back_in, end), (target.x, end))


def _straight(points: list[Point]) -> tuple[Point, ...]:
    """Without points in the middle of a straight line."""
    kept = points[:1]
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        if not (before[0] == point[0] == after[0] or before[1] == point[1] == after[1]):
            kept.append(point)
    return (*kept, points[-1])
