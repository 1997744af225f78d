"""Passkeys: made and used in a real browser, and refused when anything about them is not right."""

from __future__ import annotations

import json

import pytest
from fido2.webauthn import AuthenticatorData

from helpers.chromium import Chromium, wait_for_page
from helpers.passkeys import Device
from helpers.survey_web import (
    PASSWORD,
    Client,
    Server,
    ago,
    change,
    invited,
    member,
)
from helpers.web import Page

pytestmark = pytest.mark.web

HOME = "/organisatie/NOORD/"


class Named(Client):
    """A client that asks under a name: passkeys belong to a name, and to no number."""

    def _once(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Page:  # type: ignore[override]
        return super()._once(method, path, body, {**headers, "Host": f"localhost:{self.port}"})

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"


def question(page: Page) -> tuple[dict[str, object], str]:
    """What a page asks a device, and the same signed."""
    form = page.tree.xpath("//form[@data-passkey]")[0]
    return json.loads(form.get("data-question")), form.xpath(".//input[@name='vraag']/@value")[0]


def add(client: Named, device: Device, origin: str = "") -> Page:
    """Add a passkey to one's account."""
    asked, signed = question(client.get("/account"))
    answer = device.make(asked, origin or client.origin)  # type: ignore[arg-type]
    return client.post(
        "/account/passkey", [("vraag", signed), ("antwoord", answer), ("naam", "Mijn telefoon")]
    )


def enter(client: Named, device: Device, origin: str = "", flags: object = None) -> Page:
    """Log in with a passkey."""
    asked, signed = question(client.get("/aanmelden"))
    more = {} if flags is None else {"flags": flags}
    answer = device.enter(asked, origin or client.origin, **more)  # type: ignore[arg-type]
    return client.post("/aanmelden/passkey", [("vraag", signed), ("antwoord", answer)])


def with_device(coordinator: Client, name: str) -> tuple[Named, Device]:
    """Somebody with a passkey."""
    region = member(coordinator, "region", "NOORD", name=name)
    client, device = Named(coordinator.port, dict(region.cookies)), Device()
    assert add(client, device).title == "Herstelcodes"
    return client, device


def test_a_passkey_is_both_steps_at_once(coordinator: Client) -> None:
    client, device = with_device(coordinator, "sleutel")
    assert "Mijn telefoon" in client.get("/account").text
    assert enter(Named(client.port), device).path == HOME
    # a password alone is not enough any more
    assert Client(client.port).log_in("sleutel-noord@voorbeeld.test").title == "Tweede stap"
    assert "met een passkey" in coordinator.get("/logboek").text


def test_the_page_of_somebody_else_gets_nothing(coordinator: Client) -> None:
    client, device = with_device(coordinator, "vals")
    for origin in ("https://localhost", f"http://localhost:{client.port + 1}", "http://elders.example"):
        assert enter(Named(client.port), device, origin).status == 422, origin
    assert enter(Named(client.port), device).path == HOME


def test_a_device_that_was_only_there_is_not_enough(coordinator: Client) -> None:
    client, device = with_device(coordinator, "gevonden")
    assert enter(Named(client.port), device, flags=AuthenticatorData.FLAG.UP).status == 422
    assert enter(Named(client.port), device).path == HOME


def test_an_answer_works_once_and_only_to_our_question(coordinator: Client) -> None:
    client, device = with_device(coordinator, "eenmaal")
    device.counts = False  # so that nothing but the question says that it is the same answer
    somebody = Named(client.port)
    asked, signed = question(somebody.get("/aanmelden"))
    sent = [("vraag", signed), ("antwoord", device.enter(asked, somebody.origin))]  # type: ignore[arg-type]
    assert somebody.post("/aanmelden/passkey", sent).path == HOME
    assert Named(client.port).post("/aanmelden/passkey", sent).status == 422
    asked, signed = question(Named(client.port).get("/aanmelden"))
    changed = signed[:-1] + ("A" if signed[-1] != "A" else "B")
    answer = device.enter(asked, somebody.origin)  # type: ignore[arg-type]
    assert (
        Named(client.port).post("/aanmelden/passkey", [("vraag", changed), ("antwoord", answer)]).status
        == 422
    )


def test_a_copy_of_a_device_is_refused_and_written_down(coordinator: Client) -> None:
    client, device = with_device(coordinator, "kopie")
    copy = Device(device.key, device.number, device.handle, device.count)
    for _ in range(2):
        assert enter(Named(client.port), device).path == HOME
    assert enter(Named(client.port), copy).status == 422
    assert "misschien een kopie" in coordinator.get("/logboek").text


def test_a_passkey_of_somebody_else_or_none_at_all_is_refused(coordinator: Client) -> None:
    client, device = with_device(coordinator, "een")
    assert enter(Named(client.port), Device()).status == 422
    other = Device(number=device.number, handle=device.handle)
    assert enter(Named(client.port), other).status == 422
    thief = Device(device.key, device.number, b"iemand anders", device.count)
    assert enter(Named(client.port), thief).status == 422
    for rubbish in ("", "{}", "[]", "null", '{"rawId": 1}', "x" * 2000):
        _, signed = question(Named(client.port).get("/aanmelden"))
        page = Named(client.port).post("/aanmelden/passkey", [("vraag", signed), ("antwoord", rubbish)])
        assert page.status == 422, rubbish


def test_a_question_for_one_person_makes_no_passkey_for_another(coordinator: Client) -> None:
    one, _ = with_device(coordinator, "deze")
    region = member(coordinator, "region", "ZUID", name="die")
    other, device = Named(coordinator.port, dict(region.cookies)), Device()
    asked, signed = question(one.get("/account"))
    sent = [("vraag", signed), ("antwoord", device.make(asked, one.origin)), ("naam", "x")]  # type: ignore[arg-type]
    assert other.post("/account/passkey", sent).path == "/account?gedaan=mislukt"
    assert add(other, Device(), "https://elders.example").path == "/account?gedaan=mislukt"


def test_a_passkey_that_was_removed_or_whose_owner_lost_access_is_of_no_use(coordinator: Client) -> None:
    client, device = with_device(coordinator, "weg")
    row = coordinator.get("/mensen").tree.xpath("//tr[contains(., 'weg-noord@')]//form/@action")
    toegang = next(one for one in row if one.endswith("toegang"))
    coordinator.post(toegang, [("toegang", "nee")])
    assert enter(Named(client.port), device).status == 422
    coordinator.post(toegang, [("toegang", "ja")])
    somebody = Named(client.port)
    assert enter(somebody, device).path == HOME
    remove = somebody.get("/account").tree.xpath("//form[contains(@action, '/account/passkey/')]/@action")
    assert somebody.post(remove[0], []).path == "/account?gedaan=weg"
    assert enter(Named(client.port), device).status == 422
    assert Client(client.port).log_in("weg-noord@voorbeeld.test").path == HOME


def test_adding_a_passkey_takes_a_recent_log_in(server: Server, coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="oud")
    client = Named(coordinator.port, dict(region.cookies))
    asked, signed = question(client.get("/account"))
    change(server.folder, f"UPDATE survey_presence SET begun = {ago(20)}")
    answer = Device().make(asked, client.origin)  # type: ignore[arg-type]
    page = client.post("/account/passkey", [("vraag", signed), ("antwoord", answer), ("naam", "x")])
    assert page.path.startswith("/aanmelden?")
    change(server.folder, "UPDATE survey_presence SET begun = seen")


def test_in_a_browser_a_passkey_is_made_and_used(
    screen: Chromium, server: Server, coordinator: Client
) -> None:
    analyst = Client(server.port)
    link = invited(coordinator, "echt@voorbeeld.test", "analyst")
    analyst.get(link)
    analyst.post(link, [("wachtwoord", PASSWORD), ("nogmaals", PASSWORD)])
    place = f"http://localhost:{server.port}"
    screen.become(analyst.cookies, place)
    screen.call("WebAuthn.enable")
    device = screen.call(
        "WebAuthn.addVirtualAuthenticator",
        options={
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        },
    )["authenticatorId"]
    try:
        screen.go(place + "/account")
        assert screen.run("document.querySelector('[data-passkey]').checkVisibility()")
        screen.run("document.getElementById('naam').value = 'Browser'")
        press(screen, "create", "Herstelcodes")
        screen.call("Network.clearBrowserCookies")
        screen.go(place + "/en/aanmelden")
        press(screen, "get", "Overview")
        screen.call("WebAuthn.setUserVerified", authenticatorId=device, isUserVerified=False)
        screen.call("Network.clearBrowserCookies")
        screen.go(place + "/aanmelden")
        click(screen, "get")
        wait_for_page(
            screen, "document.querySelector('[role=status]').textContent.startsWith('Het lukte niet')"
        )
    finally:
        screen.call("WebAuthn.removeVirtualAuthenticator", authenticatorId=device)
        screen.call("WebAuthn.disable")


def press(screen: Chromium, kind: str, title: str) -> None:
    """Press the button of a passkey, and wait for the page that comes of it."""
    click(screen, kind)
    wait_for_page(screen, f"document.querySelector('h1')?.textContent === '{title}'")


def click(screen: Chromium, kind: str) -> None:
    """Press the button of a passkey once it shows; before that nobody sees it, and its script does not listen."""
    button = f"document.querySelector('[data-passkey={kind}] button')"
    wait_for_page(screen, f"{button}?.checkVisibility()")
    screen.run(f"{button}.click()")
