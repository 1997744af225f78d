"""What all charts share: size, type and colours.

The colours differ in lightness, so that they stay apart in grey print and for colour-blind readers.
"""

from __future__ import annotations

from typing import Any

WIDTH = 440
"""Small, so that the texts in a chart can be read on a telephone; a page scales it up."""

LONGEST_LABEL = 58
"""Signs that fit in the width; the table beside the chart has the whole label."""
INK = "#1b2a33"
SOFT = "#5a6872"
GRID = "#e1e6ea"
MAIN = "#1f5f85"
PART = "#8fb6cf"
TRACK = "#eaeff2"
NORM = "#a8441a"
COLOURS = (MAIN, "#b0631e", "#4c4c4c", "#7a9a3a")
"""Of several curves; each also has its name beside it."""

Spec = dict[str, Any]
"""A Vega-Lite specification, or a part of one."""

CONFIG: Spec = {
    "background": None,
    "view": {"stroke": None},
    "axis": {
        # all labels are drawn: which of them fit would depend on the fonts of the machine
        "labelOverlap": False,
        "labelFlush": False,
        "labelColor": SOFT,
        "labelFontSize": 13,
        "titleColor": SOFT,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": "#9aa7b0",
        "tickColor": "#9aa7b0",
    },
    "text": {"fontSize": 13, "color": INK},
}


def fitting(label: str) -> str:
    """The label, cut where it would not fit."""
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"


def bare(field: str) -> Spec:
    """A position on an axis that is not drawn."""
    return {"field": field, "type": "quantitative", "axis": None}


def plain(field: str) -> Spec:
    """A position on an axis that another layer describes."""
    return {"field": field, "type": "quantitative"}


def text_at(values: list[Spec], *, x: Spec | None = None, y: Spec | None = None, **mark: Any) -> Spec:
    """A layer of texts at the ``x`` and ``y`` of the values."""
    return {
        "data": {"values": values},
        "mark": {"type": "text", "baseline": "middle", "align": "left", **mark},
        "encoding": {"x": x or plain("x"), "y": y or plain("y"), "text": {"field": "text"}},
    }
