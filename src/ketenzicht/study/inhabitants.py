"""The inhabitants of a study: those in ``study.yaml``, and a file with many of them, such as an export of StatLine.

The file has a heading and a line per year: ``jaar`` and ``aantal`` are needed, ``plaats``, ``groep`` and ``bron``
are not. A line without a place is about the whole area, one without a group about everybody.
"""

from __future__ import annotations

from pathlib import Path

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.history import Population
from ketenzicht.intake.readers.source import fingerprint
from ketenzicht.spreadsheet import csv_rows
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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("Dit bestand is geen UTF-8.", fix="Bewaar het als CSV UTF-8.", file=path) from None
    lines = text.splitlines()
    head = lines[0] if lines else ""
    separator = max(";,\t", key=head.count)
    columns = [name.strip().strip('"').lower() for name in head.split(separator)]
    _check_columns(columns, path)
    found: dict[tuple[int, str | None, str | None], Population] = {}
    for line, cells in csv_rows(lines[1:], separator, path, first=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
        year, number = _whole(row, "jaar", path, line), _whole(row, "aantal", path, line)
        place, group = row.get("plaats") or None, row.get("groep") or None
        if (year, place, group) in found:
            of = ", ".join(str(part) for part in (year, place, group) if part is not None)
            raise UserError(
                f"{of} staat er twee keer.", fix="Haal een van de regels weg.", file=path, line=line
            )
        found[year, place, group] = Population(number, row.get("bron") or path.name, year, place, group)
    return tuple(found.values())


def _check_columns(columns: list[str], path: Path) -> None:
    for name in NEEDED:
        if name not in columns:
            raise UserError(
                f"De kolom '{name}' ontbreekt.",
                why="Nodig zijn: jaar en aantal. Daarnaast mogen er zijn: plaats, groep en bron.",
                fix=did_you_mean(name, columns) if columns else "",
                file=path,
                line=1,
            )
    for name in columns:
        if name not in COLUMNS:
            raise UserError(
                f"De kolom '{name}' is niet bekend.",
                why="Bekend zijn: " + ", ".join(COLUMNS) + ".",
                fix=did_you_mean(name, COLUMNS),
                file=path,
                line=1,
            )


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
