"""What a what-if run counted: arrays per replication, period and stage, with the names of their axes.

Periods are calendar months. The row after the last stage, :data:`WHOLE`, is the chain as a whole: a case counts there
while the chain is involved with it, whatever the number of its courses. These are figures of a model, of nobody in
particular; still they leave only through ``publish.release`` where they were estimated from a study.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.stability import Trouble
from ketenzicht.whatif.tally import AGE_LIMITS, WAIT_EDGES, Column, ReportColumn

Floats = NDArray[np.float64]

WHOLE = -1
"""The row of stages that is the whole chain."""


def _ratio(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Part by whole; not a number where there is nothing to divide by."""
    shares: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return shares


@dataclass(frozen=True)
class Results:
    """The counts of all replications that were finished; R replications, P periods, S stages, O organisations."""

    stages: tuple[str, ...]
    organisations: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]
    """Pairs of a stage and an end of it."""
    outcomes: tuple[str, ...]
    first_days: tuple[date, ...]
    days: Floats
    """(P) length of each period in days."""
    replications: NDArray[np.int64]
    """(R) numbers of the replications that were finished, ascending; an interrupted run has fewer."""
    stage_counts: Floats
    """(R, P, S + 1, :class:`.Column`)."""
    waits: NDArray[np.int32]
    """(R, P, S, waits) waits by length at the start of the work, see :data:`.tally.WAIT_EDGES`."""
    ages: NDArray[np.int32]
    """(R, P, S + 1, ages) the stock at the end of each period by age, see :data:`.tally.AGE_LIMITS`."""
    end_counts: Floats
    """(R, P, ends)."""
    outcome_counts: Floats
    """(R, P, outcomes) spells that ended, by the outcome of their last course."""
    organisation_days: Floats
    """(R, P, O, 3) days x cases at work, days x cases waiting, days x places (infinite without a capacity)."""
    reports: Floats
    """(R, P, :class:`.ReportColumn`)."""
    finished_spells: NDArray[np.int64]
    """(R) spells that ended, those of the warm-up too."""
    trouble: tuple[Trouble, ...]
    """Organisations that cannot keep up."""

    def count(self, column: Column, stage: str | None = None) -> Floats:
        """(R, P) one column of a stage, or of the chain as a whole."""
        row = WHOLE if stage is None else self.stages.index(stage)
        counts: Floats = self.stage_counts[:, :, row, column]
        return counts

    def caseload(self, stage: str | None = None) -> Floats:
        """(R, P) mean number of cases at the same time."""
        load: Floats = self.count(Column.CASE_DAYS, stage) / self.days
        return load

    def mean_wait(self, stage: str, periods: slice = slice(None)) -> Floats:
        """(R) mean wait in days of those who began in these periods, at once or not."""
        total = self.count(Column.WAIT, stage)[:, periods].sum(axis=1)
        began = self.count(Column.STARTED, stage)[:, periods].sum(axis=1)
        return _ratio(total, began)

    def wait_quantile(self, stage: str, chance: float, periods: slice = slice(None)) -> Floats:
        """(R) the wait that this share of starts did not exceed, straight lines within the classes (5 % wide)."""
        counted = self.waits[:, periods, self.stages.index(stage)].sum(axis=1).astype(np.float64)
        found = np.full(len(counted), np.nan)
        for row, counts in enumerate(counted):
            if counts.sum():
                chances = np.concatenate([[0.0], np.cumsum(counts)]) / counts.sum()
                found[row] = np.interp(chance, chances, WAIT_EDGES)
        return found

    def in_time(self, stage: str, periods: slice = slice(None)) -> Floats:
        """(R) share that ended within the term, by the period of entering; open past the term counts as late."""
        kept = self.count(Column.IN_TIME, stage)[:, periods].sum(axis=1)
        total = kept + self.count(Column.LATE, stage)[:, periods].sum(axis=1)
        return _ratio(kept, total)

    def share_returned(self, years: int, periods: slice = slice(None)) -> Floats:
        """(R) share with a new report within one or two years after involvement ended in these periods.

        Periods whose full follow-up does not lie within the span are left out.
        """
        column = {1: ReportColumn.BACK_IN_ONE_YEAR, 2: ReportColumn.BACK_IN_TWO_YEARS}[years]
        last = np.cumsum(self.days)[-1] - years * 365.25
        complete = (np.cumsum(self.days) <= last)[periods]
        left = self.reports[:, periods, ReportColumn.LEFT][:, complete].sum(axis=1)
        back = self.reports[:, periods, column][:, complete].sum(axis=1)
        return _ratio(back, left)

    def share_longer(self, limit: float, stage: str | None = None) -> Floats:
        """(R, P) share of the stock at the end of each period that is older than one of :data:`.AGE_LIMITS`."""
        row = WHOLE if stage is None else self.stages.index(stage)
        ages = self.ages[:, :, row]
        total = ages.sum(axis=2)
        older = ages[:, :, AGE_LIMITS.index(limit) + 1 :].sum(axis=2)
        return _ratio(older, total)


@dataclass(frozen=True)
class Trajectories:
    """What happened to every case of one replication: structured arrays; times in days from the span's first day."""

    cases: NDArray[np.void]
    """``case_class, persons, frailty, first, lost, loss`` per case; ``lost`` infinite when it stays in sight."""
    reports: NDArray[np.void]
    """``case, earlier, time, during``, in order of time."""
    courses: NDArray[np.void]
    """``case, spell, person, stage, organisation, entered, started, ended, end, branch``: a stage that a course
    was in.

    ``end`` and ``branch`` count from the first end of the model and the first branch of the route that was taken.
    ``stage`` S is the whole chain: a stretch of involvement, with the last spell that it saw. ``started`` and
    ``ended`` are infinite for what had not happened when the span ended; ``end`` is then -1, and -2 for what a loss
    broke off.
    """
