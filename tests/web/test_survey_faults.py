"""Faults under a survey: killed at any moment, a full disk, a lost database, a clock that jumps, a second server.

Nothing that was acknowledged is lost, nothing half counts, and the page or the next start says what happened.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from helpers import moved_clock
from helpers.survey_web import (
    COMMAND,
    COORDINATOR,
    Client,
    Server,
    chief,
    environment_of,
    free_port,
    member,
    only_sqlite,
    save,
    serving,
    start,
    survey_folder,
)
from helpers.web import Page
from ketenzicht.publish.survey_template import template_bytes
from ketenzicht.survey.load import load_survey

pytestmark = pytest.mark.web

CODES = ("R0", "R1", "R2", "R3", "R4")
IN_CI, AT_NIGHT = 2, 100
ORIGIN = "Origin"


@dataclass
class Region:
    """Somebody of an organisation who does one thing after the other, and remembers what was acknowledged."""

    code: str
    cookies: dict[str, str]
    book: Callable[[int], bytes]
    number: int = 0
    saved: int = 0
    standing: str = ""
    versions: int = 0
    acts: dict[str, int] = field(default_factory=dict)

    def go_on(self, port: int, over: threading.Event, lots: random.Random) -> None:
        """Until the server is gone."""
        client = Client(port, dict(self.cookies))
        base = f"/organisatie/{self.code}"
        try:
            while not over.is_set():
                now = client.answers(self.code)
                act = lots.choice(("data", "page", "workbook", "hand in"))
                if now["stand"] == "ingediend":
                    act = "open again"
                getattr(self, act.replace(" ", "_"))(client, base, now["versie"])
                self.acts[act] = self.acts.get(act, 0) + 1
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return

    def data(self, client: Client, base: str, seen: int) -> None:
        """Rows and numbers as a program sends them."""
        self.number += 1
        rows = [{"nummer": f"{self.number}-{at}", "begon": "1-9-2025"} for at in range(100)]
        sent = {"versie": seen, "antwoorden": {**whole(self.number), "jongeren": rows}}
        page = client.send_json(f"/api/v1{base}/antwoorden/bewaren", json.dumps(sent).encode())
        if page.status == 200:
            self.told(json.loads(page.body)["versie"], "concept")

    def page(self, client: Client, base: str, seen: int) -> None:
        """The numbers of one page."""
        self.number += 1
        if save(client, self.code, seen, begin=str(self.number)).status == 200:
            self.told(seen + 1, "concept")

    def workbook(self, client: Client, base: str, seen: int) -> None:
        """A workbook that is sent, and then taken over."""
        self.number += 1
        page = client.send_file(f"{base}/bestand", self.book(self.number), [("versie", str(seen))])
        if page.status != 200:
            return
        version = int(page.path.rstrip("/").rsplit("/", 1)[1])
        self.versions, self.standing = max(self.versions, version), "concept"
        page = client.post(f"{base}/bestand/gelezen/{version}/overnemen", [("versie", str(version))])
        if page.status == 200:
            self.told(version + 1, "concept")

    def hand_in(self, client: Client, base: str, seen: int) -> None:
        """The button, when nothing stands in the way."""
        page = client.post(f"{base}/indienen", [("versie", str(seen))])
        if page.status == 200 and client.answers(self.code)["stand"] == "ingediend":
            self.versions, self.standing = max(self.versions, seen + 1), "ingediend"

    def open_again(self, client: Client, base: str, seen: int) -> None:
        """To go on after handing in."""
        if client.post(f"{base}/heropenen", [("versie", str(seen))]).status == 200:
            self.versions, self.standing = max(self.versions, seen + 1), "heropend"

    def told(self, version: int, standing: str) -> None:
        """The server said that it is saved."""
        self.saved, self.versions, self.standing = self.number, max(self.versions, version), standing


def whole(number: int) -> dict[str, Any]:
    """An answer to everything that is asked for, in line with each other."""
    return {"wijze": "ABS_LRV", "begin": number, "erbij": 0, "eruit": 0, "einde": number}


def demand_kept(region: Region, client: Client) -> None:
    """All that was acknowledged is there; an act that was done but not told may be there too."""
    now = client.answers(region.code)
    assert now["versie"] >= region.versions, (region.code, now["versie"], region.versions)
    if now["versie"] == region.versions and region.standing:
        assert now["stand"] == region.standing
    if region.saved:
        assert int(now["antwoorden"]["begin"]) >= region.saved
    rows = now["antwoorden"].get("jongeren", [])
    if rows:
        of = rows[0]["nummer"].split("-")[0]
        assert [row["nummer"] for row in rows] == [f"{of}-{at}" for at in range(len(rows))]
        assert len(rows) == 100


def acts_of(regions: list[Region]) -> int:
    """How many acts were acknowledged."""
    return sum(sum(one.acts.values()) for one in regions)


def rounds(folder: Path, number: int, seed: int) -> dict[str, int]:
    """Kill the server so many times while all regions are busy; what they did, by kind."""
    survey_folder(folder, CODES)
    opened = load_survey(folder)
    running = start(folder, "--coordinator", COORDINATOR)
    coordinator = chief(running)

    def book_of(code: str) -> Callable[[int], bytes]:
        return lambda n: template_bytes(opened.survey, organisation=opened.by_code[code], answers=whole(n))

    regions = [Region(one, dict(member(coordinator, "region", one).cookies), book_of(one)) for one in CODES]
    lots = random.Random(seed)
    for at in range(number):
        over = threading.Event()
        threads = [
            threading.Thread(
                target=one.go_on, args=(running.port, over, random.Random(f"{seed} {at} {one.code}"))
            )
            for one in regions
        ]
        for thread in threads:
            thread.start()
        begun, until = acts_of(regions), time.monotonic() + 60
        while acts_of(regions) == begun and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(lots.uniform(0, 1.5))
        running.kill()
        over.set()
        for thread in threads:
            thread.join()
        running = start(folder)
        assert "niet gestopt maar afgebroken" in running.said
        for one in regions:
            client = Client(running.port, dict(one.cookies))
            demand_kept(one, client)
            one.versions = max(one.versions, client.version(one.code))
            one.standing = ""
    trail = Client(running.port, dict(coordinator.cookies)).get("/logboek").text
    assert "alle zegels kloppen" in trail
    assert "de server was afgebroken en begon opnieuw" in trail
    running.process.terminate()
    running.process.communicate(timeout=60)
    checked = subprocess.run(
        [*COMMAND[:-1], "verify", str(folder)],
        capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **environment_of(folder)},
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr
    done: dict[str, int] = {}
    for one in regions:
        for act, times in one.acts.items():
            done[act] = done.get(act, 0) + times
    return done


def test_killed_while_five_regions_save_send_and_hand_in_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    assert sum(rounds(tmp_path / "klein", IN_CI, seed=1).values()) > 0


@pytest.mark.nightly
def test_killed_at_a_hundred_moments(tmp_path: Path) -> None:
    done = rounds(tmp_path / "klein", AT_NIGHT, seed=8)
    assert set(done) == {"data", "page", "workbook", "hand in", "open again"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return survey_folder(tmp_path / "klein")


def begun(server: Server) -> tuple[Client, Client]:
    """A coordinator, and a region that saved something."""
    coordinator = chief(server)
    region = member(coordinator, "region", "NOORD")
    save(region, "NOORD", 0, begin="7")
    return coordinator, region


def typed(client: Client, version: int, text: str, **headers: str) -> Page:
    """Send a page as a browser does, which says where it came from."""
    fields = [("versie", str(version)), ("getoond", "antwoord.begin"), ("antwoord.begin", text)]
    ours = {ORIGIN: f"http://127.0.0.1:{client.port}"}
    return client.post("/organisatie/NOORD/onderdeel/aantallen/bewaren", fields, **ours, **headers)


def as_script(client: Client, version: int, text: str) -> Page:
    return typed(client, version, text, Accept="application/json")


@only_sqlite
def test_a_full_disk_is_told_and_what_was_typed_stays_on_the_page(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file may grow in the server's process, as on a disk that is full; later there is room again."""
    # what Python keeps of compiled code would be cut off as well, and spoil what runs after
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    with serving(folder, quiet=False) as server:
        coordinator, region = begun(server)
        before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
        page = typed(region, 1, "wat ik typte")
        assert (page.status, page.title) == (503, "Niet bewaard")
        assert page.headers["retry-after"] == "30"
        assert ("antwoord.begin", "wat ik typte") in page.fields()
        assert json.loads(as_script(region, 1, "8").body) == {"fout": "niet bewaard"}
        elsewhere = region._once(
            "POST", page.path, b"antwoord.begin=99", {ORIGIN: "https://elders.example",
            "Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        assert b"99" not in elsewhere.body
        assert b'value="7"' in region.get("/organisatie/NOORD/onderdeel/aantallen/").body  # to read goes on
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)
        again = region.post(page.path, page.fields())
        assert again.status == 200
        assert region.answers("NOORD")["antwoorden"] == {"begin": "wat ik typte"}
        assert "alle zegels kloppen" in coordinator.get("/logboek").text
    assert "SQLITE_" in server.errors
    assert "wat ik typte" not in server.errors


def kept_copy(folder: Path) -> Path:
    """A copy of the database, made as the manual says, while it is served."""
    target = folder / "kopie.sqlite3"
    with (
        closing(sqlite3.connect(folder / "beheer" / "uitvraag.sqlite3")) as one,
        closing(sqlite3.connect(target)) as copy,
    ):
        one.backup(copy)
    return target


def refused(folder: Path, *options: str) -> str:
    """What the start says that does not come to serving."""
    done = subprocess.run(
        [*COMMAND, str(folder), "--port", str(free_port()), *options],
        capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **environment_of(folder)},
    )  # fmt: skip
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


