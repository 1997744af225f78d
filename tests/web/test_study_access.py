"""Who sees what of a study: every address with every role and with nobody, drafts and releases, and the trail of it.

The addresses are read from the program itself: one that is not in the lists here fails.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.account_addresses import (
    CLOSED,
    LEAVES,
    NOT_THERE,
    ONLY_SENT,
    Address,
    account_pages,
    addresses_of,
    ask,
    check_nobody,
    filled,
    is_wrong,
)
from helpers.study_web import accounts_of, ask_for_a_second_person, copied, run, second_report, serving_study
from helpers.survey_web import Client, Server, chief, member
from ketenzicht.chained_lines import seal_file
from ketenzicht.study.trail import read_trail, trail_path

pytestmark = pytest.mark.web

OPENING = """
import sys
from pathlib import Path
from ketenzicht.study.settings import load_study
from ketenzicht.web.study.counter import Counter, place_of
from ketenzicht.web.survey.app import application
study = load_study(Path(sys.argv[1]))
place = place_of(study)
place.prepare()
application(Counter(study), place, ("localhost",))
"""
SEEN_BY = account_pages("can") | {  # by its name in urls.py: who may see or do it
    "overview": "can", "report.html": "can", "report.nl.html": "can", "report.en.html": "can",
    "report.pdf": "can", "report.nl.pdf": "can", "report.en.pdf": "can",
    "tables.xlsx": "can", "tables.nl.xlsx": "can", "tables.en.xlsx": "can", "results.json": "can",
    "manifest.json": "ca", "output-check.html": "ca", "quality.html": "ca",
    "trail": "c", "trail-accounts": "c",
}  # fmt: skip
"""c coordinator, a analyst, n reader, - nobody logged in."""
SEEN_BY |= {f"causes/{name}": who for name, who in SEEN_BY.items() if "." in name and name != "quality.html"}
NEVER_MADE = {
    **dict.fromkeys(
        (f"dossieronderzoek.{kind}" for kind in ("html", "en.html", "pdf", "en.pdf", "json")), "can"
    ),
    **dict.fromkeys(("dossieronderzoek-manifest.json", "dossieronderzoek-output-check.html"), "ca"),
    **dict.fromkeys((f"whatif/wat-als.{kind}" for kind in ("html", "en.html", "pdf", "json")), "can"),
    "whatif/manifest.json": "ca",
}
"""Reports that this study has none of."""
SEEN_BY |= NEVER_MADE
NO_FILE = {name for name in SEEN_BY if ".nl." in name} | {"quality.html", *NEVER_MADE}
"""What these would find in ``out`` is not there."""


@pytest.fixture(scope="module")
def made(released_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that was run and released, with a second report, and that nobody opened yet."""
    folder = copied(released_study, tmp_path_factory.mktemp("studie"))
    second_report(folder)
    return folder


@pytest.fixture(scope="module")
def server(made: Path) -> Iterator[Server]:
    with serving_study(made) as found:
        yield found


@pytest.fixture(scope="module")
def everybody(server: Server) -> dict[str, Client]:
    coordinator = chief(server)
    return {
        "c": coordinator,
        "a": member(coordinator, "analyst"),
        "n": member(coordinator, "reader"),
        "-": Client(server.port),
    }


@pytest.fixture(scope="module")
def addresses(made: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Address]:
    """Name, right and address of every page."""
    return addresses_of(OPENING, copied(made, tmp_path_factory.mktemp("adressen")))


def opened(folder: Path) -> list[tuple[str, str]]:
    """Who opened what, of the pages."""
    return pages(folder, "bekeken")


def pages(folder: Path, result: str) -> list[tuple[str, str]]:
    """Who asked for which page, of those that were shown or refused."""
    acts = read_trail(folder).acts
    return [(act.who, act.what) for act in acts if act.door == "account" and act.result == result]


def test_every_address_is_in_the_list(addresses: list[Address]) -> None:
    assert {name for name, _, _ in addresses} == set(SEEN_BY)
    assert not [address for _, _, address in addresses if "secure" in address]


@pytest.mark.parametrize("role", ["c", "a", "n"])
def test_each_role_gets_its_pages_and_no_other(
    everybody: dict[str, Client], addresses: list[Address], role: str
) -> None:
    wrong = []
    for name, _, address in addresses:
        if name in LEAVES:
            continue
        status = ask(everybody[role], filled(address), sends=name in ONLY_SENT)
        if is_wrong(status, allowed=role in SEEN_BY[name], not_there=NOT_THERE | NO_FILE, name=name):
            wrong.append((name, address, status))
    assert wrong == []


