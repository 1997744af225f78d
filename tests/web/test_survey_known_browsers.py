"""Who guesses wrong elsewhere does not close the account in a browser in which its owner logged in before."""

from __future__ import annotations

import pytest

from helpers.survey_web import PASSWORD, Client, Server, member

pytestmark = pytest.mark.web

TRIES = 10


def somebody(coordinator: Client, name: str) -> tuple[Client, str]:
    """A reader who logged in once and has no session any more, and the e-mail address."""
    client = member(coordinator, "reader", name=name)
    del client.cookies["uitvraag"]
    return client, f"{name}-x@voorbeeld.test"


def guess(client: Client, email: str) -> None:
    """As many wrong passwords as are let through."""
    assert {client.log_in(email, "verkeerd").status for _ in range(TRIES)} == {422}


def test_who_guesses_elsewhere_does_not_close_out_a_browser_that_is_known(
    server: Server, coordinator: Client
) -> None:
    owner, email = somebody(coordinator, "eigenaar")
    guess(Client(server.port), email)
    assert Client(server.port).log_in(email).status == 429
    assert owner.log_in(email).title == "Overzicht"
    other = PASSWORD + " anders"
    fields = [("oud", PASSWORD), ("wachtwoord", other), ("nogmaals", other)]
    assert owner.post("/wachtwoord", fields).status == 200
    del owner.cookies["uitvraag"]
    assert owner.log_in(email, other).title == "Overzicht"
    assert Client(server.port).log_in(email, other).status == 429


def test_a_known_browser_has_no_more_tries_than_others(server: Server, coordinator: Client) -> None:
    owner, email = somebody(coordinator, "geleend")
    guess(owner, email)
    assert owner.log_in(email).status == 429
    assert "dicht" in coordinator.get("/logboek").text
    assert Client(server.port).log_in(email).title == "Overzicht"  # it closed itself out, and nobody else


def test_a_browser_is_known_for_one_account_and_by_a_note_of_ours(
    server: Server, coordinator: Client
) -> None:
    guesser, own = somebody(coordinator, "raadt")
    owner, email = somebody(coordinator, "geraden")
    guess(guesser, email)
    assert Client(server.port).log_in(email).status == 429
    owner.cookies["browser"] = owner.cookies["browser"].replace(":", "x:", 1)
    assert owner.log_in(email).status == 429
    assert guesser.log_in(own).title == "Overzicht"


def test_a_browser_is_known_after_both_steps_and_its_note_names_nobody(
    server: Server, coordinator: Client
) -> None:
    owner, email = somebody(coordinator, "stappen")
    owner.log_in(email)
    owner.keep_app()
    fresh = Client(server.port)
    assert fresh.log_in(email).title == "Tweede stap"
    assert "browser" not in fresh.cookies
    fresh.recovery = owner.recovery
    fresh.log_in_twice(email)
    assert "stappen" not in fresh.cookies["browser"]
    fresh.post("/afmelden", [])
    assert "browser" in fresh.cookies
