"""A whole table of counts by municipality and year, put on the division of one year.

So a series through the years can be read: every row is about the municipalities of one and the same day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ketenzicht.compare.places.follow import Followed, follow_all
from ketenzicht.compare.places.municipalities import Municipalities, first_day, municipal_code
from ketenzicht.compare.places.recode import OnSplit, put_together
from ketenzicht.compare.places.splits import Splits, completeness
from ketenzicht.compare.places.table_file import (
    TableFile,
    number,
    read_table,
    write_table,
    written_number,
)
from ketenzicht.errors import UserError
from ketenzicht.message import Message

Key = tuple[str, ...]


@dataclass(frozen=True)
class RecodeColumns:
    """Which columns of a table are what; all others tell groups apart.

    Args:
        unit: code of the municipality.
        year: of the count, and of the division that it is on.
        counts: numbers that may be added up.
        name: name of the municipality, if the table has such a column; written anew after Tabel 33.
    """

    unit: str
    year: str
    counts: tuple[str, ...]
    name: str = "naam"


@dataclass(frozen=True)
class RecodedTable:
    """A table on another division.

    Args:
        columns: as they were.
        rows: cells by column, in order of year, group and code; empty where a count is not known.
        combined: by year, the codes that were put together, by the code that came after.
        unresolved: by year, municipalities whose parts could not be followed.
        missing: by year and code, why a count is not known.
        notes: what a reader must know.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    combined: Mapping[int, Mapping[str, tuple[str, ...]]]
    unresolved: Mapping[int, tuple[Followed, ...]]
    missing: Mapping[tuple[int, str], Message]
    notes: tuple[Message, ...]


def recode_table(
    path: Path,
    columns: RecodeColumns,
    table: Municipalities,
    splits: Splits,
    division: int,
    *,
    on_split: OnSplit = "refuse",
) -> RecodedTable:
    """Put a table of counts on the division of a year.

    Args:
        path: the table; a count that is no number is not known.
        columns: which column is what.
        table: Tabel 33.
        splits: known splits.
        division: the year; of 1 January.
        on_split: see :func:`~ketenzicht.compare.places.recode.recode`.

    Raises:
        UserError: a column is not there, a row is about no municipality of its year, or is there twice; or see
            :func:`~ketenzicht.compare.places.recode.recode`.
    """
    file = read_table(path)
    used = RecodeColumns(
        file.column(columns.unit),
        file.column(columns.year),
        tuple(file.column(name) for name in columns.counts),
        next((name for name in file.columns if name.casefold() == columns.name.casefold()), ""),
    )
    groups = tuple(
        name for name in file.columns if name not in (used.unit, used.year, used.name, *used.counts)
    )
    given = _given(file, used, groups, table)
    rows: list[Mapping[str, str]] = []
    combined: dict[int, Mapping[str, tuple[str, ...]]] = {}
    unresolved: dict[int, tuple[Followed, ...]] = {}
    missing: dict[tuple[int, str], Message] = {}
    for year in sorted({year for year, _ in given}):
        followed = follow_all(table, splits, first_day(year), first_day(division))
        for group in sorted(key for at, key in given if at == year):
            counts = given[year, group]
            found = [
                put_together(
                    table,
                    followed,
                    {code: cells[place] for code, cells in counts.items()},
                    first_day(division),
                    on_split=on_split,
                )
                for place in range(len(used.counts))
            ]
            for code in found[0].counts:
                cells = dict(zip(groups, group, strict=True)) | {used.unit: f"GM{code}", used.year: str(year)}
                if used.name:
                    cells[used.name] = table.by_code[code].name
                rows.append(
                    cells
                    | {name: _written(one.counts[code]) for name, one in zip(used.counts, found, strict=True)}
                )
            combined[year] = {
                code: parts for code, parts in found[0].combined.items() if code in found[0].counts
            }
            unresolved[year] = found[0].unresolved
            missing |= {(year, code): why for one in found for code, why in one.missing.items()}
    years = [year for year, _ in given]
    notes = {completeness(splits, first_day(year), first_day(division)) for year in (min(years), max(years))}
    said = tuple(sorted((note for note in notes if note is not None), key=str))
    return RecodedTable(file.columns, tuple(rows), combined, unresolved, missing, said)


def write_recoded(found: RecodedTable, path: Path) -> None:
    """Write the table; whole or not at all."""
    write_table(found.columns, ([row[name] for name in found.columns] for row in found.rows), path)


def _given(
    file: TableFile, used: RecodeColumns, groups: Sequence[str], table: Municipalities
) -> dict[tuple[int, Key], dict[str, tuple[float | None, ...]]]:
    """The counts of each year and group, by code."""
    found: defaultdict[tuple[int, Key], dict[str, tuple[float | None, ...]]] = defaultdict(dict)
    for line, row in file.rows:
        try:
            year = int(row[used.year])
            code = municipal_code(row[used.unit])
            day = first_day(year)
        except ValueError:
            raise UserError(
                "Op deze regel staat geen gemeentecode, of geen jaar.",
                fix="Schrijf een code als GM0034 of 0034, en een jaar als 2022.",
                file=file.path,
                line=line,
            ) from None
        try:
            table.demand(code, day)
        except UserError as error:
            raise UserError(error.what, why=error.why, fix=error.fix, file=file.path, line=line) from None
        counts = found[year, tuple(row[name] for name in groups)]
        if code in counts:
            raise UserError(
                f"{table.named(code)} staat in {year} twee keer in dezelfde groep.", file=file.path, line=line
            )
        counts[code] = tuple(_count(row[name]) for name in used.counts)
    if not found:
        raise UserError("In deze tabel staan geen rijen.", file=file.path, line=1)
    return found


def _count(text: str) -> float | None:
    try:
        return number(text)
    except ValueError:
        return None


def _written(count: float | None) -> str:
    return "" if count is None else written_number(count)
