"""The answers of all asked organisations side by side: who submitted, and who counts as was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ketenzicht.survey.answers import AnswerFile
from ketenzicht.survey.load import SurveyFolder
from ketenzicht.survey.model import AskedOrganisation, Survey
from ketenzicht.survey.typed import TypedAnswers, type_answers

UNKNOWN = "onbekend"


@dataclass(frozen=True)
class Given:
    """One asked organisation with what it answered.

    Args:
        organisation: who.
        answers: its values; None when it gave nothing or did not submit.
        begun: it gave something, submitted or not.
        counts_by: the definition that it counts by; ``onbekend`` when it did not say so.
        as_asked: that definition is the one asked for.
        unreadable: how many values were given that are none of their question; those count for nothing.
    """

    organisation: AskedOrganisation
    answers: TypedAnswers | None = None
    begun: bool = False
    counts_by: str = UNKNOWN
    as_asked: bool = False
    unreadable: int = 0


def gather(
    folder: SurveyFolder, files: Mapping[str, AnswerFile]
) -> tuple[tuple[Given, ...], tuple[str, ...]]:
    """Every asked organisation with its answers, and the codes of answers of organisations that were not asked."""
    found = tuple(_given(folder.survey, one, files.get(one.code)) for one in folder.organisations)
    return found, tuple(code for code in files if code not in folder.by_code)


def submitted(given: Iterable[Given]) -> tuple[Given, ...]:
    """Those who submitted."""
    return tuple(one for one in given if one.answers is not None)


def comparable(given: Iterable[Given]) -> tuple[Given, ...]:
    """Those who submitted and count by the definition that was asked for; others are never mixed with them."""
    return tuple(one for one in given if one.answers is not None and one.as_asked)


def _given(survey: Survey, organisation: AskedOrganisation, file: AnswerFile | None) -> Given:
    if file is None or not file.submitted:
        return Given(organisation, begun=file is not None)
    answers, found = type_answers(survey, file.answers)
    wrong = sum(one.level == "error" for one in found)
    counted = survey.analysis.counted_by
    if counted is None:
        return Given(organisation, answers, begun=True, as_asked=True, unreadable=wrong)
    by = str(answers.values.get(counted.question, UNKNOWN))
    return Given(organisation, answers, True, by, by in counted.asked, wrong)
