"""The pages of a survey on PostgreSQL: what may only grow is locked there too, and all wait their turn."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.postgresql import postgresql, postgresql_programs, stopped
from helpers.survey_web import (
    COMMAND,
    COORDINATOR,
    TAMPER,
    Client,
    chief,
    member,
    save,
    serving,
    survey_folder,
)

pytestmark = pytest.mark.web


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("no PostgreSQL here (Debian: apt-get install postgresql)")
    with postgresql(programs) as address:
        yield address


def test_two_servers_on_one_database_lose_nothing(database: str, tmp_path: Path) -> None:
    """Two processes, ten tabs each on one field: every text is kept, numbers have no gap, the trail holds."""
    folder = survey_folder(tmp_path / "klein")
    environment = {"KETENZICHT_DATABASE": database}
    with serving(folder, environment=environment) as first:
        coordinator = chief(first)
        region = member(coordinator, "region", "NOORD")
        rows = "\n".join(f"{at}\t1-9-2025" for at in range(50))
        region.post("/organisatie/NOORD/tabel/jongeren/bewaren", [("versie", "0"), ("geplakt", rows)])
        with serving(folder, environment=environment) as second:

            def tab(port: int, number: int) -> None:
                save(Client(port, dict(region.cookies)), "NOORD", 1, begin=str(number))

            ports = itertools.cycle((first.port, second.port))
            threads = [threading.Thread(target=tab, args=(next(ports), number)) for number in range(20)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        texts = set()
        for number in range(2, 22):
            page = region.get(f"/organisatie/NOORD/versies/{number}/")
            texts |= set(page.tree.xpath("//dt[.='Aan het begin']/following-sibling::dd/text()"))
        assert texts == {str(number) for number in range(20)}
        assert len(region.answers("NOORD")["antwoorden"]["jongeren"]) == 50
        assert "alle zegels kloppen" in coordinator.get("/logboek").text
    assert not (folder / "beheer" / "uitvraag.sqlite3").exists()
    done = subprocess.run(
        [sys.executable, "-c", TAMPER, str(folder), database], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "broken at None\n"


def test_a_database_that_stops_is_told_and_what_was_saved_is_there_after(tmp_path: Path) -> None:
    """The server of the database is ended without warning while the pages are served, and started again."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("no PostgreSQL here (Debian: apt-get install postgresql)")
    folder = survey_folder(tmp_path / "klein")
    with (
        postgresql(programs) as address,
        serving(folder, environment={"KETENZICHT_DATABASE": address}, quiet=False) as server,
    ):
        coordinator = chief(server)
        region = member(coordinator, "region", "NOORD")
        save(region, "NOORD", 0, begin="7")
        with stopped(address):
            page = save(region, "NOORD", 1, begin="8")
            assert (page.status, page.title) == (503, "Niet bewaard")
            assert region.get("/organisatie/NOORD/").title == "Even niet bereikbaar"
        assert region.answers("NOORD")["antwoorden"] == {"begin": "7"}
        assert save(region, "NOORD", 1, begin="8").status == 200
        assert "alle zegels kloppen" in coordinator.get("/logboek").text
    done = subprocess.run(
        [*COMMAND, str(folder), "--coordinator", COORDINATOR],
        env={**os.environ, "KETENZICHT_DATABASE": address}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "is niet te gebruiken" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "address", ["mysql://x/y", "postgresql://server", "postgresql://server:abc/x", "niets"]
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    from ketenzicht.errors import UserError
    from ketenzicht.web.survey.place import read_database

    with pytest.raises(UserError, match="adres van de database"):
        read_database(address)
