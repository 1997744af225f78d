"""The settings of a benchmark: which table, what is counted by which definition, who is comparable, where
series break.

They stand in ``benchmark.yaml``, in Dutch, so that whoever reads the report can see what was chosen. Nothing
that matters for the outcome is guessed: the definition has a code, and a table in which several codes stand
says so per row.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain
from ketenzicht.chain.model.base import Node
from ketenzicht.compare.marks import Missing
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at, read_model

SETTINGS_FILE = "benchmark.yaml"

Kind = Literal["per_inwoners", "aandeel"]


class Indicator(Node):
    """What is compared."""

    name: str = Field(alias="naam", min_length=1)
    note: str | None = Field(default=None, alias="toelichting")
    kind: Kind = Field(alias="soort")
    per: int = Field(default=1000, alias="per", ge=1)
    """Of how many of the population; a share is shown in percents."""
    among: str = Field(default="inwoners", alias="van", min_length=1)
    """What the population, or the whole of a share, is called."""
    definition: str = Field(alias="definitie", min_length=1)
    """The code of what is counted; rows with another code are not compared with it."""


class Columns(Node):
    """What the columns of the table are called."""

    unit: str = Field(default="eenheid", alias="eenheid")
    name: str | None = Field(default=None, alias="naam")
    year: str = Field(default="jaar", alias="jaar")
    events: str = Field(default="telling", alias="telling")
    population: str = Field(default="noemer", alias="noemer")
    stratum: str | None = Field(default=None, alias="groep")
    """Age, sex or another group by which rates are standardised."""
    squares: str | None = Field(default=None, alias="kwadraten")
    """Sum over persons of their number of events squared."""
    definition: str | None = Field(default=None, alias="definitie")


class TableSetting(Node):
    """The table of counts."""

    file: str = Field(alias="bestand", min_length=1)
    source: str = Field(alias="bron", min_length=1)
    columns: Columns = Field(default_factory=Columns, alias="kolommen")
    marks: dict[str, Missing] = Field(default_factory=dict, alias="tekens")
    """What stands for no number, besides the usual marks."""


class StandardSetting(Node):
    """A reference with counts of its own by group; its columns are called as those of the table."""

    file: str = Field(alias="bestand", min_length=1)
    source: str = Field(alias="bron", min_length=1)


class Feature(Node):
    """A feature by which units are comparable."""

    column: str = Field(alias="kolom", min_length=1)
    name: str = Field(alias="naam", min_length=1)
    scale: Literal["verschil", "factor"] = Field(default="verschil", alias="schaal")
    """``factor`` for what differs by factors, such as the number of inhabitants."""
    weight: float = Field(default=1.0, alias="gewicht", gt=0)


class Surroundings(Node):
    """The circumstances of units: a table with a row per unit, or what ``ketenzicht context`` wrote."""

    file: str = Field(alias="bestand", min_length=1)
    source: str = Field(alias="bron", min_length=1)
    unit: str = Field(default="eenheid", alias="eenheid")
    features: tuple[Feature, ...] = Field(default=(), alias="kenmerken")
    group: str | None = Field(default=None, alias="klasse")
    """A column with a national class, instead of the nearest units."""
    year: int | None = Field(default=None, alias="jaar", ge=1900, le=2200)
    """Of a file of ``ketenzicht context``: which year; the year that is compared when left out."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.features) == (self.group is not None):
            raise ValueError("kies een van 'kenmerken' en 'klasse'")
        return self


class MapSetting(Node):
    """Borders of units, as GeoJSON."""

    file: str = Field(alias="bestand", min_length=1)
    source: str = Field(alias="bron", min_length=1)
    code: str | None = Field(default=None, alias="code")
    name: str | None = Field(default=None, alias="naam")
    """The properties with the code and the name; the usual ones when left out."""


class BreakSetting(Node):
    """A year from which on figures have another meaning, of some units or of all."""

    first: int = Field(alias="vanaf", ge=1900, le=2200)
    what: str = Field(alias="wat", min_length=1)
    units: tuple[str, ...] = Field(default=(), alias="eenheden")


