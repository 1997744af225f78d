"""What somebody typed, or a spreadsheet held, as a value of its question; or what is wrong with it.

A message never repeats what was typed in a table: it may be about a child.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, TypeAlias, TypeVar, assert_never

from ketenzicht.chain.model.base import TextNode
from ketenzicht.errors import did_you_mean
from ketenzicht.message import Label, message
from ketenzicht.survey.model import (
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    NumberQuestion,
    Question,
    TextQuestion,
    YesNoQuestion,
)

YES, NO = "ja", "nee"
Read = TypeVar("Read")
BSN_LEFT_OUT = "[burgerservicenummer weggelaten]"

Value: TypeAlias = Decimal | date | str | tuple[str, ...]
"""A number; a day; ``ja``, ``nee``, the id of a choice or text; the ids of several choices."""


@dataclass(frozen=True)
class Problem:
    """Why something is no value of its question, and what to write instead."""

    what: Label
    fix: Label | None = None


_PLAIN = re.compile(r"-?\d{1,15}([.,]\d{1,9})?", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d{1,9})?", re.ASCII)
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", re.ASCII)
_NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)", re.ASCII)


def read_value(question: Question, raw: Any) -> Value | Problem | None:
    """The value that is meant; None when nothing was filled in.

    Args:
        question: what is asked.
        raw: text as typed, or a number, boolean, date or list from a file.
    """
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw == "" or (isinstance(raw, list | tuple) and not raw):
        return None
    if isinstance(question, NumberQuestion):
        return _number(question, raw)
    if isinstance(question, DateQuestion):
        return _day(question, raw)
    if isinstance(question, YesNoQuestion):
        return _yes_no(raw)
    if isinstance(question, ChoiceQuestion):
        return _choice(question, raw)
    if isinstance(question, ChoicesQuestion):
        return _choices(question, raw)
    if isinstance(question, TextQuestion):
        return _text(question, raw)
    assert_never(question)


def value_reader(question: Question) -> Callable[[Any], Value | Problem | None]:
    """:func:`read_value` for many answers to one question: what was read before is not read again.

    The reader keeps what it read for as long as it lives, so let it go with the table.
    """
    return _remembering(partial(read_value, question))


def plain_reader(question: Question) -> Callable[[Any], Any]:
    """Many answers to one question as JSON holds them; what is no value of it stays as it was typed."""

    def plain(raw: Any) -> Any:
        value = read_value(question, raw)
        return raw if value is None or isinstance(value, Problem) else as_plain(value)

    return _remembering(plain)


def _remembering(read: Callable[[Any], Read]) -> Callable[[Any], Read]:
    remembered = lru_cache(maxsize=None, typed=True)(read)

    def found(raw: Any) -> Read:
        try:
            return remembered(raw)
        except TypeError:  # a list, which cannot be looked up
            return read(raw)

    return found


def as_plain(value: Value) -> int | float | str | list[str]:
    """A value as JSON and YAML hold it; :func:`read_value` reads it back."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _number(question: NumberQuestion, raw: Any) -> Value | Problem:
    found = _decimal(question, raw)
    if isinstance(found, Problem):
        return found
    if found != round(found, question.decimals):
        if question.decimals == 0:
            return Problem(message("Hier hoort een heel getal."), message("Rond het getal zelf af."))
        return Problem(message("Dit getal heeft meer dan {n} decimalen.", n=question.decimals))
    if question.minimum is not None and found < question.minimum:
        return Problem(message("Het getal is minstens {grens}.", grens=f"{question.minimum.normalize():f}"))
    if question.maximum is not None and found > question.maximum:
        return Problem(message("Het getal is hoogstens {grens}.", grens=f"{question.maximum.normalize():f}"))
    return found


