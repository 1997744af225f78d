"""Intervals for shares: Wilson's score interval.

Wilson EB (1927), Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
It stays within 0 and 1 and keeps its coverage for small numbers, which the textbook interval does not.
"""

from __future__ import annotations

from math import sqrt

from ketenzicht.measures.result import Name, Share

Z95 = 1.959963984540054


def wilson(x: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Lower and upper bound of the share ``x / n``; (0, 1) where ``n`` is 0.

    Args:
        x: number with the property, 0 <= x <= n; of weighted counts the number that a simple sample would have.
        n: number in all.
        z: normal quantile; 95 % when left out.
    """
    if not 0 <= x <= n:
        raise ValueError(f"x must lie between 0 and n, got {x} of {n}")
    if n == 0:
        return 0.0, 1.0
    share = x / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if x == 0 else (centre - half) / scale
    high = 1.0 if x == n else (centre + half) / scale
    return low, high


def share(x: int, n: int, part: Name | None = None, whole: Name | None = None) -> Share:
    """A share with its Wilson interval, and the names of its two numbers."""
    low, high = wilson(x, n)
    return Share(x, n, low, high, part, whole)
