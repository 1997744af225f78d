"""A reference as CSL-JSON holds it, and what came of reading a file of them."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]
"""One reference with the keys of CSL-JSON: ``type``, ``title``, ``author``, ``issued``, ``DOI``, ``URL``, ..."""

OTHER = "_other"
"""Key with what a format has no place for in CSL: a list of texts "TAG: value", so that nothing is lost."""
LINE = "_line"
"""Key with the line on which the reference begins."""


PEOPLE = ("editor", "translator", "collection-editor", "container-author")
DAYS = ("accessed", "event-date", "original-date")
TEXTS = ("type", "container-title", "collection-title", "volume", "issue", "page", "edition", "genre", "ISSN", "ISBN",
         "publisher-place", "language", "event-title", "archive", "source", "title-short", "version")  # fmt: skip
"""Keys of CSL that a study has no place for; it keeps them as "key: value", and they go out as what they were."""


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


def lines_of(item: Item, without: Collection[str]) -> list[str]:
    """What an item holds beside some keys, as lines "key: value", so that nothing of it is lost."""
    found = {key: _text(key, value) for key, value in item.items() if key not in {*without, LINE, OTHER}}
    return [*(f"{key}: {text}" for key, text in found.items() if text), *item.get(OTHER, [])]


def item_of_lines(lines: Iterable[str]) -> Item:
    """The other way: lines whose key is one of CSL become that key, the others stay lines."""
    item: Item = {}
    for line in lines:
        key, _, text = line.partition(": ")
        if not text or key in item:
            item.setdefault(OTHER, []).append(line)
        elif key in PEOPLE:
            item[key] = [names(one) for part in text.split(";") if (one := part.strip())]
        elif key in DAYS and date_parts(text):
            item[key] = {"date-parts": [date_parts(text)]}
        elif key in TEXTS:
            item[key] = text
        else:
            item.setdefault(OTHER, []).append(line)
    return item


def _text(key: str, value: Any) -> str:
    if key in PEOPLE and isinstance(value, list):
        return "; ".join(name_text(one) for one in value if isinstance(one, dict))
    if key in DAYS and (parts := issued({"issued": value})):
        return "-".join(f"{part:02}" for part in parts)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value or "")
