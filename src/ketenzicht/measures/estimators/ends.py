"""In which way something ends, and after how long: shares of ends, and a distribution of lengths for each.

Spells that still go on count for what they tell: that none of the ends has come yet. That makes shares of ends
right where long spells are the censored ones, as counting those that ended does not (a mixture model of competing
risks: Larson MG, Dinse GE (1985), Applied Statistics 34, 201-211). What ends on the day that it begins is a share of
its own, and some may never end.

The day is the clock: an end after d days says that the length was above d - 1 and at most d.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from ketenzicht.measures.estimators.lengths import Family, begin_with, log_between, log_beyond
from ketenzicht.measures.estimators.maximum import Floats, Maximum, maximise


@dataclass(frozen=True)
class EndsFit:
    """Shares of m ways to end and lengths of those that take time.

    Args:
        ways: for each share the number of the end (1..), and whether it is on the day of the beginning; an end of 0
            never comes.
        shares: they add up to 1 (m).
        families: the distribution of each end that takes time, by its number.
        lengths: location and spread of those.
        covariance: of the log odds of the shares, then location and log spread of each end that takes time.
        influence: how far each row pulls these (n x columns).
        log_likelihood, parameters: at the maximum, and how many were free.
        number: rows per way that ended so (m).
    """

    ways: tuple[tuple[int, bool], ...]
    shares: Floats
    families: dict[int, Family]
    lengths: dict[int, tuple[float, float]]
    covariance: Floats
    influence: Floats
    log_likelihood: float
    parameters: int
    number: tuple[int, ...]

    @property
    def aic(self) -> float:
        """Akaike's information criterion: lower is better."""
        return 2 * self.parameters - 2 * self.log_likelihood


def fit_ends(
    days: npt.ArrayLike,
    end: npt.ArrayLike,
    families: Sequence[Family],
    *,
    entry: npt.ArrayLike | None = None,
    never: bool = False,
) -> EndsFit:
    """Fit shares and lengths by maximum likelihood.

    Args:
        days: how long each was seen to last, whole days from 0 (n).
        end: the number of the end that came then, 1.. ; 0 when it went on (n).
        families: lognormal or Weibull for each end.
        entry: how long it had lasted when it was first seen, from then on it counts (n); 0 when left out.
        never: whether a share may never end.

    Raises:
        ValueError: an end that nobody had, rows that are not seen, or no maximum.
    """
    length, code = np.asarray(days, dtype=np.int64), np.asarray(end, dtype=np.int64)
    late = np.zeros_like(length) if entry is None else np.asarray(entry, dtype=np.int64)
    if np.any(late > length) or np.any((late == length) & ((late > 0) | (code == 0))):
        raise ValueError("a row must be seen for a while, or end on the day that it begins")
    rows, place, times = np.unique(
        np.column_stack((length, code, late)), axis=0, return_inverse=True, return_counts=True
    )
    model = _Mixture(rows, times, families, never=never)
    found = maximise(model, model.start(), times)
    return _as_fit(model, found, place.reshape(-1))


