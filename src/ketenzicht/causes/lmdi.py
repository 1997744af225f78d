"""A difference split over the factors of a product, exactly: the logarithmic mean Divisia index (LMDI-I,
additive).

Two totals that are each a product of factors differ by so much because of each factor. Changing one factor at a
time gives parts that depend on the order and leave a rest; the logarithmic mean gives parts that do neither.
Ang BW (2004), Decomposition analysis for policymaking in energy: which is the preferred method?, Energy Policy
32, 1131-1139; Ang BW, Liu FL (2001), A new energy decomposition method: perfect in decomposition and consistent
in aggregation, Energy 26, 537-548. A number that is zero is the limit of a small one (Ang BW, Liu N (2007),
Handling zero values in the logarithmic mean Divisia index decomposition approach, Energy Policy 35, 238-246);
here that limit is taken exactly, not with a small number.

The factors are the ratios of numbers that follow each other: inhabitants, first reports, all reports, open
days. Of such a chain ``numbers[i] / numbers[i - 1]`` is factor ``i``, the first number is a factor itself, and
their product is the last number.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log, log1p


def logarithmic_mean(one: float, other: float) -> float:
    """``(one - other) / (log one - log other)``: between the two, and their value where they are equal.

    Args:
        one, other: at least 0; the mean with 0 is 0.
    """
    if one < 0 or other < 0:
        raise ValueError("a logarithmic mean is of numbers from 0")
    if one == 0 or other == 0:
        return 0.0
    low, high = sorted((one, other))
    if high > 2 * low:
        return (high - low) / (log(high) - log(low))
    # the difference of two logarithms that are nearly equal loses digits
    change = (high - low) / low
    return low * (change / log1p(change)) if change else low


def passable(before: Sequence[float], after: Sequence[float]) -> tuple[int, ...]:
    """The places of the numbers at which the difference can be split; the last one always is.

    After a zero that is followed by something, a factor is infinite: then only its product with the factor before it
    says something, and the two count as one.

    Args:
        before, after: the numbers of both chains, from 0.
    """
    return tuple(
        place
        for place in range(len(before))
        if not any(chain[place] == 0 and any(chain[place:]) for chain in (before, after))
    )


def contributions(before: Sequence[float], after: Sequence[float]) -> tuple[float, ...]:
    """What each factor adds to ``after[-1] - before[-1]``; together they are that difference.

    Where a total is zero, all of the difference is of the first number that is: in the limit only what goes to zero
    counts.

    Args:
        before, after: the numbers of both chains, from 0, in the same order.

    Raises:
        ValueError: the chains are empty or differ in length, hold a negative number, or pass a zero
            (see :func:`passable`).
    """
    if not before or len(before) != len(after):
        raise ValueError("two chains of numbers are compared place by place")
    if min(*before, *after, 0) < 0:
        raise ValueError("a chain holds numbers from 0")
    if len(passable(before, after)) < len(before):
        raise ValueError("a number is 0 and a later one is not: leave it out of both chains")
    start, end = before[-1], after[-1]
    if start == 0 or end == 0:
        first = min((list(chain).index(0) for chain in (before, after) if 0 in chain), default=0)
        return tuple(end - start if place == first else 0.0 for place in range(len(before)))
    weight = logarithmic_mean(start, end)
    return tuple(
        weight * log(other / one) for one, other in zip(factors(before), factors(after), strict=True)
    )


def factors(chain: Sequence[float]) -> tuple[float, ...]:
    """The first number, and each next one divided by the one before it; their product is the last number.

    Args:
        chain: numbers above 0.
    """
    return (chain[0], *(number / base for base, number in pairwise(chain)))


def parts_of(
    totals: tuple[float, float], contribution: float, before: Sequence[float], after: Sequence[float]
) -> tuple[float, ...]:
    """What the parts of a factor add, where that factor is their sum; together they are its contribution.

    Its contribution is the mean of the totals times the logarithm of its ratio, and that logarithm is its change over
    its own mean. So each part adds its change times the mean of the totals over the mean of the factor: also where
    parts are zero or negative, and where they shift while their sum stays.

    Args:
        totals: of both chains.
        contribution: what the factor adds.
        before, after: its parts on both sides, in the same order.
    """
    changes = [other - one for one, other in zip(before, after, strict=True)]
    if min(totals) > 0:
        scale = logarithmic_mean(*totals) / logarithmic_mean(sum(before), sum(after))
    else:
        scale = contribution / sum(changes) if sum(changes) else 0.0
    return tuple(scale * change for change in changes)
