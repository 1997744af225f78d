"""A whole table of counts by municipality and year, put on the division of one year; by municipality or by region.

So a series through the years can be read: every row is about the municipalities of one and the same day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ketenzicht.compare.marks import read_cell
from ketenzicht.compare.places.follow import Followed, follow_all
from ketenzicht.compare.places.municipalities import Municipalities, first_day, municipal_code
from ketenzicht.compare.places.recode import OnSplit, Recoded, put_together
from ketenzicht.compare.places.regions import Regions
from ketenzicht.compare.places.roll_up import roll_up
from ketenzicht.compare.places.splits import Splits, completeness
from ketenzicht.compare.places.table_file import (
    TableFile,
    read_table,
    write_table,
    written_number,
)
from ketenzicht.errors import UserError
from ketenzicht.message import Message

Group = tuple[str, ...]
Row = Mapping[str, str]


@dataclass(frozen=True)
class RecodeColumns:
    """Which columns of a table are what; all others tell groups apart.

    Args:
        unit: code of the municipality.
        year: of the count, and of the division that it is on.
        counts: numbers that may be added up.
        name: name of the municipality, if the table has such a column; written anew.
    """

    unit: str
    year: str
    counts: tuple[str, ...]
    name: str = "naam"


@dataclass(frozen=True)
class Block:
    """The counts of one year and group on the other division, a :class:`Recoded` for each column of counts."""

    year: int
    group: Group
    counts: tuple[Recoded, ...]


@dataclass(frozen=True)
class RecodedTable:
    """A table on another division.

    Args:
        division: the year of that division.
        header: all columns as they were.
        columns: which of them is what.
        groups: the columns that tell groups apart.
        blocks: in order of year and group.
        notes: what a reader must know.
    """

    division: int
    header: tuple[str, ...]
    columns: RecodeColumns
    groups: tuple[str, ...]
    blocks: tuple[Block, ...]
    notes: tuple[Message, ...]

    @property
    def combined(self) -> dict[int, dict[str, tuple[str, ...]]]:
        """By year, the codes that were put together, by the code that came after."""
        found: defaultdict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for year, one in self._all():
            found[year] |= {code: parts for code, parts in one.combined.items() if code in one.counts}
        return dict(found)

    @property
    def unresolved(self) -> dict[int, tuple[Followed, ...]]:
        """By year, municipalities whose parts could not be followed."""
        found: defaultdict[int, dict[str, Followed]] = defaultdict(dict)
        for year, one in self._all():
            found[year] |= {gone.code: gone for gone in one.unresolved}
        return {year: tuple(ones.values()) for year, ones in found.items() if ones}

    @property
    def estimated(self) -> dict[int, frozenset[str]]:
        """By year, codes whose counts rest on given parts of a split."""
        found: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
        for year, one in self._all():
            found[year] |= one.estimated
        return {year: codes for year, codes in found.items() if codes}

    @property
    def missing(self) -> dict[tuple[int, str], Message]:
        """By year and code, why a count is not known."""
        return {(year, code): why for year, one in self._all() for code, why in one.missing.items()}

    def _all(self) -> Iterator[tuple[int, Recoded]]:
        return ((block.year, one) for block in self.blocks for one in block.counts)


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
        path: the table; a count may be a mark for a figure that is not given (:mod:`ketenzicht.compare.marks`).
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
    day, blocks = first_day(division), []
    for year in sorted({year for year, _ in given}):
        followed = follow_all(table, splits, first_day(year), day)
        for group in sorted(group for at, group in given if at == year):
            counts = given[year, group]
            found = (
                put_together(
                    table,
                    followed,
                    {code: cells[at] for code, cells in counts.items()},
                    day,
                    on_split=on_split,
                )
                for at in range(len(used.counts))
            )
            blocks.append(Block(year, group, tuple(found)))
    ends = (blocks[0].year, blocks[-1].year)
    notes = dict.fromkeys(completeness(splits, first_day(year), day) for year in ends)
    said = tuple(note for note in notes if note is not None)
    return RecodedTable(division, file.columns, used, groups, tuple(blocks), said)


def municipality_rows(found: RecodedTable, table: Municipalities) -> tuple[Row, ...]:
    """A row per municipality of the division, year and group; empty where a count is not known."""
    return tuple(
        _row(found, block, f"GM{code}", table.by_code[code].name, [one.counts[code] for one in block.counts])
        for block in found.blocks
        for code in block.counts[0].counts
    )


def region_rows(found: RecodedTable, regions: Regions) -> tuple[tuple[Row, ...], frozenset[str]]:
    """A row per region, year and group; and the municipalities with a count that are in no region.

    A count is empty where that of one of the municipalities of a region is not known.
    """
    rows: list[Row] = []
    outside: set[str] = set()
    for block in found.blocks:
        sums = [roll_up(regions, one.counts, first_day(found.division)) for one in block.counts]
        outside |= set(sums[0].outside)
        rows += [
            _row(found, block, id_, regions.names[id_], [one.counts[id_] for one in sums])
            for id_ in sums[0].counts
        ]
    return tuple(rows), frozenset(outside)


def write_rows(found: RecodedTable, rows: Sequence[Row], path: Path) -> None:
    """Write rows under the header that the table had; whole or not at all."""
    write_table(found.header, ([row[name] for name in found.header] for row in rows), path)


def _row(found: RecodedTable, block: Block, unit: str, name: str, counts: Sequence[float | None]) -> Row:
    columns = found.columns
    return {
        **dict(zip(found.groups, block.group, strict=True)),
        columns.unit: unit,
        columns.year: str(block.year),
        **({columns.name: name} if columns.name else {}),
        **{
            column: "" if count is None else written_number(count)
            for column, count in zip(columns.counts, counts, strict=True)
        },
    }


def _given(
    file: TableFile, used: RecodeColumns, groups: Sequence[str], table: Municipalities
) -> dict[tuple[int, Group], dict[str, tuple[float | None, ...]]]:
    """The counts of each year and group, by code."""
    found: defaultdict[tuple[int, Group], dict[str, tuple[float | None, ...]]] = defaultdict(dict)
    for line, row in file.rows:
        try:
            year = int(row[used.year])
            code = municipal_code(row[used.unit])
            day = first_day(year)
        except (ValueError, OverflowError):
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
        counts[code] = tuple(_count(row[name], file, line) for name in used.counts)
    if not found:
        raise UserError("In deze tabel staan geen rijen.", file=file.path, line=1)
    return found


def _count(text: str, file: TableFile, line: int) -> float | None:
    cell = read_cell(text)
    if cell is None:
        raise UserError(
            "Hier staat geen getal, en ook geen bekend teken voor een cijfer dat er niet is.",
            fix="Schrijf een getal zonder punten tussen duizendtallen, of laat de cel leeg.",
            file=file.path,
            line=line,
        )
    return None if cell.missing else cell.number
