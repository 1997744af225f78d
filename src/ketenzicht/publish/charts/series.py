"""A number per month as a line from zero; the period of the study is shaded, hidden months are gaps."""

from __future__ import annotations

from datetime import date

from ketenzicht.publish.charts.axes import axis
from ketenzicht.publish.charts.look import GRID, MAIN, WIDTH, Spec, text_at
from ketenzicht.publish.language import Wording
from ketenzicht.publish.published import PublishedSeries

HEIGHT = 210
MOST_YEARS = 9
"""More labels than this would touch."""


def series_spec(series: PublishedSeries, period: tuple[date, date], wording: Wording) -> Spec | None:
    """The series on an axis in years; None when every month is hidden."""
    points = [(_months(day), count if isinstance(count, int) else None) for day, count in series.points]
    shown = [(month, count) for month, count in points if count is not None]
    if not shown:
        return None
    step = step_of(max(count for _, count in shown))
    top = (max(count for _, count in shown) // step + 1) * step
    first, last = points[0][0], points[-1][0]
    ticks = list(range(0, top + 1, step))
    years = [month for month in range(first, last + 1) if month % 12 == 0]
    years = years[:: -(-len(years) // MOST_YEARS)]
    begin, end = max(first, _months(period[0])), min(last, _months(period[1]) + 1)
    x_axis: Spec = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [first, last], "nice": False, "zero": False},
        "axis": {
            "title": None,
            "values": years,
            "grid": False,
            "labelExpr": "format(datum.value / 12, 'd')",
        },
    }
    y_axis: Spec = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": False},
        "axis": {**axis(ticks, wording.number), "domain": False, "ticks": False},
    }
    return {
        "width": WIDTH - 106,
        "height": HEIGHT,
        "padding": {"left": 48, "right": 58, "top": 24, "bottom": 30},
        "autosize": {"type": "none"},
        "layer": [
            {
                "data": {"values": [{"x": begin, "x2": end, "y": 0, "y2": top}]},
                "mark": {"type": "rect", "color": GRID, "opacity": 0.7},
                "encoding": {
                    "x": x_axis,
                    "x2": {"field": "x2"},
                    "y": y_axis,
                    "y2": {"field": "y2"},
                },
            },
            {
                "data": {"values": [{"x": month, "y": count} for month, count in points]},
                "mark": {
                    "type": "line",
                    "color": MAIN,
                    "strokeWidth": 2.2,
                    "invalid": "break-paths-show-domains",
                },
                "encoding": {
                    "x": x_axis,
                    "y": y_axis,
                },
            },
            text_at(
                [{"x": shown[-1][0], "y": shown[-1][1], "text": wording.number(shown[-1][1])}],
                dx=7,
                fontWeight="bold",
                fontSize=14,
            ),
        ],
    }


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def step_of(highest: int) -> int:
    """A round distance between ticks that gives about five of them."""
    size = 5
    for factor in (2, 2, 2.5) * 9:
        if highest / size <= 6:
            break
        size = int(size * factor)
    return size
