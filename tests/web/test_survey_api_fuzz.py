"""The API of a survey, asked as its description allows and as it does not: what it promises, and of nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, settings

from fuzz.door import MARK
from helpers.survey_web import Client, chief, member, serving, survey_folder
from ketenzicht.web import survey

schemathesis = pytest.importorskip(
    "schemathesis", reason="schemathesis is absent: install the development packages"
)
checks = pytest.importorskip("schemathesis.specs.openapi.checks")

pytestmark = pytest.mark.web

DESCRIPTION = Path(survey.__path__[0]) / "openapi.yaml"
OWN, OTHER = "NOORD", "ZUID"


def description() -> dict[str, Any]:
    """The description with the organisations and some questions of the small survey."""
    found: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    parts = found["components"]
    parts["parameters"]["organisatie"]["schema"] = {"type": "string", "enum": [OWN, OTHER, "geen"]}
    answers = parts["schemas"]["Bewaren"]["properties"]["antwoorden"]
    answers["properties"] = dict.fromkeys(("begin", "jongeren"), answers["additionalProperties"])
    return found


schema = schemathesis.openapi.from_dict(description())


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Client, Client]]:
    """The coordinator, somebody of the one region, and of the other, who typed something."""
    with serving(survey_folder(tmp_path_factory.mktemp("uitvraag") / "klein", [OWN, OTHER])) as server:
        coordinator = chief(server)
        own, other = (member(coordinator, "region", code) for code in (OWN, OTHER))
        data = {"versie": 0, "antwoorden": {"begin": 12}, "toelichtingen": {"a": MARK}}
        sent = other.send_json(f"/api/v1/organisatie/{OTHER}/antwoorden/bewaren", json.dumps(data).encode())
        assert sent.status == 200
        yield coordinator, own, other


def asked(case: Any, client: Client) -> Any:
    """The answer to a program with the session of somebody, held against the description."""
    headers = {"Accept": "application/json", "X-CSRFToken": client.proof()}
    loose = (checks.positive_data_acceptance, checks.negative_data_rejection, checks.ignored_auth)
    return case.call_and_validate(
        base_url=f"http://127.0.0.1:{client.port}/api/v1",
        headers=headers,
        cookies=client.cookies,
        excluded_checks=list(loose),
    )


def test_the_description_is_an_openapi_document() -> None:
    schema.validate()


@schema.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_answer_is_promised_and_a_region_reaches_only_itself(
    people: tuple[Client, Client, Client], case: Any
) -> None:
    _coordinator, own, other = people
    response = asked(case, own)
    assert MARK not in response.text
    if OWN not in case.formatted_path:
        assert response.status_code >= 400
    assert other.answers(OTHER)["versie"] == 1


@schema.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_who_is_not_logged_in_is_told_so_as_data(people: tuple[Client, Client, Client], case: Any) -> None:
    response = asked(case, Client(people[0].port))
    assert response.status_code in (400, 401, 403, 405)


def test_what_the_coordinator_sees_is_as_described(people: tuple[Client, Client, Client]) -> None:
    for address in ("/respons", "/organisatie/{organisatie}/antwoorden"):
        case = schema[address]["GET"].Case(path_parameters={"organisatie": OTHER})
        response = asked(case, people[0])
        assert response.status_code == 200
        assert (MARK in response.text) == ("organisatie" in address)
