"""Dutch calendar: working days, terms counted from a day, durations on a clock of days.

Working days are Monday to Friday without public holidays (python-holidays, country NL).
The law counts days; practice at Veilig Thuis counts working days. Liberation Day is a day off in the years
that the library says (every fifth year), Good Friday is not: a common choice among employers, stated here
because no source in the chain settles it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from ketenzicht.chain.model import Duration

GOOD_FRIDAY = "Goede vrijdag"
MONTHS_A_YEAR = 12
DAYS_A_WEEK = 7
DAYS_A_MONTH = 365.25 / MONTHS_A_YEAR


@cache
def public_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Dutch public holidays of these years, both included; Good Friday is none of them here."""
    from holidays import country_holidays

    found = country_holidays("NL", years=range(first_year, last_year + 1), language="nl")
    return frozenset(day for day, name in found.items() if name != GOOD_FRIDAY)


def is_working_day(day: date) -> bool:
    """Whether a day is a Dutch working day."""
    return day.weekday() < 5 and day not in public_holidays(day.year, day.year)


def add_working_days(day: date, number: int) -> date:
    """The ``number``-th working day after a day; day 1 is the first working day after it."""
    while number > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            number -= 1
    return day


def working_day_numbers(first: date, last: date) -> list[tuple[date, int]]:
    """Every date with the number of working days since ``first``, that day not counted: a table to join with.

    The n-th working day after a day ``d`` is the first date whose number is ``number(d) + n``.
    """
    off = public_holidays(first.year, last.year)
    number, day, rows = 0, first, [(first, 0)]
    while day < last:
        day += timedelta(days=1)
        number += day.weekday() < 5 and day not in off
        rows.append((day, number))
    return rows


def day_after(day: date, duration: Duration) -> date:
    """The last day of a term that runs from a day: that day itself is not counted.

    A month or year later is the same day of the month, or the last day of a shorter month.
    """
    if duration.unit == "werkdagen":
        return add_working_days(day, duration.length)
    months, days = calendar_parts(duration)
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=days)


def calendar_parts(duration: Duration) -> tuple[int, int]:
    """A duration as (months, days), for arithmetic on the calendar; working days have no such form."""
    if duration.unit == "jaren":
        return duration.length * MONTHS_A_YEAR, 0
    if duration.unit == "maanden":
        return duration.length, 0
    if duration.unit == "weken":
        return 0, duration.length * DAYS_A_WEEK
    if duration.unit == "dagen":
        return 0, duration.length
    raise ValueError("working days need a calendar of working days")


def in_days(duration: Duration) -> int:
    """A duration on a clock that counts days since its start: 12 months are 365 days, 6 months 183."""
    months, days = calendar_parts(duration)
    return round(months * DAYS_A_MONTH) + days
