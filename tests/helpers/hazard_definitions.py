"""Hazard models written out once more, slow: rows cut into single days, each band with a coefficient of its own.

The fast ones never cut a row, fill the bands in, and leave their coefficients out of the information.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import exp
from typing import NamedTuple

import numpy as np
from scipy.integrate import quad


class Row(NamedTuple):
    """A row observed over (start, stop], how it ends, and two covariates: one in classes and one linear."""

    case: int
    start: int
    stop: int
    cause: int
    group: int
    number: int


Day = tuple[int, int, int, int, int]
"""Case, band, group, number, cause: one day of one row."""


def single_days(rows: Sequence[Row], edges: Sequence[int]) -> list[Day]:
    found = []
    for row in rows:
        for day in range(row.start + 1, row.stop + 1):
            band = next(at for at in range(len(edges) - 1) if edges[at] < day <= edges[at + 1])
            found.append((row.case, band, row.group, row.number, row.cause if day == row.stop else 0))
    return found


def counts(rows: Sequence[Row], edges: Sequence[int]) -> tuple[Counter, Counter]:
    """Person-days per (group, number, band), and events per (group, number, band, cause)."""
    days = single_days(rows, edges)
    person_days = Counter((group, number, band) for _, band, group, number, _ in days)
    events = Counter((group, number, band, cause) for _, band, group, number, cause in days if cause)
    return person_days, events


def log_likelihood(days: Sequence[Day], cause: int, parameters: Sequence[float], bands: int) -> float:
    """Sum over days of [event] log(rate) - rate, with the log hazards of all bands first among the parameters."""
    total = 0.0
    for day in days:
        log_rate = _log_rate(day, parameters, bands)
        total += (log_rate if day[4] == cause else 0.0) - exp(log_rate)
    return total


def scores(days: Sequence[Day], cause: int, parameters: Sequence[float], bands: int) -> np.ndarray:
    """Derivative of each day's log likelihood to the parameters, summed per case (cases x parameters)."""
    cases = sorted({day[0] for day in days})
    found = np.zeros((len(cases), len(parameters)))
    for day in days:
        surplus = (day[4] == cause) - exp(_log_rate(day, parameters, bands))
        found[cases.index(day[0])] += surplus * _columns(day, len(parameters), bands)
    return found


def information(days: Sequence[Day], parameters: Sequence[float], bands: int) -> np.ndarray:
    """Minus the second derivative of the log likelihood (parameters x parameters)."""
    found = np.zeros((len(parameters), len(parameters)))
    for day in days:
        columns = _columns(day, len(parameters), bands)
        found += exp(_log_rate(day, parameters, bands)) * np.outer(columns, columns)
    return found


def change_scores(
    days: Sequence[Day], cause: int, parameters: Sequence[float], bands: int, shape: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """For coefficients that change along with a shape over the bands: the score of that change, per case, given that
    all parameters are estimated (cases x coefficients), and what the information on it is then."""
    inverse = np.linalg.pinv(information(days, parameters, bands), rcond=1e-12, hermitian=True)
    cases = sorted({day[0] for day in days})
    width = len(parameters) - bands
    change, shared, own = (
        np.zeros((len(cases), width)),
        np.zeros((len(parameters), width)),
        np.zeros((width, width)),
    )
    for day in days:
        columns = _columns(day, len(parameters), bands)
        changing = columns[bands:] * shape[day[1]]
        rate = exp(_log_rate(day, parameters, bands))
        change[cases.index(day[0])] += ((day[4] == cause) - rate) * changing
        shared += rate * np.outer(columns, changing)
        own += rate * np.outer(changing, changing)
    plain = scores(days, cause, parameters, bands)
    return change - plain @ inverse @ shared, own - shared.T @ inverse @ shared


def _log_rate(day: Day, parameters: Sequence[float], bands: int) -> float:
    return float(_columns(day, len(parameters), bands) @ np.asarray(parameters))


def _columns(day: Day, width: int, bands: int) -> np.ndarray:
    """One for the band, one for a group other than 0, and the number: the model matrix of a day."""
    _, band, group, number, _ = day
    columns = np.zeros(width)
    columns[band] = 1
    if group:
        columns[bands + group - 1] = 1
    columns[-1] = number
    return columns


def risk_by_integral(hazards: Sequence[Sequence[float]], edges: Sequence[int], horizon: float) -> float:
    """Chance of the first cause by a horizon: integral of its hazard times the chance that nothing came before.

    ``hazards`` has the hazard of each cause in each band.
    """

    def rate(cause: int, time: float) -> float:
        return next(hazards[cause][at] for at in range(len(edges) - 1) if time <= edges[at + 1])

    def nothing_before(time: float) -> float:
        return exp(
            -sum(
                hazard[at] * max(0.0, min(time, edges[at + 1]) - edges[at])
                for hazard in hazards
                for at in range(len(edges) - 1)
            )
        )

    total = 0.0
    for begin, end in pairwise(edges):
        if begin < horizon:
            total += quad(
                lambda time: rate(0, time) * nothing_before(time), begin, min(end, horizon), epsabs=1e-13
            )[0]
    return total
