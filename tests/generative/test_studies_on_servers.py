"""A study of any chain is the same to the byte, whoever counts: this machine, Sail or Apache Spark."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from helpers.apache_spark import apache_spark
from helpers.persons_study import make_persons_study
from helpers.registered_study import registered_study
from helpers.sail import sail_server
from ketenzicht.chain import shipped_chains
from ketenzicht.engine import Server
from ketenzicht.study.noted import NOTED_FILE
from ketenzicht.study.persons_link import link_study
from ketenzicht.study.run import run_study, take_in
from ketenzicht.study.settings import load_study
from ketenzicht.study.trail import trail_path

pytestmark = [pytest.mark.generative, pytest.mark.nightly]

DAY = date(2026, 1, 1)
CASES = 60
NOTED, CODES_NOTED = "verwijzer", ("01", "02", "04", "06")
"""An attribute of wijkteams that readers note, where registrations do not carry it."""

SameBytes = Callable[[Path, str], None]


@pytest.fixture(scope="module")
def sail() -> Iterator[str]:
    with sail_server() as url:
        yield url


@pytest.fixture
def same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SameBytes:
    """Holds what a study makes on a server against what it makes on this machine."""
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))

    def compare(here: Path, url: str) -> None:
        there = shutil.copytree(here, tmp_path / "there")
        run_study(here, on=DAY)
        run_study(there, on=DAY, server=Server(url, str(tmp_path / "shared")))
        made = files(here)
        assert here / "out" / "report.html" in {here / path for path in made}
        assert made == files(there)

    return compare


def files(folder: Path) -> dict[Path, bytes]:
    """All files by their path, but for the trail, which tells when each thing was done."""
    made = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in made.items()
        if name.parts[0] != trail_path(folder).parent.name
    }


@pytest.fixture(params=["sail", "apache spark"])
def server(request: pytest.FixtureRequest) -> str:
    """The address of a server of each kind."""
    return str(request.getfixturevalue("sail")) if request.param == "sail" else apache_spark()


@pytest.mark.parametrize("chain", shipped_chains())
def test_a_study_is_the_same(server: str, tmp_path: Path, same_bytes: SameBytes, chain: str) -> None:
    same_bytes(registered_study(tmp_path / "here", chain, seed=1, cases=CASES), server)


def test_what_readers_noted_is_counted_the_same(server: str, tmp_path: Path, same_bytes: SameBytes) -> None:
    same_bytes(with_notes(tmp_path / "here"), server)
    assert "komt uit dossieronderzoek" in (tmp_path / "here" / "out" / "report.html").read_text("utf-8")


def test_a_range_for_the_linking_of_persons_is_the_same(
    server: str, tmp_path: Path, same_bytes: SameBytes
) -> None:
    folder = make_persons_study(tmp_path / "here").folder
    link_study(folder)
    same_bytes(folder, server)
    assert "Hoeveel het uitmaakt vanaf welke kans" in (folder / "out" / "report.html").read_text("utf-8")


def with_notes(folder: Path) -> Path:
    """A study in which readers noted an attribute of most cases."""
    registered_study(folder, "wijkteams", seed=1, cases=CASES, without=NOTED)
    persons = set(pq.read_table(take_in(load_study(folder)).persons)["person_id"].to_pylist())
    shutil.rmtree(folder / "out")
    noted = {one: CODES_NOTED[at % 4] for at, one in enumerate(sorted(persons)) if at % 5}
    (folder / NOTED_FILE).parent.mkdir(parents=True)
    (folder / NOTED_FILE).write_text(json.dumps({NOTED: noted}), encoding="utf-8")
    return folder
