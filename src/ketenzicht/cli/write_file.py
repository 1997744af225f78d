"""A file at a place that the user names."""

from __future__ import annotations

from pathlib import Path

from ketenzicht.errors import UserError, system_reason


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file; what was there is replaced.

    Args:
        path: the file, or a device such as ``/dev/stdout``.
        content: text is written as UTF-8.

    Raises:
        UserError: it cannot be written.
    """
    try:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise UserError(
            "Dit bestand is niet te schrijven.",
            why=system_reason(error),
            fix="Kies een map die bestaat en waar je mag schrijven.",
            file=path,
        ) from None
