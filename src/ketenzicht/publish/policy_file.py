"""The policy as the custodian of the data writes it: one YAML file with Dutch keys, outside every study.

Why a file of its own: who makes a figure should not also decide how it is protected. ``docs/reference/policy.md``
explains every key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from ketenzicht.chain.model.base import Node
from ketenzicht.errors import UserError
from ketenzicht.intake.yaml_model import Places, error_at, read_model
from ketenzicht.publish.policy import ClassRule, Dominance, OutputType, Policy, PolicySource
from ketenzicht.publish.statbarn import Statbarn

LOWEST_THRESHOLD = 3
"""The lowest threshold: below it nothing that is hidden has two possible values."""

OutputName = Literal["rapport", "pdf", "werkmap", "json"]
ClassRuleName = Literal["toestaan", "waarschuwen", "nakijken"]

OUTPUT_NAMES: Mapping[OutputName, OutputType] = {
    "rapport": "report",
    "pdf": "pdf",
    "werkmap": "workbook",
    "json": "json",
}
CLASS_RULE_NAMES: Mapping[ClassRuleName, ClassRule] = {
    "toestaan": "allow",
    "waarschuwen": "warn",
    "nakijken": "review",
}


class DominanceRules(Node):
    """When a few decide a sum or a mean; ``number`` and ``share`` are the nk-rule, ``rest`` the p-ratio."""

    number: int = Field(default=2, alias="aantal", ge=1)
    share: float = Field(default=0.9, alias="deel", gt=0, le=1)
    rest: float = Field(default=0.1, alias="rest", ge=0, le=1)


class PolicyContent(Node):
    """The content of a policy file."""

    custodian: str = Field(alias="bronhouder")
    contact: str = Field(alias="contact")
    """Where questions go: an address, a name, a page."""
    valid_from: date = Field(alias="geldig_van")
    valid_to: date | None = Field(default=None, alias="geldig_tot")
    rounding: int = Field(default=5, alias="afronden", ge=1)
    threshold: int = Field(default=10, alias="drempel", ge=LOWEST_THRESHOLD)
    protection: int = Field(default=3, alias="beschermingsinterval", ge=2)
    degrees_of_freedom: int = Field(default=10, alias="vrijheidsgraden", ge=1)
    dominance: DominanceRules = Field(default_factory=DominanceRules, alias="dominantie")
    class_disclosure: ClassRuleName = Field(default="waarschuwen", alias="groepsonthulling")
    allowed: tuple[Statbarn, ...] = Field(default=(), alias="toestaan")
    review: tuple[Statbarn, ...] = Field(default=(), alias="nakijken")
    refused: tuple[Statbarn, ...] = Field(default=(), alias="weigeren")
    output_types: tuple[OutputName, ...] = Field(
        default=("rapport", "pdf", "werkmap", "json"), alias="uitvoer"
    )
    second_person: bool = Field(default=False, alias="tweede_persoon")
    ledger: str | None = Field(default=None, alias="grootboek")
    """The ledger that studies on these data share: a path, relative to the policy file."""

    @field_validator("custodian", "contact")
    @classmethod
    def _said(cls, text: str) -> str:
        if not text.strip():
            raise ValueError(
                "hier staat niets, en een lezer moet weten van wie het beleid is en waar te vragen"
            )
        return text.strip()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"het beleid eindigt ({self.valid_to}) voor het begint ({self.valid_from})")
        if self.protection >= self.threshold:
            raise ValueError(
                f"het beschermingsinterval ({self.protection}) moet kleiner zijn dan de drempel "
                f"({self.threshold}): een weggelaten aantal is 1 tot en met {self.threshold - 1}"
            )
        lists = (*self.allowed, *self.review, *self.refused)
        if twice := sorted({name for name in lists if lists.count(name) > 1}):
            raise ValueError(f"{twice[0]} staat meer dan een keer onder toestaan, nakijken en weigeren")
        if not self.output_types:
            raise ValueError("'uitvoer' is leeg, dan komt er niets uit een studie; noem wat mag")
        return self


@dataclass(frozen=True)
class PolicyFile:
    """A policy file, read.

    Args:
        path: the file.
        content: what it says.
        sha256: of its bytes.
        places: the line of each value.
    """

    path: Path
    content: PolicyContent
    sha256: str
    places: Places

    @property
    def policy(self) -> Policy:
        """The rules that it lays down."""
        said = self.content
        return Policy(
            rounding=said.rounding,
            threshold=said.threshold,
            protection=said.protection,
            degrees_of_freedom=said.degrees_of_freedom,
            dominance=Dominance(said.dominance.number, said.dominance.share, said.dominance.rest),
            class_disclosure=CLASS_RULE_NAMES[said.class_disclosure],
            allowed=frozenset(said.allowed),
            refused=frozenset(said.refused),
            review=frozenset(said.review),
            output_types=tuple(output for name, output in OUTPUT_NAMES.items() if name in said.output_types),
            second_person=said.second_person,
            source=PolicySource(
                self.path.name, self.sha256, said.custodian, said.contact, said.valid_from, said.valid_to
            ),
        )

    @property
    def ledger(self) -> Path | None:
        """The ledger that it names."""
        return None if self.content.ledger is None else self.path.parent / self.content.ledger

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day."""
        last = self.content.valid_to
        return self.content.valid_from <= day and (last is None or day <= last)

    def demand_valid(self, day: date) -> None:
        """Refuse a day on which it does not hold.

        Raises:
            UserError: it has not begun yet, or is past its end; it names the line.
        """
        if self.holds_on(day):
            return
        said = self.content
        early = day < said.valid_from
        raise error_at(
            self.places,
            ("geldig_van" if early else "geldig_tot",),
            f"Dit beleid geldt pas vanaf {said.valid_from}."
            if early
            else f"Dit beleid gold tot en met {said.valid_to}.",
            why=f"Op {day} is er dus geen geldig beleid, en zonder dat gaat er niets naar buiten.",
            fix=f"Vraag {said.custodian} om een geldig beleid: {said.contact}",
        )


