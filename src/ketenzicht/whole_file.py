"""A file that is written whole or not at all.

The content goes to a draft beside the file, which then takes its place in one step of the file system. Whoever reads
meanwhile sees the old file or the new one, and a program that stops halfway leaves the old one.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_whole(path: Path, content: str | bytes, *, secret: bool = False) -> Path:
    """Write a file, whole or not at all, and give its path.

    Args:
        path: in a folder that is there.
        content: text is written as UTF-8, with its lines as they are.
        secret: readable by this user only; else a file that was there keeps its permissions.

    Raises:
        OSError: it cannot be written; what was there still is.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.bezig")
    mode = 0o600 if secret else 0o666
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content.encode("utf-8") if isinstance(content, str) else content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists() and not secret:
            shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def write_all(folder: Path, made: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write several files, each whole, once all of them have been written to a draft; their paths, in their order.

    Args:
        folder: where; made when it is not there. Other files in it stay.
        made: what each file holds, by its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".bezig-", dir=folder))
    try:
        for name, content in made.items():
            (draft / name).write_bytes(content)
        for name in made:
            (draft / name).replace(folder / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return tuple(folder / name for name in made)
