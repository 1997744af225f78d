"""Whether the memory of what is served stays flat: guide, survey and coding pages under a mixed load, for an hour.

``just soak [--minutes 60] [--pause 0.2]``. Each is a process of its own, as in use. People walk through the guide;
regions save rows, look, send a workbook, hand in and open again; two readers code files. Everybody waits a moment
after each page, so that the load is steady. Every ten seconds the memory that each server holds is read from
``/proc``.

After a third of the time, when caches are warm, a line is laid through the rest (Theil and Sen, the median of all
slopes, which one collection of garbage does not move). Ends with 1 when memory of a server grows by more than
``--most`` megabytes an hour, or when a page answers with what it should not. A run of less than twenty minutes says
what it saw and judges pages only: memory still settles.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, count
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent / "web"))

from load import walks
from survey_load import FORM, admit, answers, rows, survey

from ketenzicht.chain import load_chain
from ketenzicht.publish.survey_template import template_bytes
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.run import take_in
from ketenzicht.study.sample import draw_sample, new_research, open_research
from ketenzicht.study.settings import load_study
from ketenzicht.survey.parts import tables

TOO_OFTEN = 429
"""Who sends more files than anybody does, as on a machine that answers fast, is asked to wait; that is right."""
COMMAND = (sys.executable, "-c", "from ketenzicht.cli import main; main()")
CHAIN = "overheidsincasso"
REGIONS, ROWS, PEOPLE = 6, 200, 4
EVERY = 10.0
"""Seconds between two looks at memory."""
SETTLED = 20
"""Minutes that a run takes at least before its memory is judged."""
READERS = ("anna", "bram")
PLAN = "ontwerp: eenvoudig\naantal: 20\nseed: 1\ndubbel: 0.5\nlezers: [anna, bram]\nafhandelaar: carla\n"
BOOK = """\
id: boek
titel: Dossieronderzoek
variabelen:
  - {id: gestopt, vraag: Is de hulp gestopt?, soort: ja-nee}
  - {id: notitie, vraag: Notitie, soort: tekst, verplicht: false}
