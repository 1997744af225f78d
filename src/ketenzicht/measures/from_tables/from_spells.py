"""From a table of spells or counts to statistics in one call: ``kz.incidence`` and ``kz.repeats``.

The engine reads the table where it stands and reduces it to counts; the estimates are those of ``aalen_johansen``
and ``mean_repeats``. What is left out is counted and said.

The figures are exact. They must pass disclosure control before they leave the secure folder: ``as_measure`` on a
result gives what ``ketenzicht.publish.release.release`` takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.engine import Engine
from ketenzicht.measures.estimators.recurrent import Terminal, mean_repeats
from ketenzicht.measures.estimators.variances import Variance
from ketenzicht.measures.from_tables.given import Given, attach
from ketenzicht.measures.from_tables.given_rows import Clock, SameDay, given_rows
from ketenzicht.measures.from_tables.incidence_result import IncidenceResult
from ketenzicht.measures.from_tables.repeats_result import RepeatsResult
from ketenzicht.measures.from_tables.spell_counts import facts, facts_and_cells
from ketenzicht.measures.from_tables.spell_rows import spell_rows
from ketenzicht.measures.from_tables.tidy import Days, horizons_of, strata_names
from ketenzicht.message import message


def incidence(
    data: Given,
    *,
    cause: str | None = None,
    time: str | None = None,
    start: str | None = None,
    end: str | None = None,
    data_end: date | str | None = None,
    entry: str | None = None,
    case: str | None = None,
    count: str | None = None,
    by: str | Sequence[str] = (),
    at: Days = (),
    causes: Sequence[str] | None = None,
    variance: Variance | None = None,
    same_day: SameDay = "left_out",
    complete_follow_up: bool = False,
) -> IncidenceResult:
    """Cumulative incidence of each cause, by stratum, from a table of spells or of counts (Aalen-Johansen).

    Exact figures: they must go through disclosure control before they leave (see ``IncidenceResult.as_measure``).

    Args:
        data: a pyarrow Table, a frame of pandas or Polars, a dictionary of arrays, or a path to a Parquet file.
            A row is a spell, or so many spells as ``count`` says.
        cause: column that says how the spell ended: texts, or codes from 1; null, an empty text and 0 are censored.
            May be left out with ``end``: each end is then an event. An end of which the cause is not known is no
            censoring: give it a name of its own.
        time: column with the last day on a clock that starts at 0, in whole days.
        start, end: instead of ``time``, columns with the first and the last date. A spell without an end, or with
            one after ``data_end``, is censored at ``data_end``. ``start`` beside ``time`` only says how long a
            spell could be followed.
        data_end: the last day of the data, as a date or ``"2025-12-31"``.
        entry: column with the day on the clock (with ``end``: the date) after which a spell is at risk.
        case: column that tells cases apart; spells of one case then hang together in the variance.
        count: column with the number of spells that a row stands for.
        by: columns that tell strata apart, each value with estimates of its own.
        at: days at which figures are wanted.
        causes: the texts in ``cause`` that are causes, in order; or names for the codes 1, 2 ...
        variance: ``greenwood`` (when left out), ``aalen`` or ``robust``, see ``aalen_johansen``. With ``case`` it
            is robust.
        same_day: spells that end on the day that they start are ``left_out`` and counted, as everywhere else in
            this package, or ``counted`` as ending on day 0.
        complete_follow_up: whether to leave out figures of strata in which not every spell started early enough to
            be followed to the horizon; needs ``start`` and ``data_end``.

    Raises:
        ValueError: columns that are not there or hold something else, rows that end before they start, and choices
            that cannot go together.
        FileNotFoundError: no such file.
        TypeError: ``data`` is no table.
    """
    clock = Clock(time, start, end, _date(data_end), entry, same_day)
    if cause is None and end is None:
        raise ValueError("say cause=: the column that says how each row ended")
    if complete_follow_up and start is None:
        raise ValueError(
            "complete_follow_up=True needs start= and data_end=: they say how long rows could be followed"
        )
    chosen = variance or ("greenwood" if case is None else "robust")
    if case is not None and (chosen != "robust" or count is not None):
        raise ValueError('case= needs variance="robust" and a row per spell: leave out count=')
    if chosen == "robust" and entry is not None and count is not None:
        raise ValueError('variance="robust" with entry= needs a row per spell: leave out count=')
    strata = strata_names(by)
    with Engine() as engine:
        given = attach(engine, data)
        ending, names = ("1", ("end",)) if cause is None else given.endings("cause", cause, causes)
        rows = given_rows(
            given,
            clock,
            strata=given.strata(strata),
            ending=ending,
            case="0" if case is None else given.column("case", case),
            number=None if count is None else given.whole("count", count),
        )
        found, cells = facts_and_cells(rows, strata, len(names))
        needs_rows = chosen == "robust" and (case is not None or entry is not None)
        return IncidenceResult(
            strata=found.strata,
            causes=names,
            horizons=horizons_of(at),
            variance=chosen,
            complete_follow_up=complete_follow_up,
            attrition=found.attrition(message("trajecten")),
            cells=cells,
            followed=found.followed,
            rows=spell_rows(rows, found.present, by_case=case is not None) if needs_rows else None,
        )


def repeats(
    data: Given,
    *,
    case: str,
    event: str,
    time: str | None = None,
    start: str | None = None,
    end: str | None = None,
    data_end: date | str | None = None,
    entry: str | None = None,
    by: str | Sequence[str] = (),
    at: Days = (),
    terminal: Terminal | None = None,
) -> RepeatsResult:
    """Mean number of events per case, by stratum, with a variance that is robust for repeats within a case.

    Exact figures: they must go through disclosure control before they leave (see ``RepeatsResult.as_measure``).

    Args:
        data: as in ``incidence``. A row is a stretch of time in which a case was followed; see ``repeat_table``.
        case: column that tells cases apart.
        event: column with how the row ends: 0 or null nothing, 1 the event, 2 the terminal event.
        time: column with the last day of the row on the clock of the case.
        start, end: instead of ``time``, columns with dates. The clock of a case starts at the first of its starts.
            A row without an end, or with one after ``data_end``, is censored at ``data_end``.
        data_end: the last day of the data.
        entry: column with the day after which the row is at risk; the end of the row before it when left out.
        by: columns that tell strata apart. A case with rows in two strata counts in each.
        at: days at which figures are wanted.
        terminal: what a terminal event does, see ``mean_repeats``; must be chosen when there are any.

    Raises:
        ValueError: as ``incidence``, ``repeat_table`` and ``mean_repeats`` do.
        FileNotFoundError: no such file.
        TypeError: ``data`` is no table.
    """
    clock = Clock(time, start, end, _date(data_end), entry)
    if end is not None and entry is not None:
        raise ValueError("with dates each row is at risk from its start: leave out entry=")
    strata = strata_names(by)
    with Engine() as engine:
        given = attach(engine, data)
        ending, _ = given.endings("event", event, ("event", "terminal"))
        rows = given_rows(
            given,
            clock,
            strata=given.strata(strata),
            ending=ending,
            case=given.column("case", case),
            clock_of_case=True,
        )
        found = facts(rows, strata)
        given_by_stratum = spell_rows(rows, found.present, by_case=True)
    own_entry = entry is not None or end is not None
    tables = tuple(
        given_by_stratum.repeat_table(stratum, own_entry=own_entry) for stratum in range(len(found.present))
    )
    counted = sum(int(np.count_nonzero(table.event)) for table in tables)
    lost = sum(table.events_not_counted for table in tables)
    return RepeatsResult(
        strata=found.strata,
        horizons=horizons_of(at),
        attrition=(
            *found.attrition(message("rijen"), sum(table.never_at_risk for table in tables)),
            Attrition(
                message("gebeurtenissen die tellen"),
                message("gebeurtenissen"),
                counted + lost,
                counted,
                message("op een rij zonder lengte"),
            ),
        ),
        followed=found.followed,
        tables=tables,
        means=tuple(mean_repeats(table, terminal=terminal) for table in tables),
    )


def _date(day: date | str | None) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else day
