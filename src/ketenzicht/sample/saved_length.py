"""How long a file that only grows was at its last save, in a file beside it.

So one that is gone, cut off, or put back from an older copy is told instead of taken for a beginning.
"""

from __future__ import annotations

import os
from pathlib import Path

from ketenzicht.errors import UserError

LENGTH = ".lengte"
"""The end of the name of the file that says how many bytes were saved."""
_DIGITS = 20


def _length_file(path: Path) -> Path:
    return path.with_suffix(LENGTH)


def note_length(path: Path, length: int) -> None:
    """Write down how long the file is; in one place and of one size, so it needs no room on a disk that is full."""
    descriptor = os.open(_length_file(path), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(descriptor, f"{length:0{_DIGITS}}\n".encode(), 0)
    finally:
        os.close(descriptor)


def noted_length(path: Path) -> int:
    """How long the file was at its last save; 0 when that is not known."""
    try:
        told = _length_file(path).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return 0
    return int(told) if told.isdecimal() else 0


def demand_length(path: Path, found: int, noted: int) -> None:
    """Refuse a file that is shorter than it was.

    Args:
        path: the file.
        found: how many bytes it has.
        noted: how many it had; see :func:`noted_length`.

    Raises:
        UserError: there was more than there is.
    """
    if found < noted:
        raise UserError(
            "Van wat lezers opsloegen is iets weg.",
            why=f"Er stonden {noted} bytes in dit bestand, nu {found}: het is weg, afgebroken of een oudere kopie.",
            fix=f"Zet de laatste kopie terug. Is die korter, haal dan {_length_file(path).name} weg en ga daarmee "
            "verder.",
            file=path,
        )
