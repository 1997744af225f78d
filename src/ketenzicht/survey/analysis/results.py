"""The results of a survey: facts about organisations, and figures about people that only ``publish`` may show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ketenzicht.measures.result import MeasureResult
from ketenzicht.message import Label, message
from ketenzicht.survey.analysis.given import Given, comparable, gather, submitted
from ketenzicht.survey.analysis.offer_figures import offer_results
from ketenzicht.survey.analysis.reconcile import Compared, reconciled, reconciled_result
from ketenzicht.survey.analysis.response import (
    DefinitionRow,
    ItemRow,
    ResponseRow,
    definition_rows,
    item_rows,
    response_rows,
)
from ketenzicht.survey.analysis.weighted_figures import weighted_results
from ketenzicht.survey.answers import AnswerFile
from ketenzicht.survey.load import SurveyFolder


@dataclass(frozen=True)
class SurveyResults:
    """All that the answers tell.

    Args:
        response: by group, the total last.
        late: names of organisations that did not submit, with whether they began.
        definitions: how many organisations count by which definition.
        items: of each question and table, how many answered it.
        reconciled: totals beside rows, exact and by organisation: for the coordinator alone.
        measures: figures about people, exact: for ``publish.release`` alone.
        warnings: what a reader must know.
    """

    response: tuple[ResponseRow, ...]
    late: tuple[tuple[str, bool], ...]
    definitions: tuple[DefinitionRow, ...]
    items: tuple[ItemRow, ...]
    reconciled: tuple[Compared, ...]
    measures: tuple[MeasureResult, ...]
    warnings: tuple[Label, ...]


def analyse(folder: SurveyFolder, files: Mapping[str, AnswerFile]) -> SurveyResults:
    """What the answers tell.

    Args:
        folder: the survey with who is asked.
        files: the answers by the code of the organisation; drafts count as begun, not as answers.
    """
    survey = folder.survey
    given, strange = gather(folder, files)
    compared = reconciled(survey, comparable(given))
    beside = reconciled_result(survey, compared)
    figures = (*offer_results(survey, given), *weighted_results(survey, given), *([beside] if beside else ()))
    return SurveyResults(
        response_rows(survey, given),
        tuple((one.organisation.name, one.begun) for one in given if one.answers is None),
        definition_rows(survey, given),
        item_rows(survey, submitted(given)),
        compared,
        figures,
        tuple(_warnings(given, strange)),
    )


def _warnings(given: tuple[Given, ...], strange: tuple[str, ...]) -> list[Label]:
    found: list[Label] = []
    if not given:
        found.append(message("Er is geen lijst van wie er gevraagd is: respons en ophogen kunnen niet."))
    if wrong := [one.unreadable for one in given if one.unreadable]:
        found.append(
            message(
                "{n} organisaties dienden {waarden} waarden in die niet kloppen: die tellen niet mee.",
                n=len(wrong),
                waarden=sum(wrong),
            )
        )
    if strange:
        found.append(
            message(
                "Er zijn antwoorden van wie niet gevraagd is: {codes}. Zij tellen niet mee.",
                codes=", ".join(strange),
            )
        )
    return found
