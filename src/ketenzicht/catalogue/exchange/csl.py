"""CSL-JSON, and the way from a reference to a study and back."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from typing import Any

from pydantic import ValidationError

from ketenzicht.catalogue.exchange.item import (
    LINE,
    OTHER,
    Item,
    Problem,
    Reading,
    date_parts,
    issued,
    item_of_lines,
    lines_of,
    name_text,
    names,
)
from ketenzicht.catalogue.model import Study
from ketenzicht.catalogue.search import plain

LONGEST_ID = 60
_KNOWN = ("id", "title", "author", "issued", "publisher", "number", "DOI", "URL", "abstract", "keyword")
_NOTED = re.compile(r"[A-Za-z][\w-]*: \S.*")
"""A line of a note as Zotero writes what CSL has no key for."""
_ADDRESS = re.compile(r"^https?://\S+$")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def read_csl(text: str) -> Reading:
    """The references in a CSL-JSON file: a list of items, or one of them."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        return Reading(problems=[Problem(line, "Dit is geen geldig JSON.", "Exporteer het bestand opnieuw.")])
    reading = Reading()
    for number, item in enumerate(data if isinstance(data, list) else [data], start=1):
        if isinstance(item, dict):
            keyword = item.get("keyword")
            listed = (
                [one.strip() for one in re.split(r"[,;]", keyword)] if isinstance(keyword, str) else keyword
            )
            texts = {key: value for key, value in item.items() if key not in (LINE, OTHER, "note")}
            told = {"keyword": _listed(listed), "author": _listed(item.get("author"))}
            reading.items.append({**texts, **told, OTHER: _noted(item.get("note")), LINE: number})
        else:
            reading.problems.append(
                Problem(number, f"Nummer {number} is geen verwijzing maar losse tekst of een getal.")
            )
    return reading


def _noted(note: object) -> list[str]:
    lines = note.splitlines() if isinstance(note, str) else []
    loose = " ".join(line for line in lines if not _NOTED.fullmatch(line)).strip()
    return [*(line for line in lines if _NOTED.fullmatch(line)), *([f"note: {loose}"] if loose else [])]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def write_csl(items: Iterable[Item]) -> str:
    """References as a CSL-JSON file; keywords as one text, as Zotero writes them."""
    found = []
    for item in items:
        own = {key: value for key, value in item.items() if key not in (LINE, OTHER)}
        if "keyword" in own:
            own["keyword"] = ", ".join(own["keyword"])
        if item.get(OTHER):
            own["note"] = "\n".join(line.removeprefix("note: ") for line in item[OTHER])
        found.append(own)
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def item_of(study: Study) -> Item:
    """A study as a reference."""
    published = date_parts(study.published or "") or [study.year]
    authors = [names(one) if "," in one else {"literal": one} for one in study.authors]
    item: Item = {
        "id": study.id,
        "type": "report",
        "title": study.title,
        "author": authors or [{"literal": one} for one in study.organisations],
        "issued": {"date-parts": [published if published[0] == study.year else [study.year]]},
        "publisher": "; ".join(study.organisations),
        "number": study.publication_number,
        "DOI": study.doi,
        "URL": study.address,
        "abstract": study.abstract or study.description,
        "keyword": [*study.themes, *study.keywords],
    }
    item |= item_of_lines(study.other)
    return {key: value for key, value in item.items() if value}


def study_of(
    item: Item, taken: Collection[str], themes: Collection[str]
) -> tuple[Study | None, list[Problem]]:
    """A reference as a study that is proposed.

    Args:
        item: the reference.
        taken: ids that are in use.
        themes: ids of the themes; keywords that are one of them become themes, the others stay keywords.

    Returns:
        The study, or None where title or year are not known, and what was wrong.
    """
    line, problems = int(item.get(LINE, 0)), list[Problem]()
    title, when = " ".join(str(item.get("title") or "").split()), issued(item)
    if not title or not when:
        missing = "titel en jaar" if not title and not when else "titel" if not title else "jaar"
        return None, [
            Problem(line, f"Deze verwijzing heeft geen {missing} en is overgeslagen.", f"Vul {missing} aan.")
        ]
    authors = tuple(
        name_text(one) for one in item.get("author") or [] if isinstance(one, dict) and name_text(one)
    )
    keywords = [str(one) for one in item.get("keyword") or []]
    address, doi = str(item.get("URL") or ""), _DOI.search(str(item.get("DOI") or ""))
    other = [line for line in lines_of(item, _KNOWN) if line != "type: report"]
    if address and not _ADDRESS.match(address):
        other.append(f"URL: {address}")
        problems.append(Problem(line, "Het adres is geen webadres; het is bewaard bij 'overig'."))
        address = ""
    if not (address or doi):
        problems.append(
            Problem(
                line,
                "Er staat niet waar dit te vinden is.",
                "Vul in het voorstel 'adres', 'doi' of 'vinden' in.",
            )
        )
    publishers = tuple(one for part in str(item.get("publisher") or "").split(";") if (one := part.strip()))
    values = {
        "id": new_id((*authors, *publishers, "")[0], title, when[0], taken),
        "titel": title,
        "staat": "voorstel",
        "themas": tuple(one for one in keywords if one in themes),
        "trefwoorden": tuple(one for one in keywords if one not in themes),
        "auteurs": authors
        if authors != publishers
        else (),  # organisations stand in for authors that nobody named
        "organisaties": publishers,
        "jaar": when[0],
        "verschenen": "-".join(f"{part:02}" for part in when) if len(when) > 1 else None,
        "publicatienummer": str(item["number"]) if item.get("number") else None,
        "doi": doi.group() if doi else None,
        "adres": address or None,
        "samenvatting_makers": str(item["abstract"]) if item.get("abstract") else None,
        "overig": tuple(other),
    }
    try:
        return Study.model_validate(values, by_alias=True, by_name=False), problems
    except ValidationError as error:
        keys = ", ".join(sorted({str(one["loc"][0]) for one in error.errors()}))
        return None, [
            *problems,
            Problem(line, f"Deze verwijzing past niet in het cahier ({keys}) en is overgeslagen."),
        ]


def new_id(maker: str, title: str, year: int, taken: Collection[str]) -> str:
    """An id of maker, title and year that nobody has yet."""
    words = re.findall(r"[a-z0-9]+", plain(f"{maker.split(',')[0]} {title}"))
    base = "-".join(words)[: LONGEST_ID - 5].rstrip("-") or "onderzoek"
    candidate, number = f"{base}-{year}", 2
    while candidate in taken:
        candidate, number = f"{base}-{year}-{number}", number + 1
    return candidate
