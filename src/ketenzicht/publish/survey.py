"""The results of a survey as they may be shown.

Figures about people pass :mod:`ketenzicht.publish.release` and the checks, as those of a study. How many
organisations answered, and by which definition they count, are facts about organisations: those stay exact.
"""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.chain.model import Chain
from ketenzicht.message import Label
from ketenzicht.publish.output_check import check_outputs, without_refused
from ketenzicht.publish.outputs import CheckedOutput
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import PublishedResult
from ketenzicht.publish.release import release_together
from ketenzicht.survey.analysis.response import DefinitionRow, ItemRow, ResponseRow
from ketenzicht.survey.analysis.results import SurveyResults
from ketenzicht.survey.model import Survey


@dataclass(frozen=True)
class PublishedSurvey:
    """What a page about a survey may show.

    Args:
        survey, chain: what was asked.
        response, definitions, items: facts about organisations.
        late: how many did not submit.
        results: figures about people, protected.
        policy: what protects them.
        outputs: each output with its checks.
        warnings: what a reader must know.
        fingerprint: SHA-256 of all answers together.
        synthetic: the answers were made up.
        closed: nobody can answer any more; figures of a survey that runs are a draft.
    """

    survey: Survey
    chain: Chain
    response: tuple[ResponseRow, ...]
    definitions: tuple[DefinitionRow, ...]
    items: tuple[ItemRow, ...]
    late: int
    results: tuple[PublishedResult, ...]
    policy: Policy
    outputs: tuple[CheckedOutput, ...]
    warnings: tuple[Label, ...]
    fingerprint: str
    synthetic: bool = False
    closed: bool = True

    @property
    def draft(self) -> bool:
        """Whether it may not be passed on yet."""
        return self.policy.second_person or not self.closed


def release_survey(
    survey: Survey,
    chain: Chain,
    found: SurveyResults,
    policy: Policy,
    *,
    fingerprint: str,
    synthetic: bool = False,
    closed: bool = True,
) -> PublishedSurvey:
    """Protect what a survey told.

    Args:
        survey, chain: what was asked.
        found: exact results.
        policy: the rules of the custodian.
        fingerprint: SHA-256 of all answers together.
        synthetic: whether the answers were made up.
        closed: whether nobody can answer any more.
    """
    published = release_together(found.measures, policy)
    outputs = check_outputs(found.measures, published, policy)
    shown = without_refused(published, outputs)
    return PublishedSurvey(
        survey,
        chain,
        found.response,
        found.definitions,
        found.items,
        len(found.late),
        shown.results,
        policy,
        outputs,
        found.warnings,
        fingerprint,
        synthetic,
        closed,
    )
