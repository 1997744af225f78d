"""Kaplan-Meier and Aalen-Johansen, from count tables.

Both depend on the data only through counts per day: entered, events by cause, censored
(Andersen, Borgan, Gill & Keiding 1993, Statistical Models Based on Counting Processes, IV.4).
Ties are exact: events of a day happen among those at risk just before it, those censored on a day
are still at risk on it, and those who enter on a day are at risk after it (R's (start, stop]).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.distinct import distinct_places
from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.variances import (
    EventDays,
    Spans,
    Variance,
    aalen,
    greenwood,
    greenwood_of_survival,
    robust,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CountTable:
    """Counts per distinct day since the clock started, in ascending order.

    Args:
        days: the days (k).
        events: events by day and cause (k x causes).
        censored: those whose observation ends that day without an event (k).
        entered: those whose observation starts that day, at risk from the next day on (k).
        never_at_risk: rows of no length, which no day can count; R leaves them out likewise.
    """

    days: Ints
    events: Ints
    censored: Ints
    entered: Ints
    never_at_risk: int = 0

    @property
    def at_risk(self) -> Ints:
        """Number at risk just before each day: entered before it, not left before it."""
        left = self.events.sum(axis=1) + self.censored
        return np.asarray(np.cumsum(self.entered) - self.entered - (np.cumsum(left) - left), dtype=np.int64)

    @property
    def started(self) -> int:
        """Number of rows that were ever at risk."""
        return int(self.entered.sum())


def count_table(
    time: npt.ArrayLike,
    cause: npt.ArrayLike,
    *,
    causes: int | None = None,
    entry: npt.ArrayLike | None = None,
) -> CountTable:
    """The count table of rows that each are observed over (entry, time].

    Args:
        time: end of observation, whole days (n).
        cause: 0 for censored, 1..causes for an event of that cause (n).
        causes: number of causes; the largest in ``cause`` when left out.
        entry: start of observation, whole days (n); 0 when left out.

    Raises:
        ValueError: for rows that end before they start, other causes, and arrays of unequal length.
    """
    stop = np.asarray(time, dtype=np.int64)
    code = np.asarray(cause, dtype=np.int64)
    start = np.zeros_like(stop) if entry is None else np.asarray(entry, dtype=np.int64)
    if not len(stop) == len(code) == len(start):
        raise ValueError("time, cause and entry must have the same length")
    if np.any(start > stop):
        raise ValueError("a row cannot end before it starts")
    highest = int(code.max(initial=0))
    number = highest if causes is None else causes
    if highest > number or int(code.min(initial=0)) < 0:
        raise ValueError(f"cause must lie between 0 (censored) and {number}")
    some = start < stop
    empty = len(some) - int(np.count_nonzero(some))
    if empty:
        start, stop, code = start[some], stop[some], code[some]
    days, (entry_place, place) = distinct_places(start, stop)
    counts = np.bincount(place * np.int64(number + 1) + code, minlength=len(days) * (number + 1))
    by_ending = counts.reshape(len(days), number + 1)
    entered = np.bincount(entry_place, minlength=len(days))
    return CountTable(days, by_ending[:, 1:], by_ending[:, 0], entered, empty)


def from_counts(
    days: npt.ArrayLike, events: npt.ArrayLike, censored: npt.ArrayLike, *, first_day: int = 1
) -> CountTable:
    """A count table in which all enter on the day before ``first_day``: rows of counts as the engine gives them.

    Args:
        days: distinct days in ascending order (k).
        events: events by day and cause (k x causes).
        censored: censored by day (k).
        first_day: the first day that counts; 0 when what ends on the day that it starts counts too.
    """
    day = np.asarray(days, dtype=np.int64)
    event = np.asarray(events, dtype=np.int64)
    event = event[:, None] if event.ndim == 1 else event
    lost = np.asarray(censored, dtype=np.int64)
    later = day >= first_day
    total = int(event[later].sum() + lost[later].sum())
    return CountTable(
        np.concatenate(([first_day - 1], day[later])),
        np.concatenate((np.zeros((1, event.shape[1]), dtype=np.int64), event[later])),
        np.concatenate(([0], lost[later])),
        np.concatenate(([total], np.zeros(int(later.sum()), dtype=np.int64))),
        int(event[~later].sum() + lost[~later].sum()),
    )


@dataclass(frozen=True)
class Incidence:
    """Cumulative incidence by day: estimate and standard error (k x causes), survival (k), at risk (k)."""

    days: Ints
    value: Floats
    standard_error: Floats
    survival: Floats
    survival_error: Floats
    at_risk: Ints
    cumulative_events: Ints

    def at(self, day: float, cause: int = 0) -> tuple[float, float]:
        """Estimate and standard error of one cause (counted from 0) at a day: the last step up to it."""
        row = int(np.searchsorted(self.days, day, side="right")) - 1
        if row < 0:
            return 0.0, 0.0
        return float(self.value[row, cause]), float(self.standard_error[row, cause])

    def survival_at(self, day: float) -> float:
        """Share without any event up to and including a day."""
        row = int(np.searchsorted(self.days, day, side="right")) - 1
        return 1.0 if row < 0 else float(self.survival[row])

    def interval(self, day: float, cause: int = 0, z: float = Z95) -> tuple[float, float]:
        """Log-log interval of one cause at a day."""
        return log_log_interval(*self.at(day, cause), z)

    def survival_interval(self, day: float, z: float = Z95) -> tuple[float, float]:
        """Log-log interval of the share without any event at a day, as R's ``conf.type = "log-log"``."""
        row = int(np.searchsorted(self.days, day, side="right")) - 1
        if row < 0:
            return 1.0, 1.0
        low, high = log_log_interval(1.0 - float(self.survival[row]), float(self.survival_error[row]), z)
        return 1.0 - high, 1.0 - low

    def quantile(self, probability: float = 0.5) -> float | None:
        """First day with survival at or below ``1 - probability``; on a flat step its midpoint, as in R."""
        return _crossing(self.days, self.survival, 1.0 - probability)

    def quantile_interval(
        self, probability: float = 0.5, z: float = Z95
    ) -> tuple[float | None, float | None]:
        """Days between which the quantile lies: where the log-log limits of survival cross its level, as in R.

        None where a limit does not reach the level, so that the interval is open on that side.
        Brookmeyer R, Crowley J (1982), Biometrics 38, 29-41.
        """
        limits = log_log_intervals(1.0 - self.survival, self.survival_error, z)
        known = self.survival > 0
        low, high = (
            _crossing(self.days[known], 1.0 - limit[known], 1.0 - probability) for limit in reversed(limits)
        )
        return low, high


