"""Requests that the description of the API allows, and some that it does not: each answer is one that it promises.

The description cannot know the facts of every chain; here it is filled in with those of the tiny one.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, settings

from helpers.web import application_for_tests, web_chain
from ketenzicht.chain.model import WorkedCase
from ketenzicht.web.api import DESCRIPTION
from ketenzicht.web.app import application
from ketenzicht.web.site import shipped_site

schemathesis = pytest.importorskip(
    "schemathesis", reason="schemathesis is absent: install the development packages"
)
checks = pytest.importorskip("schemathesis.specs.openapi.checks")

pytestmark = pytest.mark.web


def description() -> dict[str, Any]:
    """The description with the facts and the id of the tiny chain."""
    found: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    parts = found["components"]
    facts = parts["schemas"]["Casus"]["properties"]["feiten"]
    answer = facts.pop("additionalProperties")
    for fact in web_chain().facts:
        known = [choice.id for choice in fact.choices] or ["ja", "nee", "2026-11-01", "1250,50"]
        own = {"type": "string", "enum": [*known, "weet-ik-niet", "zoek-ik-uit"]}
        facts.setdefault("properties", {})[fact.id] = {"anyOf": [own, answer]}
    parts["parameters"]["keten"]["schema"] = {"type": "string", "enum": ["klein", "geen"]}
    return found


schema = schemathesis.openapi.from_dict(description())
schema.app = application_for_tests()

SITE = shipped_site()
CASES = [(guide.chain.id, case) for guide in SITE.guides.values() for case in guide.chain.worked_cases]


def shipped() -> Any:
    """The description as it is, held against the guides that come with the program."""
    found = schemathesis.openapi.from_dict(yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8")))
    found.app = application(SITE)
    return found


def test_the_description_is_an_openapi_document() -> None:
    shipped().validate()


@pytest.mark.parametrize("chain", SITE.guides)
def test_a_shipped_guide_is_told_as_described(chain: str) -> None:
    shipped()["/ketens/{keten}"]["GET"].Case(path_parameters={"keten": chain}).call_and_validate()


@pytest.mark.parametrize(("chain", "case"), CASES[::10], ids=[case.id for _, case in CASES[::10]])
def test_the_judgement_of_a_worked_case_is_as_described(chain: str, case: WorkedCase) -> None:
    body = {"feiten": {fact: list(texts) for fact, texts in case.facts.items()}}
    asked = shipped()["/ketens/{keten}/beoordelingen"]["POST"].Case(
        path_parameters={"keten": chain}, body=body, media_type="application/json"
    )
    response = asked.call()
    assert response.status_code == 200
    asked.validate_response(response)


@schema.parametrize()
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_answer_is_one_that_the_description_promises(case: Any) -> None:
    case.call_and_validate(excluded_checks=[checks.positive_data_acceptance])  # a text may still be no date
