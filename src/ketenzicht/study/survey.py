"""What the answers of a survey tell, exact and as the policy of this machine lets it be shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from ketenzicht.errors import UserError
from ketenzicht.publish.policy import Policy
from ketenzicht.study.policy import find_policy
from ketenzicht.survey.load import SurveyFolder

if TYPE_CHECKING:
    from ketenzicht.publish.survey import PublishedSurvey
    from ketenzicht.survey.analysis.results import SurveyResults
    from ketenzicht.survey.answers import AnswerFile


def survey_policy(folder: SurveyFolder, on: date) -> Policy:
    """The policy of this machine, or the defaults of the program where it has none.

    Raises:
        UserError: the policy stands in the folder of the survey, or does not hold on that day.
    """
    file = find_policy()
    if file is None:
        return Policy()
    if file.path.resolve().is_relative_to(folder.folder.resolve()):
        raise UserError(
            "Dit beleid staat in de map van de uitvraag, en daar telt het niet.",
            why="Het beleid is van de bronhouder. Wie de uitvraag kan wijzigen, zou het ook kunnen versoepelen.",
            fix="Zet het op een eigen plek; zie: ketenzicht policy show",
            file=file.path,
        )
    file.demand_valid(on)
    return file.policy


def analysed(
    folder: SurveyFolder,
    files: Mapping[str, AnswerFile],
    policy: Policy,
    *,
    closed: bool,
    synthetic: bool = False,
) -> tuple[SurveyResults, PublishedSurvey]:
    """What answers tell, exact and protected.

    Args:
        folder: the survey with who is asked.
        files: the answers by the code of the organisation.
        policy: what protects the people in them.
        closed: whether nobody can answer any more.
        synthetic: whether the answers were made up.
    """
    from ketenzicht.publish.survey import release_survey
    from ketenzicht.survey.analysis.results import analyse

    found = analyse(folder, files)
    shown = release_survey(
        folder.survey,
        folder.chain,
        found,
        policy,
        fingerprint=_fingerprint(files),
        synthetic=synthetic,
        closed=closed,
    )
    return found, shown


def _fingerprint(files: Mapping[str, AnswerFile]) -> str:
    """The same for the same answers, wherever they come from."""
    content = {code: dict(given.answers) for code, given in sorted(files.items()) if given.submitted}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
