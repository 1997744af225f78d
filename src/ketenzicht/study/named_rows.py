"""The rows of a small CSV file that goes with a study, by the names in its heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.spreadsheet import csv_rows


def named_rows(
    path: Path, columns: Sequence[str], needed: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not empty, with the line that it is on.

    Args:
        path: a file in UTF-8, with semicolons, commas or tabs between cells.
        columns: the names that the heading may have, in small letters.
        needed: those that it must have.

    Raises:
        UserError: it is no UTF-8 or CSV, or a column is missing or strange; it names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UserError("Dit bestand is geen UTF-8.", fix="Bewaar het als CSV UTF-8.", file=path) from None
    head = lines[0] if lines else ""
    separator = max(";,\t", key=head.count)
    found = [name.strip().strip('"').lower() for name in head.split(separator)]
    _check(found, columns, needed, path)
    for line, cells in csv_rows(lines[1:], separator, path, first=2):
        row = {name: cell.strip() for name, cell in zip(found, cells, strict=False)}
        if any(row.values()):
            yield line, row


def _check(found: Sequence[str], columns: Sequence[str], needed: Sequence[str], path: Path) -> None:
    for name in needed:
        if name not in found:
            others = [one for one in columns if one not in needed]
            raise UserError(
                f"De kolom '{name}' ontbreekt.",
                why=f"Nodig zijn: {_listed(needed)}. Daarnaast mogen er zijn: {_listed(others)}.",
                fix=did_you_mean(name, found),
                file=path,
                line=1,
            )
    for name in found:
        if name not in columns:
            raise UserError(
                f"De kolom '{name}' is niet bekend.",
                why="Bekend zijn: " + ", ".join(columns) + ".",
                fix=did_you_mean(name, columns),
                file=path,
                line=1,
            )


def _listed(names: Sequence[str]) -> str:
    return " en ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
