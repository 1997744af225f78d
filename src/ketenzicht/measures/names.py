"""Names of true numbers of cases, so that a number that stands in several places is known to be one number.

A name is words between colons, the broad one first. A number of one measure alone starts with the id of that
measure; one that other measures count as well starts with what is counted: ``melding:periode``. What a name ends
with says how the number moves:

- ``:periode``: things that each happen on a day of the period and are settled on that day. Numbers of two periods
  that follow each other add up to that of both together, and later data do not change them.
- ``@2024-12-31``: what is so at the end of that day, whatever the period.
- ``+365``: what has happened so many days after the start of each case; never falls with the days.
- ``:gegevens``: of all that the data hold, whatever the period.
- anything else: numbers that depend on what the data hold afterwards, or that count a case once. In a longer
  period of the same data that begins on the same day they are at least as large.
"""

from __future__ import annotations

from datetime import date

from ketenzicht.calendar import calendar_parts
from ketenzicht.chain.model import Duration, StartPoint
from ketenzicht.measures.result import Name


def in_period(*words: str) -> Name:
    """What happens on the days of the period."""
    return ":".join((*words, "periode"))


def in_data(*words: str) -> Name:
    """What the data hold, whatever the period."""
    return ":".join((*words, "gegevens"))


def on_day(name: Name, day: date) -> Name:
    """What is so at the end of a day."""
    return f"{name}@{day}"


def after_days(name: Name, days: int) -> Name:
    """What has come of a start after so many days."""
    return f"{name}+{days}"


def duration_name(duration: Duration | None) -> str:
    """A duration as a word of a name; all that the data hold when None."""
    if duration is None:
        return "alles"
    months, days = calendar_parts(duration)
    return f"{months}m{days}d"


def starts(start: StartPoint) -> Name:
    """The number of starts of a clock in the period: the rows of ``cohort``."""
    what = start.event if start.event is not None else f"{start.stage}:{start.moment}"
    return f"{what}:{start.choice}"


def begun(stage: str) -> Name:
    """The number of spells of a stage that began in the period."""
    return in_period(stage, "begonnen")


def open_on(stage: str, day: date) -> Name:
    """The number of spells of a stage that are open at the end of a day."""
    return on_day(f"{stage}:open", day)
