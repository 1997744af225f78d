"""Public event logs give the numbers that others published for them."""

from pathlib import Path

import pytest

from helpers.event_logs import COLUMNS, Row, as_answers, plainly, read_csv, read_xes, write_parquet
from ketenzicht.engine import event_log
from ketenzicht.history import paths

pytestmark = pytest.mark.reference


def batch_of(rows: list[Row], folder: Path) -> tuple[event_log.EventLog, paths.PathTables]:
    source = write_parquet(rows, folder / "events.parquet")
    log = event_log.store(source, folder / "stored", **COLUMNS)
    return log, paths.batch(log)


@pytest.mark.parametrize("name", ["receipt.csv.gz", "receipt.xes.gz"])
def test_receipt(shared_data: Path, tmp_path: Path, name: str) -> None:
    reader = read_csv if ".csv" in name else read_xes
    rows = list(reader(shared_data / "eventlogs" / name))
    log, tables = batch_of(rows, tmp_path)
    assert (log.cases, log.events, len(log.activities), tables.variants.num_rows) == (1_434, 8_577, 27, 116)
    assert tables.median_duration == pytest.approx(2_868.58, abs=0.005)
    assert tables.mean_duration == pytest.approx(467_263.915, abs=0.0005)
    answers = as_answers(tables)
    t04, t05, t06 = (
        next(a for a in log.activities if a.startswith(start)) for start in ("T04", "T05", "T06")
    )
    assert answers.steps[t04, t05][0] == 1_177
    assert sum(cases for route, cases in answers.variants.items() if route.count(t06) > 1) == 59
    assert answers == plainly(rows)


def test_running_example(shared_data: Path, tmp_path: Path) -> None:
    rows = list(read_xes(shared_data / "eventlogs" / "running-example.xes"))
    log, tables = batch_of(rows, tmp_path)
    assert (log.cases, log.events) == (6, 42)
    assert tables.median_duration == 815_940


def test_bpic2013_closed_problems(shared_data: Path, tmp_path: Path) -> None:
    rows = list(read_xes(shared_data / "eventlogs" / "bpic2013_closed_problems.xes.gz"))
    log, tables = batch_of(rows, tmp_path)
    assert (log.cases, log.events, tables.variants.num_rows) == (1_487, 6_660, 183)
    assert as_answers(tables) == plainly(rows)


def test_bpic2012(shared_data: Path, tmp_path: Path) -> None:
    rows = list(read_xes(shared_data / "eventlogs" / "bpic2012.xes.gz"))
    log, tables = batch_of(rows, tmp_path)
    assert (log.cases, log.events, len(log.activities)) == (13_087, 262_200, 24)
    assert as_answers(tables) == plainly(rows)


def test_a_case_that_is_called_na(shared_data: Path, tmp_path: Path) -> None:
    rows = list(read_csv(shared_data / "eventlogs" / "receipt.csv.gz"))
    renamed = [row._replace(case="NA") if row.case == rows[0].case else row for row in rows]
    log, tables = batch_of(renamed, tmp_path)
    assert (log.cases, log.events, log.left_out) == (1_434, 8_577, 0)
    assert "NA" in as_answers(tables).durations
