"""What readers note of a file: variables with their levels, how to decide, and which only matter after another.

A codebook may change after reading began. What was coded keeps the codebook it was coded with; a change says what of
that still stands, and what has to be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from ketenzicht.chain.model.base import Id, Ids, Node, Text
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at, read_model
from ketenzicht.message import Message, message

Kind = Literal["keuze", "meer-keuzes", "ja-nee", "getal", "datum", "tekst"]
Scale = Literal["nominaal", "ordinaal"]
YES, NO, UNKNOWN = "ja", "nee", "onbekend"
"""The levels of a yes-no variable; ``onbekend`` may be said of any variable but a text: the file does not tell."""

RESERVED = ("dossier", "casus", "opslag", "klaar")
"""Columns of the workbook in which files are coded; no variable may be called so."""
NOTHING_SAID: tuple[Any, ...] = (None, "", (), [])
Values = Mapping[str, Any]
"""What was noted, by variable: a level, several, a number, a day or a text."""


class Level(Node):
    """Something that can be said."""

    id: Id
    name: Text = Field(alias="naam")
    when: Text | None = Field(default=None, alias="wanneer")
    codes: tuple[str, ...] = Field(default=(), alias="codes")
    """The values of the attribute of the registrations that mean this; its own id when left out."""
    otherwise: bool = Field(default=False, alias="anders")
    """Every other value of that attribute means this."""


class OnlyIf(Node):
    """A variable is asked only where another has one of these levels."""

    variable: Id = Field(alias="variabele")
    levels: Ids = Field(alias="is", min_length=1)


class Registration(Node):
    """What the registrations count of the same: an attribute of the first report, or a figure of a measure."""

    attribute: Id | None = Field(default=None, alias="kenmerk")
    measure: Id | None = Field(default=None, alias="maat")
    figure: str | None = Field(default=None, alias="cijfer")
    level: Id | None = Field(default=None, alias="antwoord")
    """The answer that the figure is about, of a choice."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Registration:
        if (self.attribute is None) == (self.measure is None):
            raise ValueError("'registratie' noemt een 'kenmerk' of een 'maat', en niet allebei")
        if (self.measure is None) != (self.figure is None):
            raise ValueError("bij een 'maat' hoort het 'cijfer' uit haar zin, en alleen daarbij")
        return self


class Variable(Node):
    """One thing to note of a file."""

    id: Id
    question: Text = Field(alias="vraag")
    kind: Kind = Field(alias="soort")
    instruction: Text | None = Field(default=None, alias="instructie")
    levels: tuple[Level, ...] = Field(default=(), alias="niveaus")
    scale: Scale = Field(default="nominaal", alias="schaal")
    least: float | None = Field(default=None, alias="minstens")
    most: float | None = Field(default=None, alias="hoogstens")
    only_if: OnlyIf | None = Field(default=None, alias="alleen_als")
    required: bool = Field(default=True, alias="verplicht")
    registration: Registration | None = Field(default=None, alias="registratie")

    @model_validator(mode="after")
    def _levels_where_chosen(self) -> Variable:
        chosen = self.kind in ("keuze", "meer-keuzes")
        if chosen != bool(self.levels):
            raise ValueError(
                f"'{self.id}' is een {self.kind} zonder niveaus"
                if chosen
                else f"'{self.id}' heeft niveaus, maar is geen keuze"
            )
        return self

    @model_validator(mode="after")
    def _comparable(self) -> Variable:
        side = self.registration
        if side is None:
            return self
        if self.kind not in (
            ("keuze", "ja-nee") if side.attribute else ("keuze", "meer-keuzes", "ja-nee", "getal")
        ):
            raise ValueError(
                f"'{self.id}' is een {self.kind}: die is niet met deze registratie te vergelijken"
            )
        if side.measure and self.kind in ("keuze", "meer-keuzes") and side.level is None:
            raise ValueError(f"'{self.id}' is een {self.kind}: noem het 'antwoord' waar het cijfer over gaat")
        if side.level is not None and side.level not in self.known_levels:
            raise ValueError(f"'{self.id}' heeft geen antwoord '{side.level}'")
        return self

    @property
    def known_levels(self) -> tuple[str, ...]:
        """What can be said where one chooses."""
        if self.kind == "ja-nee":
            return (YES, NO, UNKNOWN)
        named = tuple(level.id for level in self.levels)
        return named if UNKNOWN in named else (*named, UNKNOWN)


