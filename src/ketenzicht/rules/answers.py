"""The answers of one case: typed values, or one of four ways of not knowing. An answer that was not given is unknown.

What a person types is read here, once, for every door. A message about a wrong answer never repeats the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias, get_args

from ketenzicht.chain.model import Chain, Fact
from ketenzicht.chain.model.conditions import NO, YES
from ketenzicht.chain.model.options import UnknownKind as UnknownKind
from ketenzicht.errors import did_you_mean
from ketenzicht.message import Label, message

UNKNOWN_KINDS: tuple[UnknownKind, ...] = get_args(UnknownKind)


@dataclass(frozen=True)
class Unknown:
    """No answer, and why."""

    kind: UnknownKind = "niet-gevraagd"


NOT_ASKED = Unknown()

_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)

Value: TypeAlias = str | frozenset[str] | Decimal | date
"""``ja``, ``nee`` or a choice; several choices; a number or amount; a date."""

Answers: TypeAlias = Mapping[str, Value | Unknown]
"""By the id of the fact; what is not there was not asked."""


@dataclass(frozen=True)
class AnswerProblem:
    """Why an answer cannot be used: for which fact, and what to do."""

    fact: str
    what: Label
    fix: Label | None = None


def read_answers(
    chain: Chain, given: Mapping[str, str | Sequence[str]]
) -> tuple[dict[str, Value | Unknown], tuple[AnswerProblem, ...]]:
    """Answers as typed, and everything that is wrong with them.

    Args:
        chain: the chain with the facts.
        given: texts by the id of the fact; several texts for a fact with several answers; empty is not asked.
    """
    facts = {fact.id: fact for fact in chain.facts}
    answers: dict[str, Value | Unknown] = {}
    problems: list[AnswerProblem] = []
    for name, raw in given.items():
        if name not in facts:
            guess = did_you_mean(name, facts)
            problems.append(
                AnswerProblem(
                    name,
                    message("Deze vraag bestaat niet."),
                    message("{raad}", raad=guess) if guess else None,
                )
            )
            continue
        texts = [raw] if isinstance(raw, str) else list(raw)
        texts = [text.strip() for text in texts if text.strip()]
        if not texts:
            continue
        found = read_answer(facts[name], texts)
        if isinstance(found, AnswerProblem):
            problems.append(found)
        else:
            answers[name] = found
    return answers, tuple(problems)


def read_answer(fact: Fact, texts: Sequence[str]) -> Value | Unknown | AnswerProblem:
    """One answer as typed, or what is wrong with it."""
    for kind in UNKNOWN_KINDS:
        if kind in texts:
            if len(texts) == 1:
                return Unknown(kind)
            return AnswerProblem(
                fact.id, message("Kies een antwoord, of zeg dat u het niet weet. Niet allebei.")
            )
    if len(texts) > 1 and fact.kind != "meerkeuze":
        return AnswerProblem(fact.id, message("Geef hier één antwoord."))
    if fact.kind == "meerkeuze":
        return _choices(fact, texts)
    text = texts[0]
    if fact.kind == "ja-nee":
        return text if text in (YES, NO) else AnswerProblem(fact.id, message("Antwoord met ja of nee."))
    if fact.kind == "keuze":
        found = _choices(fact, texts)
        return found if isinstance(found, AnswerProblem) else text
    if fact.kind == "datum":
        return _date(fact, text)
    return _number(fact, text)


def _choices(fact: Fact, texts: Sequence[str]) -> frozenset[str] | AnswerProblem:
    known = {choice.id for choice in fact.choices}
    if not set(texts) <= known:
        return AnswerProblem(fact.id, message("Kies een van de antwoorden die erbij staan."))
    return frozenset(texts)


def _date(fact: Fact, text: str) -> date | AnswerProblem:
    parts = text.replace("/", "-").split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 3:
            year, month, day = numbers if len(parts[0]) == 4 else numbers[::-1]
            if 1900 <= year <= 2200:
                return date(year, month, day)
    except ValueError:
        pass
    return AnswerProblem(
        fact.id, message("Deze datum bestaat niet."), message("Schrijf dag, maand en jaar, zoals 31-01-2026.")
    )


def _number(fact: Fact, text: str) -> Decimal | AnswerProblem:
    plain = text.replace("€", "").replace("EUR", "").replace(" ", "").replace("\u00a0", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    elif plain.count(".") > 1 or (plain.count(".") == 1 and len(plain.rsplit(".", 1)[1]) == 3):
        plain = plain.replace(".", "")
    if not _NUMBER.fullmatch(plain):
        return AnswerProblem(
            fact.id, message("Dit is geen getal."), message("Schrijf alleen cijfers, zoals 1250,50.")
        )
    number = Decimal(plain)
    low = fact.at_least if fact.at_least is not None else (Decimal(0) if fact.kind == "bedrag" else None)
    if low is not None and number < low:
        return AnswerProblem(fact.id, message("Dit moet minstens {n} zijn.", n=float(low)))
    if fact.at_most is not None and number > fact.at_most:
        return AnswerProblem(fact.id, message("Dit kan hoogstens {n} zijn.", n=float(fact.at_most)))
    return number


def value_of(answers: Answers, fact: str) -> Value | None:
    """The value of a fact, None when it is unknown in whatever way."""
    found = answers.get(fact, NOT_ASKED)
    return None if isinstance(found, Unknown) else found


def unknown_kind(answers: Answers, fact: str) -> UnknownKind | None:
    """Why a fact is unknown, None when it is known."""
    found = answers.get(fact, NOT_ASKED)
    return found.kind if isinstance(found, Unknown) else None
