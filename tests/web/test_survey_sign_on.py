"""Logging in with the account of an organisation: a real provider (oidc-provider-mock) beside the server."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from oidc_provider_mock import run_server_in_thread

from helpers.chromium import Chromium, wait_for_page
from helpers.survey_web import (
    COORDINATOR,
    Client,
    Server,
    change,
    environment_of,
    free_port,
    invited,
    member,
    save,
    serving,
    survey_folder,
)
from helpers.web import Page

pytestmark = pytest.mark.web

HOME = "/organisatie/NOORD/"
SECRETS = {f"KETENZICHT_OIDC_{name}": "geheim" for name in ("NOORD", "STREEK", "STIL")}
SETTINGS = """
organisaties:
  - {{id: noord, naam: Swv Noord, adres: "{issuer}", client: uitvraag, domeinen: [noord.test]}}
  - id: streek
    naam: De streek
    adres: "{issuer}/"
    client: uitvraag
    domeinen: ["@voorbeeld.test"]
    tweede_stap: true
    adressen_gecontroleerd: true
  - {{id: stil, naam: Stil, adres: "{silent}", client: uitvraag, domeinen: [stil.test]}}
"""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Where the provider is."""
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def server(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = survey_folder(tmp_path_factory.mktemp("uitvraag") / "klein")
    settings = SETTINGS.format(issuer=provider, silent=f"http://localhost:{free_port()}")
    (folder / "aanmelden.yaml").write_text(settings, encoding="utf-8")
    with serving(folder, environment={**SECRETS, **environment_of(folder)}) as found:
        yield found


def known(provider: str, subject: str, **claims: object) -> None:
    """Somebody with an account there."""
    address = urlsplit(provider)
    connection = http.client.HTTPConnection(address.netloc)
    connection.request("PUT", f"/users/{subject}", json.dumps(claims), {"Content-Type": "application/json"})
    assert connection.getresponse().status == 204


def onward(page: Page) -> str:
    """Where a page goes by itself."""
    found: str = page.tree.xpath("//meta[@http-equiv='refresh']/@content")[0]
    assert page.tree.xpath("//main//a/@href") == [found.removeprefix("0; url=")]
    return found.removeprefix("0; url=")


def allowed(client: Client, name: str, subject: str, action: str = "", brings: str = "") -> str:
    """Go to the provider and log in there; the address that it sends the browser back to."""
    there = onward(client.post(f"/aanmelden/organisatie/{name}", [("naar", ""), ("meegenomen", brings)]))
    parts = urlsplit(there)
    connection = http.client.HTTPConnection(parts.netloc)
    sent = urlencode({"sub": subject, **({"action": action} if action else {})})
    connection.request("POST", f"{parts.path}?{parts.query}", sent, FORM)
    answer = connection.getresponse()
    assert answer.status == 302, answer.read()
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == f"127.0.0.1:{client.port}"
    return f"{back.path}?{back.query}"


def sign_on(client: Client, name: str, subject: str, **more: str) -> Page:
    """Log in by way of an organisation."""
    back = allowed(client, name, subject, **more)
    between = client.get(back)
    return client.get(urlsplit(back).path + onward(between))


def test_who_was_invited_gets_in_and_the_link_is_kept(
    server: Server, coordinator: Client, provider: str
) -> None:
    member(coordinator, "region", "NOORD")
    from_elsewhere(server, "jan@noord.test")
    known(provider, "jan-1", email="Jan@noord.test", email_verified=True)
    assert sign_on(Client(server.port), "noord", "jan-1").path == HOME
    text = coordinator.get("/logboek").text
    assert "account van de organisatie gekoppeld" in text
    assert "met het account van de organisatie" in text
    # from here on it is the account that counts, whatever its address is
    known(provider, "jan-1", email="ander@elders.test", email_verified=False)
    assert sign_on(Client(server.port), "noord", "jan-1").path == HOME
    # and who got the address later is somebody else
    known(provider, "piet-2", email="jan@noord.test", email_verified=True)
    assert sign_on(Client(server.port), "noord", "piet-2").status == 403


def from_elsewhere(server: Server, email: str) -> None:
    """Give the region of NOORD an address of its own organisation."""
    change(
        server.folder,
        f"UPDATE survey_person SET email = '{email}' WHERE email = 'region-noord@voorbeeld.test'",
    )


@pytest.mark.parametrize(
    ("subject", "claims"),
    [
        ("niemand", {"email": "niemand@noord.test", "email_verified": True}),
        ("baas", {"email": COORDINATOR, "email_verified": True}),
        ("los", {"email": "los-noord@noord.test", "email_verified": False}),
        ("zonder", {}),
    ],
    ids=["not invited", "of another domain", "not checked", "without address"],
)
def test_who_is_not_known_that_way_is_refused_and_written_down(
    server: Server, coordinator: Client, provider: str, subject: str, claims: dict[str, object]
) -> None:
    if subject == "los":
        invited(coordinator, "los-noord@noord.test", "reader")
    known(provider, subject, **claims)
    somebody = Client(server.port)
    page = sign_on(somebody, "noord", subject)
    assert page.status == 403
    assert "niet uitgenodigd" in page.text
    assert somebody.get("/overzicht").path.startswith("/aanmelden")
    assert "account van een organisatie geweigerd" in coordinator.get("/logboek").text


def test_a_role_that_wants_a_second_step_has_it_there_or_here(
    server: Server, coordinator: Client, provider: str
) -> None:
    member(coordinator, "analyst", name="daar")
    known(provider, "daar", email="daar-x@voorbeeld.test")
    assert sign_on(Client(server.port), "streek", "daar").title == "Overzicht"
    invited(coordinator, "hier@noord.test", "analyst")
    known(provider, "hier", email="hier@noord.test", email_verified=True)
    somebody = Client(server.port)
    assert sign_on(somebody, "noord", "hier").path == "/account/app"
    assert somebody.get("/overzicht").path == "/account/app"
    somebody.keep_app()
    assert somebody.get("/overzicht").title == "Overzicht"
    assert sign_on(Client(server.port), "noord", "hier").title == "Tweede stap"


def test_what_was_typed_comes_along(server: Server, coordinator: Client, provider: str) -> None:
    region = member(coordinator, "region", "ZUID", name="mee")
    known(provider, "mee", email="mee-zuid@voorbeeld.test")
    del region.cookies["uitvraag"]
    page = save(region, "ZUID", 0, begin="88")
    fields = dict(page.fields("//form[contains(@action, '/organisatie/streek')]"))
    assert "antwoord.begin=88" in fields["meegenomen"]
    page = sign_on(region, "streek", "mee", brings=fields["meegenomen"])
    assert page.title == "Wat u typte is nog niet opgeslagen"
    assert ("antwoord.begin", "88") in page.fields("//main//form")


def test_an_answer_belongs_to_the_browser_that_asked_and_works_once(
    server: Server, coordinator: Client, provider: str
) -> None:
    member(coordinator, "reader", name="eigen")
    known(provider, "eigen", email="eigen-x@voorbeeld.test")
    asked, other = Client(server.port), Client(server.port)
    back = allowed(asked, "streek", "eigen") + "&verder=ja"
    assert other.get(back).status == 403
    assert asked.get(back.replace("state=", "state=x")).status == 403
    back = allowed(asked, "streek", "eigen") + "&verder=ja"
    assert asked.get(back).title == "Overzicht"
    asked.post("/afmelden", [])
    assert asked.get(back).status == 403


def test_refused_there_silent_there_and_unknown_here_are_told(server: Server, provider: str) -> None:
    known(provider, "iemand", email="iemand@noord.test")
    page = sign_on(Client(server.port), "noord", "iemand", action="deny")
    assert page.status == 403
    assert "liet u niet binnen" in page.text
    page = Client(server.port).post("/aanmelden/organisatie/stil", [])
    assert page.status == 502
    assert "antwoordt niet" in page.text
    assert Client(server.port).post("/aanmelden/organisatie/bestaat-niet", []).status == 404


def test_in_a_browser_the_session_comes_along_from_another_site(
    screen: Chromium, server: Server, coordinator: Client, provider: str
) -> None:
    """The provider is another site than the survey: a cookie with SameSite=Strict is the hard case."""
    member(coordinator, "reader", name="kijkt")
    known(provider, "kijkt", email="kijkt-x@voorbeeld.test")
    screen.call("Network.clearBrowserCookies")
    screen.events.clear()
    screen.go(f"{server.address}/en/aanmelden")
    screen.run("document.querySelector('form[action$=\"organisatie/streek\"] button').click()")
    wait_for_page(screen, f"location.origin === '{provider}' && document.querySelector('[name=sub]')")
    screen.run("document.querySelector('input[name=sub]').value = 'kijkt'")
    screen.run(
        "(() => { const one = document.querySelector('input[name=sub]'); one.form.requestSubmit() })()"
    )
    wait_for_page(screen, "document.querySelector('h1')?.textContent === 'Overview'")
    assert screen.run("location.pathname") == "/en/overzicht"
    said = [one["params"]["entry"]["text"] for one in screen.events if one.get("method") == "Log.entryAdded"]
    assert [one for one in said if "Content Security Policy" in one] == []


def test_settings_that_cannot_be_are_told(tmp_path: Path) -> None:
    from ketenzicht.errors import UserError
    from ketenzicht.web.survey.providers import read_providers

    assert read_providers(tmp_path) == {}
    good = SETTINGS.format(issuer="https://login.voorbeeld.test", silent="https://stil.voorbeeld.test")
    file = tmp_path / "aanmelden.yaml"
    file.write_text(good, encoding="utf-8")
    found = read_providers(tmp_path, SECRETS)
    assert found["streek"].issuer == "https://login.voorbeeld.test"
    assert found["streek"].speaks_for("Iemand@Voorbeeld.test")
    assert not found["streek"].speaks_for("iemand@voorbeeld.test.elders.example")
    for text, environment, says in (
        (good, {**SECRETS, "KETENZICHT_OIDC_STIL": ""}, "Het geheim van 'stil' ontbreekt"),
        (good.replace("id: stil", "id: noord"), SECRETS, "hetzelfde id"),
        (
            good.replace("https://stil", "http://stil"),
            SECRETS,
            "het adres van een organisatie begint met https://",
        ),
        (good.replace("domeinen: [stil.test]", "domeinen: []"), SECRETS, "domeinen"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(UserError) as told:
            read_providers(tmp_path, environment)
        assert says in str(told.value)
