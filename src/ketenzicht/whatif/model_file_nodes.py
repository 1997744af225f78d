"""What a model file may hold: the parts of a what-if model with Dutch keys.

The parts are those of :mod:`.model`; ``docs/reference/what-if.md`` explains each key. The numbers in them are
parameters (:mod:`.model_file_numbers`).
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from ketenzicht.chain.model.base import Node, Text, as_tuple
from ketenzicht.chain.window import Window
from ketenzicht.whatif.model_file_numbers import (
    ByNumber,
    Chance,
    Factors,
    Growth,
    Parts,
    Places,
    Single,
    Time,
)


class ArrivalsNode(Node):
    """Cases that come into sight for the first time."""

    per_day: Single = Field(alias="per_dag")
    growth: Growth | None = Field(default=None, alias="groei_per_jaar")
    season: Factors | None = Field(default=None, alias="seizoen")
    weekdays: Factors | None = Field(default=None, alias="weekdagen")

    @model_validator(mode="after")
    def _lengths(self) -> Self:
        for factors, length, what in ((self.season, 12, "maanden"), (self.weekdays, 7, "dagen")):
            if factors and list(factors.value) != [str(place) for place in range(1, length + 1)]:
                raise ValueError(f"hier staat een lijst van {length} getallen: een per {what[:-2]}")
        return self


class CasesNode(Node):
    """A kind of case."""

    arrivals: ArrivalsNode = Field(alias="aankomst")
    entry: str = Field(alias="begint_in")
    differ: Single | None = Field(default=None, alias="verschil")
    """Shape of the gamma distribution of a case's own factor; lower is more difference."""
    persons: Parts | None = Field(default=None, alias="personen")
    losses: dict[str, Single] = Field(default_factory=dict, alias="verlies")


class OrganisationNode(Node):
    """Who does the work."""

    name: str | None = Field(default=None, alias="naam")
    places: Places | None = Field(default=None, alias="plaatsen")


class PatienceNode(Node):
    """Giving up while waiting for a place."""

    end: str = Field(alias="einde")
    time: Time = Field(alias="tijd")


class StageNode(Node):
    """A stage."""

    name: str | None = Field(default=None, alias="naam")
    by: str | None = Field(default=None, alias="bij")
    divided: Parts | None = Field(default=None, alias="verdeling")
    """Over several organisations, instead of ``bij``."""
    ends: Parts | None = Field(default=None, alias="einde")
    """Needed when there are several."""
    duration: dict[str, Time] = Field(alias="duur", min_length=1)
    leaves: dict[str, dict[str, str]] = Field(default_factory=dict, alias="laat_na")
    drop_out: dict[str, Time] = Field(default_factory=dict, alias="uitval")
    patience: PatienceNode | None = Field(default=None, alias="geduld")
    involved: bool = Field(default=True, alias="betrokken")
    standing: dict[str, str] = Field(default_factory=dict, alias="stand")
    waiting_standing: dict[str, str] = Field(default_factory=dict, alias="stand_wachtend")
    priority: int = Field(default=0, alias="voorrang", ge=0, le=7)
    priority_by_class: dict[str, int] = Field(default_factory=dict, alias="voorrang_bij")
    term: str | None = Field(default=None, alias="termijn")
    """The id of a term of this stage in the chain, or a number of days."""


class BesideNode(Node):
    """A course that begins beside the one that goes on."""

    ways: Annotated[tuple[str, ...], BeforeValidator(as_tuple)] = Field(alias="bij", min_length=1)
    stage: str = Field(alias="fase")
    chance: ByNumber = Field(alias="kans")
    others: Chance | None = Field(default=None, alias="anderen")


class RouteNode(Node):
    """Where a course goes after a stage."""

    stage: str = Field(alias="van")
    ends: Annotated[tuple[str, ...], BeforeValidator(as_tuple)] = Field(default=(), alias="na")
    """Which ends; all when left out."""
    case_class: str | None = Field(default=None, alias="zaak")
    during: bool | None = Field(default=None, alias="tijdens")
    ways: Parts = Field(alias="kans")
    to: dict[str, str] = Field(default_factory=dict, alias="naar")
    """The stage by way; a way that is not here goes out."""
    beside: tuple[BesideNode, ...] = Field(default=(), alias="ernaast")


