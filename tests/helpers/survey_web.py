"""A small survey served by a process of its own, as for its users; and a browser of a few lines with cookies."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import psycopg
import pyotp
import pytest
from psycopg.sql import SQL, Identifier

from helpers.web import Page

COMMAND = (sys.executable, "-c", "from ketenzicht.cli import main; main()", "survey", "serve")
PASSWORD = "paarse olifant op een fiets"
COORDINATOR = "coor@voorbeeld.test"
PATIENCE = 60.0

SURVEY = """
id: klein
versie: "2026"
titel: {nl: Kleine uitvraag, en: Small survey}
inleiding: {nl: We vragen u naar een paar getallen., en: We ask you for a few numbers.}
keten: thuiszitters
periode: {naam: {nl: schooljaar 2025-2026, en: school year 2025-26}, van: 2025-08-01, tot: 2026-07-31}
termijn: {open: 2026-11-01, sluit: 2027-01-29}
gevraagd:
  eenheid: {nl: samenwerkingsverband, en: partnership}
  groepen:
    - {id: po, naam: {nl: primair onderwijs, en: primary education}}
    - {id: vo, naam: {nl: voortgezet onderwijs, en: secondary education}}
begrippen:
  - {id: thuiszitter, naam: {nl: Thuiszitter, en: Thuiszitter}, tekst: {nl: Wie thuis zit., en: Who is at home.}}
onderdelen:
  - id: telling
    titel: {nl: Hoe telt u?, en: How do you count?}
    vragen:
      - id: wijze
        soort: keuze
        naam: {nl: Betekenis, en: Meaning}
        vraag: {nl: Wie telt u?, en: Whom do you count?}
        begrippen: [thuiszitter]
        verplicht: true
        keuzes:
          - {id: ABS_LRV, naam: {nl: Iedereen, en: Everybody}}
          - {id: ANDERS, naam: {nl: Anders, en: Otherwise}}
      - id: hoe
        soort: tekst
        naam: {nl: Hoe u telt, en: How you count}
        als: {vraag: wijze, is: ANDERS}
        lang: true
      - id: wie
        soort: keuzes
        naam: {nl: Wie helpt er mee, en: Who helps}
        keuzes:
          - {id: school, naam: {nl: De school, en: The school}}
          - {id: gemeente, naam: {nl: De gemeente, en: The municipality}}
      - {id: meegedaan, soort: ja-nee, naam: {nl: Deed u eerder mee, en: Did you take part before}}
      - {id: dag, soort: datum, naam: {nl: Dag van de telling, en: Day of the count}}
  - id: aantallen
    titel: {nl: Aantallen, en: Numbers}
    vragen:
      - {id: begin, soort: getal, naam: {nl: Aan het begin, en: At the start}, verplicht: true}
      - {id: erbij, soort: getal, naam: {nl: Erbij, en: In}, verplicht: true}
      - {id: eruit, soort: getal, naam: {nl: Eruit, en: Out}, verplicht: true}
      - {id: einde, soort: getal, naam: {nl: Aan het einde, en: At the end}, verplicht: true}
    tabellen:
      - id: jongeren
        naam: {nl: Jongeren, en: Young people}
        sleutel: nummer
        kolommen:
          - {id: nummer, soort: tekst, naam: {nl: Nummer, en: Number}, verplicht: true}
          - {id: begon, soort: datum, naam: {nl: Thuis sinds, en: At home since}, verplicht: true}
          - {id: aanbod, soort: datum, naam: {nl: Aanbod op, en: Offer on}}
          - id: reden
            soort: keuze
            naam: {nl: Einde, en: End}
            keuzes:
              - {id: school, naam: {nl: Terug naar school, en: Back to school}}
              - {id: weg, naam: {nl: Verhuisd, en: Moved}}
regels:
  - id: sluit-aan
    niveau: toelichting
    links: {vraag: einde}
    vergelijk: gelijk
    rechts: {som: [{vraag: begin}, {min: [{vraag: erbij}, {vraag: eruit}]}]}
    melding:
      nl: "Aan het einde staat {links}, maar begin plus erbij min eruit is {rechts}."
      en: "At the end stands {links}, but start plus in minus out is {rechts}."
  - id: veel-meer
    niveau: toelichting
    links: {vraag: begin}
    vergelijk: hoogstens
    rechts: {product: [{vorig: begin}, {getal: 1.5}]}
    melding:
      nl: "Vorig jaar was het veel minder: {links} nu, hoogstens {rechts} verwacht."
      en: "Last year it was far less: {links} now, at most {rechts} expected."
analyse:
  telt_volgens: {vraag: wijze, gevraagd: [ABS_LRV]}
