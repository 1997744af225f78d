"""The numbers of a model file: what each can be, where it comes from, and how sure it is.

A parameter is a value with its origin, so that whoever reads a result sees which numbers were published, estimated,
tuned or only assumed.
"""

from __future__ import annotations

from math import inf, isfinite
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ketenzicht.chain.model.base import Node

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
