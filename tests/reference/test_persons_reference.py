"""Public files about persons as our readers open them: no line lost, no field shifted, no mark taken for a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ketenzicht.engine import Engine, quoted
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers.open import open_source
from ketenzicht.intake.readers.source import Source

pytestmark = pytest.mark.reference

Answer = Callable[[str], Any]


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as opened:
        yield opened


def opened(engine: Engine, path: Path, work: Path, name: str) -> Source:
    """The rows of a file as a relation under this name."""
    source = open_source(engine, path, Layout(), work, name)
    engine.run(f"create view {quoted(name)} as select * from {source.relation}")
    return source


def test_brp_test_persons(shared_data: Path, engine: Engine, tmp_path: Path) -> None:
    source = opened(engine, next((shared_data / "brp_testpersonen").glob("*GBA-V.csv")), tmp_path, "lines")
    assert len(source.columns) == 257
    person = quoted(source.columns[0])
    numbers = '"01.01.20"'
    # A person takes several lines; only the first has the number of the list.
    [found] = engine.rows(
        f"""select count(*), count({person}), count({numbers}), count(distinct {numbers}),
                   count("08.10.30"), count("07.67.10") from lines"""
    )
    lines, persons, bsn, distinct_bsn, addresses, suspended = found
    assert (lines, persons) == (2156, 687)
    assert (bsn, distinct_bsn) == (739, 682)
    assert (addresses, suspended) == (1624, 98)


def test_partial_dates_of_addresses_stay_as_they_are_written(
    shared_data: Path, engine: Engine, tmp_path: Path
) -> None:
    opened(engine, next((shared_data / "brp_testpersonen").glob("*GBA-V.csv")), tmp_path, "lines")
    partial = engine.value(
        """select count(*) from lines where "08.10.30" similar to '[0-9]{4}0000|00000000'"""
    )
    assert partial
    assert engine.value("""select count(*) from lines where length("08.10.30") <> 8""") == 0


@pytest.mark.parametrize(("number", "records", "pairs"), [(1, 1000, 500), (2, 5000, 1934)])
def test_febrl_true_pairs(
    shared_data: Path, engine: Engine, tmp_path: Path, number: int, records: int, pairs: int
) -> None:
    opened(engine, shared_data / "record_linkage" / f"febrl_dataset{number}.csv.gz", tmp_path, "record")
    assert engine.value("select count(*) from record") == records
    of_person = "select count(*) as n from record group by regexp_extract(rec_id, 'rec-([0-9]+)-', 1)"
    assert engine.value(f"select sum(n * (n - 1) / 2) from ({of_person})") == pairs


def test_fake_1000_true_pairs_and_labels(shared_data: Path, engine: Engine, tmp_path: Path) -> None:
    folder = shared_data / "record_linkage"
    opened(engine, folder / "splink_fake_1000.csv", tmp_path, "record")
    opened(engine, folder / "splink_fake_1000_labels.csv", tmp_path, "label")
    of_person = "select count(*) as n from record group by cluster"
    assert engine.rows(f"select count(*), sum(n * (n - 1) / 2) from ({of_person})") == [(251, 2031)]
    labels = engine.rows(
        """select clerical_match_score::double = 1, count(*),
                  count(*) filter (where l.cluster = r.cluster)
           from label join record as l on l.unique_id = unique_id_l join record as r on r.unique_id = unique_id_r
           group by all order by 1 desc"""
    )
    assert [(yes, number) for yes, number, _ in labels] == [(True, 2031), (False, 1145)]
    # Who labelled them knew: a pair is said to be one person where the truth says so, and never else.
    assert [same for _, _, same in labels] == [2031, 0]


def test_england_plans_open_at_the_end_of_march(shared_data: Path, engine: Engine, tmp_path: Path) -> None:
    opened(engine, next((shared_data / "england").glob("d5_*.csv.gz")), tmp_path, "plan")
    national = engine.rows(
        """select "CPP_At31", "2_years_or_more_percent" from plan
           where geographic_level = 'National' and time_period = '2025'"""
    )
    assert national == [("49420", "2.3")]
    marks = engine.rows(
        """select distinct "2_years_or_more" from plan
           where try_cast("2_years_or_more" as integer) is null and "2_years_or_more" is not null"""
    )
    # Marks of suppression are texts: taken for nothing, they would read as 0 plans.
    assert {mark for (mark,) in marks} <= {"c", "x", "u", "z", "k", "low"}
    assert marks


def test_england_children_in_need_have_marks_too(shared_data: Path, engine: Engine, tmp_path: Path) -> None:
    opened(engine, next((shared_data / "england").glob("b1_*.csv.gz")), tmp_path, "need")
    rows = engine.rows(
        """select "At31_episodes" from need
           where geographic_level = 'National' and time_period = '2025' and category = 'Children in Need'"""
    )
    assert rows == [("402400",)]
