"""Figures of a what-if as texts of one language: a number in its unit, and its interval below it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf

from ketenzicht.message import message
from ketenzicht.publish.language import Wording
from ketenzicht.publish.whatif_shown import Shown, Unit

NOTHING = "–"
LARGE = 1e5
"""Larger amounts that were worked out are shown in thousands of euros."""


@dataclass(frozen=True)
class FigureView:
    """A figure as a reader sees it: the number and its interval."""

    text: str
    interval: str = ""


@dataclass(frozen=True)
class FigureWords:
    """Puts figures into words.

    Args:
        wording: the language.
        rounded: they are rounded for the protection of persons, so no digit more is shown.
    """

    wording: Wording
    rounded: bool

    def figure(self, shown: Shown | None, unit: Unit, *, signed: bool = False) -> FigureView:
        """A figure with its interval; ``signed`` when it is a difference."""
        if shown is None:
            return FigureView(NOTHING)
        biggest = max(abs(one) for one in (shown.value, shown.low, shown.high))
        text = self.number(shown.value, unit, biggest, signed=signed)
        low, high = (self.bound(one, unit, biggest, signed=signed) for one in (shown.low, shown.high))
        return FigureView(text, self.wording.text(message("{laag} tot {hoog}", laag=low, hoog=high)))

    def bound(self, value: float, unit: Unit, biggest: float, *, signed: bool) -> str:
        """An end of an interval: as the number above it, without its unit."""
        size = abs(value)
        if unit == "percent":
            text = self.wording.number(100 * size, 0 if self.rounded else 1)
        elif unit == "euro":
            text = self.wording.number(round(size, -3) if biggest >= LARGE else size)
        elif unit == "days":
            text = self.wording.number(size, self.digits(biggest))
        else:
            return self.number(value, unit, biggest, signed=signed)
        return _with_sign(value, text, signed=signed)

    def digits(self, biggest: float) -> int:
        """Small numbers have a digit more, unless the figures are rounded anyway."""
        return 1 if biggest < 20 and not self.rounded else 0

    def number(self, value: float, unit: Unit, biggest: float, *, signed: bool = False) -> str:
        """A number in its unit; small ones with a digit more, unless the figures are rounded anyway."""
        wording, size = self.wording, abs(value)
        digits = self.digits(biggest)
        if unit == "percent":
            exact = 0 if self.rounded else 1
            points = message("{n} procentpunt", n=wording.number(100 * size, exact))
            text = wording.text(points) if signed else wording.percent(size, exact)
        elif unit == "euro":
            amount = round(size, -3) if biggest >= LARGE else size
            text = wording.text(message("€ {n}", n=wording.number(amount)))
        elif unit == "days":
            text = wording.text(message("{n} dagen", n=wording.number(size, digits)))
        else:
            text = wording.number(size, digits if unit == "cases" else 0)
        return _with_sign(value, text, signed=signed)

    def signed(self, value: float) -> str:
        """A number of open cases with its sign."""
        return self.number(value, "cases", abs(value), signed=True)


def plain(value: float | None, wording: Wording, *, percent: bool = False) -> str:
    """A number of the model; a share or a chance as a percentage."""
    if value is None:
        return wording.text(message("niet getoond"))
    if isinf(value):
        return wording.text(message("geen grens"))
    if percent:
        return wording.percent(float(f"{value:.3g}"), None)
    return wording.number(float(f"{value:.4g}"), digits=None)


def _with_sign(value: float, text: str, *, signed: bool) -> str:
    """The text with a minus where it is less than zero, a plus too when ``signed``; nothing when it shows zero."""
    if not any(sign in "123456789" for sign in text):
        return text
    return ("−" if value < 0 else "+" if signed else "") + text
