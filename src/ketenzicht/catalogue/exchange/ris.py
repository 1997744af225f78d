"""RIS, the format that nearly every reference program writes; parsed by rispy, record by record.

rispy reads a file as one whole and leaves out what stands outside a record. Records are told apart here first, so
that a broken one is named with its line and the others are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ketenzicht.catalogue.exchange.item import (
    LINE,
    OTHER,
    Item,
    Problem,
    Reading,
    date_parts,
    issued,
    lines_of,
    name_text,
    names,
)

TYPES = {
    "RPRT": "report", "GOVDOC": "report", "JOUR": "article-journal", "EJOUR": "article-journal", "BOOK": "book",
    "EBOOK": "book", "CHAP": "chapter", "THES": "thesis", "NEWS": "article-newspaper", "MGZN": "article-magazine",
    "CONF": "paper-conference", "CPAPER": "paper-conference", "ELEC": "webpage", "WEB": "webpage",
    "BLOG": "post-weblog", "GEN": "document",
}  # fmt: skip
TO_RIS = {csl: ris for ris, csl in reversed(TYPES.items())}

_TAG = re.compile(r"^([A-Z][A-Z0-9])  -(?: (.*))?$")
_TEXTS = {
    "DO": "DOI", "UR": "URL", "LK": "URL", "AB": "abstract", "N2": "abstract", "PB": "publisher",
    "CY": "publisher-place", "PP": "publisher-place", "VL": "volume", "IS": "issue", "ID": "id",
    "T2": "container-title", "JO": "container-title", "JF": "container-title", "LA": "language", "M1": "number",
    "SN": "ISSN", "ET": "edition",
}  # fmt: skip
_TITLES, _DATES, _AUTHORS, _EDITORS = ("TI", "T1"), ("DA", "PY", "Y1"), ("AU", "A1"), ("A2", "ED")
_BACK = {
    "container-title": "T2",
    "volume": "VL",
    "issue": "IS",
    "publisher-place": "CY",
    "ISSN": "SN",
    "edition": "ET",
}
_HELD = ("id", "type", "title", "author", "issued", "publisher", "number", "DOI", "URL", "abstract", "keyword",
         "language", "page", "editor", *_BACK)  # fmt: skip


def read_ris(text: str) -> Reading:
    """The references in a RIS file.

    Args:
        text: the file's content.

    Returns:
        Those that could be read, and what could not be.
    """
    reading = Reading()
    for line, lines, problem in _records(text):
        if problem is not None:
            reading.problems.append(problem)
        if lines:
            item = _item(lines)
            if item is None:
                what = "Deze verwijzing is geen geldig RIS en is overgeslagen."
                reading.problems.append(Problem(line, what, "Begin elke regel met een tag, zoals 'TI  - '."))
                continue
            item[LINE] = line
            reading.items.append(item)
    return reading


def write_ris(items: Iterable[Item]) -> str:
    """References as a RIS file."""
    import rispy

    return str(rispy.dumps([_entry(item) for item in items]))


def _records(text: str) -> Iterator[tuple[int, list[str], Problem | None]]:
    """The lines of each record from TY to before ER, with the line it begins on, and what is wrong around it."""
    begin, lines = 0, list[str]()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.rstrip().removeprefix("\ufeff")
        tag = found.group(1) if (found := _TAG.match(line)) else None
        if tag == "TY":
            if begin:
                what = (
                    f"De verwijzing die hier begint, is niet afgesloten voor de volgende op regel {number}."
                )
                yield begin, lines, Problem(begin, what, "Zet 'ER  - ' onder een verwijzing.")
            begin, lines = number, [line]
        elif tag == "ER":
            if begin:
                yield begin, lines, None
            else:
                yield (
                    number,
                    [],
                    Problem(number, "Hier eindigt een verwijzing die nergens begint.", "Begin met 'TY  - '."),
                )
            begin, lines = 0, []
        elif begin:
            lines.append(line)
        elif tag:
            yield (
                number,
                [],
                Problem(number, f"De regel met {tag} hoort bij geen verwijzing.", "Begin met 'TY  - '."),
            )
    if begin:
        yield (
            begin,
            lines,
            Problem(begin, "De laatste verwijzing is niet afgesloten.", "Zet er 'ER  - ' onder."),
        )


def _item(lines: list[str]) -> Item | None:
    """One record as an item; None when rispy cannot read it."""
    import rispy

    tags = {tag: tag for tag in rispy.TAG_KEY_MAPPING}
    try:
        (entry,) = rispy.loads(
            "\n".join([*lines, "ER  - "]), mapping=tags, list_tags=[], enforce_list_tags=False
        )
    except Exception:  # it raises whatever it meets
        return None
    unknown: dict[str, list[str]] = entry.pop("UK", {})
    entry |= unknown
    kind = str(_one(entry.pop("TY", "GEN")))
    item: Item = {"type": TYPES.get(kind, "document")}
    other = [] if TO_RIS[item["type"]] == kind else [f"TY: {kind}"]
    pages = [str(_one(entry.pop(tag))) for tag in ("SP", "EP") if tag in entry]
    if any(pages):
        item["page"] = "-".join(one for one in pages if one)
    for tag, value in entry.items():
        values = [str(one) for one in value if one] if isinstance(value, list) else [str(value)]
        if not values:
            continue
        if tag in _AUTHORS:
            item.setdefault("author", []).extend(names(one) for one in values)
        elif tag in _EDITORS:
            item.setdefault("editor", []).extend(names(one) for one in values)
        elif tag == "KW":
            item.setdefault("keyword", []).extend(values)
        elif tag in _TITLES and "title" not in item:
            item["title"] = values[0]
        elif tag in _DATES and date_parts(values[0]):
            earlier = issued(item)
            parts = date_parts(values[0])
            item["issued"] = {"date-parts": [max(earlier, parts, key=len)]}
        elif tag in _TEXTS and _TEXTS[tag] not in item:
            item[_TEXTS[tag]] = values[0]
            values = values[1:]
            other += [f"{tag}: {one}" for one in values]
        else:
            other += [f"{tag}: {one}" for one in values]
    if item["type"] == "report" and "issue" in item:
        item.setdefault("number", item.pop("issue"))
    if other:
        item[OTHER] = other
    return item


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def _entry(item: Item) -> dict[str, Any]:
    parts, told = issued(item), _told(item)
    kind, report = TO_RIS.get(str(item.get("type")), "GEN"), item.get("type") == "report"
    entry: dict[str, Any] = {
        "type_of_reference": told.pop("TY", [kind])[0],
        "id": item.get("id"),
        "primary_title": item.get("title"),
        "first_authors": [name_text(one) for one in item.get("author", [])],
        "publication_year": str(parts[0]) if parts else None,
        "date": "/".join(f"{part:02}" for part in parts) if len(parts) > 1 else None,
        "publisher": item.get("publisher"),
        "number" if report else "note": item.get("number"),
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if item.get("URL") else [],
        "abstract": item.get("abstract"),
        "keywords": item.get("keyword", []),
        "language": item.get("language"),
        "unknown_tag": told,
    }
    return {
        key: " ".join(value.split()) if isinstance(value, str) else value
        for key, value in entry.items()
        if value
    }


def _told(item: Item) -> dict[str, list[str]]:
    """What has no key in rispy's entry, by tag; what has no tag either is a note."""
    found: dict[str, list[str]] = {}
    pages = str(item.get("page") or "").partition("-")
    named = {"SP": pages[0], "EP": pages[2]} | {tag: item.get(key) for key, tag in _BACK.items()}
    for tag, value in named.items():
        if value:
            found[tag] = [" ".join(str(value).split())]
    if item.get("editor"):
        found["A2"] = [name_text(one) for one in item["editor"]]
    for line in lines_of(item, _HELD):
        tag, _, text = line.partition(": ")
        is_tag = re.fullmatch("[A-Z][A-Z0-9]", tag) and text
        found.setdefault(tag if is_tag else "N1", []).append(" ".join((text if is_tag else line).split()))
    return found
