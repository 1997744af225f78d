"""Every page of a survey in Chromium: axe, 320 pixels, large text, the keyboard, saving by itself, paper."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

import openpyxl
import pytest

from helpers.chromium import Chromium
from helpers.lanes import check_axe, check_fits, check_keyboard, check_paper, check_stays_inside, wait_until
from helpers.passkeys import Device
from helpers.survey_web import (
    PASSWORD,
    Client,
    Server,
    chief,
    environment_of,
    invited,
    member,
    save,
    serving,
    survey_folder,
)

pytestmark = pytest.mark.web

CAREFUL = "careful-noord@voorbeeld.test"
N, Z = "/organisatie/NOORD/", "/organisatie/ZUID/"
STATES = {  # a name: who, and where
    "log in": ("-", "/aanmelden"),
    "link": ("-", "link"),
    "link that is gone": ("-", "/link/weg"),
    "not found": ("region", "/niets"),
    "not allowed": ("region", "/overzicht"),
    "password": ("region", "/wachtwoord"),
    "account": ("region", "/account"),
    "account with everything": ("careful", "/account"),
    "code app": ("region", "/account/app"),
    "code app that must be": ("beginner", "/overzicht"),
    "start": ("region", N),
    "counting": ("region", N + "onderdeel/telling/"),
    "numbers, something wrong": ("region", N + "onderdeel/aantallen/?na=opslaan"),
    "rows": ("region", N + "tabel/jongeren/"),
    "to do": ("region", N + "controle?na=indienen"),
    "versions": ("region", N + "versies/"),
    "conflict": ("region", N + "versies/4/"),
    "version": ("region", N + "versies/1/"),
    "workbook": ("region", N + "bestand/gelezen/5/"),
    "handed in": ("other", Z),
    "numbers, handed in": ("other", Z + "onderdeel/aantallen/"),
    "nothing found": ("other", Z + "controle"),
    "overview": ("coordinator", "/overzicht"),
    "overview, one standing": ("coordinator", "/overzicht?stand=ingediend"),
    "organisation, to send back": ("coordinator", Z),
    "people": ("coordinator", "/mensen"),
    "reminders": ("coordinator", "/herinneren"),
    "close": ("coordinator", "/sluiten"),
    "trail": ("coordinator", "/logboek"),
    "export": ("coordinator", "/uitvoer"),
    "overview of a reader": ("reader", "/overzicht"),
    "English account": ("careful", "/en/account"),
    "English code app": ("region", "/en/account/app"),
    "English log in": ("-", "/en/aanmelden"),
    "English start": ("region", "/en" + N),
    "English numbers": ("region", "/en" + N + "onderdeel/aantallen/"),
    "English rows": ("region", "/en" + N + "tabel/jongeren/"),
    "English to do": ("region", "/en" + N + "controle"),
    "English conflict": ("region", "/en" + N + "versies/4/"),
    "English overview": ("coordinator", "/en/overzicht"),
    "English people": ("coordinator", "/en/mensen"),
}
SENT: dict[str, tuple[str, str, list[tuple[str, str]]]] = {  # a name: who, where, and what is sent
    "invited": (
        "coordinator",
        "/mensen",
        [("naam", "An"), ("email", "an@voorbeeld.test"), ("rol", "reader")],
    ),
    "not invited": ("coordinator", "/mensen", [("naam", ""), ("email", "x"), ("rol", "region")]),
    "workbook refused": ("region", N + "bestand", []),
    "session ended": (
        "-",
        N + "onderdeel/aantallen/bewaren",
        [("getoond", "antwoord.begin"), ("antwoord.begin", "1")],
    ),
    "recovery codes": ("careful", "/account/herstelcodes", []),
    "code app, wrong code": ("region", "/account/app", [("code", "1")]),
    "second step": ("-", "/aanmelden", [("email", CAREFUL), ("wachtwoord", PASSWORD)]),
    "English second step": ("-", "/en/aanmelden", [("email", CAREFUL), ("wachtwoord", PASSWORD)]),
    "wrong password": ("-", "/aanmelden", [("email", "x@voorbeeld.test"), ("wachtwoord", "x")]),
}


PROVIDER = """
organisaties:
  - {id: noord, naam: Swv Noord, adres: "https://login.noord.test", client: x, domeinen: [noord.test]}
