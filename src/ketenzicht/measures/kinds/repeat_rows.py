"""The rows of cases that may have an event more than once, from the engine (see ``sql/repeat_rows.sql``)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.chain.model import Outcome, RepeatsMeasure
from ketenzicht.engine import quoted, statement
from ketenzicht.history import History
from ketenzicht.measures.cohort import mark_outcomes, other_losses, start_cohort
from ketenzicht.measures.estimators.repeat_table import REPEAT, TERMINAL, RepeatTable, repeat_table
from ketenzicht.measures.estimators.survival import Ints
from ketenzicht.measures.splits import split_cohort, split_column

SQL = "ketenzicht.measures.sql"


@dataclass(frozen=True)
class RepeatRows:
    """Rows (entry, stop] in days, by case and day (n).

    Args:
        member: case of the row, from 1.
        began: day on which the case started, on the clock of entry and stop.
        entry, stop: days between which the row is observed.
        event: how it ends: 0 nothing, 1 the event, 2 a loss.
        part: number of the part that the event is in, from 1; 0 for none.
        group: number of the group of the case, as in ``cohort_split``.
        starts: number of cases that started, also those without a row.
        shifted: losses that were put a day later because they fell on the day of a repeat.
    """

    member: Ints
    began: Ints
    entry: Ints
    stop: Ints
    event: Ints
    part: Ints
    group: Ints
    starts: int
    shifted: int

    def table(
        self, *, part: int | None = None, group: int | None = None, since_start: bool = False
    ) -> RepeatTable:
        """The rows as a table for the estimators.

        Args:
            part: only repeats in this part count as the event.
            group: only cases of this group.
            since_start: days since the start of each case, whatever the clock.
        """
        kept: slice | npt.NDArray[np.bool_] = slice(None) if group is None else self.group == group
        zero = self.began if since_start else np.zeros_like(self.began)
        event = self.event
        if part is not None:
            event = np.where((event == TERMINAL) | (self.part == part), event, 0)
        return repeat_table(
            self.member[kept], (self.stop - zero)[kept], event[kept], entry=(self.entry - zero)[kept]
        )

    def parts(self) -> set[int]:
        """The parts that occur, 0 for repeats in none of them."""
        return {int(number) for number in np.unique(self.part[self.event == REPEAT])}

    def groups(self) -> list[int]:
        """The groups that occur, in order."""
        return [int(number) for number in np.unique(self.group)]


def repeat_rows(history: History, declared: RepeatsMeasure) -> RepeatRows:
    """Make ``cohort`` and ``mark``, and read the rows of all cases."""
    start_cohort(history, declared.start)
    whole = Outcome(id="herhaling", name=declared.name, events=declared.events)
    mark_outcomes(history, (*declared.causes, whole, *other_losses(history, ())))
    found = history.table(
        statement(SQL, "repeat_rows"), parts=len(declared.causes), calendar=declared.clock == "kalender"
    )
    columns = {
        name: found.column(name).to_numpy().astype(np.int64)
        for name in ("member", "began", "entry", "stop", "event", "part")
    }
    members, group_of = _groups(history, declared)
    return RepeatRows(
        **columns,
        group=group_of[np.searchsorted(members, columns["member"])],
        starts=len(members),
        shifted=int(found.column("shifted").to_numpy(zero_copy_only=False).sum()),
    )


def _groups(history: History, declared: RepeatsMeasure) -> tuple[Ints, Ints]:
    """The members of the cohort, ascending, and the group of each; 0 for all without a split."""
    group = "0"
    if declared.split is not None:
        split_cohort(history, declared.start, (declared.split,))
        group = quoted(split_column(declared.split))
    else:
        history.run("create or replace table cohort_split as select member from cohort")
    found = history.table(f"select member, {group} as number from cohort_split order by member")
    member, number = (column.to_numpy().astype(np.int64) for column in found.columns)
    return member, number
