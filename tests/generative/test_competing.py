"""Robust errors, mean times and tests between groups against slow definitions and laws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.definitions import Row, by_definition
from ketenzicht.measures.estimators.compare import gray_test, log_rank
from ketenzicht.measures.estimators.mean_time import restricted_mean_time
from ketenzicht.measures.estimators.survival import CountTable, aalen_johansen, count_table
from ketenzicht.measures.estimators.variances import spans

pytestmark = pytest.mark.generative

some = settings(max_examples=60, deadline=None)
CAUSES = 2
LAST = 14
one_row = st.tuples(st.integers(0, 6), st.integers(1, 8), st.integers(0, CAUSES)).map(
    lambda row: (row[0], row[0] + row[1], row[2])
)
rows_late = st.lists(one_row, min_size=1, max_size=20)
rows_of_groups = st.lists(st.lists(one_row, min_size=4, max_size=15), min_size=2, max_size=4)


def table(rows: Sequence[Row]) -> CountTable:
    entry, time, cause = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(3))
    return count_table(time, cause, causes=CAUSES, entry=entry)


def distinct(rows: Sequence[Row]):
    return spans([row[1] for row in rows], [row[2] for row in rows], [row[0] for row in rows])


def weighted(rows: Sequence[Row], weights: Sequence[float], cause: int, until: int) -> float:
    """Cumulative incidence when rows weigh as told, day by day."""
    survival, incidence = 1.0, 0.0
    for day in range(1, until + 1):
        at_risk = sum(w for (a, b, _), w in zip(rows, weights, strict=True) if a < day <= b)
        happened = [
            sum(w for (_, b, c), w in zip(rows, weights, strict=True) if b == day and c == number)
            for number in range(CAUSES + 1)
        ]
        if at_risk > 0:
            incidence += survival * happened[cause] / at_risk
            survival *= 1 - sum(happened[1:]) / at_risk
    return incidence


@some
@given(rows_late, st.integers(1, LAST), st.integers(1, CAUSES))
def test_robust_error_is_the_derivative_to_the_weight_of_each_row(
    rows: list[Row], day: int, cause: int
) -> None:
    found = aalen_johansen(table(rows), variance="robust", rows=distinct(rows)).at(day, cause - 1)[1]
    small, squared = 1e-5, 0.0
    for number in range(len(rows)):
        up, down = (
            weighted(rows, [1 + move * (at == number) for at in range(len(rows))], cause, day)
            for move in (small, -small)
        )
        squared += ((up - down) / (2 * small)) ** 2
    assert found**2 == pytest.approx(squared, abs=1e-7)


@some
@given(rows_late, st.sampled_from(["greenwood", "robust"]))
def test_mean_times_are_the_sum_of_what_each_day_adds_and_make_the_horizon(
    rows: list[Row], variance: str
) -> None:
    horizon = max(time for _, time, _ in rows)
    found = restricted_mean_time(table(rows), horizon, variance=variance, rows=distinct(rows))  # type: ignore[arg-type]
    days = [by_definition(rows, CAUSES, day) for day in range(horizon)]
    assert found.free.value == pytest.approx(float(sum(survival for _, survival in days)), abs=1e-10)
    for cause in range(CAUSES):
        expected = float(sum(incidence[cause] for incidence, _ in days))
        assert found.lost[cause].value == pytest.approx(expected, abs=1e-10)
    assert found.free.value + sum(lost.value for lost in found.lost) == pytest.approx(horizon, abs=1e-10)


@some
@given(st.lists(st.tuples(st.just(0), st.integers(1, 8), st.integers(0, CAUSES)), min_size=1, max_size=30))
def test_from_one_common_entry_robust_is_greenwood(rows: list[Row]) -> None:
    robust, greenwood = aalen_johansen(table(rows), variance="robust"), aalen_johansen(table(rows))
    assert robust.standard_error**2 == pytest.approx(greenwood.standard_error**2, abs=1e-12)
    assert robust.survival_error**2 == pytest.approx(greenwood.survival_error**2, abs=1e-12)


@some
@given(rows_of_groups)
def test_log_rank_is_observed_minus_expected_per_day(groups: list[list[Row]]) -> None:
    assume(any(cause for rows in groups for _, _, cause in rows))
    try:
        found = log_rank([table(rows) for rows in groups])
    except ValueError:
        assume(False)
    everybody = [row for rows in groups for row in rows]
    for rows, score in zip(groups, found.scores, strict=True):
        expected = 0.0
        for day in {time for _, time, cause in everybody if cause}:
            at_risk, own = (sum(a < day <= b for a, b, _ in some) for some in (everybody, rows))
            happened, here = (sum(b == day and c > 0 for _, b, c in some) for some in (everybody, rows))
            expected += here - happened * own / at_risk
        assert score == pytest.approx(expected, abs=1e-10)


@some
@given(rows_of_groups, st.randoms(use_true_random=False))
def test_order_of_groups_and_a_later_clock_change_no_test(groups: list[list[Row]], random: object) -> None:
    order = list(range(len(groups)))
    random.shuffle(order)  # type: ignore[attr-defined]
    later = [[(a + 5, b + 5, c) for a, b, c in groups[number]] for number in order]
    for test in (log_rank, gray_test):
        try:
            found = test([table(rows) for rows in groups])
        except ValueError:
            assume(False)
        moved = test([table(rows) for rows in later])
        assert moved.scores == pytest.approx(found.scores[order], abs=1e-9)
        assert moved.covariance == pytest.approx(found.covariance[np.ix_(order, order)], abs=1e-9)


@some
@given(
    st.lists(
        st.lists(one_row.map(lambda row: (0, row[1], min(row[2], 1))), min_size=4), min_size=2, max_size=3
    )
)
def test_where_nothing_competes_gray_scores_as_log_rank(groups: list[list[Row]]) -> None:
    tables = [table(rows) for rows in groups]
    assume(all(any(cause for _, _, cause in rows) for rows in groups))
    assert gray_test(tables).scores == pytest.approx(log_rank(tables).scores, abs=1e-10)
