"""All answers as files: what the analysis and the export as a study read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.survey.answers import AnswerFile, Kept, plain_answers, write_answer_file
from ketenzicht.survey.parts import questions
from ketenzicht.web.survey import trail, versions
from ketenzicht.web.survey.checked import answers_of, explanations_of
from ketenzicht.web.survey.desk import Desk
from ketenzicht.web.survey.merge import ANSWER, TAKEN, Content
from ketenzicht.web.survey.models import Person
from ketenzicht.web.survey.readings import read_file
from ketenzicht.web.survey.versions import NOTHING


def collect(desk: Desk, folder: Path, *, drafts: bool, by: Person | None) -> int:
    """Write a file per organisation in a folder, and in the trail who took how many along.

    Args:
        desk: the survey.
        folder: where they go; a file of the same organisation is replaced.
        drafts: also of who has not handed in; such a file says so.
        by: who takes them; None at the command line.

    Returns:
        how many were written.
    """
    count = 0
    for given in all_answers(desk, drafts=drafts):
        write_answer_file(folder / f"{given.organisation}.json", given)
        count += 1
    with trail.writing():
        trail.add("uitgevoerd", person=by, detail={"organisaties": count, "concepten": drafts})
    return count


def all_answers(desk: Desk, *, drafts: bool, kept: bool = True) -> Iterator[AnswerFile]:
    """What each organisation handed in last, in the order of the survey.

    Args:
        desk: the survey.
        drafts: also of who has not handed in; such a file says so.
        kept: with what was not understood; for that, workbooks are read again.
    """
    survey, standings, closed = desk.opened.survey, versions.standings(), versions.is_closed()
    for code in desk.organisations:
        standing = standings.get(code, NOTHING)
        version = standing.handed_in or (standing.head if drafts else None)
        if version is None:
            continue
        yield AnswerFile(
            organisation=code,
            survey=survey.id,
            version=survey.version,
            answers=plain_answers(survey, answers_of(survey, version.content)),
            explanations=explanations_of(version.content),
            kept=_kept(desk, version.content) if kept else (),
            submitted=version is standing.handed_in,
            closed=closed,
        )


def _kept(desk: Desk, content: Content) -> tuple[Kept, ...]:
    """What was not understood of the workbook that was taken over last, and answers to what is no longer asked."""
    survey = desk.opened.survey
    asked = {ANSWER + name for name in questions(survey)}
    left = [
        Kept(name, str(text))
        for name, text in content.items()
        if name.startswith(ANSWER) and name not in asked
    ]
    file = content.get(TAKEN)
    if not isinstance(file, str):
        return tuple(left)
    try:
        return (*read_file(desk, file).given.kept, *left)
    except UserError:  # the survey has changed since it was read
        return tuple(left)
