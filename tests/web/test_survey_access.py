"""Who reaches what: every address of the pages and of the API, for every role, and for somebody else's organisation.

The addresses are read from the program itself: one that is not in the lists here fails.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from helpers.account_addresses import (
    CLOSED,
    FORM,
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
from helpers.survey_web import Client, Server, chief, member, serving, survey_folder
from ketenzicht.web import survey
from ketenzicht.web.survey.access import WHO, Right, decide

pytestmark = pytest.mark.web

OPENING = """
import sys
from pathlib import Path
from ketenzicht.web.survey.app import application, open_desk
from ketenzicht.web.survey.place import Place
place = Place(Path(sys.argv[1]))
place.prepare()
application(open_desk(place), place, ("localhost",))
"""
SEEN_BY = account_pages("crna") | {  # by its name in urls.py: who may see or do it, in one's own organisation
    "start": "cra", "section": "cra", "table": "cra", "to-do": "cra", "template": "cra", "read": "cra",
    "versions": "cra", "version": "cra", "sent": "cra", "api-answers": "cra",
    "save": "r", "save-table": "r", "save-to-do": "r", "hand-in": "r", "open-again": "r", "upload": "r",
    "take-over": "r", "choose": "r", "api-save": "r",
    "overview": "can", "outcome": "can", "api-response": "can", "export": "ca", "export-answers": "ca",
    "send-back": "c", "close": "c", "trail": "c", "invite-all": "c", "reminders": "c", "reminder-list": "c",
}  # fmt: skip
"""c coordinator, r region, a analyst, n reader, - nobody logged in."""
SENT = ONLY_SENT | {
    "save", "save-table", "save-to-do", "hand-in", "open-again", "upload", "take-over", "choose", "api-save",
    "send-back", "invite-all", "export-answers",
}  # fmt: skip
NO_FILE = {"read", "sent", "take-over"}
"""There is no workbook that these are about."""


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> list[Address]:
    """Name, right and address of every page."""
    return addresses_of(OPENING, survey_folder(tmp_path_factory.mktemp("adressen") / "klein"))


@pytest.fixture(scope="module")
def everybody(server: Server) -> dict[str, Client]:
    """Somebody of each role; the region of NOORD, and one of ZUID who has typed something."""
    coordinator = chief(server)
    found = {
        "c": coordinator,
        "r": member(coordinator, "region", "NOORD"),
        "a": member(coordinator, "analyst"),
        "n": member(coordinator, "reader"),
        "-": Client(server.port),
        "other": member(coordinator, "region", "ZUID"),
    }
    for code, who in (("NOORD", "r"), ("ZUID", "other")):
        page = found[who].post(
            f"/organisatie/{code}/onderdeel/aantallen/bewaren",
            [("versie", "0"), ("getoond", "antwoord.begin"), ("antwoord.begin", "4321")],
        )
        assert page.status == 200
    return found


def page_of(address: str, organisation: str, person: int = 1) -> str:
    """An address with values in it, of an organisation and a person."""
    return filled(
        address,
        {
            "<str:organisation>": organisation, "<slug:section>": "aantallen", "<slug:table>": "jongeren",
            "<int:number>": "1", "<int:person>": str(person),
        },
    )  # fmt: skip


def status_of(client: Client, name: str, path: str) -> int:
    """What a client gets for a page, with a version in a form that is sent."""
    return ask(client, path, sends=name in SENT, more="&versie=0")


def test_every_address_is_in_the_list(addresses: list[Address]) -> None:
    assert {name for name, _, _ in addresses} == set(SEEN_BY)
    assert set(SEEN_BY) >= SENT


def test_every_address_for_programs_is_described(addresses: list[Address]) -> None:
    described = yaml.safe_load((Path(survey.__path__[0]) / "openapi.yaml").read_text(encoding="utf-8"))[
        "paths"
    ]
    assert {
        (name, "/" + address.removeprefix("api/v1/").replace("<str:organisation>", "{organisatie}"))
        for name, _, address in addresses
        if address.startswith("api/")
    } == set(zip(("api-answers", "api-save", "api-response"), described, strict=True))
    for (address, ways), name in zip(
        described.items(), ("api-answers", "api-save", "api-response"), strict=True
    ):
        assert set(ways) - {"parameters"} == {"post" if name in SENT else "get"}, address


@pytest.mark.parametrize("role", ["c", "r", "a", "n"])
def test_each_role_gets_its_pages_and_no_other(
    everybody: dict[str, Client], addresses: list[Address], role: str
) -> None:
    wrong = []
    for name, _, address in addresses:
        if name in LEAVES:
            continue
        status = status_of(everybody[role], name, page_of(address, "NOORD", 99))
        if is_wrong(status, allowed=role in SEEN_BY[name], not_there=NOT_THERE | NO_FILE, name=name):
            wrong.append((name, address, status))
    assert wrong == []


def test_a_region_reaches_nothing_of_another(everybody: dict[str, Client], addresses: list[Address]) -> None:
    """Not read, not changed; and it cannot see whether the other exists."""
    asked = 0
    for name, _, address in addresses:
        if "<str:organisation>" not in address:
            continue
        asked += 1
        path = page_of(address, "ZUID")
        assert status_of(everybody["r"], name, path) == 404, path
        assert status_of(everybody["r"], name, page_of(address, "BESTAATNIET")) == 404
        for method in ("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "POST", "GET"):
            page = everybody["r"]._once(method, path, b"", {})
            assert page.status in (*CLOSED, 405), (method, path)
            assert b"4321" not in page.body
    assert asked > 30
    assert everybody["other"].answers("ZUID")["antwoorden"] == {"begin": "4321"}


def test_no_page_of_a_region_shows_a_name_of_another(
    everybody: dict[str, Client], addresses: list[Address]
) -> None:
    for name, _, address in addresses:
        if name in SENT or "r" not in SEEN_BY[name]:
            continue
        page = everybody["r"].get(page_of(address, "NOORD"))
        assert b"Swv Zuid" not in page.body, address
        assert b"zuid@" not in page.body.lower(), address


def test_who_is_not_logged_in_is_asked_to(everybody: dict[str, Client], addresses: list[Address]) -> None:
    for name, _, address in addresses:
        if "-" not in SEEN_BY[name]:
            check_nobody(everybody["-"], page_of(address, "NOORD"))


def test_a_form_without_its_proof_is_refused(everybody: dict[str, Client], addresses: list[Address]) -> None:
    for name, _, address in addresses:
        for who in ("r", "c"):
            path = page_of(address, "NOORD")
            page = everybody[who]._once("POST", path, b"versie=1", FORM)
            assert page.status in (403, 404, 405), (name, path, page.status)
            page = everybody[who]._once(
                "POST", path, b"versie=1", {**FORM, "Origin": "https://elders.example"}
            )
            assert page.status in (403, 404, 405), (name, path, page.status)


def test_a_region_whose_access_was_taken_away_is_out_at_once(
    server: Server, everybody: dict[str, Client]
) -> None:
    gone = member(everybody["c"], "region", "NOORD", name="weg")
    assert gone.get("/organisatie/NOORD/").status == 200
    row = everybody["c"].get("/mensen").tree.xpath("//tr[contains(., 'weg-noord@')]//form/@action")
    everybody["c"].post(row[-1], [("toegang", "nee")])
    assert gone.get("/organisatie/NOORD/").path.startswith("/aanmelden")
    assert gone.log_in("weg-noord@voorbeeld.test").status == 422


def test_headers_forbid_what_is_not_needed(everybody: dict[str, Client]) -> None:
    page = everybody["r"].get("/organisatie/NOORD/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["x-content-type-options"] == "nosniff"


def test_cookies_are_for_this_site_and_no_script(server: Server) -> None:
    client = Client(server.port)
    page = client._once("GET", "/aanmelden", b"", {})
    assert "HttpOnly" in page.headers["set-cookie"]
    assert "SameSite=Strict" in page.headers["set-cookie"]


def test_with_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    with serving(survey_folder(tmp_path / "klein"), "--https") as found:
        told = Client(found.port)._once("GET", "/aanmelden", b"", {"Host": "localhost"}).headers
        assert told["set-cookie"].startswith("__Host-formulier=")
        assert "Secure" in told["set-cookie"]
        assert "max-age=" in told["strict-transport-security"]


@pytest.mark.parametrize("role", ["coordinator", "region", "analyst", "reader"])
@pytest.mark.parametrize("right", list(Right))
def test_the_one_function_lets_no_region_past_its_own(role: str, right: Right) -> None:
    class Somebody:
        organisation = "NOORD" if role == "region" else ""
        is_active = True

    who = Somebody()
    who.role = role  # type: ignore[attr-defined]
    verdict = decide(who, right, "ZUID", {"NOORD", "ZUID"})  # type: ignore[arg-type]
    if right in (Right.PUBLIC, Right.ACCOUNT):
        assert verdict == "yes"
    elif role == "region":
        assert verdict == "not there"
    else:
        assert (verdict == "yes") == (role in WHO[right] and WHO[right][role] == "all")  # type: ignore[index]
    assert decide(None, right, "ZUID", {"ZUID"}) == ("yes" if right is Right.PUBLIC else "log in")
