"""Verbs of ``ketenzicht place``: municipalities through the years by Tabel 33, and regions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ketenzicht.compare.places.municipalities import Municipalities
    from ketenzicht.compare.places.splits import Splits

_CODE = Annotated[str, typer.Argument(metavar="GEMEENTE", help="Een gemeentecode, zoals GM0788.")]
_COUNTS = Annotated[
    Path, typer.Argument(metavar="TABEL", help="Een tabel met tellingen per gemeente en jaar.")
]
_REGIONS = Annotated[Path, typer.Argument(metavar="BESTAND", help="Een bestand met regio's: YAML of CSV.")]
_TABLE33 = Annotated[
    Path,
    typer.Option("--table33", help="Tabel 33 (Gemeententabel) van de RvIG, als CSV.", show_default=False),
]
_SPLITS = Annotated[
    Path | None, typer.Option("--splits", help="Een eigen bestand met splitsingen, of met de delen ervan.")
]
_FIRST = Annotated[int, typer.Option("--from", help="Het jaar van de ene indeling.", show_default=False)]
_OTHER = Annotated[int, typer.Option("--to", help="Het jaar van de andere indeling.", show_default=False)]
_DIVISION = Annotated[
    int, typer.Option("--division", help="Het jaar van de indeling waar alles op komt.", show_default=False)
]
_COUNT = Annotated[
    list[str],
    typer.Option("--count", help="Een kolom die mag worden opgeteld; vaker mag.", show_default=False),
]
_UNIT_COLUMN = Annotated[str, typer.Option("--unit-column", help="De kolom met de gemeentecode.")]
_YEAR_COLUMN = Annotated[str, typer.Option("--year-column", help="De kolom met het jaar.")]
_NAME_COLUMN = Annotated[str, typer.Option("--name-column", help="De kolom met de naam, als die er is.")]
_LEAVE_OPEN = Annotated[
    bool, typer.Option("--leave-open", help="Laat leeg wat door een splitsing niet bekend is.")
]
_OUTPUT = Annotated[
    Path, typer.Option("--output", "-o", help="Schrijf de tabel in dit bestand.", show_default=False)
]
_BY_REGION = Annotated[
    Path | None,
    typer.Option("--regions", help="Tel op per regio van dit bestand, in plaats van per gemeente."),
]
_OVERLAP = Annotated[
    bool, typer.Option("--overlap", help="Een gemeente mag in meer dan een regio liggen (bij CSV).")
]
_YEAR = Annotated[int, typer.Option("--year", help="Het jaar van de indeling.", show_default=False)]
_JSON = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    place = typer.Typer(
        rich_markup_mode=None,
        help="Gemeenten door de jaren heen, volgens Tabel 33, en regio's.",
        no_args_is_help=True,
    )
    place.command("follow", help="Volg een gemeente van het ene jaar naar het andere.")(follow)
    place.command("changes", help="Toon wat er tussen twee jaren met gemeenten gebeurde.")(changes)
    place.command("recode", help="Zet een tabel met tellingen op de indeling van een jaar.")(recode)
    place.command("regions", help="Controleer een bestand met regio's; eindigt met 1 als het niet klopt.")(
        regions
    )
    app.add_typer(place, name="place")


def follow(
    code: _CODE,
    table33: _TABLE33,
    first: _FIRST,
    other: _OTHER,
    splits: _SPLITS = None,
    as_json: _JSON = False,
) -> None:
    """Follow one municipality."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.place_output import followed_data, print_followed
    from ketenzicht.compare.places import follow as following
    from ketenzicht.compare.places.municipalities import first_day, municipal_code
    from ketenzicht.errors import UserError

    table, known = _read(table33, splits)
    try:
        four = municipal_code(code)
    except ValueError:
        raise UserError(
            f"'{code}' is geen gemeentecode.", fix="Schrijf vier cijfers, zoals GM0788."
        ) from None
    found = following.follow(table, known, four, first_day(first), first_day(other))
    if as_json:
        show_json(followed_data(table, found))
    else:
        print_followed(table, found)


def changes(
    table33: _TABLE33, first: _FIRST, other: _OTHER, splits: _SPLITS = None, as_json: _JSON = False
) -> None:
    """Show what happened to municipalities between two years."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.place_output import print_steps, steps_data
    from ketenzicht.compare.places import follow as following
    from ketenzicht.compare.places.municipalities import counts_by_year, first_day
    from ketenzicht.compare.places.splits import completeness

    table, known = _read(table33, splits)
    low, high = sorted((first, other))
    steps = following.changes(table, known, first_day(low), first_day(high))
    counts = counts_by_year(table, range(low, high + 1))
    note = completeness(known, first_day(low), first_day(high))
    if as_json:
        show_json({"municipalities": counts, "changes": steps_data(table, steps), "note": note and str(note)})
    else:
        print_steps(table, steps, counts, note)


def recode(
    counts: _COUNTS,
    table33: _TABLE33,
    division: _DIVISION,
    count: _COUNT,
    output: _OUTPUT,
    unit_column: _UNIT_COLUMN = "eenheid",
    year_column: _YEAR_COLUMN = "jaar",
    name_column: _NAME_COLUMN = "naam",
    splits: _SPLITS = None,
    by_region: _BY_REGION = None,
    overlap: _OVERLAP = False,
    leave_open: _LEAVE_OPEN = False,
    as_json: _JSON = False,
) -> None:
    """Put a table of counts on the division of a year; other columns tell groups apart."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.place_output import print_recoded, recoded_data
    from ketenzicht.compare.places.municipalities import first_day
    from ketenzicht.compare.places.recode_table import (
        RecodeColumns,
        municipality_rows,
        recode_table,
        region_rows,
        write_rows,
    )
    from ketenzicht.compare.places.regions import read_regions
    from ketenzicht.compare.places.roll_up import demand_regions

    table, known = _read(table33, splits)
    of = None if by_region is None else read_regions(by_region, overlap=overlap)
    if of is not None:
        demand_regions(of, table, known, first_day(division))
    columns = RecodeColumns(unit_column, year_column, tuple(count), name_column)
    found = recode_table(
        counts, columns, table, known, division, on_split="missing" if leave_open else "refuse"
    )
    rows, outside = (
        (municipality_rows(found, table), frozenset[str]()) if of is None else region_rows(found, of)
    )
    write_rows(found, rows, output)
    if as_json:
        show_json({"file": str(output), "rows": len(rows), **recoded_data(table, found, outside)})
    else:
        print_recoded(table, found, outside, len(rows), output)


def regions(
    file: _REGIONS, table33: _TABLE33, year: _YEAR, overlap: _OVERLAP = False, as_json: _JSON = False
) -> None:
    """Check a file of regions against the municipalities of a year."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.place_output import findings_data, print_findings
    from ketenzicht.compare.places.municipalities import first_day
    from ketenzicht.compare.places.region_checks import check_regions
    from ketenzicht.compare.places.regions import read_regions

    table, known = _read(table33, None)
    read = read_regions(file, overlap=overlap)
    found = check_regions(read, table, known, first_day(year))
    if as_json:
        show_json({"file": str(file), "kind": read.kind, "regions": len(read.names), **findings_data(found)})
    else:
        print_findings(read, found, year)
    if any(one.serious for one in found):
        raise typer.Exit(1)


def _read(table33: Path, splits: Path | None) -> tuple[Municipalities, Splits]:
    from ketenzicht.compare.places.municipalities import read_municipalities
    from ketenzicht.compare.places.splits import known_splits

    table = read_municipalities(table33)
    return table, known_splits(table, splits)