"""

TAMPER = """
import sys
from pathlib import Path
from ketenzicht.web.survey.app import application, open_desk
from ketenzicht.web.survey.place import Place, read_database
place = Place(Path(sys.argv[1]), read_database(sys.argv[2]) if sys.argv[2:] > [""] else None)
place.prepare()
application(open_desk(place), place, ("localhost",))
from django.db import IntegrityError, DatabaseError, connection, transaction
from django.core.management import call_command
call_command("makemigrations", "survey", check=True, dry_run=True, verbosity=0)
from ketenzicht.web.survey import trail
from ketenzicht.web.survey.models import Blob, Event, Version
for model, field in ((Version, "kind"), (Event, "what"), (Blob, "data")):
    assert model.objects.exists(), model
    value = b"x" if field == "data" else "concept"
    for act in (lambda: model.objects.update(**{field: value}), lambda: model.objects.all()._raw_delete("default")):
        try:
            with transaction.atomic():
                act()
        except DatabaseError:
            continue
        raise AssertionError(f"{model.__name__} could be changed")
    one = model.objects.order_by("pk").first()
    setattr(one, field, value)
    try:
        with transaction.atomic():
            one.save()
    except DatabaseError:
        continue
    raise AssertionError(f"{model.__name__} could be saved again")
print("broken at", trail.broken_at(Event.objects.order_by("number")))
"""
"""A program that tries to change and remove what may only grow, and says where the trail is broken.

It ends with an error too when the tables are not what the models say.
"""


def survey_folder(folder: Path, codes: Sequence[str] = ("NOORD", "ZUID")) -> Path:
    """A survey that asks these organisations."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "uitvraag.yaml").write_text(SURVEY, encoding="utf-8")
    lines = ["code;naam;groep;contact"]
    lines += [
        f"{code};Swv {code.capitalize()};{('po', 'vo')[at % 2]};{code.lower()}@voorbeeld.test"
        for at, code in enumerate(codes)
    ]
    (folder / "organisaties.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


ON_POSTGRESQL = os.environ.get("KETENZICHT_TEST_DATABASE", "") == "postgresql"
"""Whether surveys are served from PostgreSQL: ``just test-postgresql``."""
only_sqlite = pytest.mark.skipif(ON_POSTGRESQL, reason="is about the file of SQLite")


def database_of(folder: Path) -> str:
    """The address of the database of a survey, made when it is first asked for; empty when it is SQLite."""
    from helpers.postgresql import empty_database

    return empty_database(folder.resolve()) if ON_POSTGRESQL else ""


def environment_of(folder: Path) -> dict[str, str]:
    """What a command has to know of where the database of a survey is."""
    return {"KETENZICHT_DATABASE": database_of(folder)}


def change(folder: Path, statement: str) -> None:
    """Change something in the database of a survey behind the back of the program."""
    if address := database_of(folder):
        with psycopg.connect(address) as server:
            server.execute(statement)
        return
    with closing(sqlite3.connect(folder / "beheer" / "uitvraag.sqlite3", timeout=30)) as file, file:
        file.execute(statement)


def kept_of(folder: Path) -> bytes:
    """Everything that is kept of a survey beside its questions: files, and the tables of a database elsewhere."""
    kept = [path.read_bytes() for path in (folder / "beheer").iterdir()]
    if address := database_of(folder):
        with psycopg.connect(address) as server:
            tables = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in tables:
                rows = server.execute(SQL("SELECT * FROM {}").format(Identifier(table))).fetchall()
                every = (one for row in rows for one in row)
                kept += [one if isinstance(one, bytes) else str(one).encode() for one in every]
    return b"\n".join(kept)


def ago(minutes: float) -> str:
    """A moment, to write in a statement."""
    return f"'{datetime.now(UTC) - timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}+00:00'"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@dataclass
class Server:
    """A survey that is being served."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    first_link: str
    errors: str = ""
    said: str = ""
    """What it printed before it answered."""

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)


def start(
    folder: Path,
    *options: str,
    port: int = 0,
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = COMMAND,
) -> Server:
    """Serve a survey until it is ended; comes back when it answers."""
    port = port or free_port()
    process = subprocess.Popen(
        [*command, str(folder), "--port", str(port), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment_of(folder) if environment is None else environment)},
    )
    assert process.stdout is not None
    link = said = ""
    for line in process.stdout:
        said += line
        if "/link/" in line:
            link = "/link/" + line.rsplit("/link/", 1)[1].strip()
        if "(stoppen" in line:
            return Server(folder, port, process, link, said=said)
    raise AssertionError(process.stderr.read() if process.stderr else "the server did not start")


@contextmanager
def serving(folder: Path, *options: str, quiet: bool = True, **more: Any) -> Iterator[Server]:
    """Serve a survey, and end it afterwards; if it must be ``quiet``, what it wrote as errors fails the test."""
    server = start(folder, "--coordinator", COORDINATOR, *options, **more)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
        _, server.errors = server.process.communicate(timeout=PATIENCE)
    assert not quiet or server.errors == "", server.errors


@dataclass
class Client:
    """Asks for pages and sends forms over HTTP, and keeps cookies as a browser does."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    page: Page | None = None
    secret: str = ""
    recovery: list[str] = field(default_factory=list)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str, **headers: str) -> Page:
        """Ask for a page; goes where it is sent."""
        return self._ask("GET", path, b"", headers)

    def post(
        self, path: str, fields: Iterable[tuple[str, str]], *, proof: bool = True, **headers: str
    ) -> Page:
        """Send fields, with the proof that a form carries unless told otherwise."""
        sent = [one for one in fields if one[0] != "csrfmiddlewaretoken"]
        if proof:
            sent.insert(0, ("csrfmiddlewaretoken", self.proof()))
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return self._ask("POST", path, urlencode(sent).encode(), headers)

    def send_json(self, path: str, data: bytes) -> Page:
        """Send data as a program does."""
        return self._ask(
            "POST", path, data, {"Content-Type": "application/json", "X-CSRFToken": self.proof()}
        )

    def send_file(self, path: str, data: bytes, fields: Iterable[tuple[str, str]] = ()) -> Page:
        """Send a file with the fields of its form."""
        mark = "grens-van-de-toets"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
            for name, text in [("csrfmiddlewaretoken", self.proof()), *fields]
            if name != "csrfmiddlewaretoken" or text
        ]
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="bestand"; filename="antwoorden.xlsx"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = b"".join(parts) + head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def proof(self) -> str:
        """What a form of ours carries; asked for when there is none yet."""
        if "formulier" not in self.cookies:
            self.get("/aanmelden")
        return self.cookies["formulier"]

    def use_link(self, link: str, password: str = PASSWORD) -> Page:
        """Choose a password with a one-time link, and a second step where the role wants one."""
        self.get(link)
        page = self.post(link, [("wachtwoord", password), ("nogmaals", password)])
        if page.path == "/account/app":
            self.keep_app()
            page = self.get("/")
        return page

    def keep_app(self) -> Page:
        """Let an app make codes: the page with recovery codes, which are kept here."""
        page = self.get("/account/app")
        self.secret = page.tree.xpath("//dd/code/text()")[0].replace(" ", "")
        page = self.post("/account/app", [("code", pyotp.TOTP(self.secret).now())])
        self.recovery = page.tree.xpath("//li/code/text()")
        return page

    def log_in(self, email: str, password: str = PASSWORD) -> Page:
        """Log in with a password."""
        return self.post("/aanmelden", [("email", email), ("wachtwoord", password), ("naar", "")])

    def log_in_twice(self, email: str, password: str = PASSWORD) -> Page:
        """Log in with a password and a recovery code; each works once."""
        self.log_in(email, password)
        return self.post("/aanmelden/tweede-stap", [("code", self.recovery.pop()), ("naar", "")])

    def version(self, organisation: str) -> int:
        """The number of the version that counts."""
        import json

        kept = self.page
        found = json.loads(self.get(f"/api/v1/organisatie/{organisation}/antwoorden").body)
        self.page = kept
        return int(found["versie"])

    def answers(self, organisation: str) -> dict[str, Any]:
        """What counts, as data."""
        import json

        kept = self.page
        found = json.loads(self.get(f"/api/v1/organisatie/{organisation}/antwoorden").body)
        self.page = kept
        return dict(found)

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        for _ in range(5):
            page = self._once(method, path, body, headers)
            where = page.headers.get("location")
            if page.status not in (301, 302, 303) or not where:
                break
            target = urlsplit(urljoin(path, where))
            path = target.path + (f"?{target.query}" if target.query else "")
            method, body, headers = "GET", b"", {}
        self.page = page
        return page

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        told = dict(headers)
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self._connection.request(method, path, body or None, told)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionError):
            self._connection.close()
            self._connection = None
            raise
        content = answer.read()
        for text in answer.headers.get_all("Set-Cookie", ()):
            for name, morsel in SimpleCookie(text).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return Page(path, answer.status, {k.lower(): v for k, v in answer.headers.items()}, content)


