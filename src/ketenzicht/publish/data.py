"""The published figures as data: ``results.json`` for programs, ``manifest.json`` to see where they come from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from ketenzicht.message import Label
from ketenzicht.publish.content import ReleaseFacts, ReportContent
from ketenzicht.publish.context import status_of
from ketenzicht.publish.language import LANGUAGES, Wording
from ketenzicht.publish.outputs import CheckedOutput
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    HiddenReason,
    NotReached,
    NumberStyle,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedResult,
    PublishedShare,
    PublishedStep,
)
from ketenzicht.publish.sentence import sentence_of
from ketenzicht.publish.statbarn import RISKS


def results_data(content: ReportContent) -> dict[str, Any]:
    """Every published figure with its definition and context."""
    return {
        "study": _study(content),
        "status": status_of(content, content.outputs),
        "policy": policy_data(content.policy),
        "release": _release(content.release),
        "outputs": [_output(content, output) for output in content.outputs],
        **figures_data(content),
    }


def figures_data(content: ReportContent) -> dict[str, Any]:
    """Every published figure with its definition."""
    return {
        "attrition": [_step(step) for step in content.attrition],
        "measures": [_measure(content, result) for result in content.results],
    }


def manifest_data(content: ReportContent, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Chain, input, choices and program behind the files, and the fingerprint of each file.

    Args:
        content: what was published.
        files: the files by name.
    """
    study = content.study
    return {
        "program": {"name": "ketenzicht", "version": study.program_version},
        "chain": {"id": content.chain.id, "version": study.chain_version, "sha256": study.chain_hash},
        "input": [
            {"file": name, "sha256": fingerprint} for name, fingerprint in sorted(study.fingerprints.items())
        ],
        "parameters": {
            "period": _window(study.period),
            "data": _window(study.data),
            "unit": Wording("nl").text(study.unit),
            "synthetic": study.synthetic,
            **study.parameters,
        },
        "policy": policy_data(content.policy),
        "release": _release(content.release),
        "outputs": dict(sorted(Counter(status_of(content, [item]) for item in content.outputs).items())),
        "files": [
            {"file": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }


def as_json(data: Mapping[str, Any]) -> bytes:
    """Data as JSON bytes: readable, Dutch letters kept, the same for the same data."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _study(content: ReportContent) -> dict[str, Any]:
    study = content.study
    return {
        "title": study.title,
        "chain": content.chain.id,
        "chain_version": study.chain_version,
        "unit": Wording("nl").text(study.unit),
        "period": _window(study.period),
        "data": _window(study.data),
        "synthetic": study.synthetic,
    }


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
        "complementary_suppression_within": "measure",
    }


def _release(release: ReleaseFacts | None) -> dict[str, Any] | None:
    if release is None:
        return None
    return {
        "mark": release.mark,
        "compared_with": release.compared,
        "approved_by": release.approved_by,
        "warnings": [_both(warning) for warning in release.warnings],
    }


def _output(content: ReportContent, output: CheckedOutput) -> dict[str, Any]:
    """One output with its checks, and the context that it must never lose."""
    codes = {measure.id: measure.definition_code for measure in content.chain.measures}
    risks = dict.fromkeys(risk for statbarn in output.statbarns for risk in RISKS[statbarn])
    return {
        "id": output.id,
        "measure": output.measure,
        "title": _both(output.title),
        "statbarns": list(output.statbarns),
        "risks": list(risks),
        "checks": dict(output.checks),
        "status": status_of(content, [output]),
        "reasons": [_both(reason) for reason in output.reasons],
        "figures": {"shown": output.shown, "hidden": output.small, "withheld": output.derivable},
        "n": output.n,
        "rounding": content.policy.rounding,
        "threshold": content.policy.threshold,
        "unit": Wording("nl").text(content.study.unit),
        "period": _window(content.study.period),
        "data_fingerprint": content.study.data_fingerprint,
        "program_version": content.study.program_version,
        "definition_code": codes[output.measure] if output.measure else None,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)


def _window(window: tuple[Any, Any]) -> dict[str, str]:
    return {"from": str(window[0]), "to": str(window[1])}


def _measure(content: ReportContent, result: PublishedResult) -> dict[str, Any]:
    declared = next(item for item in content.chain.measures if item.id == result.measure)
    return {
        "id": result.measure,
        "kind": result.kind,
        "question": declared.question,
        "definition_code": declared.definition_code,
        "name": _both(declared.name),
        "sentence": {language: sentence_of(declared, result, language) for language in LANGUAGES},
        **result_data(result),
    }


def result_data(result: PublishedResult) -> dict[str, Any]:
    """Everything that one measure shows: definition, figures, what was left out."""
    return {
        "definition": [{"term": _both(term), "text": _both(said)} for term, said in result.definition],
        "headline": {name: _figure(figure) for name, figure in result.headline.items()},
        "tables": [
            {
                "id": table.id,
                "title": _both(table.title),
                "columns": [_both(column) for column in table.columns],
                "rows": [
                    {
                        "id": row.id,
                        "label": _both(row.label),
                        "level": row.level,
                        "figures": [None if figure is None else _figure(figure) for figure in row.figures],
                    }
                    for row in table.rows
                ],
            }
            for table in result.tables
        ],
        "curves": [
            {
                "id": curve.id,
                "label": _both(curve.label),
                "n": curve.n,
                "points": [{"day": day, **_figure(figure)} for day, figure in curve.points],
            }
            for curve in result.curves
        ],
        "series": [
            {
                "id": series.id,
                "label": _both(series.label),
                "points": [{"date": str(day), "n": _count(count)} for day, count in series.points],
            }
            for series in result.series
        ],
        "attrition": [_step(step) for step in result.attrition],
        "warnings": [_both(warning) for warning in result.warnings],
    }


def _both(label: Label) -> dict[str, str]:
    return {language: Wording(language).text(label) for language in LANGUAGES}


def _step(step: PublishedStep) -> dict[str, Any]:
    return {
        "step": _both(step.step),
        "unit": _both(step.unit),
        "reason": _both(step.reason),
        "before": _count(step.before),
        "after": _count(step.after),
        "left_out": _count(step.left_out),
    }


_HIDDEN: dict[HiddenReason, str] = {"klein": "hidden", "afleidbaar": "withheld", "geweigerd": "refused"}
_KINDS: dict[NumberStyle, str] = {"number": "number", "points": "difference", "p": "p-value"}


def _figure(figure: PublishedFigure) -> dict[str, Any]:
    if isinstance(figure, PublishedCount):
        return {"kind": "count", "n": figure.n}
    if isinstance(figure, PublishedShare):
        return {
            "kind": "probability" if figure.estimated else "share",
            "value": round(figure.value, 4),
            "low": round(figure.low, 4),
            "high": round(figure.high, 4),
            "x": figure.x,
            "n": figure.n,
        }
    if isinstance(figure, PublishedNumber):
        bounds = {} if figure.low is None else {"low": figure.low, "high": figure.high}
        return {"kind": _KINDS[figure.style], "value": figure.value, **bounds, "n": figure.n}
    if isinstance(figure, NotReached):
        return {"kind": "not reached"}
    return {"kind": _HIDDEN[figure.reason]}


def _count(count: int | Hidden | None) -> int | str | None:
    """A count; null when it is too small, ``withheld`` when a small one would follow from it."""
    return "withheld" if isinstance(count, Hidden) else count
