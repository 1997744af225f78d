from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.intake import counts, file_mapping, rows, spell_chain, take_in
from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.intake.dates import pattern, patterns
from ketenzicht.intake.pseudonym import prepare
from ketenzicht.intake.time_sql import time_columns

pytestmark = pytest.mark.unit

DUTCH = ZoneInfo("Europe/Amsterdam")


def read(
    engine: Engine, texts: list[str | None], notations: tuple[str, ...] = (), zone: str = "Europe/Amsterdam"
) -> list[tuple[Any, ...]]:
    """Each text as (at, precision, zone)."""
    import pyarrow as pa

    engine.register("given", pa.table({"place": range(len(texts)), "raw": pa.array(texts, pa.string())}))
    engine.run("create or replace view cleaned as select place, clean(raw) as raw from given")
    steps, columns = time_columns("raw", "d", "cleaned", patterns(notations), zone)
    chosen = ", ".join(columns[name] for name in ("d_at", "d_precision", "d_zone"))
    return engine.rows(f"with {', '.join(steps)} select {chosen} from d_dated order by place")


@pytest.fixture(scope="module")
def engine() -> Engine:
    made = Engine()
    prepare(made, b"k" * 32)
    return made


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2024-02-29", datetime(2024, 2, 29), "dag"),
        ("29-02-2024", datetime(2024, 2, 29), "dag"),
        ("29/02/2024", datetime(2024, 2, 29), "dag"),
        ("29.2.2024", datetime(2024, 2, 29), "dag"),
        ("1-2-2024", datetime(2024, 2, 1), "dag"),
        ("20240229", datetime(2024, 2, 29), "dag"),
        ("2024-02-29 13:45", datetime(2024, 2, 29, 13, 45), "moment"),
        ("29-02-2024 13:45:10", datetime(2024, 2, 29, 13, 45, 10), "moment"),
        ("2024-02-29T13:45:10,25", datetime(2024, 2, 29, 13, 45, 10, 250_000), "moment"),
        ("2024-02-29 00:00:00", datetime(2024, 2, 29), "dag"),
        ("20240200", datetime(2024, 2, 1), "maand"),
        ("20240000", datetime(2024, 1, 1), "jaar"),
        ("00-02-2024", datetime(2024, 2, 1), "maand"),
        ("02-2024", datetime(2024, 2, 1), "maand"),
        ("2024-02", datetime(2024, 2, 1), "maand"),
        ("2024", datetime(2024, 1, 1), "jaar"),
        ("00000000", None, "onbekend"),
        ("99999999", None, "onbekend"),
        ("Onbekend", None, "onbekend"),
        ("30-02-2024", None, "fout"),
        ("2024-13-01", None, "fout"),
        ("2024-02-29 25:00", None, "fout"),
        ("02/29/2024", None, "fout"),
        ("gisteren", None, "fout"),
        ("45321", None, "fout"),
        ("  ", None, None),
        (None, None, None),
    ],
)
def test_a_date_knows_its_precision(
    engine: Engine, text: str | None, moment: datetime | None, precision: str | None
) -> None:
    assert read(engine, [text])[0][:2] == (moment, precision)


@pytest.mark.parametrize(
    ("text", "local", "zone"),
    [
        ("2024-07-01T12:00:00Z", datetime(2024, 7, 1, 14), "ander"),
        ("2024-01-01T12:00:00+00:00", datetime(2024, 1, 1, 13), "ander"),
        ("2024-07-01 12:00:00.5+02:00", datetime(2024, 7, 1, 12, 0, 0, 500_000), "nederlands"),
        ("2024-01-01T12:00+0100", datetime(2024, 1, 1, 12), "nederlands"),
        ("2024-01-01T12:00:00-05:00", datetime(2024, 1, 1, 18), "ander"),
        ("2024-01-01T12:00:00", datetime(2024, 1, 1, 12), "geen"),
    ],
)
def test_times_become_dutch_local_time(engine: Engine, text: str, local: datetime, zone: str) -> None:
    assert read(engine, [text]) == [(local, "moment", zone)]


