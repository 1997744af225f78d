"""Paths through a chain: counts, exact medians, variants and durations, held against plain Python."""

import random
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.event_logs import COLUMNS, Row, as_answers, plainly, write_parquet
from ketenzicht.engine import Engine, event_log, text_kernel
from ketenzicht.engine.text_coder import Part
from ketenzicht.errors import UserError
from ketenzicht.history import path_kernel, paths, route_kernel

pytestmark = pytest.mark.unit

SECOND = 1_000_000
few_rows = st.lists(
    st.builds(
        Row,
        st.sampled_from(["NA", "", "1", "een", "\u00e9\u00e9n", "a-rather-long-case-number-17"]),
        st.sampled_from(["melding", "onderzoek", "overdracht", "NA"]),
        st.integers(-3, 12).map(lambda moment: moment * SECOND // 2),
    ),
    max_size=40,
)


def many_rows(events: int, cases: int, activities: int, seed: int = 1) -> list[Row]:
    draw = random.Random(seed)
    return [
        Row(f"case {draw.randrange(cases)}", f"a{draw.randrange(activities)}", draw.randrange(10**7) * SECOND)
        for _ in range(events)
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=few_rows, threads=st.integers(1, 3), row_group_size=st.integers(1, 50))
def test_equals_the_definition(tmp_path: Path, rows: list[Row], threads: int, row_group_size: int) -> None:
    source = write_parquet(rows, tmp_path / "events.parquet", row_group_size=row_group_size)
    tables = paths.batch_of_file(source, **COLUMNS, threads=threads)
    assert as_answers(tables) == plainly(rows)
    stored = event_log.store(source, tmp_path / "stored", **COLUMNS)
    again = paths.batch(stored, threads=threads)
    assert again.directly_follows == tables.directly_follows
    assert again.variants == tables.variants
    assert again.durations == tables.durations


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_equals_the_definition_on_many_rows(tmp_path: Path, threads: int) -> None:
    # Enough cases for the tables of ids to grow, enough steps of a kind for the sample to give bounds.
    rows = many_rows(150_000, 40_000, 4)
    tables = paths.batch_of_file(write_parquet(rows, tmp_path / "e.parquet"), **COLUMNS, threads=threads)
    assert as_answers(tables) == plainly(rows)


def test_the_sample_gives_bounds_that_leave_most_gaps_out(tmp_path: Path) -> None:
    rows = many_rows(100_000, 10_000, 2)
    log = event_log.read(write_parquet(rows, tmp_path / "e.parquet"), **COLUMNS)
    lower, upper = paths.likely_bounds(log)
    assert (lower > paths.WIDE_OPEN[0]).all()
    assert (upper < paths.WIDE_OPEN[1]).all()
    assert (upper > lower).all()


@pytest.mark.parametrize("bounds", [(5, 6), (10**15, 10**16), (-2, -1), (7, 3)])
def test_a_sample_that_misleads_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bounds: tuple[int, int]
) -> None:
    rows = many_rows(3_000, 300, 3)
    source = write_parquet(rows, tmp_path / "e.parquet")
    monkeypatch.setattr(paths, "likely_bounds", lambda log: tuple(np.full(9, bound) for bound in bounds))
    assert as_answers(paths.batch_of_file(source, **COLUMNS)) == plainly(rows)