def read_policy(path: Path) -> PolicyFile:
    """Read a policy file.

    Raises:
        UserError: it does not exist or has a mistake; it names the line, why and how to mend it.
    """
    if not path.is_file():
        raise UserError(
            "Dit beleidsbestand bestaat niet.",
            why="Het beleid van de bronhouder bepaalt wat naar buiten mag.",
            fix="Kijk of het pad klopt, of vraag de bronhouder om het bestand.",
            file=path,
        )
    content, places = read_model(
        path,
        PolicyContent,
        example="'bronhouder:' en 'drempel:'",
        anew="Neem het voorbeeld uit de handleiding: docs/reference/policy.md",
    )
    return PolicyFile(path, content, hashlib.sha256(path.read_bytes()).hexdigest(), places)


def remarks(file: PolicyFile) -> tuple[str, ...]:
    """What a custodian may want to think over; none of it is wrong."""
    said, usual = file.content, Policy()
    found = [
        f"'{name}' is {given}; de standaard van het programma is {least}."
        for name, given, least in (
            ("afronden", said.rounding, usual.rounding),
            ("drempel", said.threshold, usual.threshold),
            ("beschermingsinterval", said.protection, usual.protection),
            ("vrijheidsgraden", said.degrees_of_freedom, usual.degrees_of_freedom),
        )
        if given < least
    ]
    if said.valid_to is None:
        found.append("Het beleid heeft geen einde ('geldig_tot'), dus niemand hoeft het ooit te herzien.")
    if said.ledger is None:
        found.append(
            "Er is geen gezamenlijk grootboek: studies van verschillende mappen kennen elkaars cijfers niet."
        )
    if os.access(file.path, os.W_OK):
        found.append("Wie dit nu uitvoert, kan het bestand wijzigen. Een analist hoort dat niet te kunnen.")
    return tuple(found)
