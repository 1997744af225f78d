"""From one total to another in steps: each bar begins where the one before it ended.

A step is seen against the whole where all is on one line from zero. Where the steps are small beside the totals that
would make them too thin to see. Then the line begins later and says so; and the totals are points, as the length of a
bar that does not begin at zero would mislead (Cleveland WS (1985), The Elements of Graphing Data, on dots for bars).
More is pale blue, less is orange; the words beside a bar say which as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ketenzicht.message import message
from ketenzicht.publish.charts.look import INK, MAIN, PART, WIDTH, Spec, bare
from ketenzicht.publish.charts.rows import (
    BAR,
    LESS,
    ROW,
    axis_of,
    bar_at,
    label_at,
    middle_of,
    plain_x,
    rows_spec,
    texts_at,
)
from ketenzicht.publish.language import capital

RIGHT = 54
NOT_FROM_ZERO = message("open zaken (de as begint niet bij 0)")
"""The title of a line of values that begins later."""
SMALL = 0.5
"""Steps that together reach over less than this part of the highest value are small."""
AROUND = 0.08
"""Room beside the steps, as a part of their reach."""


@dataclass(frozen=True)
class Step:
    """A bar: its label, its value as text, where it begins and ends; ``total`` when it stands by itself."""

    label: str
    text: str
    begin: float
    end: float
    total: bool = False


def waterfall_spec(
    steps: list[Step], axis_title: str = "", number: Callable[[float], str] = str
) -> Spec | None:
    """The bars of the steps; None when there is nothing to draw.

    Args:
        steps: from above to below.
        axis_title: says that the line of values does not begin at zero; without it, it always does.
        number: a value in words, for that line.
    """
    reached = [value for step in steps for value in ((step.end,) if step.total else (step.begin, step.end))]
    low, high = min(reached, default=0.0), max(reached, default=0.0)
    late = bool(axis_title) and low > 0 and low < high and high - low < SMALL * high
    room = AROUND * (high - low)
    domain = (max(low - room, 0.0), high + room) if late else (min(0.0, low), high)
    if domain[1] <= domain[0]:
        return None
    axis = axis_of(domain, axis_title, number) if late else None
    bars: list[Spec] = []
    points: list[Spec] = []
    links: list[Spec] = []
    labels: list[Spec] = []
    values: list[Spec] = []
    for position, step in enumerate(steps):
        middle = middle_of(position)
        if step.total and late:
            points.append({"x": step.end, "y": middle})
        else:
            colour = MAIN if step.total else PART if step.end >= step.begin else LESS
            bars.append(bar_at(position, step.begin, step.end, colour))
        labels.append(label_at(position, domain[0], capital(step.label)))
        values.append({"x": max(step.begin, step.end), "y": middle, "text": step.text})
        if position + 1 < len(steps):
            links.append({"x": step.end, "y": middle - BAR / 2, "y2": middle + ROW + BAR / 2})
    totals = {
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "color": MAIN, "opacity": 1, "size": 130},
        "encoding": {"x": plain_x(axis), "y": bare("y")},
    }
    return rows_spec(
        len(steps),
        domain,
        bars,
        links,
        [
            *([totals] if points else []),
            texts_at(labels, axis),
            texts_at(values, axis, dx=8, fontWeight="bold", color=INK),
        ],
        width=WIDTH - RIGHT - 10,
        padding={"left": 6, "right": RIGHT + 4, "top": 2, "bottom": 44 if axis else 6},
        axis=axis,
    )
