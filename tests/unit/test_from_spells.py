"""From a table of spells or counts to chances in one call: tables small enough for paper."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ketenzicht as kz
from ketenzicht.measures.estimators.clustered import case_spans
from ketenzicht.measures.result import Equal, Probability
from ketenzicht.message import message
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedShare
from ketenzicht.publish.release import release

pytestmark = pytest.mark.unit

MONTHS = {
    "until": [2, 5, 9, 4, 7, 12, 12, 12, 12, 12],
    "why": ["report", "report", "report", "moved", None, None, None, None, None, ""],
}
"""New report at 2, 5 and 9; moved away at 4; lost at 7; five followed to 12."""


def values(table: pa.Table, column: str = "estimate") -> list[Any]:
    return table[column].to_pylist()


def months(data: Any, **more: Any) -> Any:
    return kz.incidence(data, time="until", cause="why", causes=["report", "moved"], at=12, **more)


def test_chances_with_a_competing_event_by_hand() -> None:
    found = months(MONTHS).at()
    # Of 10, then 8 at risk after the move and the report before it, then 6 after a loss.
    assert values(found) == pytest.approx([1 / 10 + 1 / 10 + 0.7 * 1 / 6, 1 / 10])
    assert values(found, "cause") == ["report", "moved"]
    assert values(found, "events") == [3, 1]
    assert values(found, "at_risk") == [5, 5]
    assert values(found, "n") == [10, 10]


def test_survival_is_the_share_without_any_event_and_nothing_else() -> None:
    found = months(MONTHS).without_event()
    assert values(found) == pytest.approx([9 / 10 * 8 / 9 * 7 / 8 * 5 / 6])
    assert values(found, "events") == [4]
    assert "cause" not in found.column_names


def test_errors_and_intervals_are_those_of_aalen_johansen() -> None:
    estimate = kz.aalen_johansen(kz.count_table(MONTHS["until"], [1, 1, 1, 2, 0, 0, 0, 0, 0, 0]))
    row, moved = months(MONTHS).at(10).to_pylist()
    assert (row["estimate"], row["standard_error"]) == pytest.approx(estimate.at(10))
    assert (row["low"], row["high"]) == pytest.approx(estimate.interval(10))
    assert (moved["low"], moved["high"]) == pytest.approx(estimate.interval(10, 1))
    share = months(MONTHS).without_event(10).to_pylist()[0]
    assert (share["low"], share["high"]) == pytest.approx(estimate.survival_interval(10))
    other = months(MONTHS, variance="aalen").at(10).to_pylist()[0]
    counts = kz.count_table(MONTHS["until"], [1, 1, 1, 2, 0, 0, 0, 0, 0, 0])
    assert other["standard_error"] == pytest.approx(kz.aalen_johansen(counts, variance="aalen").at(10)[1])


def test_nobody_followed_so_far_means_no_figure() -> None:
    row = months(MONTHS).at(13).to_pylist()[0]
    assert (row["estimate"], row["low"], row["at_risk"], row["status"]) == (None, None, 0, "not observed")


def test_after_everybody_had_an_event_the_figure_is_known() -> None:
    found = kz.incidence({"t": [1, 2], "c": [1, 2]}, time="t", cause="c").at([5])
    assert values(found) == [0.5, 0.5]
    assert values(found, "status") == [None, None]


class Frame:
    """What pandas and Polars offer, and nothing else."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def test_any_table_will_do(tmp_path: Path) -> None:
    table = pa.table(MONTHS)
    pq.write_table(table, tmp_path / "spells.parquet")
    expected = months(MONTHS).at()
    coded = table.set_column(1, "why", table["why"].dictionary_encode())
    arrays = {
        "until": np.array(MONTHS["until"], dtype=np.int16),
        "why": np.array(MONTHS["why"], dtype=object),
    }
    for data in (
        table,
        Frame(table),
        coded,
        arrays,
        tmp_path / "spells.parquet",
        str(tmp_path / "spells.parquet"),
    ):
        assert months(data).at().equals(expected)


