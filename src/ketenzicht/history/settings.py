"""What a study chooses about histories: window, unit and same-day policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Population:
    """A number of inhabitants with its source; of one year, place or group of them only where those are named."""

    number: int
    source: str
    year: int | None = None
    place: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class HistorySettings:
    """The choices that turn events into cases.

    Args:
        unit: whom one case is about; ``casus`` when the registrations carry the case themselves.
        data_from, data_to: first and last day that the data cover; open spells are censored at ``data_to``.
        period_from, period_to: the index window, both days included.
        merge_same_day: reports on one household on one day count as one.
        population: of the area that the registrations are about.
    """

    unit: Literal["huishouden", "persoon"]
    data_from: date
    data_to: date
    period_from: date
    period_to: date
    merge_same_day: bool = True
    population: tuple[Population, ...] = ()

    def inhabitants(
        self, first: date, last: date, place: str | None = None, group: str | None = None
    ) -> Population | None:
        """The population of a place, of a group (all when None), in the year of the middle of a stretch of days.

        One of that year goes before one without a year; one of another year says nothing.
        """
        middle = first + (last - first) // 2
        here = [item for item in self.population if (item.place, item.group) == (place, group)]
        of_year = [item for item in here if item.year == middle.year]
        return next(iter([*of_year, *(item for item in here if item.year is None)]), None)

    def parameters(self) -> dict[str, object]:
        """The settings as named parameters of the statements."""
        return {
            "unit": self.unit,
            "data_from": self.data_from,
            "data_to": self.data_to,
            "period_from": self.period_from,
            "period_to": self.period_to,
            "merge_same_day": self.merge_same_day,
        }
