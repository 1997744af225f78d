"""One group of cases against another from the landmark on: chances as they are, and as if the cases were alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.estimators.standardise import (
    LEFT_OUT,
    Risks,
    standardised_difference,
    standardised_risks,
    strata_of,
)
from ketenzicht.measures.estimators.survival import aalen_johansen, log_log_interval
from ketenzicht.measures.estimators.variances import Floats, Ints
from ketenzicht.measures.kinds.landmark import Bools, Cases
from ketenzicht.measures.result import Difference, Name, Probability
from ketenzicht.message import Label

IN_EACH_GROUP = 10
"""A stratum has at least so many cases of each group that can be followed to the horizon."""


@dataclass(frozen=True)
class Group:
    """Cases that are compared: id and name of their row, places in ``Cases.group``, name of their number."""

    id: str
    label: Label
    places: tuple[int, ...]
    name: Name


@dataclass(frozen=True)
class Compared:
    """Chances of two groups, the reference first, and the second minus the first."""

    chances: tuple[Probability, Probability]
    difference: Difference


@dataclass(frozen=True)
class Comparison:
    """Two groups compared.

    Args:
        crude: as they are; None where a group could never be followed to the horizon.
        adjusted: as if both were alike in what the splits say; None also without splits, or without strata.
        total: cases of both groups.
        comparable: how many of them are in a stratum with enough of both.
        balance: standardised difference of the groups by split: before, and after where there is an after.
    """

    crude: Compared | None
    adjusted: Compared | None
    total: int
    comparable: int
    balance: tuple[tuple[float, float | None], ...]


def chance_of(cases: Cases, group: Group, horizon: int, outcome: str) -> Probability | None:
    """Aalen-Johansen of the outcome at the horizon; None when nobody of the group can be followed that long."""
    if not np.any(cases.reaches[cases.of(group.places)]):
        return None
    return _Side(cases, group, horizon).chance(_risks(cases, (group,), horizon), 0, outcome)


def compare(cases: Cases, reference: Group, other: Group, horizon: int, outcome: str) -> Comparison:
    """Compare two groups at the horizon, in days.

    Strata of the splits are put together until each has enough of both groups (``standardise.strata_of``); weights
    are those of the cases of both groups together. What finds no partner is left out of the adjusted chances.
    """
    groups = (reference, other)
    patterns, place = np.unique(cases.levels, axis=0, return_inverse=True)
    place = place.reshape(-1)
    numbers = _numbers(cases, groups, place, len(patterns), np.ones(len(place), dtype=np.bool_))
    total = int(numbers.sum())
    before = _balance(patterns, numbers.astype(np.float64))
    unadjusted = tuple((value, None) for value in before)
    if not all(np.any(cases.reaches[cases.of(group.places)]) for group in groups):
        return Comparison(None, None, total, 0, unadjusted)
    sides = tuple(_Side(cases, group, horizon) for group in groups)
    crude = _compared(sides, _risks(cases, groups, horizon), outcome)
    followed = _numbers(cases, groups, place, len(patterns), cases.reaches)
    stratum = strata_of(patterns, followed, IN_EACH_GROUP)
    used = stratum != LEFT_OUT
    if not len(before) or not np.any(used):
        return Comparison(crude, None, total, 0, unadjusted)
    weights = np.bincount(stratum[used], numbers[used].sum(axis=1)).astype(np.float64)
    tables = [
        [cases.counts(cases.of(group.places) & (stratum[place] == one)) for one in range(len(weights))]
        for group in groups
    ]
    adjusted = _compared(sides, standardised_risks(tables, weights, horizon), f"{outcome}:gecorrigeerd")
    after = _balance(patterns, _weighed(numbers, stratum, weights))
    return Comparison(crude, adjusted, total, int(weights.sum()), tuple(zip(before, after, strict=True)))


class _Side:
    """What the figures of one group need: how many cases, how many with the outcome by the horizon."""

    def __init__(self, cases: Cases, group: Group, horizon: int) -> None:
        chosen = cases.of(group.places)
        self.name = group.name
        self.n = cases.size(chosen)
        self.events = cases.size(chosen & (cases.cause == 1) & (cases.day <= horizon))

    def chance(self, risks: Risks, place: int, part: str) -> Probability:
        value, error = float(risks.value[place]), float(risks.standard_error[place])
        low, high = log_log_interval(value, error)
        return Probability(value, low, high, self.n, self.events, f"{self.name}:{part}", self.name)


def _compared(sides: tuple[_Side, ...], risks: Risks, part: str) -> Compared:
    first, second = (side.chance(risks, place, part) for place, side in enumerate(sides))
    value, error = risks.difference()
    low, high = max(value - Z95 * error, -1.0), min(value + Z95 * error, 1.0)
    smaller = min(sides, key=lambda side: side.n)
    events = min(side.events for side in sides)
    return Compared((first, second), Difference(value, low, high, smaller.n, events, whole=smaller.name))


def _risks(cases: Cases, groups: Sequence[Group], horizon: int) -> Risks:
    found = [aalen_johansen(cases.counts(cases.of(group.places))).at(horizon) for group in groups]
    return Risks(*np.array(found).T)


def _numbers(cases: Cases, groups: Sequence[Group], place: Ints, patterns: int, counted: Bools) -> Ints:
    """Cases by pattern and group."""
    found = np.zeros((patterns, len(groups)), dtype=np.int64)
    for column, group in enumerate(groups):
        own = counted & cases.of(group.places)
        np.add.at(found[:, column], place[own], cases.number[own])
    return found


def _weighed(numbers: Ints, stratum: Ints, weights: Floats) -> Floats:
    """Weights of the cases by pattern and group that give each group the strata of both together."""
    used = stratum != LEFT_OUT
    own = np.zeros((len(weights), numbers.shape[1]))
    np.add.at(own, stratum[used], numbers[used])
    return np.where(used[:, None], numbers * (weights[:, None] / own)[np.maximum(stratum, 0)], 0.0)


def _balance(patterns: Ints, weights: Floats) -> tuple[float, ...]:
    """The standardised difference of the two groups on each split."""
    found = []
    for levels in patterns.T:
        by_level = np.zeros((int(levels.max(initial=0)) + 1, 2))
        np.add.at(by_level, levels, weights)
        found.append(standardised_difference(*by_level.T))
    return tuple(found)
