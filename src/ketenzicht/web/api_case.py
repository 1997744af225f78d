"""A case as the body of a request: JSON, read whole, with everything that is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ketenzicht.chain.model import Chain
from ketenzicht.chain.model.conditions import NO, YES
from ketenzicht.message import Label, message
from ketenzicht.rules.answers import Unknown, Value, read_answers

KEYS = ("feiten", "dag")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
LONGEST = 1000
"""Characters of an answer."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True)
class BodyProblem:
    """What is wrong at a place in the body."""

    pointer: str
    what: Label


@dataclass(frozen=True)
class BodyCase:
    """The answers and the day of a request; not to be used when there are problems."""

    answers: Mapping[str, Value | Unknown]
    day: date
    problems: tuple[BodyProblem, ...]


class _Number(str):
    """A number as it was written in JSON."""

    __slots__ = ()


def read_body(chain: Chain, body: bytes, today: date) -> BodyCase:
    """A case from a body such as ``{"feiten": {"brp": true, "schuldeisers": ["cjib"]}, "dag": "2026-11-22"}``.

    Args:
        chain: the chain with the facts.
        body: the bytes of the request.
        today: the day when the body names none.
    """
    try:
        content = json.loads(
            body.decode("utf-8"), parse_float=_Number, parse_int=_Number, parse_constant=_Number
        )
    except (ValueError, RecursionError):
        return BodyCase({}, today, (BodyProblem("#", message("Dit is geen JSON in UTF-8.")),))
    if not isinstance(content, dict):
        return BodyCase({}, today, (BodyProblem("#", message("Stuur een object met 'feiten'.")),))
    problems = [
        BodyProblem(_pointer(key), message("Deze sleutel bestaat niet."))
        for key in content
        if key not in KEYS
    ]
    day = _day(content.get("dag"), today, problems)
    given = _given(content.get("feiten"), problems)
    answers, wrong = read_answers(chain, given)
    problems += [BodyProblem(_pointer("feiten", item.fact), item.what) for item in wrong]
    return BodyCase(answers, day, tuple(problems))


def _day(found: Any, today: date, problems: list[BodyProblem]) -> date:
    if found is None:
        return today
    try:
        day = date.fromisoformat(found) if isinstance(found, str) and _DAY.fullmatch(found) else None
    except ValueError:
        day = None
    if day is None:
        problems.append(BodyProblem(_pointer("dag"), message("Schrijf een dag als jaar-maand-dag.")))
        return today
    if not FIRST_DAY <= day <= LAST_DAY:
        problems.append(BodyProblem(_pointer("dag"), message("Kies een dag in deze eeuw.")))
    return day


def _given(found: Any, problems: list[BodyProblem]) -> dict[str, list[str]]:
    if not isinstance(found, dict):
        problems.append(
            BodyProblem(_pointer("feiten"), message("Stuur een object met een antwoord per feit."))
        )
        return {}
    given: dict[str, list[str]] = {}
    for name, answer in found.items():
        parts = answer if isinstance(answer, list) else [answer]
        texts = [_text(part) for part in parts if part is not None]
        if None in texts:
            problems.append(
                BodyProblem(
                    _pointer("feiten", name),
                    message("Een antwoord is een tekst, een getal, waar of onwaar, of een lijst."),
                )
            )
        else:
            given[name] = [text for text in texts if text is not None]
    return given


def _text(part: Any) -> str | None:
    """An answer as a person types it: a decimal comma, ja and nee; None for what is no answer."""
    if isinstance(part, bool):
        return YES if part else NO
    if isinstance(part, _Number):
        return part.replace(".", ",") if _NUMBER.fullmatch(part) else "?"
    return part if isinstance(part, str) and len(part) <= LONGEST else None


def _pointer(*parts: str) -> str:
    """A JSON Pointer (RFC 6901)."""
    return "#" + "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
