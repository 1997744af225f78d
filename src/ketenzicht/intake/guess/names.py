"""Names of columns and values as words, and how alike two names are."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

WORDS = {
    "aanmelding": "melding",
    "aanmelddatum": "datum melding",
    "meldingsdatum": "datum melding",
    "ontvangst": "melding",
    "binnenkomst": "melding",
    "afsluiting": "einde",
    "afsluitdatum": "datum einde",
    "afgesloten": "einde",
    "afronding": "einde",
    "eind": "einde",
    "einddatum": "datum einde",
    "stop": "einde",
    "stopdatum": "datum einde",
    "beeindiging": "einde",
    "begin": "start",
    "begindatum": "datum start",
    "startdatum": "datum start",
    "aanvang": "start",
    "ingang": "start",
    "ingangsdatum": "datum start",
    "triage": "besluit triage",
    "triagebesluit": "besluit triage",
    "veiligheidsbeoordeling": "besluit triage",
    "hulpverlening": "hulp",
    "zorg": "hulp",
    "vv": "voorwaarden vervolg",
    "onderzoekstart": "start onderzoek",
    "onderzoeksoordeel": "oordeel onderzoek",
    "overgedragen": "overdracht",
    "overlijdensdatum": "datum overlijden",
    "verhuizing": "vertrek uit regio",
    "verhuisd": "vertrek uit regio",
    "hoedanigheid": "melder",
    "id": "nummer",
    "nr": "nummer",
    "num": "nummer",
    "no": "nummer",
    "code": "",
    "dat": "datum",
    "dd": "datum",
    "date": "datum",
    "tijdstip": "datum",
    "timestamp": "datum",
    "gezin": "huishouden",
    "gezins": "huishouden",
    "huishoud": "huishouden",
    "household": "huishouden",
    "client": "persoon",
    "clienten": "persoon",
    "burger": "persoon",
    "kind": "persoon",
    "child": "persoon",
    "person": "persoon",
    "betrokkene": "persoon",
    "zaak": "casus",
    "dossier": "casus",
    "case": "casus",
    "traject": "traject",
    "sekse": "geslacht",
    "sex": "geslacht",
    "gender": "geslacht",
    "aanbieder": "organisatie",
    "instelling": "organisatie",
    "instantie": "organisatie",
    "organisation": "organisatie",
    "reden": "reden",
    "activity": "activiteit",
    "gebeurtenis": "activiteit",
    "actie": "activiteit",
    "stap": "activiteit",
}
"""Words that mean the same to us; ``docs/how-to/prepare-registrations.md`` lists them."""

COMPOUNDS = ("nummer", "datum", "jaar", "code", "soort", "reden", "id", "nr")
"""Endings and beginnings that Dutch writes in one word with the rest: meldingnummer, einddatum, redeneinde."""

LONGEST_COMPOUND = 100
"""Letters; what is longer is no word."""


def plain(name: str) -> str:
    """Small letters and digits, words apart by one hyphen, no accents."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    spaced = re.sub(r"([a-z])([A-Z])", r"\1-\2", ascii_only)
    return re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")


@lru_cache(maxsize=10_000)
def words(name: str) -> frozenset[str]:
    """The words of a name, compounds split and synonyms replaced."""
    found: list[str] = []
    for part in plain(name).split("-"):
        found += _expand(part) if len(part) <= LONGEST_COMPOUND else [part]
    return frozenset(word for word in found if word)


def _expand(part: str) -> list[str]:
    if part in WORDS:
        return WORDS[part].split()
    for ending in COMPOUNDS:
        if part.endswith(ending) and len(part) > len(ending) + 2:
            return [*_expand(part.removesuffix(ending).removesuffix("s")), *_expand(ending)]
        if part.startswith(ending) and len(part) > len(ending) + 3:
            return [*_expand(ending), *_expand(part.removeprefix(ending))]
    return [part]


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how much two names share in words, or else in letters."""
    first, second = words(one), words(other)
    if not first or not second:
        return 0.0
    shared = 2 * len(first & second) / (len(first) + len(second))
    letters = SequenceMatcher(None, "-".join(sorted(first)), "-".join(sorted(second))).ratio()
    return max(shared, letters if letters > 0.85 else 0.0)
