"""What each number does to a total: a bar to the left for less and to the right for more, the longest on top.

Dark is what happens at the higher value of the number, orange at the lower. The label stands above its bar.
"""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.publish.charts.look import GRID, MAIN, WIDTH, Spec, bare, fitting, text_at
from ketenzicht.publish.charts.waterfall import LESS

ROW, BAR, SIDE = 40, 13, 46


@dataclass(frozen=True)
class Swing:
    """A bar: its label, the effects at both values, and those as texts."""

    label: str
    low: float
    high: float
    low_text: str
    high_text: str


def tornado_spec(swings: list[Swing]) -> Spec | None:
    """The bars; None when nothing has an effect."""
    reach = max((max(abs(swing.low), abs(swing.high)) for swing in swings), default=0.0)
    if reach == 0:
        return None
    height = len(swings) * ROW
    bars: list[Spec] = []
    labels: list[Spec] = []
    left: list[Spec] = []
    right: list[Spec] = []
    for position, swing in enumerate(swings):
        middle = position * ROW + 26
        labels.append({"x": -reach, "y": position * ROW + 9, "text": fitting(swing.label)})
        for effect, colour in ((swing.low, LESS), (swing.high, MAIN)):
            ends = {"x": min(effect, 0.0), "x2": max(effect, 0.0)}
            bars.append({**ends, "y": middle - BAR / 2, "y2": middle + BAR / 2, "fill": colour})
        texts = ((swing.low, swing.low_text), (swing.high, swing.high_text))
        (smaller, words), (larger, other) = sorted(texts)
        left.append({"x": min(smaller, 0.0), "y": middle, "text": words})
        right.append({"x": max(larger, 0.0), "y": middle, "text": other})
    x_scale = {"domain": [-reach, reach], "nice": False}
    y_scale = {"domain": [0, height], "reverse": True, "nice": False}
    return {
        "width": WIDTH - 2 * SIDE,
        "height": height,
        "padding": {"left": SIDE, "right": SIDE, "top": 2, "bottom": 6},
        "autosize": {"type": "none"},
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "rect"},
                "encoding": {
                    "x": {"field": "x", "type": "quantitative", "scale": x_scale, "axis": None},
                    "x2": {"field": "x2"},
                    "y": {"field": "y", "type": "quantitative", "scale": y_scale, "axis": None},
                    "y2": {"field": "y2"},
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                },
            },
            {
                "data": {"values": [{"x": 0, "y": 0, "y2": height}]},
                "mark": {"type": "rule", "color": GRID, "strokeWidth": 1.5},
                "encoding": {"x": bare("x"), "y": bare("y"), "y2": {"field": "y2"}},
            },
            text_at(labels, x=bare("x"), y=bare("y"), dx=-SIDE),
            text_at(left, x=bare("x"), y=bare("y"), dx=-6, align="right"),
            text_at(right, x=bare("x"), y=bare("y"), dx=6),
        ],
    }
