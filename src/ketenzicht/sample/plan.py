"""How a sample is to be drawn: ``steekproef.yaml``, written by a researcher and kept beside what comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from ketenzicht.chain.model.base import Id, Ids, Node
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at, read_model

Design = Literal["eenvoudig", "gelaagd", "systematisch", "naar-omvang"]


class Plan(Node):
    """The design, the size, and who reads what."""

    design: Design = Field(alias="ontwerp")
    number: int = Field(alias="aantal", ge=2)
    seed: int = Field(ge=0)
    stratum: Id | None = Field(default=None, alias="laag")
    """An attribute of the first report, for ``gelaagd``."""
    allocation: Literal["evenredig", "gelijk"] = Field(default="evenredig", alias="verdeling")
    numbers: dict[str, int] = Field(default_factory=dict, alias="aantallen")
    """How many from each stratum, where that is stated rather than worked out."""
    compare: Ids = Field(default=(), alias="vergelijk")
    """Attributes by which sample and population are laid beside each other."""
    twice: float = Field(default=0.2, alias="dubbel", ge=0, le=1)
    readers: Ids = Field(alias="lezers", min_length=1)
    settler: Id | None = Field(default=None, alias="afhandelaar")
    """Who settles where two readers differ, without seeing who said what."""
    codebook: str = Field(default="codeboek.yaml", alias="codeboek")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.design == "gelaagd") != (self.stratum is not None):
            raise ValueError("'laag' hoort bij het ontwerp 'gelaagd', en alleen daarbij")
        if self.numbers and self.design != "gelaagd":
            raise ValueError("'aantallen' hoort alleen bij het ontwerp 'gelaagd'")
        if self.numbers and sum(self.numbers.values()) != self.number:
            raise ValueError(
                f"'aantallen' telt op tot {sum(self.numbers.values())}, en 'aantal' is {self.number}"
            )
        if len(set(self.readers)) != len(self.readers):
            raise ValueError("een lezer staat er twee keer")
        if self.settler in self.readers:
            raise ValueError(
                "de afhandelaar is niet een van de lezers: wie zelf las, kent zijn eigen antwoord"
            )
        if self.twice > 0 and len(self.readers) < 2:
            raise ValueError("voor dubbel lezen zijn twee lezers nodig; zet anders 'dubbel' op 0")
        return self


def load_plan(path: Path) -> tuple[Plan, Places]:
    """The plan in a file, and the line of each setting.

    Raises:
        UserError: there is none, or it has a mistake.
    """
    if not path.is_file():
        raise UserError(
            "Deze studie heeft nog geen plan voor een steekproef.",
            fix="Maak het met: ketenzicht sample new STUDIE",
            file=path,
        )
    return read_model(
        path, Plan, example="'ontwerp:' en 'aantal:'", anew="Maak het bestand met: ketenzicht sample new"
    )


def known_attribute(places: Places, where: tuple[str | int, ...], name: str, known: list[str]) -> None:
    """That the registrations hold an attribute.

    Raises:
        UserError: they do not.
    """
    if name not in known:
        raise error_at(
            places,
            where,
            f"De registraties hebben geen kenmerk '{name}'.",
            fix=did_you_mean(name, known) or "Koppel een kolom aan dit kenmerk.",
        )
