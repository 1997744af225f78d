"""What each number does to a total: a bar to the left for less and to the right for more, the longest on top.

Dark is what happens at the higher value of the number, orange at the lower. The label stands above its bar.
"""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.publish.charts.look import MAIN, WIDTH, Spec
from ketenzicht.publish.charts.rows import LESS, ROW, bar_at, label_at, middle_of, rows_spec, texts_at

SIDE = 46


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
    bars: list[Spec] = []
    labels: list[Spec] = []
    left: list[Spec] = []
    right: list[Spec] = []
    for position, swing in enumerate(swings):
        middle = middle_of(position)
        labels.append(label_at(position, -reach, swing.label))
        bars += [bar_at(position, 0.0, swing.low, LESS), bar_at(position, 0.0, swing.high, MAIN)]
        (smaller, words), (larger, other) = sorted(
            ((swing.low, swing.low_text), (swing.high, swing.high_text))
        )
        left.append({"x": min(smaller, 0.0), "y": middle, "text": words})
        right.append({"x": max(larger, 0.0), "y": middle, "text": other})
    return rows_spec(
        len(swings),
        (-reach, reach),
        bars,
        [{"x": 0, "y": 0, "y2": len(swings) * ROW}],
        [
            texts_at(labels, None, dx=-SIDE),
            texts_at(left, None, dx=-6, align="right"),
            texts_at(right, None, dx=6),
        ],
        width=WIDTH - 2 * SIDE,
        padding={"left": SIDE, "right": SIDE, "top": 2, "bottom": 6},
    )
