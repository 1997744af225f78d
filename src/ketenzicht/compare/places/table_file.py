"""Small tables of text as others deliver them: any usual encoding and separator, with the line of every row.

Why not through the engine: these files are small, and an error in them must name its line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError, did_you_mean, system_reason
from ketenzicht.intake.readers.transcode import pieces, survey
from ketenzicht.spreadsheet import harmless, no_csv
from ketenzicht.whole_file import write_whole

DELIMITERS = ";,\t|"


@dataclass(frozen=True)
class TableFile:
    """The rows of a file.

    Args:
        path: the file.
        columns: names as they stand in the header, blanks around them left out.
        rows: the line on which a row begins, and its cells by column; blanks around a cell are left out.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]

    def column(self, name: str) -> str:
        """A column by its name, whatever its capitals.

        Raises:
            UserError: the file has no such column.
        """
        for column in self.columns:
            if column.casefold() == name.casefold():
                return column
        raise UserError(
            f"De kolom '{name}' ontbreekt.",
            why="Zonder die kolom is niet te zien wat er in de rijen staat.",
            fix=did_you_mean(name, self.columns) or "Kolommen: " + ", ".join(self.columns) + ".",
            file=self.path,
            line=1,
        )


def read_table(path: Path) -> TableFile:
    """Read a delimited file with a header.

    Raises:
        UserError: it cannot be opened, is empty, or a row has more or fewer cells than the header.
    """
    lines = csv.reader(io.StringIO(_text(path), newline=""), delimiter=_delimiter(path))
    try:
        return _table(lines, path)
    except csv.Error:
        raise no_csv(path, lines.line_num) from None


def _table(lines: Any, path: Path) -> TableFile:
    header = next(lines, None)
    if not header or not any(cell.strip() for cell in header):
        raise UserError(
            "Dit bestand is leeg.", why="Bovenaan horen de namen van de kolommen te staan.", file=path, line=1
        )
    columns = tuple(" ".join(cell.split()) for cell in header)
    return TableFile(path, columns, tuple(_rows(lines, columns, path)))


def _rows(lines: Any, columns: tuple[str, ...], path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    before = 1
    for cells in lines:
        line, before = before + 1, lines.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            raise UserError(
                f"Deze rij heeft {len(cells)} cellen, de kop heeft er {len(columns)}.",
                why="Dan is niet te zien welke cel bij welke kolom hoort.",
                fix="Zet tekst met het scheidingsteken erin tussen aanhalingstekens.",
                file=path,
                line=line,
            )
        yield line, {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}


def _text(path: Path) -> str:
    try:
        return b"".join(pieces(path)).decode(survey(path).encoding, "replace").removeprefix("\ufeff")
    except OSError as error:
        raise UserError(
            "Dit bestand is niet te openen.",
            why=system_reason(error),
            fix="Kijk of het bestaat en of je het mag lezen.",
            file=path,
        ) from None


def _delimiter(path: Path) -> str:
    """The sign that the header holds most of."""
    header = _text(path).partition("\n")[0]
    return max(DELIMITERS, key=header.count)


def number(text: str) -> float:
    """A number with a decimal comma or point, without separators between thousands.

    Raises:
        ValueError: it is none.
    """
    if "," in text and "." in text:
        raise ValueError(f"{text!r} has both a comma and a point")
    found = float(text.replace(",", "."))
    if found != found or found in (float("inf"), float("-inf")) or "_" in text:
        raise ValueError(f"{text!r} is no number")
    return found


def written_number(figure: float) -> str:
    """A number with a decimal comma, without decimals where it is whole."""
    return repr(float(figure)).removesuffix(".0").replace(".", ",")


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]], path: Path) -> None:
    """Write a table as Statistics Netherlands does (UTF-8, semicolons); whole or not at all."""
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\n")
    lines.writerow(map(harmless, columns))
    lines.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    write_whole(path, text.getvalue())