class BenchmarkSettings(Node):
    """The content of ``benchmark.yaml``."""

    title: str = Field(alias="titel", min_length=1)
    synthetic: bool = Field(default=False, alias="synthetisch")
    chain: str | None = Field(default=None, alias="keten")
    """A chain that knows the definition: its breaks in the series count as well."""
    unit: str = Field(default="gemeente", alias="soort_eenheid", min_length=1)
    """What one unit is called, in singular."""
    units: str = Field(default="gemeenten", alias="soort_eenheden", min_length=1)
    indicator: Indicator = Field(alias="indicator")
    table: TableSetting = Field(alias="telling")
    standard: Literal["alle"] | StandardSetting = Field(default="alle", alias="standaard")
    standardisation: Literal["indirect", "direct"] = Field(default="indirect", alias="standaardisatie")
    """How groups are accounted for; directly only where units are large."""
    year: int | None = Field(default=None, alias="jaar", ge=1900, le=2200)
    """The year that is compared; the last of the table when left out."""
    own: tuple[str, ...] = Field(default=(), alias="eigen")
    """Units with a chapter of their own."""
    surroundings: Surroundings | None = Field(default=None, alias="omgeving")
    most: int = Field(default=10, alias="vergelijkbaar", ge=3, le=50)
    """How many comparable units."""
    borders: MapSetting | None = Field(default=None, alias="kaart")
    breaks: tuple[BreakSetting, ...] = Field(default=(), alias="reeksbreuken")

    @model_validator(mode="after")
    def _squares_of_events(self) -> Self:
        if self.indicator.kind == "aandeel" and self.table.columns.squares:
            raise ValueError(
                "bij een aandeel telt iedereen één keer: 'kwadraten' hoort bij 'soort: per_inwoners'"
            )
        return self

    @model_validator(mode="after")
    def _direct_by_group(self) -> Self:
        columns = self.table.columns
        if self.standardisation == "direct" and not columns.stratum:
            raise ValueError("'standaardisatie: direct' vraagt een kolom bij 'groep', zoals leeftijd")
        if self.standardisation == "direct" and columns.squares:
            raise ValueError("'kwadraten' kan alleen met 'standaardisatie: indirect'")
        return self


@dataclass(frozen=True)
class BenchmarkFolder:
    """A benchmark, read.

    Args:
        folder: where its files are.
        settings: what ``benchmark.yaml`` says.
        places: the line of each setting.
        chain: the chain that it names, if any.
    """

    folder: Path
    settings: BenchmarkSettings
    places: Places
    chain: Chain | None

    def error(self, where: tuple[str | int, ...], what: str, *, why: str = "", fix: str = "") -> UserError:
        """A user's error at the line of a setting."""
        return error_at(self.places, where, what, why=why, fix=fix)

    def file(self, name: str, *where: str | int) -> Path:
        """A file that a setting names, relative to the folder.

        Raises:
            UserError: it does not exist; it names the line of the setting.
        """
        path = self.folder / name
        if not path.is_file():
            beside = [one.name for one in self.folder.iterdir() if one.is_file()]
            raise self.error(
                where,
                f"Het bestand '{name}' bestaat niet.",
                why="Namen van bestanden gaan uit van de map van de vergelijking.",
                fix=did_you_mean(name, beside),
            )
        return path


def load_benchmark(folder: Path) -> BenchmarkFolder:
    """Read the settings of a benchmark folder (or of the ``benchmark.yaml`` in it).

    Raises:
        UserError: there is no benchmark, its settings have a mistake, or the chain that it names does not know
            its definition; it names the line.
    """
    folder = folder.parent if folder.name == SETTINGS_FILE else folder
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise UserError(
            f"In deze map staat geen {SETTINGS_FILE}.",
            why="Een vergelijking is een map met dat bestand en een tabel met tellingen.",
            fix="Wijs de goede map aan, of maak er een met: ketenzicht compare new",
            file=folder,
        )
    settings, places = read_model(
        path,
        BenchmarkSettings,
        example="'titel:' en 'indicator:'",
        anew="Maak een voorbeeld met: ketenzicht compare new",
    )
    chain = _chain(settings, folder, places)
    return BenchmarkFolder(folder, settings, places, chain)


def _chain(settings: BenchmarkSettings, folder: Path, places: Places) -> Chain | None:
    if settings.chain is None:
        return None
    inside = folder / settings.chain
    try:
        chain = load_chain(inside if inside.is_dir() else settings.chain)
    except UserError as error:
        if error.file is not None:
            raise
        raise error_at(places, ("keten",), error.what, why=error.why, fix=error.fix) from None
    known = [definition.code for definition in chain.definitions]
    if settings.indicator.definition not in known:
        raise error_at(
            places,
            ("indicator", "definitie"),
            f"De keten '{chain.id}' heeft geen definitie '{settings.indicator.definition}'.",
            why="Alleen tellingen met dezelfde definitie zijn te vergelijken.",
            fix=did_you_mean(settings.indicator.definition, known)
            or f"Zie: ketenzicht chain references {chain.id}",
        )
    return chain
