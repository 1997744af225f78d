"""The k-th repeat of a case: who has had so many by a day, and how long the next one takes.

Both count the repeats of a case from the start of the clock, so they need its whole history. A case that comes under
observation later may have had events before: it is left out and counted. From its first gap on events may have been
missed: it is censored there. The terminal event competes; one minus Kaplan-Meier is never given where it occurs
(Aalen & Johansen 1978; see ``aalen_johansen``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.repeat_table import REPEAT, TERMINAL, Flags, RepeatTable
from ketenzicht.measures.estimators.survival import (
    Incidence,
    Ints,
    aalen_johansen,
    count_table,
    log_log_interval,
)


@dataclass(frozen=True)
class RepeatIncidence:
    """Chance of the k-th event by day, the terminal event competing.

    Args:
        incidence: cause 0 is the event, cause 1 the terminal event.
        cases: cases counted.
        late: cases left out because they came under observation after the start of the clock.
        interrupted: cases censored at a gap in their observation.
    """

    incidence: Incidence
    cases: int
    late: int
    interrupted: int

    def at(self, day: float) -> tuple[float, float]:
        """Share with the event by a day, and its standard error."""
        return self.incidence.at(day, 0)

    def interval(self, day: float, z: float = Z95) -> tuple[float, float]:
        """Interval of the share on the log-log scale, 95 % when ``z`` is left out."""
        return log_log_interval(*self.at(day), z)

    def quantile(self, probability: float = 0.5) -> float | None:
        """First day by which such a share of all cases had the event; None when they never do.

        The terminal event does not take cases out of the share: some never have the event any more.
        """
        return self._without.quantile(probability)

    def quantile_interval(
        self, probability: float = 0.5, z: float = Z95
    ) -> tuple[float | None, float | None]:
        """Days between which the quantile lies: where the limits of the share pass it; None where they do not."""
        return self._without.quantile_interval(probability, z)

    @property
    def _without(self) -> Incidence:
        """The share without the event, in the place of the share without any."""
        of = self.incidence
        return replace(of, survival=1.0 - of.value[:, 0], survival_error=of.standard_error[:, 0])


def share_with_repeats(table: RepeatTable, number: int, *, start: int = 0) -> RepeatIncidence:
    """Share of cases with at least ``number`` events by each day.

    Args:
        table: the rows of all cases (``repeat_table``).
        number: how many events, 1 or more.
        start: day on which the clock starts.

    Raises:
        ValueError: for a number below 1, and for cases observed before the clock starts.
    """
    return _incidence(table, number, start, since_previous=False)


def gap_times(table: RepeatTable, number: int, *, start: int = 0) -> RepeatIncidence:
    """Time from event ``number`` - 1 (the start of the clock for 1) to event ``number``, among those who had it.

    Caveat: from the second gap on, censoring is dependent. Who was quick with the first has more time left for the
    second, so the chance of a quick second is not that of a case picked at random; it describes those who had the
    event before it early enough to be seen. Read orders side by side, and do not average them.

    Args:
        table: the rows of all cases (``repeat_table``).
        number: order of the event that ends the gap, 1 or more.
        start: day on which the clock starts.

    Raises:
        ValueError: for a number below 1, and for cases observed before the clock starts.
    """
    return _incidence(table, number, start, since_previous=True)


def _incidence(table: RepeatTable, number: int, start: int, *, since_previous: bool) -> RepeatIncidence:
    if number < 1:
        raise ValueError(f"the number of events must be 1 or more, got {number}")
    if np.any(table.entry < start):
        raise ValueError(f"cases are observed before the clock starts on day {start}")
    late = table.entry[table.first_row] > start
    gap = ~table.first_of_case & (table.entry != np.concatenate(([0], table.time))[: len(table.time)])
    gaps_so_far = _within_case(table, gap)
    seen = ~late & (gaps_so_far == 0)
    orders = _within_case(table, table.event == REPEAT)
    before = orders - (table.event == REPEAT)
    # Rows that still matter: before the event of this order, or ending in it.
    waiting = seen & (before < number)
    if since_previous:
        waiting &= before == number - 1
    rows = np.flatnonzero(waiting)
    case = table.case[rows]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = case[1:] != case[:-1]
    last = np.concatenate((first[1:], [True]))[: len(rows)]
    begin, end = table.entry[rows[first]], table.time[rows[last]]
    reached = (orders[rows[last]] >= number) & (table.event[rows[last]] == REPEAT)
    cause = np.where(reached, 1, np.where(table.event[rows[last]] == TERMINAL, 2, 0))
    incidence = aalen_johansen(count_table(end - begin if since_previous else end - start, cause, causes=2))
    return RepeatIncidence(
        incidence,
        int(first.sum()),
        int(np.count_nonzero(late & table.first_of_case)),
        int(np.count_nonzero((cause == 0) & _gap_follows(gap, rows[last]))),
    )


def _within_case(table: RepeatTable, of: Flags) -> Ints:
    """Running number of rows of a case for which something holds, this row included."""
    total = np.cumsum(of)
    return np.asarray(total - (total - of)[table.first_row], dtype=np.int64)


def _gap_follows(gap: Flags, rows: Ints) -> Flags:
    """Whether the row after each of some rows begins after a gap in the same case."""
    return np.concatenate((gap[1:], [False]))[rows]