class _Mixture:
    """Log likelihood and scores of distinct rows of length, end and entry.

    Parameters: log shares against the last way, then location and log spread of each end that takes time.
    """

    def __init__(
        self,
        rows: npt.NDArray[np.int64],
        times: npt.NDArray[np.int64],
        families: Sequence[Family],
        *,
        never: bool,
    ) -> None:
        self.days, self.code, self.entry = rows.T
        self.times, self.families = times, dict(enumerate(families, start=1))
        ways = sorted({(int(code), bool(day == 0)) for day, code, _ in rows if code})
        self.ways = tuple([*ways, (0, False)] if never else ways)
        if {code for code, _ in ways} != set(self.families):
            raise ValueError("each end must have come for somebody, and have a family")
        self.timed = [number for number, at_once in self.ways if number and not at_once]

    def start(self) -> Floats:
        """Where to begin: the shares among those that ended, their lengths as they are."""
        numbers = np.array(self.number(), dtype=np.float64)
        if self.ways[-1][0] == 0:
            numbers[-1] = 0.5 * self.times[self.code == 0].sum() + 0.5
        found = [np.log(numbers[:-1] / numbers[-1])]
        for end in self.timed:
            which = (self.code == end) & (self.days > 0)
            found.append(begin_with(self.families[end], self.days[which] - 0.5, self.times[which] * 1.0))
        return np.concatenate(found)

    def number(self) -> tuple[int, ...]:
        """Rows that ended in each way."""
        return tuple(
            int(self.times[(self.code == end) & ((self.days == 0) == at_once)].sum()) if end else 0
            for end, at_once in self.ways
        )

    def shares(self, at: Floats) -> Floats:
        """The shares that parameters stand for."""
        line = np.append(at[: len(self.ways) - 1], 0.0)
        weight = np.exp(line - line.max())
        return np.asarray(weight / weight.sum())

    def columns(self, end: int) -> slice:
        """Where the parameters of the length of an end stand."""
        begin = len(self.ways) - 1 + 2 * self.timed.index(end)
        return slice(begin, begin + 2)

    def __call__(self, at: Floats) -> tuple[Floats, Floats]:
        shares = self.shares(at)
        value, slope = np.zeros(len(self.days)), np.zeros((len(self.days), len(at)))
        free = len(self.ways) - 1
        for way, (end, at_once) in enumerate(self.ways):
            which = (
                (self.code == end) & ((self.days == 0) == at_once) if end else np.zeros(len(self.days), bool)
            )
            if not which.any():
                continue
            value[which] = np.log(shares[way])
            slope[which, :free] = -shares[:free]
            if way < free:
                slope[which, way] += 1.0
            if not at_once:
                columns = self.columns(end)
                above = np.maximum(self.days - 1, self.entry)[which].astype(np.float64)
                chance, its_slope = log_between(
                    self.families[end], above, self.days[which] * 1.0, at[columns][0], exp(at[columns][1])
                )
                value[which] += chance
                slope[which, columns] += its_slope
        for which, days, sign in (
            (self.code == 0, self.days, 1.0),
            (self.entry > 0, self.entry, -1.0),
        ):
            on, its_slope = self._still_going_on(at, shares, days[which].astype(np.float64))
            value[which] += sign * on
            slope[which] += sign * its_slope
        return value, slope

    def _still_going_on(self, at: Floats, shares: Floats, days: Floats) -> tuple[Floats, Floats]:
        """Log of the chance that no end has come within these days, and its slopes."""
        logs, slope = np.full((len(days), len(self.ways)), -np.inf), np.zeros((len(days), len(at)))
        beyond_slopes = []
        for way, (end, at_once) in enumerate(self.ways):
            if at_once:
                continue
            logs[:, way] = np.log(shares[way])
            if end:
                columns = self.columns(end)
                beyond, its_slope = log_beyond(self.families[end], days, at[columns][0], exp(at[columns][1]))
                logs[:, way] += beyond
                beyond_slopes.append((way, columns, its_slope))
        # by logarithms: of a Weibull a long spell has a chance too small to write down
        total = logsumexp(logs, axis=1)
        part = np.exp(logs - total[:, None])
        for way, columns, its_slope in beyond_slopes:
            slope[:, columns] = its_slope * part[:, [way]]
        free = len(self.ways) - 1
        slope[:, :free] = part[:, :free] - shares[:free]
        return total, slope


def _as_fit(model: _Mixture, found: Maximum, place: npt.NDArray[np.intp]) -> EndsFit:
    """The fit with shares on the scale of log odds."""
    shares, free = model.shares(found.parameters), len(model.ways) - 1
    change = np.zeros((len(shares) + 2 * len(model.timed), len(found.parameters)))
    if free:
        others = np.eye(len(shares))[:, :free] - shares[:free]
        change[: len(shares), :free] = others / (1 - shares)[:, None]
    change[len(shares) :, free:] = np.eye(2 * len(model.timed))
    lengths = {}
    for end in model.timed:
        location, spread = found.parameters[model.columns(end)]
        lengths[end] = (float(location), exp(spread))
    return EndsFit(
        model.ways,
        shares,
        {end: model.families[end] for end in model.timed},
        lengths,
        np.asarray(change @ found.covariance @ change.T),
        (found.influence @ change.T)[place],
        found.log_likelihood,
        len(found.parameters),
        model.number(),
    )
