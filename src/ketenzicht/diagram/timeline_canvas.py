"""The paper of a drawing: its size, colours and scale, and the few shapes that it takes.

Attributes stand on the shapes themselves, so that a strict content security policy need not allow style sheets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from html import escape

WIDTH, LEFT, RIGHT, MARGIN = 1000, 246, 960, 24
LINE, BAR, TEXT_LINE = 24, 15, 16
LETTER, BOLD_LETTER = 7.0, 7.8
"""Width of a letter of the labels: enough for every common sans serif."""

INK, SOFT, GRID, PAPER = "#1d2733", "#55606c", "#dfe4ea", "#ffffff"
MISSED, MISSED_INK = "#d55e00", "#a63c00"
ABSENT = "#f1f2f4"
LANE_COLOURS = ("#0b5d92", "#00705a", "#8a4a76", "#6d5a00", "#4a4f8f", "#7a4b2a")
LANE_TINTS = ("#d5e6f2", "#d2ebe4", "#f0dfea", "#efe8c9", "#dfe0f2", "#efe0d5")
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"


@dataclass
class Canvas:
    """The parts drawn so far, and the scale."""

    first: date
    last: date
    parts: list[str] = field(default_factory=list)

    def x(self, day: date) -> float:
        """Where a day lies."""
        days = max((self.last - self.first).days, 1)
        return LEFT + (RIGHT - LEFT) * min(max((day - self.first).days / days, 0.0), 1.0)

    def text(self, x: float, y: float, words: str, **attributes: object) -> None:
        """Words at a place; ``end="end"`` puts their end there."""
        given = {"size": 12, "fill": INK, "weight": None, "end": None} | attributes
        extra = "".join(
            f' {name}="{value}"'
            for name, value in (("font-weight", given["weight"]), ("text-anchor", given["end"]))
            if value is not None
        )
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{given["size"]}" fill="{given["fill"]}"{extra}>'
            f"{escape(words)}</text>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str, more: str = "") -> None:
        """A straight line."""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"{more}/>'
        )

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, more: str = "", *, title: str = ""
    ) -> None:
        """A rectangle, with words that a pointer brings up."""
        end = f"><title>{escape(title)}</title></rect>" if title else "/>"
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{more}{end}'
        )
