"""Comparisons from a landmark on, over made-up worlds: intervals that cover, strata that outcomes do not touch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketenzicht.measures.estimators.standardise import LEFT_OUT, strata_of
from ketenzicht.measures.kinds.group_chances import Comparison, Group, compare
from ketenzicht.measures.kinds.landmark import Cases
from ketenzicht.message import message

pytestmark = pytest.mark.generative

HORIZON = 365
ONE, SEVERAL = (Group(name, message("groep"), (place,), name) for place, name in enumerate(("een", "meer")))


def world(random: np.random.Generator, effect: float, size: int = 900) -> Cases:
    """Two covariates drive both the group and the outcome; losses compete; some are followed for a short time."""
    severity, age = random.integers(0, 3, size), random.integers(0, 4, size)
    several = random.random(size) < 0.15 + 0.25 * severity
    again = random.random(size) < 0.12 + 0.2 * severity + effect * several
    day = np.where(again, random.integers(1, HORIZON + 1, size), 10_000)
    lost = random.integers(1, 8000, size)
    seen = np.where(random.random(size) < 0.25, random.integers(100, HORIZON, size), 500)
    cause = np.select([(day <= lost) & (day <= seen), lost <= seen], [1, 2], 0)
    return Cases(
        group=several.astype(np.int64),
        day=np.minimum(np.minimum(day, lost), seen).astype(np.int64),
        cause=cause.astype(np.int64),
        reaches=seen >= HORIZON,
        number=np.ones(size, dtype=np.int64),
        levels=np.stack((severity, age), axis=1).astype(np.int64),
        causes=2,
    )


def true_difference(effect: float) -> float:
    """In a world so large that chance plays no part."""
    found = compared(world(np.random.default_rng(1), effect, 400_000))
    assert found.adjusted is not None
    return found.adjusted.difference.value


def compared(cases: Cases) -> Comparison:
    return compare(cases, ONE, SEVERAL, HORIZON, "nieuw")


@pytest.mark.parametrize("effect", [0.0, 0.15])
def test_adjusted_intervals_cover_the_truth_and_crude_ones_do_not(effect: float) -> None:
    truth = true_difference(effect)
    assert truth == pytest.approx(effect, abs=0.012)
    covered, crude_covered, runs = 0, 0, 400
    for seed in range(runs):
        found = compared(world(np.random.default_rng(100 + seed), effect))
        assert found.adjusted is not None
        assert found.crude is not None
        adjusted, crude = found.adjusted.difference, found.crude.difference
        covered += adjusted.low <= truth <= adjusted.high
        crude_covered += crude.low <= truth <= crude.high
    assert 0.92 <= covered / runs <= 0.975  # 2000 runs give 0.946 and 0.936
    assert crude_covered / runs < 0.2


def test_with_one_level_only_the_adjusted_difference_is_the_crude_one() -> None:
    made = world(np.random.default_rng(7), 0.1)
    alike = Cases(**{**vars(made), "levels": np.zeros_like(made.levels)})
    found = compared(alike)
    assert found.adjusted is not None
    assert found.crude is not None
    assert found.adjusted.difference.value == pytest.approx(found.crude.difference.value)
    assert found.adjusted.difference.low == pytest.approx(found.crude.difference.low)
    assert found.comparable == found.total


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 30), st.integers(0, 30)),
        min_size=1,
        max_size=16,
        unique_by=lambda row: row[:2],
    ),
    st.integers(1, 12),
)
def test_every_stratum_has_enough_of_each_group_and_holds_patterns_that_belong(
    rows: list[tuple[int, int, int, int]], at_least: int
) -> None:
    patterns, numbers = np.array(rows)[:, :2], np.array(rows)[:, 2:]
    stratum = strata_of(patterns, numbers, at_least)
    strata = set(stratum) - {LEFT_OUT}
    assert strata == set(range(len(strata)))
    for one in strata:
        assert (numbers[stratum == one].sum(axis=0) >= at_least).all()
    left = numbers[stratum == LEFT_OUT].sum(axis=0)
    assert (left < at_least).any()  # else they would be a stratum together


def test_cases_that_are_alike_may_be_given_together() -> None:
    made = world(np.random.default_rng(5), 0.1, 600)
    columns = np.column_stack((made.group, made.day, made.cause, made.reaches, made.levels))
    distinct, number = np.unique(columns, axis=0, return_counts=True)
    assert len(distinct) < 600
    together = Cases(
        *distinct.T[:3], reaches=distinct[:, 3] > 0, number=number, levels=distinct[:, 4:], causes=2
    )
    assert compared(together) == compared(made)
