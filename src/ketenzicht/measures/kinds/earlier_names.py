"""The names of the numbers of reports with earlier ones, and how they are nested, also across look-backs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ketenzicht.calendar import in_days
from ketenzicht.chain.model import Duration, HistoryMeasure, Measure
from ketenzicht.measures.names import duration_name, in_period
from ketenzicht.measures.result import AtMost, Equal, Name, Relation

NOTHING = Duration(length=0, unit="dagen")
ABOUT = 3
"""Two look-backs that differ by no more days than this may be as long as each other on the calendar."""


@dataclass(frozen=True)
class EarlierNames:
    """Of one measure; what other measures count as well has the name of what is counted."""

    declared: HistoryMeasure

    @property
    def all(self) -> Name:
        """Every index report."""
        return self._of()

    @property
    def linked(self) -> Name:
        """Those that can be linked to a case."""
        return self._of("gekoppeld")

    @property
    def unlinked(self) -> Name:
        """Those that cannot."""
        return self._of("los")

    @property
    def counted(self) -> Name:
        """Those linked with enough data before them."""
        return self.at_least(0)

    def at_least(self, number: int) -> Name:
        """Those counted with so many earlier ones in the look-back."""
        return self._with(f"{number}-of-meer") if number else self._with()

    def threshold(self, id_: str) -> Name:
        """Those counted within a threshold."""
        item = next(item for item in self.declared.thresholds if item.id == id_)
        if item.at_most is None:
            return self.at_least(item.at_least)
        return self._with(f"{item.at_least}-tot-{item.at_most}")

    @property
    def steps(self) -> list[int]:
        """The numbers of earlier ones at which the thresholds begin, or have just ended; 0 is everybody."""
        begin = {item.at_least for item in self.declared.thresholds}
        past = {item.at_most + 1 for item in self.declared.thresholds if item.at_most is not None}
        return sorted({0, *begin, *past})

    def _with(self, *earlier: str) -> Name:
        full = duration_name(self.declared.full_lookback or self.declared.lookback or NOTHING)
        within = duration_name(self.declared.lookback)
        return self._of("gekoppeld", f"vanaf-{full}", *(f"{word}-in-{within}" for word in earlier))

    def _of(self, *words: str) -> Name:
        # the first report of a case in a period is not its first in a longer one: such numbers do not add up
        if self.declared.index == "elke":
            return in_period(self.declared.event, *words)
        return ":".join((self.declared.event, "eerste-of-los", *words))


def earlier_relations(declared: HistoryMeasure, measures: Iterable[Measure]) -> tuple[Relation, ...]:
    """More earlier ones are fewer reports, a threshold is a difference of two, a shorter look-back finds no more.

    Args:
        declared: the measure.
        measures: all measures of the chain.
    """
    names = EarlierNames(declared)
    found: list[Relation] = [
        AtMost((names.at_least(more),), (names.at_least(fewer),)) for fewer, more in pairwise(names.steps)
    ]
    for item in declared.thresholds:
        if item.at_most is not None:
            parts = (names.threshold(item.id), names.at_least(item.at_most + 1))
            found.append(Equal(parts, (names.at_least(item.at_least),)))
    for other in measures:
        if isinstance(other, HistoryMeasure) and _longer(other, declared):
            beside = EarlierNames(other)
            for number in names.steps[1:]:
                fewer = max(step for step in beside.steps if step <= number)
                found.append(AtMost((names.at_least(number),), (beside.at_least(fewer),)))
    return tuple(found)


def _longer(other: HistoryMeasure, declared: HistoryMeasure) -> bool:
    """Whether another measure looks further back from the same reports."""
    if declared.lookback is None or EarlierNames(other).counted != EarlierNames(declared).counted:
        return False
    return other.lookback is None or in_days(other.lookback) > in_days(declared.lookback) + ABOUT
