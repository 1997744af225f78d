"""What a column of a registration file means: the mapping from one file to canonical events.

A mapping is data, written in YAML with Dutch keys (``docs/reference/mapping.md``), so that whoever knows the
registration can read and correct it. A plain string always names a column; a fixed value is ``{vast: ...}``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ketenzicht.chain.model.base import Id, Node


def _as_column(value: Any) -> Any:
    return {"kolom": value} if isinstance(value, str) else value


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str | dict) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | list[str])]


class Given(Node):
    """Where a value comes from: a column, perhaps translated, or one fixed value for every row."""

    column: str | None = Field(default=None, alias="kolom")
    fixed: str | None = Field(default=None, alias="vast")
    translation: dict[str, str] = Field(default_factory=dict, alias="vertaling")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.column is None) == (self.fixed is None):
            raise ValueError("noem een kolom, of een vaste waarde met vast:")
        return self


GivenText = Annotated[Given, BeforeValidator(_as_column, json_schema_input_type=str | Given)]


class Condition(Node):
    """Only rows for which a column has (or has not) one of these values, or is filled."""

    column: str = Field(alias="kolom")
    is_: Words = Field(default=(), alias="is")
    is_not: Words = Field(default=(), alias="is_niet")
    filled: bool | None = Field(default=None, alias="gevuld")


Conditions = Annotated[
    tuple[Condition, ...], BeforeValidator(_as_tuple, json_schema_input_type=Condition | list[Condition])
]


class Relation(Node):
    """A file that says which case of this file is which case of another one."""

    file: str = Field(alias="bestand")
    source: str = Field(alias="van")
    target: str = Field(alias="naar")


class CaseColumn(Node):
    """What one case is: a column (perhaps translated through a relation file), or each row by itself."""

    column: str | None = Field(default=None, alias="kolom")
    each_row: bool = Field(default=False, alias="elke_rij")
    relation: Relation | None = Field(default=None, alias="relatie")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.column is None) == (not self.each_row):
            raise ValueError("noem een kolom, of zet elke_rij: true")
        return self


class Person(Node):
    """The columns of one involved person."""

    number: str = Field(alias="nummer")
    birth: str | None = Field(default=None, alias="geboren")
    """A birth date or a birth year; only the year is kept."""
    sex: str | None = Field(default=None, alias="geslacht")
    role: GivenText | None = Field(default=None, alias="rol")


BsnConvention = Literal["vt-1", "jeugd"]
"""Which dummy number means what: Veilig Thuis version 1 and the youth protocol have them reversed."""


class EventColumns(Node):
    """The columns that any event of a row may use."""

    time: str = Field(alias="tijd")
    spell: str | None = Field(default=None, alias="traject")
    organisation: GivenText | None = Field(default=None, alias="organisatie")
    attributes: dict[Id, GivenText] = Field(default_factory=dict, alias="kenmerken")
    end_reason: GivenText | None = Field(default=None, alias="einde_reden")
    where: Conditions = Field(default=(), alias="waar")


class WideEvent(EventColumns):
    """One event that a row of a wide table may hold."""

    event: Id = Field(alias="gebeurtenis")
    always: bool = Field(default=False, alias="altijd")
    """True: every row is such an event, also when its date is empty (the date is then unknown)."""


class Lifecycle(Node):
    """Which lifecycle transitions of an event log count (``start``, ``complete`` ...)."""

    column: str = Field(default="lifecycle:transition", alias="kolom")
    keep: Words = Field(default=(), alias="houd")


class LongEvents(EventColumns):
    """A long table: one event per row, named by an activity column."""

    column: str = Field(alias="kolom")
    number: str | None = Field(default=None, alias="nummer")
    """A column that tells two events of one case, kind and moment apart."""
    translation: dict[str, Id | dict[str, Id]] = Field(default_factory=dict, alias="vertaling")
    """Value of the activity column to event id; or, by lifecycle transition, to several."""
    lifecycle: Lifecycle | None = Field(default=None, alias="levensloop")


FileKind = Literal["csv", "xlsx", "parquet", "sav", "xes", "ocel", "cbs-vt-1"]


class Layout(Node):
    """How the file is written; what is left out is found out from the file itself."""

    kind: FileKind | None = Field(default=None, alias="soort")
    delimiter: str | None = Field(default=None, alias="scheiding")
    encoding: str | None = Field(default=None, alias="tekenset")
    decimal: Literal[",", "."] = Field(default=",", alias="decimaal")
    sheet: str | None = Field(default=None, alias="blad")
    object_type: str | None = Field(default=None, alias="objecttype")


class Mapping(Node):
    """One registration file and what its columns mean."""

    file: str = Field(alias="bestand")
    layout: Layout = Field(default_factory=Layout, alias="indeling")
    delivery: int | None = Field(default=None, alias="levering", ge=1)
    """A later delivery wins from an earlier one; the place in the list of the study when left out."""
    register_name: str = Field(default="", alias="register")
    """Files with the same name here are deliveries of one register; numbers of different registers never meet."""
    columns: tuple[str, ...] = Field(default=(), alias="kolommen")
    """The header when this mapping was made: a file with another header is reported, column by column."""
    row_is: Literal["gebeurtenis", "persoon"] = Field(default="gebeurtenis", alias="rij_is")
    """``persoon``: rows with the same spell number are one event that concerns several persons."""
    duplicates: Literal["weglaten", "houden"] = Field(default="weglaten", alias="dubbele_rijen")
    household: str | None = Field(default=None, alias="huishouden")
    case: Annotated[
        CaseColumn | None, BeforeValidator(_as_column, json_schema_input_type=str | CaseColumn)
    ] = Field(default=None, alias="casus")
    persons: Annotated[tuple[Person, ...], BeforeValidator(_as_tuple)] = Field(default=(), alias="personen")
    bsn: BsnConvention | None = Field(default=None, alias="bsn_afspraak")
    """Set when the person numbers are BSN: they are then tested, and dummy numbers link nobody."""
    dates: Words = Field(default=(), alias="datums")
    """Accepted notations of dates, such as ``dd-mm-jjjj``; the usual ones when left out."""
    zone: str = Field(default="Europe/Amsterdam", alias="tijdzone")
    """The zone of times that carry none."""
    where: Conditions = Field(default=(), alias="waar")
    events: tuple[WideEvent, ...] = Field(default=(), alias="gebeurtenissen")
    activity: LongEvents | None = Field(default=None, alias="activiteit")
    skipped: tuple[str, ...] = Field(default=(), alias="overgeslagen")
    """Columns that are left out on purpose."""

    @model_validator(mode="after")
    def _wide_or_long(self) -> Self:
        if bool(self.events) == (self.activity is not None):
            raise ValueError(
                "noem gebeurtenissen (een brede tabel) of activiteit (een lange tabel), een van de twee"
            )
        return self
