"""Where a survey is served from: the folder that holds it, and ``beheer/`` in it, for the eyes of its keeper only."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ketenzicht.errors import UserError, system_reason
from ketenzicht.whole_file import write_whole

OWNER_ONLY = 0o077
"""What is taken away from the rights of everything that is made here."""
POSTGRESQL_PORT = 5432


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database."""

    name: str
    user: str
    password: str
    host: str
    port: int


@dataclass(frozen=True)
class Mail:
    """A server that sends mail (SMTP), and in whose name."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: bool = True


@dataclass(frozen=True)
class Place:
    """The folder of a survey, and its database when that is PostgreSQL."""

    folder: Path
    database: Database | None = None

    @property
    def keeping(self) -> Path:
        """The folder with the database and the key."""
        return self.folder / "beheer"

    @property
    def sqlite(self) -> Path:
        """The database when it is a file."""
        return self.keeping / "uitvraag.sqlite3"

    def prepare(self) -> None:
        """Make ``beheer/``, readable by its owner only, and let everything that this process makes be so too.

        Raises:
            UserError: the folder can be read by others, or cannot be made.
        """
        os.umask(OWNER_ONLY)
        try:
            self.keeping.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise UserError(
                "De map 'beheer' kan niet worden gemaakt.", why=system_reason(error), file=self.keeping
            ) from error
        if self.keeping.stat().st_mode & OWNER_ONLY:
            raise UserError(
                "De map 'beheer' kan ook door anderen worden gelezen.",
                why="Er staan antwoorden en accounts in.",
                fix=f"Neem de rechten van anderen weg: chmod 700 {self.keeping}",
                file=self.keeping,
            )

    def key(self) -> str:
        """The secret that signs sessions; made once, so that nobody is logged out by a restart."""
        path = self.keeping / "sleutel"
        try:
            if not path.exists() or not path.stat().st_size:
                write_whole(path, secrets.token_urlsafe(64), secret=True)
            return path.read_text(encoding="ascii")
        except OSError as error:
            raise UserError(
                "De sleutel van deze uitvraag kan niet worden gelezen of gemaakt.",
                why=system_reason(error),
                file=path,
            ) from error


def read_database(address: str) -> Database:
    """A PostgreSQL address, ``postgresql://naam:wachtwoord@server:poort/database``.

    Raises:
        UserError: it is none.
    """
    parts = urlsplit(address)
    try:
        port = parts.port or POSTGRESQL_PORT
    except ValueError:
        port = 0
    name = parts.path.removeprefix("/")
    if parts.scheme not in ("postgresql", "postgres") or not name or not port:
        raise UserError(
            "Het adres van de database is niet te lezen.",
            fix="Schrijf het als postgresql://naam:wachtwoord@server:5432/database.",
        )
    return Database(
        name, unquote(parts.username or ""), unquote(parts.password or ""), parts.hostname or "", port
    )
