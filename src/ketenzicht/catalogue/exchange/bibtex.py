"""BibTeX, read and written with bibtexparser; accents written for LaTeX become letters (pylatexenc)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
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

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it warns of is told as a problem

TYPES = {
    "techreport": "report", "report": "report", "article": "article-journal", "book": "book", "inbook": "chapter",
    "incollection": "chapter", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
    "inproceedings": "paper-conference", "online": "webpage", "misc": "document",
}  # fmt: skip
TO_BIBTEX = {csl: bibtex for bibtex, csl in reversed(TYPES.items())}
_TEXTS = {
    "title": "title", "doi": "DOI", "url": "URL", "abstract": "abstract", "publisher": "publisher",
    "institution": "publisher", "organization": "publisher", "school": "publisher", "address": "publisher-place",
    "number": "number", "volume": "volume", "journal": "container-title", "journaltitle": "container-title",
    "booktitle": "container-title", "language": "language", "pages": "page", "edition": "edition", "issn": "ISSN",
    "isbn": "ISBN",
}  # fmt: skip
_BACK = {"volume": "volume", "page": "pages", "edition": "edition", "ISSN": "issn", "ISBN": "isbn",
         "publisher-place": "address", "language": "language"}  # fmt: skip
_HELD = ("id", "type", "title", "author", "issued", "publisher", "number", "DOI", "URL", "abstract", "keyword",
         "container-title", "editor", "issue", *_BACK)  # fmt: skip
_FROM_PARENT = ("year", "date", "publisher", "institution", "organization", "address", "language")
"""What a chapter takes over from its book; not the address or the doi, which are the book's own."""
_AS_IS = ("url", "doi", "author", "editor", "date", "year")
_WRITTEN_OUT = {sign: "\\" + sign for sign in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_bibtex(text: str) -> Reading:
    """The references in a BibTeX file; blocks that are broken are named with their line, the others are read."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry

    library = parse_string(text)
    reading = Reading()
    entries = list(library.entries)
    for block in library.failed_blocks:
        line = (block.start_line or 0) + 1
        inner = block.ignore_error_block
        if isinstance(block, DuplicateBlockKeyBlock) and isinstance(inner, Entry):
            entries.append(inner)
            what = "De sleutel van deze verwijzing komt vaker voor; zij is wel gelezen."
            reading.problems.append(Problem(line, what, "Geef haar een eigen sleutel."))
        else:
            what = "Deze verwijzing is geen geldig BibTeX en is overgeslagen."
            reading.problems.append(
                Problem(line, what, "Kijk of elke { een } heeft en of er een komma achter elk veld staat.")
            )
    found = [
        (entry, {field.key.lower(): _flat(field.key.lower(), str(field.value)) for field in entry.fields})
        for entry in sorted(entries, key=lambda one: one.start_line or 0)
    ]
    fields = {entry.key: own for entry, own in found}
    for entry, own in found:
        line = (entry.start_line or 0) + 1
        inherited, problem = _from_parents(entry.key, own, fields)
        if problem:
            reading.problems.append(
                Problem(line, problem, "Vul jaar en uitgever zelf in, of verbeter 'crossref'.")
            )
        item = _item(entry.entry_type.lower(), entry.key, inherited | own)
        item[LINE] = line
        reading.items.append(item)
    reading.problems.sort(key=lambda one: one.line)
    return reading


def write_bibtex(items: Iterable[Item]) -> str:
    """References as a BibTeX file."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    library = Library()
    for item in items:
        parts = issued(item)
        kind, told = TO_BIBTEX.get(str(item.get("type")), "misc"), _told(item)
        is_article = kind == "article"
        values: dict[str, Any] = {
            "title": item.get("title"),
            "author": " and ".join(_braced(one) for one in item.get("author", [])),
            "year": str(parts[0]) if parts else None,
            "date": "-".join(f"{part:02}" for part in parts) if len(parts) > 1 else None,
            "institution" if kind == "techreport" else "publisher": item.get("publisher"),
            "editor": " and ".join(_braced(one) for one in item.get("editor", [])),
            "journal" if is_article else "booktitle": item.get("container-title"),
            "number": item.get("issue" if is_article else "number"),
            "issue": None if is_article else item.get("issue"),
            "doi": item.get("DOI"),
            "url": item.get("URL"),
            "abstract": item.get("abstract"),
            "keywords": ", ".join(item.get("keyword", [])),
            **{field: item.get(key) for key, field in _BACK.items()},
        }
        kind = told.pop("entrytype", kind)
        values = told | {key: value for key, value in values.items() if value}
        fields = [
            Field(key, str(value) if key in _AS_IS else _safe(str(value)))
            for key, value in values.items()
            if value
        ]
        library.add(Entry(kind, str(item.get("id") or "zonder-id"), fields))
    return str(write_string(library))


def _told(item: Item) -> dict[str, str]:
    """What has no field of its own, by the name that it had; what cannot be a name is a note."""
    found: dict[str, str] = {}
    number = (
        [f"number: {item['number']}"] if item.get("type") == "article-journal" and item.get("number") else []
    )
    for line in [*number, *lines_of(item, _HELD)]:
        name, _, text = line.partition(": ")
        is_name = (
            re.fullmatch("[a-z][a-z0-9_-]*", name)
            and text
            and name not in (*_TEXTS, "year", "date", "keywords")
        )
        key, value = (name, text) if is_name else ("note", line)
        found[key] = f"{found[key]}; {value}" if key in found else value
    return found


def _from_parents(
    key: str, own: dict[str, str], fields: dict[str, dict[str, str]]
) -> tuple[dict[str, str], str]:
    """What an entry takes over from the one that its ``crossref`` names and from that one's, and what is wrong."""
    found: dict[str, str] = {}
    seen, parent = {key}, own.get("crossref", "")
    while parent:
        if parent in seen:
            return found, "Deze verwijzing verwijst in een kring door; zij is gelezen zoals zij er staat."
        if parent not in fields:
            return found, f"Deze verwijzing verwijst door naar '{parent}', en die staat niet in het bestand."
        seen.add(parent)
        above = fields[parent]
        found = {name: above[name] for name in _FROM_PARENT if name in above} | found
        if above.get("title"):
            found.setdefault("booktitle", above["title"])
        parent = above.get("crossref", "")
    return found, ""


def _item(kind: str, key: str, values: dict[str, str]) -> Item:
    item: Item = {"type": TYPES.get(kind, "document"), "id": key}
    other = [] if kind in TYPES else [f"entrytype: {kind}"]
    for name, value in values.items():
        if not value:
            continue
        if name == "author":
            item["author"] = _people(value)
        elif name == "editor":
            item["editor"] = _people(value)
        elif name in ("year", "date") and date_parts(value):
            item["issued"] = {"date-parts": [max(issued(item), date_parts(value), key=len)]}
        elif name in ("keywords", "keyword"):
            item["keyword"] = [one for part in re.split(r"[,;]", value) if (one := part.strip())]
        elif _TEXTS.get(name, OTHER) not in (*item, OTHER):
            item[_TEXTS[name]] = value
        elif name != "month":
            other.append(f"{name}: {value}")
    if item["type"] == "article-journal" and "number" in item:
        item["issue"] = item.pop("number")
    if "page" in item:
        item["page"] = re.sub("-+", "-", item["page"])
    month = values.get("month", "").lower()[:3]
    if month in _MONTHS and len(parts := issued(item)) == 1:
        item["issued"] = {"date-parts": [[*parts, _MONTHS.index(month) + 1]]}
    if other:
        item[OTHER] = other
    return item


def _flat(name: str, value: str) -> str:
    """The text of a field: accents written for LaTeX as letters, without braces that group; people keep theirs."""
    if "\\" in value:
        from pylatexenc.latex2text import LatexNodes2Text

        value = LatexNodes2Text(keep_braced_groups=True).latex_to_text(value).replace("ˆ", "^")
    if name not in ("author", "editor"):
        value = re.sub(r"[{}]", "", value)
    return " ".join(value.split())


def _people(value: str) -> list[dict[str, str]]:
    """The names in a field; an "and" between braces is part of a name."""
    found, depth = [""], 0
    for word in value.split():
        if word == "and" and depth == 0:
            found.append("")
        else:
            found[-1] = f"{found[-1]} {word}".strip()
        depth += word.count("{") - word.count("}")
    return [names(re.sub(r"[{}]", "", one)) for one in found if one]


def _braced(name: dict[str, str]) -> str:
    text = _safe(name_text(name))
    return "{" + text + "}" if "literal" in name else text


def _safe(value: str) -> str:
    """A text with the signs that mean something to LaTeX written out."""
    return "".join(_WRITTEN_OUT.get(sign, sign) for sign in value)
