"""A hundred regions that submit two thousand rows at the same moment, and whether all of it is there after a kill -9.

``just bench-survey [--regions 100] [--rows 2000] [--database postgresql://...]``. The server is ``ketenzicht survey
serve`` in a process of its own; the regions are threads in two others, logged in, each with one connection. Four
times they wait for each other and then send at once: the rows as data, the same rows in a workbook, the button that
takes over what is in it, and the one that hands in. A request ends when its answer is read, for a button that of the
page that follows. After the last answer the server is killed without warning, and another process reads the database:
every row that was acknowledged must be there. Prints percentiles per act, and ends with 1 when one act of a hundred
takes longer than the target of two seconds, or when anything is lost.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ketenzicht.publish.survey_template import template_bytes
from ketenzicht.survey.load import SurveyFolder, load_survey, new_survey
from ketenzicht.survey.parts import tables

NEARLY_ALL = 2000.0
"""Target in milliseconds, of 99 in 100."""
CLIENTS = 2
"""Processes that the regions are spread over."""
COMMAND = (sys.executable, "-c", "from ketenzicht.cli import main; main()", "survey", "serve")
DATA, SENT, TAKEN, DONE = "rows as data", "workbook received", "workbook taken over", "handed in"
FORM = "application/x-www-form-urlencoded"
TARGETED = (DATA, SENT, DONE)
"""What has the target: each ends with rows or answers that are safe. To read a workbook of two thousand rows takes a
processor a tenth of a second or more, so the last of a hundred waits longer for it; its rows are safe by then."""

Taken = tuple[str, float, int]


def survey(folder: Path, regions: int) -> SurveyFolder:
    """The survey on children out of school, asked of this many regions."""
    opened = new_survey(folder, "thuiszitters")
    lines = [f"R{at:03};Regio {at};{('po', 'vo')[at % 2]};;{10000 + at}" for at in range(regions)]
    opened.asked_file.write_text(
        "\n".join(["code;naam;groep;contact;leerlingen", *lines]) + "\n", encoding="utf-8"
    )
    return load_survey(folder)


def rows(opened: SurveyFolder, region: int, number: int) -> list[dict[str, Any]]:
    """Rows of the first table that are right, and nobody else's."""
    table = next(iter(tables(opened.survey).values()))
    found = []
    for at in range(number):
        row: dict[str, Any] = {}
        for column in table.columns:
            kind = column.kind
            if column.id == table.key or kind == "tekst":
                row[column.id] = f"r{region}n{at}"
            elif kind == "getal":
                row[column.id] = 5 + at % 13
            elif kind == "datum":
                begins = column.id == "begin"
                row[column.id] = (
                    f"{2025 if begins else 2026}-{(9 if begins else 2) + at % 4:02}-{1 + at % 28:02}"
                )
            elif kind == "ja-nee":
                row[column.id] = "ja"
            else:
                row[column.id] = column.choices[at % len(column.choices)].id
        found.append(row)
    return found


def answers(opened: SurveyFolder, given: list[dict[str, Any]]) -> dict[str, Any]:
    """An answer to every question, in line with the rows: nothing stands in the way of handing in."""
    found: dict[str, Any] = {}
    for section in opened.survey.sections:
        for question in section.questions:
            if question.kind == "getal":
                found[question.id] = 0
            elif question.kind == "keuze":
                found[question.id] = question.choices[0].id
            elif question.kind == "ja-nee":
                found[question.id] = "ja"
            elif question.kind == "tekst":
                found[question.id] = "zoals gevraagd"
    long = sum(row["soort"] == "LRV" for row in given)
    return found | {"abs": len(given) - long, "lrv-nieuw": long, "lrv-eind": long}