def test_counts_are_spells_that_are_counted() -> None:
    counts = {"until": [2, 5, 9, 4, 7, 12, 12], "why": [1, 1, 1, 2, 0, 0, 0], "n": [1, 1, 1, 1, 1, 3, 2]}
    found = months(counts, count="n")
    assert found.at().equals(months(MONTHS).at())
    assert found.attrition[-1].before == 10


def test_a_stratum_of_which_nothing_was_counted_is_empty() -> None:
    data = {"g": ["a", "a", "b"], "t": [1, 2, 3], "c": [1, 0, 1], "n": [0, 0, 5]}
    found = kz.incidence(data, time="t", cause="c", count="n", by="g").at(3)
    assert values(found) == [None, 1.0]
    assert values(found, "n") == [0, 5]


@pytest.mark.parametrize(
    ("column", "more", "names"),
    [
        ([1, 2, 0], {}, ["1", "2"]),
        ([1, 2, 0], {"causes": ["back", "moved"]}, ["back", "moved"]),
        ([1.0, 2.0, float("nan")], {}, ["1", "2"]),
        (["b", "a", None], {}, ["a", "b"]),
        (["b", "a", ""], {"causes": ["b", "a", "z"]}, ["b", "a", "z"]),
        ([True, True, False], {}, ["cause"]),
        ([0, 0, 0], {}, ["1"]),
        ([None, "", None], {}, []),
    ],
)
def test_causes_are_texts_codes_or_yes_and_no(
    column: list[Any], more: dict[str, Any], names: list[str]
) -> None:
    found = kz.incidence({"t": [1, 2, 3], "cause": column}, time="t", cause="cause", **more)
    assert list(found.causes) == names
    assert values(found.at(3), "cause") == names
    assert values(found.without_event(3), "events") == [
        sum(value in (1, 2, "a", "b", True) for value in column)
    ]


DATED = {
    "from": [date(2023, 1, 1), date(2023, 1, 1), date(2023, 6, 1), None, date(2024, 1, 5), date(2023, 2, 1)],
    "to": [date(2023, 1, 11), None, date(2024, 3, 1), date(2023, 1, 1), None, date(2023, 2, 1)],
}
"""Ended after 10 days; open; ended after the end of the data; no start; started after that end; no length."""


def test_dates_become_days_and_what_is_open_is_censored_at_the_end_of_the_data() -> None:
    found = kz.incidence(DATED, start="from", end="to", data_end="2023-12-31", at=[10, 364])
    assert found.causes == ("end",)
    assert values(found.at()) == [pytest.approx(1 / 3), pytest.approx(1 / 3)]
    # Those open were followed for 213 and 364 days: the later starter could not be followed to the second horizon.
    assert values(found.at(), "status") == ["complete", "incomplete follow-up"]
    assert values(found.at(365), "status") == ["not observed"]
    assert [(step.before, step.after) for step in found.attrition] == [(6, 5), (5, 4), (4, 3)]


def test_moments_count_by_their_day() -> None:
    late = {"a": [datetime(2023, 1, 1, 23, 50)], "b": [datetime(2023, 1, 2, 0, 10)]}
    assert values(kz.incidence(late, start="a", end="b", data_end=date(2023, 2, 1)).at(1)) == [1.0]


def test_an_entry_later_than_the_start_is_at_risk_from_then_on() -> None:
    data = {"t": [3, 5, 5], "in": [0, 3, 0], "c": [1, 1, 0]}
    found = kz.incidence(data, time="t", cause="c", entry="in").at([3, 5])
    # On day 3 two are at risk, since who enters on it is not yet; on day 5 again two.
    assert values(found) == [0.5, 0.75]
    assert values(found, "at_risk") == [2, 2]


def test_an_entry_may_be_a_date() -> None:
    day = [date(2023, 1, 1 + number) for number in range(10)]
    data = {
        "from": [day[0]] * 3,
        "seen": [day[0], day[3], day[0]],
        "to": [day[3], day[5], day[5]],
        "c": [1, 1, 0],
    }
    found = kz.incidence(data, start="from", entry="seen", end="to", cause="c", data_end=day[9])
    assert values(found.at([3, 5])) == [0.5, 0.75]


