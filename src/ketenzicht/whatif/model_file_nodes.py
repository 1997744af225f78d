"""What a model file may hold: the parts of a what-if model with Dutch keys, every number with where it comes from.

The parts are those of :mod:`.model`; ``docs/reference/what-if.md`` explains each key. A parameter is a value with its
origin, so that whoever reads a result sees which numbers were published, estimated, tuned or only assumed.
"""

from __future__ import annotations

from datetime import date
from math import inf, isfinite
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ketenzicht.chain.model.base import Node, Text, as_tuple

ASSUMPTION, TUNED, STUDY, FROM_CHAIN = "aanname", "afgestemd", "studie", "keten"
"""``keten``: it follows from how the chain is described, as that all cases go the only way that there is."""
NOT_IN_DATA = "niet in de gegevens"
"""The registrations of a study do not show it; the value stands for that nothing is known."""
ORIGINS = (ASSUMPTION, TUNED, STUDY, FROM_CHAIN, NOT_IN_DATA)
"""Any other origin is the id of a reference value of the chain."""
NO_LIMIT = "geen"

Kind = Literal["rate", "chance", "share", "plain", "places"]
"""What a number is: above 0; from 0 to 1; a part of a whole of 1; any number; a number of places."""


def number_given(raw: Any) -> float:
    """A number of the file.

    Raises:
        ValueError: it is none.
    """
    try:
        number = float(raw)
    except (TypeError, ValueError):
        raise ValueError(f"hier moet een getal staan, niet '{raw}'") from None
    if not isfinite(number):
        raise ValueError(f"hier moet een getal staan, niet '{raw}'")
    return number


def flat(raw: Any) -> dict[str, float]:
    """The numbers of a value by their key: ``""`` for one number, 1, 2, ... for a list, dotted where groups nest."""
    if isinstance(raw, list | tuple):
        raw = {str(place): value for place, value in enumerate(raw, start=1)}
    if not isinstance(raw, dict):
        return {"": inf if raw == NO_LIMIT else number_given(raw)}
    found = {}
    for key, value in raw.items():
        for deeper, number in flat(value).items():
            found[f"{key}.{deeper}" if deeper else str(key)] = number
    return found


Flat = Annotated[dict[str, float], BeforeValidator(flat)]


def _bounds(raw: Any) -> Any:
    """One pair of bounds, or a pair by key."""
    pairs = raw if isinstance(raw, dict) else {"": raw}
    found = {}
    for key, pair in pairs.items():
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise ValueError("een interval is een lijst van twee getallen: [laag, hoog]")
        low, high = (number_given(bound) for bound in pair)
        if high < low:
            raise ValueError(f"het interval begint bij {low:g} en eindigt lager, bij {high:g}")
        found[str(key)] = (low, high)
    return found