def admit(folder: Path, database: str, codes: list[str]) -> dict[str, str]:
    """A session for somebody of each region, made in the database: to log in is not what is measured."""
    from ketenzicht.web.server import OWN_NAMES
    from ketenzicht.web.survey.app import application, open_desk
    from ketenzicht.web.survey.place import Place, read_database

    place = Place(folder, read_database(database) if database else None)
    place.prepare()
    application(open_desk(place), place, OWN_NAMES)
    from django.contrib import auth
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from ketenzicht.web.survey.models import Person, Presence

    found, now = {}, timezone.now()
    for code in codes:
        person = Person.objects.create(
            email=f"{code}@example.org", name=code, role="region", organisation=code
        )
        session = SessionStore()
        session[auth.SESSION_KEY] = str(person.pk)
        session[auth.BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        Presence.objects.create(
            session=session.session_key, person=person, second_step=False, begun=now, seen=now
        )
        found[code] = session.session_key
    return found


def kept(folder: Path, database: str, told: multiprocessing.SimpleQueue[Any]) -> None:
    """What the database holds: per region the rows that were handed in."""
    from ketenzicht.web.server import OWN_NAMES
    from ketenzicht.web.survey.app import application, open_desk
    from ketenzicht.web.survey.place import Place, read_database

    place = Place(folder, read_database(database) if database else None)
    desk = open_desk(place)
    application(desk, place, OWN_NAMES)
    from ketenzicht.web.survey import trail, versions
    from ketenzicht.web.survey.models import Event

    table = next(iter(tables(desk.opened.survey)))
    found = {}
    for code, standing in versions.standings().items():
        done = standing.handed_in
        found[code] = versions.rows_of(versions.content_of(done), table) if done else None
    told.put((found, trail.broken_at(Event.objects.order_by("number").iterator())))


class Region:
    """Somebody who sends, over one connection."""

    def __init__(self, port: int, code: str, session: str) -> None:
        self.code = code
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = f"uitvraag={session}"
        _, _, cookie = self.ask("GET", f"/organisatie/{code}/")
        self.proof = cookie
        self.cookies += f"; formulier={cookie}"

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", *, follow: bool = True
    ) -> tuple[int, bytes, str]:
        """Status, body and new proof of an answer."""
        headers = {"Cookie": self.cookies}
        if method == "POST":
            headers |= {"Content-Type": kind, "X-CSRFToken": self.proof}
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        proof = ""
        for text in answer.headers.get_all("Set-Cookie", ()):
            if text.startswith("formulier="):
                proof = text.split("=", 1)[1].split(";")[0]
        if follow and answer.status == 303:
            return self.ask("GET", answer.headers["Location"])
        return answer.status, content, proof


