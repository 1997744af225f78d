"""The sides of a comparison of caseloads: which days, perhaps of which place, and what they are out of."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from ketenzicht.calendar import calendar_parts
from ketenzicht.chain.model import CaseloadMeasure, Duration
from ketenzicht.history import History
from ketenzicht.measures.kinds.caseload_counts import Place
from ketenzicht.measures.result import Exposure
from ketenzicht.message import Label


@dataclass(frozen=True)
class Side:
    """What is counted: a stretch of days, both ends included, perhaps of one place; and what it is called."""

    label: Label
    first: date
    last: date
    place: Place | None = None


def period_before(first: date, last: date) -> tuple[date, date]:
    """The stretch of as many whole months just before this one, or else of as many days."""
    before = first - timedelta(days=1)
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if not whole:
        return first - (last - first) - timedelta(days=1), before
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1), before


def exposure(history: History, side: Side) -> Exposure:
    """Its days, and its inhabitants where the study gives those."""
    place = None if side.place is None else side.place.value
    found = history.settings.inhabitants(side.first, side.last, place)
    days = (side.last - side.first).days + 1
    return Exposure(days) if found is None else Exposure(days, found.number, found.source)


def reaches(history: History, declared: CaseloadMeasure, first: date) -> bool:
    """Whether the data hold the look-back before a day, so that first reports are as sure on both sides."""
    start = history.settings.data_from
    if declared.lookback is None:
        return first > start
    return _back(first, declared.lookback) >= start


def _back(day: date, duration: Duration) -> date:
    months, days = calendar_parts(duration)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) - timedelta(days=days)
