"""The published figures as data: ``results.json`` for programs, ``manifest.json`` to see where they come from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.context import status_of
from ketenzicht.publish.data_outputs import both, output_data, policy_data, release_data, window
from ketenzicht.publish.factors import FactorFinding, factor_findings, figure_words
from ketenzicht.publish.language import LANGUAGES, Wording
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


def results_data(content: ReportContent) -> dict[str, Any]:
    """Every published figure with its definition and context."""
    return {
        "study": _study(content),
        "status": status_of(content, content.outputs),
        "policy": policy_data(content.policy),
        "release": release_data(content.release),
        "outputs": [output_data(content, output) for output in content.outputs],
        **figures_data(content),
        "factors": [_factor(content, finding) for finding in factor_findings(content)],
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
            "period": window(study.period),
            "data": window(study.data),
            "unit": Wording("nl").text(study.unit),
            "synthetic": study.synthetic,
            **study.parameters,
        },
        "policy": policy_data(content.policy),
        "release": release_data(content.release),
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
        "period": window(study.period),
        "data": window(study.data),
        "synthetic": study.synthetic,
    }


def _measure(content: ReportContent, result: PublishedResult) -> dict[str, Any]:
    declared = next((item for item in content.chain.measures if item.id == result.measure), None)
    if declared is None:
        name = both(content.names[result.measure])
        return {"id": result.measure, "kind": result.kind, "name": name, **result_data(result)}
    return {
        "id": result.measure,
        "kind": result.kind,
        "question": declared.question,
        "definition_code": declared.definition_code,
        "name": both(declared.name),
        "sentence": {language: sentence_of(declared, result, language) for language in LANGUAGES},
        **result_data(result),
    }


def result_data(result: PublishedResult) -> dict[str, Any]:
    """Everything that one measure shows: definition, figures, what was left out."""
    return {
        "definition": [{"term": both(term), "text": both(said)} for term, said in result.definition],
        "headline": {name: _figure(figure) for name, figure in result.headline.items()},
        "tables": [
            {
                "id": table.id,
                "title": both(table.title),
                "columns": [both(column) for column in table.columns],
                "rows": [
                    {
                        "id": row.id,
                        "label": both(row.label),
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
                "label": both(curve.label),
                "n": curve.n,
                "points": [{"day": day, **_figure(figure)} for day, figure in curve.points],
            }
            for curve in result.curves
        ],
        "series": [
            {
                "id": series.id,
                "label": both(series.label),
                "points": [{"date": str(day), "n": _count(count)} for day, count in series.points],
            }
            for series in result.series
        ],
        "attrition": [_step(step) for step in result.attrition],
        "warnings": [both(warning) for warning in result.warnings],
    }


def _factor(content: ReportContent, finding: FactorFinding) -> dict[str, Any]:
    """A factor with its evidence, and what the figures of this study show of it."""
    factor = finding.factor
    missing = factor.not_registered
    return {
        "id": factor.id,
        "name": both(factor.name),
        "levels": list(factor.levels),
        "direction": factor.direction,
        "mechanism": both(factor.mechanism),
        "evidence": [
            {
                "says": both(item.says),
                "sources": list(item.source),
                "certainty": item.certainty,
                "reference_values": list(item.reference),
            }
            for item in factor.evidence
        ],
        "status": finding.status,
        "association_only": True,
        "figures": [
            {
                "measure": item.trace.measure,
                "figure": item.trace.figure,
                "reading": both(item.trace.reading),
                "value": {"kind": "not measured"} if item.figure is None else _figure(item.figure),
                "words": {
                    language: " ".join(figure_words(item, Wording(language), content.policy)).strip()
                    for language in LANGUAGES
                },
            }
            for item in finding.figures
        ],
        "not_registered": missing and {"why": both(missing.why), "needed": both(missing.needed)},
    }


def _step(step: PublishedStep) -> dict[str, Any]:
    return {
        "step": both(step.step),
        "unit": both(step.unit),
        "reason": both(step.reason),
        "before": _count(step.before),
        "after": _count(step.after),
        "left_out": _count(step.left_out),
    }


_HIDDEN: dict[HiddenReason, str] = {"klein": "hidden", "afleidbaar": "withheld", "geweigerd": "refused"}
_KINDS: dict[NumberStyle, str] = {
    "number": "number",
    "points": "difference",
    "percent": "part",
    "p": "p-value",
}


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