def test_who_is_not_logged_in_is_asked_to(everybody: dict[str, Client], addresses: list[Address]) -> None:
    for name, _, address in addresses:
        if "-" not in SEEN_BY[name]:
            assert b"vrijgegeven" not in check_nobody(everybody["-"], filled(address)).body


def test_nothing_of_the_secure_folder_is_served_to_anybody(made: Path, everybody: dict[str, Client]) -> None:
    secrets = [path for path in (made / "out" / "secure").rglob("*") if path.is_file()]
    assert secrets
    tries = [path.relative_to(made / "out").as_posix() for path in secrets]
    tries += [
        "secure/",
        "../study.yaml",
        "..%2fstudy.yaml",
        "%2e%2e/toegang/accounts.sqlite3",
        "logboek.jsonl",
    ]
    for client in everybody.values():
        for name in tries:
            page = client._once("GET", f"/bestand/{name}", b"", {})
            assert page.status in (302, 404), name


def test_a_report_is_one_page_that_runs_and_asks_nothing(made: Path, everybody: dict[str, Client]) -> None:
    page = everybody["n"].get("/bestand/report.html")
    assert page.body == (made / "out" / "report.html").read_bytes()
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["cache-control"] == "no-store"
    kept = everybody["n"].get("/bestand/tables.xlsx")
    assert kept.headers["content-disposition"] == 'attachment; filename="tables.xlsx"'
    assert "unsafe" not in everybody["n"].get("/overzicht").headers["content-security-policy"]


def test_each_opening_is_in_the_trail_with_who_and_what(made: Path, everybody: dict[str, Client]) -> None:
    before = len(opened(made))
    everybody["n"].get("/bestand/report.html")
    everybody["a"].get("/bestand/output-check.html")
    everybody["n"].get("/bestand/output-check.html")  # refused, so it was not opened
    everybody["a"].get("/bestand/quality.html")  # not there
    reader, analyst = (
        "reader-x <reader-x@voorbeeld.test>, Lezer",
        "analyst-x <analyst-x@voorbeeld.test>, Analist",
    )
    everybody["n"].get("/bestand/causes/report.html")
    assert opened(made)[before:] == [
        (reader, "bestand report.html"),
        (analyst, "bestand output-check.html"),
        (reader, "bestand causes/report.html"),
    ]
    shown = everybody["c"].get("/logboek").text
    assert reader in shown
    assert "alle zegels kloppen" in shown
    assert opened(made)[-1][1] == "logboek"
    seal_file(trail_path(made)).unlink()
    assert "Het laatste zegel is weg" in everybody["c"].get("/logboek").text


def test_a_refused_page_is_in_the_trail_once_a_day_for_a_person_and_a_page(
    made: Path, everybody: dict[str, Client]
) -> None:
    reader = member(everybody["c"], "reader", name="nieuwsgierig")
    who = "nieuwsgierig-x <nieuwsgierig-x@voorbeeld.test>, Lezer"
    for path in (
        "/logboek",
        "/en/logboek",
        "/bestand/causes/output-check.html",
        "/mensen/1/rol",
        "/mensen/2/rol",
    ):
        for _ in range(3):
            page = reader.get(f"{path}?naam=kees-jansen-1980")
            assert page.status == 403
    assert reader.post("/mensen/1/link", []).status == 403
    tried = [what for name, what in pages(made, "geweigerd") if name == who]
    assert tried == ["logboek", "bestand causes/output-check.html", "mensen rol", "mensen link"]
    assert "kees-jansen" not in (made / "toegang" / "logboek.jsonl").read_text(encoding="utf-8")
    assert who in everybody["c"].get("/logboek").text
    assert [name for name, _ in pages(made, "geweigerd") if name.startswith("coor")] == []


def test_who_asks_for_another_address_writes_nothing_of_it_in_the_trail(
    made: Path, everybody: dict[str, Client]
) -> None:
    everybody["n"].get("/bestand/kees-jansen-1980")
    everybody["n"].get("/overzicht?naam=kees-jansen-1980")
    assert "kees-jansen" not in (made / "toegang" / "logboek.jsonl").read_text(encoding="utf-8")


