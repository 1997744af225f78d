"""A share of totals that organisations gave: their people hang together, so the interval counts organisations."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.intervals import wilson

SMALLEST = -700.0
"""Below this logit a share is 0 to the last bit."""


@dataclass(frozen=True)
class ClusteredShare:
    """``x`` of ``n`` with a 95 % interval."""

    x: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        return self.x / self.n


def clustered_share(x: npt.ArrayLike, n: npt.ArrayLike) -> ClusteredShare | None:
    """The share of all that were counted together, with an interval on the logit scale.

    The variance is that of a ratio of totals over clusters (Cochran WG (1977). *Sampling Techniques*, chapter 9;
    t with clusters minus one). It is never narrower than Wilson's, which takes people for independent, and is
    Wilson's when there is one cluster, or nobody or everybody has it.

    Args:
        x: number with the property per cluster, 0 <= x <= n (k).
        n: number in all per cluster (k).

    Returns:
        None when nobody was counted.

    Raises:
        ValueError: for a part above its whole.
    """
    part, whole = np.asarray(x, dtype=np.int64), np.asarray(n, dtype=np.int64)
    if np.any(part < 0) or np.any(part > whole):
        raise ValueError("x must lie between 0 and n")
    part, whole = part[whole > 0], whole[whole > 0]
    total, having, clusters = int(whole.sum()), int(part.sum()), len(whole)
    if total == 0:
        return None
    low, high = wilson(having, total)
    if clusters > 1 and 0 < having < total:
        share = having / total
        residuals = part - share * whole
        variance = clusters / (clusters - 1) * float((residuals**2).sum()) / total**2
        wide_low, wide_high = _on_logit(share, variance, clusters - 1)
        low, high = min(low, wide_low), max(high, wide_high)
    return ClusteredShare(having, total, low, high)


def _on_logit(share: float, variance: float, freedom: int) -> tuple[float, float]:
    centre = log(share / (1 - share))
    reach = student(freedom) * sqrt(variance) / (share * (1 - share))
    return _expit(centre - reach), _expit(centre + reach)


def student(freedom: int) -> float:
    """The quantile of Student's t for a 95 % interval."""
    from scipy.special import stdtrit

    return float(stdtrit(max(freedom, 1), 0.975))


def _expit(value: float) -> float:
    return 1 / (1 + exp(-value)) if value > SMALLEST else 0.0
