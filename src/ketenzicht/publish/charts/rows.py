"""Bars that lie between two values, a row each with its label above it: what waterfall and tornado share."""

from __future__ import annotations

from collections.abc import Callable

from ketenzicht.publish.charts.axes import tick_words
from ketenzicht.publish.charts.look import GRID, Spec, bare, fitting, text_at

ROW, BAR = 40, 13
LESS = "#b0631e"
"""The colour of less; another lightness than that of more, so that they stay apart in grey."""


def middle_of(position: int) -> float:
    """The height of the bar of a row, from the top."""
    return position * ROW + 26.0


def label_at(position: int, x: float, label: str) -> Spec:
    """The label of a row, above its bar."""
    return {"x": x, "y": position * ROW + 9, "text": fitting(label)}


def bar_at(position: int, begin: float, end: float, colour: str) -> Spec:
    """A bar of a row, from the lower value to the higher."""
    low, high = sorted((begin, end))
    middle = middle_of(position)
    return {"x": low, "x2": high, "y": middle - BAR / 2, "y2": middle + BAR / 2, "fill": colour}


def rows_spec(
    rows: int,
    domain: tuple[float, float],
    bars: list[Spec],
    rules: list[Spec],
    texts: list[Spec],
    *,
    width: float,
    padding: Spec,
    axis: Spec | None = None,
) -> Spec:
    """Rows of bars on one line of values.

    Args:
        rows: how many there are.
        domain: the lowest and the highest value.
        bars: from :func:`bar_at`.
        rules: upright lines, from ``y`` to ``y2``.
        texts: layers of texts.
        width: of the line of values.
        padding: around it.
        axis: how the line is described below the rows; not at all when left out.
    """
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False, "zero": False},
        "axis": axis,
    }
    y_scale = {"domain": [0, rows * ROW], "reverse": True, "nice": False}
    return {
        "width": width,
        "height": rows * ROW,
        "padding": padding,
        "autosize": {"type": "none"},
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "rect"},
                "encoding": {
                    "x": x,
                    "x2": {"field": "x2"},
                    "y": {"field": "y", "type": "quantitative", "scale": y_scale, "axis": None},
                    "y2": {"field": "y2"},
                    "fill": {"field": "fill", "type": "nominal", "scale": None},
                },
            },
            {
                "data": {"values": rules},
                "mark": {"type": "rule", "color": GRID, "strokeWidth": 1.5},
                "encoding": {"x": plain_x(axis), "y": bare("y"), "y2": {"field": "y2"}},
            },
            *texts,
        ],
    }


def plain_x(axis: Spec | None) -> Spec:
    """A position along the line of values, where the bars describe it or nobody does."""
    return {"field": "x", "type": "quantitative"} if axis else bare("x")


def texts_at(values: list[Spec], axis: Spec | None, **mark: object) -> Spec:
    """A layer of texts in the rows."""
    return text_at(values, x=plain_x(axis), y=bare("y"), **mark)


def axis_of(domain: tuple[float, float], title: str, number: Callable[[float], str]) -> Spec:
    """The line of values described by a few round numbers and a title, in the language of ``number``."""
    ticks = round_numbers(*domain)
    words = tick_words(ticks, number)
    return {"title": title, "values": ticks, "labelExpr": words, "grid": False, "orient": "bottom"}


def round_numbers(low: float, high: float) -> list[float]:
    """Two to five round numbers between two values."""
    size = 1.0
    while (high - low) / size > 5:
        size *= 10
    for finer in (10, 5, 2):
        if (high - low) / (size / finer) <= 5:
            size /= finer
            break
    first = int(-(-low // size))
    return [float(number * size) for number in range(first, int(high // size) + 1)]