def test_times_without_a_zone_follow_the_mapping(engine: Engine) -> None:
    assert read(engine, ["2024-07-01 12:00:00"], zone="UTC")[0][0] == datetime(2024, 7, 1, 14)


def test_a_chosen_notation_refuses_others(engine: Engine) -> None:
    assert [row[1] for row in read(engine, ["02/29/2024", "29/02/2024"], ("mm/dd/jjjj",))] == ["dag", "fout"]
    assert [row[1] for row in read(engine, ["2024-02-01", "01-02-2024"], ("dd-mm-jjjj",))] == ["fout", "dag"]


@pytest.mark.parametrize("notation", ["dd-mm-yyyy", "dd-mm", "jjjj-jjjj", "dd mmm jjjj", "dag-mm-jjjj"])
def test_a_strange_notation_is_refused(notation: str) -> None:
    with pytest.raises(UserError, match="wordt niet herkend"):
        pattern(notation)


@settings(max_examples=40, deadline=None)
@given(
    days=st.lists(st.dates(date(1900, 1, 1), date(2100, 12, 31)), min_size=1, max_size=50),
    form=st.integers(0, 3),
)
def test_every_whole_date_survives_every_notation(engine: Engine, days: list[date], form: int) -> None:
    write = ("%Y-%m-%d", "%d-%m-%Y", "%Y%m%d", "%d/%m/%Y")[form]
    found = read(engine, [day.strftime(write) for day in days])
    assert [row[0].date() for row in found] == days
    assert {row[1] for row in found} == {"dag"}


@settings(max_examples=40, deadline=None)
@given(
    moments=st.lists(st.datetimes(datetime(1980, 1, 1), datetime(2035, 1, 1)), min_size=1, max_size=30),
    hours=st.integers(-12, 12),
)
def test_zones_agree_with_the_standard_library(engine: Engine, moments: list[datetime], hours: int) -> None:
    from datetime import timezone

    zone = timezone(timedelta(hours=hours))
    found = read(engine, [moment.replace(tzinfo=zone).isoformat() for moment in moments])
    expected = [moment.replace(tzinfo=zone).astimezone(DUTCH).replace(tzinfo=None) for moment in moments]
    assert [row[0] for row in found] == expected


@settings(max_examples=60, deadline=None)
@given(
    year=st.integers(1900, 2099),
    month=st.integers(0, 13),
    day=st.integers(0, 32),
)
def test_dates_of_the_cbs_protocol_against_a_plain_definition(
    engine: Engine, year: int, month: int, day: int
) -> None:
    [(at, precision, _zone)] = read(engine, [f"{year:04d}{month:02d}{day:02d}"], ("jjjjmmdd",))
    if month == 0:
        assert (at, precision) == (datetime(year, 1, 1), "jaar")
    elif day == 0 and month <= 12:
        assert (at, precision) == (datetime(year, month, 1), "maand")
    else:
        try:
            expected = datetime(year, month, day)
        except ValueError:
            assert precision == "fout"
        else:
            assert (at, precision) == (expected, "dag")


def test_problems_with_dates_are_counted_and_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "bestand.csv"
    path.write_text(
        "zaak;begin\nA;2024-01-01\nB;2024-02-30\nC;202403\nD;2024-04\nE;onbekend\nF;\nG;2031-01-01\n",
        encoding="utf-8",
    )
    chain = spell_chain()
    mapping = {"casus": "zaak", "gebeurtenissen": [{"gebeurtenis": "start", "tijd": "begin", "altijd": True}]}
    result = take_in(chain, tmp_path / "out", file_mapping(path, chain, mapping))
    assert counts(result) == {
        "foute-datum": 2,
        "datum-ontbreekt": 1,
        "datum-onbekend": 1,
        "deel-datum": 1,
        "na-gegevens": 1,
    }
    kept = {event["source_row"]: event["precision"] for event in rows(result.events)}
    assert kept == {1: "dag", 4: "maand", 5: "onbekend", 6: "onbekend"}
    assert [step.left_out for step in result.quality.row_attrition] == [0, 2, 1]