@only_sqlite
def test_a_database_that_was_removed_takes_no_more_and_is_rescued(folder: Path) -> None:
    file = folder / "beheer" / "uitvraag.sqlite3"
    with serving(folder, quiet=False) as server:
        _, region = begun(server)
        for part in file.parent.glob("uitvraag.sqlite3*"):
            part.unlink()
        page = typed(region, 1, "8")
        assert (page.status, page.title) == (503, "Niet bewaard")
        assert page.tree.xpath("//details//dt/text()") == ["Aan het begin"]
        assert region.get("/organisatie/NOORD/").title == "Even niet bereikbaar"
        assert not file.exists()
    assert "uitvraag-gered.sqlite3" in server.errors
    said = refused(folder)
    assert "is weg of leeg" in said
    assert "uitvraag-gered.sqlite3" in said
    (file.parent / "uitvraag-gered.sqlite3").rename(file)
    with serving(folder) as server:
        assert "niet de database van de laatste keer" not in server.said
        assert Client(server.port, dict(region.cookies)).answers("NOORD")["antwoorden"] == {"begin": "7"}


@only_sqlite
def test_a_database_that_was_cut_off_is_told_and_an_older_copy_says_what_is_missing(folder: Path) -> None:
    file = folder / "beheer" / "uitvraag.sqlite3"
    with serving(folder, quiet=False) as server:
        coordinator, region = begun(server)
        copy = kept_copy(folder)
        save(region, "NOORD", 1, begin="8")
        with closing(sqlite3.connect(file)) as one:
            one.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        region.get("/organisatie/NOORD/")
        os.truncate(file, file.stat().st_size // 2)
        assert typed(region, 2, "9").title == "Niet bewaard"
        server.kill()
    assert "is beschadigd" in refused(folder)
    for part in file.parent.glob("uitvraag.sqlite3*"):
        part.unlink()
    shutil.copy(copy, file)
    with serving(folder) as server:
        assert "niet de database van de laatste keer" in server.said
        assert Client(server.port, dict(region.cookies)).answers("NOORD")["antwoorden"] == {"begin": "7"}
        trail = Client(server.port, dict(coordinator.cookies)).get("/logboek").text
        assert "begonnen met een andere database dan de laatste keer" in trail
        assert "alle zegels kloppen" in trail
    with serving(folder) as server:
        assert "niet de database" not in server.said


@only_sqlite
def test_a_folder_in_which_nothing_can_be_written_is_refused_with_words(folder: Path) -> None:
    (folder / "beheer").mkdir(mode=0o700)
    (folder / "beheer").chmod(0o500)
    bound = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("for the administrator no folder is closed, and there is no setpriv")
        bound = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    command = [*bound, *COMMAND, str(folder), "--coordinator", COORDINATOR]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    (folder / "beheer").chmod(0o700)
    assert done.returncode == 2
    assert "kan niet worden geschreven" in done.stderr
    assert "Traceback" not in done.stderr


@only_sqlite
def test_a_second_server_on_the_same_folder_is_refused_and_the_first_goes_on(folder: Path) -> None:
    with serving(folder) as server:
        _, region = begun(server)
        assert "al getoond door een andere server" in refused(folder)
        assert region.answers("NOORD")["antwoorden"] == {"begin": "7"}
    with serving(folder) as server:
        assert "afgebroken" not in server.said  # the first was stopped as it should, the second never began


@pytest.fixture
def clock(folder: Path, tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """A server of which the clock can be moved by writing seconds in a file."""
    moved = tmp_path / "verzet"
    moved.write_text("0")
    command = (sys.executable, str(Path(moved_clock.__file__)), str(moved), *COMMAND[3:])
    with serving(folder, command=command) as server:
        yield server, moved


@pytest.mark.parametrize("hours", [24, -24])
def test_a_clock_that_jumps_ends_sessions_and_stands_in_the_trail(
    clock: tuple[Server, Path], hours: int
) -> None:
    server, moved = clock
    coordinator, region = begun(server)
    moved.write_text(str(hours * 3600))
    page = typed(region, 1, "8")
    assert page.status == 401  # a session that lasts too long, or was begun in the future, has ended
    assert "nog niet opgeslagen, maar ook niet weg" in page.text
    region.log_in("region-noord@voorbeeld.test")
    assert typed(region, 1, "8").status == 200
    assert region.answers("NOORD")["antwoorden"] == {"begin": "8"}
    assert region.get("/organisatie/NOORD/versies/").text.index("Versie 2") < region.page.text.index(
        "Versie 1"
    )  # type: ignore[union-attr]
    moved.write_text("0")
    again = Client(server.port, recovery=coordinator.recovery)
    again.log_in_twice(COORDINATOR)
    trail = again.get("/logboek").text
    assert "alle zegels kloppen" in trail
    there, back = ("vooruit", "terug") if hours > 0 else ("terug", "vooruit")
    assert f"klok van de server verzet: 24 uur {there}" in trail
    assert f"klok van de server verzet: 24 uur {back}" in trail


def test_a_clock_that_is_put_back_lets_nobody_wait_for_a_day(clock: tuple[Server, Path]) -> None:
    server, moved = clock
    begun(server)
    moved.write_text(str(24 * 3600))
    email = "region-noord@voorbeeld.test"
    guessing = Client(server.port)
    for _ in range(10):
        guessing.log_in(email, "fout fout fout fout")
    assert Client(server.port).log_in(email).status == 429  # closed for a quarter of an hour
    moved.write_text("0")
    assert Client(server.port).log_in(email).status == 200
