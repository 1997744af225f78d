"""A list of addresses where people do not live as households: shelters, institutions, care homes, hotels.

A CSV file with a heading: ``postcode``, ``huisnummer``, and perhaps ``huisletter``, ``toevoeging``, ``van``, ``tot``
and ``naam``. A line without days holds always. The name is for whoever keeps the list; it is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.spreadsheet import csv_rows

COLUMNS = ("postcode", "huisnummer", "huisletter", "toevoeging", "van", "tot", "naam")
NEEDED = ("postcode", "huisnummer")
POSTCODE = re.compile(r"^\d{4}[A-Z]{2}$")


@dataclass(frozen=True)
class ListedAddress:
    """An address that is no household from a day until another one (not included; None: it still is not)."""

    address: str
    from_on: date
    until_on: date | None


def read_no_household(path: Path) -> tuple[ListedAddress, ...]:
    """The addresses of a list.

    Raises:
        UserError: the file is not there, is no CSV in UTF-8, lacks a column, or a line has no address or no day.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError("Dit bestand bestaat niet.", fix="Kijk of de naam klopt.", file=path) from None
    except UnicodeDecodeError:
        raise UserError("Dit bestand is geen UTF-8.", fix="Bewaar het als CSV UTF-8.", file=path) from None
    lines = text.splitlines()
    head = lines[0] if lines else ""
    separator = max(";,\t", key=head.count)
    columns = [name.strip().strip('"').lower() for name in head.split(separator)]
    known = "Bekend zijn: " + ", ".join(COLUMNS) + ". De eerste twee zijn nodig."
    for name in NEEDED:
        if name not in columns:
            fix = "Zet de namen van de kolommen op de eerste regel."
            raise UserError(f"De kolom '{name}' ontbreekt.", why=known, fix=fix, file=path, line=1)
    for number, name in enumerate(columns, start=1):
        if (
            name not in COLUMNS
        ):  # it is not told, here nor above: where lines run together a cell stands in it
            fix = did_you_mean(name, COLUMNS, few=0)
            raise UserError(
                f"De naam van kolom {number} is niet bekend.", why=known, fix=fix, file=path, line=1
            )
    return tuple(
        _listed(dict(zip(columns, map(str.strip, cells), strict=False)), path, line)
        for line, cells in csv_rows(lines[1:], separator, path, first=2)
        if any(cell.strip() for cell in cells)
    )


def _listed(row: dict[str, str], path: Path, line: int) -> ListedAddress:
    postcode = re.sub(r"\s", "", row.get("postcode", "")).upper()
    number = row.get("huisnummer", "")
    if not POSTCODE.match(postcode) or not number.isdecimal():
        raise UserError(
            "Deze regel heeft geen adres.",
            why="Nodig zijn een postcode zoals 1234AB en een huisnummer in cijfers.",
            fix="Zet een letter in de kolom huisletter en de rest in toevoeging.",
            file=path,
            line=line,
        )
    additions = [row.get(name, "").upper() for name in ("huisletter", "toevoeging")]
    first, last = _day(row, "van", path, line), _day(row, "tot", path, line)
    if first and last and last < first:
        raise UserError(
            "Deze regel eindigt voor hij begint.", fix="Keer van en tot om.", file=path, line=line
        )
    address = " ".join([postcode, number, *filter(None, additions)])
    return ListedAddress(address, first or date.min, last + timedelta(days=1) if last else None)


def _day(row: dict[str, str], name: str, path: Path, line: int) -> date | None:
    text = row.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UserError(
            f"In kolom '{name}' staat geen dag.",
            fix="Schrijf een dag als 2024-02-29, of laat de kolom leeg.",
            file=path,
            line=line,
        ) from None
