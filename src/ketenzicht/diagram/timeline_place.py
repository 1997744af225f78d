"""Where the words of a bar go: inside it, beside it, under it, and always on the paper."""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.diagram.timeline import Bar, Timeline
from ketenzicht.diagram.timeline_canvas import BOLD_LETTER, LETTER, RIGHT, Canvas
from ketenzicht.diagram.timeline_words import length_words


@dataclass(frozen=True)
class Words:
    """Words from x on, or up to x when ``anchor`` is ``end``."""

    x: float
    anchor: str
    text: str
    late: bool = False

    def extent(self) -> tuple[float, float]:
        """Where they begin and end."""
        width = len(self.text) * (BOLD_LETTER if self.late else LETTER)
        return (self.x - width, self.x) if self.anchor == "end" else (self.x, self.x + width)


@dataclass(frozen=True)
class Placed:
    """A bar with where it lies, the words inside or beside it, and those under it."""

    bar: Bar
    begin: float
    end: float
    beside: Words
    inside: bool
    under: tuple[Words, ...]

    def extent(self) -> tuple[float, float]:
        """From the leftmost to the rightmost of the bar and its words."""
        places = [(self.begin, self.end), *(words.extent() for words in (self.beside, *self.under))]
        return min(begin for begin, _ in places), max(end for _, end in places)


def place(canvas: Canvas, timeline: Timeline, bar: Bar, *, short: bool) -> Placed:
    """Where a bar and its words go; ``short`` puts what was missed beside the bar, in as few words as will do."""
    ended = bar.ended_on or timeline.data_to
    begin = canvas.x(bar.started_on)
    end = max(canvas.x(ended), begin + 3)
    words = length_words((ended - bar.started_on).days)
    if bar.ended_on is None:
        words = f"loopt nog, {words}"
    elif bar.ending:
        words = f"{words}, {bar.ending}"
    overdue = max((end - canvas.x(missed.due_on) for missed in bar.missed), default=0.0)
    if bar.missed and short:
        several = f"{len(bar.missed)} termijnen gemist"
        late = f"✕ {bar.missed[0].short if len(bar.missed) == 1 else several}"
        return Placed(bar, begin, end, _beside(late, begin, end, late=True), False, ())
    inside = len(words) * LETTER + 14 < end - begin - overdue
    beside = Words(begin + 7, "start", words) if inside else _beside(words, begin, end)
    return Placed(
        bar, begin, end, beside, inside, tuple(_under(f"✕ {one.text}", begin, end) for one in bar.missed)
    )


def _beside(text: str, begin: float, end: float, *, late: bool = False) -> Words:
    """Words after a bar, or before it where the paper ends."""
    after = Words(end + 6, "start", text, late)
    return after if after.extent()[1] <= RIGHT else Words(begin - 6, "end", text, late)


def _under(text: str, begin: float, end: float) -> Words:
    """Words under a bar: from its start on, or, where the paper ends, up to its end."""
    words = Words(begin, "start", text, late=True)
    return words if words.extent()[1] <= RIGHT else Words(end, "end", text, late=True)
