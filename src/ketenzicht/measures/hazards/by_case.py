"""What each case contributes to estimates from hazard models, and the sums of products of that: robust covariances.

An estimate changes a little with the weight of a case. That change is a sum over the rows of the case of what
happened minus what was expected, each weighed by how much it matters to the estimate; summed per case and squared
it gives a variance that holds when the events of one case hang together
(Lin DY & Wei LJ (1989), The robust inference for the Cox proportional hazards model, JASA 84, 1074-1078).
What a row was expected to have from one day to another is the difference of a path at those days, so a row is
visited once, however many bands it spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np

from ketenzicht.measures.estimators.survival import Floats, Ints
from ketenzicht.measures.hazards.fit import Fit
from ketenzicht.measures.hazards.kernel import sum_of_products
from ketenzicht.measures.hazards.rows import HazardRows, first_rows

# The rows are cut here whatever the number of threads, so that the last digit does not depend on it.
_STRETCH = 1 << 17


@dataclass(frozen=True)
class Part:
    """How events of one cause, and their absence, weigh in k estimates.

    A case adds (``by_pattern`` x ``shape`` + ``by_band``) x (events - expected events), over its rows and bands.

    Args:
        cause: the cause.
        of: the model of that cause, with p patterns and b bands.
        by_pattern: (p x k).
        by_band: (b x k).
        shape: factor per band for what is weighed by pattern (b); 1 when left out.
    """

    cause: int
    of: Fit
    by_pattern: Floats
    by_band: Floats
    shape: Floats | None = None


def part_of(cause: int, of: Fit, coefficients: Floats, log_hazards: Floats) -> Part:
    """The part of estimates with these derivatives to the coefficients (c x k) and to the log hazards (b x k).

    The information is a matrix over both; as the bands do not share it, its inverse follows from that over the
    coefficients alone.
    """
    events = of.events[:, None]
    to_terms = of.inverse @ (coefficients - of.mean.T @ log_hazards)
    own = np.divide(log_hazards, events, out=np.zeros_like(log_hazards), where=events > 0)
    return Part(cause, of, of.matrix @ to_terms, own - of.mean @ to_terms)


def robust_covariance(
    rows: HazardRows, edges: Ints, parts: Sequence[Part], of_members: Floats | None = None
) -> Floats:
    """Sum over cases of the products of their contributions to k estimates (k x k).

    Args:
        rows: the rows to which the models were fitted.
        edges: edges of the bands.
        parts: how they weigh.
        of_members: what a member with a pattern on its first row adds by being there at all (p x k).
    """
    days = np.arange(edges[0], edges[-1] + 1)
    wide = parts[0].by_band.shape[1]
    weight = np.stack([np.column_stack((part.by_pattern, part.of.relative)) for part in parts])
    jump = np.stack([_by_band(part) for part in parts])
    path = np.stack(
        [_path(part.of.hazard[:, None] * of, edges, days) for part, of in zip(parts, jump, strict=True)]
    )
    jump = np.take(jump, np.maximum(np.searchsorted(edges, days) - 1, 0), axis=1)
    own = np.zeros((0, wide)) if of_members is None else of_members
    at_entry = rows.first_of_member if of_members is None else first_rows(rows)
    of_cause = np.array([part.cause for part in parts], dtype=np.int8)

    def summed(begin: int, end: int) -> Floats:
        total = np.zeros((wide, wide))
        sum_of_products(
            begin,
            end,
            rows.first_of_case,
            rows.pattern,
            rows.start,
            rows.stop,
            rows.cause,
            int(edges[0]),
            of_cause,
            weight,
            path,
            jump,
            at_entry,
            own,
            total,
        )
        return total

    cuts = _cuts(rows)
    with ThreadPoolExecutor(cpu_count()) as pool:
        return np.asarray(sum(pool.map(summed, cuts[:-1], cuts[1:])))


def _by_band(part: Part) -> Floats:
    """Weights by band (b x k), and the factor for those by pattern as one column more."""
    shape = np.ones(len(part.by_band)) if part.shape is None else part.shape
    return np.column_stack((part.by_band, shape))


def _path(per_day: Floats, edges: Ints, days: Ints) -> Floats:
    """Something that grows by so much per day in each band (b x columns), summed up to each day."""
    at_edges = np.concatenate(
        (np.zeros((1, per_day.shape[1])), np.cumsum(per_day * np.diff(edges)[:, None], axis=0))
    )
    return np.column_stack([np.interp(days, edges, column) for column in at_edges.T])


def _cuts(rows: HazardRows) -> list[int]:
    """Rows at which a case begins, some ``_STRETCH`` apart, from the first to the end."""
    cuts = [0]
    while (target := cuts[-1] + _STRETCH) < len(rows.start):
        ahead = rows.first_of_case[target:]
        if not ahead.any():
            break
        cuts.append(target + int(np.argmax(ahead)))
    return [*cuts, len(rows.start)]
