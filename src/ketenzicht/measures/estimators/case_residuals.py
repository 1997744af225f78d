"""Contribution of each case to an estimate, and the sum of their squares on every day, in one pass.

A robust variance sums over cases the square of what the case contributed: its events minus what was expected of it
while at risk. Every estimate on repeats has contributions of one form, a sum over days of
``weight(day) x (events of the case - at risk x events / number at risk)``, with weights that depend on the day only.
Between the boundaries of its rows such a contribution moves in step with one running sum common to all, so the rows
are visited once, not once per day: the work is O(rows + days).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ketenzicht.measures.estimators.repeat_table import RepeatTable
from ketenzicht.measures.estimators.survival import Floats


@dataclass(frozen=True)
class Contributions:
    """What cases contribute to an estimate.

    Args:
        at_risk: sum over those at risk just before each day (k).
        before: of the case of each row that ends with something, just before its last day (e).
        jump: what that something adds (e).
        expected: what one case at risk is expected to add on each day (k).
        totals: of each case, at the end of its observation (cases).
    """

    at_risk: Floats
    before: Floats
    jump: Floats
    expected: Floats
    totals: Floats


def contributions(table: RepeatTable, repeat_weight: Floats, terminal_weight: Floats) -> Contributions:
    """Contributions with a weight per day for the event and one for the terminal event (k each)."""
    from ketenzicht.measures.estimators.case_kernel import follow_cases  # Numba takes a third of a second

    happened = repeat_weight * table.repeats + terminal_weight * table.terminals
    expected = happened / np.maximum(table.at_risk, 1)
    change = np.zeros(len(table.days))
    before, jump = np.empty((2, len(table.ending_rows)))
    totals = np.empty(table.cases)
    follow_cases(
        table.first_of_case,
        table.start,
        table.stop,
        table.event,
        np.stack((repeat_weight, terminal_weight)),
        expected,
        np.cumsum(expected),
        change,
        before,
        jump,
        totals,
    )
    at_risk = np.concatenate(([0.0], np.cumsum(change)))[: len(table.days)]
    return Contributions(at_risk, before, jump, expected, totals)


def sum_of_squares(table: RepeatTable, of: Contributions) -> Floats:
    """Sum over cases of the squared contribution after each day (k)."""
    return sum_of_products(table, of, of)


def sum_of_products(table: RepeatTable, one: Contributions, other: Contributions) -> Floats:
    """Sum over cases of the product of two contributions after each day (k).

    What a day adds follows from (x + dx)(y + dy) - xy, in which the dx of those at risk add up to nothing.
    """
    added = one.before * other.jump + other.before * one.jump + one.jump * other.jump
    ends = np.bincount(table.stop[table.ending_rows], added, minlength=len(table.days))
    shared = one.at_risk * other.expected + other.at_risk * one.expected
    return np.cumsum(ends - shared - table.at_risk * one.expected * other.expected)
