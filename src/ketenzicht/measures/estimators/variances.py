"""Three variances of the Aalen-Johansen estimator, because three packages of R print three different ones.

``greenwood`` is ``etm``'s, ``aalen`` is ``cmprsk``'s and ``robust`` is that of ``survival``. They estimate the same
thing and differ in how they treat ties and small numbers; readers who compare want the one of their package.
Each is a few running sums over the event days, expanded in powers of F(t), whatever the number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Variance = Literal["greenwood", "aalen", "robust"]


@dataclass(frozen=True)
class EventDays:
    """What every variance needs, per day (k); of several tables with the same days when arrays have a last axis more.

    Args:
        days: the days.
        events: events by cause (k x causes).
        total: events of all causes.
        at_risk: number at risk just before the day, above 0.
        before: survival just before the day.
        value: cumulative incidence after the day (k x causes).
    """

    days: Ints
    events: Floats
    total: Floats
    at_risk: Floats
    before: Floats
    value: Floats

    @property
    def survival(self) -> Floats:
        """Survival after each day."""
        return np.asarray(self.before * (1.0 - self.total / self.at_risk))

    @property
    def staying_inverse(self) -> Floats:
        """One over those at risk without an event; 0 on a day when nobody is left."""
        return inverse(self.at_risk - self.total)


def inverse(number: Floats) -> Floats:
    """One over each number, and 0 where that number is not above 0."""
    return np.divide(1.0, number, out=np.zeros_like(number), where=number > 0)


@dataclass(frozen=True)
class Spans:
    """Rows with the same entry, end and cause, counted (m distinct rows): what a robust variance needs.

    With delayed entry the counts per day do not suffice for it, because a row's share in the estimate depends on
    its entry and its end together.
    """

    entry: Ints
    time: Ints
    cause: Ints
    number: Ints

    def gathered(self, days: Ints) -> Gathered:
        """Sums over these rows, each a case of its own."""
        return Gathered(days, self)


def spans(time: npt.ArrayLike, cause: npt.ArrayLike, entry: npt.ArrayLike | None = None) -> Spans:
    """The distinct rows among rows that each are observed over (entry, time]; rows of no length are left out.

    Args:
        time: end of observation, whole days (n).
        cause: 0 for censored, 1.. for an event of that cause (n).
        entry: start of observation, whole days (n); 0 when left out.
    """
    stop, code = np.asarray(time, dtype=np.int64), np.asarray(cause, dtype=np.int64)
    start = np.zeros_like(stop) if entry is None else np.asarray(entry, dtype=np.int64)
    kept = start < stop
    distinct, number = np.unique(np.stack((start[kept], stop[kept], code[kept])), axis=1, return_counts=True)
    return Spans(distinct[0], distinct[1], distinct[2], number.astype(np.int64))


def greenwood(of: EventDays) -> Floats:
    """Greenwood-type variance (k x causes) of Gaynor et al. (1993), JASA 88, 400-409: multinomial events per day."""
    return _quadratic(of.value, *greenwood_terms(of))


def greenwood_terms(of: EventDays) -> tuple[Floats, Floats, Floats]:
    """Per day the variance of total hazard (k x 1), that of the step of F, and their covariance (k x causes)."""
    spread = (of.total / of.at_risk * of.staying_inverse)[:, None]
    at_risk, before = of.at_risk[:, None], of.before[:, None]
    cross = before * of.events / at_risk**2
    return spread, cross * before * (at_risk - of.events) / at_risk, cross


def greenwood_of_survival(of: EventDays) -> Floats:
    """Greenwood's variance of survival (k): Greenwood M (1926), Reports on Public Health and Medical Subjects 33."""
    return np.asarray(of.survival**2 * np.cumsum(of.total / of.at_risk * of.staying_inverse, axis=0))


def aalen(of: EventDays) -> Floats:
    """Variance of Aalen (1978), Annals of Statistics 6, 534-545, as Gray's ``cmprsk`` has it.

    Events of the cause and of the others are two counting processes; d tied events of one of them weigh
    (n - d) / (n - 1) as much as d events apart.
    """
    at_risk, before = of.at_risk[:, None], of.before[:, None]
    others = of.total[:, None] - of.events
    own, other = (_tied(number, at_risk) / at_risk**2 for number in (of.events, others))
    shrink = inverse(of.survival)[:, None] * before
    return _quadratic(of.value, shrink**2 * (own + other), before**2 * own, before * shrink * own)


