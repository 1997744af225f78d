"""Rates of units that differ in age or another stratum, made comparable: direct and indirect standardisation.

*Direct*: what the rate of a unit would be if its strata were as large as those of a standard population. Units
can be compared with each other, but strata with few events make it waver, so under 10 events in all no rate is
given. *Indirect*: how many events a unit has, by how many it would have at the rates of a reference. It holds
for small units, and compares a unit with the reference; two units with very different strata should not be laid
side by side by it.

All strata stand in the last axis; the axes before it (units, years, indicators) may be anything.

Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Confidence intervals for weighted sums of Poisson
parameters, Statistics in Medicine 10, 457-462. Fay MP, Feuer EJ (1997), Confidence intervals for directly
standardized rates: a method based on the gamma distribution, Statistics in Medicine 16, 791-801. Breslow NE,
Day NE (1987), Statistical Methods in Cancer Research II, IARC 82, chapter 2. Eayres D (2008), APHO Technical
Briefing 3. Several events per
person: Carriere KC, Roos LL (1994), Comparing standardized rates of events, American Journal of Epidemiology
140, 472-482.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.intervals import Bounds, Floats, normal_quantile, poisson, repeat_dispersion

FEWEST = 10
"""Events below which no directly standardised rate is given (APHO Technical Briefing 3)."""

DirectMethod = Literal["dobson", "gamma"]


@dataclass(frozen=True)
class Rates:
    """Rates with their intervals; nan where none is given.

    Args:
        value, low, high: per ``per`` of the population.
        events: on which each rests.
    """

    value: Floats
    low: Floats
    high: Floats
    events: Floats


@dataclass(frozen=True)
class Indirect:
    """Observed beside expected events.

    Args:
        observed, expected: events of each unit, and those at the rates of the reference.
        bounds: of ``observed``.
        reference_rate: events per person of the whole reference, by what stands before the strata.
    """

    observed: Floats
    expected: Floats
    bounds: Bounds
    reference_rate: Floats

    def ratio(self, per: float = 1.0) -> Rates:
        """Observed by expected, times ``per``; above that there are more than at the rates of the reference."""
        return self._times(np.asarray(per))

    def rate(self, per: float = 1.0) -> Rates:
        """The same as a rate: the ratio times the rate of the reference, per ``per`` of the population."""
        return self._times(self.reference_rate * per)

    def _times(self, scale: Floats) -> Rates:
        with np.errstate(divide="ignore", invalid="ignore"):
            by = np.where(self.expected > 0, scale / self.expected, np.nan)
        return Rates(self.observed * by, self.bounds.low * by, self.bounds.high * by, self.observed)


def crude(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    per: float = 1.0,
    confidence: float = 0.95,
    squares: npt.ArrayLike | None = None,
) -> Rates:
    """Events by population, as they are.

    Args:
        events, population: by unit; no rate where nobody lives.
        per: of how many of the population.
        confidence: of the interval.
        squares: sum over persons of their number of events squared, where persons may have several.

    Raises:
        ValueError: negative numbers.
    """
    count, people = _numbers(events), _numbers(population)
    wide = None if squares is None else repeat_dispersion(count, squares)
    low, high = poisson(count, confidence, dispersion=wide)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(people > 0, per / people, np.nan)
    return Rates(count * scale, low * scale, high * scale, count)


def direct(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    standard: npt.ArrayLike,
    *,
    per: float = 1.0,
    confidence: float = 0.95,
    method: DirectMethod = "dobson",
    squares: npt.ArrayLike | None = None,
    fewest: float = FEWEST,
) -> Rates:
    """Rates as if every unit had the strata of a standard population.

    Args:
        events, population: by unit and stratum (... x s).
        standard: size of each stratum of the standard population (s); only proportions matter.
        per: of how many of the population.
        confidence: of the interval.
        method: ``dobson`` scales the interval of the number of events (what is published in England); ``gamma``
            is that of Fay and Feuer, which keeps its coverage where few events weigh much (what is published in
            the US).
        squares: sum over persons of their number of events squared, by unit and stratum, where persons may have
            several; the variance of a stratum is then that sum.
        fewest: with fewer events in all no rate is given.

    Returns:
        Rates (...); nan with too few events, or with nobody in a stratum that the standard has.

    Raises:
        ValueError: numbers that are negative, a standard without anybody, events in a stratum without anybody,
            or squares that are smaller than the events.
    """
    count, people, weight = _numbers(events), _numbers(population), _numbers(standard)
    if weight.ndim != 1 or weight.sum() <= 0:
        raise ValueError("a standard population has one size per stratum, and somebody in it")
    if np.any((people == 0) & (count > 0)):
        raise ValueError("there are events in a stratum without population")
    if squares is not None:
        repeat_dispersion(count, squares)
    weight = weight / weight.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where(weight == 0, 0.0, np.where(people > 0, weight / people, np.nan))
    value = np.einsum("...s,...s->...", step, count)
    variance = np.einsum("...s,...s->...", step**2, count if squares is None else _numbers(squares))
    total = count.sum(axis=-1)
    if method == "dobson":
        low, high = _dobson(value, variance, total, confidence)
    else:
        low, high = _fay_feuer(value, variance, np.max(step, axis=-1, initial=0.0), confidence)
    given = np.where(total >= fewest, per, np.nan)
    return Rates(value * given, low * given, high * given, total)


def indirect(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    reference_events: npt.ArrayLike,
    reference_population: npt.ArrayLike,
    *,
    confidence: float = 0.95,
    squares: npt.ArrayLike | None = None,
) -> Indirect:
    """Observed events beside those at the rates of a reference.

    Args:
        events, population: by unit and stratum (... x s).
        reference_events, reference_population: of the reference by stratum (s, or ... x s).
        confidence: of the interval.
        squares: sum over persons of their number of events squared, by unit and stratum, where persons may have
            several.

    Raises:
        ValueError: negative numbers, a stratum without reference population, or squares smaller than the
            events.
    """
    count, people = _numbers(events), _numbers(population)
    known, among = _numbers(reference_events), _numbers(reference_population)
    if np.any(among <= 0):
        raise ValueError("every stratum needs a reference population")
    expected = np.einsum("...s,...s->...", people, known / among)
    total = count.sum(axis=-1)
    wide = None if squares is None else repeat_dispersion(total, _numbers(squares).sum(axis=-1))
    return Indirect(
        np.asarray(total),
        np.asarray(expected),
        poisson(total, confidence, dispersion=wide),
        np.asarray(known.sum(axis=-1) / among.sum(axis=-1)),
    )


def _dobson(value: Floats, variance: Floats, total: Floats, confidence: float) -> Bounds:
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(variance / total)
    low, high = poisson(total, confidence)
    return Bounds(np.maximum(value + scale * (low - total), 0.0), value + scale * (high - total))


def _fay_feuer(value: Floats, variance: Floats, largest: Floats, confidence: float) -> Bounds:
    from scipy.special import gammaincinv

    normal_quantile(confidence)
    tail = (1 - confidence) / 2
    above, wide = value + largest, variance + largest**2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = gammaincinv(value**2 / variance, tail) * variance / value
        high = gammaincinv(above**2 / wide, 1 - tail) * wide / above
    return Bounds(np.where(value == 0, 0.0, low), high)


def _numbers(values: npt.ArrayLike) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if np.any(found < 0):
        raise ValueError("events and populations cannot be negative")
    return found