"""


@dataclass
class Scene:
    """A server with everything that can be seen, and who looks."""

    server: Server
    people: dict[str, Client]
    link: str

    @property
    def address(self) -> str:
        """Where the pages are, under a name: passkeys want one."""
        return f"http://localhost:{self.server.port}"

    def cookies(self, who: str) -> dict[str, str]:
        return self.people[who].cookies


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = survey_folder(tmp_path_factory.mktemp("uitvraag") / "klein")
    (folder / "aanmelden.yaml").write_text(PROVIDER, encoding="utf-8")
    environment = {"KETENZICHT_OIDC_NOORD": "geheim", **environment_of(folder)}
    with serving(folder, environment=environment) as server:
        coordinator = chief(server)
        region, other = member(coordinator, "region", "NOORD"), member(coordinator, "region", "ZUID")
        save(region, "NOORD", 0, begin="120", erbij="10", eruit="20", einde="312")
        save(region, "NOORD", 1, begin="121", eruit="veel")
        rows = "\n".join(f"{at}\t1-9-2025\t\tmorgen" for at in range(30))
        region.post(N + "tabel/jongeren/bewaren", [("versie", "2"), ("geplakt", rows)])
        save(region, "NOORD", 1, begin="122")
        book = openpyxl.load_workbook(io.BytesIO(region.get(N + "sjabloon").body))
        book.create_sheet("Eigen blad")["A1"] = "iets"
        stream = io.BytesIO()
        book.save(stream)
        region.send_file(N + "bestand", stream.getvalue(), [("versie", "3")])
        save(other, "ZUID", 0, begin="1", erbij="1", eruit="1", einde="1")
        other.post(
            Z + "onderdeel/telling/bewaren",
            [("versie", "1"), ("getoond", "antwoord.wijze"), ("antwoord.wijze", "ANDERS")],
        )
        other.post(Z + "indienen", [("versie", "2")])
        people = {"coordinator": coordinator, "region": region, "other": other, "-": Client(server.port)}
        people["reader"] = member(coordinator, "reader")
        people["careful"] = member(coordinator, "region", "NOORD", name="careful")
        with_passkey(people["careful"])
        people["careful"].keep_app()
        people["beginner"] = Client(server.port)
        first = invited(coordinator, "begint@voorbeeld.test", "analyst")
        people["beginner"].get(first)
        people["beginner"].post(first, [("wachtwoord", PASSWORD), ("nogmaals", PASSWORD)])
        people["-"].get("/aanmelden")
        yield Scene(server, people, invited(coordinator, "nieuw@voorbeeld.test", "analyst"))


def with_passkey(client: Client) -> None:
    """Let somebody have a passkey, as a device of the name of this machine makes it."""
    host = {"Host": f"localhost:{client.port}", "Content-Type": "application/x-www-form-urlencoded"}
    form = client.get("/account", **host).tree.xpath("//form[@data-passkey]")[0]
    answer = Device().make(json.loads(form.get("data-question")), f"http://localhost:{client.port}")
    signed = form.xpath(".//input[@name='vraag']/@value")[0]
    client.post(
        "/account/passkey", [("vraag", signed), ("antwoord", answer), ("naam", "Mijn telefoon")], **host
    )


def show(screen: Chromium, scene: Scene, state: str) -> None:
    """Bring the browser to a page."""
    if state in SENT:
        who, path, fields = SENT[state]
        screen.become(scene.cookies(who), scene.address)
        screen.go(scene.address + "/aanmelden")
        proof = ("csrfmiddlewaretoken", scene.cookies(who)["formulier"])
        screen.send(scene.address + path, [proof, *fields])
    else:
        who, path = STATES[state]
        screen.become(scene.cookies(who), scene.address)
        screen.go(scene.address + (scene.link if path == "link" else path))


@pytest.mark.parametrize("state", [*STATES, *SENT])
def test_axe_finds_nothing_and_nothing_falls_off(screen: Chromium, scene: Scene, state: str) -> None:
    if state == "invited":
        scene.people["coordinator"].get("/mensen")
    show(screen, scene, state)
    check_axe(screen)
    check_fits(screen)


@pytest.mark.parametrize(
    "state",
    [
        "log in",
        "account with everything",
        "code app",
        "second step",
        "recovery codes",
        "counting",
        "numbers, something wrong",
        "rows",
        "to do",
        "conflict",
        "people",
        "overview",
    ],
)
def test_everything_is_reached_by_keyboard_and_seen(screen: Chromium, scene: Scene, state: str) -> None:
    show(screen, scene, state)
    check_keyboard(screen)


def type_in(screen: Chromium, field: str, text: str) -> None:
    """Type in a field as somebody does."""
    screen.run(f"(() => {{ const one = document.getElementById('{field}'); one.focus(); one.select(); }})()")
    screen.call("Input.insertText", text=text)


def test_what_is_typed_is_saved_by_itself(screen: Chromium, scene: Scene) -> None:
    region = scene.people["region"]
    screen.become(scene.cookies("region"), scene.address)
    screen.go(scene.address + N + "onderdeel/telling/")
    type_in(screen, "veld-hoe", "Wij tellen elke week.")
    wait_until(screen, "document.getElementById('opgeslagen').textContent.startsWith('Opgeslagen')")
    assert region.answers("NOORD")["antwoorden"]["hoe"] == "Wij tellen elke week."
    type_in(screen, "veld-hoe", "Wij tellen elke maand.")
    assert not screen.run("document.getElementById('opgeslagen').textContent")  # what is new is not saved yet
    wait_until(screen, "document.getElementById('opgeslagen').textContent.startsWith('Opgeslagen')")
    assert region.answers("NOORD")["antwoorden"]["hoe"] == "Wij tellen elke maand."
    assert screen.run("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_a_dropped_connection_loses_nothing(screen: Chromium, scene: Scene) -> None:
    screen.become(scene.cookies("region"), scene.address)
    screen.go(scene.address + N + "onderdeel/telling/")
    offline = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    screen.call("Network.emulateNetworkConditions", offline=True, **offline)
    try:
        type_in(screen, "veld-hoe", "Getypt zonder verbinding.")
        wait_until(screen, "document.getElementById('opgeslagen').textContent.includes('geen verbinding')")
    finally:
        screen.call("Network.emulateNetworkConditions", offline=False, **offline)
    wait_until(screen, "document.getElementById('opgeslagen').textContent.startsWith('Opgeslagen')", 15)
    assert scene.people["region"].answers("NOORD")["antwoorden"]["hoe"] == "Getypt zonder verbinding."


def test_a_second_tab_is_told_and_led_to_the_choice(screen: Chromium, scene: Scene) -> None:
    region = scene.people["region"]
    screen.become(scene.cookies("region"), scene.address)
    screen.go(scene.address + N + "onderdeel/telling/")
    fields = [
        ("versie", str(region.version("NOORD"))),
        ("getoond", "antwoord.hoe"),
        ("antwoord.hoe", "In de andere tab."),
    ]
    region.post(N + "onderdeel/telling/bewaren", fields)
    type_in(screen, "veld-hoe", "In deze tab.")
    wait_until(screen, "document.getElementById('opgeslagen').textContent.includes('was eerder')")
    address = screen.run("document.querySelector('#opgeslagen a').getAttribute('href')")
    assert "In deze tab." in region.get(address).text
    assert region.answers("NOORD")["antwoorden"]["hoe"] == "In de andere tab."


def test_two_tabs_that_type_in_turn_do_not_undo_each_other(screen: Chromium, scene: Scene) -> None:
    """A field that the other tab filled in appears here with the next save, and is not emptied by the one after."""
    region = scene.people["region"]
    screen.become(scene.cookies("region"), scene.address)
    screen.go(scene.address + N + "onderdeel/telling/")
    for field, text in (("dag", "1-10-2025"), ("wijze", "ANDERS"), ("wie", "school")):
        fields = [("versie", str(region.version("NOORD"))), ("getoond", f"antwoord.{field}")]
        region.post(N + "onderdeel/telling/bewaren", [*fields, (f"antwoord.{field}", text)])
    for text in ("Eerst dit.", "Dan dat."):
        type_in(screen, "veld-hoe", text)
        wait_until(screen, "document.getElementById('opgeslagen').textContent.startsWith('Opgeslagen')")
        assert screen.run("document.getElementById('veld-dag').value") == "1-10-2025"
        kept = region.answers("NOORD")["antwoorden"]
        assert (kept["dag"], kept["wijze"], kept["wie"]) == ("1-10-2025", "ANDERS", ["school"])
        assert kept["hoe"] == text


@pytest.mark.parametrize("state", ["numbers, something wrong", "version", "trail", "recovery codes"])
def test_paper_has_every_answer_and_no_button(screen: Chromium, scene: Scene, state: str) -> None:
    show(screen, scene, state)
    text = check_paper(screen)
    if state == "version":
        assert "312" in text


@pytest.mark.parametrize(
    "state", ["start", "numbers, something wrong", "rows", "overview", "conflict", "code app", "second step"]
)
def test_no_request_leaves_and_the_policy_is_never_broken(screen: Chromium, scene: Scene, state: str) -> None:
    screen.events.clear()
    show(screen, scene, state)
    check_stays_inside(screen, scene.address)
