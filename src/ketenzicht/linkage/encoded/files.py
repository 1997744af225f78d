"""Files with codes as they come in with who links: read whole, and only compared when they belong together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ketenzicht.errors import UserError
from ketenzicht.intake.pseudonym import LENGTH as LONGEST
from ketenzicht.intake.readers.parquet_pages import TooMuchError, unpacked
from ketenzicht.intake.readers.transcode import most_unpacked, too_much
from ketenzicht.linkage.encoded.codes import LENGTH

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class CodedFile:
    """The persons of one organisation, as who links knows them.

    Args:
        path: the file.
        record: keys of the organisation.
        bsn: pseudonyms of a valid BSN, or None.
        code: a row of 256 bytes for each record; zeros where there is none.
        has_code: whether there is one.
        marks: fingerprints of agreement and secret, the purpose, and the weights of the fields.
        until: the last day of the agreement; None when it has none.
    """

    path: Path
    record: NDArray[np.str_]
    bsn: NDArray[np.object_]
    code: NDArray[np.uint8]
    has_code: NDArray[np.bool_]
    marks: dict[str, str]
    until: date | None

    @property
    def weights(self) -> list[int]:
        """Of the fields of the agreement."""
        return [int(one) for one in self.marks["gewichten"].split()]


def read_coded(path: Path) -> CodedFile:
    """A file that ``ketenzicht person encode`` made.

    Raises:
        UserError: it is something else, or it is damaged.
    """
    import pyarrow as pa

    try:
        table, marks = _read(path, ("record", "bsn", "code"))
        codes = table["code"].combine_chunks()
        has_code = codes.is_valid().to_numpy(zero_copy_only=False)
        joined = b"".join(one or bytes(LENGTH // 8) for one in codes.to_pylist())
        code = np.frombuffer(joined, np.uint8).reshape(len(codes), LENGTH // 8)
        record = np.array(table["record"].to_pylist(), dtype=np.str_)
        bsn = np.array(table["bsn"].to_pylist(), dtype=object)
        until = date.fromisoformat(marks["tot"]) if "tot" in marks else None
        known = {name: marks[name] for name in _MARKS}
        read = CodedFile(path, record, bsn, code, has_code, known, until)
    except (pa.ArrowException, OSError, KeyError, ValueError):
        raise UserError(
            "Dit is geen bestand met codes van personen.",
            fix="Neem een bestand dat is gemaakt met: ketenzicht person encode",
            file=path,
        ) from None
    if len(set(record.tolist())) < len(record):
        raise UserError("In dit bestand staat een record twee keer.", fix="Codeer het opnieuw.", file=path)
    return read


_MARKS = ("afspraak", "doel", "geheim", "gewichten")


def demand_comparable(one: CodedFile, other: CodedFile) -> None:
    """Refuse two files that were not made in the same way.

    Raises:
        UserError: they have another agreement or another secret; compared all the same, nobody would be found.
    """
    if one.marks["afspraak"] != other.marks["afspraak"]:
        raise UserError(
            f"Deze bestanden zijn gemaakt met twee verschillende afspraken (doel: '{one.marks['doel']}' "
            f"en '{other.marks['doel']}').",
            why="Dan zijn de codes niet te vergelijken, en zou niemand worden herkend.",
            fix="Laat beide organisaties coderen met hetzelfde afspraak.yaml, zonder een letter verschil.",
            file=other.path,
        )
    if one.marks["geheim"] != other.marks["geheim"]:
        raise UserError(
            "Deze bestanden zijn gemaakt met twee verschillende geheimen.",
            why="Dan zijn de codes niet te vergelijken, en zou niemand worden herkend.",
            fix="Laat een organisatie het geheim maken, en de andere met hetzelfde geheim coderen.",
            file=other.path,
        )


def read_persons(path: Path) -> tuple[pa.Table, str]:
    """The list of persons that who links gave back, ``record`` and ``persoon``, and the fingerprint of the agreement.

    Raises:
        UserError: it is something else.
    """
    import pyarrow as pa

    try:
        table, marks = _read(path, ("record", "persoon"))
        return table, marks["afspraak"]
    except (pa.ArrowException, OSError, KeyError, ValueError):
        raise UserError(
            "Dit is geen lijst met gekoppelde personen.",
            fix="Neem een bestand dat is gemaakt met: ketenzicht person match",
            file=path,
        ) from None


def _read(path: Path, columns: tuple[str, ...]) -> tuple[pa.Table, dict[str, str]]:
    """Columns of a file that somebody else made, and its marks.

    Raises:
        UserError: it unpacks to far more than it is.
        ValueError, KeyError, pyarrow.ArrowException, OSError: it is something else, or it is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    code, text = pa.binary(LENGTH // 8), pa.string()
    schema = pq.read_schema(path)
    if any(schema.field(name).type != (code if name == "code" else text) for name in columns):
        raise ValueError("columns of other types")
    _demand_modest(path, width=sum(LENGTH // 8 if name == "code" else LONGEST for name in columns))
    table = pq.read_table(path, columns=list(columns))
    if table["record"].null_count:
        raise ValueError("a record without a number")
    return table, {key.decode(): value.decode() for key, value in (schema.metadata or {}).items()}


def _demand_modest(path: Path, width: int) -> None:
    """Refuse what unpacks to far more than such a file does; ``width`` is what a row of it holds in bytes."""
    import pyarrow.parquet as pq

    most = most_unpacked(path)
    try:
        found = unpacked(path, most)
        rows = pq.read_metadata(path).num_rows
        if max(rows * width, found.long_texts.total() + found.begun_alike) > most:
            raise TooMuchError
    except TooMuchError:
        raise too_much(path, most, "Vraag het anders opnieuw aan wie het stuurde.") from None


def as_parquet(table: pa.Table) -> bytes:
    """The content of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    content: bytes = sink.getvalue().to_pybytes()
    return content
