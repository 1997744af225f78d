"""Dutch municipalities and their codes from RvIG Tabel 33: which there were on a day, and what they are called.

Tabel 33 is a national table (*Landelijke tabel*) of the RvIG: code, name, new code, first day, first day after the
end. The user gives the file; the program ships no copy, since it changes. Three things it does not tell: a code has
one new code even where a municipality was split over several (see :mod:`~ketenzicht.compare.places.splits`), a name
that changed without a new code is known by its last name only, and land that moved between municipalities that both
stayed is not in it at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from ketenzicht.compare.places.table_file import TableFile, read_table
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.message import Message, message

NO_MUNICIPALITIES = frozenset({"0000", "0997", "0998", "0999", "1999"})
"""Codes of the table for unknown, abroad, the central register and those who do not live in the country."""

ELEMENTS = {"code": "92.10", "name": "92.11", "successor": "92.12", "begin": "99.98", "end": "99.99"}
"""The columns of the table begin with the number of an element of the Logisch Ontwerp BRP."""

OTHER_NAMES = {"den haag": "s gravenhage", "den bosch": "s hertogenbosch"}


@dataclass(frozen=True)
class Municipality:
    """A municipality under one code.

    Args:
        code: four digits.
        name: the last name that it had under this code.
        begin: the first day, None when it is not in the table.
        end: the first day on which it was no more, None while it exists.
        successor: the one code that the table says to come after it.
    """

    code: str
    name: str
    begin: date | None
    end: date | None
    successor: str | None

    def valid_on(self, day: date) -> bool:
        """Whether it was a municipality on this day."""
        return (self.begin is None or self.begin <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Municipalities:
    """All municipalities of a table, by code."""

    by_code: Mapping[str, Municipality]

    def on(self, day: date) -> dict[str, Municipality]:
        """The municipalities of a day, by code."""
        return {code: one for code, one in self.by_code.items() if one.valid_on(day)}

    @cached_property
    def last_change(self) -> date | None:
        """The last day on which something begins or ends: of later changes the table knows nothing."""
        days = [day for one in self.by_code.values() for day in (one.begin, one.end) if day is not None]
        return max(days, default=None)

    def named(self, code: str) -> str:
        """Name and code, for messages; the code alone when it is unknown."""
        return f"{self.by_code[code].name} ({code})" if code in self.by_code else code

    def hint(self, code: str, day: date) -> Message:
        """What an unknown code may be: newer than the table, since codes are given out in order, or a slip."""
        if code > max(self.by_code, default=""):
            return message("Die code is nieuwer dan de tabel. Neem een nieuwere Tabel 33.")
        near = get_close_matches(code, self.on(day), n=1, cutoff=0.7)
        if near:
            return message("Bedoelde je {gemeente}?", gemeente=self.named(near[0]))
        return message("Kijk of de code klopt: vier cijfers, met nullen ervoor.")

    def demand(self, code: str, day: date) -> Municipality:
        """The municipality of a code on a day.

        Raises:
            UserError: the code is unknown, or was no municipality on this day.
        """
        one = self.by_code.get(code)
        if one is None:
            raise UserError(
                f"De gemeentecode {code} staat niet in Tabel 33.",
                why=f"De laatste wijziging in deze tabel is van {self.last_change}.",
                fix=str(self.hint(code, day)),
            )
        if not one.valid_on(day):
            early = one.begin is not None and day < one.begin
            raise UserError(
                f"{self.named(code)} was op {day} geen gemeente.",
                why=f"Deze code begint op {one.begin}." if early else f"Deze code eindigt op {one.end}.",
                fix="Kijk van welke dag de indeling in je cijfers is.",
            )
        return one

    def code_of(self, name: str, day: date) -> str:
        """The code of a name on a day; a province or a letter for it behind the name is left out where it can be.

        Raises:
            UserError: no municipality of that day, or more than one, is called so.
        """
        exact, loose = _folded(name), _folded(name, loose=True)
        there = self.on(day)
        found = [code for code, one in there.items() if _folded(one.name) == exact] or [
            code for code, one in there.items() if _folded(one.name, loose=True) == loose
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise UserError(
                f"'{name}' is de naam van meer dan een gemeente.",
                fix="Schrijf de code: " + ", ".join(self.named(code) for code in sorted(found)) + ".",
            )
        raise UserError(
            f"Op {day} heet geen gemeente '{name}'.",
            fix=did_you_mean(name, (one.name for one in there.values())) or "Schrijf de code.",
        )


def read_municipalities(path: Path) -> Municipalities:
    """Read Tabel 33 as the RvIG publishes it (CSV).

    Raises:
        UserError: it is not that table, or a row contradicts itself or another one; it names the line.
    """
    table = read_table(path)
    columns = {name: _element(table, number) for name, number in ELEMENTS.items()}
    found: dict[str, Municipality] = {}
    lines: dict[str, int] = {}
    for line, row in table.rows:
        code = row[columns["code"]]
        if not re.fullmatch(r"\d{4}", code) or code in found:
            raise UserError(
                f"De code '{code}' staat hier voor de tweede keer."
                if code in found
                else f"'{code}' is geen code.",
                why="Tabel 33 heeft een rij per gemeentecode van vier cijfers.",
                fix="Haal de tabel opnieuw op bij de RvIG.",
                file=path,
                line=line,
            )
        begin, end = (_day(row[columns[name]], path, line) for name in ("begin", "end"))
        if begin is not None and end is not None and end < begin:
            raise UserError(f"{code} eindigt ({end}) voor het begint ({begin}).", file=path, line=line)
        successor = row[columns["successor"]] or None
        found[code], lines[code] = Municipality(code, row[columns["name"]], begin, end, successor), line
    _check_successors(found, lines, path)
    return Municipalities({code: one for code, one in found.items() if code not in NO_MUNICIPALITIES})


def municipal_code(text: str) -> str:
    """Four digits of a code as others write it: ``GM0014``, ``0014``, ``14``.

    Raises:
        ValueError: it is no municipal code.
    """
    match = re.fullmatch(r"(?:GM)?(\d{1,4})", text.strip().upper())
    if match is None:
        raise ValueError(f"{text!r} is no municipal code")
    return match[1].zfill(4)


def _given_code(value: Any) -> str:
    try:
        return municipal_code(str(value))
    except ValueError:
        raise ValueError(
            f"'{value}' is geen gemeentecode; schrijf vier cijfers, zoals 0034 of GM0034"
        ) from None


Code = Annotated[str, BeforeValidator(_given_code)]
"""A municipal code in a file of ours."""


def counts_by_year(table: Municipalities, years: Iterable[int]) -> dict[int, int]:
    """How many municipalities there were on 1 January of each year."""
    return {year: len(table.on(first_day(year))) for year in years}


def first_day(year: int) -> date:
    """The day of the division of a year, as Statistics Netherlands takes it."""
    return date(year, 1, 1)


def _check_successors(found: Mapping[str, Municipality], lines: Mapping[str, int], path: Path) -> None:
    for code, one in found.items():
        seen = [code]
        while one.successor is not None:
            if one.successor not in found or one.successor in seen:
                known = one.successor in found
                raise UserError(
                    f"De opvolgers van {code} lopen in een kring."
                    if known
                    else f"De nieuwe code {one.successor} staat zelf niet in de tabel.",
                    why="Zo is een gemeente niet door de tijd te volgen.",
                    fix="Haal de tabel opnieuw op bij de RvIG.",
                    file=path,
                    line=lines[one.code],
                )
            seen.append(one.successor)
            one = found[one.successor]


def _element(table: TableFile, number: str) -> str:
    for column in table.columns:
        if column.startswith(number):
            return column
    raise UserError(
        f"Dit is geen Tabel 33: de kolom {number} ontbreekt.",
        why="De tabel van de RvIG heeft kolommen met de nummers " + ", ".join(ELEMENTS.values()) + ".",
        fix="Haal Tabel 33 (Gemeententabel) op bij de RvIG, als CSV.",
        file=table.path,
        line=1,
    )


def _day(text: str, path: Path, line: int) -> date | None:
    if not text:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise UserError(
            f"'{text}' is geen datum.", fix="Een datum is hier jjjjmmdd.", file=path, line=line
        ) from None


def _folded(name: str, *, loose: bool = False) -> str:
    """A name without capitals, accents and signs; loosely also without a province, or letters for it, behind it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    if loose:
        plain = re.sub(r"\s*(\([^)]*\)|,?\s+(nh|l|gld|zh|o)\.?)\s*$", "", plain)
    plain = " ".join(re.findall(r"[a-z0-9]+", plain))
    return OTHER_NAMES.get(plain, plain)
