"""The file of SQLite: whether it still is the one that was opened, and the last seal, which stands beside it.

A process that holds a file open goes on writing in it after somebody removed it, and would tell that all is saved.
So each request and each save looks whether the file of that name still is the one that is open, and not shorter.

The number and fingerprint of the last act are written beside the database after each save. A database that is gone,
empty, or put back from an older copy is so told at the next start, with how much of the trail is missing. For
PostgreSQL only this second half holds.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from django.db import OperationalError, connection

from ketenzicht import chained_lines
from ketenzicht.errors import UserError
from ketenzicht.web.survey.place import Place

log = logging.getLogger("ketenzicht.web")


class Lost(OperationalError):  # noqa: N818 - a state of the file
    """The file of the database is gone, cut off, or another one."""


@dataclass
class _Opened:
    """The file as it was opened, and its size so far."""

    path: Path
    identity: tuple[int, int]
    size: int
    rescued: bool = False


_opened: list[_Opened] = []
_turn = Lock()


def demand_readable(place: Place) -> None:
    """Look at the database before it is opened: SQLite makes an empty one where there is none.

    Raises:
        UserError: it is gone while something was saved, or damaged.
    """
    if place.database is not None:
        return
    path = place.sqlite
    noted = noted_seal(place.keeping)
    if noted and (not path.exists() or path.stat().st_size == 0):
        rescued = rescued_file(path)
        copy = (
            f"de kopie die de server nog kon maken ({rescued.name})"
            if rescued.exists()
            else "de laatste kopie"
        )
        raise UserError(
            f"De database van deze {place.kind.name} is weg of leeg.",
            why=f"Er stonden {noted[0]} regels in het logboek. Zonder database lijkt er niets te zijn gedaan.",
            fix=f"Zet {copy} terug als {path.name}. "
            f"Wilt u echt leeg beginnen, haal dan ook {seal_file(place.keeping).name} weg.",
            file=path,
        )
    if path.exists() and (wrong := _damage(path)):
        raise UserError(
            f"De database van deze {place.kind.name} is beschadigd.",
            why=wrong,
            fix=f"Bewaar het bestand en zet de laatste kopie terug als {path.name}.",
            file=path,
        )


def _damage(path: Path) -> str:
    """What SQLite finds wrong with a file; empty when nothing."""
    try:
        with closing(sqlite3.connect(path)) as file:
            found = str(file.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        return ""  # locked, or closed to us: to write in it tells more
    except sqlite3.DatabaseError as error:
        return f"SQLite zegt: {error}."
    return "" if found == "ok" else f"SQLite zegt: {found}."


def kind_of(error: BaseException) -> str:
    """The name of a fault of a database; never its message, which may hold an answer."""
    cause = error.__cause__ or error
    return str(getattr(cause, "sqlite_errorname", "") or type(cause).__name__)


def watch(place: Place) -> None:
    """Remember which file was opened; to be called once the tables are there."""
    _opened.clear()
    if place.database is None:
        found = place.sqlite.stat()
        _opened.append(_Opened(place.sqlite, (found.st_dev, found.st_ino), found.st_size))


def demand_there() -> None:
    """Look whether the database is still the file that was opened.

    Raises:
        Lost: it is not.
    """
    for one in _opened:
        least = one.size  # before the look: another thread may see the file grow in between
        try:
            found = one.path.stat()
        except OSError:
            raise Lost("the file of the database is gone") from None
        if (found.st_dev, found.st_ino) != one.identity:
            raise Lost("the file of the database is another one")
        if found.st_size < least:
            raise Lost("the file of the database was cut off")
        one.size = max(one.size, found.st_size)


def rescue() -> None:
    """Write what is still open to a file beside the place of the one that was removed, once."""
    with _turn:
        for one in _opened:
            if one.rescued or connection.connection is None or connection.in_atomic_block:
                continue
            with suppress(OSError):
                found = one.path.stat()
                if (found.st_dev, found.st_ino) == one.identity:
                    continue  # cut off: what is open is cut off as well
            target = rescued_file(one.path)
            try:
                with closing(sqlite3.connect(target)) as file:
                    connection.connection.backup(file)
            except sqlite3.Error as error:
                log.error("De database is weg en kon niet worden gered: %s", type(error).__name__)
                continue
            one.rescued = True
            log.error(
                "De database is weg. Wat was opgeslagen staat in %s. Stop de server en zet het terug.", target
            )


def rescued_file(path: Path) -> Path:
    """Where stands what the server could still read when the file was removed under it."""
    return path.with_name(f"{path.stem}-gered{path.suffix}")


def seal_file(keeping: Path) -> Path:
    """Where the last seal stands."""
    return keeping / "zegel"


def note_seal(keeping: Path, number: int, fingerprint: str) -> None:
    """Write down the last act. A seal that could not be written is an older one, which is true as well."""
    with suppress(OSError):
        chained_lines.note_seal(seal_file(keeping), number, fingerprint)


def noted_seal(keeping: Path) -> tuple[int, str] | None:
    """Number and fingerprint of the last act that was written down."""
    return chained_lines.noted_seal(seal_file(keeping))
