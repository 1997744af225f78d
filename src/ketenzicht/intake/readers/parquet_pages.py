"""What a Parquet file unpacks to: counted from the headers of its pages, before any page is unpacked.

A column is kept in pages, each behind a header that says how many values it holds and how many bytes it unpacks to.
Values that repeat may stand there once, in a dictionary before the pages; so a file of a few kilobytes can hold
thousands of millions of rows, or one long text a million times. What the end of the file says of all this is only
said; the reader follows the headers, and so does this. Of a dictionary it also looks how long its longest text is.

Format: https://parquet.apache.org/docs/file-format, in the compact protocol of Thrift. It is read here byte by byte:
what pyarrow tells of the columns of a damaged file can end the whole process.
"""

from __future__ import annotations

import mmap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ketenzicht.intake.readers.thrift import number, struct

USUAL = 50
"""Bytes of a text that is an ordinary cell: a code, a name, a moment."""
MODEST = 1_000_000
"""Bytes of texts of one column and group of rows for which nobody looks any closer."""

# Fields by their number, in the end of the file: groups of rows, their columns, and what is said of these.
_GROUPS, _COLUMNS, _ROWS, _SAID = 4, 1, 3, 3
_TYPE, _PATH, _CODEC, _ALL_VALUES, _LENGTH, _FIRST, _FIRST_DICTIONARY = 1, 3, 4, 5, 7, 9, 11
_TEXT = 6
_CODECS = {1: "snappy", 2: "gzip", 4: "brotli", 6: "zstd", 7: "lz4_raw"}
_END = b"PAR1"
# And in the header of a page.
_KIND, _UNPACKED, _PACKED, _VALUES = 1, 2, 3, 1
_DATA, _DICTIONARY, _DATA_2 = 0, 2, 3
_ABOUT = {_DATA: 5, _DICTIONARY: 7, _DATA_2: 8}
"""Which field of a header tells more, and where in that the encoding stands."""
_ENCODING = {_DATA: 2, _DICTIONARY: 2, _DATA_2: 4}
_BY_DICTIONARY, _BY_BEGINNING = (2, 8), 7
"""Encodings: a value is a place in the dictionary, or begins as the one before it."""
_PREFIX = 4
"""Bytes before a text, that say how long it is."""


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
    found = Unpacked(most)
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        left = len(data)
        for group in _last_part(data).get(_GROUPS, ()):
            rows = number(group, _ROWS)
            for column in group.get(_COLUMNS, ()):
                chunk = column[_SAID]
                left -= number(chunk, _LENGTH)
                if left < 0 or number(chunk, _ALL_VALUES) < rows:
                    raise ValueError("pages of columns overlap, or rows are missing")
                _count(data, chunk, found)
    return found


def _last_part(data: mmap.mmap) -> dict[int, Any]:
    """What the file says of itself, at its end."""
    if len(data) < 12 or data[-4:] != _END:
        raise ValueError("no Parquet")
    return struct(data, len(data) - 8 - int.from_bytes(data[-8:-4], "little"))[0]


def _count(data: mmap.mmap, chunk: Mapping[int, Any], found: Unpacked) -> None:
    """Add the pages of one column of one group of rows."""
    first = number(chunk, _FIRST)
    at = min(first, chunk.get(_FIRST_DICTIONARY) or first)
    end, longest, values = at + number(chunk, _LENGTH), 0, 0
    is_text, name = chunk.get(_TYPE) == _TEXT, ".".join(chunk[_PATH])
    while values < number(chunk, _ALL_VALUES):
        if not 0 < at < end <= len(data):
            raise ValueError("pages end before their values")
        header, at = struct(data, at)
        kind, size, packed = (number(header, one) for one in (_KIND, _UNPACKED, _PACKED))
        about = header[_ABOUT[kind]] if kind in _ABOUT else {_VALUES: 0}
        count = number(about, _VALUES)
        found.add(size, count)
        if kind == _DICTIONARY and is_text:
            longest = size
            if number(chunk, _ALL_VALUES) * size > MODEST:
                longest = _longest(data[at : at + packed], size, chunk.get(_CODEC, 0))
        at += packed
        if kind not in _ENCODING or kind == _DICTIONARY:
            continue
        values += count
        encoding = about.get(_ENCODING[kind])
        if is_text and encoding in _BY_DICTIONARY:
            found.long_texts[name] += count * max(0, longest - USUAL)
        elif is_text and encoding == _BY_BEGINNING:
            found.begun_alike += count * size


def _longest(packed: bytes, size: int, codec: int) -> int:
    """How long the longest text of a dictionary is; its whole length where its packing is not known."""
    import numpy as np
    import pyarrow as pa

    if codec and codec not in _CODECS:
        return size
    page = pa.decompress(packed, size, codec=_CODECS[codec], asbytes=True) if codec else packed
    first = int.from_bytes(page[:_PREFIX], "little")
    if len(page) % (_PREFIX + first) == 0:  # numbers of cases have one length; so it takes one look for all
        lengths = np.frombuffer(page, np.uint8).reshape(-1, _PREFIX + first)[:, :_PREFIX]
        if (lengths == lengths[0]).all():
            return first
    longest = at = 0
    while at < len(page):
        length = int.from_bytes(page[at : at + _PREFIX], "little")
        longest, at = max(longest, length), at + _PREFIX + length
    return longest