def regions(
    port: int, given: list[tuple[str, str, bytes, bytes]], barrier: Any, told: multiprocessing.Queue[Any]
) -> None:
    """Some regions at once; tells what each act took, in seconds, and its status."""
    taken: list[Taken] = []
    mistakes: list[str] = []

    def one(code: str, session: str, data: bytes, book: bytes) -> None:
        region = Region(port, code, session)
        base = f"/organisatie/{code}/"

        def timed(act: str, *request: Any, follow: bool = True) -> bytes:
            barrier.wait()
            begin = time.perf_counter()
            status, body, _ = region.ask("POST", *request, follow=follow)
            taken.append((act, time.perf_counter() - begin, status))
            if status not in (200, 303):
                mistakes.append(f"{act} {code}: {status} {body[:200]!r}")
            return body

        version = json.loads(timed(DATA, f"/api/v1{base}antwoorden/bewaren", data, "application/json"))[
            "versie"
        ]
        mark = "grens"
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="versie"\r\n\r\n{version}\r\n'
            f'--{mark}\r\nContent-Disposition: form-data; name="bestand"; filename="x.xlsx"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + book + f"\r\n--{mark}--\r\n".encode()
        timed(SENT, f"{base}bestand", body, f"multipart/form-data; boundary={mark}", follow=False)
        form = urlencode({"versie": version + 1}).encode()
        timed(TAKEN, f"{base}bestand/gelezen/{version + 1}/overnemen", form, FORM)
        now = json.loads(region.ask("GET", f"/api/v1{base}antwoorden")[1])
        if not now["kan_worden_ingediend"]:
            mistakes.append(f"{code} cannot hand in: {now['bevindingen'][:3]}")
        form = urlencode({"versie": now["versie"]}).encode()
        timed(DONE, f"{base}indienen", form, FORM)

    threads = [threading.Thread(target=one, args=item) for item in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put((taken, mistakes))


def percentile(times: list[float], share: float) -> float:
    """In milliseconds."""
    return sorted(times)[min(int(share * len(times)), len(times) - 1)] * 1000


def main() -> int:
    """Measure, and say whether the targets were met."""
    options = argparse.ArgumentParser()
    options.add_argument("--regions", type=int, default=100)
    options.add_argument("--rows", type=int, default=2000)
    options.add_argument("--port", type=int, default=8019)
    options.add_argument("--database", default="")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        return measure(Path(name) / "uitvraag", asked)


def measure(folder: Path, asked: argparse.Namespace) -> int:
    """One run in a folder."""
    opened = survey(folder, asked.regions)
    codes = list(opened.by_code)
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(1) as pool:
        sessions = pool.apply(admit, (folder, asked.database, codes))
    sent, given = {}, []
    table = next(iter(tables(opened.survey)))
    for at, code in enumerate(codes):
        sent[code] = rows(opened, at, asked.rows)
        whole = {**answers(opened, sent[code]), table: sent[code]}
        book = template_bytes(opened.survey, organisation=opened.by_code[code], answers=whole)
        given.append((code, sessions[code], json.dumps({"versie": 0, "antwoorden": whole}).encode(), book))
    options = ["--port", str(asked.port), "--coordinator", "coor@example.org", "--second-step", "none"]
    environment = {**os.environ, **({"KETENZICHT_DATABASE": asked.database} if asked.database else {})}
    server = subprocess.Popen(
        [*COMMAND, str(folder), *options], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert server.stdout is not None
        while "(stoppen" not in server.stdout.readline():
            pass
        barrier, told = spawn.Barrier(asked.regions), spawn.Queue()
        parts = [given[at::CLIENTS] for at in range(CLIENTS)]
        clients = [spawn.Process(target=regions, args=(asked.port, part, barrier, told)) for part in parts]
        for client in clients:
            client.start()
        results = [told.get() for _ in clients]
        for client in clients:
            client.join()
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    reading = spawn.SimpleQueue()
    reader = spawn.Process(target=kept, args=(folder, asked.database, reading))
    reader.start()
    found, broken = reading.get()
    reader.join()
    return report(asked, [one for part, _ in results for one in part], [m for _, part in results for m in part],
                  [code for code in codes if found.get(code) != sent[code]], broken)  # fmt: skip


def report(
    asked: argparse.Namespace, taken: list[Taken], mistakes: list[str], lost: list[str], broken: int | None
) -> int:
    """Print, and say with 1 that a target was missed."""
    print(
        f"{asked.regions} regions at once, {asked.rows} rows each, {'PostgreSQL' if asked.database else 'SQLite'}"
    )
    print(f"{'act':20} {'number':>7} {'median':>9} {'99 %':>9} {'longest':>9}")
    missed = False
    for act in (DATA, SENT, TAKEN, DONE):
        times = [seconds for name, seconds, _ in taken if name == act]
        figures = [percentile(times, share) for share in (0.5, 0.99, 1)]
        missed = missed or (act in TARGETED and figures[1] > NEARLY_ALL)
        print(f"{act:20} {len(times):7}", *(f"{figure:6.0f} ms" for figure in figures))
    for mistake in mistakes[:5]:
        print(mistake)
    print(
        f"after kill -9: {len(lost)} regions whose rows are not there; the trail {'is broken' if broken else 'holds'}"
    )
    return int(missed or bool(mistakes) or bool(lost) or broken is not None)


if __name__ == "__main__":
    sys.exit(main())