def test_what_ends_on_the_day_it_starts_counts_only_when_asked() -> None:
    data = {"t": [0, 1, 2, 2], "c": [1, 1, 0, 0]}
    left_out = kz.incidence(data, time="t", cause="c")
    assert values(left_out.at([0, 1])) == [0.0, pytest.approx(1 / 3)]
    assert left_out.attrition[-1].left_out == 1
    counted = kz.incidence(data, time="t", cause="c", same_day="counted")
    assert values(counted.at([0, 1])) == [0.25, 0.5]
    assert counted.attrition[-1].left_out == 0


COHORTS = {
    "year": [2021, 2021, 2022, 2022, 2023, 2023],
    "from": [
        date(2021, 1, 1),
        date(2021, 7, 1),
        date(2022, 1, 1),
        date(2022, 12, 31),
        date(2023, 12, 1),
        None,
    ],
    "to": [date(2021, 3, 1), None, None, None, date(2023, 12, 11), date(2023, 12, 11)],
}


def test_cohorts_without_complete_follow_up_are_told_apart() -> None:
    found = kz.incidence(COHORTS, start="from", end="to", data_end="2023-12-31", by="year", at=[30, 400])
    assert found.strata.to_pydict() == {"year": [2021, 2022, 2023]}
    assert values(found.at(), "status") == [
        *("complete", "complete"),
        *("complete", "incomplete follow-up"),
        *("complete", "not observed"),
    ]
    # The only spell of 2023 that counts ended on day 10, but nobody could be followed for more than 30 days.
    assert values(found.at()) == [0.0, 0.5, 0.0, 0.0, 1.0, None]
    assert [str(told) for told in found.warnings] == [
        "In 1 van de 3 groepen kon niet iedereen tot dag 400 worden gevolgd.",
        "In 1 van de 3 groepen is niemand tot dag 400 gevolgd: daar is geen cijfer.",
        "Tot dag 400 zijn de groepen niet even lang gevolgd: vergelijk ze daar niet zonder meer.",
    ]


def test_figures_without_complete_follow_up_can_be_left_out() -> None:
    found = kz.incidence(
        COHORTS,
        start="from",
        end="to",
        data_end="2023-12-31",
        by=["year"],
        at=[30, 400],
        complete_follow_up=True,
    )
    assert values(found.at()) == [0.0, 0.5, 0.0, None, 1.0, None]
    assert values(found.at(), "high")[3] is None
    # The last spell of 2023 could be followed for 30 days, so its end on day 10 is in the curve.
    assert values(found.curve(), "year") == [2021, 2023]


def test_a_group_of_which_nobody_counts_has_no_figures_but_is_shown() -> None:
    found = kz.incidence({"g": ["a", "b"], "t": [0, 5], "c": [1, 0]}, time="t", cause="c", by="g")
    assert values(found.at(3)) == [None, 0.0]
    assert values(found.at(3), "n") == [0, 1]


def test_how_long_days_on_a_clock_could_be_followed_is_known_when_starts_are() -> None:
    data = {"t": [30, 40], "c": [0, 0], "from": [date(2023, 12, 1), date(2023, 11, 21)]}
    found = kz.incidence(data, time="t", cause="c", start="from", data_end="2023-12-31")
    assert values(found.without_event([30, 31]), "status") == ["complete", "incomplete follow-up"]


def test_strata_are_told_apart_by_any_columns_and_in_order() -> None:
    data = {"g": ["b", "a", "b", None], "y": [1, 1, 2, 1], "t": [1, 1, 1, 1], "c": [1, 0, 1, 1]}
    found = kz.incidence(data, time="t", cause="c", by=["g", "y"], at=1)
    assert found.strata.to_pylist() == [
        {"g": "a", "y": 1}, {"g": "b", "y": 1}, {"g": "b", "y": 2}, {"g": None, "y": 1}
    ]  # fmt: skip
    assert values(found.at()) == [0.0, 1.0, 1.0, 1.0]
    assert found.curve(g="b", y=2).to_pylist()[0]["estimate"] == 1.0


def test_a_curve_has_a_row_at_every_day_with_an_event() -> None:
    curve = months(MONTHS).curve("report")
    assert values(curve, "day") == [2, 4, 5, 9]
    assert values(curve, "at_risk") == [10, 9, 8, 6]
    assert values(curve, "events") == [1, 1, 2, 3]
    assert values(curve) == pytest.approx([0.1, 0.1, 0.2, 0.2 + 0.7 / 6])


