"""Intervals of counts and shares, for whole arrays of units, years and indicators at once.

A count of events is bounded as Poisson: by Byar's formula from 10 events on, exactly below that, where Byar's
is too rough. That is the rule of the English health observatories, so that their published figures can be told
again. Where a person has several events they are not independent; a count then tells as much as a smaller one
(:func:`poisson` with a ``dispersion``).

Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC 82, p. 69 (Byar). Garwood F (1936),
Biometrika 28, 437-442 (exact). Wilson EB (1927), JASA 22, 209-212. Stukel TA and others (1994), Statistics in
Medicine 13, 1781-1791 (several events). Eayres D (2008), Commonly used public health statistics and their
confidence intervals, APHO Technical Briefing 3 (which formula when).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

EXACT_BELOW = 10
"""Events; from here on Byar's formula is close enough."""


class Bounds(NamedTuple):
    """Lower and upper ends, in the shape of what they bound; nan where nothing is known."""

    low: Floats
    high: Floats


def normal_quantile(confidence: float) -> float:
    """How many standard errors an interval reaches to both sides.

    Raises:
        ValueError: the confidence does not lie between 0 and 1.
    """
    from scipy.special import ndtri

    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, got {confidence}")
    return float(ndtri((1 + confidence) / 2))


def byar(count: npt.ArrayLike, confidence: float = 0.95) -> Bounds:
    """Byar's approximation to the Poisson interval of a count.

    Args:
        count: events, 0 or more; not necessarily whole.
        confidence: of the interval.

    Raises:
        ValueError: a negative count.
    """
    events, z = _counts(count), normal_quantile(confidence)
    above = events + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        low = events * (1 - 1 / (9 * events) - z / (3 * np.sqrt(events))) ** 3
    # with very few events the cube is that of a negative number
    low = np.where(events == 0, 0.0, np.maximum(low, 0.0))
    return Bounds(low, above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3)


def exact_poisson(count: npt.ArrayLike, confidence: float = 0.95) -> Bounds:
    """The exact Poisson interval of a count, as R's ``poisson.test``.

    Args:
        count: events, 0 or more; not necessarily whole.
        confidence: of the interval.

    Raises:
        ValueError: a negative count.
    """
    from scipy.special import gammaincinv

    events, tail = _counts(count), (1 - confidence) / 2
    normal_quantile(confidence)
    low = np.where(events == 0, 0.0, gammaincinv(np.where(events == 0, 1.0, events), tail))
    return Bounds(low, np.asarray(gammaincinv(events + 1, 1 - tail)))


def poisson(
    count: npt.ArrayLike, confidence: float = 0.95, *, dispersion: npt.ArrayLike | None = None
) -> Bounds:
    """The interval of a count: exact below 10 events, Byar's from there on.

    Args:
        count: events, 0 or more.
        confidence: of the interval.
        dispersion: how many times the variance is that of a Poisson count, because persons have several events
            (see :func:`repeat_dispersion`); below 1 counts as 1. The interval is that of ``count / dispersion``
            events.

    Raises:
        ValueError: a negative count.
    """
    wide = np.ones(()) if dispersion is None else np.fmax(np.asarray(dispersion, dtype=np.float64), 1.0)
    events = np.asarray(_counts(count) / wide)
    low, high = (np.array(ends) for ends in byar(events, confidence))
    few = events < EXACT_BELOW
    low[few], high[few] = exact_poisson(events[few], confidence)
    return Bounds(low * wide, high * wide)


def repeat_dispersion(events: npt.ArrayLike, squares: npt.ArrayLike) -> Floats:
    """How far several events per person widen the variance of a count: sum of squares by sum.

    With everybody drawn by chance and ``f`` events for a person, the variance of the total is the sum of ``f``
    squared (a compound Poisson count); that of independent events is the sum of ``f``.

    Args:
        events: events of all persons together.
        squares: sum over persons of their number of events, squared.

    Returns:
        The dispersion, at least 1; 1 without events.

    Raises:
        ValueError: squares smaller than the events, which no persons can have.
    """
    total, squared = _counts(events), _counts(squares)
    if np.any(squared < total):
        raise ValueError("a sum of squared numbers of events cannot be smaller than the number of events")
    return np.divide(squared, total, out=np.ones(np.broadcast(total, squared).shape), where=total > 0)


def wilson(x: npt.ArrayLike, n: npt.ArrayLike, confidence: float = 0.95) -> Bounds:
    """Wilson's score interval of the share ``x / n``; (0, 1) where ``n`` is 0.

    Args:
        x: number with the property, from 0 to ``n``.
        n: number in all.
        confidence: of the interval.

    Raises:
        ValueError: ``x`` below 0 or above ``n``.
    """
    part, whole, z = _counts(x), _counts(n), normal_quantile(confidence)
    if np.any(part > whole):
        raise ValueError("x must lie between 0 and n")
    with np.errstate(divide="ignore", invalid="ignore"):
        half = z * np.sqrt(z * z + 4 * part * (1 - part / whole))
    low = (2 * part + z * z - half) / (2 * (whole + z * z))
    high = (2 * part + z * z + half) / (2 * (whole + z * z))
    low = np.where((part == 0) | (whole == 0), 0.0, low)
    return Bounds(low, np.where((part == whole) | (whole == 0), 1.0, high))


def _counts(count: npt.ArrayLike) -> Floats:
    events = np.asarray(count, dtype=np.float64)
    if np.any(events < 0):
        raise ValueError("a count cannot be negative")
    return events
