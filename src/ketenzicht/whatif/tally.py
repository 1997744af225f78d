"""What the kernel counts while time passes: columns of its arrays, and the classes of waits and ages."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

WAITS_PER_DOUBLING = 14
WAIT_CLASSES = 2 + 13 * WAITS_PER_DOUBLING
"""No wait at all, classes of 5 % of a day plus the wait, up to 22 years, and longer."""
WAIT_EDGES = np.concatenate(
    [[0.0], np.exp2(np.arange(WAIT_CLASSES - 1) / WAITS_PER_DOUBLING) - 1, [np.exp2(13.5) - 1]]
)
"""In days; class k lies between edges k and k + 1, the first is exactly 0."""

AGE_LIMITS = (30.0, 91.0, 182.0, 365.0)
"""In days: a month, three months (the norm for the stock), half a year, a year."""
AGE_CLASSES = len(AGE_LIMITS) + 1


class Column(IntEnum):
    """Columns of the counts of a stage in a period."""

    CASE_DAYS = 0
    """Days x courses (for the whole chain: cases), waiting or at work."""
    WAITING_DAYS = 1
    PEAK = 2
    """The largest number at the same time."""
    ENTERED = 3
    STARTED = 4
    ENDED = 5
    WAIT = 6
    """Sum over those who started, in the period of the start."""
    WAIT_SQUARED = 7
    IN_TIME = 8
    """By the period of entering."""
    LATE = 9
    GAVE_UP = 10
    STAY = 11
    """Sum of days from entering to ending, in the period of the end."""


class ReportColumn(IntEnum):
    """Columns of the counts of reports in a period."""

    FIRST = 0
    AFTER = 1
    """A new report of a case with which the chain was involved no more."""
    DURING = 2
    """A new report during involvement."""
    LEFT = 3
    """Cases whose involvement ended."""
    BACK_IN_ONE_YEAR = 4
    """Of those, by the period in which it ended: a new report within 365.25 days."""
    BACK_IN_TWO_YEARS = 5
    LOST = 6
    """Cases that left sight for good."""
