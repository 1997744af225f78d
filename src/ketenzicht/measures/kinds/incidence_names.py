"""The names of the numbers of an incidence: causes by end reason are the same in every measure on one stage.

Whatever ends a spell competes, so that the estimate for an end reason does not depend on what else a measure
declares: the Aalen-Johansen estimate for several reasons together is the sum of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ketenzicht.chain.model import IncidenceMeasure
from ketenzicht.measures.names import after_days, begun, starts
from ketenzicht.measures.result import AtMost, Equal, Name, Relation


@dataclass(frozen=True)
class IncidenceNames:
    """Of a measure with all that competes in it."""

    declared: IncidenceMeasure

    @property
    def begun(self) -> Name:
        """All starts in the period."""
        start = self.declared.start
        if self._by_reason and start.stage is not None and start.choice == "elke":
            return begun(start.stage)
        return starts(start)

    @property
    def followed(self) -> Name:
        """Those followed for a day at least."""
        spells = "trajecten" if self._by_reason else "casussen"
        return f"{starts(self.declared.start)}:{spells}:na-dag-0"

    def cause(self, index: int) -> Name:
        """Those with a cause, before the days are added; the cause past the last is any other end."""
        causes = (*self.declared.outcomes, *self.declared.competing)
        if index == len(causes):
            return f"{self.declared.id}:overig"
        item = causes[index]
        reasons = self._reasons(index)
        return reasons[0] if len(reasons) == 1 else f"{self.declared.id}:{item.id}"

    def relations(self, used: Sequence[int], days: Iterable[int]) -> tuple[Relation, ...]:
        """Causes exclude each other; a cause of several reasons is their sum.

        Args:
            used: the causes of which something is told.
            days: after which.
        """
        found: list[Relation] = []
        for day in days:
            parts = tuple(after_days(self.cause(index), day) for index in used)
            found.append(AtMost(parts, (self.followed,)))
            for index in used:
                reasons = tuple(after_days(reason, day) for reason in self._reasons(index))
                if len(reasons) > 1:
                    found.append(Equal(reasons, (after_days(self.cause(index), day),)))
        return tuple(found)

    @property
    def _by_reason(self) -> bool:
        return any(item.end_reasons for item in self.declared.outcomes)

    def _reasons(self, index: int) -> list[Name]:
        causes = (*self.declared.outcomes, *self.declared.competing)
        if not self._by_reason or index == len(causes):
            return []
        words = sorted((*causes[index].end_reasons, *causes[index].events))
        return [f"{starts(self.declared.start)}:{word}" for word in words]
