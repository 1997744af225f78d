"""From one total to another in steps: each bar begins where the one before it ended.

The label stands above its bar, as in the other charts. All is on one line from zero, so that a step is seen
against the whole. More is dark, less is orange; the words beside a bar say which as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.publish.charts.look import GRID, INK, MAIN, PART, WIDTH, Spec, bare, fitting, text_at
from ketenzicht.publish.language import capital

ROW, BAR, RIGHT = 40, 13, 54
LESS = "#b0631e"


@dataclass(frozen=True)
class Step:
    """A bar: its label, its value as text, where it begins and ends; ``total`` when it stands on the zero line."""

    label: str
    text: str
    begin: float
    end: float
    total: bool = False


def waterfall_spec(steps: list[Step]) -> Spec | None:
    """The bars of the steps; None when there is nothing to draw."""
    highest = max((max(step.begin, step.end) for step in steps), default=0.0)
    lowest = min(0.0, *(min(step.begin, step.end) for step in steps)) if steps else 0.0
    if highest <= lowest:
        return None
    height = len(steps) * ROW
    bars: list[Spec] = []
    links: list[Spec] = []
    labels: list[Spec] = []
    values: list[Spec] = []
    for position, step in enumerate(steps):
        middle = position * ROW + 26
        low, high = sorted((step.begin, step.end))
        colour = MAIN if step.total else PART if step.end >= step.begin else LESS
        bars.append({"x": low, "x2": high, "y": middle - BAR / 2, "y2": middle + BAR / 2, "fill": colour})
        labels.append({"x": lowest, "y": position * ROW + 9, "text": fitting(capital(step.label))})
        values.append({"x": high, "y": middle, "text": step.text})
        if position + 1 < len(steps):
            links.append({"x": step.end, "y": middle - BAR / 2, "y2": middle + ROW + BAR / 2})
    x_scale = {"domain": [lowest, highest], "nice": False}
    y_scale = {"domain": [0, height], "reverse": True, "nice": False}
    return {
        "width": WIDTH - RIGHT - 10,
        "height": height,
        "padding": {"left": 6, "right": RIGHT + 4, "top": 2, "bottom": 6},
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
                "data": {"values": links},
                "mark": {"type": "rule", "color": GRID, "strokeWidth": 1.5},
                "encoding": {"x": bare("x"), "y": bare("y"), "y2": {"field": "y2"}},
            },
            text_at(labels, x=bare("x"), y=bare("y")),
            text_at(values, x=bare("x"), y=bare("y"), dx=8, fontWeight="bold", color=INK),
        ],
    }