"""


@dataclass
class Seen:
    """What was seen: pages by kind, mistakes, and the memory of each server by seconds since the start."""

    pages: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def page(self, kind: str, status: int, *, right: tuple[int, ...] = (200, 303)) -> None:
        """Count a page."""
        self.pages[kind] += 1
        if status not in right:
            self.wrong.append(f"{kind}: {status}")


class Asker:
    """Asks for pages over one connection, with a session when there is one."""

    def __init__(self, port: int, session: str = "", proof: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = f"uitvraag={session}; formulier={proof}" if session else ""
        self.proof = proof

    def ask(self, path: str, body: bytes = b"", kind: str = FORM) -> tuple[int, bytes, str]:
        """Status, body, and where to go on to."""
        headers = {"Cookie": self.cookies} if self.cookies else {}
        if body:
            headers |= {"Content-Type": kind, "X-CSRFToken": self.proof}
        self.connection.request("POST" if body else "GET", path, body or None, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers.get("Location", "")


def guided(port: int, seed: int, seen: Seen) -> Iterator[None]:
    """Somebody who walks through worked cases, one after the other."""
    asker, lots, every = Asker(port), random.Random(seed), walks(load_chain(CHAIN))
    while True:
        for address, form in lots.choice(every):
            status, _, _ = asker.ask(address, form.encode() or b"feit=")
            seen.page("guide", status)
            yield


def region(
    port: int, session: str, code: str, sent: dict[str, object], book: bytes, seen: Seen
) -> Iterator[None]:
    """Somebody of an organisation: saves, sends a workbook and takes it over, hands in, opens again."""
    asker, base = Asker(port, session, "x" * 32), f"/organisatie/{code}/"
    mark = "grens"
    for number in count():
        now = json.loads(asker.ask(f"/api/v1{base}antwoorden")[1])
        version = now["versie"]
        data = json.dumps(
            {"versie": version, "antwoorden": {**sent, "waarom-tekst": f"keer {number}"}}
        ).encode()
        status, body, _ = asker.ask(f"/api/v1{base}antwoorden/bewaren", data, "application/json")
        seen.page("survey: save", status)
        version = json.loads(body)["versie"]
        yield
        for page in ("", "controle", "versies/"):
            seen.page("survey: look", asker.ask(base + page)[0])
            yield
        if number % 10 == 9:
            head = (
                f'--{mark}\r\nContent-Disposition: form-data; name="versie"\r\n\r\n{version}\r\n'
                f'--{mark}\r\nContent-Disposition: form-data; name="bestand"; filename="x.xlsx"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n"
            )
            whole = head.encode() + book + f"\r\n--{mark}--\r\n".encode()
            status, _, where = asker.ask(f"{base}bestand", whole, f"multipart/form-data; boundary={mark}")
            seen.page("survey: workbook", status, right=(200, 303, TOO_OFTEN))
            yield
            if "gelezen" in where:
                seen.page("survey: read", asker.ask(where)[0])
                read = int(where.rstrip("/").rsplit("/", 1)[1])
                status, _, _ = asker.ask(f"{where}overnemen", urlencode({"versie": read}).encode())
                seen.page("survey: take over", status)
                yield
            now = json.loads(asker.ask(f"/api/v1{base}antwoorden")[1])
            form = urlencode({"versie": now["versie"]}).encode()
            seen.page("survey: hand in", asker.ask(f"{base}indienen", form)[0])
            yield
            now = json.loads(asker.ask(f"/api/v1{base}antwoorden")[1])
            if now["stand"] == "ingediend":
                form = urlencode({"versie": now["versie"]}).encode()
                seen.page("survey: open again", asker.ask(f"{base}heropenen", form)[0])
            yield


def reader(address: str, seed: int, seen: Seen) -> Iterator[None]:
    """Somebody who codes files: opens one, saves another answer."""
    port, base = int(address.split(":")[2].split("/")[0]), "/" + address.split("/", 3)[3]
    asker, lots = Asker(port), random.Random(seed)
    numbers = [
        int(part.split("/")[0])
        for part in asker.ask(base)[1].decode().split("dossier/")[1:]
        if part[0].isdigit()
    ]
    for turn in count():
        number = lots.choice(numbers)
        status, body, _ = asker.ask(f"{base}dossier/{number}/")
        seen.page("coding: look", status)
        yield
        version = body.decode().split('name="versie" value="')[1].split('"')[0]
        form = urlencode({"versie": version, "v.gestopt": "ja", "v.notitie": f"keer {turn}", "naar": "hier"})
        seen.page("coding: save", asker.ask(f"{base}dossier/{number}/", form.encode())[0])
        yield
        seen.page("coding: list", asker.ask(base)[0])
        yield


def memory(process: int) -> float:
    """Megabytes that a process holds; not what it reads from files, which the system drops as it likes."""
    told = Path(f"/proc/{process}/status").read_text()
    held = [int(line.split()[1]) for line in told.splitlines() if line.startswith(("RssAnon", "VmSwap"))]
    if len(held) < 2:
        raise SystemExit(f"process {process} has ended")
    return sum(held) / 1024


def slope(found: list[tuple[float, float]]) -> float:
    """Megabytes an hour: the median of the slopes of all pairs (Sen, JASA 63, 1968)."""
    every = found[:: max(1, len(found) // 200)]
    return 3600 * statistics.median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(every, 2))


def until_told(process: subprocess.Popen[str], mark: str) -> str:
    """The line of a server that has this in it."""
    assert process.stdout is not None
    for line in process.stdout:
        if mark in line:
            return line
    raise SystemExit("a server did not start")


def started(*arguments: str) -> subprocess.Popen[str]:
    """A server of its own."""
    return subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, text=True)


def made_study(folder: Path) -> Path:
    """A made-up study of which files were drawn."""
    make_demo_study(folder, households=200, seed=3)
    opened = load_study(folder)
    take_in(opened)
    made = new_research(opened)
    (made / "steekproef.yaml").write_text(PLAN, encoding="utf-8")
    (made / "codeboek.yaml").write_text(BOOK, encoding="utf-8")
    draw_sample(open_research(opened))
    return folder


def soak(folder: Path, asked: argparse.Namespace) -> Seen:
    """Serve, ask and look for as long as was asked."""
    os.environ.setdefault("KETENZICHT_KEY_FILE", str(folder / "sleutel"))
    opened = survey(folder / "uitvraag", REGIONS)
    codes = list(opened.by_code)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        sessions = pool.apply(admit, (folder / "uitvraag", "", codes))
    study = made_study(folder / "studie")
    seen, servers, port = Seen(), {}, asked.port
    try:
        servers["guide"] = started("serve", "--chain", CHAIN, "--port", str(port))
        options = ("--port", str(port + 1), "--coordinator", "coor@example.org", "--second-step", "none")
        servers["survey"] = started("survey", "serve", str(folder / "uitvraag"), *options)
        for who in READERS:
            servers[f"coding {who}"] = started("sample", "code", str(study), "--reader", who, "--port", "0")
        until_told(servers["guide"], "(stoppen")
        until_told(servers["survey"], "(stoppen")
        addresses = [until_told(servers[f"coding {who}"], "http").split()[-1] for who in READERS]
        table = next(iter(tables(opened.survey)))
        walking = [guided(port, seed, seen) for seed in range(PEOPLE)]
        for at, code in enumerate(codes):
            given = rows(opened, at, ROWS)
            sent = {**answers(opened, given), table: given}
            book = template_bytes(opened.survey, organisation=opened.by_code[code], answers=sent)
            walking.append(region(port + 1, sessions[code], code, sent, book, seen))
        walking += [reader(address, seed, seen) for seed, address in enumerate(addresses)]
        go(walking, servers, seen, asked)
    finally:
        for server in servers.values():
            server.terminate()
        for server in servers.values():
            server.wait(30)  # each ends its line in the trail before the folder goes
    return seen


def go(
    walking: list[Iterator[None]],
    servers: dict[str, subprocess.Popen[str]],
    seen: Seen,
    asked: argparse.Namespace,
) -> None:
    """Let everybody walk, and look at memory meanwhile."""
    began, over = time.monotonic(), threading.Event()

    def walk(steps: Iterator[None]) -> None:
        try:
            for _ in steps:
                if over.wait(asked.pause):
                    return
        except Exception as error:
            seen.wrong.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=walk, args=(one,)) for one in walking]
    for thread in threads:
        thread.start()
    while (passed := time.monotonic() - began) < asked.minutes * 60:
        for name, server in servers.items():
            seen.memory.setdefault(name, []).append((passed, memory(server.pid)))
        if len(seen.memory["survey"]) % 30 == 1:
            told = ", ".join(f"{name} {found[-1][1]:.0f}" for name, found in seen.memory.items())
            print(f"{passed / 60:5.1f} min: {told} MB, {sum(seen.pages.values())} pages", flush=True)
        time.sleep(EVERY)
    over.set()
    for thread in threads:
        thread.join()


def report(seen: Seen, asked: argparse.Namespace) -> int:
    """Print, and say with 1 that memory grew or a page was wrong."""
    print(", ".join(f"{kind} {number}" for kind, number in sorted(seen.pages.items())))
    for line, times in Counter(seen.wrong).most_common(10):
        print(f"wrong, {times} times: {line}")
    grew = False
    print(f"{'server':14} {'begin':>8} {'warm':>8} {'end':>8} {'most':>8} {'an hour':>9}")
    for name, found in seen.memory.items():
        warm = [one for one in found if one[0] > asked.minutes * 20]
        if len(warm) < 3:
            continue
        hourly = slope(warm)
        grew = grew or hourly > asked.most
        figures = (found[0][1], warm[0][1], warm[-1][1], max(size for _, size in found))
        print(f"{name:14}", *(f"{one:5.0f} MB" for one in figures), f"{hourly:+6.1f} MB")
    if asked.minutes < SETTLED:
        print(f"too short to judge memory: that takes {SETTLED} minutes")
        grew = False
    return int(grew or bool(seen.wrong))


def main() -> int:
    """Measure, and say whether memory stayed flat."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--pause", type=float, default=0.2)
    options.add_argument("--most", type=float, default=16, help="megabytes an hour that a server may grow")
    options.add_argument("--port", type=int, default=8030)
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # who ends this ends the servers too
    with tempfile.TemporaryDirectory() as name:
        return report(soak(Path(name), asked), asked)


if __name__ == "__main__":
    sys.exit(main())
