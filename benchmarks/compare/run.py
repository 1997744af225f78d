"""Standardise all municipalities at once: 345 units, 10 years, 20 groups, 50 indicators, with intervals.

``just bench-compare [--units N] [--years N] [--strata N] [--indicators N]``. Prints what each step took and the
memory that the process held at most. Stops when a rate worked out by itself differs from that of the whole table.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ketenzicht.compare.funnel import funnel
from ketenzicht.compare.shrink import shrunk_rates
from ketenzicht.compare.standardise import crude, direct, indirect

SEED = 20261122
TARGET = 5.0
"""Seconds for both ways of standardising, with their intervals."""


def made(units: int, years: int, strata: int, indicators: int) -> tuple[np.ndarray, np.ndarray]:
    """Events and population, as large as those of municipalities."""
    random = np.random.default_rng(SEED)
    size = np.exp(random.normal(10.3, 0.9, units))
    population = (
        size[:, None, None, None] / strata * random.uniform(0.8, 1.2, (1, years, strata, 1))
    ).round()
    population = np.broadcast_to(np.maximum(population, 1.0), (units, years, strata, indicators))
    rates = random.gamma(2, 0.005, (1, 1, strata, indicators)) * random.gamma(
        30, 1 / 30, (units, 1, 1, indicators)
    )
    events = random.poisson(population * rates).astype(np.float64)
    return np.moveaxis(np.minimum(events, population), 2, -1), np.moveaxis(np.array(population), 2, -1)


def timed(name: str, work: Callable[[], Any]) -> tuple[Any, float]:
    """What a step gives, and how long it took."""
    start = time.perf_counter()
    found = work()
    took = time.perf_counter() - start
    print(f"  {name}: {took:.2f} s")
    return found, took


def main() -> None:
    """Standardise, and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in (("units", 345), ("years", 10), ("strata", 20), ("indicators", 50)):
        parser.add_argument(f"--{name}", type=int, default=number)
    size = parser.parse_args()
    events, population = made(size.units, size.years, size.strata, size.indicators)
    standard = population.sum(axis=(0, 1, 2))
    reference = (events.sum(axis=0), population.sum(axis=0))
    print(f"{events.size:,} cells, {events.size // size.strata:,} rates, {events.sum():,.0f} events")
    dobson, first = timed(
        "directly standardised, Dobson", lambda: direct(events, population, standard, per=1e5)
    )
    _, gamma = timed(
        "directly standardised, Fay-Feuer", lambda: direct(events, population, standard, method="gamma")
    )
    ratios, second = timed(
        "indirectly standardised, Byar and exact", lambda: indirect(events, population, *reference)
    )
    timed("as they are", lambda: crude(events.sum(axis=-1), population.sum(axis=-1)))
    last = (events[:, -1].sum(axis=-1), ratios.expected[:, -1])
    timed(
        "funnels of the last year, with their spread",
        lambda: [funnel(last[0][:, one], last[1][:, one]) for one in range(size.indicators)],
    )
    timed(
        "shrunk rates of the last year",
        lambda: [shrunk_rates(last[0][:, one], last[1][:, one]) for one in range(size.indicators)],
    )
    alone = direct(events[3, 4, 5], population[3, 4, 5], standard, per=1e5)
    beside = [getattr(dobson, end)[3, 4, 5] for end in ("value", "low", "high")]
    if not np.allclose([alone.value, alone.low, alone.high], beside, rtol=1e-12, equal_nan=True):
        sys.exit("a rate of its own differs from the same in the table")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"both ways with intervals: {first + gamma + second:.2f} s (target {TARGET:.0f}), memory {memory:,.0f} MB"
    )


if __name__ == "__main__":
    main()
