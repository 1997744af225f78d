"""Sessions: when they end, that somebody sees and closes their own, and limits on what one person asks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.survey_web import Client, Server, ago, change, chief, member, serving, survey_folder

pytestmark = pytest.mark.web

FILES = 60
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def aged(server: Server, field: str, minutes: float, email: str) -> None:
    """Let the sessions of somebody be older."""
    change(
        server.folder,
        f"UPDATE survey_presence SET {field} = {ago(minutes)} WHERE person_id ="
        f" (SELECT id FROM survey_person WHERE email = '{email}')",
    )


def test_a_session_ends_an_hour_after_the_last_request(server: Server, coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="stil")
    aged(server, "seen", 59, "stil-noord@voorbeeld.test")
    assert region.get("/organisatie/NOORD/").status == 200
    aged(server, "seen", 59, "stil-noord@voorbeeld.test")  # the request before counted
    assert region.get("/organisatie/NOORD/").path == "/organisatie/NOORD/"
    aged(server, "seen", 61, "stil-noord@voorbeeld.test")
    assert region.get("/organisatie/NOORD/").path.startswith("/aanmelden")


def test_a_session_ends_after_twelve_hours_whatever_happens(server: Server, coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="lang")
    aged(server, "begun", 12 * 60 - 1, "lang-noord@voorbeeld.test")
    assert region.get("/organisatie/NOORD/").path == "/organisatie/NOORD/"
    aged(server, "begun", 12 * 60 + 1, "lang-noord@voorbeeld.test")
    assert region.get("/organisatie/NOORD/").path.startswith("/aanmelden")


@pytest.mark.parametrize(
    "changed", ["role = 'reader', organisation = ''", "organisation = 'ZUID'", "password = 'x'"]
)
def test_another_role_organisation_or_password_ends_what_was_open(
    server: Server, coordinator: Client, changed: str
) -> None:
    name = "ander" + re.sub(r"\W", "", changed)
    region = member(coordinator, "region", "NOORD", name=name)
    assert region.get("/account").path == "/account"
    email = f"{name}-noord@voorbeeld.test".lower()
    change(server.folder, f"UPDATE survey_person SET {changed} WHERE email = '{email}'")
    assert region.get("/account").path.startswith("/aanmelden")


def test_somebody_sees_their_sessions_and_closes_another(server: Server, coordinator: Client) -> None:
    here = member(coordinator, "region", "NOORD", name="twee")
    there = Client(server.port)
    there.get("/aanmelden")
    there.post(
        "/aanmelden",
        [("email", "twee-noord@voorbeeld.test"), ("wachtwoord", "paarse olifant op een fiets")],
        **{"User-Agent": FIREFOX, "Content-Type": "application/x-www-form-urlencoded"},
    )
    page = here.get("/account")
    assert "Firefox op Windows" in page.text
    assert page.text.count("dit apparaat") == 1
    close = page.tree.xpath("//form[contains(@action, '/account/sessie/')]/@action")
    assert len(close) == 1
    # nobody closes that of somebody else
    member(coordinator, "region", "ZUID", name="vreemd").post(close[0], [])
    assert there.get("/account").path == "/account"
    here.post(close[0], [])
    assert there.get("/account").path.startswith("/aanmelden")
    assert here.get("/account").path == "/account"


def test_everywhere_else_at_once(server: Server, coordinator: Client) -> None:
    here = member(coordinator, "region", "NOORD", name="veel")
    others = [Client(server.port) for _ in range(3)]
    for one in others:
        one.log_in("veel-noord@voorbeeld.test")
        assert one.get("/account").path == "/account"
    here.post("/account/sluiten", [])
    assert all(one.get("/account").path.startswith("/aanmelden") for one in others)
    assert here.get("/account").path == "/account"


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    server: Server, coordinator: Client
) -> None:
    here = member(coordinator, "region", "NOORD", name="nieuw")
    there = Client(server.port)
    there.log_in("nieuw-noord@voorbeeld.test")
    fresh = "groene giraf in een bootje"
    page = here.post(
        "/wachtwoord", [("oud", "paarse olifant op een fiets"), ("wachtwoord", fresh), ("nogmaals", fresh)]
    )
    assert "Uw wachtwoord is gewijzigd" in page.text
    assert there.get("/account").path.startswith("/aanmelden")
    assert here.get("/account").path == "/account"


def test_a_session_that_was_logged_out_does_not_come_back(coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="uit")
    kept = dict(region.cookies)
    region.post("/afmelden", [])
    assert Client(coordinator.port, kept).get("/account").path.startswith("/aanmelden")


def test_who_sends_very_many_files_has_to_wait(coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="druk")
    other = member(coordinator, "region", "NOORD", name="rustig")
    path = "/organisatie/NOORD/bestand"
    for _ in range(FILES):
        assert region.post(path, []).status != 429
    refused = region.post(path, [])
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) == 600
    assert other.post(path, []).status != 429


def test_a_program_is_told_to_wait_as_data(tmp_path: Path) -> None:
    with serving(survey_folder(tmp_path / "klein")) as server:
        region = member(chief(server), "region", "NOORD")
        path = "/api/v1/organisatie/NOORD/antwoorden"
        assert region.get(path).status == 200
        change(server.folder, "UPDATE survey_tally SET count = 1200")
        page = region.get(path)
        assert page.status == 429
        assert page.body == b'{"fout": "te vaak"}'
        assert region.get("/organisatie/NOORD/").status == 200
