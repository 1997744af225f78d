"""When the next report comes: a rate that changes with the phase, with how help stands, and with what went before.

The rate is constant between the days on which something changes, so its integral is a polyline and the day of the
next report follows by inverting it at a unit exponential (a piecewise exponential clock; Friedman 1982 for the
model, inversion as in any text on simulating survival times). One household is one row; all go at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.draws import NEVER, Bools, Days
from ketenzicht.whatif.parameters import Returns

HALF_YEAR, TWO_YEARS = 182, 730
MOST_EARLIER = 10


@dataclass(frozen=True)
class Standing:
    """Where a case stands after a report: until when each phase runs, and how help goes. One entry per case."""

    assessed: Days
    treated: Days
    """The last step of Veilig Thuis itself; equal to ``assessed`` when nothing follows."""
    ended: Days
    """The end of involvement; later than ``treated`` with monitoring."""
    transferred: Days
    help_starts: Days
    help_ends: Days
    dropped_out: Bools


def rate_at(returns: Returns, standing: Standing, day: NDArray[np.float64]) -> NDArray[np.float64]:
    """New reports per year of an average household on these days (cases x moments)."""
    rates, by_help = returns.rates.value, returns.by_help.value

    def before(days: Days) -> Bools:
        return day < days[:, None]

    def value(number: float) -> NDArray[np.float64]:
        return np.full((), number)

    phase = np.select(
        [
            before(standing.assessed),
            before(standing.treated),
            before(standing.ended),
            before(standing.ended + HALF_YEAR),
            before(standing.ended + TWO_YEARS),
        ],
        [
            value(rates["veiligheidsbeoordeling"]),
            value(rates["behandeling"]),
            value(rates["monitoring"]),
            value(rates["halfjaar-na-einde"]),
            value(rates["twee-jaar-na-einde"]),
        ],
        rates["later"],
    )
    by_standing = np.select(
        [
            before(standing.transferred),
            before(standing.help_starts),
            before(standing.help_ends),
            np.broadcast_to(standing.dropped_out[:, None], day.shape),
        ],
        [
            value(by_help["geen-hulp"]),
            value(by_help["wacht-op-hulp"]),
            value(by_help["hulp-loopt"]),
            value(by_help["uitgevallen"]),
        ],
        by_help["volgens-plan"],
    )
    product: NDArray[np.float64] = phase * by_standing
    return product


def next_report(
    rng: Generator,
    returns: Returns,
    standing: Standing,
    *,
    day: Days,
    earlier: NDArray[np.int32],
    frailty: NDArray[np.float64],
    until: np.int32,
) -> Days:
    """The day of the next report of each case, at least one day after ``day``; :data:`NEVER` when after ``until``.

    Args:
        rng: the random stream.
        returns: the rates.
        standing: where each case stands.
        day: the day of the report that it just had.
        earlier: how many reports it had before that one.
        frailty: its own multiplier, mean 1 over households.
        until: no reports are made after this day.
    """
    changes = np.stack(
        [
            standing.assessed,
            standing.treated,
            standing.ended,
            standing.transferred,
            standing.help_starts,
            standing.help_ends,
            standing.ended + HALF_YEAR,
            standing.ended + TWO_YEARS,
            np.full_like(day, until),
        ],
        axis=1,
    )
    limits = np.sort(np.clip(changes, day[:, None], until), axis=1)
    edges = np.concatenate([day[:, None], limits], axis=1).astype(np.float64)
    lengths = np.diff(edges, axis=1)
    own = frailty * returns.by_earlier.value ** np.minimum(earlier, MOST_EARLIER)
    rates = rate_at(returns, standing, (edges[:, :-1] + edges[:, 1:]) / 2) * own[:, None] / 365.25
    total = np.cumsum(rates * lengths, axis=1)
    target = rng.standard_exponential(len(day))
    segment = (total <= target[:, None]).sum(axis=1)
    comes = segment < total.shape[1]
    row, segment = np.arange(len(day)), np.minimum(segment, total.shape[1] - 1)
    overshoot = total[row, segment] - target
    with np.errstate(divide="ignore", invalid="ignore"):
        moment = edges[row, segment + 1] - overshoot / rates[row, segment]
    found = np.where(comes, np.ceil(np.where(comes, moment, 0)), NEVER).astype(np.int32)
    return np.maximum(found, day + 1)