class Given(Node):
    """A parameter: one or more numbers, where they come from, and how sure they are."""

    kind: ClassVar[Kind] = "rate"
    value: Flat = Field(alias="waarde")
    origin: str = Field(alias="herkomst", min_length=1)
    note: str | None = Field(default=None, alias="toelichting")
    standard_error: Flat = Field(default_factory=dict, alias="standaardfout")
    """On the scale of the parameter: the logarithm of a number above 0, the logit of a chance, else the number."""
    interval: Annotated[dict[str, tuple[float, float]], BeforeValidator(_bounds)] = Field(
        default_factory=dict, alias="interval"
    )
    """95 percent."""
    n: int | None = Field(default=None, alias="gevallen", ge=0)
    """How many cases an estimate rests on."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        for key, number in self.value.items():
            self.check(key, number)
        for key in (*self.standard_error, *self.interval):
            if key not in self.value:
                raise ValueError(f"de onzekerheid noemt '{key}', maar de waarde heeft dat niet")
        if any(error < 0 for error in self.standard_error.values()):
            raise ValueError("een standaardfout is niet negatief")
        return self

    def kind_of(self, key: str) -> Kind:
        """What one of the numbers is."""
        return self.kind

    def check(self, key: str, number: float) -> None:
        """Refuse a number that cannot be.

        Raises:
            ValueError: why.
        """
        check_number(self.kind_of(key), number)


def check_number(kind: Kind, number: float) -> None:
    """Refuse a number that its kind cannot be.

    Raises:
        ValueError: why, in Dutch.
    """
    if kind in ("chance", "share") and not 0 <= number <= 1:
        raise ValueError(f"een kans of aandeel ligt tussen 0 en 1, niet {number:g}")
    if kind == "rate" and not 0 <= number < inf:
        raise ValueError(f"dit getal mag niet negatief zijn: {number:g}")
    if kind == "plain" and not -1 < number < inf:
        raise ValueError(f"groei is meer dan -1 (dat is -100 % per jaar), niet {number:g}")
    if kind == "places" and (number < 0 or (number < inf and number != int(number))):
        raise ValueError(f"het aantal plaatsen is een heel getal vanaf 0, of 'geen' grens; niet {number:g}")


class Single(Given):
    """One number."""

    @model_validator(mode="after")
    def _single(self) -> Self:
        if list(self.value) != [""]:
            raise ValueError("hier staat één getal, geen groep of lijst")
        return self


class Chance(Single):
    """A chance."""

    kind: ClassVar[Kind] = "chance"


class Growth(Single):
    """A change per year; 0.03 is three percent more."""

    kind: ClassVar[Kind] = "plain"


class Places(Single):
    """How many cases at the same time; ``geen``: without limit."""

    kind: ClassVar[Kind] = "places"


class ByNumber(Given):
    """A chance, or a list of chances by the number before; the last holds for all above."""

    kind: ClassVar[Kind] = "chance"


class Parts(Given):
    """Shares that add up to 1."""

    kind: ClassVar[Kind] = "share"

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if "" in self.value:
            raise ValueError("hier staan aandelen per naam, samen 1")
        if abs(sum(self.value.values()) - 1) > 1e-9:
            raise ValueError(f"de aandelen tellen op tot {sum(self.value.values()):g}, niet tot 1")
        return self


class Factors(Given):
    """A factor per month or per day of the week."""


TIME_FORMS = (("mediaan", "spreiding"), ("schaal", "vorm"), ("gemiddelde",), ("vast",))
"""Lognormal, Weibull, exponential, fixed; beside these ``kwantielen`` and ``dagen``."""


class Time(Given):
    """How long something lasts, in days."""

    unit: Literal["dagen", "hele dagen", "werkdagen"] = Field(default="dagen", alias="eenheid")
    at_least: float = Field(default=0.0, alias="minstens", ge=0)
    at_most: float = Field(default=inf, alias="hoogstens", gt=0)
    later: float = Field(default=0.0, alias="later", ge=0)
    """Days that come on top."""

    def kind_of(self, key: str) -> Kind:
        """A chance per day is a share; all else is a number above 0."""
        return "share" if key.startswith("dagen.") else "rate"

    @property
    def form(self) -> tuple[str, ...]:
        """The keys of the value, without what stands below them."""
        return tuple(dict.fromkeys(key.partition(".")[0] for key in self.value))

    @model_validator(mode="after")
    def _form(self) -> Self:
        if set(self.form) not in [{"kwantielen"}, {"dagen"}, *map(set, TIME_FORMS)]:
            raise ValueError(
                "een duur is {mediaan, spreiding}, {schaal, vorm}, {gemiddelde}, {vast}, {kwantielen} of {dagen}"
            )
        if self.form == ("dagen",) and abs(sum(self.value.values()) - 1) > 1e-9:
            raise ValueError(f"de kansen per dag tellen op tot {sum(self.value.values()):g}, niet tot 1")
        if self.form == ("kwantielen",):
            values = list(self.value.values())
            if len(values) < 2 or values != sorted(values):
                raise ValueError("kwantielen zijn twee of meer getallen die niet dalen")
        if self.at_most < self.at_least:
            raise ValueError("'hoogstens' is minder dan 'minstens'")
        if self.value.get("vorm", 1.0) == 0:
            raise ValueError("de vorm van een Weibull-verdeling is meer dan 0")
        return self


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


class SpanNode(Node):
    """The days that are counted, and how many years the model runs before them from empty."""

    first: date = Field(alias="van")
    last: date = Field(alias="tot")
    warm_up: float = Field(default=0.0, alias="aanloop_jaren", ge=0, le=50)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"de laatste dag ({self.last}) ligt voor de eerste ({self.first})")
        return self


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
