"""A file that is written whole or not at all.

The content goes to a draft beside the file, which then takes its place in one step of the file system. Whoever reads
meanwhile sees the old file or the new one, and a program that stops halfway leaves the old one.

Several files that belong together cannot take their places in one step. While they do, a file in their folder says
that it is not whole: whoever opens the folder after a power cut sees it, and so does the program.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from ketenzicht.errors import UserError

UNFINISHED = "NIET-AF.txt"
"""Stands in a folder while its files are being replaced, and stays when that was not finished."""

_TOLD = """De bestanden in deze map horen niet bij elkaar.

Ze worden op dit moment vervangen, of dat is halverwege gestopt.
Gebruik ze niet. Voer de opdracht die ze maakte opnieuw uit: dan is dit bestand weg.
"""


def write_whole(path: Path, content: str | bytes, *, secret: bool = False) -> Path:
    """Write a file, whole or not at all, and give its path; what a killed process left of it is removed.

    Args:
        path: in a folder that is there.
        content: text is written as UTF-8, with its lines as they are.
        secret: readable by this user only; else a file that was there keeps its permissions.

    Raises:
        OSError: it cannot be written; what was there still is.
    """
    for left in path.parent.glob(f".{escape(path.name)}.*.bezig"):
        if not _is_running(left.name.split(".")[-3]):
            left.unlink(missing_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.bezig")
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
    with work_folder(folder) as draft:
        for name, content in made.items():
            with (draft / name).open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        with replacing(folder):
            for name in made:
                (draft / name).replace(folder / name)
    return tuple(folder / name for name in made)


@contextmanager
def work_folder(folder: Path) -> Iterator[Path]:
    """A folder inside this one that only this user can read, gone afterwards, whatever happens.

    What a process that was killed left behind is removed by the next one.
    """
    for left in folder.glob(".bezig-*"):
        if not _is_running(left.name.split("-")[1]):
            shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f".bezig-{os.getpid()}-", dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def replacing(folder: Path) -> Iterator[None]:
    """While this holds, and after it was broken off, the folder says that its files do not belong together."""
    write_whole(folder / UNFINISHED, _TOLD)
    yield
    (folder / UNFINISHED).unlink(missing_ok=True)


def demand_whole(folder: Path) -> None:
    """Refuse to read files of a folder that belong to different runs.

    Raises:
        UserError: replacing them was broken off, or goes on at this moment.
    """
    if (folder / UNFINISHED).exists():
        raise UserError(
            "De bestanden in deze map horen niet bij elkaar.",
            why="Een run is nog bezig, of is halverwege gestopt.",
            fix="Wacht tot de run klaar is, of voer hem opnieuw uit.",
            file=folder,
        )


def _is_running(process: str) -> bool:
    """Whether a process with this number exists; this one counts, since another thread may be writing."""
    if not process.isdigit():
        return False
    if os.name != "posix":
        return True
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