def test_a_case_with_thousands_of_events(tmp_path: Path) -> None:
    rows = [*many_rows(3_000, 1, 5), *many_rows(100, 20, 5)]
    rows = [row._replace(time=row.time // SECOND % 50 * SECOND) for row in rows]
    assert as_answers(paths.batch_of_file(write_parquet(rows, tmp_path / "e.parquet"), **COLUMNS)) == plainly(
        rows
    )


def test_more_activities_than_fit_in_a_byte(tmp_path: Path) -> None:
    rows = many_rows(5_000, 500, 300)
    log = event_log.store(write_parquet(rows, tmp_path / "e.parquet"), tmp_path / "stored", **COLUMNS)
    assert log.activity.dtype == np.uint16
    assert as_answers(paths.batch(log)) == plainly(rows)


def test_order_of_the_tables(tmp_path: Path) -> None:
    rows = [
        Row(case, activity, 0)
        for case, route in [("1", "ab"), ("2", "ba"), ("3", "ba")]
        for activity in route
    ]
    tables = paths.batch_of_file(write_parquet(rows, tmp_path / "e.parquet"), **COLUMNS)
    assert tables.variants["activities"].to_pylist() == [["b", "a"], ["a", "b"]]
    assert tables.directly_follows["count"].to_pylist() == [2, 1]
    assert tables.durations["case_id"].to_pylist() == ["1", "2", "3"]


def test_median_and_mean_duration(tmp_path: Path) -> None:
    rows = [Row(str(days), "a", at) for days in (1, 2, 4, 9) for at in (0, days * 86_400 * SECOND)]
    tables = paths.batch_of_file(write_parquet(rows, tmp_path / "e.parquet"), **COLUMNS)
    assert tables.median_duration == 3 * 86_400
    assert tables.mean_duration == 4 * 86_400


def test_an_empty_log(tmp_path: Path) -> None:
    log = event_log.store(write_parquet([], tmp_path / "e.parquet"), tmp_path / "stored", **COLUMNS)
    tables = paths.batch(log)
    assert (log.cases, log.events) == (0, 0)
    assert [table.num_rows for table in (tables.directly_follows, tables.variants, tables.durations)] == [
        0,
        0,
        0,
    ]
    assert np.isnan(tables.median_duration)
    assert np.isnan(tables.mean_duration)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-(2**40), 2**60), min_size=1, max_size=300))
def test_median_is_exact(values: list[int]) -> None:
    assert path_kernel.median(np.array(values), 0, len(values)) == pytest.approx(np.median(values), rel=1e-15)


def test_routes_whose_hashes_are_all_equal_stay_apart() -> None:
    activity = np.array([1, 2, 1, 3, 1, 2, 1], np.uint8)
    begins, lengths = np.array([0, 2, 4, 6]), np.array([2, 2, 2, 1], np.int32)
    same = np.zeros(4, np.uint64)
    _, first, size, total = route_kernel.find_routes(same, begins, lengths, np.ones(4, np.int64), activity)
    assert (first.tolist(), size.tolist(), total.tolist()) == ([0, 2, 6], [2, 2, 1], [2, 1, 1])


def test_texts_whose_hashes_are_all_equal_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_kernel, "hash_text", lambda data, begin, end: np.uint64(0))
    monkeypatch.setattr(text_kernel, "pick", text_kernel.pick.py_func)
    monkeypatch.setattr(text_kernel, "code_texts", text_kernel.code_texts.py_func)
    texts = [
        "noord",
        "zuid",
        "noord",
        "oost",
        "a text of more than eight bytes",
        "a text of more than eight bytEs",
    ]
    ends = np.cumsum([0, *map(len, texts)]).astype(np.int32)
    part, codes = Part(0, 1), np.empty(len(texts), np.int32)
    part.code(np.frombuffer("".join(texts).encode(), np.uint8), ends, 0, codes)
    assert codes.tolist() == [0, 1, 0, 2, 3, 4]
    assert part.known_texts().to_pylist() == ["noord", "zuid", "oost", *texts[4:]]


def test_rows_without_case_activity_or_time_are_counted(tmp_path: Path) -> None:
    table = pa.table(
        {
            "case": ["1", None, "1", "NA"],
            "activity": ["a", "a", None, "b"],
            "time": pa.array([1, 2, 3, None]).cast("timestamp[s]"),
        }
    )
    pq.write_table(table, tmp_path / "e.parquet")
    log = event_log.store(tmp_path / "e.parquet", tmp_path / "stored", **COLUMNS)
    assert (log.events, log.left_out) == (1, 3)


