"""Parquet: read by the engine itself; every column becomes text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine import quoted
from ketenzicht.engine.engine import literal
from ketenzicht.errors import UserError
from ketenzicht.intake.readers.source import Source

if TYPE_CHECKING:
    from ketenzicht.engine import Engine


def open_parquet(engine: Engine, path: Path) -> Source:
    """A relation over a Parquet file. Lists become codes with commas between; whole numbers lose no digit.

    Raises:
        UserError: the file is no Parquet, or was cut off.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise UserError(
            "Dit Parquet-bestand is niet te lezen.",
            why="Het is beschadigd of afgekapt: het einde van het bestand ontbreekt.",
            fix="Haal het bestand opnieuw op en vergelijk de grootte met het origineel.",
            file=path,
        ) from None
    parts = []
    for field in schema:
        column = quoted(field.name)
        if pa.types.is_list(field.type) or pa.types.is_large_list(field.type):
            parts.append(f"array_to_string({column}, ',') as {column}")
        elif pa.types.is_timestamp(field.type) and field.type.tz is not None:
            utc = f"strftime(timezone('UTC', {column}), '%Y-%m-%d %H:%M:%S.%f+00:00')"
            parts.append(f"{utc} as {column}")
        elif pa.types.is_floating(field.type):
            parts.append(f"regexp_replace(cast({column} as varchar), '\\.0$', '') as {column}")
        elif pa.types.is_binary(field.type):
            parts.append(f"decode({column}, 'replace') as {column}")
        else:
            parts.append(f"cast({column} as varchar) as {column}")
    relation = f"(select {', '.join(parts)} from read_parquet({literal(str(path))}))"
    return Source(path=path, relation=relation, columns=tuple(schema.names), header_rows=0, as_it_came=True)
