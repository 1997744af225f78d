"""A study whose files are read in the browser: its codebook, the server of a reader, a browser of a few lines."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from helpers.web import Page
from ketenzicht.sample.codings import Codings, read_codings
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.run import take_in
from ketenzicht.study.sample import draw_sample, new_research, open_research
from ketenzicht.study.settings import load_study

BOOK = """\
id: boek
titel: Dossieronderzoek
variabelen:
  - {id: gestopt, vraag: Is de hulp gestopt?, soort: ja-nee, instructie: Kijk naar de eerste hulp.}
  - id: reden
    vraag: Waarom?
    soort: keuze
    niveaus: [{id: wachttijd, naam: Wachttijd}, {id: wil-niet, naam: Wil niet, wanneer: het gezin zegt het}]
    alleen_als: {variabele: gestopt, is: ja}
  - id: wie
    vraag: Wie hielp?
    soort: meer-keuzes
    verplicht: false
    niveaus: [{id: ggz, naam: Ggz}, {id: wijkteam, naam: Wijkteam}]
  - {id: kinderen, vraag: Hoeveel kinderen?, soort: getal, minstens: 0}
  - {id: dag, vraag: Wanneer was het gesprek?, soort: datum, verplicht: false}
  - {id: notitie, vraag: Notitie, soort: tekst, verplicht: false}
"""
GOOD = [
    ("v.gestopt", "ja"),
    ("v.reden", "wachttijd"),
    ("v.wie", "ggz"),
    ("v.kinderen", "2"),
    ("v.dag", "1-3-2024"),
]


@dataclass
class Reader:
    """A reader's server, and a browser without JavaScript."""

    address: str
    folder: Path
    process: subprocess.Popen[str]
    said: str = ""
    """What it printed before it answered, besides its address."""

    @property
    def base(self) -> str:
        return urlsplit(self.address).path

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    @property
    def codings(self) -> Codings:
        return read_codings(self.folder / "dossieronderzoek" / "beveiligd" / "codering.jsonl")

    def ask(
        self, path: str, fields: list[tuple[str, str]] | None = None, *, base: bool = True, **headers: str
    ) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        address = (self.base if base else "") + path
        try:
            if fields is None:
                connection.request("GET", address, headers=headers)
            else:
                kind = {"Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", address, urlencode(fields), kind | headers)
            answer = connection.getresponse()
            return Page(address, answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


@contextmanager
def reading(folder: Path, reader: str) -> Iterator[Reader]:
    command = [sys.executable, "-c", "from ketenzicht.cli import main; main()"]
    process = subprocess.Popen(
        [*command, "sample", "code", str(folder), "--reader", reader, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        while "http://" not in said.rpartition("\n")[0]:
            line = process.stdout.readline()
            assert line, said
            said += line
        address = said.partition("http://")[2].split()[0]
        process.stdout.readline()
        yield Reader("http://" + address, folder, process, said)
    finally:
        process.kill()
        process.wait()


def made_study(folder: Path) -> Path:
    """A small made-up study of which 20 files were drawn, half of them for two readers; carla settles."""
    make_demo_study(folder, households=200, seed=3)
    opened = load_study(folder)
    take_in(opened)
    made = new_research(opened)
    (made / "steekproef.yaml").write_text(
        "ontwerp: eenvoudig\naantal: 20\nseed: 1\ndubbel: 0.5\nlezers: [anna, bram]\nafhandelaar: carla\n",
        encoding="utf-8",
    )
    (made / "codeboek.yaml").write_text(BOOK, encoding="utf-8")
    draw_sample(open_research(opened))
    return folder


def own_files(study: Path, reader: str) -> list[Any]:
    """The files of a reader."""
    return [file for file in open_research(load_study(study)).sample().readable if reader in file.readers]