def test_columns_of_other_types(tmp_path: Path) -> None:
    days = [date(2025, 1, 3), date(2025, 1, 1)]
    coded = pa.array(["b", "a"]).dictionary_encode()
    pq.write_table(pa.table({"case": [7, 7], "activity": coded, "time": days}), tmp_path / "e.parquet")
    answers = as_answers(paths.batch_of_file(tmp_path / "e.parquet", **COLUMNS))
    assert answers.durations == {"7": 2 * 86_400}
    assert answers.variants == {("a", "b"): 1}


def test_a_log_that_is_stored_again_replaces_the_other(tmp_path: Path) -> None:
    for case in ("first", "second"):
        source = write_parquet([Row(case, "a", 0)], tmp_path / "e.parquet")
        event_log.store(source, tmp_path / "stored", **COLUMNS)
    assert event_log.open_log(tmp_path / "stored").case_ids.to_pylist() == ["second"]
    assert {path.name for path in tmp_path.iterdir()} == {"e.parquet", "stored"}


def test_mistakes_of_users(tmp_path: Path) -> None:
    source = write_parquet([Row("1", "a", 0)], tmp_path / "e.parquet")
    with pytest.raises(UserError, match="bestaat niet"):
        event_log.read(tmp_path / "other.parquet", **COLUMNS)
    with pytest.raises(UserError, match="Bedoelde je 'activity'"):
        event_log.read(source, **(COLUMNS | {"activity": "activiti"}))
    with pytest.raises(UserError, match="bevat geen tijdstippen"):
        event_log.read(source, **(COLUMNS | {"time": "case"}))
    (tmp_path / "half.parquet").write_bytes(source.read_bytes()[:100])
    with pytest.raises(UserError, match="geen \\(heel\\) Parquet"):
        event_log.read(tmp_path / "half.parquet", **COLUMNS)
    with pytest.raises(UserError, match="gebeurtenissenlogboek"):
        event_log.open_log(tmp_path)
    many = write_parquet([Row("1", str(number), 0) for number in range(5_000)], tmp_path / "many.parquet")
    with pytest.raises(UserError, match="meer dan 4096"):
        event_log.read(many, **COLUMNS)


def test_equals_the_same_question_in_sql(tmp_path: Path) -> None:
    rows = many_rows(20_000, 2_000, 6)
    source = write_parquet(rows, tmp_path / "e.parquet")
    with Engine() as engine:
        engine.attach_parquet("events", source)
        expected = engine.rows(
            """
            with steps as (
                select activity, epoch_us(time) as moment,
                    lead(activity) over next_one as after, lead(epoch_us(time)) over next_one as next_moment
                from (select *, row_number() over () as row from events)
                window next_one as (partition by "case" order by time, row)
            )
            select activity, after, count(*), median(next_moment - moment) / 1e6
            from steps where after is not null group by all
            """
        )
    steps = as_answers(paths.batch_of_file(source, **COLUMNS)).steps
    assert steps == {(before, after): (count, middle) for before, after, count, middle in expected}


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_time_zones_count_hours_that_pass(tmp_path: Path, unit: str) -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    night = [
        datetime(2025, 3, 30, hour, tzinfo=amsterdam) for hour in (1, 4)
    ]  # the clock goes forward at two
    time = pa.array(night, pa.timestamp(unit, tz="Europe/Amsterdam"))
    pq.write_table(
        pa.table({"case": ["1", "1"], "activity": ["a", "b"], "time": time}), tmp_path / "e.parquet"
    )
    assert paths.batch_of_file(tmp_path / "e.parquet", **COLUMNS).durations["seconds"].to_pylist() == [
        2 * 3600
    ]


def test_a_file_with_nothing_but_rows_that_are_left_out(tmp_path: Path) -> None:
    time = pa.array([1, 2], pa.timestamp("us"))
    table = pa.table({"case": pa.array([None, None], pa.string()), "activity": ["a", "b"], "time": time})
    pq.write_table(table, tmp_path / "e.parquet")
    log = event_log.read(tmp_path / "e.parquet", **COLUMNS)
    assert (log.cases, log.left_out) == (0, 2)
