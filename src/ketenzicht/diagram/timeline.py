"""What a drawing of one case holds: organisations as lanes, their stages and events as rows.

Plain data, so that drawing knows nothing of registrations: the study fills it, ``timeline_svg`` and
``timeline_text`` draw it. Every row has a name at its left, so that nothing needs a key to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Missed:
    """A term that was missed: its last day, the day it ended on instead, and that in words, also in short."""

    due_on: date
    until_on: date
    text: str
    short: str


@dataclass(frozen=True)
class Bar:
    """A spell: the days from ``started_on`` up to, not including, ``ended_on``; None when it is still open."""

    started_on: date
    ended_on: date | None
    ending: str = ""
    missed: tuple[Missed, ...] = ()


@dataclass(frozen=True)
class Mark:
    """An event on a day; ``number`` of them when it happened more than once that day."""

    day: date
    number: int = 1


@dataclass(frozen=True)
class Row:
    """One kind of stage (bars) or of event (marks); ``whole`` for a stage that others are part of."""

    name: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    whole: bool = False


@dataclass(frozen=True)
class Lane:
    """One organisation."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Person:
    """Someone the case is about: a letter, what is known, and the days on which this person was named."""

    letter: str
    words: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class Happening:
    """A line of the story of the case."""

    day: date
    organisation: str
    words: str
    persons: str
    missed: bool = False


@dataclass(frozen=True)
class Timeline:
    """One case, ready to be drawn.

    Args:
        case: its pseudonym.
        unit: what one case is called.
        chain: the title of the chain.
        first, last: what the axis shows.
        data_to: last day of the data, where open spells end.
        lanes: the organisations.
        gaps: stretches in which nobody was involved, up to, not including, their last day.
        persons: who the case is about.
        story: what happened, in order.
        notes: sentences about what is not drawn.
        synthetic: made-up data.
    """

    case: str
    unit: str
    chain: str
    first: date
    last: date
    data_to: date
    lanes: tuple[Lane, ...]
    gaps: tuple[tuple[date, date], ...]
    persons: tuple[Person, ...]
    story: tuple[Happening, ...]
    notes: tuple[str, ...]
    synthetic: bool

    @property
    def missed(self) -> tuple[Missed, ...]:
        """All terms that were missed."""
        return tuple(
            missed for lane in self.lanes for row in lane.rows for bar in row.bars for missed in bar.missed
        )

    @property
    def has_open(self) -> bool:
        """Whether something still runs at the end of the data."""
        return any(bar.ended_on is None for lane in self.lanes for row in lane.rows for bar in row.bars)


def pack(
    items: Sequence[Item], extent: Callable[[Item], tuple[float, float]], space: float
) -> list[list[Item]]:
    """Divide items over lines so that none touch: in the order given, each on the first line that is free there."""
    lines: list[list[Item]] = []
    for item in items:
        begin, end = extent(item)
        for line in lines:
            taken = [extent(other) for other in line]
            if all(
                end + space <= other_begin or begin >= other_end + space for other_begin, other_end in taken
            ):
                line.append(item)
                break
        else:
            lines.append([item])
    return lines