def _tied(number: Floats, at_risk: Floats) -> Floats:
    return np.asarray(number * (1.0 - np.maximum(number - 1.0, 0.0) * inverse(at_risk - 1.0)))


def _quadratic(value: Floats, spread: Floats, own: Floats, cross: Floats) -> Floats:
    """Sum over s <= t of spread (F(t) - F(s))^2 + own - 2 cross (F(t) - F(s))."""
    drawn = spread * value
    linear = np.cumsum(drawn + cross, axis=0)
    constant = np.cumsum((drawn + 2 * cross) * value + own, axis=0)
    return np.asarray(value * (value * np.cumsum(spread, axis=0) - 2 * linear) + constant)


def robust(of: EventDays, rows: Spans) -> tuple[Floats, Floats]:
    """Infinitesimal jackknife: the sum over rows of the squared derivative of the estimate to the row's weight.

    As ``survival::survfit`` with one row per ``id`` (Therneau, vignette "Methods and formulae"). From one common
    entry it is the same number as ``greenwood``; with delayed entry it is not.

    Returns:
        The variances of the incidences (k x causes) and of survival (k).
    """
    staying, share = of.staying_inverse, of.before / of.at_risk
    hazard = of.total / of.at_risk * staying
    gathered = rows.gathered(of.days)
    whole = gathered.stopped(np.cumsum(hazard), -staying)
    whole_squared = gathered.products(whole, whole)
    variance = np.empty_like(of.value)
    for cause, value in enumerate(of.value.T):
        path = -np.cumsum(value * hazard + share * of.events[:, cause] / of.at_risk)
        part = gathered.stopped(path, value * staying, share, cause + 1)
        mixed, own = gathered.products(whole, part), gathered.products(part, part)
        variance[:, cause] = value**2 * whole_squared + 2 * value * mixed + own
    return variance, np.asarray(of.survival**2 * whole_squared)


@dataclass(frozen=True)
class Stopped:
    """A sum that a row gathers while at risk: its path over the days (k), and per row the value at entry and end."""

    path: Floats
    at_entry: Floats
    at_end: Floats


class Gathered:
    """Sums over all rows of products of what they gathered, per day, without a rows x days table."""

    def __init__(self, days: Ints, rows: Spans) -> None:
        self._days, self._rows = days, rows
        self._first, self._last = np.searchsorted(days, rows.entry), np.searchsorted(days, rows.time)

    def stopped(
        self, path: Floats, jump: Floats, own_jump: Floats | None = None, cause: int | None = None
    ) -> Stopped:
        """What rows gather along ``path``, plus ``jump`` at their event and ``own_jump`` if it is of ``cause``."""
        from_zero = np.concatenate(([0.0], path))
        entry = from_zero[np.searchsorted(self._days, self._rows.entry, side="right")]
        end = from_zero[np.searchsorted(self._days, self._rows.time, side="right")] - entry
        happened = self._rows.cause > 0
        end[happened] += jump[self._last[happened]]
        if own_jump is not None:
            happened = self._rows.cause == cause
            end[happened] += own_jump[self._last[happened]]
        return Stopped(path, entry, end)

    def products(self, x: Stopped, y: Stopped) -> Floats:
        """Sum over rows of x times y after each day: rows that ended by then, and rows still at risk."""
        size = len(self._days)

        def so_far(weights: Floats, position: npt.NDArray[np.intp]) -> Floats:
            found = np.bincount(position, self._rows.number * weights, minlength=size + 1)
            return np.asarray(np.cumsum(found)[:size], dtype=np.float64)

        def at_risk(weights: Floats) -> Floats:
            return so_far(weights, self._first) - so_far(weights, self._last)

        running = (
            at_risk(np.ones_like(x.at_end)) * x.path * y.path
            - x.path * at_risk(y.at_entry)
            - y.path * at_risk(x.at_entry)
            + at_risk(x.at_entry * y.at_entry)
        )
        return np.asarray(so_far(x.at_end * y.at_end, self._last) + running)
