"""A funnel plot: every unit as a point by its size, with limits that narrow as units grow.

Shape, not colour, tells points apart, so that it reads alike in grey and for the colour-blind: a ring lies
between the limits, a filled triangle points up above them and down below them, a filled diamond is a unit with a
chapter of its own. Of lines the solid ones are the limits that count, the dashed ones those of one in twenty, the
dotted ones those of chance alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log10

from ketenzicht.publish.benchmark_shown import FunnelShown, Line, Place
from ketenzicht.publish.charts.axes import axis, even_ticks, factor_ticks
from ketenzicht.publish.charts.look import INK, MAIN, NORM, PART, SOFT, WIDTH, Spec, fitting, text_at
from ketenzicht.publish.language import Wording

HEIGHT = 300
LEFT, RIGHT, TOP, BOTTOM = 52, 36, 12, 46
INNER = WIDTH - LEFT - RIGHT
MOST_NAMES = 12
"""Names beside points; more would cover them."""
_NAME, _LETTER = 15, 7
"""Height of a name and width of a letter, in the size of the chart."""


@dataclass(frozen=True)
class Point:
    """A unit: its size, its value, where it lies, and its name when it has a chapter."""

    size: float
    value: float
    place: Place
    name: str = ""


def funnel_spec(
    points: list[Point],
    limits: FunnelShown,
    *,
    axis_title: str,
    words: Callable[[float], str],
    wording: Wording,
    whole: bool = False,
) -> Spec | None:
    """The funnel; None with fewer than two points.

    Args:
        points: units that may be shown.
        limits: lines by size.
        axis_title: what the size is.
        words: a value as text.
        wording: the language.
        whole: whether 1 is all there can be.
    """
    if len(points) < 2:
        return None
    first, last = limits.sizes[0], limits.sizes[-1]
    highest = max(max(point.value for point in points), limits.centre * 1.5)
    ticks = even_ticks(min(highest * 1.05, 1.0) if whole else highest * 1.05)
    across = factor_ticks(first, last)
    x: Spec = {
        "field": "x",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [first, last], "nice": False},
        "axis": {**axis(across, wording.number, title=axis_title), "grid": False},
    }
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, ticks[-1]], "nice": False},
        "axis": {**axis(ticks, words), "domain": False, "ticks": False},
    }
    lines = [
        *_limit(limits, limits.chance, {"color": SOFT, "strokeWidth": 1.2, "strokeDash": [1, 3]}, x, y),
        *_limit(limits, limits.near, {"color": PART, "strokeWidth": 1.4, "strokeDash": [6, 4]}, x, y),
        *_limit(limits, limits.far, {"color": MAIN, "strokeWidth": 1.8}, x, y),
    ]
    middle = [{"x": first, "y": limits.centre}, {"x": last, "y": limits.centre}]
    return {
        "width": INNER,
        "height": HEIGHT,
        "padding": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "autosize": {"type": "none"},
        "layer": [
            *(lines if limits.overdispersed else lines[2:]),
            _line(middle, {"color": INK, "strokeWidth": 1}, x, y),
            *_points(points, x, y),
            *_names(points, (first, last), ticks[-1], x, y),
        ],
    }


def _limit(limits: FunnelShown, line: Line, mark: Spec, x: Spec, y: Spec) -> list[Spec]:
    return [
        _line([{"x": size, "y": value} for size, value in zip(limits.sizes, end, strict=True)], mark, x, y)
        for end in line
    ]


def _line(values: list[Spec], mark: Spec, x: Spec, y: Spec) -> Spec:
    return {
        "data": {"values": values},
        "mark": {"type": "line", "clip": True, **mark},
        "encoding": {"x": x, "y": y},
    }


def _points(points: list[Point], x: Spec, y: Spec) -> list[Spec]:
    looks: list[tuple[Callable[[Point], bool], Spec]] = [
        (
            lambda point: point.place == "between" and not point.name,
            {"shape": "circle", "filled": False, "size": 26, "color": MAIN, "strokeWidth": 1.1},
        ),
        (
            lambda point: point.place == "above" and not point.name,
            {"shape": "triangle-up", "filled": True, "size": 60, "color": INK},
        ),
        (
            lambda point: point.place == "below" and not point.name,
            {"shape": "triangle-down", "filled": True, "size": 60, "color": INK},
        ),
        (
            lambda point: bool(point.name),
            {
                "shape": "diamond",
                "filled": True,
                "size": 130,
                "color": NORM,
                "stroke": "white",
                "strokeWidth": 1,
            },
        ),
    ]
    found = []
    for chosen, look in looks:
        values = [{"x": point.size, "y": point.value} for point in points if chosen(point)]
        if values:
            found.append(
                {
                    "data": {"values": values},
                    "mark": {"type": "point", "opacity": 1, **look},
                    "encoding": {"x": x, "y": y},
                }
            )
    return found


def _names(points: list[Point], ends: tuple[float, float], top: float, x: Spec, y: Spec) -> list[Spec]:
    """Names beside their points, moved up where two would touch."""
    first, last = ends
    placed: list[tuple[float, float, float]] = []
    sides: dict[str, list[Spec]] = {"left": [], "right": []}
    named = sorted((point for point in points if point.name), key=lambda point: point.value)
    for point in named[:MOST_NAMES]:
        text = fitting(point.name)
        at = INNER * log10(point.size / first) / log10(last / first)
        width = _LETTER * len(text) + 10
        align = "left" if at + width < INNER else "right"
        begin = at if align == "left" else at - width
        height = HEIGHT * point.value / top
        while any(
            begin < other + wide and other < begin + width and abs(height - up) < _NAME
            for other, wide, up in placed
        ):
            height += 4
        placed.append((begin, width, height))
        sides[align].append({"x": point.size, "y": top * height / HEIGHT, "text": text})
    # first in white and bold, so that lines and points do not run through the letters
    return [
        text_at(values, x=x, y=y, align=align, dx=8 if align == "left" else -8, fontWeight="bold", **look)
        for align, values in sides.items()
        if values
        for look in ({"stroke": "white", "strokeWidth": 4}, {})
    ]
