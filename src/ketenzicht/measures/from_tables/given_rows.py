"""Rows that a caller gives, in the engine: from when to when each is observed, and what becomes of it.

A row has days on a clock of its own, or dates with the end of the data; both become (entry, day] and an ending.
Nothing is dropped on the way: each row has a fate, and the fates are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from ketenzicht.engine import statement
from ketenzicht.measures.from_tables.given import GivenTable

if TYPE_CHECKING:
    import pyarrow as pa

SQL = "ketenzicht.measures.sql"
SameDay = Literal["left_out", "counted"]


@dataclass(frozen=True)
class Clock:
    """The columns that say from when to when a row is observed: days on a clock, or dates.

    Args:
        time: column with the last day on the clock.
        start, end: columns with the first and the last date, instead of ``time``; a row without an end is open.
            ``start`` beside ``time`` says only how long a row could be followed.
        data_end: last day of the data, where open rows are censored.
        entry: column with the day (or the date) after which a row is at risk; its start when left out.
        same_day: whether what ends on the day that it starts is left out or counts.

    Raises:
        ValueError: a choice of columns that says too little or too much.
    """

    time: str | None = None
    start: str | None = None
    end: str | None = None
    data_end: date | None = None
    entry: str | None = None
    same_day: SameDay = "left_out"

    def __post_init__(self) -> None:
        if (self.time is None) == (self.end is None):
            raise ValueError("say either time= (days on a clock) or start= and end= (dates)")
        if self.end is not None and self.start is None:
            raise ValueError("end= needs start=: the date on which each row starts")
        if self.start is not None and self.data_end is None:
            raise ValueError("start= needs data_end=: the last day of the data, where open rows are censored")
        if self.same_day not in ("left_out", "counted"):
            raise ValueError('same_day must be "left_out" or "counted"')
        if self.same_day == "counted" and self.entry is not None:
            raise ValueError(
                'same_day="counted" needs rows that are observed from their start: leave out entry='
            )

    @property
    def first_day(self) -> int:
        """The day before the first one that counts."""
        return 0 if self.same_day == "left_out" else -1

    def columns(self, given: GivenTable, one_clock: str | None) -> list[str]:
        """The columns of ``given_row`` on time; rows that are equal in ``one_clock`` start at the first of them."""
        start = "cast(null as date)" if self.start is None else given.date("start", self.start)
        origin = f"min({start}) over (partition by {one_clock})" if one_clock and self.start else start
        if self.end is None:
            entry = "0" if self.entry is None else given.whole("entry", self.entry)
            day = given.whole("time", self.time or "")
            return [f"{origin} as started_on", f"{entry} as entry", f"{day} as day"]
        entered = start if self.entry is None else given.date("entry", self.entry)
        return [
            f"{origin} as started_on",
            f"{entered} as entered_on",
            f"{given.date('end', self.end)} as ended_on",
        ]


@dataclass(frozen=True)
class GivenRows:
    """The rows in the engine: ``given_row``, and the statements that put them on the clock and tell their fate.

    ``weighted`` says that a row may stand for several.
    """

    given: GivenTable
    clock: Clock
    weighted: bool

    def table(self, name: str) -> pa.Table:
        """What a statement on ``spell`` answers."""
        return self.given.engine.table(f"{self._spell} {statement(SQL, name)}", self._clock)

    def value(self, name: str) -> int | None:
        """The one number that a statement on ``spell`` answers."""
        found: int | None = self.given.engine.value(f"{self._spell} {statement(SQL, name)}", self._clock)
        return found

    def by_stratum(self, fates: str, **values: object) -> pa.Table:
        """``facts_by_stratum``, with the fates from one of the statements of that name."""
        facts = statement(SQL, "facts_by_stratum")
        sql = f"{self._spell}, fates as ({statement(SQL, fates)}) {facts}"
        return self.given.engine.table(sql, self._clock | values)

    @property
    def _spell(self) -> str:
        rows = statement(SQL, "given_with_days" if self.clock.end is None else "given_with_dates")
        return f"with given as ({rows}), spell as ({statement(SQL, 'given_fate')})"

    @property
    def _clock(self) -> dict[str, object]:
        return {"clock": self.clock.first_day, "data_end": self.clock.data_end}


def given_rows(
    given: GivenTable,
    clock: Clock,
    *,
    strata: list[str],
    ending: str,
    case: str = "0",
    number: str | None = None,
    clock_of_case: bool = False,
) -> GivenRows:
    """Make ``given_row``.

    Args:
        given: the table.
        clock: its columns on time.
        strata, ending, case, number: expressions on its columns; of ``strata`` at least one; a row is one when
            ``number`` is left out.
        clock_of_case: whether the clock of all rows of a case starts at the first start of the case.
    """
    one_clock = ", ".join((*strata, case)) if clock_of_case else None
    columns = [
        *(f"{column} as stratum_{place}" for place, column in enumerate(strata)),
        *clock.columns(given, one_clock),
        f"{case} as case_id",
        f"{ending} as ending",
        f"coalesce({number}, -1) as number" if number else "1 as number",
    ]
    given.engine.run(f"create or replace view given_row as select {', '.join(columns)} from given")
    return GivenRows(given, clock, number is not None)
