"""What goes into a report: published figures, the chain they were held against, and the facts of the study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ketenzicht.chain.model import Chain
from ketenzicht.message import Label
from ketenzicht.publish.facts import StudyFacts
from ketenzicht.publish.outputs import CheckedOutput
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Published, PublishedQuality, PublishedResult, PublishedStep


@dataclass(frozen=True)
class ReleaseFacts:
    """How these figures stand to what was released before.

    Args:
        mark: fingerprint of what is asked to leave: the choices behind it and the figures themselves.
        compared: number of earlier releases that it was read together with.
        warnings: what would have followed from both, and what was withheld for it.
        approved_by: the second person who looked at it; None when nobody has (yet).
    """

    mark: str
    compared: int = 0
    warnings: tuple[Label, ...] = ()
    approved_by: str | None = None


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
        outputs: everything that is asked to leave, with its checks and its status.
        release: how it stands to earlier releases; None when that was not looked at.
        names: what results are called that the chain does not declare, by their id.
    """

    study: StudyFacts
    chain: Chain
    results: tuple[PublishedResult, ...]
    quality: PublishedQuality | None
    attrition: tuple[PublishedStep, ...]
    policy: Policy
    outputs: tuple[CheckedOutput, ...] = ()
    release: ReleaseFacts | None = None
    names: Mapping[str, Label] = field(default_factory=dict)

    @property
    def result_names(self) -> Mapping[str, Label]:
        """What every result is called, by its id."""
        return {measure.id: measure.name for measure in self.chain.measures} | dict(self.names)

    @property
    def published(self) -> Published:
        """Every figure, to be looked at together."""
        return Published(self.results, self.attrition, self.quality)

    def showing(self, published: Published) -> ReportContent:
        """The same report with other figures."""
        return replace(
            self, results=published.results, attrition=published.attrition, quality=published.quality
        )

    @property
    def awaits_approval(self) -> bool:
        """Whether a second person must still look at it."""
        return self.policy.second_person and (self.release is None or self.release.approved_by is None)
