"""The second step: who must have one, codes of an app, recovery codes, who takes it away, how often one may try."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pyotp
import pytest

from helpers.survey_web import (
    COORDINATOR,
    ON_POSTGRESQL,
    PASSWORD,
    Client,
    Server,
    ago,
    change,
    chief,
    invited,
    kept_of,
    member,
    serving,
    survey_folder,
)

pytestmark = pytest.mark.web

WRONG_TRIES, FROM_ONE_ADDRESS = 10, 50
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def newcomer(coordinator: Client, name: str, role: str, organisation: str = "") -> Client:
    """Somebody who chose a password and has not set up anything."""
    client = Client(coordinator.port)
    link = invited(coordinator, f"{name}@voorbeeld.test", role, organisation)
    client.get(link)
    client.post(link, [("wachtwoord", PASSWORD), ("nogmaals", PASSWORD)])
    return client


def step(client: Client, code: str) -> int:
    """The answer to a code."""
    return client.post("/aanmelden/tweede-stap", [("code", code), ("naar", "")]).status


def test_who_reaches_all_answers_gets_nowhere_without_a_second_step(coordinator: Client) -> None:
    analyst = newcomer(coordinator, "nog-niet", "analyst")
    for path in ("/overzicht", "/uitvoer", "/organisatie/NOORD/", "/en/overzicht", "/"):
        page = analyst.get(path)
        assert page.path in ("/account/app", "/en/account/app"), path
    assert analyst.get("/api/v1/respons").status == 403
    assert analyst._once("POST", "/uitvoer/antwoorden.zip", b"csrfmiddlewaretoken=" + analyst.proof().encode(),
                         FORM).status == 302  # fmt: skip
    assert analyst.get("/account").status == 200
    analyst.keep_app()
    assert analyst.get("/overzicht").title == "Overzicht"


def test_regions_and_readers_log_in_as_they_did(coordinator: Client) -> None:
    assert newcomer(coordinator, "gewoon", "region", "NOORD").get("/").path == "/organisatie/NOORD/"
    assert newcomer(coordinator, "kijker", "reader").get("/").title == "Overzicht"


def test_a_code_of_the_app_is_asked_and_works_once(coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="app")
    region.keep_app()
    email = "app-noord@voorbeeld.test"
    somebody = Client(coordinator.port)
    assert somebody.log_in(email).title == "Tweede stap"
    assert somebody.get("/organisatie/NOORD/").path.startswith("/aanmelden")  # halfway is nowhere
    code = pyotp.TOTP(region.secret).at(time.time() + 30)
    assert step(somebody, "000000" if code != "000000" else "111111") == 422
    assert somebody.post("/aanmelden/tweede-stap", [("code", code)]).path == "/organisatie/NOORD/"
    again = Client(coordinator.port)
    again.log_in(email)
    assert step(again, code) == 422


def test_a_recovery_code_works_once_and_new_ones_replace_the_old(coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="kwijt")
    page = region.keep_app()
    assert page.title == "Herstelcodes"
    assert len(set(region.recovery)) == 10
    email, used = "kwijt-noord@voorbeeld.test", region.recovery[0]
    first, second = Client(coordinator.port), Client(coordinator.port)
    first.log_in(email)
    assert (
        first.post("/aanmelden/tweede-stap", [("code", used.upper().replace("-", " "))]).title
        != "Tweede stap"
    )
    second.log_in(email)
    assert step(second, used) == 422
    fresh = region.post("/account/herstelcodes", []).tree.xpath("//li/code/text()")
    assert step(second, region.recovery[1]) == 422
    assert second.post("/aanmelden/tweede-stap", [("code", fresh[0])]).path == "/organisatie/NOORD/"


def test_codes_and_secrets_are_not_readable_in_the_database(server: Server, coordinator: Client) -> None:
    kept = kept_of(server.folder)
    assert COORDINATOR.encode() in kept
    assert coordinator.secret.encode() not in kept
    assert coordinator.recovery
    for code in coordinator.recovery:
        assert code.encode() not in kept
        assert code.replace("-", "").encode() not in kept


def test_what_was_typed_outlives_both_steps(coordinator: Client) -> None:
    region = member(coordinator, "region", "ZUID", name="halverwege")
    region.keep_app()
    del region.cookies["uitvraag"]
    path = "/organisatie/ZUID/onderdeel/aantallen/bewaren"
    page = region.post(path, [("versie", "0"), ("getoond", "antwoord.begin"), ("antwoord.begin", "77")])
    fields = [one for one in page.fields() if one[0] not in ("email", "wachtwoord")]
    page = region.post(
        "/aanmelden", [*fields, ("email", "halverwege-zuid@voorbeeld.test"), ("wachtwoord", PASSWORD)]
    )
    assert page.title == "Tweede stap"
    fields = [one for one in page.fields() if one[0] != "code"]
    page = region.post("/aanmelden/tweede-stap", [*fields, ("code", region.recovery[0])])
    form = page.tree.xpath("//form[contains(@action, 'bewaren')]")[0]
    region.post(form.get("action"), page.fields("//form[contains(@action, 'bewaren')]"))
    assert region.answers("ZUID")["antwoorden"] == {"begin": "77"}


def test_wrong_codes_close_the_second_step_for_a_while(coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="raden")
    region.keep_app()
    somebody = Client(coordinator.port)
    somebody.log_in("raden-noord@voorbeeld.test")
    for _ in range(WRONG_TRIES):
        assert step(somebody, "aaaaa-aaaaa") == 422
    assert step(somebody, region.recovery[0]) == 429
    assert "dicht" in coordinator.get("/logboek").text


def test_wrong_passwords_close_an_account_and_tell_nobody_who_has_one(
    server: Server, coordinator: Client
) -> None:
    member(coordinator, "reader", name="slot")
    pages = {}
    for email in ("slot-x@voorbeeld.test", "bestaat-niet@voorbeeld.test"):
        guesser = Client(server.port)
        for _ in range(WRONG_TRIES):
            page = guesser.log_in(email, "verkeerd")
            assert page.status == 422
        closed = guesser.log_in(email, PASSWORD)
        assert closed.status == 429
        assert "kwartier" in closed.text
        pages[email] = [one.text.replace(email, "") for one in (page, closed)]
    assert len({tuple(texts) for texts in pages.values()}) == 1
    if ON_POSTGRESQL:  # another process that serves the same survey knows it too; SQLite has one server
        with serving(server.folder, quiet=False) as second:
            assert Client(second.port).log_in("slot-x@voorbeeld.test").status == 429
    change(server.folder, f"UPDATE survey_tally SET since = {ago(16)}")
    assert Client(server.port).log_in("slot-x@voorbeeld.test").title == "Overzicht"


def test_wrong_passwords_from_one_address_close_it_for_every_account(tmp_path: Path) -> None:
    with serving(survey_folder(tmp_path / "klein")) as server:
        boss = chief(server)
        member(boss, "reader", name="onschuldig")
        guesser = Client(server.port)
        guesser.proof()
        for number in range(FROM_ONE_ADDRESS):
            assert guesser.log_in(f"naam{number}@voorbeeld.test", "verkeerd").status == 422
        assert guesser.log_in("onschuldig-x@voorbeeld.test").status == 429
        # a session that was open stays so
        assert boss.get("/overzicht").title == "Overzicht"


def test_a_proxy_that_tells_for_whom_it_asks_is_believed_and_no_other(tmp_path: Path) -> None:
    options = ("--proxy", "127.0.0.1")
    with serving(survey_folder(tmp_path / "klein"), *options) as server:
        guesser = Client(server.port)
        guesser.proof()

        names = itertools.count()

        def ask(address: str) -> int:
            fields = [("email", f"naam{next(names)}@voorbeeld.test"), ("wachtwoord", "verkeerd")]
            return guesser.post("/aanmelden", fields, **{"X-Forwarded-For": address, **FORM}).status

        assert {ask("192.0.2.1") for _ in range(FROM_ONE_ADDRESS)} == {422}
        assert ask("192.0.2.1") == 429
        assert ask("192.0.2.2") == 422


def test_a_coordinator_takes_the_second_step_of_somebody_away(server: Server, coordinator: Client) -> None:
    analyst = member(coordinator, "analyst", name="verloren")
    row = coordinator.get("/mensen").tree.xpath(
        "//tr[contains(., 'verloren-x@')]//form[contains(@action, 'tweede-stap')]/@action"
    )
    coordinator.post(row[0], [])
    assert analyst.get("/overzicht").path.startswith("/aanmelden")  # sessions end
    again = Client(server.port)
    assert again.log_in("verloren-x@voorbeeld.test").path == "/account/app"
    assert "tweede stap van iemand weggehaald" in coordinator.get("/logboek").text


def test_a_stolen_session_changes_nothing_about_logging_in(server: Server, coordinator: Client) -> None:
    """Long after logging in, or without the step that there is, one has to log in again first."""
    region = member(coordinator, "region", "ZUID", name="gestolen")
    region.keep_app()
    change(server.folder, f"UPDATE survey_presence SET begun = {ago(20)}")
    for path in ("/account/app/weg", "/account/herstelcodes", "/account/passkey", "/account/app"):
        page = region.post(path, [("code", "123456")])
        assert page.path.startswith("/aanmelden?"), path
        assert "opnieuw=ja" in page.path
    assert "Meld u opnieuw aan" in region.get("/account").text
    page = region.log_in("gestolen-zuid@voorbeeld.test")
    page = region.post("/aanmelden/tweede-stap", [("code", region.recovery[0]), ("naar", "/account")])
    assert page.path == "/account"
    assert region.post("/account/app/weg", []).path == "/account?gedaan=weg"
    assert Client(server.port).log_in("gestolen-zuid@voorbeeld.test").path == "/organisatie/ZUID/"
