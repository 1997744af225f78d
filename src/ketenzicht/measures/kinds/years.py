"""The years of a period: calendar years, or school years from August to July."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ketenzicht.chain.model import YearKind

FIRST_MONTH: dict[YearKind, int] = {"kalenderjaar": 1, "schooljaar": 8}


@dataclass(frozen=True)
class Year:
    """A year, or the part of it that lies in the period.

    Args:
        name: ``2023``, or ``2022-23`` for a school year.
        first, last: its days in the period, both included.
        whole: whether those are all its days.
    """

    name: str
    first: date
    last: date
    whole: bool


def years_of(first: date, last: date, kind: YearKind) -> tuple[Year, ...]:
    """The years that a stretch of days lies in; together they are the stretch."""
    month = FIRST_MONTH[kind]
    begin = first.year if first.month >= month else first.year - 1
    end = last.year if last.month >= month else last.year - 1
    found = []
    for year in range(begin, end + 1):
        opens, closes = date(year, month, 1), date(year + 1, month, 1) - timedelta(days=1)
        name = str(year) if month == 1 else f"{year}-{(year + 1) % 100:02d}"
        inside = max(opens, first), min(closes, last)
        found.append(Year(name, *inside, inside == (opens, closes)))
    return tuple(found)
