"""Events and person-days per covariate pattern and band of follow-up: the counts that a hazard model needs.

Within a band the hazard is taken as constant, so of all rows only these counts matter
(Holford TR (1980), The analysis of rates and of survivorship using log-linear models, Biometrics 36, 299-305).
Rows are not cut at the bands: a row adds at the band where it ends and subtracts at the band where it starts, and
the full bands in between come out by adding up once at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod
from os import cpu_count
from typing import Literal

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.survival import Ints
from ketenzicht.measures.hazards.covariates import Patterns
from ketenzicht.measures.hazards.kernel import count, count_events
from ketenzicht.measures.hazards.rows import HazardRows

Bands = int | Sequence[int] | npt.NDArray[np.integer] | Literal["event days"]

# With so many bands at quantiles, coefficients lie within 0.005 of Cox on all public sets of the reference tests,
# also where events cluster on a few days.
DEFAULT_BANDS = 50
# Numbers in the table of counts: half a gigabyte.
MOST_CELLS = 1 << 26


@dataclass(frozen=True)
class Exposure:
    """Counts per pattern (p) and band (k); band j is (edges[j], edges[j + 1]].

    Args:
        patterns: the combinations of covariates.
        edges: days between which the bands lie, from the first day of anybody to the last (k + 1).
        person_days: days under observation (p x k).
        events: events by cause, cause 1 first (causes x p x k).
    """

    patterns: Patterns
    edges: Ints
    person_days: Ints
    events: Ints


def exposure(rows: HazardRows, bands: Bands | None = None) -> Exposure:
    """Count events and person-days.

    Args:
        rows: see :func:`.rows.hazard_rows`.
        bands: days at which the hazard may change; or the number of bands at most, cut at quantiles of the days
            of events of any cause (50 when left out); or ``"event days"``: each day with an event is a band of its
            own, which makes the model that of Cox.

    Raises:
        ValueError: for bands that are none of these, and when there are too many patterns times bands to hold.
    """
    edges = band_edges(rows, bands)
    shape = len(rows.patterns.codes), len(edges) - 1, 2 + rows.causes
    if prod(shape) > MOST_CELLS:
        raise ValueError(
            f"{shape[0]} patterns of covariates times {shape[1]} bands is too much: "
            "take fewer bands, or round numbers or put them in classes"
        )
    first = int(edges[0])
    days = np.arange(first, edges[-1] + 1)
    band = np.maximum(np.searchsorted(edges, days) - 1, 0)
    place = np.column_stack((band, days - edges[band])).astype(np.int32)

    def counted(begin: int, end: int) -> Ints:
        grid = np.zeros(shape, dtype=np.int64)
        count(begin, end, rows.pattern, rows.start, rows.stop, rows.cause, first, place, grid)
        return grid

    # A table for each thread, as long as tables are small beside the rows.
    threads = min(cpu_count() or 1, 1 + len(rows.stop) // prod(shape))
    shares = np.linspace(0, len(rows.stop), threads + 1).astype(np.int64).tolist()
    with ThreadPoolExecutor(threads) as pool:
        grids = list(pool.map(counted, shares[:-1], shares[1:]))
    grid = sum(grids[1:], grids[0])
    within, reached = grid[:, :, 0], grid[:, :, 1]
    passed = np.cumsum(reached[:, ::-1], axis=1)[:, ::-1] - reached
    return Exposure(
        rows.patterns,
        edges,
        within + passed * np.diff(edges),
        np.ascontiguousarray(np.moveaxis(grid[:, :, 2:], 2, 0)),
    )


def band_edges(rows: HazardRows, bands: Bands | None = None) -> Ints:
    """The edges of the bands, from the first day of anybody to the last; see :func:`exposure`."""
    first, last = int(rows.start.min()), int(rows.stop.max())
    if bands is None:
        bands = DEFAULT_BANDS
    if isinstance(bands, str | int):
        if bands != "event days" and (isinstance(bands, str) or bands < 1):
            raise ValueError(f'bands must be days, a number of 1 or more, or "event days", not {bands!r}')
        per_day = np.zeros(last - first + 1, dtype=np.int64)
        count_events(rows.stop, rows.cause, first, per_day)
        days = np.flatnonzero(per_day)
        if isinstance(bands, str):
            cuts = np.concatenate((days - 1, days)) + first
        else:
            so_far = np.cumsum(per_day[days])
            wanted = np.arange(1, bands if len(days) else 1) * per_day.sum()
            cuts = days[np.searchsorted(so_far * bands, wanted)] + first
    else:
        cuts = np.asarray(bands)
        if len(cuts) and cuts.dtype.kind not in "iu":
            raise ValueError("bands are cut at whole days")
    inside = cuts[(cuts > first) & (cuts < last)]
    return np.unique(np.concatenate(([first], inside, [last]))).astype(np.int64)