def test_spells_of_a_case_hang_together_in_the_variance() -> None:
    data = {"who": ["a", "a", "b", "c"], "t": [1, 1, 3, 4], "c": [1, 1, 1, 0]}
    found = kz.incidence(data, time="t", cause="c", case="who").at(2).to_pylist()[0]
    counts = kz.count_table(data["t"], data["c"])
    rows = case_spans(data["t"], data["c"], data["who"])
    assert found["standard_error"] == pytest.approx(
        kz.aalen_johansen(counts, variance="robust", rows=rows).at(2)[1]
    )
    assert (
        found["standard_error"] > kz.incidence(data, time="t", cause="c").at(2)["standard_error"][0].as_py()
    )


def test_a_robust_variance_with_delayed_entry_uses_the_rows() -> None:
    data = {"t": [3, 5, 5, 6], "in": [0, 3, 0, 1], "c": [1, 1, 0, 2], "g": [1, 1, 2, 2]}
    found = kz.incidence(data, time="t", cause="c", entry="in", by="g", variance="robust").at(5).to_pylist()
    for row in found:
        own = [place for place, group in enumerate(data["g"]) if group == row["g"]]
        time, cause, entry = ([data[name][place] for place in own] for name in ("t", "c", "in"))
        counts = kz.count_table(time, cause, entry=entry, causes=2)
        rows = case_spans(time, cause, own, entry)
        expected = kz.aalen_johansen(counts, variance="robust", rows=rows).at(5, int(row["cause"]) - 1)
        assert (row["estimate"], row["standard_error"]) == pytest.approx(expected)


def test_figures_leave_by_the_one_way_out() -> None:
    days = [10] * 30 + [20] * 4 + [30] * 66
    data = {"t": days, "c": [1] * 30 + [2] * 4 + [0] * 66}
    found = kz.incidence(data, time="t", cause="c", causes=["back", "moved"], at=[10, 20, 90])
    measure = found.as_measure("again", message("Kans"), message("traject"))
    (table,) = release(measure, Policy()).tables
    assert [row.id for row in table.rows] == ["back", "moved"]
    first = table.rows[0].figures[0]
    assert isinstance(first, PublishedShare)
    assert (first.x, first.n) == (30, 100)
    assert isinstance(table.rows[1].figures[1], Hidden)
    assert table.rows[0].figures[2] is None


