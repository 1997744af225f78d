"""Rows of one case that hang together: against the derivative to the weight of a case, and laws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketenzicht.measures.estimators.clustered import case_spans
from ketenzicht.measures.estimators.mean_time import restricted_mean_time
from ketenzicht.measures.estimators.survival import Incidence, aalen_johansen, count_table
from ketenzicht.measures.estimators.variances import spans

pytestmark = pytest.mark.generative

some = settings(max_examples=60, deadline=None)
CAUSES = 2
LAST = 14
Row = tuple[int, int, int, int]
"""Case, entry, end, cause."""

one_row = st.tuples(st.integers(0, 4), st.integers(0, 6), st.integers(1, 8), st.integers(0, CAUSES)).map(
    lambda row: (row[0], row[1], row[1] + row[2], row[3])
)
rows_of_cases = st.lists(one_row, min_size=1, max_size=20)


def columns(rows: Sequence[Row]) -> list[np.ndarray]:
    return [np.array([row[at] for row in rows], dtype=np.int64) for at in range(4)]


def clustered(rows: Sequence[Row]) -> Incidence:
    case, entry, time, cause = columns(rows)
    counts = count_table(time, cause, causes=CAUSES, entry=entry)
    return aalen_johansen(counts, variance="robust", rows=case_spans(time, cause, case, entry))


def weighted(rows: Sequence[Row], case: int, weight: float, cause: int, until: int) -> float:
    """Cumulative incidence when one case weighs as told, day by day."""
    survival, incidence = 1.0, 0.0
    of = [weight if row[0] == case else 1.0 for row in rows]
    for day in range(1, until + 1):
        at_risk = sum(w for (_, a, b, _), w in zip(rows, of, strict=True) if a < day <= b)
        happened = [
            sum(w for (_, _, b, c), w in zip(rows, of, strict=True) if b == day and c == number)
            for number in range(CAUSES + 1)
        ]
        if at_risk > 0:
            incidence += survival * happened[cause] / at_risk
            survival *= 1 - sum(happened[1:]) / at_risk
    return incidence


@some
@given(rows_of_cases, st.integers(1, LAST), st.integers(1, CAUSES))
def test_error_is_the_derivative_to_the_weight_of_each_case(rows: list[Row], day: int, cause: int) -> None:
    small, squared = 1e-5, 0.0
    for case in {row[0] for row in rows}:
        up, down = (weighted(rows, case, 1 + move, cause, day) for move in (small, -small))
        squared += ((up - down) / (2 * small)) ** 2
    assert clustered(rows).at(day, cause - 1)[1] ** 2 == pytest.approx(squared, abs=1e-7)


@some
@given(rows_of_cases)
def test_rows_that_are_each_a_case_give_the_error_of_rows(rows: list[Row]) -> None:
    _, entry, time, cause = columns(rows)
    alone = case_spans(time, cause, np.arange(len(rows)), entry)
    counts = count_table(time, cause, causes=CAUSES, entry=entry)
    found = aalen_johansen(counts, variance="robust", rows=alone)
    expected = aalen_johansen(counts, variance="robust", rows=spans(time, cause, entry))
    assert found.standard_error**2 == pytest.approx(expected.standard_error**2, abs=1e-14)
    assert found.survival_error**2 == pytest.approx(expected.survival_error**2, abs=1e-14)


@some
@given(rows_of_cases, st.integers(2, 5))
def test_every_row_so_many_times_over_in_its_case_changes_nothing(rows: list[Row], times: int) -> None:
    """Copies without clusters would pretend that there is more information."""
    once, more = clustered(rows), clustered(rows * times)
    assert more.value == pytest.approx(once.value, abs=1e-12)
    assert more.standard_error**2 == pytest.approx(once.standard_error**2, abs=1e-12)


@some
@given(rows_of_cases)
def test_mean_times_take_the_cases_too(rows: list[Row]) -> None:
    case, entry, time, cause = columns(rows)
    horizon = int(time.max())
    counts = count_table(time, cause, causes=CAUSES, entry=entry)
    doubled = count_table(*(np.tile(of, 2) for of in (time, cause)), causes=CAUSES, entry=np.tile(entry, 2))
    once = restricted_mean_time(counts, horizon, variance="robust", rows=case_spans(time, cause, case, entry))
    twice = restricted_mean_time(
        doubled,
        horizon,
        variance="robust",
        rows=case_spans(*(np.tile(of, 2) for of in (time, cause, case, entry))),
    )
    for one, two in zip((once.free, *once.lost), (twice.free, *twice.lost), strict=True):
        assert two.value == pytest.approx(one.value, abs=1e-10)
        assert two.standard_error**2 == pytest.approx(one.standard_error**2, abs=1e-9)
