"""What a study chooses about histories: window, unit and same-day policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class HistorySettings:
    """The choices that turn events into cases.

    Args:
        unit: whom one case is about; ``casus`` when the registrations carry the case themselves.
        data_from, data_to: first and last day that the data cover; open spells are censored at ``data_to``.
        period_from, period_to: the index window, both days included.
        merge_same_day: reports on one household on one day count as one.
    """

    unit: Literal["huishouden", "persoon"]
    data_from: date
    data_to: date
    period_from: date
    period_to: date
    merge_same_day: bool = True

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