def _decimal(question: NumberQuestion, raw: Any) -> Decimal | Problem:
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        found = Decimal(str(raw))
        if found.is_finite() and abs(found) < Decimal(10) ** 15:
            return found
    text = re.sub(r"[\s\u00a0\u202f]", "", raw) if isinstance(raw, str) else ""
    if _THOUSANDS.fullmatch(text):
        if question.decimals and "," not in text and text.count(".") == 1:
            return Problem(
                message("Het is niet duidelijk of de punt duizenden of decimalen scheidt."),
                message("Schrijf een komma voor decimalen en niets tussen duizenden."),
            )
        return Decimal(text.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return Problem(
        message("Hier hoort een getal."), message("Schrijf alleen cijfers, zonder woorden of eenheid.")
    )


def _day(question: DateQuestion, raw: Any) -> Value | Problem:
    wrong = Problem(
        message("Hier hoort een datum."), message("Schrijf dag-maand-jaar, bijvoorbeeld 1-9-2026.")
    )
    if isinstance(raw, datetime):
        found = raw.date()
    elif isinstance(raw, date):
        found = raw
    elif isinstance(raw, str):
        dutch = _DUTCH_DAY.fullmatch(raw)
        try:
            found = date(int(dutch[3]), int(dutch[2]), int(dutch[1])) if dutch else date.fromisoformat(raw)
        except ValueError:
            return wrong
    else:
        return wrong
    if question.earliest is not None and found < question.earliest:
        return Problem(message("De datum ligt voor {dag}.", dag=f"{question.earliest:%d-%m-%Y}"))
    if question.latest is not None and found > question.latest:
        return Problem(message("De datum ligt na {dag}.", dag=f"{question.latest:%d-%m-%Y}"))
    return found


def _yes_no(raw: Any) -> Value | Problem:
    if isinstance(raw, bool):
        return YES if raw else NO
    known = {"ja": YES, "nee": NO, "yes": YES, "no": NO, "true": YES, "false": NO}
    found = known.get(raw.lower()) if isinstance(raw, str) else None
    return found if found is not None else Problem(message("Hier hoort ja of nee."))


def _choice(question: ChoiceQuestion | ChoicesQuestion, raw: Any) -> str | Problem:
    text = _digits(raw) or str(raw).strip()
    for choice in question.choices:
        if text == choice.id:
            return choice.id
    for choice in question.choices:
        if text.casefold() in {choice.id.casefold(), *_names(choice.name)}:
            return choice.id
    names = [choice.name.nl for choice in question.choices]
    return Problem(
        message("Dit antwoord staat niet in de lijst."),
        message("{raad}", raad=did_you_mean(text, names) or "Kies uit: " + "; ".join(names) + "."),
    )


def _names(name: TextNode) -> set[str]:
    return {text.casefold() for text in (name.nl, name.en) if text}


def _choices(question: ChoicesQuestion, raw: Any) -> Value | Problem:
    parts = raw if isinstance(raw, list | tuple) else str(raw).split(";")
    found = [_choice(question, part) for part in parts if str(part).strip()]
    wrong = next((one for one in found if isinstance(one, Problem)), None)
    if wrong is not None:
        return wrong
    return tuple(choice.id for choice in question.choices if choice.id in found)


def _text(question: TextQuestion, raw: Any) -> Value | Problem:
    text = _digits(raw) or (raw.isoformat() if isinstance(raw, date) else str(raw))
    if len(text) > question.longest:
        return Problem(
            message("Deze tekst heeft {n} tekens; er passen er {meest}.", n=len(text), meest=question.longest)
        )
    if any(_is_bsn(found) for found in _NINE_DIGITS.findall(text)):
        return Problem(
            message("Hier lijkt een burgerservicenummer te staan."),
            message("Haal het weg: deze uitvraag vraagt niet om wie iemand is. Gebruik een eigen nummer."),
        )
    return text


def without_bsn(text: str) -> str:
    """The text without numbers that are a BSN: what nobody asked for is kept, but not who somebody is."""
    return _NINE_DIGITS.sub(lambda found: BSN_LEFT_OUT if _is_bsn(found[0]) else found[0], text)


def _digits(raw: Any) -> str:
    """A whole number as the text that was meant: a spreadsheet makes 12.0 of 12."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return ""


def _is_bsn(digits: str) -> bool:
    from stdnum.nl import bsn

    return bool(bsn.is_valid(digits))
