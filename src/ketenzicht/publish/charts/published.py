"""A published series by year: a line that stops at each break, and a rule with its year where the break is."""

from __future__ import annotations

from ketenzicht.chain.published import Published, Series, period_place
from ketenzicht.publish.charts.axes import axis
from ketenzicht.publish.charts.look import MAIN, NORM, WIDTH, Spec, text_at
from ketenzicht.publish.charts.series import step_of
from ketenzicht.publish.language import Wording

HEIGHT = 190
FEWEST = 3
"""Figures that make a line worth drawing."""
HALF = 0.5
MOST_LABELS = 5


def published_spec(series: Series, wording: Wording) -> Spec | None:
    """The series of one definition on an axis of years; None where it has too few figures or no place in time."""
    placed = [(place, figure) for figure in series.figures if (place := _place(figure)) is not None]
    if len(placed) < FEWEST or len(placed) < len(series.figures):
        return None
    step = step_of(round(max(figure.value for _, figure in placed)))
    top = (int(max(figure.value for _, figure in placed)) // step + 1) * step
    ticks = list(range(0, top + 1, step))
    lines = [
        {"x": _place(figure), "y": figure.value, "stretch": number}
        for number, stretch in enumerate(series.stretches)
        for figure in stretch
    ]
    every = -(-len(placed) // MOST_LABELS)
    labels = {place: figure.period for place, figure in placed[::-1][::every]}
    rules = _rules(series)
    x_axis: Spec = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [placed[0][0] - HALF, placed[-1][0] + HALF], "nice": False, "zero": False},
        "axis": {
            "title": None,
            "values": sorted(labels),
            "tickCount": len(labels),
            "grid": False,
            "labelExpr": _labels(labels),
        },
    }
    y_axis: Spec = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {
            **axis(ticks, wording.number),
            "tickCount": len(ticks),  # Vega leaves out every other value when it wants fewer
            "domain": False,
            "ticks": False,
        },
    }
    last_place, last = placed[-1]
    return {
        "width": WIDTH - 106,
        "height": HEIGHT,
        "padding": {"left": 56, "right": 50, "top": 24, "bottom": 30},
        "autosize": {"type": "none"},
        "layer": [
            {
                "data": {"values": [{"x": place, "y": 0, "y2": top} for place in rules]},
                "mark": {"type": "rule", "color": NORM, "strokeDash": [5, 4], "strokeWidth": 1.6},
                "encoding": {"x": x_axis, "y": y_axis, "y2": {"field": "y2"}},
            },
            {
                "data": {"values": lines},
                "mark": {"type": "line", "color": MAIN, "strokeWidth": 2.2},
                "encoding": {"x": x_axis, "y": y_axis, "detail": {"field": "stretch", "type": "nominal"}},
            },
            {
                "data": {"values": lines},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "color": MAIN,
                    "size": 44,
                    "opacity": 1,
                },
                "encoding": {"x": x_axis, "y": y_axis},
            },
            text_at(
                [{"x": last_place, "y": last.value, "text": wording.number(round(last.value))}],
                dx=8,
                fontWeight="bold",
                fontSize=14,
            ),
        ],
    }


def _place(figure: Published) -> float | None:
    """A year, with its halves apart."""
    place = period_place(figure.period)
    return None if place is None else place[0] + max(place[1] - 1, 0) * HALF


def _rules(series: Series) -> list[float]:
    """Just before the first period after a break, or halfway between two figures of one year."""
    found = set()
    for number, breaks in enumerate(series.breaks, start=1):
        before, after = _place(series.figures[number - 1]), _place(series.figures[number])
        for item in breaks:
            first = period_place(item.first or "")
            if first is not None and before is not None and after is not None:
                found.add(first[0] - HALF if first[0] > before else (before + after) / 2)
    return sorted(found)


def _labels(labels: dict[float, str]) -> str:
    return "".join(f"datum.value == {place:g} ? '{text}' : " for place, text in labels.items()) + "''"
