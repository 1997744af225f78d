"""Cumulative incidence, or a mean number of events, with its interval, named beside the line.

Published points lie 30 days apart; a straight line between two of them is nearer the truth than a step, which
would hold the lower value until the next point.
"""

from __future__ import annotations

from math import ceil

from ketenzicht.publish.charts.axes import axis
from ketenzicht.publish.charts.look import COLOURS, WIDTH, Spec, text_at
from ketenzicht.publish.language import Wording
from ketenzicht.publish.published import PublishedCurve, PublishedNumber, PublishedShare

HEIGHT = 230
MONTH = 365.25 / 12
LINE = 0.08
"""Height of a line of text, as a part of the axis."""


def curves_spec(
    curves: tuple[PublishedCurve, ...], horizon: float | None, axis_title: str, wording: Wording
) -> Spec | None:
    """The curves on an axis in months; None when no curve can be shown.

    Args:
        curves: published; their last point may lie a little past the horizon, on the grid of days.
        horizon: in months: the value that was reached by then is drawn there, and the axis ends there.
        axis_title: what the axis counts.
        wording: the language.
    """
    shown = [curve for curve in curves if len(curve.points) > 1]
    if not shown:
        return None
    drawn = [[(day, *_bounded(figure)) for day, figure in curve.points] for curve in shown]
    top = _top(max(high for points in drawn for *_, high in points))
    shares = all(isinstance(figure, PublishedShare) for curve in shown for _, figure in curve.points)

    def words(value: float) -> str:
        return wording.percent(value) if shares else wording.number(value, 2)

    end = horizon or max(day for curve in shown for day, _ in curve.points) / MONTH
    months = max(3, ceil(end - 0.05))
    step = 3 if months <= 24 else 12
    ticks = [number * top / 5 for number in range(6)]
    layers: list[Spec] = []
    ends: list[Spec] = []
    for position, (curve, points) in enumerate(zip(shown, drawn, strict=True)):
        colour = COLOURS[position % len(COLOURS)]
        values = [
            {"x": min(day / MONTH, end), "y": value, "low": low, "high": high}
            for day, value, low, high in points
        ]
        x: Spec = {
            "field": "x",
            "type": "quantitative",
            "scale": {"domain": [0, months], "nice": False},
            "axis": {
                "title": axis_title,
                "values": list(range(0, months + 1, step)),
                "grid": False,
                "format": "d",
            },
        }
        y_axis: Spec = {**axis(ticks, words), "domain": False, "ticks": False}
        layers += [
            {
                "data": {"values": values},
                "mark": {"type": "area", "color": colour, "opacity": 0.22},
                "encoding": {
                    "x": x,
                    "y": {
                        "field": "low",
                        "type": "quantitative",
                        "scale": {"domain": [0, top], "nice": False},
                        "axis": y_axis,
                    },
                    "y2": {"field": "high"},
                },
            },
            {
                "data": {"values": values},
                "mark": {"type": "line", "color": colour, "strokeWidth": 2.5},
                "encoding": {"x": x, "y": {"field": "y", "type": "quantitative"}},
            },
        ]
        last = values[-1]
        ends.append(
            {
                "x": last["x"],
                "y": last["y"],
                "text": words(last["y"]),
                "name": wording.text(curve.label),
            }
        )
    ends = _apart(ends, top)
    names = [{"x": end["x"], "y": end["high"], "text": end["name"]} for end in _above(ends, top)]
    return {
        "width": WIDTH - 110,
        "height": HEIGHT,
        "padding": {"left": 52, "right": 58, "top": 14, "bottom": 44},
        "autosize": {"type": "none"},
        "layer": [
            *layers,
            text_at(ends, dx=7, fontWeight="bold", fontSize=14),
            *([text_at(names, dx=-4, align="right", baseline="bottom")] if len(shown) > 1 else []),
        ],
    }


def _apart(ends: list[Spec], top: float) -> list[Spec]:
    """Texts at the ends of the curves, the higher of two that are close moved up until both can be read."""
    placed: list[Spec] = []
    for end in sorted(ends, key=lambda end: float(end["y"])):
        lowest = placed[-1]["y"] + LINE * top if placed else 0.0
        placed.append({**end, "y": max(end["y"], lowest)})
    return placed


def _above(ends: list[Spec], top: float) -> list[Spec]:
    """Where the name of each curve stands: just above its end."""
    return [{**end, "high": end["y"] + top * 0.03} for end in ends]


def _bounded(figure: PublishedShare | PublishedNumber) -> tuple[float, float, float]:
    """A figure with its interval; without one the interval has no width."""
    low, high = figure.low, figure.high
    return figure.value, figure.value if low is None else low, figure.value if high is None else high


def _top(reach: float) -> float:
    """The least round number at or above the highest point: 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5 and so on."""
    for top in (0.1, 0.25, 0.5, 0.75):
        if reach <= top:
            return top
    scale = 1.0
    while True:
        for top in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5):
            if reach <= top * scale:
                return top * scale
        scale *= 10
