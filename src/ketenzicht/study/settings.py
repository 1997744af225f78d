"""The settings of a study: which chain, which files, which period, which unit, what may be shown.

They stand in ``study.yaml``, in Dutch, so that whoever reads a report can see what was chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain
from ketenzicht.chain.model.base import Ids, Node
from ketenzicht.chain.window import Window
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake import FileMapping, load_mapping, with_short_names
from ketenzicht.intake.identifiers import is_public_key
from ketenzicht.intake.identity import IdentifyingColumns
from ketenzicht.intake.yaml_model import Places, error_at, read_model

SETTINGS_FILE = "study.yaml"


class Disclosure(Node):
    """Where a study is stricter than the policy of the custodian (:mod:`ketenzicht.study.policy`)."""

    rounding: int | None = Field(default=None, alias="afronden")
    threshold: int | None = Field(default=None, alias="drempel")
    protection: int | None = Field(default=None, alias="beschermingsinterval")


class PopulationSetting(Node):
    """A number of inhabitants, of one year or one place only where those are named."""

    number: int = Field(alias="aantal", gt=0)
    source: str = Field(alias="bron", min_length=1)
    year: int | None = Field(default=None, alias="jaar")
    place: str | None = Field(default=None, alias="plaats")
    """A value of the attribute of reports by which places are compared."""
    group: str | None = Field(default=None, alias="groep")
    """A group of inhabitants, such as those of 5 to 18; all of them when None."""


class LinkingSettings(Node):
    """How persons are recognised across registrations (:mod:`ketenzicht.study.persons`)."""

    columns: tuple[IdentifyingColumns, ...] = Field(alias="kolommen", min_length=1)
    link: float = Field(default=0.95, alias="vanaf", gt=0, lt=1)
    """The chance from which two records are one person."""
    strict: float = Field(default=0.99, alias="strenger", gt=0, lt=1)
    loose: float = Field(default=0.8, alias="soepeler", gt=0, lt=1)
    """What figures are computed with as well, to see how much the chance matters."""
    review: float = Field(default=0.1, alias="nakijken_vanaf", ge=0.01, lt=1)
    """The chance from which somebody looks at a pair that is not linked."""
    model: str | None = None
    """A model that was kept; estimated on the registrations themselves when None."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.review <= self.loose <= self.link <= self.strict:
            raise ValueError("nakijken_vanaf, soepeler, vanaf en strenger horen op te lopen")
        return self


class HouseholdSettings(Node):
    """Households from the population register (:mod:`ketenzicht.study.households`)."""

    brp: str = Field(min_length=1)
    """The file with person lists, relative to the study."""
    no_household: str | None = Field(default=None, alias="geen_huishouden")
    """A list of addresses where people do not live as households."""
    most: int = Field(default=10, alias="hoogste_aantal", ge=2)
    """More people at one address who are more than two families are no household."""


