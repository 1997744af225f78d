"""Answers that come in as files: read, checked and kept in the folder of the survey, the earlier ones beside them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.survey.answers import (
    ANSWERS,
    PREVIOUS,
    SUFFIXES,
    AnswerFile,
    read_answer_file,
    read_answer_folder,
    write_answer_file,
)
from ketenzicht.survey.check_answers import check, in_the_way
from ketenzicht.survey.load import SurveyFolder
from ketenzicht.survey.template_read import LayoutFinding, TemplateReading, read_template
from ketenzicht.survey.typed import Finding, Place

EARLIER = "eerder"
"""Inside the folder of answers: what was replaced."""


@dataclass(frozen=True)
class Checked:
    """The answers of one organisation with what the check found.

    Args:
        given: the answers.
        findings: all of them.
        open: those that still stand in the way of submitting.
    """

    given: AnswerFile
    findings: tuple[Finding, ...]
    open: tuple[Finding, ...]


@dataclass(frozen=True)
class TakenIn:
    """A file that was read: what it held, what is wrong with it, where it is kept."""

    source: Path
    path: Path
    checked: Checked
    layout: tuple[LayoutFinding, ...]
    addresses: Mapping[Place, str]


def checked(folder: SurveyFolder, given: AnswerFile, previous: AnswerFile | None) -> Checked:
    """Answers held against the survey, those of last year and what was known of the organisation."""
    organisation = folder.by_code.get(given.organisation)
    findings = check(
        folder.survey,
        given.answers,
        previous.answers if previous else None,
        known=organisation.totals if organisation else None,
    )
    return Checked(given, findings, in_the_way(findings, given.explanations))


def check_folder(folder: SurveyFolder) -> tuple[Checked, ...]:
    """All answers in the folder of a survey, by the code of the organisation."""
    previous = read_answer_folder(folder.folder / PREVIOUS)
    files = read_answer_folder(folder.folder / ANSWERS)
    return tuple(checked(folder, given, previous.get(code)) for code, given in sorted(files.items()))


def take_in(folder: SurveyFolder, source: Path, organisation: str = "") -> TakenIn:
    """Read a filled-in form or a file of answers and keep it; what it replaces is kept as well.

    Args:
        folder: the survey.
        source: a workbook, or a file of answers.
        organisation: whose it is, when it does not say so itself.

    Raises:
        UserError: it cannot be read, or is of nobody who was asked.
    """
    if not source.is_file():
        raise UserError("Dit bestand bestaat niet.", fix="Controleer de naam en de map.", file=source)
    if source.suffix in SUFFIXES:
        reading = TemplateReading(read_answer_file(source), ())
    else:
        reading = read_template(source, folder.survey)
    code = organisation or reading.given.organisation
    _demand_asked(folder, code, source)
    previous = read_answer_folder(folder.folder / PREVIOUS).get(code)
    given = replace(
        reading.given,
        organisation=code,
        survey=folder.survey.id,
        version=folder.survey.version,
        submitted=False,
    )
    found = checked(folder, given, previous)
    given = replace(given, submitted=not found.open)
    path = folder.folder / ANSWERS / f"{code}.json"
    others = _set_aside(path)
    write_answer_file(path, given)
    for old in others:
        old.unlink()
    return TakenIn(source, path, replace(found, given=given), reading.findings, reading.addresses)


def _demand_asked(folder: SurveyFolder, code: str, source: Path) -> None:
    if not code:
        raise UserError(
            "Dit formulier zegt niet van welke organisatie het is.",
            fix="Noem de code met --for.",
            file=source,
        )
    if code not in folder.by_code:
        raise UserError(
            f"De organisatie '{code}' is niet gevraagd.",
            why=f"Wie gevraagd is, staat in {folder.asked_file.name}.",
            fix=did_you_mean(code, folder.by_code)
            or "Zet de organisatie in dat bestand, of noem de code met --for.",
            file=source,
        )


def _set_aside(path: Path) -> list[Path]:
    """Copy all that was there under a number of its own; give the files that the new one does not replace."""
    others = []
    for suffix in SUFFIXES:
        old = path.with_suffix(suffix)
        if not old.is_file():
            continue
        earlier = path.parent / EARLIER
        earlier.mkdir(exist_ok=True, mode=0o700)
        number = 1
        while (earlier / f"{path.stem}-{number}{suffix}").exists():
            number += 1
        shutil.copy2(old, earlier / f"{path.stem}-{number}{suffix}")
        if old != path:
            others.append(old)
    return others
