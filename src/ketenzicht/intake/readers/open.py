"""Chooses the reader of a file: by what the mapping says, else by the name of the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.errors import UserError
from ketenzicht.intake.mapping import FileKind, Layout
from ketenzicht.intake.readers.source import Source

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

ENDINGS: dict[str, FileKind] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xlsx",
    ".ods": "xlsx",
    ".parquet": "parquet",
    ".sav": "sav",
    ".zsav": "sav",
    ".xes": "xes",
    ".jsonocel": "ocel",
    ".xmlocel": "ocel",
    ".sqlite": "ocel",
}


def file_kind(path: Path, layout: Layout) -> FileKind:
    """What kind of file this is.

    Raises:
        UserError: the name does not tell, and the mapping neither.
    """
    if layout.kind is not None:
        return layout.kind
    name = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    kind = ENDINGS.get(name.suffix.lower())
    if kind is None:
        raise UserError(
            f"Aan de naam is niet te zien wat voor bestand dit is ({name.suffix or 'geen achtervoegsel'}).",
            why="Elke soort bestand wordt anders gelezen.",
            fix="Zet in de koppeling onder indeling: soort: csv, xlsx, parquet, sav, xes, ocel of cbs-vt-1.",
            file=path,
        )
    return kind


def open_source(engine: Engine, path: Path, layout: Layout, work: Path, name: str) -> Source:
    """The rows of a registration file.

    Args:
        engine: where the rows become known.
        path: the registration file.
        layout: what the mapping says about the way it is written.
        work: a folder that only this user can read, for what has to be rewritten; removed by the caller.
        name: a name that no other source of this run has.

    Raises:
        UserError: the file cannot be used at all (absent, empty, cut off, wrong sheet ...).
    """
    source = _opened(engine, path, layout, work, name)
    if any("\0" in column for column in source.columns):
        raise UserError(
            "In de naam van een kolom staat een teken dat geen teken is.",
            why="Zo'n kolom is met geen naam aan te wijzen.",
            fix="Geef de kolom een andere naam en maak de export opnieuw.",
            file=path,
        )
    return source


def _opened(engine: Engine, path: Path, layout: Layout, work: Path, name: str) -> Source:
    kind = file_kind(path, layout)
    if not path.is_file():
        raise UserError(
            "Dit registratiebestand bestaat niet.",
            fix="Kijk of het pad bij 'bestand:' in de koppeling klopt.",
            file=path,
        )
    if path.stat().st_size == 0:
        raise UserError(
            "Dit registratiebestand is leeg.",
            why="Er staat niets in, ook geen kolomnamen.",
            fix="Maak de export opnieuw.",
            file=path,
        )
    if kind == "csv":
        from ketenzicht.intake.readers.delimited import open_delimited

        return open_delimited(engine, path, layout, work, name)
    if kind == "xlsx":
        from ketenzicht.intake.readers.spreadsheet import open_spreadsheet

        return open_spreadsheet(path, layout, work, name)
    if kind == "parquet":
        from ketenzicht.intake.readers.columnar import open_parquet

        return open_parquet(engine, path)
    if kind == "sav":
        from ketenzicht.intake.readers.spss import open_spss

        return open_spss(path, work, name)
    if kind == "xes":
        from ketenzicht.intake.readers.xes import open_xes

        return open_xes(path, work, name)
    if kind == "ocel":
        from ketenzicht.intake.readers.ocel import open_ocel

        return open_ocel(path, layout, work, name)
    from ketenzicht.intake.readers.cbs_vt import open_cbs_vt

    return open_cbs_vt(path, layout, work, name)
