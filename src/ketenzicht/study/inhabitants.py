"""The inhabitants of a study: those in ``study.yaml``, and a file with many of them, such as an export of StatLine.

The file has a heading and a line per year: ``jaar`` and ``aantal`` are needed, ``plaats``, ``groep`` and ``bron``
are not. A line without a place is about the whole area, one without a group about everybody.
"""

from __future__ import annotations

from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.history import Population
from ketenzicht.intake.readers.source import fingerprint
from ketenzicht.study.named_rows import named_rows
from ketenzicht.study.settings import Study

COLUMNS = ("jaar", "plaats", "groep", "aantal", "bron")
NEEDED = ("jaar", "aantal")
MOST_DIGITS = 12
"""Of a year or a number of people."""


def population_of(study: Study) -> tuple[Population, ...]:
    """All inhabitants that a study names.

    Raises:
        UserError: the file is not there or has a mistake; it names the line.
    """
    settings = study.settings
    named = tuple(
        Population(item.number, item.source, item.year, item.place, item.group)
        for item in settings.population
    )
    if settings.inhabitants is None:
        return named
    path = study.folder / settings.inhabitants
    if not path.is_file():
        raise study.error(
            ("inwoners",),
            f"Het bestand met inwoners '{settings.inhabitants}' bestaat niet.",
            why="Een cijfer per inwoner heeft een noemer nodig.",
            fix="Kijk of de naam klopt, of haal 'inwoners:' weg.",
        )
    return (*named, *read_inhabitants(path))


def inhabitants_fingerprint(study: Study) -> dict[str, str]:
    """SHA-256 of the file with inhabitants by its name; empty without one."""
    name = study.settings.inhabitants
    return {} if name is None else {name: fingerprint(study.folder / name)}


def read_inhabitants(path: Path) -> tuple[Population, ...]:
    """The lines of a file with inhabitants.

    Raises:
        UserError: a column is missing or strange, a number is none, or two lines are about the same.
    """
    found: dict[tuple[int, str | None, str | None], Population] = {}
    for line, row in named_rows(path, COLUMNS, NEEDED):
        year, number = _whole(row, "jaar", path, line), _whole(row, "aantal", path, line)
        place, group = row.get("plaats") or None, row.get("groep") or None
        if (year, place, group) in found:
            of = ", ".join(str(part) for part in (year, place, group) if part is not None)
            raise UserError(
                f"{of} staat er twee keer.", fix="Haal een van de regels weg.", file=path, line=line
            )
        found[year, place, group] = Population(number, row.get("bron") or path.name, year, place, group)
    return tuple(found.values())


def _whole(row: dict[str, str], name: str, path: Path, line: int) -> int:
    """A whole number above 0; a dot between thousands is allowed."""
    text = row.get(name, "")
    digits = text.replace(".", "") if name == "aantal" else text
    if not digits.isdecimal() or len(digits) > MOST_DIGITS or not int(digits):
        raise UserError(
            f"In kolom '{name}' staat '{text}'.",
            why="Daar hoort een heel getal boven 0.",
            file=path,
            line=line,
        )
    return int(digits)
