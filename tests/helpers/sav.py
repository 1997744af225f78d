"""Writes a small SPSS file by hand, since the library that reads them only writes from a data frame."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

SYSTEM_MISSING = -1.7976931348623157e308
FIRST_DAY = date(1582, 10, 14)
NUMBER, DAY = 5 << 16 | 8 << 8, 20 << 16 | 11 << 8
"""Formats F8.0 and DATE11."""


@dataclass(frozen=True)
class Variable:
    name: str
    values: list[float | date | None]
    labels: dict[float, str] = field(default_factory=dict)
    missing: float | None = None


def write_sav(path: Path, variables: list[Variable]) -> None:
    cases = list(zip(*(one.values for one in variables), strict=True))
    head = struct.pack(
        "<4s60s5id", b"$FL2", b"@(#) tests".ljust(60), 2, len(variables), 0, 0, len(cases), 100.0
    )
    parts = [head + b"01 Jan 24" + b"00:00:00" + b" " * 64 + b"\0" * 3]
    for one in variables:
        form = DAY if any(isinstance(value, date) for value in one.values) else NUMBER
        name = one.name.upper().encode().ljust(8)
        parts.append(struct.pack("<6i8s", 2, 0, 0, int(one.missing is not None), form, form, name))
        if one.missing is not None:
            parts.append(struct.pack("<d", one.missing))
    for index, one in enumerate(variables, start=1):
        if one.labels:
            parts.append(struct.pack("<2i", 3, len(one.labels)))
            for value, label in one.labels.items():
                text = bytes([len(label)]) + label.encode()
                parts.append(struct.pack("<d", value) + text.ljust(-(-len(text) // 8) * 8))
            parts.append(struct.pack("<3i", 4, 1, index))
    parts.append(struct.pack("<2i", 999, 0))
    parts += [struct.pack("<d", _number(value)) for case in cases for value in case]
    path.write_bytes(b"".join(parts))


def _number(value: float | date | None) -> float:
    if value is None:
        return SYSTEM_MISSING
    return (value - FIRST_DAY).days * 86_400.0 if isinstance(value, date) else float(value)
