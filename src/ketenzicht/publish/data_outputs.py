"""A release as data: whose rules held, how it stands to earlier ones, and each output with its checks."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from ketenzicht.message import Label
from ketenzicht.publish.content import ReleaseFacts, ReportContent
from ketenzicht.publish.context import status_of
from ketenzicht.publish.language import LANGUAGES, Wording
from ketenzicht.publish.outputs import CheckedOutput
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.statbarn import RISKS


def policy_data(policy: Policy) -> dict[str, Any]:
    """The rules that held, and whose they are; no path of a machine."""
    source = policy.source
    return {
        "source": "custodian" if source else "defaults",
        "custodian": source.custodian if source else None,
        "contact": source.contact if source else None,
        "file": source.file if source else None,
        "sha256": source.sha256 if source else None,
        "valid": {"from": str(source.valid_from), "to": _day(source.valid_to)} if source else None,
        "rounding": policy.rounding,
        "threshold": policy.threshold,
        "protection_interval": policy.protection,
        "degrees_of_freedom": policy.degrees_of_freedom,
        "dominance": asdict(policy.dominance),
        "class_disclosure": policy.class_disclosure,
        "allowed": sorted(policy.allowed),
        "review": sorted(policy.review),
        "refused": sorted(policy.refused),
        "output_types": list(policy.output_types),
        "second_person": policy.second_person,
        "complementary_suppression": True,
        "complementary_suppression_within": "release",
    }


def release_data(release: ReleaseFacts | None) -> dict[str, Any] | None:
    """How a release stands to earlier ones; None when that was not looked at."""
    if release is None:
        return None
    return {
        "mark": release.mark,
        "compared_with": release.compared,
        "approved_by": release.approved_by,
        "warnings": [both(warning) for warning in release.warnings],
    }


def output_data(content: ReportContent, output: CheckedOutput) -> dict[str, Any]:
    """One output with its checks, and the context that it must never lose."""
    codes = {measure.id: measure.definition_code for measure in content.chain.measures}
    risks = dict.fromkeys(risk for statbarn in output.statbarns for risk in RISKS[statbarn])
    return {
        "id": output.id,
        "measure": output.measure,
        "title": both(output.title),
        "statbarns": list(output.statbarns),
        "risks": list(risks),
        "checks": dict(output.checks),
        "status": status_of(content, [output]),
        "reasons": [both(reason) for reason in output.reasons],
        "figures": {"shown": output.shown, "hidden": output.small, "withheld": output.derivable},
        "n": output.n,
        "rounding": content.policy.rounding,
        "threshold": content.policy.threshold,
        "unit": Wording("nl").text(content.study.unit),
        "period": window(content.study.period),
        "data_fingerprint": content.study.data_fingerprint,
        "program_version": content.study.program_version,
        "definition_code": codes[output.measure] if output.measure else None,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)


def window(days: tuple[Any, Any]) -> dict[str, str]:
    """A first and a last day."""
    return {"from": str(days[0]), "to": str(days[1])}


def both(label: Label) -> dict[str, str]:
    """A label in each language."""
    return {language: Wording(language).text(label) for language in LANGUAGES}