class StudySettings(Node):
    """The content of ``study.yaml``."""

    chain: str = Field(alias="keten")
    """The id of a chain that we ship, or a folder (relative to the study)."""
    title: str = Field(alias="titel")
    period: Window = Field(alias="periode")
    """The index window: what happened in it is counted, and followed."""
    data: Window = Field(alias="gegevens")
    """The days that the data cover; what still runs on the last day is censored there."""
    unit: Literal["huishouden", "persoon"] = Field(default="huishouden", alias="eenheid")
    mappings: tuple[str, ...] = Field(alias="koppelingen", min_length=1)
    measures: Literal["alle"] | Ids = Field(default="alle", alias="maten")
    keep_until: date | None = Field(default=None, alias="bewaren_tot")
    """The last day that the registrations may be read (:mod:`ketenzicht.study.forgotten`)."""
    traceable_for: tuple[str, ...] = Field(default=(), alias="herleidbaar_voor")
    """Public keys of who may turn pseudonyms back into numbers (:mod:`ketenzicht.intake.identifiers`)."""
    merge_same_day: bool = Field(default=True, alias="zelfde_dag_samenvoegen")
    linking: LinkingSettings | None = Field(default=None, alias="personen_koppelen")
    households: HouseholdSettings | None = Field(default=None, alias="huishoudens")
    """Where households come from, when no column of the registrations says them."""
    population: tuple[PopulationSetting, ...] = Field(default=(), alias="bevolking")
    """How many people live in the area, so that reports can be counted per inhabitant."""
    inhabitants: str | None = Field(default=None, alias="inwoners")
    """A file with the same by year, place and group (:mod:`ketenzicht.study.inhabitants`)."""
    published_elsewhere: str | None = Field(default=None, alias="gepubliceerd")
    """A file with figures that others published on the same people (:mod:`ketenzicht.study.elsewhere`)."""
    disclosure: Disclosure = Field(default_factory=Disclosure, alias="onthulling")
    languages: tuple[Literal["nl", "en"], ...] = Field(default=("nl", "en"), alias="talen", min_length=1)
    synthetic: bool = Field(default=False, alias="synthetisch")
    seed: int | None = Field(default=None, alias="seed", ge=0)
    """Only of a made-up study: the number it was made with."""

    @field_validator("traceable_for")
    @classmethod
    def _public_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        for position, key in enumerate(keys, start=1):
            if not is_public_key(key):
                raise ValueError(
                    f"nummer {position} is geen openbare sleutel; die begint met age1 en is gemaakt met: "
                    "ketenzicht person key BESTAND"
                )
        return keys

    @model_validator(mode="after")
    def _period_inside_data(self) -> Self:
        if self.period.first < self.data.first or self.period.last > self.data.last:
            raise ValueError("de periode valt niet binnen de gegevens")
        return self


@dataclass(frozen=True)
class Study:
    """A study folder, read.

    Args:
        folder: the folder.
        settings: what ``study.yaml`` says.
        chain: the chain that it names.
        places: the line of each setting.
    """

    folder: Path
    settings: StudySettings
    chain: Chain
    places: Places

    @property
    def out(self) -> Path:
        """Where everything lands that the program makes; it can be deleted."""
        return self.folder / "out"

    @property
    def secure(self) -> Path:
        """The folder for rows and exact numbers, readable by this user only."""
        return self.out / "secure"

    def file_mappings(self) -> list[FileMapping]:
        """The mappings, in the order of the settings.

        Raises:
            UserError: a mapping file is missing or has a mistake.
        """
        found = []
        for index, name in enumerate(self.settings.mappings):
            path = self.folder / name
            if not path.is_file():
                raise self.error(
                    ("koppelingen", index),
                    f"Het koppelingsbestand '{name}' bestaat niet.",
                    why="Een koppeling zegt wat de kolommen van een registratiebestand betekenen.",
                    fix="Kijk of de naam klopt, of maak een nieuwe studie met: ketenzicht study new",
                )
            found.append(load_mapping(path, self.chain))
        return with_short_names(found)

    def error(self, where: tuple[str | int, ...], what: str, *, why: str = "", fix: str = "") -> UserError:
        """A user's error at the line of a setting."""
        return error_at(self.places, where, what, why=why, fix=fix)


def load_study(folder: Path) -> Study:
    """Read the settings of a study folder (or of the ``study.yaml`` in it) and the chain that they name.

    Raises:
        UserError: there is no study, or its settings or its chain have a mistake; it names the line.
    """
    folder = folder.parent if folder.name == SETTINGS_FILE else folder
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise UserError(
            f"In deze map staat geen {SETTINGS_FILE}.",
            why="Een studie is een map met dat bestand erin.",
            fix="Wijs de goede map aan, of maak er een met: ketenzicht study new",
            file=folder,
        )
    settings, places = read_model(path, StudySettings)
    inside = folder / settings.chain
    try:
        chain = load_chain(inside if inside.is_dir() else settings.chain)
    except UserError as error:
        if error.file is not None:
            raise
        raise error_at(places, ("keten",), error.what, why=error.why, fix=error.fix) from None
    study = Study(folder, settings, chain, places)
    _check_measures(study)
    return study


def _check_measures(study: Study) -> None:
    known = [measure.id for measure in study.chain.measures]
    chosen = () if study.settings.measures == "alle" else study.settings.measures
    for index, name in enumerate(chosen):
        if name not in known:
            raise study.error(
                ("maten", index),
                f"De keten '{study.chain.id}' heeft geen maat '{name}'.",
                fix=did_you_mean(name, known) or "Zie: ketenzicht chain show " + study.chain.id,
            )
