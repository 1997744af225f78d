"""Figures of a benchmark as texts of one language."""

from __future__ import annotations

from math import floor, log10

from ketenzicht.message import Message, message
from ketenzicht.publish.benchmark_shown import PublishedBenchmark, YearShown
from ketenzicht.publish.benchmark_view import FigureView
from ketenzicht.publish.charts.look import Spec
from ketenzicht.publish.charts.render import svg_of
from ketenzicht.publish.language import Wording
from ketenzicht.publish.published import Hidden

NOTHING = "–"


class FigureWords:
    """Puts rates, shares and counts into words."""

    def __init__(self, shown: PublishedBenchmark, wording: Wording) -> None:
        self.shown, self.wording = shown, wording
        self.say = wording.text
        rate = shown.reference_rate
        self.digits = min(max(2 - floor(log10(rate)), 0), 4) if rate > 0 else 0
        self.units = shown.unit_words[1]
        self.value_word = self.say(
            message("aandeel")
            if shown.kind == "aandeel"
            else message("per {per} {wie}", per=shown.per, wie=shown.among)
        )

    def value(self, value: float) -> str:
        """A rate or a share as text."""
        if self.shown.kind == "aandeel":
            return self.wording.percent(value, 1)
        return self.wording.number(value, self.digits)

    def tick(self, value: float) -> str:
        """The same beside an axis, without digits that say nothing."""
        if self.shown.kind == "aandeel":
            return self.wording.percent(value, 0 if value == 0 or value >= 0.02 else 1)
        return self.wording.number(value, None)

    def between(self, low: float, high: float) -> str:
        """An interval."""
        return self.say(message("{laag} tot {hoog}", laag=self.value(low), hoog=self.value(high)))

    def unit_of_value(self) -> str:
        """What stands behind a value in a sentence; nothing behind a percentage."""
        return "" if self.shown.kind == "aandeel" else self.value_word

    def svg(self, spec: Spec | None, id_: str, title: Message, description: str) -> str | None:
        """A chart; None where there is none."""
        if spec is None:
            return None
        name = f"{self.say(title)}: {self.shown.indicator}"
        return svg_of(spec, id_=id_, title=name, description=description)

    def count(self, year: YearShown) -> str:
        """The count of a unit in a year."""
        if year.figure is None:
            return NOTHING
        if isinstance(year.figure, Hidden):
            return self.wording.figure(year.figure, self.shown.policy, count=self.shown.kind != "aandeel")
        return self.wording.number(year.count)

    def figure(self, year: YearShown) -> FigureView:
        """The rate or the share of a unit in a year."""
        if year.value is None:
            return FigureView(NOTHING, hidden=True)
        return FigureView(self.value(year.value), self.between(year.low, year.high))
