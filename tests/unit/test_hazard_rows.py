"""Rows of follow-up: what is refused, what is left out, how covariates become patterns, what bands count."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ketenzicht.measures.hazards.covariates import MOST_MARKED
from ketenzicht.measures.hazards.exposure import MOST_CELLS, exposure
from ketenzicht.measures.hazards.rows import HazardRows, first_rows, hazard_rows

pytestmark = pytest.mark.unit


def counted(rows: HazardRows, bands: Any) -> dict[tuple[Any, ...], tuple[list[int], list[int]]]:
    """Person-days and events of cause 1 per band, by the levels of a pattern."""
    table = exposure(rows, bands)
    return {
        tuple(
            covariate.levels[place] for covariate, place in zip(table.patterns.covariates, codes, strict=True)
        ): (days.tolist(), events.tolist())
        for codes, days, events in zip(table.patterns.codes, table.person_days, table.events[0], strict=True)
    }


def test_a_row_adds_to_every_band_that_it_spans() -> None:
    # Bands (0, 10], (10, 20], (20, 30]. The second row ends at an edge, the third starts at one.
    rows = hazard_rows([25, 10, 30], [1, 1, 0], {"group": ["a", "a", "b"]}, entry=[5, 0, 20])
    assert counted(rows, [10, 20]) == {
        ("a",): ([5 + 10, 10, 5], [1, 0, 1]),
        ("b",): ([0, 0, 10], [0, 0, 0]),
    }


def test_rows_of_no_length_are_left_out_and_counted_but_their_level_is_known() -> None:
    rows = hazard_rows([5, 3, 4], [1, 1, 0], {"group": ["a", "b", "a"]}, entry=[0, 3, 4])
    assert (rows.never_at_risk, rows.events_not_counted, rows.cases) == (2, 1, 1)
    assert counted(rows, [3]) == {("a",): ([3, 2], [0, 1]), ("b",): ([0, 0], [0, 0])}


def test_bands_lie_at_quantiles_of_the_days_of_events_unless_given() -> None:
    rows = hazard_rows([10, 20, 30, 40, 100], [1, 1, 2, 1, 0], {})
    assert list(exposure(rows, 2).edges) == [0, 20, 100]
    assert list(exposure(rows, 1).edges) == [0, 100]
    # Fewer days with events than bands: every one is an edge but the last, as a quantile of less than all is.
    assert list(exposure(rows).edges) == [0, 10, 20, 30, 40, 100]
    assert list(exposure(rows, [50, 0, 400, 30]).edges) == [0, 30, 50, 100]
    assert list(exposure(rows, "event days").edges) == [0, 9, 10, 19, 20, 29, 30, 39, 40, 100]


def test_numbers_texts_and_truth_values_become_levels_in_order() -> None:
    rows = hazard_rows(
        [1, 1, 1],
        [0, 1, 0],
        {
            "number": np.array([-3, 7, 7], dtype=np.int8),
            "large": [10**12, 0, 0],
            "text": np.array(["z", "é", "a"], dtype=object),
            "truth": [True, False, True],
            "fraction": [0.5, -1.5, 0.5],
        },
        linear=("fraction",),
    )
    assert [covariate.levels for covariate in rows.covariates] == [
        (-3, 7),
        (0, 10**12),
        ("a", "z", "é"),
        (False, True),
        (-1.5, 0.5),
    ]
    assert rows.patterns.codes[rows.pattern].tolist() == [[0, 1, 1, 1, 1], [1, 0, 2, 0, 0], [1, 0, 0, 1, 1]]


def test_levels_may_be_given_in_order_with_those_that_do_not_occur() -> None:
    rows = hazard_rows(
        [1, 2], [1, 0], {"state": ["ended", "runs"]}, levels={"state": ("runs", "ended", "dropped")}
    )
    assert rows.covariates[0].levels == ("runs", "ended", "dropped")
    assert rows.patterns.codes[rows.pattern].tolist() == [[1], [0]]
    with pytest.raises(ValueError, match="no level of it, such as 'ended'"):
        hazard_rows([1, 2], [1, 0], {"state": ["ended", "runs"]}, levels={"state": ("runs",)})


def test_more_combinations_than_can_be_marked_are_sorted_to_the_same_patterns() -> None:
    random = np.random.default_rng(1)
    narrow = {f"c{at}": random.integers(0, 6, 500) for at in range(3)}
    wide = narrow | {f"w{at}": random.integers(0, 2, 500) * 4_000 for at in range(2)}
    assert MOST_MARKED < 6**3 * 4_001**2
    rows = hazard_rows(np.ones(500), np.ones(500), wide)
    for at, (name, values) in enumerate(wide.items()):
        levels = np.array(rows.covariates[at].levels)
        assert np.array_equal(levels[rows.patterns.codes[rows.pattern, at]], values), name
    assert len(np.unique(rows.patterns.codes, axis=0)) == len(rows.patterns.codes)


def test_rows_come_together_by_case_and_member_and_begin_with_the_earliest() -> None:
    rows = hazard_rows(
        [9, 4, 6, 2, 8],
        [0, 0, 1, 0, 1],
        {"group": [0, 1, 2, 3, 4]},
        entry=[6, 2, 0, 0, 5],
        case=["x", "y", "x", "y", "x"],
        member=[1, 1, 1, 1, 2],
    )
    groups = rows.patterns.codes[rows.pattern, 0]
    assert groups.tolist() == [0, 2, 4, 1, 3]
    assert rows.first_of_case.tolist() == [True, False, False, True, False]
    assert rows.first_of_member.tolist() == [True, False, True, True, False]
    assert groups[first_rows(rows)].tolist() == [2, 4, 3]
    assert rows.cases == 2


def test_of_rows_that_begin_on_one_day_the_first_given_is_the_first() -> None:
    rows = hazard_rows([5, 4, 3], [0, 0, 0], {"g": [0, 1, 2]}, entry=[1, 0, 0], case=[7, 7, 7])
    assert first_rows(rows).tolist() == [False, True, False]


def test_small_types_are_taken_as_they_are() -> None:
    stop = np.array([1, 2], dtype=np.int32)
    cause = np.array([1, 0], dtype=np.int8)
    rows = hazard_rows(stop, cause, {}, case=[1, 2])
    assert np.shares_memory(rows.stop, stop)
    assert np.shares_memory(rows.cause, cause)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"time": [1.5, 2]}, "time must be whole numbers"),
        ({"time": [1, float("nan")]}, "time has missing values"),
        ({"time": np.ma.masked_array([1, 2], [True, False])}, "time has missing values"),
        ({"time": [1, 2**40]}, "time must lie between"),
        ({"time": [1, 2**30]}, "is the clock in whole days"),
        ({"time": ["1", "2"]}, "time must be whole numbers"),
        ({"cause": [1, -1]}, "number of a cause"),
        ({"cause": [1, 300]}, "cause must lie between"),
        ({"cause": [1]}, "cause must have one value per row"),
        ({"entry": [0, 3]}, "cannot end before it starts"),
        ({"entry": [1, 2]}, "nobody is ever at risk"),
        ({"time": [], "cause": [], "covariates": {}}, "nobody is ever at risk"),
        ({"case": [1]}, "case must have one value per row"),
        ({"case": [None, "a"]}, "case has missing values"),
        ({"member": [1, 2]}, "give case too"),
        ({"covariates": {"g": [1]}}, "covariate g must have one value per row"),
        ({"covariates": {"g": ["a", None]}}, "covariate g has missing values"),
        ({"covariates": {"g": [0.5, float("nan")]}}, "covariate g has missing values"),
        ({"linear": ("age",)}, "no covariate: age"),
        ({"linear": ("g",), "levels": {"g": (0, 1)}}, "both linear and with levels: g"),
        ({"linear": ("g",), "covariates": {"g": ["a", "b"]}}, "covariate g is linear but no number"),
    ],
)
def test_rows_that_cannot_be_right_are_refused(changed: dict[str, Any], why: str) -> None:
    given = {"time": [1, 2], "cause": [1, 0], "covariates": {"g": [0, 1]}} | changed
    with pytest.raises(ValueError, match=why):
        hazard_rows(**given)


def test_bands_that_cannot_be_are_refused() -> None:
    rows = hazard_rows([10, 20], [1, 0], {})
    for wrong in (0, -3, "days"):
        with pytest.raises(ValueError, match="bands must be days, a number of 1 or more"):
            exposure(rows, wrong)
    with pytest.raises(ValueError, match="whole days"):
        exposure(rows, np.array([1.5]))
    many = hazard_rows(np.full(20_000, 1200), np.ones(20_000), {"x": np.arange(20_000) / 7}, linear=("x",))
    assert MOST_CELLS < 20_000 * 1200 * 3
    with pytest.raises(ValueError, match="20000 patterns of covariates times 1200 bands is too much"):
        exposure(many, np.arange(1, 1200))
