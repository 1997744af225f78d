"""The names of the numbers of a caseload tree, and how they hang together.

A name says of which days it is and ends with the last of them: so a number is one and the same in whatever release it
stands, as this period or as the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ketenzicht.chain.model import CaseloadMeasure
from ketenzicht.measures.kinds.caseload_counts import CaseloadCounts, Place
from ketenzicht.measures.names import duration_name, in_period, on_day
from ketenzicht.measures.result import AtMost, Equal, Name, Relation


@dataclass(frozen=True)
class CaseloadNames:
    """Of the counts of one stretch of days, perhaps of one place."""

    declared: CaseloadMeasure
    counts: CaseloadCounts
    place: Place | None = None

    @property
    def reports(self) -> Name:
        """All reports of cases."""
        return self._of(self.declared.event, "zaken")

    def before(self, what: str) -> Name:
        """Those that came after this."""
        return self._of(self.declared.event, duration_name(self.declared.lookback), what)

    @property
    def mean(self) -> Name:
        """The mean caseload."""
        return self._of(self.declared.stage, "gemiddeld")

    def part(self, stage: str) -> Name:
        """The mean number open in this stage, of what began in the days."""
        return self._of(self.declared.stage, "gemiddeld", *self.declared.stages, f"in-{stage}")

    @property
    def carried(self) -> Name:
        """The mean number open of what began before the days."""
        return self._of(self.declared.stage, "gemiddeld-van-ervoor")

    def _of(self, *words: str) -> Name:
        where = () if self.place is None else (f"{self.place.attribute}={self.place.value}",)
        days = f"{self.counts.first}..{self.counts.last}"
        return on_day(":".join((*words, *where, days)), self.counts.last)


def caseload_relations(names: CaseloadNames, before: Iterable[str], stages: Iterable[str]) -> list[Relation]:
    """Reports add up to all of them, and open days to the mean caseload."""
    return [
        Equal(tuple(names.before(item) for item in before), (names.reports,)),
        Equal((*(names.part(item) for item in stages), names.carried), (names.mean,)),
    ]


def shared_relations(names: CaseloadNames) -> list[Relation]:
    """Which of these numbers other measures of the same period count as well, under a name of their own."""
    declared = names.declared
    linked = in_period(declared.event, "gekoppeld")
    return [
        # a report that concerns several cases counts once for each
        AtMost((linked,), (names.reports,)),
        Equal((f"{declared.stage}:gemiddeld-open",), (names.mean,)),
    ]


def place_relations(
    places: Sequence[CaseloadNames], everywhere: CaseloadNames, before: Sequence[str], stages: Sequence[str]
) -> list[Relation]:
    """How the numbers of places hang together with those of all, which an earlier release may have shown.

    Where the places are all that there are, a reader can know that: then they add up.
    """

    def numbers(names: CaseloadNames) -> list[tuple[Name, int]]:
        counts, reports, own = names.counts, names.counts.reports, names.counts.own
        return [
            (names.reports, sum(reports.values())),
            *((names.before(item), reports.get(item, 0)) for item in before),
            (names.mean, counts.open_days),
            *((names.part(item), own.get(item, 0)) for item in stages),
            (names.carried, counts.carried),
        ]

    found: list[Relation] = []
    for (whole, all_of_it), *parts in zip(
        numbers(everywhere), *(numbers(place) for place in places), strict=True
    ):
        together = tuple(name for name, _ in parts)
        complete = sum(number for _, number in parts) == all_of_it
        found.append(Equal(together, (whole,)) if complete else AtMost(together, (whole,)))
    return found
