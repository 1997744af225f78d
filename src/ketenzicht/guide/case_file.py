"""A case as a file on the user's own machine: the answers as typed, and which chain they belong to.

The only way in which a case is kept. Plain JSON, so that whoever owns it can see what it holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError
from ketenzicht.message import Label, message

FORMAT = "ketenzicht-casus"
FORMAT_VERSION = 1
LARGEST = 200_000
"""Bytes; a case is a few thousand."""


@dataclass(frozen=True)
class SavedCase:
    """The answers of a file by fact, and what the reader must know when they are not all used."""

    given: Mapping[str, tuple[str, ...]]
    remarks: tuple[Label, ...]


def case_file(chain: Chain, given: Mapping[str, Sequence[str]]) -> bytes:
    """A case as the bytes of a file; the same for the same answers."""
    facts = [fact.id for fact in chain.facts if fact.id in given]
    content = {
        "formaat": FORMAT,
        "versie": FORMAT_VERSION,
        "keten": chain.id,
        "ketenversie": chain.version,
        "feiten": {fact: list(given[fact]) for fact in facts},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_case_file(chain: Chain, data: bytes) -> SavedCase:
    """The answers in a file.

    Raises:
        UserError: it is not a case of this chain, or not one that this version can read.
    """
    fix = "Kies het bestand dat u met deze wegwijzer hebt bewaard."
    if len(data) > LARGEST:
        raise UserError("Dit bestand is te groot voor een casus.", fix=fix)
    try:
        content = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise UserError("Dit bestand is geen bewaarde casus.", fix=fix) from None
    if not isinstance(content, dict) or content.get("formaat") != FORMAT:
        raise UserError("Dit bestand is geen bewaarde casus.", fix=fix)
    if content.get("keten") != chain.id:
        raise UserError("Deze casus hoort bij een andere wegwijzer.", fix=fix)
    version = content.get("versie")
    if version != FORMAT_VERSION:
        raise UserError(
            "Deze casus is bewaard door een andere versie van het programma.",
            why=f"Dit programma leest versie {FORMAT_VERSION}.",
            fix="Gebruik dezelfde versie als bij het bewaren, of beantwoord de vragen opnieuw.",
        )
    facts = content.get("feiten")
    if not isinstance(facts, dict) or not all(_texts(value) for value in facts.values()):
        raise UserError("De antwoorden in dit bestand zijn beschadigd.", fix=fix)
    known = {fact.id for fact in chain.facts}
    remarks: list[Label] = []
    if content.get("ketenversie") != chain.version:
        remarks.append(
            message("Deze casus is bewaard met een eerdere versie van de wegwijzer. Kijk de antwoorden na.")
        )
    if strange := [name for name in facts if name not in known]:
        remarks.append(message("Antwoorden op vragen die niet meer bestaan: {n}.", n=len(strange)))
    return SavedCase({name: tuple(value) for name, value in facts.items() if name in known}, tuple(remarks))


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and len(text) < 1000 for text in value)
