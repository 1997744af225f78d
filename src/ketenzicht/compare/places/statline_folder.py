"""A table of StatLine as a folder of CSV files, for who may not go out to the network from where the study is.

It is the download "CSV (OData 4)" of a table: ``Observations.csv``, ``MeasureCodes.csv``, and
``<Dimension>Codes.csv`` for each dimension. Files may be packed with gzip.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ketenzicht.compare.places.statline_table import Row, StatLineTable, described
from ketenzicht.compare.places.table_file import number, read_table
from ketenzicht.errors import UserError

CELLS = ("Id", "Measure", "Value", "StringValue", "ValueAttribute")
"""The columns of observations that are no dimension."""


def is_statline_folder(path: Path) -> bool:
    """Whether a path is such a folder."""
    return path.is_dir() and _file(path, "Observations") is not None


def describe_folder(path: Path) -> StatLineTable:
    """The description of the table in a folder.

    Raises:
        UserError: a file is missing or cannot be read.
    """
    observations = read_table(_demand(path, "Observations"))
    names = [column for column in observations.columns if column not in CELLS]
    properties = _file(path, "Properties")
    about = [dict(row) for _, row in read_table(properties).rows] if properties else []
    said = about[0] if about else {}
    return described(
        said.get("Identifier") or path.name,
        said,
        _rows(path, "MeasureCodes"),
        [{"Identifier": name} for name in names],
        {name: _codes(path, name, {row[name] for _, row in observations.rows}) for name in names},
    )


def _codes(path: Path, name: str, used: set[str]) -> list[Row]:
    """The codes of a dimension; those that only the observations have go by their code."""
    listed = list(_rows(path, f"{name}Codes"))
    unlisted = used - {row["Identifier"] for row in listed}
    return [*listed, *({"Identifier": code, "Title": code} for code in sorted(unlisted))]


def folder_observations(path: Path) -> Iterator[Row]:
    """The observations in a folder, with their decimal commas as numbers.

    Raises:
        UserError: a value is no number; it names the line.
    """
    file = _demand(path, "Observations")
    for line, row in read_table(file).rows:
        text = row.get("Value", "")
        try:
            yield {**row, "Value": number(text) if text else None}
        except ValueError:
            raise UserError("De waarde op deze regel is geen getal.", file=file, line=line) from None


def _rows(path: Path, name: str) -> Iterator[Row]:
    for _, row in read_table(_demand(path, name)).rows:
        yield row


def _file(path: Path, name: str) -> Path | None:
    return next((one for one in (path / f"{name}.csv", path / f"{name}.csv.gz") if one.is_file()), None)


def _demand(path: Path, name: str) -> Path:
    found = _file(path, name)
    if found is None:
        raise UserError(
            f"In deze map ontbreekt {name}.csv.",
            why="Een StatLine-tabel als CSV bestaat uit waarnemingen en een lijst van codes per dimensie.",
            fix="Haal de tabel opnieuw op bij StatLine, als CSV (OData 4), en pak haar helemaal uit.",
            file=path,
        )
    return found
