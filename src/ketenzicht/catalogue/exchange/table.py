"""References as a table (CSV): a row each, with Dutch headings; lists with a semicolon between."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ketenzicht.catalogue.exchange.item import (
    LINE,
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
from ketenzicht.errors import did_you_mean
from ketenzicht.spreadsheet import harmless, meant

TEXTS = {
    "id": "id", "titel": "title", "uitgever": "publisher", "nummer": "number", "doi": "DOI", "adres": "URL",
    "samenvatting": "abstract", "taal": "language",
}  # fmt: skip
HEADINGS = ("id", "titel", "auteurs", "uitgever", "jaar", "verschenen", "nummer", "doi", "adres", "samenvatting",
            "trefwoorden", "taal", "overig")  # fmt: skip
_HELD = (*TEXTS.values(), "author", "issued", "keyword")


def read_table(text: str) -> Reading:
    """The references in a CSV file with a row of headings; the separator is found out."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    reading = Reading()
    try:
        _read_rows(rows, reading)
    except csv.Error:
        what = "Vanaf deze regel is het geen geldige CSV; wat erboven staat, is gelezen."
        reading.problems.append(Problem(rows.line_num, what, "Kijk of aanhalingstekens sluiten."))
    return reading


def _read_rows(rows: csv.DictReader[str], reading: Reading) -> None:
    headings = [heading.strip().lower() for heading in rows.fieldnames or []]
    if "titel" not in headings:
        fix = "Kopjes zijn: " + ", ".join(HEADINGS) + "."
        reading.problems.append(Problem(1, "In dit bestand is er geen kolom 'titel'.", fix))
        return
    for heading in headings:
        if heading not in HEADINGS:
            what = f"De kolom '{heading}' is niet bekend; wat erin staat, is bewaard bij 'overig'."
            reading.problems.append(Problem(1, what, did_you_mean(heading, HEADINGS)))
    for row in rows:
        values = {
            str(key or "").strip().lower(): str(value or "").strip() for key, value in row.items() if key
        }
        if rest := row.get(None):
            reading.problems.append(Problem(rows.line_num, "Deze rij heeft meer vakken dan er kopjes zijn."))
            values["extra"] = "; ".join(rest)
        if any(values.values()):
            reading.items.append(_item(values, rows.line_num))


def write_table(items: Iterable[Item]) -> str:
    """References as a CSV file; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for item in items:
        parts = issued(item)
        row = {heading: str(item.get(key) or "") for heading, key in TEXTS.items()}
        row |= {
            "auteurs": "; ".join(name_text(one) for one in item.get("author", [])),
            "jaar": str(parts[0]) if parts else "",
            "verschenen": "-".join(f"{part:02}" for part in parts) if len(parts) > 1 else "",
            "trefwoorden": "; ".join(item.get("keyword", [])),
            "overig": "\n".join(line for line in lines_of(item, _HELD) if line != "type: report"),
        }
        writer.writerow([harmless(row[heading]) for heading in HEADINGS])
    return out.getvalue()


def _item(values: dict[str, str], line: int) -> Item:
    item: Item = {"type": "report", LINE: line}
    item |= {key: meant(values[heading]) for heading, key in TEXTS.items() if values.get(heading)}
    if authors := values.get("auteurs"):
        item["author"] = [names(one) for part in authors.split(";") if (one := meant(part.strip()))]
    if words := values.get("trefwoorden"):
        item["keyword"] = [one for part in words.split(";") if (one := part.strip())]
    if parts := date_parts(values.get("verschenen", "")) or date_parts(values.get("jaar", "")):
        item["issued"] = {"date-parts": [parts]}
    other = [line for line in meant(values.get("overig", "")).splitlines() if line]
    other += [f"{key}: {value}" for key, value in values.items() if key not in HEADINGS and value]
    return item | item_of_lines(other)
