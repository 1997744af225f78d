"""What a Parquet file unpacks to: counted from the headers of its pages, before any page is unpacked.

A column is kept in pages, each behind a header that says how many values it holds and how many bytes it unpacks to.
Values that repeat may stand there once, in a dictionary before the pages; so a file of a few kilobytes can hold
thousands of millions of rows, or one long text a million times. What the end of the file says of all this is only
said; the reader follows the headers, and so does this. Of a dictionary it also looks how long its longest text is.

Format: https://parquet.apache.org/docs/file-format, headers in the compact protocol of Thrift.
"""

from __future__ import annotations

import mmap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_DATA, _DICTIONARY, _DATA_2 = 0, 2, 3
_KIND, _UNPACKED, _PACKED = 1, 2, 3
_ABOUT = {_DATA: 5, _DICTIONARY: 7, _DATA_2: 8}
"""Which field of a header tells more, and where in that the encoding stands."""
_ENCODING = {_DATA: 2, _DICTIONARY: 2, _DATA_2: 4}
_BY_DICTIONARY, _BY_BEGINNING = (2, 8), 7
"""Encodings: a value is a place in the dictionary, or begins as the one before it."""
_TEXT = "BYTE_ARRAY"
_LENGTH = 4
"""Bytes before a text, that say how long it is."""
_CODECS = {"SNAPPY": "snappy", "GZIP": "gzip", "BROTLI": "brotli", "LZ4_RAW": "lz4_raw", "ZSTD": "zstd"}
USUAL = 50
"""Bytes of a text that is an ordinary cell: a code, a name, a moment."""
MODEST = 1_000_000
"""Bytes of texts of one column and group of rows for which nobody looks any closer."""
_TRUE, _FALSE, _BYTE, _WHOLE, _DOUBLE, _BYTES, _LIST, _SET, _STRUCT = 1, 2, 3, (4, 5, 6), 7, 8, 9, 10, 12
_DEEPEST = 8


class TooMuchError(Exception):
    """The pages unpack to more than they may."""


@dataclass
class Unpacked:
    """What a file unpacks to.

    Args:
        most: what may be counted, of pages and of values.
        page_bytes: of all pages.
        values: cells, empty ones included; each value of a list counts.
        long_texts: by column, the bytes that texts have beyond :data:`USUAL` each, at most: those of a dictionary
            count as its longest.
        begun_alike: at most the bytes of texts of which only the end is kept, for they begin as the one before.
    """

    most: int
    page_bytes: int = 0
    values: int = 0
    long_texts: Counter[str] = field(default_factory=Counter)
    begun_alike: int = 0

    def add(self, size: int, values: int) -> None:
        """Count a page.

        Raises:
            TooMuchError: it is one too many.
        """
        self.page_bytes += size
        self.values += values
        if max(self.page_bytes, self.values) > self.most:
            raise TooMuchError


def unpacked(path: Path, most: int) -> Unpacked:
    """What a file unpacks to.

    Args:
        path: the file.
        most: how many bytes of pages, and how many values, it may unpack to.

    Raises:
        ValueError: the headers are damaged, or contradict the end of the file.
        TooMuchError: it unpacks to more.
    """
    import pyarrow.parquet as pq

    found = Unpacked(most)
    with pq.ParquetFile(path) as file, path.open("rb") as stream:
        about, left = file.metadata, path.stat().st_size
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for number in range(about.num_row_groups):
                group = about.row_group(number)
                for column in range(group.num_columns):
                    chunk = group.column(column)
                    left -= chunk.total_compressed_size
                    if left < 0 or not 0 <= group.num_rows <= chunk.num_values:
                        raise ValueError("pages of columns overlap, or rows are missing")
                    _count(data, chunk, found)
    return found


def _count(data: mmap.mmap, chunk: Any, found: Unpacked) -> None:
    """Add the pages of one column of one group of rows."""
    at = min(chunk.data_page_offset, chunk.dictionary_page_offset or chunk.data_page_offset)
    end, longest, values = at + chunk.total_compressed_size, 0, 0
    while values < chunk.num_values:
        if not 0 < at < end <= len(data):
            raise ValueError("pages end before their values")
        header, at = _struct(data, at)
        kind, size, packed = (_number(header, one) for one in (_KIND, _UNPACKED, _PACKED))
        about = header.get(_ABOUT.get(kind, 0), {})
        count = _number(about, 1) if about else 0
        found.add(size, count)
        if kind == _DICTIONARY and chunk.physical_type == _TEXT:
            longest = size
            if chunk.num_values * size > MODEST:
                longest = _longest(data[at : at + packed], size, chunk.compression)
        at += packed
        values += count if kind != _DICTIONARY else 0
        if chunk.physical_type == _TEXT and kind in (_DATA, _DATA_2):
            encoding = about.get(_ENCODING[kind])
            if encoding in _BY_DICTIONARY:
                found.long_texts[chunk.path_in_schema] += count * max(0, longest - USUAL)
            elif encoding == _BY_BEGINNING:
                found.begun_alike += count * size


def _longest(packed: bytes, size: int, compression: str) -> int:
    """How long the longest text of a dictionary is; its whole length where its packing is not known."""
    import numpy as np
    import pyarrow as pa

    if compression in _CODECS:
        page = pa.decompress(packed, size, codec=_CODECS[compression], asbytes=True)
    elif compression == "UNCOMPRESSED":
        page = packed
    else:
        return size
    first = int.from_bytes(page[:_LENGTH], "little")
    if len(page) % (_LENGTH + first) == 0:  # numbers of cases have one length; so it takes one look for all
        lengths = np.frombuffer(page, np.uint8).reshape(-1, _LENGTH + first)[:, :_LENGTH]
        if (lengths == lengths[0]).all():
            return first
    longest = at = 0
    while at < len(page):
        length = int.from_bytes(page[at : at + _LENGTH], "little")
        longest, at = max(longest, length), at + _LENGTH + length
    return longest


def _number(header: Mapping[int, Any], field: int) -> int:
    """A field that is a size or a count."""
    number = header.get(field)
    if not isinstance(number, int) or number < 0:
        raise ValueError("a header without a size")
    return number


def _struct(data: mmap.mmap, at: int, depth: int = 0) -> tuple[dict[int, Any], int]:
    """The numbers and structs in a struct by the id of their field, and where it ends."""
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    found: dict[int, Any] = {}
    field = 0
    while kind := _byte(data, at):
        at += 1
        field, at = (field + (kind >> 4), at) if kind >> 4 else _zigzag(data, at)
        found[field], at = _value(data, at, kind & 15, depth)
    return found, at + 1


def _value(data: mmap.mmap, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in (_TRUE, _FALSE):
        return kind == _TRUE, at
    if kind == _BYTE:
        return None, at + 1
    if kind in _WHOLE:
        return _zigzag(data, at)
    if kind == _DOUBLE:
        return None, at + 8
    if kind == _BYTES:
        length, at = _plain(data, at)
        return None, at + length
    if kind == _STRUCT:
        return _struct(data, at, depth + 1)
    raise ValueError("a header holds no lists")


def _byte(data: mmap.mmap, at: int) -> int:
    if not 0 <= at < len(data):
        raise ValueError("a header goes on past the end")
    return data[at]


def _plain(data: mmap.mmap, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    found = shift = 0
    while shift < 70:
        byte = _byte(data, at)
        found |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return found, at
    raise ValueError("a number without end")


def _zigzag(data: mmap.mmap, at: int) -> tuple[int, int]:
    number, at = _plain(data, at)
    return (number >> 1) ^ -(number & 1), at
