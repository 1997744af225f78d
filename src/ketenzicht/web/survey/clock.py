"""The clock of the machine, which may be moved while the pages are served.

Everything here asks ``django.utils.timezone.now``. Whether that moved shows beside a clock that nobody can set: the
time since the machine started. What depends on hours holds a moment in the future for a sign of a clock that was put
back, and not for time that is still to come.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

SLACK = timedelta(minutes=5)
"""What clocks may differ, and be put right, without a word."""

_last: list[float] = []
"""The difference between both clocks when they were last looked at, in seconds."""


def moved(now: datetime, last: datetime | None) -> timedelta | None:
    """How far the clock was moved since this was last asked; None when it was not.

    Args:
        now: what the clock says.
        last: the last moment that was written down, by which a process that has just begun sees a clock put back.
    """
    difference = now.timestamp() - _running()
    before = _last[0] if _last else None
    _last[:] = [difference]
    if before is not None:
        shift = timedelta(seconds=difference - before)
    else:
        shift = now - last if last is not None and now < last else timedelta(0)
    return shift if abs(shift) > SLACK else None


def ahead(moment: datetime, now: datetime) -> bool:
    """Whether a moment that was written down lies in the future: the clock was put back since."""
    return moment > now + SLACK


def _running() -> float:
    """Seconds since the machine started; also those that it slept, where the system counts them."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
