"""Simulate, then reconstruct, then estimate: the numbers that cases were made with lie within their intervals.

Cases come from the what-if kernel, are written down as registrations, and go through the same reconstruction as those
of a study. Over many runs 95 % intervals must hold the truth in 92 to 98 % (``pytest -m nightly``, a quarter of an
hour); a few runs every time catch errors that are wrong by a factor.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from helpers.recovery import Recovered, estimated, recovered
from ketenzicht.whatif.estimate import EstimatedModel

FEW, MANY = 12, 200


@pytest.fixture(scope="module")
def models() -> list[EstimatedModel]:
    return [estimated(seed) for seed in range(FEW)]


def coverage(found: list[Recovered], wider: float = 1.0) -> float:
    return float(np.mean([one.covered(wider) for one in found]))


@pytest.mark.generative
def test_intervals_hold_the_truth_in_a_few_runs(models: list[EstimatedModel]) -> None:
    found = [one for model in models for one in recovered(model)]
    assert len(found) == FEW * 66
    # 792 intervals, of which those of one run hang together: some 1 % either way
    assert 0.92 <= coverage(found) <= 0.98
    # and this would notice errors that are a third too small or too large
    assert coverage(found, wider=2 / 3) < 0.92
    assert coverage(found, wider=4 / 3) > 0.98


@pytest.mark.generative
def test_correlations_are_those_of_the_estimates(models: list[EstimatedModel]) -> None:
    """The covariance is joint: the chi-square of all parameters of one piece together is as it should be."""
    names = [
        one.name
        for one in models[0].estimates.estimates
        if one.name.startswith("terugkeer.") and one.standard_error > 0
    ]
    squares = []
    for model in models:
        at = [[one.name for one in model.estimates.estimates].index(name) for name in names]
        covariance = model.estimates.covariance[np.ix_(at, at)]
        off = {one.name: one.off for one in recovered(model)}
        distance = np.array([off[name] for name in names]) * np.sqrt(np.diag(covariance))
        squares.append(distance @ np.linalg.solve(covariance, distance))
    # a mean of 12 chi-squares with so many degrees of freedom
    assert abs(np.mean(squares) - len(names)) < 4 * np.sqrt(2 * len(names) / FEW)


@pytest.mark.nightly
def test_intervals_hold_the_truth_in_92_to_98_percent_of_many_runs() -> None:
    by_name: dict[str, list[Recovered]] = defaultdict(list)
    for seed in range(1000, 1000 + MANY):
        for one in recovered(estimated(seed)):
            by_name[one.name].append(one)
    assert 0.92 <= coverage([one for some in by_name.values() for one in some]) <= 0.98
    # now and then another distribution fits a length better by chance
    assert min(len(some) for some in by_name.values()) >= 0.85 * MANY
    # of 66 parameters each: three and a half standard errors of a share of 200
    wrong = {name: coverage(some) for name, some in by_name.items() if coverage(some) < 0.895}
    assert not wrong
    # A day on which something changes counts whole for what was before it. For the first weeks after a report, with
    # the highest rate, that is some percent too much: half a standard error here, by which intervals hold some 91 %.
    off = {name: float(np.mean([one.off for one in some])) for name, some in by_name.items()}
    assert {name: mean for name, mean in off.items() if abs(mean) > 0.75} == {}
