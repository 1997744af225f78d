"""Dates of the BRP: eight digits, of which the day, the month and the year may be unknown (zeros).

A date that is not known to the day is a stretch of days on which it may have been. Nothing is made of it but its
first and its last possible day.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

EARLIEST, LATEST = 1800, 2199
"""Years that a date can have; another year is a mistake of typing."""


@dataclass(frozen=True)
class Span:
    """The days on which something may have happened; None where nothing limits it."""

    first: date | None
    last: date | None

    @property
    def whole(self) -> bool:
        """Whether the day itself is known."""
        return self.first is not None and self.first == self.last


UNKNOWN = Span(None, None)


def read_date(text: str) -> Span | None:
    """What a date of the BRP says; None when it is not one.

    ``20240229`` is a day, ``20240200`` a month, ``20240000`` (and ``20240015``: a day without a month) a year, and
    ``00000000`` is unknown.
    """
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if year == 0:
        return UNKNOWN
    if not EARLIEST <= year <= LATEST or month > 12:
        return None
    if month == 0:
        return Span(date(year, 1, 1), date(year, 12, 31))
    last = calendar.monthrange(year, month)[1]
    if day == 0:
        return Span(date(year, month, 1), date(year, month, last))
    return Span(date(year, month, day), date(year, month, day)) if day <= last else None
