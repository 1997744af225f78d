"""Verbs of ``ketenzicht context``: features of places, from StatLine or from a file, in one table."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ketenzicht.compare.places.context import ContextValue
    from ketenzicht.compare.places.statline_table import StatLineTable, Wanted

_TABLE = Annotated[str, typer.Argument(metavar="TABEL", help="Het nummer van de tabel, zoals 85678NED.")]
_SOURCE = Annotated[
    Path, typer.Argument(metavar="BESTAND", help="Een contextbestand, een tabel, of een map van StatLine.")
]
_FILE = Annotated[Path, typer.Argument(metavar="BESTAND", help="Het contextbestand.")]
_FEATURE = Annotated[
    list[str],
    typer.Option("--feature", help="Een kenmerk: NAAM=ONDERWERP, of NAAM=KOLOM:MAATEENHEID uit een tabel."),
]
_WHERE = Annotated[list[str], typer.Option("--where", help="De code van een andere dimensie: DIMENSIE=CODE.")]
_YEAR = Annotated[
    list[int], typer.Option("--year", help="Het jaar; vaker mag. Zonder: het laatste van StatLine.")
]
_PLACES = Annotated[
    str, typer.Option("--places", help="De letters waarmee de codes beginnen: GM gemeenten, PV provincies.")
]
_TO = Annotated[Path, typer.Option("--to", help="Het contextbestand waar het bij komt.")]
_ONLINE = Annotated[bool, typer.Option("--online", help="Vraag het aan StatLine, over het netwerk.")]
_KEPT = Annotated[
    Path | None, typer.Option("--kept", help="De map met bewaarde antwoorden; anders die van de gebruiker.")
]
_UNIT_COLUMN = Annotated[
    str, typer.Option("--unit-column", help="De kolom met de code van de eenheid, in een tabel.")
]
_SAID_BY = Annotated[
    str, typer.Option("--source", help="De bron van een tabel, zoals die in een rapport staat.")
]
_UNIT = Annotated[str, typer.Option("--unit", help="Toon de waarden van een eenheid, zoals GM0034.")]
_ONE_YEAR = Annotated[int, typer.Option("--year", help="Het jaar.", show_default=False)]
_WHICH = Annotated[
    list[str], typer.Option("--feature", help="Een kenmerk; vaker mag. Zonder: alle van dat jaar.")
]
_OUTPUT = Annotated[
    Path, typer.Option("--output", "-o", help="Schrijf de tabel in dit bestand.", show_default=False)
]
_JSON = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]

DEFAULT_FILE = Path("context.csv")


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    context = typer.Typer(
        rich_markup_mode=None,
        help="Kenmerken van gemeenten en andere plaatsen, om plaatsen eerlijk te vergelijken.",
        no_args_is_help=True,
    )
    context.command(
        "fetch", help="Haal kenmerken uit een tabel van StatLine (CBS); alleen met --online erheen."
    )(fetch)
    context.command(
        "import", help="Neem kenmerken over uit een bestand of een gedownloade tabel van StatLine."
    )(import_)
    context.command("show", help="Toon welke kenmerken er zijn, over welke jaren, en wat ontbreekt.")(show)
    context.command("table", help="Zet kenmerken van een jaar naast elkaar, een rij per plaats.")(table_)
    app.add_typer(context, name="context")


def fetch(
    table: _TABLE,
    feature: _FEATURE = [],  # noqa: B006 - Typer reads the default
    where: _WHERE = [],  # noqa: B006
    year: _YEAR = [],  # noqa: B006
    places: _PLACES = "GM",
    to: _TO = DEFAULT_FILE,
    online: _ONLINE = False,
    kept: _KEPT = None,
    as_json: _JSON = False,
) -> None:
    """Fetch features from StatLine, or from what was kept of it; without features, tell what there is."""
    from ketenzicht.compare.places.statline import StatLine, kept_answers
    from ketenzicht.compare.places.statline_table import context_of, demand_wanted, odata_filter

    statline = StatLine(kept or kept_answers(), online=online)
    about = statline.describe(table)
    if not feature:
        _describe(about, as_json)
        return
    found: list[ContextValue] = []
    for wanted in _wanted(about, feature, where, year, places):
        demand_wanted(about, wanted)
        answer = statline.observations(table, odata_filter(about, wanted))
        found += context_of(about, answer.rows, wanted, answer.fetched)
    _add(found, to, as_json)


def import_(
    source: _SOURCE,
    feature: _FEATURE = [],  # noqa: B006
    where: _WHERE = [],  # noqa: B006
    year: _YEAR = [],  # noqa: B006
    places: _PLACES = "GM",
    unit_column: _UNIT_COLUMN = "",
    said_by: _SAID_BY = "",
    to: _TO = DEFAULT_FILE,
    as_json: _JSON = False,
) -> None:
    """Take features over from a folder of StatLine, a table with a column per feature, or a context file."""
    from ketenzicht.compare.places.context import read_context
    from ketenzicht.compare.places.statline_folder import (
        describe_folder,
        folder_observations,
        is_statline_folder,
    )
    from ketenzicht.compare.places.statline_table import context_of, demand_wanted

    found: list[ContextValue] = []
    if is_statline_folder(source):
        about = describe_folder(source)
        if not feature:
            _describe(about, as_json)
            return
        rows = list(folder_observations(source))
        for wanted in _wanted(about, feature, where, year, places):
            demand_wanted(about, wanted)
            found += context_of(about, rows, wanted, date.today())
    elif feature:
        found = list(_from_columns(source, feature, year, unit_column, said_by))
    else:
        found = list(read_context(source))
    _add(found, to, as_json)


def show(file: _FILE = DEFAULT_FILE, unit: _UNIT = "", as_json: _JSON = False) -> None:
    """Show the features of a context file, or the values of one unit."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.context_output import print_features, print_unit, summary, unit_rows
    from ketenzicht.compare.places.context import read_context
    from ketenzicht.errors import UserError, did_you_mean

    values = read_context(file)
    if not unit:
        rows = summary(values)
        if as_json:
            show_json({"file": str(file), "features": rows})
        else:
            print_features(rows)
        return
    mine = unit_rows(values, unit)
    if not mine:
        raise UserError(
            f"De eenheid '{unit}' staat niet in dit bestand.",
            fix=did_you_mean(unit, {one.unit for one in values}),
            file=file,
        )
    if as_json:
        show_json({"file": str(file), "unit": unit, "values": mine})
    else:
        print_unit(mine)