def invited(coordinator: Client, email: str, role: str, organisation: str = "") -> str:
    """Invite somebody; the one-time link."""
    page = coordinator.post(
        "/mensen",
        [("naam", email.split("@")[0]), ("email", email), ("rol", role), ("organisatie", organisation)],
    )
    assert page.status == 200, page.text
    found = re.search(r"(/link/[\w-]+)", page.text)
    assert found, page.text
    return found[1]


def member(coordinator: Client, role: str, organisation: str = "", name: str = "") -> Client:
    """Somebody with this role who has chosen a password and is logged in."""
    email = f"{name or role}-{organisation or 'x'}@voorbeeld.test".lower()
    client = Client(coordinator.port)
    client.use_link(invited(coordinator, email, role, organisation))
    return client


def chief(server: Server) -> Client:
    """The coordinator, logged in with the link of the terminal."""
    client = Client(server.port)
    client.use_link(server.first_link)
    return client


def wait_for(port: int) -> None:
    """Until somebody listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nobody listens")


def save(client: Client, code: str, version: int, **answers: str) -> Page:
    """Send the page of numbers, made from a version."""
    fields = [("versie", str(version))]
    for name, value in answers.items():
        fields += [("getoond", f"antwoord.{name}"), (f"antwoord.{name}", value)]
    return client.post(f"/organisatie/{code}/onderdeel/aantallen/bewaren", fields)
