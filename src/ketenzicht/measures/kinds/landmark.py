"""Groups by what happened after the start, compared from one moment on: landmark analysis.

Whoever has the outcome early had no time to be transferred, or to get somebody responsible. Counted from the start,
such cases swell the group without, and that group seems worse off by time alone (immortal time). So groups are read
at a fixed moment after the start, the landmark: cases that are lost or have the outcome before it are left out and
counted, and the clock starts anew.

Anderson JR, Cain KC, Gelber RD (1983), Analysis of survival by tumor response, Journal of Clinical Oncology 1,
710-719. Van Houwelingen HC (2007), Dynamic prediction by landmarking in event history analysis, Scandinavian
Journal of Statistics 34, 70-85.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import in_days
from ketenzicht.chain.model import Duration, Outcome, Split
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.survival import CountTable, from_counts
from ketenzicht.measures.estimators.variances import Ints
from ketenzicht.measures.result import Name
from ketenzicht.message import Label, duration_words, message

Bools = npt.NDArray[np.bool_]
SQL = "ketenzicht.measures.sql"


@dataclass(frozen=True)
class Cases:
    """Cases from the landmark on; those that are alike are one entry (k) with their number.

    Args:
        group: place of the group at the landmark.
        day: days from the landmark to the first event, or to the end of observation.
        cause: 0 for none, 1 for the outcome, higher for what competes.
        reaches: whether the data reach to the horizon, whatever happened.
        number: how many cases.
        levels: level of each split (k x splits).
        causes: number of causes.
    """

    group: Ints
    day: Ints
    cause: Ints
    reaches: Bools
    number: Ints
    levels: Ints
    causes: int

    def of(self, groups: Sequence[int]) -> Bools:
        """Which entries are in these groups."""
        return np.isin(self.group, groups)

    def size(self, chosen: Bools) -> int:
        """Number of cases in some entries."""
        return int(self.number[chosen].sum())

    def counts(self, chosen: Bools) -> CountTable:
        """Counts per day since the landmark of some entries."""
        days, place = np.unique(self.day[chosen], return_inverse=True)
        found = np.zeros((len(days), self.causes + 1), dtype=np.int64)
        np.add.at(found, (place, self.cause[chosen]), self.number[chosen])
        return from_counts(days, found[:, 1:], found[:, 0])


def reach_landmark(
    history: History, landmark: Duration, outcome: Outcome, *, started: Name, reached: Name
) -> tuple[Attrition, ...]:
    """Make ``landmark_member`` from ``cohort`` and ``mark`` (cause 1 is the outcome); counts what is left out.

    Three steps, of which only the last depends on the outcome. ``started`` and ``reached`` name the number of cases
    before and after.
    """
    history.run(statement(SQL, "landmark_members"), landmark=in_days(landmark))
    found = {
        str(fate): int(str(members))
        for fate, members in history.rows("select fate, count(*) from landmark_member group by fate")
    }
    steps = (
        ("too_short", message("gegevens tot na het meetmoment"), message("de gegevens eindigen eerder")),
        ("lost", message("in beeld op het meetmoment"), message("eerder overleden of vertrokken")),
        (
            "outcome",
            message("zonder {uitkomst} tot het meetmoment", uitkomst=outcome.name),
            message("dat kwam eerder"),
        ),
    )
    attrition = []
    before, name = sum(found.values()), started
    for fate, step, reason in steps:
        after = before - found.get(fate, 0)
        names = (name, reached if fate == "outcome" else f"{started}:{in_days(landmark)}d:{fate}", None)
        attrition.append(Attrition(step, message("casussen"), before, after, reason, names))
        before, name = after, names[1]
    return tuple(attrition)


def follow_from_landmark(
    history: History, horizon: Duration, *, causes: int, splits: Sequence[Split]
) -> Cases:
    """What came after the landmark, from ``landmark_member``, ``landmark_group`` and ``cohort_split``."""
    found = history.engine.table(
        statement(SQL, "landmark_follow_up"), history.settings.parameters() | {"horizon": in_days(horizon)}
    )
    group, day, cause, reaches, number, *levels = (
        column.to_numpy().astype(np.int64) for column in found.columns
    )
    stacked = np.stack(levels, axis=1) if splits else np.zeros((len(group), 0), dtype=np.int64)
    return Cases(group, day, cause, reaches > 0, number, stacked, causes)


def has_column(history: History, attribute: str) -> bool:
    """Whether the registrations have a column for an attribute."""
    return attribute.replace("-", "_") in {str(name) for (name, *_rest) in history.rows("describe events")}


def registered_splits(history: History, splits: Sequence[Split]) -> tuple[Split, ...]:
    """The splits that these registrations can make: those whose attribute has a column."""
    return tuple(item for item in splits if item.attribute is None or has_column(history, item.attribute))


def landmark_lines(landmark: Duration) -> tuple[tuple[Label, Label], ...]:
    """The landmark as lines of a definition."""
    return (
        (
            message("Meetmoment"),
            message("{termijn} na het begin; daar begint de klok opnieuw", termijn=duration_words(landmark)),
        ),
        (message("Zelfde dag"), message("alleen wat na de dag van het begin gebeurt, telt")),
    )
