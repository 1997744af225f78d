"""Aalen-Johansen, Kaplan-Meier and the mean cumulative function against their definitions, row by row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.definitions import Row, by_definition
from ketenzicht.measures.estimators.survival import aalen_johansen, count_table, from_counts

pytestmark = pytest.mark.generative

thorough = settings(max_examples=200, deadline=None)

CAUSES = 3
rows_from_entry = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 12), st.integers(0, CAUSES)).map(
        lambda row: (row[0], row[0] + row[1], row[2])
    ),
    max_size=40,
)
rows_from_zero = st.lists(st.tuples(st.just(0), st.integers(0, 12), st.integers(0, CAUSES)), max_size=40)


def estimate(rows: Sequence[Row]):
    entry, time, cause = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(3))
    return aalen_johansen(count_table(time, cause, causes=CAUSES, entry=entry))


@thorough
@given(rows_from_entry, st.integers(0, 20))
def test_aalen_johansen_is_its_definition(rows: list[Row], day: int) -> None:
    found = estimate(rows)
    incidence, survival = by_definition(rows, CAUSES, day)
    assert [found.at(day, cause)[0] for cause in range(CAUSES)] == pytest.approx(
        [float(value) for value in incidence], abs=1e-12
    )
    assert found.survival_at(day) == pytest.approx(float(survival), abs=1e-12)


@thorough
@given(rows_from_entry)
def test_survival_and_all_incidences_are_one_every_day_and_only_move_one_way(rows: list[Row]) -> None:
    found = estimate(rows)
    total = found.value.sum(axis=1) + found.survival
    assert total == pytest.approx(np.ones(len(total)), abs=1e-12)
    assert np.all(np.diff(found.value, axis=0) >= 0)
    assert np.all(np.diff(found.survival) <= 0)


@thorough
@given(rows_from_zero)
def test_one_minus_kaplan_meier_is_never_below_the_incidence_with_competing_causes(rows: list[Row]) -> None:
    competing = estimate(rows)
    naive = aalen_johansen(
        count_table([row[1] for row in rows], [int(row[2] == 1) for row in rows], causes=1)
    )
    assert all(naive.at(day)[0] >= competing.at(day, 0)[0] - 1e-12 for day in range(14))


@thorough
@given(rows_from_entry, st.randoms(use_true_random=False), st.integers(1, 500))
def test_order_and_a_later_clock_change_nothing(rows: list[Row], random: object, shift: int) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found, later = estimate(rows), estimate([(a + shift, b + shift, c) for a, b, c in shuffled])
    assert np.array_equal(found.days + shift, later.days)
    assert np.array_equal(found.value, later.value)
    assert np.array_equal(found.standard_error, later.standard_error)


@thorough
@given(rows_from_entry)
def test_other_numbers_for_the_causes_only_change_places(rows: list[Row]) -> None:
    order = {0: 0, 1: 2, 2: 3, 3: 1}
    found, renamed = estimate(rows), estimate([(a, b, order[c]) for a, b, c in rows])
    assert renamed.value[:, [1, 2, 0]] == pytest.approx(found.value, abs=1e-12)


@thorough
@given(rows_from_zero, st.sampled_from([0, 1]))
def test_counts_by_day_give_what_the_rows_give(rows: list[Row], first_day: int) -> None:
    days = sorted({time for _, time, _ in rows})
    table = [
        [sum(time == day and cause == number for _, time, cause in rows) for number in range(CAUSES + 1)]
        for day in days
    ]
    counted = from_counts(
        days,
        [line[1:] for line in table] or np.zeros((0, CAUSES)),
        [line[0] for line in table],
        first_day=first_day,
    )
    expected = count_table(
        [row[1] for row in rows],
        [row[2] for row in rows],
        causes=CAUSES,
        entry=[first_day - 1 if row[1] >= first_day else row[1] for row in rows],
    )
    assert counted.never_at_risk == expected.never_at_risk
    if counted.started:
        assert np.array_equal(counted.days, expected.days)
        assert np.array_equal(counted.events, expected.events)
        assert np.array_equal(counted.at_risk, expected.at_risk)
