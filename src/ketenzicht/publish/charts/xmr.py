"""Values of one unit through the years, with the limits that its own wavering draws (an XmR chart).

A ring is a value between the limits; a filled square is a signal: beyond a limit, or the end of a run on one side
of the mean. The mean is solid, limits are dashed; at a break a dotted line stands between the years, and mean,
limits and the line through the values begin anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ketenzicht.compare.trend import Segment, Trend
from ketenzicht.publish.charts.axes import axis, even_ticks
from ketenzicht.publish.charts.look import INK, MAIN, NORM, SOFT, WIDTH, Spec, text_at

HEIGHT = 210
LEFT, RIGHT, TOP, BOTTOM = 52, 58, 16, 30
HALF = 0.45
"""Of a year: how far limits reach beside the first and last value, and where a break stands."""
MOST_YEARS = 10


def xmr_spec(
    years: Sequence[int],
    trend: Trend,
    *,
    words: Callable[[float], str],
    ticks: Callable[[float], str],
    whole: bool = False,
) -> Spec | None:
    """The chart; None with fewer than two values.

    Args:
        years: of the values.
        trend: values, limits and signals.
        words, ticks: a value as text, and the same beside the axis.
        whole: whether 1 is all there can be.
    """
    known = [float(value) for value in trend.values if value == value]
    if len(known) < 2:
        return None
    highest = max([*known, *(one.high for one in trend.segments if one.has_limits)])
    levels = even_ticks(min(highest * 1.08, 1.0) if whole else highest * 1.08)
    shown = list(years[:: -(-len(years) // MOST_YEARS)])
    x: Spec = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [years[0] - HALF, years[-1] + HALF], "nice": False, "zero": False},
        "axis": {"title": None, "values": shown, "grid": False, "format": "d"},
    }
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, levels[-1]], "nice": False},
        "axis": {**axis(levels, ticks), "domain": False, "ticks": False},
    }
    layers: list[Spec] = []
    for segment in trend.segments:
        layers += _segment(years, trend, segment, x, y)
    signals = {signal.position for signal in trend.signals}
    layers += _points(years, trend, signals, x, y)
    layers += [_break(years[one.first] - 0.5, levels[-1], x, y) for one in trend.segments[1:]]
    last = max(place for place, value in enumerate(trend.values) if value == value)
    end = [{"x": years[last], "y": float(trend.values[last]), "text": words(float(trend.values[last]))}]
    layers.append(text_at(end, x=x, y=y, dx=9, fontWeight="bold", fontSize=14))
    return {
        "width": WIDTH - LEFT - RIGHT,
        "height": HEIGHT,
        "padding": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "autosize": {"type": "none"},
        "layer": layers,
    }


def _segment(years: Sequence[int], trend: Trend, segment: Segment, x: Spec, y: Spec) -> list[Spec]:
    """Mean, limits and the line through the values between two breaks."""
    ends = (years[segment.first] - HALF, years[segment.last] + HALF)
    found: list[Spec] = []
    if segment.has_limits:
        found.append(_level(ends, segment.centre, {"color": INK, "strokeWidth": 1}, x, y))
        for limit in (segment.low, segment.high):
            found.append(_level(ends, limit, {"color": SOFT, "strokeWidth": 1.4, "strokeDash": [6, 4]}, x, y))
    values = [
        {"x": years[place], "y": None if (value := float(trend.values[place])) != value else value}
        for place in range(segment.first, segment.last + 1)
    ]
    found.append(
        {
            "data": {"values": values},
            "mark": {
                "type": "line",
                "color": MAIN,
                "strokeWidth": 2,
                "invalid": "break-paths-show-domains",
            },
            "encoding": {"x": x, "y": y},
        }
    )
    return found


def _level(ends: tuple[float, float], value: float, mark: Spec, x: Spec, y: Spec) -> Spec:
    return {
        "data": {"values": [{"x": end, "y": value} for end in ends]},
        "mark": {"type": "line", **mark},
        "encoding": {"x": x, "y": y},
    }


def _points(years: Sequence[int], trend: Trend, signals: set[int], x: Spec, y: Spec) -> list[Spec]:
    found = []
    for told, look in (
        (
            False,
            {
                "shape": "circle",
                "filled": True,
                "size": 34,
                "color": "white",
                "stroke": MAIN,
                "strokeWidth": 1.6,
            },
        ),
        (True, {"shape": "square", "filled": True, "size": 90, "color": NORM}),
    ):
        values = [
            {"x": years[place], "y": float(value)}
            for place, value in enumerate(trend.values)
            if value == value and (place in signals) == told
        ]
        if values:
            found.append(
                {
                    "data": {"values": values},
                    "mark": {"type": "point", "opacity": 1, **look},
                    "encoding": {"x": x, "y": y},
                }
            )
    return found


def _break(at: float, top: float, x: Spec, y: Spec) -> Spec:
    return {
        "data": {"values": [{"x": at, "y": 0, "y2": top}]},
        "mark": {"type": "rule", "color": NORM, "strokeWidth": 2, "strokeDash": [2, 3]},
        "encoding": {"x": x, "y": y, "y2": {"field": "y2"}},
    }
