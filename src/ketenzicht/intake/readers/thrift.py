"""Structs in the compact protocol of Thrift, in which Parquet says what it holds: numbers, texts, lists and structs.

Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from typing import Any

_STOP, _TRUE, _FALSE, _BYTE, _WHOLE, _DOUBLE, _BYTES, _LISTS, _STRUCT = (
    0,
    1,
    2,
    3,
    (4, 5, 6),
    7,
    8,
    (9, 10),
    12,
)
_DEEPEST = 20
_LONG_LIST = 15


def struct(data: mmap.mmap, at: int, depth: int = 0) -> tuple[dict[int, Any], int]:
    """The fields of a struct by their number, and where it ends.

    Args:
        data: where it stands.
        at: where it begins.
        depth: in how many others it stands.

    Raises:
        ValueError: there is no such struct.
    """
    found: dict[int, Any] = {}
    field = 0
    while (head := _byte(data, at)) & 15 != _STOP:
        field, at = (field + (head >> 4), at + 1) if head >> 4 else _zigzag(data, at + 1)
        found[field], at = _value(data, at, head & 15, depth)
    return found, at + 1


def number(fields: Mapping[int, Any], field: int) -> int:
    """A field that is a size, a place or a count.

    Raises:
        ValueError: it is not there, or is no such thing.
    """
    found = fields.get(field) if isinstance(fields, dict) else None
    if not isinstance(found, int) or found < 0:
        raise ValueError("no number where one is needed")
    return found


def _value(data: mmap.mmap, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if kind in (_TRUE, _FALSE):
        return kind == _TRUE, at
    if kind == _BYTE:
        return _byte(data, at), at + 1
    if kind in _WHOLE:
        return _zigzag(data, at)
    if kind == _DOUBLE:
        return _byte(data, at + 7), at + 8
    if kind == _BYTES:
        length, at = _plain(data, at)
        if at + length > len(data):
            raise ValueError("a text goes on past the end")
        return data[at : at + length].decode("utf-8", "replace"), at + length
    if kind in _LISTS:
        return _list(data, at, depth)
    if kind == _STRUCT:
        return struct(data, at, depth + 1)
    raise ValueError("an unknown kind of value")


def _list(data: mmap.mmap, at: int, depth: int) -> tuple[list[Any], int]:
    head = _byte(data, at)
    length, at = (head >> 4, at + 1) if head >> 4 != _LONG_LIST else _plain(data, at + 1)
    kind, found = head & 15, []
    for _ in range(length):
        if kind in (_TRUE, _FALSE):  # a truth value has a byte of its own here
            value, at = _byte(data, at) == _TRUE, at + 1
        else:
            value, at = _value(data, at, kind, depth + 1)
        found.append(value)
    return found, at


def _byte(data: mmap.mmap, at: int) -> int:
    if not 0 <= at < len(data):
        raise ValueError("it goes on past the end")
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
    found, at = _plain(data, at)
    return (found >> 1) ^ -(found & 1), at
