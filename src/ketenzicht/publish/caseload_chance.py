"""The intervals of a caseload tree and of a difference, as far as they may be told.

They are worked out of the published figures and of how cases hang together, which is exact and is never shown. So the
bounds go outward to the rounding of the policy: an interval is never finer than the figures are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, exp, floor

import numpy as np
from numpy.typing import NDArray

from ketenzicht.causes.caseload_tree import PER_INHABITANTS, CaseloadTree
from ketenzicht.causes.chance import Covariance, Number, difference_intervals, tree_intervals
from ketenzicht.measures.result import CaseProducts, MeasureResult
from ketenzicht.publish.caseload import FIRST, OPEN, Bounds, Chance, sides_of
from ketenzicht.publish.published import PublishedResult

MOST = 5.0
"""An interval on the scale of logarithms wider than this, up or down, says nothing and is not shown."""


def chance_of(result: PublishedResult, exact: Sequence[MeasureResult], base: int) -> Chance | None:
    """The intervals of a published caseload; None where nothing is known of its cases.

    Args:
        result: as published; with the columns of both when two studies stand beside each other.
        exact: the measure as it is; of two studies both, in the order of the columns.
        base: to which counts are rounded.
    """
    sides = sides_of(result)
    products = [one.products for one in exact]
    if not sides or any(one is None for one in products):
        return None
    covariance = _covariance(
        [one for one in products if one is not None], [len(one.exposure) for one in exact]
    )
    tree = tuple(
        None if side is None else _tree_bounds(side.tree, _of_sides(covariance, (place,)), base)
        for place, side in enumerate(sides)
    )
    if len(sides) < 2 or sides[0] is None or sides[1] is None:
        return Chance(tree, {})
    found = difference_intervals(sides[1].tree, sides[0].tree, _of_sides(covariance, (1, 0)))
    return Chance(tree, {name: _outward(*bounds, base) for name, bounds in found.items() if any(bounds)})


def _tree_bounds(tree: CaseloadTree, covariance: Covariance, base: int) -> Mapping[str, Bounds]:
    steps = {"eerste": float(base), "gemiddeld": float(base)}
    if tree.inhabitants:
        steps["per-1000"] = max(0.01, PER_INHABITANTS * base / tree.inhabitants)
    if tree.first:
        steps["per-eerste"] = max(0.01, base / tree.first)
    if tree.reports:
        steps["dagen-per-melding"] = max(0.1, base * tree.days / tree.reports)
    found = {}
    for name, (low, high) in tree_intervals(tree, covariance).items():
        step = next(step for factor, step in steps.items() if name == factor or name.startswith(f"{factor}-"))
        if high <= low * exp(2 * MOST):
            found[name] = _outward(low, high, step)
    return found


def _outward(low: float, high: float, step: float) -> Bounds:
    return floor(low / step) * step, ceil(high / step) * step


def _covariance(products: Sequence[CaseProducts], columns: Sequence[int]) -> Covariance:
    """Of all numbers of the trees, of the wholes too; those of different studies are independent."""
    numbers: list[Number] = []
    blocks = []
    offset = 0
    for one, own in zip(products, columns, strict=True):
        known, to = _numbers(one)
        numbers += [(offset + side, what, part) for side, what, part in known]
        blocks.append(to @ np.array(one.sums).reshape(len(one.numbers), -1) @ to.T)
        offset += own
    sums = np.zeros((len(numbers), len(numbers)))
    at = 0
    for block in blocks:
        sums[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    return Covariance(tuple(numbers), sums)


def _numbers(
    products: CaseProducts,
) -> tuple[list[Number], NDArray[np.float64]]:
    """The numbers of the trees, and (numbers x products) of which rows each is the sum."""
    found: dict[Number, set[int]] = {}
    for place, (side, table, row) in enumerate(products.numbers):
        open_days = table == OPEN
        found.setdefault((side, "caseload" if open_days else "reports", ""), set()).add(place)
        own = (side, "stages", row) if open_days else (side, "repeats", row)
        found[(side, "first", "") if not open_days and row == FIRST else own] = {place}
    to = np.zeros((len(found), len(products.numbers)))
    for place, rows in enumerate(found.values()):
        to[place, list(rows)] = 1.0
    return list(found), to


def _of_sides(covariance: Covariance, sides: Sequence[int]) -> Covariance:
    """Of some columns only, numbered in this order."""
    kept = [place for place, number in enumerate(covariance.numbers) if number[0] in sides]
    return Covariance(
        tuple(
            (sides.index(side), what, part) for side, what, part in (covariance.numbers[one] for one in kept)
        ),
        covariance.sums[np.ix_(kept, kept)],
    )
