"""A hazard model from a table: counts, pieces, strange rows and the arrays that it is made of give one answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ketenzicht as kz
from ketenzicht.measures.from_tables import hazard_from_table

pytestmark = pytest.mark.generative

COVARIATES = ("age", "help")


@st.composite
def tables(draw: st.DrawFn) -> dict[str, np.ndarray[Any, Any]]:
    """Rows with ties, delayed entry, rows of no length and two causes, in which every level has an event."""
    rows = draw(st.integers(20, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    entry = rng.integers(-3, 6, rows)
    table = {
        "entry": entry,
        "day": entry + rng.integers(0, 12, rows),
        "event": rng.choice([0, 1, 1, 2], rows),
        "age": rng.integers(-1, 2, rows).astype(np.int8),
        "help": rng.choice(["none", "some"], rows),
        "n": rng.integers(0, 4, rows),
        "case": rng.integers(0, 15, rows),
    }
    at_least = {
        "entry": [0] * 6,
        "day": range(1, 7),
        "event": [1] * 6,
        "age": [-1, 0, 1] * 2,
        "help": ["none"] * 3 + ["some"] * 3,
        "n": [1] * 6,
        "case": range(20, 26),
    }
    return {name: np.concatenate((table[name], list(at_least[name]))) for name in table}


def ratios(model: Any) -> list[tuple[Any, ...]]:
    return [(of.covariate, of.level, of.events, of.person_days) for of in model.rate_ratios]


def numbers(model: Any, robust: bool) -> np.ndarray[Any, Any]:
    return np.array(
        [(of.coefficient, of.robust_error if robust else of.standard_error) for of in model.rate_ratios]
    )


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(1, 25))
def test_counts_in_pieces_are_the_rows_that_they_stand_for(
    table: dict[str, np.ndarray[Any, Any]], piece: int
) -> None:
    repeated = {name: np.repeat(column, table["n"]) for name, column in table.items()}
    arrays = kz.hazard_rows(
        repeated["day"],
        repeated["event"],
        {name: repeated[name] for name in COVARIATES},
        entry=repeated["entry"],
    )
    expected = kz.hazard_model(arrays)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hazard_from_table, "STRETCH", piece)
        found = kz.hazard(table, time="day", event="event", covariates=COVARIATES, entry="entry", count="n")
    assert ratios(found) == ratios(expected)
    assert found.cases == expected.cases
    assert np.array_equal(found.exposure.edges, expected.exposure.edges)
    assert numbers(found, robust=False) == pytest.approx(
        numbers(expected, robust=False), rel=1e-9, nan_ok=True
    )
    assert all(np.isnan(of.robust_error) for of in found.rate_ratios if not of.is_reference)


@settings(max_examples=20, deadline=None)
@given(tables())
def test_with_cases_the_errors_are_robust(table: dict[str, np.ndarray[Any, Any]]) -> None:
    expected = kz.hazard_model(
        kz.hazard_rows(
            table["day"],
            table["event"],
            {name: table[name] for name in COVARIATES},
            entry=table["entry"],
            case=table["case"],
        ),
        cause=2 if 2 in table["event"] else 1,
    )
    found = kz.hazard(
        table,
        time="day",
        event="event",
        covariates=COVARIATES,
        entry="entry",
        case="case",
        cause=2 if 2 in table["event"] else 1,
    )
    assert numbers(found, robust=True) == pytest.approx(numbers(expected, robust=True), nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_who_all_start_on_day_zero_need_no_entry(table: dict[str, np.ndarray[Any, Any]]) -> None:
    table = table | {"entry": np.zeros_like(table["day"]), "day": np.maximum(table["day"], 0)}
    without, given_zero = (
        kz.hazard(table, time="day", event="event", covariates=COVARIATES, entry=entry, count="n")
        for entry in (None, "entry")
    )
    for one, other in zip(
        (without.exposure.edges, without.exposure.person_days, without.exposure.events),
        (given_zero.exposure.edges, given_zero.exposure.person_days, given_zero.exposure.events),
        strict=True,
    ):
        assert np.array_equal(one, other)


def small(**columns: Any) -> dict[str, Any]:
    return {"day": [5, 8, 3, 9], "event": [1, 0, 1, 1], "age": [1, 1, 2, 2], **columns}


def test_a_file_a_table_and_arrays_are_alike_and_no_event_may_be_empty(tmp_path: Path) -> None:
    table = pa.table(small(event=[1, None, 1, 1]))
    pq.write_table(table, tmp_path / "rows.parquet", row_group_size=2)
    from_file, from_table, from_arrays = (
        kz.hazard(data, time="day", event="event", covariates="age")
        for data in (tmp_path / "rows.parquet", table, small())
    )
    assert ratios(from_file) == ratios(from_table) == ratios(from_arrays)
    assert ratios(from_file) == [("age", 1, 1, 13), ("age", 2, 2, 12)]


@pytest.mark.parametrize(
    ("changes", "arguments", "why"),
    [
        ({}, {"covariates": "agee"}, "no column 'agee'; did you mean 'age'"),
        ({"day": [5, None, 3, 9]}, {}, "column 'day' has 1 missing values"),
        ({"event": [1, 0, -1, 1]}, {}, "events are 0"),
        ({"day": [5, -8, 3, 9]}, {}, "a row cannot end before it starts"),
        ({"n": [1, 1, -1, 1]}, {"count": "n"}, "counts 0 or more"),
        ({"day": [0, 0, 0, 0]}, {}, "nobody is ever at risk"),
        ({"day": [5.5, 8, 3, 9]}, {}, "time must be whole numbers"),
        ({"n": [1, 1, 1, 1]}, {"count": "n", "case": "age"}, "leave out count="),
        ({"n": [1, 1, 1, 1]}, {"member": "n"}, "give case= too"),
        ({"day": [], "event": [], "age": []}, {}, "the table has no rows"),
    ],
)
def test_what_cannot_be_right_is_refused(
    changes: dict[str, Any], arguments: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        kz.hazard(small(**changes), **({"time": "day", "event": "event", "covariates": "age"} | arguments))


def test_what_needs_cases_says_so() -> None:
    model = kz.hazard(small(), time="day", event="event", covariates="age")
    with pytest.raises(ValueError, match="fit it to rows with their case"):
        kz.baseline_rates(model)
