"""Rows from a reader to Parquet in the work folder, in pieces, so that memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine.engine import literal

if TYPE_CHECKING:
    import pyarrow as pa

PIECE = 50_000
"""Rows in one piece."""


class RowWriter:
    """Collects rows of texts and writes them in pieces; columns may appear as late as they like.

    Args:
        work: the folder to write in.
        name: of the files.
        columns: columns that are known beforehand, in their order.
    """

    def __init__(self, work: Path, name: str, columns: tuple[str, ...] = ()) -> None:
        self._work = work
        self._name = name
        self._known: dict[str, None] = dict.fromkeys(columns)
        self._rows: list[Mapping[str, str | None]] = []
        self._pieces: list[Path] = []
        self.count = 0

    def add(self, row: Mapping[str, str | None]) -> None:
        """Add one row."""
        for column in row:
            if column not in self._known:
                self._known[column] = None
        self._rows.append(row)
        self.count += 1
        if len(self._rows) >= PIECE:
            self._write()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns seen, in order of appearance."""
        return tuple(self._known)

    def relation(self) -> str:
        """Write what is left; a statement part with all rows in order."""
        if self._rows or not self._pieces:
            self._write()
        files = ", ".join(literal(str(piece)) for piece in self._pieces)
        return f"read_parquet([{files}], union_by_name = true)"

    def _write(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        texts = {
            column: pa.array([row.get(column) for row in self._rows], pa.string()) for column in self._known
        }
        table: pa.Table = pa.table(texts)
        path = self._work / f"{self._name}_{len(self._pieces):05d}.parquet"
        pq.write_table(table, path, compression="zstd")
        self._pieces.append(path)
        self._rows = []
