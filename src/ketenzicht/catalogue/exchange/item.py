"""A reference as CSL-JSON holds it, and what came of reading a file of them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]
"""One reference with the keys of CSL-JSON: ``type``, ``title``, ``author``, ``issued``, ``DOI``, ``URL``, ..."""

OTHER = "_other"
"""Key with what a format has no place for in CSL: a list of texts "TAG: value", so that nothing is lost."""
LINE = "_line"
"""Key with the line on which the reference begins."""


@dataclass(frozen=True)
class Problem:
    """A reference, or a part of it, that could not be read: on which line, what, and how to mend it."""

    line: int
    what: str
    fix: str = ""


@dataclass
class Reading:
    """What a file held."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def names(text: str) -> dict[str, str]:
    """A name as CSL has it: ``Family, Given``; without a comma it is an organisation or unknown, kept whole."""
    family, comma, given = text.partition(",")
    if comma and given.strip():
        return {"family": family.strip(), "given": given.strip()}
    return {"literal": text.strip().strip(",").strip()}


def name_text(name: dict[str, Any]) -> str:
    """A name as one text, ``Family, Given``."""
    if "literal" in name:
        return str(name["literal"])
    family = " ".join(str(name[key]) for key in ("non-dropping-particle", "family") if name.get(key))
    given = " ".join(str(name[key]) for key in ("given", "dropping-particle") if name.get(key))
    return f"{family}, {given}" if family and given else family or given


def date_parts(text: str) -> list[int]:
    """Year, month and day as far as a text has them and they exist: 2020, 2020-03, 2020/03/15, 2020///."""
    found = re.match(r"\s*(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?", text)
    if found is None:
        return []
    return _that_exist(*(int(part or 0) for part in found.groups()))


def issued(item: Item) -> list[int]:
    """When a reference appeared: year, month and day as far as known and they exist."""
    try:
        return _that_exist(*(int(part) for part in item["issued"]["date-parts"][0][:3] if part))
    except (LookupError, TypeError, ValueError, OverflowError):
        return []


def _that_exist(year: int, month: int = 0, day: int = 0) -> list[int]:
    if not 1 <= month <= 12:
        return [year]
    return [year, month, day] if 1 <= day <= monthrange(year, month)[1] else [year, month]
