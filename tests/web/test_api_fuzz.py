"""Requests that the description of the API allows, and some that it does not: each answer is one that it promises.

The description cannot know the facts of every chain; here it is filled in with those of the tiny one.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, settings

from helpers.web import application_for_tests, web_chain
from ketenzicht.web.api import DESCRIPTION

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


@schema.parametrize()
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_answer_is_one_that_the_description_promises(case: Any) -> None:
    case.call_and_validate(excluded_checks=[checks.positive_data_acceptance])  # a text may still be no date
