"""Mean time without any event, and mean time lost to each cause, up to a horizon.

"Of the first 365 days 300 passed without a new report, 50 were lost to one and 15 to a move": days are easier to
understand than chances, need no proportional hazards, and the parts add up to the horizon exactly.

Royston P, Parmar MKB (2013), BMC Medical Research Methodology 13, 152 (restricted mean time); Andersen PK (2013),
Decomposition of number of life years lost according to causes of death, Statistics in Medicine 32, 5278-5285.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.survival import CountTable, distinct_rows, event_days
from ketenzicht.measures.estimators.variances import EventDays, Floats, Spans, greenwood_terms


@dataclass(frozen=True)
class MeanTime:
    """A mean time in days with its standard error."""

    value: float
    standard_error: float

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Normal interval, 95 % when ``z`` is left out."""
        return self.value - z * self.standard_error, self.value + z * self.standard_error


@dataclass(frozen=True)
class MeanTimes:
    """Mean time without any event (``free``) and lost to each cause (``lost``); together the whole horizon."""

    horizon: float
    free: MeanTime
    lost: tuple[MeanTime, ...]


def restricted_mean_time(
    counts: CountTable,
    horizon: float,
    *,
    start: float = 0.0,
    variance: Literal["greenwood", "robust"] = "greenwood",
    rows: Spans | None = None,
) -> MeanTimes:
    """Areas under survival and under each cumulative incidence between two days.

    Args:
        counts: counts per day.
        horizon: last day, on the clock of the counts.
        start: first day.
        variance: ``greenwood``, or ``robust`` as R's ``survival`` has it for more than one cause.
        rows: the distinct rows (``variances.spans``), needed for ``robust`` with delayed entry only.

    Raises:
        ValueError: when the horizon lies before the start, or after the last day on which anybody was observed:
            the curve is not known there. Also for ``robust`` with delayed entry but without ``rows``.
    """
    if horizon < start:
        raise ValueError("the horizon lies before the start")
    _, found = event_days(counts)
    _refuse_unobserved(counts, found, horizon)
    used = _until(found, horizon)
    whole = replace(used, events=used.total[:, None], value=1.0 - used.survival[:, None])
    by_cause = any_cause = None
    if variance == "robust":
        by_cause = distinct_rows(counts, rows)
        by_cause = replace(by_cause, cause=np.where(by_cause.time <= horizon, by_cause.cause, 0))
        any_cause = replace(by_cause, cause=np.minimum(by_cause.cause, 1))
    (all_causes,) = _lost(whole, start, horizon, any_cause)
    return MeanTimes(
        horizon,
        MeanTime(horizon - start - all_causes.value, all_causes.standard_error),
        _lost(used, start, horizon, by_cause),
    )


def _refuse_unobserved(counts: CountTable, found: EventDays, horizon: float) -> None:
    left = np.flatnonzero(counts.events.sum(axis=1) + counts.censored)
    last = counts.days[left[-1]] if len(left) else None
    ended = len(found.survival) and found.survival[-1] <= 0
    if (last is None or horizon > last) and not ended:
        raise ValueError(f"nobody was observed up to {horizon:g}; the last day of observation is {last}")


def _until(found: EventDays, horizon: float) -> EventDays:
    kept = found.days <= horizon
    return EventDays(
        found.days[kept],
        found.events[kept],
        found.total[kept],
        found.at_risk[kept],
        found.before[kept],
        found.value[kept],
    )


def _lost(of: EventDays, start: float, horizon: float, rows: Spans | None) -> tuple[MeanTime, ...]:
    """Area under each incidence; robust where the rows are given."""
    days = np.maximum(of.days.astype(np.float64), start)[:, None]
    widths = np.diff(days, axis=0, append=horizon)
    area_after = np.cumsum((of.value * widths)[::-1], axis=0)[::-1]
    remaining = horizon - days
    growth = area_after - remaining * of.value
    squared = (
        _greenwood(of, growth, remaining) if rows is None else _robust(of, growth, remaining[:, 0], rows)
    )
    value = area_after[0] if len(area_after) else np.zeros(of.value.shape[1])
    error = np.sqrt(np.maximum(squared, 0.0))
    return tuple(
        MeanTime(float(mean), float(deviation)) for mean, deviation in zip(value, error, strict=True)
    )


def _greenwood(of: EventDays, growth: Floats, remaining: Floats) -> Floats:
    spread, own, cross = greenwood_terms(of)
    return np.asarray((growth**2 * spread + remaining**2 * own - 2 * growth * remaining * cross).sum(axis=0))


def _robust(of: EventDays, growth: Floats, remaining: Floats, rows: Spans) -> Floats:
    squared = np.zeros(of.value.shape[1])
    if not len(of.days):
        return squared
    staying, share = of.staying_inverse, remaining * of.before / of.at_risk
    hazard = of.total / of.at_risk * staying
    gathered = rows.gathered(of.days)
    for cause, grown in enumerate(growth.T):
        path = np.cumsum(grown * hazard - share * of.events[:, cause] / of.at_risk)
        part = gathered.stopped(path, -grown * staying, share, cause + 1)
        squared[cause] = gathered.products(part, part)[-1]
    return squared
