"""Features of units from a table with a column per feature, as many sources give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketenzicht.compare.places.context import NO_FIGURE, ContextValue
from ketenzicht.compare.places.municipalities import municipal_code
from ketenzicht.compare.places.table_file import number, read_table
from ketenzicht.errors import UserError

_MARK = re.compile(r"[^\d\s]{1,4}")
"""What stands in a cell instead of a figure: ``.``, ``x``, ``low``, ``NA``."""


@dataclass(frozen=True)
class Column:
    """A column of a table, and in which unit it is measured."""

    name: str
    measured_in: str


def import_columns(
    path: Path, unit: str, features: Mapping[str, Column], *, year: int, source: str, fetched: date
) -> tuple[ContextValue, ...]:
    """Take features from columns.

    Args:
        path: the table.
        unit: the column with the codes of the units; municipalities as ``GM0034``, ``0034`` or ``34``.
        features: the column of each feature.
        year: that the figures are about.
        source: who says so.
        fetched: the day on which the file was fetched.

    Raises:
        UserError: a column is not there, a unit is there twice, or a cell holds neither a figure nor a mark.
    """
    table = read_table(path)
    codes = table.column(unit)
    columns = {feature: table.column(column.name) for feature, column in features.items()}
    found: list[ContextValue] = []
    seen: set[str] = set()
    for line, row in table.rows:
        code = _unit(row[codes])
        if not code or code in seen:
            raise UserError(
                f"De eenheid '{code}' staat hier voor de tweede keer."
                if code
                else "De eenheid is hier leeg.",
                why="Een eenheid heeft een rij.",
                file=path,
                line=line,
            )
        seen.add(code)
        for feature, column in columns.items():
            value, missing = _figure(row[column], column, path, line)
            measured_in = features[feature].measured_in
            found.append(
                ContextValue(code, year, feature, value, measured_in, missing, False, source, fetched)
            )
    return tuple(found)


def _unit(text: str) -> str:
    try:
        return "GM" + municipal_code(text)
    except ValueError:
        return text


def _figure(text: str, column: str, path: Path, line: int) -> tuple[float | None, str]:
    if not text:
        return None, NO_FIGURE
    try:
        return number(text), ""
    except ValueError:
        if _MARK.fullmatch(text):
            return None, f"merkteken {text}"
    raise UserError(
        f"In de kolom '{column}' staat geen getal.",
        why="Een cel heeft een getal zonder punten tussen duizendtallen, een merkteken als x of ., of is leeg.",
        file=path,
        line=line,
    )
