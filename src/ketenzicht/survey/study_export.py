"""The case rows of a survey as a study: a folder that ``ketenzicht study run`` runs.

Only rows of organisations that submitted and count as was asked; others have no place in the same figures. Numbers of
rows are made unique by the code of the organisation, so that two organisations never share a person.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketenzicht.chain.yaml_text import yaml_text
from ketenzicht.errors import UserError
from ketenzicht.survey.analysis.given import Given, comparable, gather, submitted
from ketenzicht.survey.answers import AnswerFile
from ketenzicht.survey.evaluate import filtered
from ketenzicht.survey.load import SurveyFolder
from ketenzicht.survey.model import StudyExport, Survey

ROWS, MAPPING, SETTINGS = "rijen.csv", "koppelingen/uitvraag.yaml", "study.yaml"
COLUMNS = ("persoon", "datum", "gebeurtenis", "reden", "organisatie")


@dataclass(frozen=True)
class WrittenStudy:
    """What was written: the folder, rows and events, and who was left out because they count otherwise."""

    folder: Path
    rows: int
    events: int
    left_out: tuple[str, ...]


def write_study(
    target: Path, folder: SurveyFolder, files: Mapping[str, AnswerFile], *, synthetic: bool = False
) -> WrittenStudy:
    """Write the rows as a study.

    Args:
        target: the folder to make; readable by the user alone, as it holds rows about people.
        folder: the survey.
        files: the answers by the code of the organisation.
        synthetic: whether the answers were made up.

    Raises:
        UserError: the survey does not say how, there are no rows, or the folder holds something already.
    """
    survey, export = folder.survey, folder.survey.study
    if export is None:
        raise UserError(
            "Deze uitvraag zegt niet hoe rijen een studie worden.",
            fix="Voeg 'studie:' toe, met de tabel en de gebeurtenissen van de keten.",
            file=folder.folder / "uitvraag.yaml",
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(
            "Deze map bestaat al en is niet leeg.", fix="Kies een map die er nog niet is.", file=target
        )
    given = gather(folder, files)[0]
    used = comparable(given)
    events = sorted(_events(export, used), key=lambda row: (row[0], row[1]))
    if not events:
        raise UserError(
            "Er zijn geen rijen om een studie van te maken.",
            why="Alleen rijen van wie heeft ingediend en telt zoals gevraagd komen mee.",
            file=folder.folder,
        )
    target.mkdir(parents=True, exist_ok=True)
    target.chmod(0o700)
    (target / MAPPING).parent.mkdir()
    with (target / ROWS).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerows([COLUMNS, *events])
    first = min(date.fromisoformat(row[1]) for row in events)
    _write_yaml(target / MAPPING, _mapping())
    _write_yaml(target / SETTINGS, _settings(survey, folder, min(first, survey.period.first), synthetic))
    rows = sum(len(one.answers.rows.get(export.table, ())) for one in used if one.answers is not None)
    left_out = tuple(one.organisation.name for one in submitted(given) if not one.as_asked)
    return WrittenStudy(target, rows, len(events), left_out)


def _events(export: StudyExport, given: tuple[Given, ...]) -> Iterator[tuple[str, str, str, str, str]]:
    for one in given:
        code = one.organisation.code
        for number, row in enumerate(one.answers.rows.get(export.table, ()) if one.answers else ()):
            person = f"{code}-{row.get(export.number, f'rij {number + 1}')}"
            for event in export.events:
                day = row.get(event.column)
                if isinstance(day, date) and filtered((row,), event.where):
                    reason = str(row.get(event.reason, "")) if event.reason else ""
                    yield person, day.isoformat(), event.event, reason, code


def _mapping() -> dict[str, object]:
    return {
        "bestand": f"../{ROWS}",
        "personen": {"nummer": "persoon"},
        "overgeslagen": ["organisatie"],
        "activiteit": {"kolom": "gebeurtenis", "tijd": "datum", "einde_reden": "reden"},
    }


def _settings(survey: Survey, folder: SurveyFolder, first: date, synthetic: bool) -> dict[str, object]:
    inside = folder.folder / survey.chain
    settings: dict[str, object] = {
        "keten": str(inside.resolve()) if inside.is_dir() else survey.chain,
        "titel": f"{survey.title.nl}, {survey.period.name.nl}",
        "gegevens": {"van": first, "tot": survey.period.last},
        "periode": {"van": survey.period.first, "tot": survey.period.last},
        "eenheid": "persoon",
        "koppelingen": [MAPPING],
        "maten": list(survey.study.measures) if survey.study and survey.study.measures else "alle",
    }
    return settings | ({"synthetisch": True} if synthetic else {})


def _write_yaml(path: Path, data: dict[str, object]) -> None:
    path.write_text(yaml_text(data), encoding="utf-8")
