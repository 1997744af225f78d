"""Where a survey or study is served from: its folder, and one in it for the eyes of its keeper only."""

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
class Kind:
    """What is served: what it is called, and the names of what stands in its folder.

    Args:
        name: what a user calls it.
        command: the noun of the commands about it.
        keeping: the folder in it for its keeper only.
        database: the file of the database in that.
        pages: the module with its addresses.
    """

    name: str
    command: str
    keeping: str
    database: str
    pages: str


SURVEY = Kind("uitvraag", "survey", "beheer", "uitvraag.sqlite3", "ketenzicht.web.survey.urls")


@dataclass(frozen=True)
class Place:
    """The folder of a survey or study, and its database when that is PostgreSQL."""

    folder: Path
    database: Database | None = None
    kind: Kind = SURVEY

    @property
    def keeping(self) -> Path:
        """The folder with the database and the key."""
        return self.folder / self.kind.keeping

    @property
    def sqlite(self) -> Path:
        """The database when it is a file."""
        return self.keeping / self.kind.database

    def prepare(self) -> None:
        """Make :attr:`keeping`, readable by its owner only, and let everything that this process makes be so too.

        Raises:
            UserError: the folder can be read by others, or cannot be made.
        """
        os.umask(OWNER_ONLY)
        try:
            self.keeping.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"De map '{self.kind.keeping}' kan niet worden gemaakt.",
                why=system_reason(error),
                file=self.keeping,
            ) from error
        if self.keeping.stat().st_mode & OWNER_ONLY:
            raise UserError(
                f"De map '{self.kind.keeping}' kan ook door anderen worden gelezen.",
                why="Er staat in wie een account heeft, en wat er is gedaan.",
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
                f"De sleutel van deze {self.kind.name} kan niet worden gelezen of gemaakt.",
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