def _crossing(days: Ints, curve: Floats, level: float) -> float | None:
    tolerance = 1e-12
    below = np.flatnonzero(curve <= level + tolerance)
    if not len(below):
        return None
    first = int(below[0])
    if abs(curve[first] - level) <= tolerance:
        lower = np.flatnonzero(curve < level - tolerance)
        if len(lower):
            return float(days[first] + days[int(lower[0])]) / 2
    return float(days[first])


def aalen_johansen(
    counts: CountTable, *, variance: Variance = "greenwood", rows: Spans | None = None
) -> Incidence:
    """Cumulative incidence of each cause when the causes compete; one cause alone gives 1 - Kaplan-Meier.

    Args:
        counts: counts per day.
        variance: ``greenwood`` as R's ``etm``, ``aalen`` as ``cmprsk``, ``robust`` as ``survival``
            (see ``ketenzicht.measures.estimators.variances``). Survival has Greenwood's, unless ``robust``.
        rows: the distinct rows (``variances.spans``), needed for ``robust`` with delayed entry only.

    Raises:
        ValueError: for ``robust`` with delayed entry but without ``rows``, or with the rows of another table.
    """
    used, found = event_days(counts)
    if variance == "robust":
        squared, survival_squared = robust(found, distinct_rows(counts, rows))
    else:
        squared = greenwood(found) if variance == "greenwood" else aalen(found)
        survival_squared = greenwood_of_survival(found)
    return Incidence(
        found.days,
        found.value,
        np.sqrt(np.maximum(squared, 0.0)),
        found.survival,
        np.sqrt(np.maximum(survival_squared, 0.0)),
        counts.at_risk[used],
        np.cumsum(counts.events[used], axis=0),
    )


def event_days(counts: CountTable) -> tuple[npt.NDArray[np.bool_], EventDays]:
    """Which days of the table have an event with somebody at risk, and the estimates on those days."""
    total = counts.events.sum(axis=1)
    at_risk = counts.at_risk
    used = (total > 0) & (at_risk > 0)
    return used, estimates_by_day(counts.days[used], counts.events[used], at_risk[used])


def estimates_by_day(days: Ints, events: Ints, at_risk: Ints) -> EventDays:
    """The estimates after each day, from the events and those at risk on it.

    Args:
        days: the days, ascending (k).
        events: events by day and cause (k x causes, or k x causes x tables).
        at_risk: number at risk just before each day (k, or k x tables); 0 only where nothing happens.
    """
    happened, number = events.astype(np.float64), np.maximum(at_risk, 1).astype(np.float64)
    total = happened.sum(axis=1)
    survival = np.cumprod(1.0 - total / number, axis=0)
    before = np.concatenate((np.ones_like(survival[:1]), survival[:-1]))
    value = np.cumsum(before[:, None] * happened / number[:, None], axis=0)
    return EventDays(days, happened, total, number, before, value)


def distinct_rows(counts: CountTable, rows: Spans | None = None) -> Spans:
    """The distinct rows of a table: those given, or its own when all enter on one day.

    Raises:
        ValueError: when the rows given are not as many as the table counts, or none are and entry is delayed.
    """
    if rows is not None:
        if int(rows.number.sum()) != counts.started:
            raise ValueError(f"{rows.number.sum()} rows were given where the table counts {counts.started}")
        return rows
    entered = np.flatnonzero(counts.entered)
    if len(entered) > 1:
        raise ValueError("a robust variance with delayed entry needs the distinct rows: see variances.spans")
    by_cause = np.concatenate((counts.censored[:, None], counts.events), axis=1)
    day, cause = np.nonzero(by_cause)
    first = counts.days[entered[0]] if len(entered) else 0
    return Spans(np.full(len(day), first), counts.days[day], cause.astype(np.int64), by_cause[day, cause])


def log_log_interval(value: float, standard_error: float, z: float = Z95) -> tuple[float, float]:
    """Interval of a cumulative incidence on the complementary log-log scale: always within 0 and 1."""
    low, high = log_log_intervals(np.array(value), np.array(standard_error), z)
    return float(low), float(high)


def log_log_intervals(value: Floats, standard_error: Floats, z: float = Z95) -> tuple[Floats, Floats]:
    """The interval of each of many cumulative incidences; the value itself where it is 0, 1 or without error."""
    survival = np.clip(1.0 - value, 0.0, 1.0)
    open_ended = (survival > 0.0) & (survival < 1.0) & (standard_error > 0.0)
    inside = np.where(open_ended, survival, 0.5)
    width = np.where(open_ended, z * standard_error, 0.0) / (inside * np.abs(np.log(inside)))
    low, high = (
        np.where(open_ended, 1.0 - inside ** np.exp(sign * width), 1.0 - survival) for sign in (-1, 1)
    )
    return low, high
