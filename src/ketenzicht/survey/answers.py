"""The answers of one organisation as a file: JSON, or YAML for who writes by hand. Nothing that was given is dropped.

What a form or template held and no question asks for stays in ``niet_begrepen`` with the place where it stood.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from ketenzicht.chain.yaml_places import read_yaml
from ketenzicht.errors import UserError, did_you_mean, system_reason
from ketenzicht.survey.model import Survey
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.values import plain_reader
from ketenzicht.whole_file import write_whole

ANSWERS, PREVIOUS = "antwoorden", "vorig"
"""Folders of a survey with a file per organisation: of this survey, and of the one before."""
SUFFIXES = (".json", ".yaml", ".yml")


@dataclass(frozen=True)
class Kept:
    """Something that was given and is not understood: where it stood, and the text of it."""

    where: str
    text: str


@dataclass(frozen=True)
class AnswerFile:
    """What one organisation answered.

    Args:
        organisation: its code.
        survey, version: of the survey that it answered.
        answers: by the id of the question, and rows by the id of the table: what :func:`.check` takes.
        explanations: by the key of a finding.
        kept: what was not understood.
        submitted: whether the organisation says that it is done.
        closed: whether the coordinator had closed the survey on its pages when this was written; then nobody changes
            it any more. None when it did not come from pages: then the last day is the end.
    """

    organisation: str
    survey: str
    version: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    submitted: bool = False
    closed: bool | None = None

    KEYS: ClassVar[tuple[str, ...]] = (
        "organisatie", "uitvraag", "versie", "ingediend", "gesloten", "antwoorden", "toelichtingen", "niet_begrepen",
    )  # fmt: skip


def read_answer_file(path: Path) -> AnswerFile:
    """The answers in a file.

    Raises:
        UserError: the file cannot be read, or is no file of answers.
    """
    data = _json(path) if path.suffix == ".json" else _yaml(path)
    if not isinstance(data, dict) or not _is_whole(data):
        raise UserError(
            "Dit bestand bevat geen antwoorden.",
            why="Bovenaan horen de sleutels 'organisatie' en 'antwoorden' te staan, elk met wat erbij hoort.",
            file=path,
        )
    for key in data:
        if key not in AnswerFile.KEYS:
            raise UserError(
                f"De sleutel '{key}' is niet bekend.",
                why="Een onbekende sleutel zou stil verdwijnen.",
                fix=did_you_mean(str(key), AnswerFile.KEYS),
                file=path,
            )
    return AnswerFile(
        organisation=str(data.get("organisatie", path.stem)),
        survey=str(data.get("uitvraag", "")),
        version=str(data.get("versie", "")),
        answers=data.get("antwoorden") or {},
        explanations={str(key): str(text) for key, text in (data.get("toelichtingen") or {}).items()},
        kept=tuple(
            Kept(str(one.get("waar", "")), str(one.get("tekst", "")))
            for one in data.get("niet_begrepen") or ()
        ),
        submitted=bool(data.get("ingediend", False)),
        closed=None if data.get("gesloten") is None else bool(data["gesloten"]),
    )


def write_answer_file(path: Path, given: AnswerFile) -> None:
    """Write answers as JSON, whole or not at all; :func:`read_answer_file` reads them back."""
    data = {
        "organisatie": given.organisation,
        "uitvraag": given.survey,
        "versie": given.version,
        "ingediend": given.submitted,
        **({} if given.closed is None else {"gesloten": given.closed}),
        "antwoorden": dict(given.answers),
        "toelichtingen": dict(given.explanations),
        "niet_begrepen": [{"waar": one.where, "tekst": one.text} for one in given.kept],
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def read_answer_folder(folder: Path) -> dict[str, AnswerFile]:
    """All files of answers in a folder by the code of the organisation; none when the folder is not there.

    Raises:
        UserError: a file cannot be read, or two files are of one organisation.
    """
    found: dict[str, AnswerFile] = {}
    paths: dict[str, Path] = {}
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix not in SUFFIXES or path.name.startswith("."):
            continue
        given = read_answer_file(path)
        if given.organisation in found:
            raise UserError(
                f"Van '{given.organisation}' is er ook een bestand {paths[given.organisation].name}.",
                why="Dan is niet duidelijk welke antwoorden gelden.",
                fix="Haal het oude bestand weg.",
                file=path,
            )
        found[given.organisation], paths[given.organisation] = given, path
    return found


def is_closed(survey: Survey, files: Mapping[str, AnswerFile], on: date) -> bool:
    """Whether nobody can answer any more on a day.

    On the pages of a survey organisations can correct until the coordinator closes it, also after the last day.
    Where no answers came from pages, the last day is the end.
    """
    told = {one.closed for one in files.values() if one.closed is not None}
    return told == {True} if told else on > survey.deadline.closes


def plain_answers(survey: Survey, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The same answers with each value as JSON holds it; what is no value of its question stays as it was typed."""
    found = dict(answers)
    for name, question in questions(survey).items():
        if name in answers:
            found[name] = plain_reader(question)(answers[name])
    for name, table in tables(survey).items():
        if isinstance(answers.get(name), list | tuple):
            cells = {column.id: plain_reader(column) for column in table.columns}
            found[name] = [
                {key: cells[key](value) if key in cells else value for key, value in row.items()}
                if isinstance(row, Mapping)
                else row
                for row in answers[name]
            ]
    return found


def _is_whole(data: Mapping[str, Any]) -> bool:
    """Whether each key holds what it should; empty counts as not there."""
    kept = data.get("niet_begrepen") or []
    return (
        isinstance(data.get("antwoorden", {}), dict)
        and isinstance(data.get("toelichtingen") or {}, dict)
        and isinstance(kept, list)
        and all(isinstance(one, dict) for one in kept)
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError("Dit bestand is niet te lezen.", why=system_reason(error), file=path) from None
    except UnicodeDecodeError:
        raise UserError("Dit bestand is geen tekst in UTF-8.", file=path) from None
    except (ValueError, RecursionError) as error:
        raise UserError(
            "Dit bestand is geen JSON.",
            why="Het is beschadigd of afgekapt.",
            fix="Vraag het bestand opnieuw op.",
            file=path,
            line=getattr(error, "lineno", None),
        ) from None


def _yaml(path: Path) -> Any:
    file = read_yaml(path)
    if file.errors:
        raise file.errors[0]
    return file.data
