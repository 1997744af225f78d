"""The dates of a plan as a calendar file (RFC 5545): a day for each term that still runs, with an alarm before it.

Names no person and no amount: a calendar is often shared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ketenzicht.guide.plan import Plan
from ketenzicht.message import Label

DAYS_BEFORE = 3
"""The alarm goes so many days before the last day."""


@dataclass(frozen=True)
class Moment:
    """Something that must be done by a day."""

    key: str
    last: date
    what: Label


def moments(plan: Plan) -> tuple[Moment, ...]:
    """The days of a plan that lie ahead: deadlines of steps and terms that run."""
    found = [
        Moment(f"optie {step.option.option.id}", step.before, step.option.option.name)
        for step in plan.steps
        if step.before is not None
    ]
    found += [
        Moment(f"termijn {item.stage.id} {item.term.id}", item.last, item.term.name or item.stage.name)
        for item in plan.terms
        if not item.passed
    ]
    return tuple(sorted(found, key=lambda item: (item.last, item.key)))


def calendar_file(found: Sequence[Moment], say: Callable[[Label], str], made_on: date) -> bytes:
    """A calendar with a whole day per moment.

    Args:
        found: what must be done.
        say: a label in words of a language.
        made_on: the day of the plan.
    """
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//ketenzicht//wegwijzer//NL")
    calendar.add("version", "2.0")
    for item in found:
        event = Event()
        code = hashlib.sha256(f"{item.key} {item.last}".encode()).hexdigest()[:20]
        event.add("uid", f"{code}@ketenzicht")
        event.add("dtstamp", datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC))
        event.add("dtstart", item.last)
        event.add("dtend", item.last + timedelta(days=1))
        event.add("summary", say(item.what))
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", say(item.what))
        alarm.add("trigger", timedelta(days=-DAYS_BEFORE))
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