class Codebook(Node):
    """The variables, in the order in which they are asked."""

    id: Id
    title: Text = Field(alias="titel")
    instruction: Text | None = Field(default=None, alias="instructie")
    variables: tuple[Variable, ...] = Field(alias="variabelen", min_length=1)

    def variable(self, variable_id: str) -> Variable | None:
        """The variable with this id."""
        return next((one for one in self.variables if one.id == variable_id), None)

    @property
    def version(self) -> str:
        """A short mark that is another one after any change; what is left out does not count."""
        return sha256(self.model_dump_json(by_alias=True, exclude_defaults=True).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Remark:
    """Something about a value: of which variable, and what."""

    variable: str
    what: Message


def load_codebook(path: Path) -> Codebook:
    """The codebook in a file.

    Raises:
        UserError: it has a mistake; all broken references are in the message.
    """
    book, places = read_model(
        path, Codebook, example="'titel:' en 'variabelen:'", anew="Begin met: ketenzicht sample new"
    )
    if errors := list(_broken(book, places)):
        if len(errors) == 1:
            raise errors[0]
        raise UserError(
            "In dit codeboek staan fouten.", why="\n".join(one.text() for one in errors), file=path
        )
    return book


def asked(book: Codebook, values: Values) -> tuple[Variable, ...]:
    """The variables that are asked, given what was said so far; what hangs on a question that fell out falls too."""
    found: list[Variable] = []
    names = set[str]()
    for variable in book.variables:
        rule = variable.only_if
        if rule is None or (rule.variable in names and _said(values.get(rule.variable)) & set(rule.levels)):
            found.append(variable)
            names.add(variable.id)
    return tuple(found)


def remarks(book: Codebook, values: Values, *, finished: bool) -> tuple[Remark, ...]:
    """What does not fit the codebook; with ``finished`` also what is still missing."""
    found = [
        Remark(name, message("Deze vraag staat niet in het codeboek."))
        for name in values
        if book.variable(name) is None
    ]
    open_questions = {variable.id for variable in asked(book, values)}
    for variable in book.variables:
        value = values.get(variable.id)
        if variable.id not in open_questions:
            if value not in NOTHING_SAID:
                what = message("Deze vraag is hier niet aan de orde; het antwoord telt niet mee.")
                found.append(Remark(variable.id, what))
        elif value in NOTHING_SAID:
            if finished and variable.required:
                found.append(Remark(variable.id, message("Hier is nog niets ingevuld.")))
        elif wrong := misfit(variable, value):
            found.append(Remark(variable.id, wrong))
    return tuple(found)


def hindrances(book: Codebook, values: Values) -> tuple[Remark, ...]:
    """What stands between what was said and being finished: remarks about questions that are asked.

    An answer to a question that is not asked any more hinders nobody: it is kept, and does not count.
    """
    open_questions = {variable.id for variable in asked(book, values)}
    return tuple(one for one in remarks(book, values, finished=True) if one.variable in open_questions)


def counted(book: Codebook, values: Values) -> dict[str, Any]:
    """What counts of what was said: answers to questions that are asked and that fit."""
    wrong = {one.variable for one in remarks(book, values, finished=False)}
    return {
        variable.id: values[variable.id]
        for variable in asked(book, values)
        if variable.id not in wrong and values.get(variable.id) not in NOTHING_SAID
    }


def _said(value: Any) -> set[str]:
    return {str(one) for one in value} if isinstance(value, tuple | list) else {str(value)}


def misfit(variable: Variable, value: Any) -> Message | None:
    """Why a value does not fit its variable; None when it does."""
    if variable.kind in ("keuze", "ja-nee", "meer-keuzes"):
        return _wrong_choice(variable, set(value) if isinstance(value, tuple | list) else {value})
    if value == UNKNOWN and variable.kind != "tekst":
        return None
    if variable.kind == "getal":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return message("Hier moet een getal staan.")
        if variable.least is not None and value < variable.least:
            return message("Dit is lager dan {n}.", n=f"{variable.least:g}")
        if variable.most is not None and value > variable.most:
            return message("Dit is hoger dan {n}.", n=f"{variable.most:g}")
    if variable.kind == "datum":
        try:
            date.fromisoformat(str(value))
        except ValueError:
            return message("Schrijf een datum als dag-maand-jaar.")
    return None


def _wrong_choice(variable: Variable, given: set[Any]) -> Message | None:
    if len(given) > 1 and variable.kind != "meer-keuzes":
        return message("Hier kan maar een antwoord.")
    if unknown := sorted(str(one) for one in given if one not in variable.known_levels):
        if near := did_you_mean(unknown[0], variable.known_levels):
            return message("'{wat}' staat niet bij de antwoorden. {tip}", wat=unknown[0], tip=near)
        return message("'{wat}' staat niet bij de antwoorden.", wat=unknown[0])
    if UNKNOWN in given and len(given) > 1:
        return message("'Onbekend' gaat niet samen met een ander antwoord.")
    return None


def _broken(book: Codebook, places: Places) -> Iterator[UserError]:
    seen: dict[str, Variable] = {}
    for at, variable in enumerate(book.variables):
        if variable.id in seen:
            yield error_at(places, ("variabelen", at, "id"), f"De vraag '{variable.id}' staat er twee keer.")
        if variable.id in RESERVED:
            what = f"Een vraag mag niet '{variable.id}' heten."
            why = "Zo heet al een kolom van het codeerblad."
            yield error_at(places, ("variabelen", at, "id"), what, why=why, fix="Kies een andere id.")
        if (rule := variable.only_if) is not None:
            where = ("variabelen", at, "alleen_als")
            before = seen.get(rule.variable)
            if before is None:
                fix = did_you_mean(rule.variable, seen) or "Zet die vraag eerder in het codeboek."
                yield error_at(places, where, f"Voor deze vraag komt geen vraag '{rule.variable}'.", fix=fix)
            else:
                for name in rule.levels:
                    if name not in before.known_levels:
                        what = f"'{rule.variable}' heeft geen antwoord '{name}'."
                        yield error_at(places, where, what, fix=did_you_mean(name, before.known_levels))
        seen[variable.id] = variable
