"""Shares as horizontal bars with their interval, on a track that is the whole (100 %).

The label stands above its bar, so that long names fit on a small screen.

Parts of a group are lighter, with their label set in; all bars start at the same line.
A norm is a dashed line with its name.
"""

from __future__ import annotations

from typing import Any

from ketenzicht.message import message
from ketenzicht.publish.charts.look import (
    INK,
    MAIN,
    NORM,
    PART,
    SOFT,
    TRACK,
    WIDTH,
    Spec,
    bare,
    fitting,
    text_at,
)
from ketenzicht.publish.language import DERIVABLE, Wording, capital
from ketenzicht.publish.published import Hidden, PublishedShare, PublishedTable

ROW = 44
BAR = 13
INDENT = 0.035
RIGHT = 54
"""Room for the value beside a full bar."""


def share_column(table: PublishedTable) -> int | None:
    """The first column that holds a share, or None; shares in later columns may be asides."""
    for column in range(len(table.columns)):
        figures = [row.figures[column] for row in table.rows if column < len(row.figures)]
        if any(isinstance(figure, PublishedShare) for figure in figures):
            return column
    return None


def bars_spec(table: PublishedTable, column: int, norm: float | None, wording: Wording) -> Spec | None:
    """The bars of one column of a table; None when there is nothing to draw."""
    rows = [row for row in table.rows if row.id != table.total and row.figures[column] is not None]
    if table.total is not None:
        # a total with a share of its own (not of itself) is worth a bar
        rows += [
            row
            for row in table.rows
            if row.id == table.total and isinstance(row.figures[column], PublishedShare)
        ]
    if not any(isinstance(row.figures[column], PublishedShare) for row in rows):
        return None
    height = len(rows) * ROW + (18 if norm is not None else 0)
    offset = 18 if norm is not None else 0
    labels: list[Spec] = []
    tracks: list[Spec] = []
    bars: list[Spec] = []
    values: list[Spec] = []
    hidden: list[Spec] = []
    for position, row in enumerate(rows):
        y = offset + position * ROW
        figure = row.figures[column]
        labels.append(
            {"x": INDENT * row.level, "y": y + 10, "text": fitting(capital(wording.text(row.label)))}
        )
        middle = y + 27
        if isinstance(figure, PublishedShare):
            tracks.append({"x": 0, "x2": 1, "y": middle - BAR / 2, "y2": middle + BAR / 2, "fill": TRACK})
            bars.append(
                {
                    "x": 0,
                    "x2": figure.value,
                    "y": middle - BAR / 2,
                    "y2": middle + BAR / 2,
                    "low": figure.low,
                    "high": figure.high,
                    "middle": middle,
                    "fill": PART if row.level else MAIN,
                }
            )
            values.append(
                {
                    "x": max(figure.high, figure.value),
                    "y": middle,
                    "text": wording.percent(figure.value),
                }
            )
        elif isinstance(figure, Hidden):
            words = message("te weinig gevallen") if figure.reason == "klein" else DERIVABLE
            hidden.append({"x": 0, "y": middle, "text": wording.text(words)})
    return {
        "width": WIDTH - RIGHT - 10,
        "height": height,
        "padding": {"left": 6, "right": RIGHT + 4, "top": 2, "bottom": 6},
        "autosize": {"type": "none"},
        "layer": [
            _bars([*tracks, *bars], height),
            *([_norm_line(norm)] if norm is not None else []),
            _whiskers(bars),
            _texts(labels),
            _texts(values, dx=8, fontWeight="bold"),
            *([_texts(hidden, dx=2, color=SOFT, fontStyle="italic")] if hidden else []),
            *(
                [
                    _texts(
                        [
                            {
                                "x": norm,
                                "y": 6,
                                "text": wording.text(message("norm {norm}", norm=wording.percent(norm))),
                            }
                        ],
                        color=NORM,
                        align="center",
                        fontWeight="bold",
                    )
                ]
                if norm is not None
                else []
            ),
        ],
    }


def _bars(bars: list[Spec], height: int) -> Spec:
    return {
        "data": {"values": bars},
        "mark": {"type": "rect"},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": {"domain": [0, 1], "nice": False},
                "axis": None,
            },
            "x2": {"field": "x2"},
            "y": {
                "field": "y",
                "type": "quantitative",
                "scale": {"domain": [0, height], "reverse": True, "nice": False},
                "axis": None,
            },
            "y2": {"field": "y2"},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
        },
    }


def _whiskers(bars: list[Spec]) -> Spec:
    ends = [
        {"x": bar[side], "y": bar["middle"] - 4, "y2": bar["middle"] + 4}
        for bar in bars
        for side in ("low", "high")
    ]
    return {
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
                "encoding": {
                    "x": bare("low"),
                    "x2": {"field": "high"},
                    "y": bare("middle"),
                },
            },
            {
                "data": {"values": ends},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
                "encoding": {
                    "x": bare("x"),
                    "y": bare("y"),
                    "y2": {"field": "y2"},
                },
            },
        ]
    }


def _norm_line(norm: float) -> Spec:
    return {
        "data": {"values": [{"x": norm, "y": 14, "y2": 18 + ROW - 6}]},
        "mark": {"type": "rule", "color": NORM, "strokeDash": [5, 3], "strokeWidth": 1.5},
        "encoding": {
            "x": bare("x"),
            "y": bare("y"),
            "y2": {"field": "y2"},
        },
    }


def _texts(values: list[Spec], **mark: Any) -> Spec:
    return text_at(values, x=bare("x"), y=bare("y"), **mark)
