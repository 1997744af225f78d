"""Parquet: read by the engine itself; every column becomes text.

A file may hold far more than it is long, and honest ones do: ten million equal rows take a hundred kilobytes. What is
refused is counted as if the file were a CSV, and never by how well it packs alone:

- its pages, unpacked: what any reader must hold of them;
- its values, a byte each: the least that a cell is in a CSV, its separator;
- its long texts: what each of them is longer than fifty bytes, as often as it stands there.

Each may be a gigabyte, or two hundred times the length of the file, and never 200 GB: the same as for a packed CSV.
Registrations hold 0.2 to 3 values for each byte of the file, and pages of 1 to 4 bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.engine import quoted
from ketenzicht.engine.engine import literal
from ketenzicht.errors import UserError
from ketenzicht.intake.readers.parquet_pages import USUAL, TooMuchError, unpacked
from ketenzicht.intake.readers.source import Source, damaged
from ketenzicht.intake.readers.transcode import most_unpacked, too_much

if TYPE_CHECKING:
    from ketenzicht.engine import Engine


def open_parquet(engine: Engine, path: Path) -> Source:
    """A relation over a Parquet file. Lists become codes with commas between; whole numbers lose no digit.

    Raises:
        UserError: the file is no Parquet, was cut off, or unpacks to far more than a registration is.
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
    _demand_modest(path)
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


def _demand_modest(path: Path) -> None:
    """Refuse what unpacks to far more than a registration is, and what is damaged."""
    import pyarrow as pa

    most = most_unpacked(path)
    try:
        found = unpacked(path, most)
        beside = most - found.begun_alike
        if (
            found.long_texts.total() > beside
            and sum(_long_texts(path, one) for one in found.long_texts) > beside
        ):
            raise TooMuchError
    except TooMuchError:
        raise too_much(path, most, "Zet het anders zelf om naar CSV en neem dat bestand.") from None
    except (pa.ArrowException, OSError, ValueError, TypeError, AttributeError, LookupError):
        raise damaged(path) from None


def _long_texts(path: Path, column: str) -> int:
    """The same as ``Unpacked.long_texts``, counted by the texts themselves; none of them is written out."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    found = 0
    with pq.ParquetFile(path, read_dictionary=[column]) as file:
        for batch in file.iter_batches(columns=[column], use_threads=False):
            for texts in _leaves(batch.column(0)):
                if pa.types.is_dictionary(texts.type):
                    lengths = pc.binary_length(texts.dictionary).to_numpy(zero_copy_only=False)
                    times = np.bincount(texts.indices.drop_null(), minlength=len(lengths))
                    found += int(times @ np.maximum(lengths.astype(np.int64) - USUAL, 0))
    return found


def _leaves(values: Any) -> Iterator[Any]:
    """What stands in lists and structs, however deep."""
    import pyarrow as pa

    if not pa.types.is_nested(values.type):
        yield values
    elif pa.types.is_struct(values.type):
        for part in values.flatten():
            yield from _leaves(part)
    elif pa.types.is_map(values.type):
        yield from (*_leaves(values.keys), *_leaves(values.items))
    else:
        yield from _leaves(values.flatten())
