"""The chapter on factors: what others say makes the caseload high, and what these data show of it."""

from __future__ import annotations

from ketenzicht.chain.certainty import has_badge
from ketenzicht.chain.model import Chain, Evidence
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.factors import (
    DIRECTION_NAMES,
    LEVEL_NAMES,
    STATUS_NAMES,
    FactorFigure,
    FactorFinding,
    factor_findings,
    figure_words,
)
from ketenzicht.publish.language import Wording, capital
from ketenzicht.publish.published import Hidden
from ketenzicht.publish.report_measure import references, source_marks
from ketenzicht.publish.views import EvidenceView, FactorFigureView, FactorView


def factor_views(content: ReportContent, wording: Wording) -> tuple[tuple[str, tuple[FactorView, ...]], ...]:
    """The factors in words, under the first level that each names; levels without factors are left out."""
    findings = factor_findings(content)
    by_level = (
        (
            wording.text(name),
            tuple(_factor(content, item, wording) for item in findings if item.factor.levels[0] == level),
        )
        for level, name in LEVEL_NAMES.items()
    )
    return tuple((level, views) for level, views in by_level if views)


def _factor(content: ReportContent, finding: FactorFinding, wording: Wording) -> FactorView:
    factor = finding.factor
    missing = factor.not_registered
    return FactorView(
        name=wording.text(factor.name),
        levels="; ".join(wording.text(LEVEL_NAMES[level]) for level in factor.levels),
        mechanism=wording.text(factor.mechanism),
        direction=capital(wording.text(DIRECTION_NAMES[factor.direction])),
        evidence=tuple(_evidence(content.chain, item, wording) for item in factor.evidence),
        status=wording.text(STATUS_NAMES[finding.status]),
        figures=tuple(_figure(content, item, wording) for item in finding.figures),
        not_registered=wording.text(missing.why) if missing else None,
        needed=wording.text(missing.needed) if missing else None,
    )


def _evidence(chain: Chain, evidence: Evidence, wording: Wording) -> EvidenceView:
    return EvidenceView(
        says=wording.text(evidence.says),
        references=references(chain, evidence.reference, wording),
        check=has_badge(evidence),
        sources=source_marks(chain, evidence.source),
    )


def _figure(content: ReportContent, item: FactorFigure, wording: Wording) -> FactorFigureView:
    words, interval = figure_words(item, wording, content.policy)
    measured = any(result.measure == item.measure.id for result in content.results)
    return FactorFigureView(
        anchor=f"maat-{item.measure.id}" if measured else None,
        measure=wording.text(item.measure.name),
        figure=words,
        interval=interval.strip("()"),
        hidden=item.figure is None or isinstance(item.figure, Hidden),
        reading=capital(wording.text(item.trace.reading)),
    )
