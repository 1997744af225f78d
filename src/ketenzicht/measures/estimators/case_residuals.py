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

from ketenzicht.measures.estimators.repeat_table import REPEAT, RepeatTable
from ketenzicht.measures.estimators.survival import Floats


@dataclass(frozen=True)
class Contributions:
    """The contribution of each row's case at the boundaries of the row (n), and what a day expects (k).

    Args:
        at_start: when the row starts.
        at_stop: just after the row's last day.
        before: just before the last day of each row that ends with something (e).
        jump: what that something adds (e).
        expected: what one case at risk is expected to add on each day.
    """

    at_start: Floats
    at_stop: Floats
    before: Floats
    jump: Floats
    expected: Floats


def contributions(table: RepeatTable, repeat_weight: Floats, terminal_weight: Floats) -> Contributions:
    """Contributions with a weight per day for the event and one for the terminal event (k each)."""
    ends = table.ending_rows
    day = table.stop[ends]
    jump = np.where(table.event[ends] == REPEAT, repeat_weight[day], terminal_weight[day])
    expected = (repeat_weight * table.repeats + terminal_weight * table.terminals) / np.maximum(
        table.at_risk, 1
    )
    running = np.cumsum(expected)
    # NumPy looks up by its own size of integer three times as fast as by a smaller one.
    start, stop, case = (column.astype(np.intp) for column in (table.start, table.stop, table.case))
    change = running[start] - running[stop]
    change[ends] += jump
    so_far = np.cumsum(change)
    first = np.flatnonzero(table.first_of_case)
    at_stop = so_far - (so_far[first] - change[first])[case]
    return Contributions(at_stop - change, at_stop, at_stop[ends] - jump + expected[day], jump, expected)


def sum_of_squares(table: RepeatTable, of: Contributions) -> Floats:
    """Sum over cases of the squared contribution after each day (k)."""
    return sum_of_products(table, of, of)


def sum_of_products(table: RepeatTable, one: Contributions, other: Contributions) -> Floats:
    """Sum over cases of the product of two contributions after each day (k).

    What a day adds follows from (x + dx)(y + dy) - xy, in which the dx of those at risk add up to nothing.
    """
    added = one.before * other.jump + other.before * one.jump + one.jump * other.jump
    ends = np.bincount(table.stop[table.ending_rows], added, minlength=len(table.days))
    shared = _at_risk_sum(table, one) * other.expected
    shared += shared if other is one else _at_risk_sum(table, other) * one.expected
    return np.cumsum(ends - shared - table.at_risk * one.expected * other.expected)


def totals(table: RepeatTable, of: Contributions) -> Floats:
    """Contribution of each case at the end of its observation (cases)."""
    last = np.concatenate((table.first_of_case[1:], [True]))[: len(table.case)]
    return of.at_stop[last]


def _at_risk_sum(table: RepeatTable, of: Contributions) -> Floats:
    """Sum of the contributions of those at risk just before each day: it changes only as cases come and go."""
    entered = np.bincount(table.start, of.at_start, minlength=len(table.days))
    left = np.bincount(table.stop, of.at_stop, minlength=len(table.days))
    return np.concatenate(([0.0], np.cumsum(entered - left)))[: len(table.days)]
