"""Which columns of a registration say who a person is, and the key under which a person of a row is looked up.

The columns themselves are read by :mod:`ketenzicht.linkage` alone, apart from the events. What both sides make of a
row is its key: a pseudonym of the number that the registration gives to the person, or else of all the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from ketenzicht.chain.model.base import Node
from ketenzicht.engine.engine import literal
from ketenzicht.intake.load_mapping import FileMapping

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

TABLE = "linked_person"
"""The table with the person of each key, while registrations are read."""

SEPARATOR = "chr(31)"


class IdentifyingColumns(Node):
    """The identifying columns of one person of a mapping; those that the registration does not have are left out."""

    mapping: str = Field(alias="koppeling", min_length=1)
    person: int = Field(default=1, alias="persoon", ge=1)
    """Which of the persons of the mapping, in the order in which it names them."""
    file: str | None = Field(default=None, alias="bestand")
    """A file with persons, when they do not stand in the registration itself; found by ``nummer``."""
    number: str | None = Field(default=None, alias="nummer")
    """The number that the registration gives to a person: equal is the same person, within one registration."""
    number_in_file: str | None = Field(default=None, alias="nummer_in_bestand")
    """What the column with that number is called in the file with persons, when that is something else."""
    bsn: str | None = Field(default=None, alias="bsn")
    given_names: str | None = Field(default=None, alias="voornamen")
    particle: str | None = Field(default=None, alias="voorvoegsel")
    surname: str | None = Field(default=None, alias="geslachtsnaam")
    birth_date: str | None = Field(default=None, alias="geboortedatum")
    sex: str | None = Field(default=None, alias="geslacht")
    postcode: str | None = Field(default=None, alias="postcode")
    house_number: str | None = Field(default=None, alias="huisnummer")
    place: str | None = Field(default=None, alias="woonplaats")
    email: str | None = Field(default=None, alias="email")

    @model_validator(mode="after")
    def _recognisable(self) -> IdentifyingColumns:
        if self.file is not None and self.number is None:
            raise ValueError("noem bij een bestand met personen ook het nummer waarmee zij te vinden zijn")
        if not self.columns:
            raise ValueError("noem minstens een kolom waaraan iemand te herkennen is")
        return self

    @property
    def columns(self) -> dict[str, str]:
        """The identifying columns by their field: all but the number of the registration."""
        return {name: column for name in FIELDS if (column := getattr(self, name)) is not None}


FIELDS = (
    "bsn", "given_names", "particle", "surname", "birth_date", "sex", "postcode", "house_number", "place", "email",
)  # fmt: skip
"""What a person may be recognised by, in the order in which the key is made of it."""


@dataclass(frozen=True)
class Identity:
    """A person of a mapping with the columns that say who it is.

    Args:
        columns: the identifying columns.
        loaded: the mapping.
        position: its place in the list of the study.
    """

    columns: IdentifyingColumns
    loaded: FileMapping
    position: int

    @property
    def register(self) -> str:
        """Within what a number of a person means one person: the register, or else the file."""
        return self.loaded.mapping.register_name or self.loaded.label

    @property
    def path(self) -> Path:
        """The file that holds the identifying columns."""
        return self.loaded.folder / self.columns.file if self.columns.file else self.loaded.path

    def key_sql(self, text: Callable[[str], str]) -> str:
        """A statement part with the key of the person of a row; NULL when nothing is filled in.

        Args:
            text: from the name of a column to the statement part with its cleaned text.
        """
        one, many = literal(f"{self.register}\x1fnummer\x1f"), literal(f"{self.register}\x1fkolommen\x1f")
        parts = [] if self.columns.file else [text(column) for column in self.columns.columns.values()]
        given = [f"{one} || {text(self.columns.number)}"] if self.columns.number else []
        if parts:
            joined = f"|| {SEPARATOR} ||".join(f" coalesce({part}, '') " for part in parts)
            given.append(
                f"case when coalesce({', '.join([*parts, 'null'])}) is not null then {many} || {joined} end"
            )
        return f"pseudonym('record', coalesce({', '.join([*given, 'null'])}))"


@dataclass(frozen=True)
class LinkedPersons:
    """Persons as linkage found them, for the registrations that are read.

    Args:
        path: Parquet with ``record_key`` and a column with the person of it.
        column: the name of that column.
        identities: which persons of which mappings are looked up in it.
    """

    path: Path
    column: str
    identities: tuple[Identity, ...]

    def attach(self, engine: Engine) -> None:
        """Make the table of persons known to an engine."""
        engine.run(
            f"create or replace table {TABLE} as select record_key, {self.column} as person_id "
            f"from read_parquet({literal(str(self.path))}) where {self.column} is not null"
        )

    def of(self, position: int) -> Mapping[int, Identity]:
        """The identities of a file by the place of the person in its mapping, from 0."""
        return {one.columns.person - 1: one for one in self.identities if one.position == position}
