"""The engine on a server: what it keeps, what it refuses, and a study that gives the same bytes as without one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pytest
import typer
import yaml
from typer.testing import CliRunner

from helpers.apache_spark import apache_spark
from helpers.sail import sail_server
from ketenzicht.cli import register
from ketenzicht.engine import Engine, Server, open_engine
from ketenzicht.engine.spark import SparkEngine
from ketenzicht.engine.spark_session import address
from ketenzicht.errors import UserError
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.run import run_study
from ketenzicht.study.trail import trail_path

pytestmark = pytest.mark.unit

MANUAL = Path(__file__).parents[2] / "docs" / "how-to" / "count-on-a-server.md"
COMPOSE = MANUAL.parent / "server" / "compose.yaml"
APP = typer.Typer()
register(APP)


@pytest.fixture(scope="module", params=["sail", pytest.param("spark", marks=pytest.mark.nightly)])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server to count on."""
    if request.param == "spark":
        yield apache_spark()
    else:
        with sail_server() as url:
            yield url


@pytest.fixture
def engine(server: str, tmp_path: Path) -> Iterator[Engine]:
    with SparkEngine(server, tmp_path / "shared") as opened:
        opened.register("step", pa.table({"from": [1, 2, 5], "to": [2, 3, 6]}))
        yield opened


def test_tables_are_made_filled_emptied_renamed_and_dropped(engine: Engine) -> None:
    engine.run("create table a (x integer, d date); insert into a select 1, date '2024-02-29'")
    engine.run("insert into a select 2, null")
    assert engine.rows("select * from a order by x") == [(1, date(2024, 2, 29)), (2, None)]
    engine.run("delete from a where d is null")
    engine.run("create table if not exists a as select 9 as x, null::date as d")
    engine.run("alter table a rename to b; create view c as select x + 1 as x from b; drop table if exists a")
    assert engine.value("select x from c") == 2
    with pytest.raises(Exception, match="a"):
        engine.rows("select * from a")


def test_a_table_may_be_made_of_itself(engine: Engine) -> None:
    engine.run('create or replace table step as select "from" + $more as x from step', {"more": 10})
    assert sorted(engine.rows("select x from step")) == [(11,), (12,), (15,)]


def test_a_recursive_query_is_walked_to_its_end(engine: Engine) -> None:
    engine.run(
        """
        create table reached as
        with recursive walk(start, here) as (
            select "from", "to" from step where "from" not in (select "to" from step)
            union all
            select walk.start, step."to" from walk join step on step."from" = walk.here
        )
        select start, max(here) as last from walk group by start
        """
    )
    assert engine.rows("select * from reached order by all") == [(1, 3), (5, 6)]


def test_answers_have_the_types_of_duckdb(engine: Engine) -> None:
    sql = (
        'select row_number() over (order by "from") as n, sum("to") as s, [1] as l from step group by "from"'
    )
    with Engine(threads=1) as here:
        here.register("step", pa.table({"from": [1, 2, 5], "to": [2, 3, 6]}))
        assert engine.table(sql).schema == here.table(sql).schema


@pytest.mark.parametrize(
    "text", ["it's", '"', "a\\b", "\\'", "\\", "'; drop table step; --", "é\n\t%_$x", ""]
)
def test_a_value_arrives_as_it_is(engine: Engine, text: str) -> None:
    assert engine.value("select $text as text", {"text": text}) == text
    assert engine.value("select list_contains($texts, $text) as found", {"texts": ["x", text], "text": text})


def test_what_is_no_statement_for_a_server_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="not a statement for a server"):
        engine.run("set variable a = 1")
    with pytest.raises(ValueError, match="as a query for all of its columns"):
        engine.run("insert into step values (1, 2)")
    with pytest.raises(ValueError, match="not made by a statement"):
        engine.run("insert into step select 1, 2")
    with pytest.raises(ValueError, match="linked on DuckDB"):
        engine.for_linking()


def test_nothing_stays_in_the_folder_and_a_run_that_was_killed_is_cleared(
    server: str, tmp_path: Path
) -> None:
    left = tmp_path / "ketenzicht-left"
    left.mkdir()
    with open_engine(Server(server), spill=tmp_path) as engine:
        engine.run("create table a as select 1 as x")
        [folder] = tmp_path.iterdir()
        assert folder != left
        assert folder.stat().st_mode & 0o077 == 0
        assert list(folder.rglob("*.parquet"))
    assert not list(tmp_path.iterdir())


def test_an_address_that_is_none_or_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="geen adres"):
        address("http://localhost:15002")
    with pytest.raises(UserError, match="antwoordt niet"):
        address("spark://127.0.0.1:1")


def test_a_folder_that_the_server_cannot_write_in_is_told(server: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="niet in dezelfde map"):
        SparkEngine(server, (tmp_path / "file").as_uri())


def test_a_folder_goes_with_a_server(tmp_path: Path) -> None:
    told = CliRunner().invoke(APP, ["study", "run", str(tmp_path), "--engine-folder", "/shared"])
    assert isinstance(told.exception, UserError)
    assert "--engine" in str(told.exception)


def test_a_study_gives_the_same_bytes(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "key"))
    here, there = tmp_path / "here", tmp_path / "there"
    make_demo_study(here, households=150, seed=3)
    settings = here / "study.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8")
        .replace("maten: alle", "maten: [meldingsklassen, nieuwe-melding]")
        .replace("talen: [nl, en]", "talen: [nl]"),
        encoding="utf-8",
    )
    shutil.copytree(here, there)
    run_study(here, on=date(2026, 1, 1))
    run_study(there, on=date(2026, 1, 1), server=Server(server, str(tmp_path / "shared")))
    made = written(here)
    assert len(made) > 10
    assert made == written(there)


def written(study: Path) -> dict[Path, bytes]:
    """Every file of a study but those of its trail, which tells when each thing was done."""
    files = (path for path in study.rglob("*") if path.is_file() and path.parent != trail_path(study).parent)
    return {path.relative_to(study): path.read_bytes() for path in files}


def test_the_container_of_the_manual_runs_the_server_that_is_tested() -> None:
    [service] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"].values()
    assert f"pysail=={version('pysail')}" in service["build"]["dockerfile_inline"]
    told = subprocess.run(
        [sys.executable, *service["command"][1:], "--help"], capture_output=True, text=True, check=True
    )
    assert "Spark Connect" in told.stdout
    [port] = service["ports"]
    assert port.startswith("127.0.0.1:"), "a server without passwords is open to this machine only"
    [volume] = service["volumes"]
    assert volume["source"] == volume["target"], "both sides name the folder"


def test_the_commands_of_the_manual_reach_the_container_that_they_start() -> None:
    page, compose = MANUAL.read_text(encoding="utf-8"), COMPOSE.read_text(encoding="utf-8")
    folder, start, count = page.split("\n## One machine")[1].split("```")[1].strip().splitlines()[1:]
    assert MANUAL.parents[2] / folder.removeprefix("cd ") / "compose.yaml" == COMPOSE
    assert f"#     {start}\n" in compose
    given = dict(re.findall(r"(\w+)=(\S+)", start))
    assert set(given) == set(re.findall(r"\$\{(\w+):\?\}", compose)), "what it asks for is given"
    [service] = yaml.safe_load(compose)["services"].values()
    [port] = service["ports"]
    where, outside, inside = port.split(":")
    assert inside in service["command"]
    assert f"--engine spark://{where}:{outside} --engine-folder {given['SHARED']}" in count
    told = CliRunner().invoke(APP, ["study", "run", "--help"]).output
    assert all(option in told for option in re.findall(r"--[\w-]+", count))