def test_a_role_of_a_study_is_changed_and_nobody_becomes_an_organisation(
    everybody: dict[str, Client],
) -> None:
    coordinator = everybody["c"]
    reader = member(coordinator, "reader", name="wissel")
    row = "//tr[contains(., 'wissel-x@')]//a[contains(@href, '/rol')]/@href"
    (where,) = coordinator.get("/mensen").tree.xpath(row)
    assert coordinator.get(where).tree.xpath("//option/@value") == ["reader", "analyst", "coordinator"]
    assert coordinator.post(where, [("rol", "region"), ("organisatie", "NOORD")]).status == 422
    assert coordinator.post(where, [("rol", "analyst")]).status == 200
    assert reader.get("/overzicht").path.startswith("/aanmelden")


def test_a_draft_is_for_who_works_on_the_study_and_a_reader_is_told_there_is_nothing(
    made: Path, tmp_path: Path
) -> None:
    folder = copied(made, tmp_path)
    for path in folder.glob("grootboek*"):
        path.unlink()
    ask_for_a_second_person(folder)
    run(folder)
    with serving_study(folder) as server:
        coordinator = chief(server)
        reader = member(coordinator, "reader")
        assert coordinator.get("/overzicht").text.count("concept, niet vrijgegeven") == 2
        assert coordinator.get("/bestand/report.html").status == 200
        told = reader.get("/overzicht").text
        assert "nog niets vrijgegeven" in told
        assert "Opbouw van de caseload" not in told
        for name in ("report.html", "tables.xlsx", "results.json", "output-check.html", "causes/report.html"):
            assert reader.get(f"/bestand/{name}").status in CLOSED, name
        mark = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))["release"]["mark"]
        run(folder, approve=mark)
        assert reader.get("/bestand/report.html").status == 200
        told = reader.get("/overzicht").text
        assert "nagekeken door A. de Vries" in told
        assert "Opbouw van de caseload" not in told
        second_report(folder)
        assert "Opbouw van de caseload" in reader.get("/overzicht").text
        assert reader.get("/bestand/causes/report.html").status == 200
        (folder / "out" / "causes" / "NIET-AF.txt").write_text("bezig", encoding="utf-8")
        assert reader.get("/bestand/causes/report.html").status == 404
        assert reader.get("/bestand/report.html").status == 200


def test_a_file_that_is_not_of_the_last_run_or_cannot_be_written_down_is_not_shown(
    made: Path, tmp_path: Path
) -> None:
    folder = copied(made, tmp_path)
    with serving_study(folder) as server:
        coordinator = chief(server)
        reader = member(coordinator, "reader")
        (folder / "out" / "report.html").write_text("<p>geheime rijen</p>", encoding="utf-8")
        page = reader.get("/bestand/report.html")
        assert page.status == 409
        assert "geheime" not in page.text
        (folder / "out" / "report.en.html").unlink()
        (folder / "out" / "report.en.html").symlink_to(folder / "study.yaml")
        assert reader.get("/bestand/report.en.html").status == 404
        (folder / "out" / "NIET-AF.txt").write_text("bezig", encoding="utf-8")
        assert reader.get("/bestand/results.json").status == 404
        assert "niets te zien" in reader.get("/overzicht").text
        (folder / "out" / "NIET-AF.txt").unlink()
        trail = folder / "toegang" / "logboek.jsonl"
        trail.rename(trail.with_suffix(".weg"))
        trail.mkdir()
        assert coordinator.get("/bestand/report.pdf").status == 503, (
            "what cannot be written down is not shown"
        )
        assert coordinator.get("/overzicht").status == 503
        assert reader.get("/logboek").status == 503
        trail.rmdir()
        trail.with_suffix(".weg").rename(trail)
        assert coordinator.get("/bestand/report.pdf").status == 200
        assert pages(folder, "geweigerd") == []
        assert reader.get("/logboek").status == 403
        assert [what for _, what in pages(folder, "geweigerd")] == ["logboek"]
        ledger = folder / "grootboek.jsonl"
        ledger.write_bytes(ledger.read_bytes().replace(b"2024", b"2025", 1))
        assert reader.get("/bestand/results.json").status == 404


def test_one_command_holds_both_trails(made: Path, server: Server, everybody: dict[str, Client]) -> None:
    everybody["c"].get("/overzicht")
    program = [sys.executable, "-c", "from ketenzicht.cli import main; main()", "study", "verify", str(made)]
    environment = {**os.environ, **accounts_of(made)}
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "alle zegels kloppen" in done.stdout
    assert "Het logboek van de accounts is zoals het is opgeschreven." in done.stdout
