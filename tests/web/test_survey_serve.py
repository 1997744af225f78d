"""``ketenzicht survey serve`` and ``collect`` as they are typed: what they refuse, mail, answers in the folder."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from email import message_from_string, policy
from pathlib import Path

import pytest

from helpers.survey_web import (
    COORDINATOR,
    Client,
    chief,
    environment_of,
    free_port,
    member,
    save,
    serving,
    survey_folder,
)
from ketenzicht.survey.answers import read_answer_folder

pytestmark = pytest.mark.web

COMMAND = (sys.executable, "-c", "from ketenzicht.cli import main; main()", "survey")


def run(verb: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command on a survey that ends by itself."""
    return subprocess.run(
        [*COMMAND, verb, str(folder), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment_of(folder)},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return survey_folder(tmp_path / "klein")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Er is nog geen coördinator"),
        (["--coordinator", "geen adres"], "kan geen coördinator worden"),
        (["--coordinator", COORDINATOR, "--host", "0.0.0.0"], "Zonder HTTPS"),
        (["--coordinator", COORDINATOR, "--smtp", "mail.example.nl"], "De mailserver is niet te gebruiken"),
        (["--coordinator", COORDINATOR, "--database", "mysql://x/y"], "adres van de database"),
    ],
)
def test_what_cannot_be_is_told(folder: Path, arguments: list[str], says: str) -> None:
    done = run("serve", folder, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_others_can_read_is_refused(folder: Path) -> None:
    (folder / "beheer").mkdir(mode=0o755)
    (folder / "beheer").chmod(0o755)
    done = run("serve", folder, "--coordinator", COORDINATOR)
    assert done.returncode == 2
    assert "chmod 700" in done.stderr


def test_a_folder_without_a_survey_and_a_port_that_is_taken_are_told(folder: Path, tmp_path: Path) -> None:
    assert "uitvraag.yaml" in run("serve", tmp_path / "klein" / "..", "--coordinator", COORDINATOR).stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"poort {port}" in run("serve", folder, "--coordinator", COORDINATOR, "--port", port).stderr


def test_a_lost_password_gets_a_link_and_a_restart_logs_nobody_out(folder: Path) -> None:
    with serving(folder) as first:
        coordinator = chief(first)
        region = member(coordinator, "region", "NOORD")
        save(region, "NOORD", 0, begin="7")
    with serving(folder) as second:
        assert Client(second.port, dict(coordinator.cookies)).get("/overzicht").title == "Overzicht"
        assert Client(second.port, dict(region.cookies)).answers("NOORD")["antwoorden"] == {"begin": "7"}
        again = Client(second.port, recovery=coordinator.recovery)
        # a link and a new password are one step, the second one stays
        assert again.use_link(second.first_link, "een heel ander wachtwoord").title == "Tweede stap"
        assert again.post("/aanmelden/tweede-stap", [("code", again.recovery.pop())]).title == "Overzicht"
        # another password ends the sessions that were there
        gone = Client(second.port, dict(coordinator.cookies)).get("/overzicht")
        assert gone.path.startswith("/aanmelden")
    done = run("serve", folder, "--coordinator", "region-noord@voorbeeld.test")
    assert "kan geen coördinator worden" in done.stderr


def test_what_was_handed_in_is_collected(folder: Path) -> None:
    with serving(folder) as server:
        coordinator = chief(server)
        region, other = member(coordinator, "region", "NOORD"), member(coordinator, "region", "ZUID")
        counting = [("versie", "0"), ("getoond", "antwoord.wijze"), ("antwoord.wijze", "ABS_LRV")]
        region.post("/organisatie/NOORD/onderdeel/telling/bewaren", counting)
        save(region, "NOORD", 1, begin="1", erbij="2", eruit="1", einde="2")
        assert "Bedankt" in region.post("/organisatie/NOORD/indienen", [("versie", "2")]).text
        save(other, "ZUID", 0, begin="5")
        done = run("collect", folder)  # also while it is served
        assert done.returncode == 0, done.stderr
        assert "1 van de 2" in done.stdout
        found = read_answer_folder(folder / "antwoorden")
        assert list(found) == ["NOORD"]
        assert found["NOORD"].submitted
        assert found["NOORD"].answers["einde"] == 2
        assert stat.S_IMODE((folder / "antwoorden" / "NOORD.json").stat().st_mode) == 0o600
        assert "nog niet gesloten" in done.stdout
        run("collect", folder, "--drafts")
        assert not read_answer_folder(folder / "antwoorden")["ZUID"].submitted
        told = run("status", folder)
        assert told.returncode == 0, told.stderr
        assert "Kleine uitvraag, sluit op 2027-01-29" in told.stdout
        assert "Nog niet ingediend:\n  Swv Zuid" in told.stdout
        assert "Concept" in run("analyse", folder).stdout
        coordinator.post("/sluiten", [("stand", "gesloten")])
        assert "nog niet gesloten" not in run("collect", folder, "--drafts").stdout
    told = run("status", folder)
    assert "Kleine uitvraag, gesloten" in told.stdout
    assert "Te laat:\n  Swv Zuid" in told.stdout
    assert "Concept" not in run("analyse", folder).stdout


class Postbox(threading.Thread):
    """As much of a mail server as a test needs."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.letters: list[str] = []

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rw", encoding="utf-8", newline="\r\n") as talk:
                self.talk(talk)  # type: ignore[arg-type]

    def talk(self, talk: Iterator[str]) -> None:
        def say(text: str) -> None:
            talk.write(text + "\r\n")  # type: ignore[attr-defined]
            talk.flush()  # type: ignore[attr-defined]

        say("220 hier")
        for line in talk:
            word = line.split()[0].upper()
            if word == "DATA":
                say("354 zeg maar")
                lines = iter(talk.readline, ".\r\n")  # type: ignore[attr-defined]
                self.letters.append("".join(lines))
            if word == "QUIT":
                say("221 dag")
                return
            say("250 goed")


def test_mail_is_sent_when_there_is_a_server(folder: Path) -> None:
    box = Postbox()
    box.start()
    address = f"127.0.0.1:{box.listener.getsockname()[1]}"
    with serving(folder, "--smtp", address, "--from", "uitvraag@voorbeeld.test") as server:
        coordinator = chief(server)
        page = coordinator.post("/mensen/iedereen", [])
        assert page.text.count("Verstuurd Ja") == 2
        page = coordinator.post("/herinneren", [])
        assert "Verstuurd: 2." in page.text
    box.listener.close()
    letters = [message_from_string(one, policy=policy.default) for one in box.letters]
    assert [letter["To"] for letter in letters[:2]] == ["noord@voorbeeld.test", "zuid@voorbeeld.test"]
    assert letters[0]["From"] == "uitvraag@voorbeeld.test"
    assert "/link/" in letters[0].get_content()
    assert letters[2]["Subject"] == "Herinnering: Kleine uitvraag"
    assert "/link/" not in letters[2].get_content()


def test_a_mail_server_that_is_away_is_told_and_the_links_are_shown(folder: Path) -> None:
    options = ("--smtp", f"127.0.0.1:{free_port()}", "--from", "uitvraag@voorbeeld.test")
    with serving(folder, *options, quiet=False) as server:
        page = chief(server).post("/mensen/iedereen", [])
        assert page.text.count("Nee, stuur het zelf") == 2
        assert page.text.count("/link/") == 2
    assert server.errors == "post niet verstuurd: ConnectionRefusedError\n" * 2


def test_an_answer_to_what_is_no_longer_asked_goes_along(folder: Path) -> None:
    with serving(folder) as server:
        region = member(chief(server), "region", "NOORD")
        save(region, "NOORD", 0, begin="5", erbij="6")
    survey = folder / "uitvraag.yaml"
    survey.write_text(survey.read_text(encoding="utf-8").replace("erbij", "instroom"), encoding="utf-8")
    assert run("collect", folder, "--drafts").returncode == 0
    found = read_answer_folder(folder / "antwoorden")["NOORD"]
    assert found.answers == {"begin": 5}
    assert [(one.where, one.text) for one in found.kept] == [("antwoord.erbij", "6")]
