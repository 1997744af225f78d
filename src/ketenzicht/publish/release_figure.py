"""One exact figure becomes a protected one; only :mod:`ketenzicht.publish.release` makes whole results of them.

Rules: counts are rounded; counts from 1 up to the threshold are hidden; a share is hidden when its numerator or
the rest is that small, and is computed from rounded counts; a probability is treated as the number of cases that
it stands for; means and quantiles need enough cases; an interval is rounded outward.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor
from typing import assert_never

from ketenzicht.measures.estimators.intervals import wilson
from ketenzicht.measures.result import (
    Count,
    Days,
    Difference,
    Figure,
    Level,
    Mean,
    MeanNumber,
    Probability,
    PValue,
    Rate,
    Ratio,
    Share,
)
from ketenzicht.publish.naming import numbers_of
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    NotReached,
    NumberStyle,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedShare,
)

RATE_DIGITS = 2
RATIO_DIGITS = 2
P_DIGITS = 3


def release_count(count: int, policy: Policy) -> int | None:
    """A rounded count, or None when it is too small to show."""
    return None if policy.hides(count) else policy.rounded(count)


def release_figure(figure: Figure, policy: Policy) -> PublishedFigure:
    """Protect one figure; the names of its numbers go with it."""
    return replace(_protected(figure, policy), numbers=numbers_of(figure, policy))


def _protected(figure: Figure, policy: Policy) -> PublishedFigure:
    if isinstance(figure, Count):
        return Hidden() if policy.hides(figure.n) else PublishedCount(policy.rounded(figure.n))
    if isinstance(figure, Share):
        return _share(figure.x, figure.n, policy)
    if isinstance(figure, Probability):
        return _probability(figure.value, figure.low, figure.high, figure.n, figure.events, policy)
    if isinstance(figure, Mean):
        if figure.n < policy.threshold:
            return Hidden()
        bounds = _rounded_bounds(figure.low, figure.high, figure.digits)
        return PublishedNumber(
            round(figure.value, figure.digits), policy.rounded(figure.n), figure.digits, *bounds
        )
    if isinstance(figure, MeanNumber):
        return _mean_number(figure, policy)
    if isinstance(figure, Level):
        # rounded as the cases are that it stands for: a finer total would tell how many there were
        near = round(abs(figure.value) / figure.per_case)
        if policy.hides(near) or 0 < abs(figure.value) < 1:
            return Hidden()
        shown = round(policy.rounded(near) * figure.per_case)
        return PublishedNumber(float(-shown if figure.value < 0 else shown), shown, 0)
    if isinstance(figure, Rate):
        return _rate(figure, policy)
    if isinstance(figure, Days):
        if figure.n < 2 * policy.threshold:
            return Hidden()
        if figure.value is None:
            return NotReached()
        bounds = _rounded_bounds(figure.low, figure.high, 0)
        return PublishedNumber(float(round(figure.value)), policy.rounded(figure.n), 0, *bounds)
    if isinstance(figure, Ratio):
        return _ratio(figure, policy)
    if isinstance(figure, Difference):
        return _difference(figure, policy)
    if isinstance(figure, PValue):
        if _few_degrees(figure.n, policy):
            return Hidden()
        return PublishedNumber(round(figure.value, P_DIGITS), policy.rounded(figure.n), P_DIGITS, style="p")
    assert_never(figure)


def _share(x: int, n: int, policy: Policy) -> PublishedFigure:
    if n < policy.threshold or policy.hides(x) or policy.hides(n - x):
        return Hidden()
    whole = policy.rounded(n)
    part = min(policy.rounded(x), whole)
    low, high = wilson(part, whole)
    return PublishedShare(part, whole, low, high)


def _probability(
    value: float, low: float, high: float, n: int, events: int, policy: Policy
) -> PublishedFigure:
    stands_for = round(value * n)
    if (
        n < policy.threshold
        or policy.hides(events)
        or policy.hides(stands_for)
        or policy.hides(n - stands_for)
    ):
        return Hidden()
    whole = policy.rounded(n)
    part = min(policy.rounded(stands_for), whole)
    below = min(int(low * n // policy.rounding * policy.rounding), part)
    above = max(min(int(-(-high * n // policy.rounding) * policy.rounding), whole), part)
    return PublishedShare(part, whole, below / whole, above / whole, estimated=True)


def _mean_number(figure: MeanNumber, policy: Policy) -> PublishedFigure:
    """As a probability: treated as the number of events that it stands for."""
    stands_for = round(figure.value * figure.n)
    if figure.n < policy.threshold or policy.hides(figure.events) or policy.hides(stands_for):
        return Hidden()
    whole, base = policy.rounded(figure.n), policy.rounding
    part = policy.rounded(stands_for)
    below = min(floor(figure.low * figure.n / base) * base, part)
    above = max(ceil(figure.high * figure.n / base) * base, part)
    low, high = _rounded_bounds(below / whole, above / whole, RATE_DIGITS)
    return PublishedNumber(round(part / whole, RATE_DIGITS), whole, RATE_DIGITS, low, high)


def _rate(figure: Rate, policy: Policy) -> PublishedFigure:
    """From the rounded number of events; the interval keeps its width relative to the rate."""
    if policy.hides(figure.n) or figure.days == 0:
        return Hidden()
    cases = policy.rounded(figure.n)
    scale = figure.per / figure.days
    change = cases / figure.n if figure.n else 1.0
    low, high = (None if bound is None else bound * change for bound in (figure.low, figure.high))
    bounds = _rounded_bounds(low, high, RATE_DIGITS)
    return PublishedNumber(round(cases * scale, RATE_DIGITS), cases, RATE_DIGITS, *bounds)


def _few_degrees(n: int, policy: Policy) -> bool:
    """Whether a test or a comparison of so many cases has too few degrees of freedom: it spends one."""
    return n < policy.threshold or n - 1 < policy.degrees_of_freedom


def _ratio(figure: Ratio, policy: Policy) -> PublishedFigure:
    """Needs enough cases, enough events and enough degrees of freedom in the smaller group."""
    if _few_degrees(figure.n, policy) or figure.events < policy.threshold:
        return Hidden()
    if figure.value is None:
        return NotReached()
    bounds = _rounded_bounds(figure.low, figure.high, RATIO_DIGITS)
    return PublishedNumber(round(figure.value, RATIO_DIGITS), policy.rounded(figure.n), RATIO_DIGITS, *bounds)


def _difference(figure: Difference, policy: Policy) -> PublishedFigure:
    """Needs enough cases and events, as a ratio; no finer than rounding makes a figure of the smaller group."""
    if _few_degrees(figure.n, policy) or figure.events < policy.threshold:
        return Hidden()
    step = max(0.01, policy.rounding * max(figure.per_case, 1 / figure.n))
    value = round(figure.value / step) * step
    low, high = min(floor(figure.low / step) * step, value), max(ceil(figure.high / step) * step, value)
    style: NumberStyle = "number"
    if figure.of == "chances":
        low, high, style = max(low, -1.0), min(high, 1.0), "points"
    elif figure.of == "part":
        high, style = min(high, 1.0), "percent"
    bounds = (round(low, 2), round(high, 2))
    return PublishedNumber(round(value, 2), policy.rounded(figure.n), 2, *bounds, style=style)


def _rounded_bounds(low: float | None, high: float | None, digits: int) -> tuple[float | None, float | None]:
    """Bounds rounded outward, so that the interval never claims more than it knows."""
    scale = 10**digits
    return (
        None if low is None else floor(low * scale + 1e-9) / scale,
        None if high is None else ceil(high * scale - 1e-9) / scale,
    )
