"""Tables to statistics: all strata at once are each by itself, and what should change nothing changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ketenzicht as kz

pytestmark = pytest.mark.generative

some = settings(max_examples=40, deadline=None)
CAUSES = ["back", "moved"]
DAYS = [0, 3, 7, 20]

row = st.fixed_dictionaries(
    {
        "entry": st.integers(0, 5),
        "length": st.integers(0, 12),
        "cause": st.integers(0, 2),
        "group": st.sampled_from(["a", "b", "c"]),
        "year": st.sampled_from([2022, 2023]),
    }
)
rows = st.lists(row, min_size=1, max_size=40)
Row = dict[str, Any]


def table(given_rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist([{**one, "time": one["entry"] + one["length"]} for one in given_rows])


def chances(data: pa.Table, **more: Any) -> Any:
    return kz.incidence(data, time="time", cause="cause", causes=CAUSES, **more)


def same(one: pa.Table, other: pa.Table) -> None:
    assert one.column_names == other.column_names
    for name in one.column_names:
        if pa.types.is_floating(one[name].type):
            pairs = zip(one[name].to_pylist(), other[name].to_pylist(), strict=True)
            assert all(a == b or a == pytest.approx(b, rel=1e-9, abs=1e-12) for a, b in pairs), name
        else:
            assert one[name].equals(other[name]), name


@some
@given(rows, st.booleans(), st.sampled_from(["greenwood", "aalen", "robust"]))
def test_each_stratum_has_the_figures_that_it_has_by_itself(
    given_rows: list[Row], late: bool, variance: str
) -> None:
    more: dict[str, Any] = {"entry": "entry"} if late else {}
    found = chances(table(given_rows), by=["group", "year"], variance=variance, **more)
    for stratum in found.strata.to_pylist():
        own = [one for one in given_rows if all(one[name] == value for name, value in stratum.items())]
        entry = np.array([one["entry"] for one in own])
        time = entry + [one["length"] for one in own]
        cause = [one["cause"] for one in own]
        counts = kz.count_table(time, cause, causes=2, entry=entry if late else None)
        extra = {"rows": kz_spans(time, cause, entry)} if late and variance == "robust" else {}
        estimate = kz.aalen_johansen(counts, variance=variance, **extra)  # type: ignore[arg-type]
        for figure in found.at(DAYS).to_pylist():
            if (
                all(figure[name] == value for name, value in stratum.items())
                and figure["estimate"] is not None
            ):
                place = CAUSES.index(figure["cause"])
                expected = (*estimate.at(figure["day"], place), *estimate.interval(figure["day"], place))
                got = tuple(figure[name] for name in ("estimate", "standard_error", "low", "high"))
                assert got == pytest.approx(expected, rel=1e-9, abs=1e-7)
                assert figure["n"] == counts.started


def kz_spans(time: Any, cause: Any, entry: Any) -> Any:
    from ketenzicht.measures.estimators.variances import spans

    return spans(time, cause, entry)


@some
@given(rows)
def test_a_curve_passes_through_the_figures(given_rows: list[Row]) -> None:
    found = chances(table(given_rows), by="group", entry="entry")
    for figure in found.at(DAYS).to_pylist():
        if figure["estimate"] is None:
            continue
        curve = [
            point
            for point in found.curve(figure["cause"], group=figure["group"]).to_pylist()
            if point["day"] <= figure["day"]
        ]
        last = curve[-1] if curve else {"estimate": 0.0, "standard_error": 0.0, "events": 0}
        for name in ("estimate", "standard_error", "events"):
            assert figure[name] == pytest.approx(last[name], rel=1e-9, abs=1e-9)


@some
@given(rows)
def test_counts_add_up_over_strata(given_rows: list[Row]) -> None:
    data = table(given_rows)
    whole, parts = (chances(data, by=by, entry="entry") for by in ([], ["group", "year"]))
    for name in ("events", "at_risk", "n"):
        together = np.array(parts.at(DAYS)[name].to_pylist()).reshape(-1, len(CAUSES) * len(DAYS)).sum(axis=0)
        assert together.tolist() == whole.at(DAYS)[name].to_pylist()
    assert parts.attrition == whole.attrition


@some
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_names_of_groups_change_nothing(given_rows: list[Row], random: Any) -> None:
    data = table(given_rows)
    found = chances(data, by="group", entry="entry").at(DAYS)
    order = list(range(len(given_rows)))
    random.shuffle(order)
    shuffled = data.take(order)
    same(chances(shuffled, by="group", entry="entry").at(DAYS), found)
    numbers = pa.array([{"a": 1, "b": 2, "c": 30}[name] for name in shuffled["group"].to_pylist()])
    renamed = chances(
        shuffled.drop_columns("group").append_column("group", numbers), by="group", entry="entry"
    ).at(DAYS)
    same(renamed.drop_columns("group"), found.drop_columns("group"))


@some
@given(rows, st.integers(-400, 4000))
def test_another_calendar_changes_nothing(given_rows: list[Row], later: int) -> None:
    def at(shift: int) -> pa.Table:
        first = date(2022, 1, 1) + timedelta(days=shift)
        data = {
            "start": [first + timedelta(days=one["entry"]) for one in given_rows],
            "end": [
                first + timedelta(days=one["entry"] + one["length"]) if one["cause"] else None
                for one in given_rows
            ],
            "cause": [one["cause"] for one in given_rows],
        }
        last = first + timedelta(days=12)
        return kz.incidence(data, start="start", end="end", cause="cause", causes=CAUSES, data_end=last).at(
            DAYS
        )

    assert at(later).equals(at(0))


@some
@given(rows, st.integers(0, 3))
def test_a_count_is_so_many_rows(given_rows: list[Row], copies: int) -> None:
    data = table(given_rows)
    repeated = pa.concat_tables([data, *[data.slice(0, 3)] * copies])
    number = pa.array([1 + copies * (place < 3) for place in range(len(given_rows))])
    counted = chances(data.append_column("n", number), by="group", entry="entry", count="n")
    same(counted.at(DAYS), chances(repeated, by="group", entry="entry").at(DAYS))


@some
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.integers(0, 1), st.booleans()), min_size=1)
)
def test_repeats_of_each_stratum_are_those_that_it_has_by_itself(
    events: list[tuple[int, int, int, bool]],
) -> None:
    data = {
        "who": [f"case {case}" for case, *_ in events],
        "time": [day for _, day, *_ in events],
        "event": [event for _, _, event, _ in events],
        "g": [group for *_, group in events],
    }
    found = kz.repeats(data, case="who", time="time", event="event", by="g").at(DAYS).to_pylist()
    for group in sorted(set(data["g"])):
        own = [place for place, one in enumerate(data["g"]) if one == group]
        case, time, event = ([data[name][place] for place in own] for name in ("who", "time", "event"))
        mean = kz.mean_repeats(kz.repeat_table(case, time, event))
        for figure in found:
            if figure["g"] == group and figure["estimate"] is not None:
                assert (figure["estimate"], figure["standard_error"]) == pytest.approx(mean.at(figure["day"]))
                assert (figure["low"], figure["high"]) == pytest.approx(mean.interval(figure["day"]))
