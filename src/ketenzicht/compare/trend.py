"""Signal or noise: the values of one unit through the years, with limits that its own wavering draws.

An XmR chart (individual values and moving ranges): the mean of the values, and limits at 2.66 times the mean
change from one value to the next. A value within them is as could be expected; telling a story about it is
explaining noise. Two rules, stated beforehand, say what is a signal:

- *outside*: a value beyond a limit;
- *run*: eight values in succession on one side of the mean.

Where a definition or a registration changed nothing is compared: the values after the break start with a mean
and limits of their own. A missing value is no value: no change is counted across it, and it ends a run.

Shewhart WA (1931), Economic Control of Quality of Manufactured Product. Wheeler DJ (1993), Understanding
Variation. NIST/SEMATECH, e-Handbook of Statistical Methods, 6.3.2.2 (the constants).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.intervals import Floats

SIGMAS = 3.0
RANGE_TO_SIGMA = 1.128
"""Mean range of two normal values, in standard deviations (d2)."""
HIGHEST_RANGE = 3.267
"""Upper limit of the moving range, in mean ranges (D4)."""
RUN = 8
FEWEST = 6
"""Values below which limits would themselves be noise."""

Rule = Literal["outside", "run"]


@dataclass(frozen=True)
class Segment:
    """The values between two breaks.

    Args:
        first, last: positions of its first and last value, both included.
        centre: mean of its values; nan without any.
        low, high: limits of the values; nan with too few.
        highest_range: upper limit of the change from one value to the next; nan with too few.
        values: how many there are.
    """

    first: int
    last: int
    centre: float
    low: float
    high: float
    highest_range: float
    values: int

    @property
    def has_limits(self) -> bool:
        """Whether there were enough values."""
        return bool(np.isfinite(self.low))


@dataclass(frozen=True)
class Signal:
    """A value that is no noise by a rule; a run is told at each of its values from the eighth on."""

    position: int
    rule: Rule
    above: bool


@dataclass(frozen=True)
class Trend:
    """Values through time.

    Args:
        values: as given (t).
        ranges: change from the value before, without its sign; nan at the start, after a break or a missing
            value (t).
        segments: between breaks, in order.
        signals: by position.
    """

    values: Floats
    ranges: Floats
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]


def xmr(
    values: npt.ArrayLike,
    breaks: Iterable[int] = (),
    *,
    lowest: float | None = None,
    highest: float | None = None,
    fewest: int = FEWEST,
) -> Trend:
    """Means, limits and signals of values in order of time.

    Args:
        values: one per moment (t); nan where one is missing.
        breaks: positions from which on the values have another meaning than before; limits start anew there.
        lowest, highest: what a value cannot go below or above: limits stop there.
        fewest: values that a segment needs for limits.

    Raises:
        ValueError: no row of values, a break that is no position, or fewer than two values for limits.
    """
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1:
        raise ValueError("values are one per moment")
    starts = sorted({0, *breaks})
    if starts[0] < 0 or (len(found) and starts[-1] >= len(found)):
        raise ValueError("a break is the position of a value")
    if fewest < 2:
        raise ValueError("limits need at least two values")
    ranges = np.abs(np.diff(found, prepend=np.nan))
    ranges[starts[1:]] = np.nan
    segments, signals = [], list[Signal]()
    for first, stop in zip(starts, [*starts[1:], len(found)], strict=True):
        part = slice(first, stop)
        segment = _segment(found[part], ranges[part], first, (lowest, highest), fewest)
        segments.append(segment)
        if segment.has_limits:
            signals += _signals(found, segment)
    signals.sort(key=lambda signal: (signal.position, signal.rule))
    return Trend(found, ranges, tuple(segments), tuple(signals))


def _segment(
    values: Floats, ranges: Floats, first: int, ends: tuple[float | None, float | None], fewest: int
) -> Segment:
    known, changes = values[np.isfinite(values)], ranges[np.isfinite(ranges)]
    last, centre = first + len(values) - 1, float(known.mean()) if len(known) else np.nan
    if len(known) < fewest or not len(changes):
        return Segment(first, last, centre, np.nan, np.nan, np.nan, len(known))
    step = float(changes.mean())
    reach = SIGMAS * step / RANGE_TO_SIGMA
    low, high = centre - reach, centre + reach
    if ends[0] is not None:
        low = max(low, ends[0])
    if ends[1] is not None:
        high = min(high, ends[1])
    return Segment(first, last, centre, low, high, HIGHEST_RANGE * step, len(known))


def _signals(values: Floats, segment: Segment) -> list[Signal]:
    found = list[Signal]()
    run, side = 0, 0
    for position in range(segment.first, segment.last + 1):
        value = values[position]
        now = 0 if np.isnan(value) else int(np.sign(value - segment.centre))
        run = run + 1 if now and now == side else abs(now)
        side = now
        if value < segment.low or value > segment.high:
            found.append(Signal(position, "outside", bool(value > segment.high)))
        if run >= RUN:
            found.append(Signal(position, "run", side > 0))
    return found
