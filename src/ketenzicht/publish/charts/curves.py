"""Cumulative incidence with its interval, named beside the line.

Published points lie 30 days apart; a straight line between two of them is nearer the truth than a step, which
would hold the lower value until the next point.
"""

from __future__ import annotations

from math import ceil

from ketenzicht.publish.charts.look import COLOURS, WIDTH, Spec, text_at
from ketenzicht.publish.language import Wording
from ketenzicht.publish.published import PublishedCurve

HEIGHT = 230
MONTH = 365.25 / 12


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
    reach = max(point.high for curve in shown for _, point in curve.points)
    top = next(top for top in (0.1, 0.25, 0.5, 0.75, 1.0) if reach <= top)
    end = horizon or max(day for curve in shown for day, _ in curve.points) / MONTH
    months = max(3, ceil(end - 0.05))
    step = 3 if months <= 24 else 12
    ticks = [number * top / 5 for number in range(6)]
    layers: list[Spec] = []
    ends: list[Spec] = []
    for position, curve in enumerate(shown):
        colour = COLOURS[position % len(COLOURS)]
        values = [
            {"x": min(day / MONTH, end), "y": share.value, "low": share.low, "high": share.high}
            for day, share in curve.points
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
        y_axis: Spec = {
            "title": None,
            "values": ticks,
            "labelExpr": _tick_words(ticks, wording),
            "domain": False,
            "ticks": False,
        }
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
                "text": wording.percent(last["y"]),
                "name": wording.text(curve.label),
            }
        )
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


def _above(ends: list[Spec], top: float) -> list[Spec]:
    """Where the name of each curve stands: just above its end."""
    return [{**end, "high": end["y"] + top * 0.03} for end in ends]


def _tick_words(ticks: list[float], wording: Wording) -> str:
    """A Vega expression that gives each tick its own text, so that percentages follow the language."""
    choices = "".join(f"abs(datum.value - {tick}) < 1e-9 ? '{wording.percent(tick)}' : " for tick in ticks)
    return choices + "''"
