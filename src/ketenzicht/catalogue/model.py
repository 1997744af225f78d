"""A catalogue of studies: its themes, and of each study what was asked, how, what was found and how sure that is.

The fields follow the onderzoekscahier of 2019 (theme, short description by the catalogue, explanation by the
researchers) and what evidence maps add to it (design, direction, certainty, place; White et al. 2020, Campbell
Systematic Reviews 16, e1125). What is not known stays empty: a gap is shown, never filled in.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ketenzicht.chain.model.base import Certainty, Id, Ids, Node, Text, as_tuple

Texts = Annotated[tuple[str, ...], BeforeValidator(as_tuple, json_schema_input_type=str | list[str])]
"""One text or a list of texts."""

Method = Literal[
    "dossieronderzoek", "registratieanalyse", "enquete", "interviews", "casestudie", "quasi-experiment", "rct",
    "cohortstudie", "literatuuronderzoek", "kosten-baten", "evaluatie-wet", "monitor", "modelstudie", "expertsessie",
]  # fmt: skip
Methods = Annotated[
    tuple[Method, ...], BeforeValidator(as_tuple, json_schema_input_type=Method | list[Method])
]

Design = Literal["beschrijvend", "samenhang", "effect", "synthese"]
"""What a study can say at most: how things are, what goes together, what helps, what several studies say."""

Direction = Literal["positief", "negatief", "gemengd", "geen", "nvt"]
"""For the people concerned, not a verdict on a programme; ``geen`` is no effect or no change."""

ReadAs = Literal["hele-pagina", "begin", "zoekfragment", "alleen-gegevens"]
"""How much was read of the page at the address; never that a whole report was read."""

CodedFrom = Literal["titel", "vraag", "beschrijving", "bevindingen", "onderzoek"]
"""What approaches and outcomes were read from: parts of the record itself, or the study as a whole."""
CodedFroms = Annotated[
    tuple[CodedFrom, ...], BeforeValidator(as_tuple, json_schema_input_type=CodedFrom | list[CodedFrom])
]

State = Literal["voorstel", "opgenomen", "teruggetrokken"]


def _must_match(pattern: str, what: str) -> AfterValidator:
    """A text of a certain form; says what it should be, where pydantic would show the pattern."""

    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise ValueError(f"'{value}' is {what}")
        return value

    return AfterValidator(check)


def _exists(value: str) -> str:
    """A day that the calendar has; a year or month has none to look at."""
    try:
        date.fromisoformat(value if len(value) == 10 else "2000-01-01")
    except ValueError:
        raise ValueError(f"'{value}' is geen dag die bestaat") from None
    return value


PartialDate = Annotated[
    str,
    _must_match(
        r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?",
        "geen datum: schrijf jjjj, jjjj-mm of jjjj-mm-dd",
    ),
    AfterValidator(_exists),
]
Address = Annotated[
    str, _must_match(r"https?://\S+", "geen adres: het begint met https:// en heeft geen spaties")
]
Doi = Annotated[str, _must_match(r"10\.\d{4,9}/\S+", "geen doi: die begint met 10., zonder adres ervoor")]


class Finding(Node):
    """One thing that a study found, as it was read."""

    text: str = Field(alias="tekst", min_length=1)
    direction: Direction = Field(alias="richting")
    figure: str | None = Field(default=None, alias="cijfer")


class Touches(Node):
    """Where one of the chains rests on a study or asks the same: ids of its sources, measures, causes and options."""

    chain: Id = Field(alias="keten")
    sources: Ids = Field(default=(), alias="bronnen")
    measures: Ids = Field(default=(), alias="maten")
    factors: Ids = Field(default=(), alias="oorzaken")
    options: Ids = Field(default=(), alias="opties")


class Study(Node):
    """A study, with what was read of it and what was not."""

    id: Id
    title: str = Field(alias="titel", min_length=1)
    state: State = Field(default="opgenomen", alias="staat")
    themes: Ids = Field(default=(), alias="themas")
    interventions: Ids = Field(default=(), alias="aanpakken")
    outcomes: Ids = Field(default=(), alias="uitkomsten")
    coded_from: CodedFroms = Field(default=(), alias="ingedeeld_naar")
    """What ``interventions`` and ``outcomes`` were read from; empty when nobody has coded the study yet."""
    authors: Texts = Field(default=(), alias="auteurs")
    organisations: Texts = Field(default=(), alias="organisaties")
    commissioned_by: str | None = Field(default=None, alias="opdrachtgever")
    year: int = Field(alias="jaar", ge=1900, le=2100)
    published: PartialDate | None = Field(default=None, alias="verschenen")
    publication_number: str | None = Field(default=None, alias="publicatienummer")
    doi: Doi | None = None
    question: str | None = Field(default=None, alias="vraag")
    methods: Methods = Field(default=(), alias="methoden")
    design: Design | None = Field(default=None, alias="ontwerp")
    n: str | None = None
    """Who or how many were studied, in words."""
    period: str | None = Field(default=None, alias="periode")
    place: str | None = Field(default=None, alias="plaats")
    description: str | None = Field(default=None, alias="beschrijving")
    explanation: str | None = Field(default=None, alias="toelichting")
    """By the researchers, or by those who know the study: how to read it."""
    findings: tuple[Finding, ...] = Field(default=(), alias="bevindingen")
    limits: str | None = Field(default=None, alias="grenzen")
    transfer: str | None = Field(default=None, alias="overdracht")
    """Under which conditions the findings hold elsewhere."""
    address: Address | None = Field(default=None, alias="adres")
    also_at: Texts = Field(default=(), alias="ook_op")
    how_to_find: str | None = Field(default=None, alias="vinden")
    read_as: ReadAs | None = Field(default=None, alias="gelezen")
    certainty: Certainty | None = Field(default=None, alias="zekerheid")
    touches: tuple[Touches, ...] = Field(default=(), alias="raakt")
    abstract: str | None = Field(default=None, alias="samenvatting_makers")
    """What the makers wrote themselves, for whoever describes the study; not shown on pages."""
    keywords: Texts = Field(default=(), alias="trefwoorden")
    other: Texts = Field(default=(), alias="overig")
    """What came along with an import and has no place of its own."""
    added_on: date | None = Field(default=None, alias="toegevoegd")
    reviewed_on: date | None = Field(default=None, alias="nagekeken")
    retired_because: str | None = Field(default=None, alias="teruggetrokken_omdat")


class Heading(Node):
    """A theme, approach or outcome under which studies stand."""

    id: Id
    name: Text = Field(alias="naam")
    about: Text | None = Field(default=None, alias="over")


class Round(Node):
    """How a catalogue is kept: the month of the yearly round, and after how many years a record must be reviewed."""

    month: int = Field(default=12, alias="maand", ge=1, le=12)
    review_after_years: int = Field(default=2, alias="nakijken_na_jaren", ge=1)
    in_scope_from: int | None = Field(default=None, alias="vanaf_jaar")
    """Studies from before this year are outside the scope; they may stand in the catalogue all the same."""


class Settings(Node):
    """What ``cahier.yaml`` says."""

    id: Id
    title: Text = Field(alias="titel")
    summary: Text = Field(alias="samenvatting")
    caution: Text = Field(alias="let_op")
    round: Round = Field(default=Round(), alias="ronde")
    themes: tuple[Heading, ...] = Field(alias="themas", min_length=1)
    interventions: tuple[Heading, ...] = Field(default=(), alias="aanpakken")
    outcomes: tuple[Heading, ...] = Field(default=(), alias="uitkomsten")
    about_coding: Text | None = Field(default=None, alias="over_indeling")
    """Who put studies under approaches and outcomes, and what they went by."""


class Catalogue(Node):
    """A catalogue with its studies, in the order of their ids."""

    settings: Settings
    studies: tuple[Study, ...]

    def study(self, study_id: str) -> Study | None:
        """The study with this id."""
        return next((one for one in self.studies if one.id == study_id), None)
