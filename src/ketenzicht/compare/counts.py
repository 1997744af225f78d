"""The table of counts of a benchmark: events and population by unit, year and group, and what is missing and
why.

A unit and year is complete or it is not compared: a group that is hidden or absent is never taken for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.intervals import Floats
from ketenzicht.compare.marks import MARKS, Cell, Missing, read_cell
from ketenzicht.compare.places.table_file import TableFile, read_table
from ketenzicht.compare.settings import BenchmarkFolder
from ketenzicht.errors import UserError

NO_STRATUM = ""


@dataclass(frozen=True)
class Counts:
    """What a table says.

    Args:
        units: codes, in order of their names; the order says nothing of the figures.
        names: of the units.
        years: in order.
        strata: groups, in order; one without a name when the table has none.
        events, population: units x years x strata; nan where there is no number.
        squares: sum over persons of their events squared, of the same shape; None when the table has none.
        definitions: code of each unit and year; empty where there is no row (units x years).
        missing: why the figure of a unit and year is not complete.
    """

    units: tuple[str, ...]
    names: tuple[str, ...]
    years: tuple[int, ...]
    strata: tuple[str, ...]
    events: Floats
    population: Floats
    squares: Floats | None
    definitions: npt.NDArray[np.str_]
    missing: Mapping[tuple[str, int], Missing]

    @property
    def complete(self) -> npt.NDArray[np.bool_]:
        """Whether every group of a unit and year has its numbers (units x years)."""
        found = np.isfinite(self.events).all(axis=2) & np.isfinite(self.population).all(axis=2)
        if self.squares is not None:
            found &= np.isfinite(self.squares).all(axis=2)
        return np.asarray(found)


@dataclass
class _Row:
    unit: str
    name: str
    year: int
    stratum: str
    numbers: tuple[Cell, ...]
    definition: str


def read_counts(benchmark: BenchmarkFolder) -> Counts:
    """Read the table that a benchmark names.

    Raises:
        UserError: a column is not there, a cell is no number and no known mark, a row occurs twice, or numbers
            cannot be; it names the line.
    """
    setting = benchmark.settings.table
    table = read_table(benchmark.file(setting.file, "telling", "bestand"))
    reader = _Reader(benchmark, table)
    rows = [reader.row(line, cells) for line, cells in table.rows]
    if not rows:
        raise UserError(
            "Deze tabel heeft geen rijen.", why="Dan is er niets te vergelijken.", file=table.path
        )
    names = {row.unit: row.name for row in rows}
    units = tuple(sorted(names, key=lambda unit: (names[unit].casefold(), unit)))
    years = tuple(sorted({row.year for row in rows}))
    strata = tuple(sorted({row.stratum for row in rows}, key=_by_number))
    at = tuple({one: place for place, one in enumerate(axis)} for axis in (units, years, strata))
    numbers = np.full((3, len(units), len(years), len(strata)), np.nan)
    definitions = np.full((len(units), len(years)), "", dtype=object)
    missing: dict[tuple[str, int], Missing] = {}
    for row in rows:
        place = (at[0][row.unit], at[1][row.year], at[2][row.stratum])
        for kind, cell in enumerate(row.numbers):
            numbers[(kind, *place)] = cell.number
            if cell.missing is not None:
                missing.setdefault((row.unit, row.year), cell.missing)
        definitions[place[:2]] = row.definition
    return Counts(
        units,
        tuple(names[unit] for unit in units),
        years,
        strata,
        numbers[0],
        numbers[1],
        numbers[2] if setting.columns.squares else None,
        definitions.astype(np.str_),
        missing,
    )


def _by_number(stratum: str) -> tuple[list[str | int], str]:
    """Sorts groups as people count: 4-11 before 12-17."""
    parts = re.split(r"(\d+)", stratum)
    return [int(part) if at % 2 else part for at, part in enumerate(parts)], stratum


class _Reader:
    """Reads rows, and remembers which it saw."""

    def __init__(self, benchmark: BenchmarkFolder, table: TableFile) -> None:
        setting = benchmark.settings.table
        columns = setting.columns
        self._table = table
        self._share = benchmark.settings.indicator.kind == "aandeel"
        self._own = benchmark.settings.indicator.definition
        self._marks = {**MARKS, **{mark.lower(): meaning for mark, meaning in setting.marks.items()}}
        self._unit, self._year = table.column(columns.unit), table.column(columns.year)
        self._name = table.column(columns.name) if columns.name else self._unit
        self._stratum = table.column(columns.stratum) if columns.stratum else None
        self._definition = table.column(columns.definition) if columns.definition else None
        asked = (columns.events, columns.population, columns.squares)
        self._numbers = tuple(table.column(name) for name in asked if name)
        self._seen: dict[tuple[str, int, str], int] = {}
        self._codes: dict[tuple[str, int], tuple[str, int]] = {}

    def row(self, line: int, cells: Mapping[str, str]) -> _Row:
        unit = cells[self._unit]
        if not unit:
            raise self._error(line, "In deze rij staat geen eenheid.")
        try:
            year = int(cells[self._year])
        except ValueError:
            raise self._error(
                line,
                f"'{cells[self._year]}' is geen jaar.",
                fix="Schrijf een jaartal van vier cijfers. Bij een schooljaar: het eerste jaar.",
            ) from None
        stratum = cells[self._stratum] if self._stratum else NO_STRATUM
        definition = cells[self._definition] if self._definition else self._own
        self._once(line, unit, year, stratum)
        self._one_definition(line, unit, year, definition)
        numbers = tuple(self._number(line, name, cells[name]) for name in self._numbers)
        self._check(line, *(cell.number for cell in numbers))
        return _Row(unit, cells[self._name] or unit, year, stratum, numbers, definition)

    def _number(self, line: int, column: str, text: str) -> Cell:
        cell = read_cell(text, self._marks)
        if cell is None:
            raise self._error(
                line,
                f"In de kolom '{column}' staat iets dat geen getal is en geen bekend teken.",
                why="Tussen duizendtallen staat niets; een bekend teken is bijvoorbeeld '.' of 'x'.",
                fix="Verbeter de cel, of leg het teken uit bij 'tekens:' in benchmark.yaml.",
            )
        return cell

    def _check(self, line: int, events: float, population: float, squares: float = np.nan) -> None:
        if events < 0 or population < 0:
            raise self._error(line, "Een telling of noemer is lager dan nul.")
        if self._share and events > population:
            raise self._error(
                line,
                "De telling is hoger dan de noemer.",
                why="Bij een aandeel telt wie in de telling zit ook in de noemer.",
                fix="Verbeter de rij, of kies 'soort: per_inwoners' als het geen aandeel is.",
            )
        if events > 0 and population == 0:
            raise self._error(line, "Er is een telling, maar de noemer is nul.")
        if squares < events:
            raise self._error(
                line,
                "De som van de kwadraten is lager dan de telling.",
                why="Wie eenmaal telt, heeft kwadraat 1; wie vaker telt meer.",
            )

    def _once(self, line: int, unit: str, year: int, stratum: str) -> None:
        first = self._seen.setdefault((unit, year, stratum), line)
        if first != line:
            raise self._error(
                line,
                f"Deze eenheid en dit jaar staan er al, op regel {first}.",
                why="Dan is niet duidelijk welke telling geldt.",
                fix="Tel de rijen op, of noem de kolom waarin zij verschillen bij 'groep:'.",
            )

    def _one_definition(self, line: int, unit: str, year: int, definition: str) -> None:
        code, first = self._codes.setdefault((unit, year), (definition, line))
        if code != definition:
            raise self._error(
                line,
                f"Hier staat definitie '{definition}', op regel {first} van dezelfde eenheid en hetzelfde jaar "
                f"'{code}'.",
                why="Tellingen met een andere definitie zijn niet op te tellen.",
            )

    def _error(self, line: int, what: str, *, why: str = "", fix: str = "") -> UserError:
        return UserError(what, why=why, fix=fix, file=self._table.path, line=line)