def test_each_group_leaves_in_a_table_of_its_own_and_its_numbers_are_known_by_name() -> None:
    data = {
        "t": [10] * 40 + [20] * 60 + [10] * 3,
        "c": [1] * 40 + [0] * 60 + [1] * 3,
        "g": ["a"] * 100 + ["b"] * 3,
    }
    measure = kz.incidence(data, time="t", cause="c", by="g", at=10).as_measure(
        "again", message("Kans"), message("traject")
    )
    assert [str(table.title) for table in measure.tables] == ["Kans: a", "Kans: b"]
    figure = measure.tables[0].rows[0].figures[0]
    assert isinstance(figure, Probability)
    assert (figure.part, figure.whole) == ("again:a:1+10", "again:a:gevolgd")
    assert measure.relations[0] == Equal(("again:a:gevolgd", "again:b:gevolgd"), ("again:alle:gevolgd",))
    assert measure.attrition[-1].names[1] == "again:alle:gevolgd"
    large, small = (table.rows[0].figures[0] for table in release(measure, Policy()).tables)
    assert isinstance(large, PublishedShare)
    assert isinstance(small, Hidden)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"time": "tiem", "cause": "c"}, "time: the table has no column 'tiem'; did you mean 'time'"),
        ({"time": "time", "cause": "zzz"}, "its columns are time, c, day, name, zone, half, n, g, seconds"),
        ({"time": "name", "cause": "c"}, "time: column 'name' must hold whole numbers, not varchar"),
        ({"time": "half", "cause": "c"}, "time: column 'half' has 1 numbers that are not whole"),
        ({"start": "name", "end": "day", "data_end": "2023-01-09"}, "start: column 'name' must hold dates"),
        ({"start": "zone", "end": "day", "data_end": "2023-01-09"}, "start: column 'zone' has a time zone"),
        ({"start": "day", "end": "day"}, "data_end="),
        ({"end": "day", "data_end": "2023-01-09"}, "start="),
        ({"time": "time"}, "cause="),
        ({"cause": "c"}, "time=.*start="),
        ({"time": "time", "end": "day", "cause": "c"}, "either time="),
        ({"time": "time", "cause": "c", "entry": "n"}, "2 rows end before they start"),
        ({"time": "time", "cause": "c", "by": "day"}, "by: the answer has a column 'day' of its own"),
        ({"time": "time", "cause": "c", "by": ["g", "g"]}, "twice"),
        ({"time": "time", "cause": "c", "at": [-1]}, "whole number of days from 0"),
        ({"time": "time", "cause": "c", "causes": ["one"]}, "codes from 0 .censored. to 1"),
        ({"time": "time", "cause": "name", "causes": ["x"]}, "2 values that causes= does not name"),
        ({"time": "time", "cause": "c", "count": "g"}, "count: a number of rows is missing or below 0"),
        ({"time": "time", "cause": "c", "case": "g", "variance": "aalen"}, "case="),
        ({"time": "time", "cause": "c", "case": "g", "count": "n"}, "case="),
        ({"time": "time", "cause": "c", "entry": "g", "count": "n", "variance": "robust"}, "entry="),
        ({"time": "time", "cause": "c", "entry": "g", "same_day": "counted"}, "same_day"),
        ({"time": "time", "cause": "c", "same_day": "both"}, "same_day"),
        ({"time": "time", "cause": "c", "complete_follow_up": True}, "start= and data_end="),
        ({"time": "seconds", "cause": "c"}, "is the clock in whole days"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_argument_that_is_wrong(
    arguments: dict[str, Any], words: str
) -> None:
    data = {
        "time": [1, 2],
        "c": [0, 2],
        "day": [date(2023, 1, 1), date(2023, 1, 2)],
        "name": ["Jansen", "De Vries"],
        "zone": [datetime(2023, 1, 1, tzinfo=UTC)] * 2,
        "half": [1.0, 1.5],
        "n": [3, 4],
        "g": [0, None],
        "seconds": [1_700_000_000, 1_600_000_000],
    }
    with pytest.raises(ValueError, match=words) as error:
        kz.incidence(pa.table(data), **arguments)
    assert "Jansen" not in str(error.value)


def test_no_table_and_no_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="int is no table"):
        kz.incidence(5, time="t", cause="c")
    with pytest.raises(FileNotFoundError):
        kz.incidence(tmp_path / "nothing.parquet", time="t", cause="c")


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two columns 't'"):
        kz.incidence(pa.table([[1], [1], [1]], names=["t", "c", "t"]), time="t", cause="c")


@pytest.mark.parametrize("data", [{"t": [1, 2], "c": [1]}, {"t": [1, "Jansen"], "c": [1, 1]}])
def test_what_is_no_column_is_refused_without_saying_what_stands_in_it(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="unequal length, or with values of several types") as error:
        kz.incidence(data, time="t", cause="c")
    assert "Jansen" not in str(error.value)
    assert error.value.__suppress_context__


def test_a_column_may_be_empty() -> None:
    data = {"from": [date(2023, 1, 1)], "to": [None], "c": [None]}
    found = kz.incidence(data, start="from", end="to", cause="c", data_end="2023-02-01")
    assert values(found.without_event(31)) == [1.0]


def test_days_strata_and_causes_that_are_not_there_are_refused() -> None:
    found = kz.incidence(MONTHS, time="until", cause="why")
    for ask, words in (
        (lambda: found.at(), "at which days"),
        (lambda: found.curve("died"), "no cause 'died'"),
        (lambda: found.curve(g=1), "no strata by 'g'"),
    ):
        with pytest.raises(ValueError, match=words):
            ask()


def test_an_empty_table_has_no_figures_and_no_errors() -> None:
    empty = pa.table({"t": pa.array([], pa.int32()), "c": pa.array([], pa.string())})
    assert values(kz.incidence(empty, time="t", cause="c", at=5).without_event()) in ([], [None])
