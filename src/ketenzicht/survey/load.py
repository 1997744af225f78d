"""Opens a survey: the folder with ``uitvraag.yaml`` and the file of who is asked, held against the chain it names."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at, read_model
from ketenzicht.survey.asked import read_asked
from ketenzicht.survey.checks import check_content
from ketenzicht.survey.model import AskedOrganisation, Survey

FILE = "uitvraag.yaml"
SHIPPED = Path(__file__).resolve().parent.parent / "surveys"


@dataclass(frozen=True)
class SurveyFolder:
    """A survey, read.

    Args:
        folder: where it stands.
        survey: what it asks.
        chain: the chain that it names.
        organisations: who is asked, in the order of the file; none as long as there is no file.
        places: the line of each value.
    """

    folder: Path
    survey: Survey
    chain: Chain
    organisations: tuple[AskedOrganisation, ...]
    places: Places

    @cached_property
    def by_code(self) -> Mapping[str, AskedOrganisation]:
        """The asked organisations by their code."""
        return {one.code: one for one in self.organisations}

    @property
    def asked_file(self) -> Path:
        """The CSV file of who is asked; it may not be there yet."""
        return self.folder / self.survey.asked.file


def shipped_surveys() -> tuple[str, ...]:
    """The names of the surveys that come with the program."""
    return tuple(sorted(folder.name for folder in SHIPPED.iterdir() if (folder / FILE).is_file()))


def load_survey(name_or_path: str | Path) -> SurveyFolder:
    """The survey in this folder, or the one with this name that comes with the program.

    Raises:
        UserError: there is no such survey, or its files have mistakes; each with line, why and how to mend it.
    """
    folder = _folder(name_or_path)
    path = folder / FILE
    survey, places = read_model(
        path, Survey, example="'titel:' en 'onderdelen:'", anew="Maak een uitvraag met: ketenzicht survey new"
    )
    chain = _chain(survey, folder, places)
    check_content(survey, chain, places, path)
    return SurveyFolder(folder, survey, chain, read_asked(folder / survey.asked.file, survey.asked), places)


def new_survey(folder: Path, like: str) -> SurveyFolder:
    """Copy a survey that comes with the program into a folder of one's own.

    Raises:
        UserError: the folder holds something already, or there is no such survey.
    """
    if like not in shipped_surveys():
        raise UserError(
            f"Er komt geen uitvraag '{like}' mee.",
            why="Uitvragen die meekomen: " + ", ".join(shipped_surveys()) + ".",
            fix=did_you_mean(like, shipped_surveys()),
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(
            "Deze map bestaat al en is niet leeg.",
            why="Anders zou een uitvraag van u overschreven worden.",
            fix="Kies een map die er nog niet is.",
            file=folder,
        )
    shutil.copytree(SHIPPED / like, folder, dirs_exist_ok=True)
    return load_survey(folder)


def _folder(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    folder = path.parent if path.name == FILE else path
    if (folder / FILE).is_file():
        return folder
    if str(name_or_path) in shipped_surveys():
        return SHIPPED / name_or_path
    if folder.is_dir():
        raise UserError(
            f"In deze map staat geen {FILE}.",
            why="Een uitvraag is een map met dat bestand erin.",
            fix="Wijs de goede map aan, of maak een uitvraag met: ketenzicht survey new",
            file=folder,
        )
    raise UserError(
        f"Er is geen uitvraag of map met de naam '{name_or_path}'.",
        why="Uitvragen die meekomen: " + ", ".join(shipped_surveys()) + ".",
        fix=did_you_mean(str(name_or_path), shipped_surveys()) or "Kies zo'n naam of wijs een map aan.",
    )


def _chain(survey: Survey, folder: Path, places: Places) -> Chain:
    inside = folder / survey.chain
    try:
        return load_chain(inside if inside.is_dir() else survey.chain)
    except UserError as error:
        if error.file is not None:
            raise
        raise error_at(places, ("keten",), error.what, why=error.why, fix=error.fix) from None
