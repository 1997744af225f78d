"""Whether a number or a pseudonym stands in a file, also when the file is packed or a table of Parquet.

What cannot be looked into is not taken for clean: the answer is that nobody knows.
"""

from __future__ import annotations

import gzip
import lzma
import os
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from ketenzicht.engine import Engine
from ketenzicht.engine.engine import is_damage

PIECE = 1 << 20
MOST_UNPACKED = 1 << 31
"""Bytes; a packed file that holds more is not looked through."""

_CLOSED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError)
"""What reading a file raises that is packed with a password (RuntimeError), damaged, or somebody else's."""

_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_PACKED = (
    (0, _GZIP), (0, _PARQUET), (0, b"PK\x03\x04"),
    (0, b"7z\xbc\xaf\x27\x1c"), (0, b"Rar!"), (0, b"\xfd7zXZ"), (0, b"BZh"), (0, b"\x28\xb5\x2f\xfd"),
    (0, b"age-encryption.org/"), (0, b"-----BEGIN"), (0, b"%PDF-"), (0, b"$FL2"), (0, b"$FL3"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), (8, b"DUCK"),
)  # fmt: skip
"""How files begin that hold text packed or encrypted: archives, tables, age, PDF, SPSS, old Office files, DuckDB."""

_IN_A_LINE = """
    select exists (
        select 1 from line, (select unnest($sought) as text) where contains(cast(line as varchar), text)
    )
"""


def holds(path: Path, sought: Collection[str]) -> bool | None:
    """Whether one of the texts stands in a file or in its name, or in a part of a workbook or other packed file.

    Returns:
        None when they were not found in a file that cannot be looked into.
    """
    texts = [text.encode(encoding) for text in sought for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    if _mentions(os.fsencode(path.name), texts):
        return True
    try:
        with path.open("rb") as stream:
            begin = stream.read(32)
        if begin.startswith(_PARQUET):
            return _in_parquet(path, sought)
        if begin.startswith(_GZIP):
            with gzip.open(path) as unpacked:
                return _in_stream(unpacked, texts)  # type: ignore[arg-type]
        if zipfile.is_zipfile(path):
            return _in_zip(path, texts)
        with path.open("rb") as stream:
            found = _in_stream(stream, texts, most=None)
    except _CLOSED:
        return None
    return None if not found and _is_packed(begin) else found


def _is_packed(begin: bytes) -> bool:
    return any(begin[at:].startswith(mark) for at, mark in _PACKED)


def _in_zip(path: Path, texts: Collection[bytes]) -> bool | None:
    with zipfile.ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            return None
        closed = False
        for name in packed.namelist():
            with packed.open(name) as part:
                if _in_stream(part, texts):  # type: ignore[arg-type]
                    return True
            with packed.open(name) as part:
                closed = closed or _is_packed(part.read(32))
    return None if closed else False


def _in_stream(stream: BinaryIO, texts: Collection[bytes], most: int | None = MOST_UNPACKED) -> bool | None:
    overlap, last, read = max(map(len, texts), default=1) - 1, b"", 0
    while piece := stream.read(PIECE):
        if _mentions(last + piece, texts):
            return True
        last, read = piece[-overlap:] if overlap else b"", read + len(piece)
        if most is not None and read > most:
            return None
    return False


def _in_parquet(path: Path, sought: Collection[str]) -> bool | None:
    with Engine() as engine:
        try:
            engine.attach_parquet("line", path)
            return bool(engine.value(_IN_A_LINE, {"sought": list(sought)}))
        except Exception as error:
            if is_damage(error):
                return None
            raise


def _mentions(content: bytes, texts: Collection[bytes]) -> bool:
    return any(text in content for text in texts)
