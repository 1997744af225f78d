"""Another role or organisation for somebody who has an account: by a coordinator, of others, and at once."""

from __future__ import annotations

import threading

import pytest

from helpers.survey_web import (
    COORDINATOR,
    Client,
    Page,
    Server,
    change,
    member,
)

pytestmark = pytest.mark.web


def address_of(coordinator: Client, email: str) -> str:
    """Where the role of somebody is changed; found on the page of people."""
    row = coordinator.get("/mensen").tree.xpath(
        f"//tr[contains(., '{email}')]//a[contains(@href, '/rol')]/@href"
    )
    assert len(row) == 1, row
    return str(row[0])


def give(coordinator: Client, email: str, role: str, organisation: str = "") -> Page:
    where = address_of(coordinator, email)
    return coordinator.post(where, [("rol", role), ("organisatie", organisation)])


def test_another_role_holds_at_once_and_ends_what_was_open(coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="wissel")
    assert region.get("/organisatie/NOORD/").status == 200
    done = give(coordinator, "wissel-noord@voorbeeld.test", "reader")
    assert done.path == "/mensen"
    row = done.tree.xpath("//tr[contains(., 'wissel-noord@')]")[0].text_content()
    assert "Lezer" in row
    assert region.get("/organisatie/NOORD/").path.startswith("/aanmelden")
    region.log_in("wissel-noord@voorbeeld.test")
    assert region.get("/organisatie/NOORD/").status in (403, 404)
    assert region.get("/overzicht").status == 200


def test_another_organisation_ends_what_was_open_and_reaches_the_other_only(coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="verhuist")
    give(coordinator, "verhuist-noord@voorbeeld.test", "region", "ZUID")
    assert region.get("/organisatie/NOORD/").path.startswith("/aanmelden")
    region.log_in("verhuist-noord@voorbeeld.test")
    assert region.get("/organisatie/ZUID/").status == 200
    assert region.get("/organisatie/NOORD/").status == 404


def test_who_becomes_an_analyst_first_chooses_a_second_step(coordinator: Client) -> None:
    region = member(coordinator, "region", "NOORD", name="stijgt")
    give(coordinator, "stijgt-noord@voorbeeld.test", "analyst")
    region.log_in("stijgt-noord@voorbeeld.test")
    assert region.get("/uitvoer").path == "/account/app"


def test_a_change_stands_in_the_trail_with_whom_and_what(coordinator: Client) -> None:
    member(coordinator, "reader", name="zichtbaar")
    give(coordinator, "zichtbaar-x@voorbeeld.test", "analyst")
    lines = [row.text_content() for row in coordinator.get("/logboek").tree.xpath("//tbody/tr")]
    assert "rol of organisatie gewijzigd: zichtbaar-x (Analist)" in lines[0]
    give(coordinator, "zichtbaar-x@voorbeeld.test", "analyst")
    again = [row.text_content() for row in coordinator.get("/logboek").tree.xpath("//tbody/tr")]
    assert again[0] == lines[0], "choosing what already is changes nothing"


@pytest.mark.parametrize(
    ("role", "organisation", "told"),
    [
        ("baas", "", "Kies een rol."),
        ("", "", "Kies een rol."),
        ("region", "", "Kies een organisatie."),
        ("region", "WEST", "Kies een organisatie."),
    ],
)
def test_what_is_no_role_is_refused(coordinator: Client, role: str, organisation: str, told: str) -> None:
    name = f"vast{len(role)}{len(organisation)}"
    member(coordinator, "reader", name=name)
    page = give(coordinator, f"{name}-x@voorbeeld.test", role, organisation)
    assert page.status == 422
    assert told in page.text
    assert (
        "Lezer" in coordinator.get("/mensen").tree.xpath(f"//tr[contains(., '{name}-x@')]")[0].text_content()
    )


def test_nobody_changes_their_own_role(coordinator: Client) -> None:
    rows = coordinator.get("/mensen").tree.xpath("//tr[contains(., 'Coördinator')]")
    assert len(rows) == 1
    assert rows[0].xpath(".//a[contains(@href, '/rol')]") == []
    (own,) = rows[0].xpath(".//form/@action")
    where = own.replace("/link", "/rol")
    assert coordinator.get(where).status == 404
    assert coordinator.post(where, [("rol", "reader"), ("organisatie", "")]).status == 404
    assert coordinator.get("/mensen").status == 200


def test_a_role_that_is_changed_by_anybody_else_is_refused(coordinator: Client) -> None:
    analyst = member(coordinator, "analyst", name="probeert")
    where = address_of(coordinator, "probeert-x@voorbeeld.test")
    for path in (where, where.replace(where.split("/")[2], "1")):
        assert analyst.get(path).status == 403
        assert analyst.post(path, [("rol", "coordinator"), ("organisatie", "")]).status == 403


@pytest.mark.parametrize("how", ["rol", "toegang"])
def test_two_coordinators_who_remove_each_other_at_once_leave_one(
    server: Server, coordinator: Client, how: str
) -> None:
    """Tried many times: which of the two is first differs."""
    fields = {"rol": [("rol", "reader"), ("organisatie", "")], "toegang": [("toegang", "nee")]}[how]
    first = member(coordinator, "coordinator", name=f"een-{how}")
    second = member(coordinator, "coordinator", name=f"twee-{how}")
    places = {}
    for client, other in ((first, "twee"), (second, "een")):
        places[client.port, other] = address_of(client, f"{other}-{how}-x@voorbeeld.test")
    change(server.folder, f"UPDATE survey_person SET is_active = false WHERE email = '{COORDINATOR}'")
    asked = [
        threading.Thread(target=client.post, args=(place.replace("/rol", f"/{how}"), fields))
        for client, place in zip((first, second), places.values(), strict=True)
    ]
    for one in asked:
        one.start()
    for one in asked:
        one.join()
    change(server.folder, f"UPDATE survey_person SET is_active = true WHERE email = '{COORDINATOR}'")
    left = [client for client in (first, second) if client.get("/mensen").path == "/mensen"]
    assert len(left) == 1