class LevelNode(Node):
    """A level of a standing."""

    factor: Single = Field(alias="factor")
    days: float | None = Field(default=None, alias="na_dagen", gt=0)
    then: str | None = Field(default=None, alias="dan")

    @model_validator(mode="after")
    def _together(self) -> Self:
        if (self.days is None) != (self.then is None):
            raise ValueError("'na_dagen' en 'dan' horen bij elkaar")
        return self


class ReturnsNode(Node):
    """New reports at a rate that follows where a case stands."""

    per_year: Single = Field(alias="per_jaar")
    by_earlier: Single | None = Field(default=None, alias="per_eerdere_melding")
    most_earlier: int = Field(default=10, alias="hoogste", ge=0)
    next_day: bool = Field(default=False, alias="volgende_dag")
    weekend_to_monday: Chance | None = Field(default=None, alias="weekend_naar_maandag")
    standings: dict[str, dict[str, LevelNode]] = Field(default_factory=dict, alias="standen")


class ReturnNode(Node):
    """Coming back after an outcome."""

    chance: ByNumber = Field(alias="kans")
    after: Time = Field(alias="na")


class SpanNode(Window):
    """The days that are counted, and how many years the model runs before them from empty."""

    warm_up: float = Field(default=0.0, alias="aanloop_jaren", ge=0, le=50)


class TogetherNode(Node):
    """Parameters whose estimates hang together: their covariance on their scales."""

    parameters: tuple[str, ...] = Field(alias="parameters", min_length=1)
    covariance: tuple[tuple[float, ...], ...] = Field(alias="covariantie")

    @model_validator(mode="after")
    def _square(self) -> Self:
        size, rows = len(self.parameters), self.covariance
        if len(rows) != size or any(len(row) != size for row in rows):
            raise ValueError(f"de covariantie heeft {size} rijen van {size} getallen")
        if any(
            abs(rows[i][j] - rows[j][i]) > 1e-9 * (1 + abs(rows[i][j])) for i in range(size) for j in range(i)
        ):
            raise ValueError("de covariantie is niet gelijk aan haar spiegelbeeld")
        return self


class DialNode(Node):
    """A number that readers of the web page may change, with what it is called there."""

    parameter: str = Field(alias="parameter")
    name: Text = Field(alias="naam")
    lowest: float = Field(default=0.0, alias="laagste")
    highest: float = Field(alias="hoogste")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.highest <= self.lowest:
            raise ValueError(f"'hoogste' ({self.highest:g}) is niet meer dan 'laagste' ({self.lowest:g})")
        return self


class StudyRulesNode(Node):
    """How the figures of a study were protected when a model was estimated from it."""

    rounding: int = Field(alias="afronden", ge=1)
    threshold: int = Field(alias="drempel", ge=1)
    protection: int = Field(alias="beschermingsinterval", ge=1)


class StudyNode(Node):
    """The study that a model was estimated from: its figures leave as those of the study do."""

    folder: str = Field(alias="map", min_length=1)
    """The way from the model file to it."""
    fingerprints: dict[str, str] = Field(alias="gegevens")
    """SHA-256 of each registration file."""
    rules: StudyRulesNode = Field(alias="onthulling")


class ModelContent(Node):
    """The content of a model file."""

    name: str = Field(alias="naam", min_length=1)
    chain: str = Field(alias="keten")
    synthetic: bool = Field(default=False, alias="verzonnen")
    """Nothing in it was estimated from registrations of real people."""
    note: str | None = Field(default=None, alias="toelichting")
    study: StudyNode | None = Field(default=None, alias="studie")
    span: SpanNode = Field(alias="periode")
    cases: dict[str, CasesNode] = Field(alias="zaken", min_length=1)
    organisations: dict[str, OrganisationNode] = Field(default_factory=dict, alias="organisaties")
    stages: dict[str, StageNode] = Field(alias="fasen", min_length=1)
    routes: dict[str, RouteNode] = Field(default_factory=dict, alias="routes")
    returns: ReturnsNode | None = Field(default=None, alias="terugkeer")
    returns_after: dict[str, ReturnNode] = Field(default_factory=dict, alias="terugkeer_na")
    together: tuple[TogetherNode, ...] = Field(default=(), alias="samenhang")
    dials: tuple[DialNode, ...] = Field(default=(), alias="instelbaar")
