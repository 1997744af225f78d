"""Files that ``ketenzicht survey`` writes: forms to fill in, and the list for the coordinator."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.spreadsheet import harmless

if TYPE_CHECKING:
    from ketenzicht.publish.language import Language
    from ketenzicht.survey.analysis.results import SurveyResults
    from ketenzicht.survey.load import SurveyFolder


def write_forms(
    folder: SurveyFolder, form: str, target: Path, organisation: str, language: str
) -> tuple[Path, ...]:
    """Write an XLSForm, or a workbook for each organisation that was asked; one for all when there is no list."""
    from ketenzicht.publish.survey_template import template_bytes
    from ketenzicht.publish.survey_xlsform import xlsform_bytes
    from ketenzicht.survey.answers import ANSWERS, read_answer_folder

    target.mkdir(parents=True, exist_ok=True)
    if form == "xlsform":
        path = target / f"{folder.survey.id}-xlsform.xlsx"
        path.write_bytes(xlsform_bytes(folder.survey))
        return (path,)
    if organisation and organisation not in folder.by_code:
        raise UserError(
            f"De organisatie '{organisation}' is niet gevraagd.",
            fix=did_you_mean(organisation, folder.by_code),
            file=folder.asked_file,
        )
    speaks = cast("Language", language)
    if not folder.organisations:
        path = target / f"{folder.survey.id}.xlsx"
        path.write_bytes(template_bytes(folder.survey, speaks))
        return (path,)
    files, paths = read_answer_folder(folder.folder / ANSWERS), []
    for one in folder.organisations:
        if organisation not in ("", one.code):
            continue
        given = files.get(one.code)
        content = template_bytes(
            folder.survey,
            speaks,
            organisation=one,
            answers=given.answers if given else None,
            remarks=given.explanations if given else None,
        )
        paths.append(target / f"{folder.survey.id}-{one.code}.xlsx")
        paths[-1].write_bytes(content)
    return tuple(paths)


def write_reconciled(folder: Path, found: SurveyResults) -> Path | None:
    """The totals beside the rows of each organisation, for the coordinator alone; nothing when there are none."""
    if not found.reconciled:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    path = folder / "aansluiting.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(["organisatie", "vraag", "aantal", "rijen", "verschil"])
        for one in found.reconciled:
            writer.writerow(
                [harmless(one.organisation), harmless(one.question), one.total, one.rows, one.difference]
            )
    return path
