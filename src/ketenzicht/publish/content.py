"""What goes into a report: published figures, the chain they were held against, and the facts of the study."""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.chain.model import Chain
from ketenzicht.publish.facts import StudyFacts
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import PublishedQuality, PublishedResult, PublishedStep


@dataclass(frozen=True)
class ReportContent:
    """Everything that a report may show.

    Args:
        study: title, period, fingerprints.
        chain: the description that the registrations were held against.
        results: the protected figures, in the order of the chain.
        quality: of the registrations; None when it was not assessed.
        attrition: what the intake left out.
        policy: what protects persons; the report explains it in words.
    """

    study: StudyFacts
    chain: Chain
    results: tuple[PublishedResult, ...]
    quality: PublishedQuality | None
    attrition: tuple[PublishedStep, ...]
    policy: Policy