def table_(
    year: _ONE_YEAR,
    output: _OUTPUT,
    file: _FILE = DEFAULT_FILE,
    feature: _WHICH = [],  # noqa: B006
    places: _PLACES = "GM",
    as_json: _JSON = False,
) -> None:
    """Write features of a year side by side."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.compare.places.context import read_context, write_wide

    units = write_wide(read_context(file), feature, year, output, prefix=places)
    if as_json:
        show_json({"file": str(output), "units": units})
    else:
        console().print(f"[green]{output}: {units} rijen.[/]")


def _wanted(
    about: StatLineTable, features: list[str], where: list[str], years: list[int], places: str
) -> Iterable[Wanted]:
    from ketenzicht.compare.places.statline_table import Wanted
    from ketenzicht.errors import UserError

    if not about.years:
        raise UserError(
            f"De tabel {about.id} heeft geen cijfers per jaar.",
            why="Een kenmerk van een plaats hoort bij een jaar.",
            fix="Kies een tabel met jaren.",
        )
    chosen = tuple(sorted(set(years) or {max(about.years)}))
    for name, measure in _pairs(features).items():
        yield Wanted(name, measure, _pairs(where), chosen, places)


def _from_columns(
    source: Path, features: list[str], years: list[int], unit_column: str, said_by: str
) -> tuple[ContextValue, ...]:
    from ketenzicht.compare.places.context_import import Column, import_columns
    from ketenzicht.errors import UserError

    if not unit_column or not said_by or len(years) != 1:
        raise UserError(
            "Bij een tabel horen de kolom met de eenheid, een jaar en de bron.",
            why="Zonder die drie is later niet na te gaan wat een cijfer is.",
            fix="Voeg toe: --unit-column KOLOM --year 2022 --source 'CBS, Kerncijfers 2022'",
        )
    columns = {}
    for name, text in _pairs(features).items():
        column, _, measured_in = text.rpartition(":")
        columns[name] = Column(column, measured_in) if column else Column(text, "")
    return import_columns(source, unit_column, columns, year=years[0], source=said_by, fetched=date.today())


def _add(found: list[ContextValue], to: Path, as_json: bool) -> None:
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.cli.context_output import print_features, summary
    from ketenzicht.compare.places.context import merged, read_context, write_context

    values = merged(read_context(to) if to.is_file() else (), found)
    write_context(values, to)
    rows = summary(found)
    if as_json:
        show_json({"file": str(to), "features": rows})
        return
    print_features(rows)
    console().print(f"[green]Toegevoegd aan {to}.[/]")


def _describe(about: StatLineTable, as_json: bool) -> None:
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.context_output import print_table, table_data

    if as_json:
        show_json(table_data(about))
    else:
        print_table(about)


def _pairs(given: Iterable[str]) -> Mapping[str, str]:
    """``NAME=CODE`` as a mapping."""
    from ketenzicht.errors import UserError

    found: dict[str, str] = {}
    for one in given:
        name, _, code = (part.strip() for part in one.partition("="))
        if not name or not code:
            raise UserError(f"'{one}' is niet te begrijpen.", fix="Schrijf het als NAAM=CODE.")
        if name in found:
            raise UserError(f"'{name}' staat er twee keer.", fix="Noem elke naam een keer.")
        found[name] = code
    return found
