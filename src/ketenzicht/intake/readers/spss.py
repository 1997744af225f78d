"""SPSS (.sav, .zsav), in chunks: labels, codes, missing values and dates as SPSS means them.

A column with value labels gives two columns: the labels under its own name, the codes as ``<name> (code)``.
Values that the file declares as missing are empty.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.intake.readers.cells import cell_text
from ketenzicht.intake.readers.rows import PIECE, RowWriter
from ketenzicht.intake.readers.source import Source


def open_spss(path: Path, work: Path, name: str) -> Source:
    """The rows of an SPSS file.

    Raises:
        UserError: the file is no SPSS file, or was cut off.
    """
    import pyreadstat

    try:
        _nothing, meta = pyreadstat.read_sav(str(path), metadataonly=True, output_format="dict")
        if not all(isinstance(name, str) for name in meta.column_names):
            raise ValueError(path)
        labels = {column: _labels(given) for column, given in meta.variable_value_labels.items()}
        writer = RowWriter(work, name, _columns(meta.column_names, labels))
        chunks = pyreadstat.read_file_in_chunks(
            pyreadstat.read_sav, str(path), chunksize=PIECE, output_format="dict", user_missing=False
        )
        for chunk, _meta in chunks:
            if not any(
                chunk.values()
            ):  # a file need not say how many rows it has; then this goes on for ever
                break
            _add(writer, chunk, labels)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError, OverflowError):
        raise UserError(
            "Dit SPSS-bestand is niet te lezen.",
            why="Het is beschadigd of afgekapt, of geen SPSS-bestand.",
            fix="Open het in SPSS en sla het opnieuw op, of exporteer het als CSV.",
            file=path,
        ) from None
    return Source(path=path, relation=writer.relation(), columns=writer.columns, header_rows=0)


def _labels(given: dict[Any, str]) -> dict[str | None, str]:
    return {cell_text(value): label for value, label in given.items()}


def _columns(names: list[str], labels: dict[str, dict[str | None, str]]) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        found += [name, f"{name} (code)"] if name in labels else [name]
    return tuple(found)


def _add(writer: RowWriter, chunk: dict[str, Any], labels: dict[str, dict[str | None, str]]) -> None:
    texts = {column: [cell_text(_plain(value)) for value in values] for column, values in chunk.items()}
    for row in zip(*texts.values(), strict=True):
        found: dict[str, str | None] = {}
        for column, text in zip(texts, row, strict=True):
            if column in labels:
                found[column] = labels[column].get(text, text)
                found[f"{column} (code)"] = text
            else:
                found[column] = text
        writer.add(found)


def _plain(value: Any) -> Any:
    """A Python value for a NumPy one."""
    return value.item() if hasattr(value, "item") else value
