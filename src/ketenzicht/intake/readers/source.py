"""What every reader gives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ketenzicht.engine import is_damage
from ketenzicht.errors import UserError, system_reason
from ketenzicht.message import Message


@dataclass(frozen=True)
class Notice:
    """Something that a reader met and that belongs in the quality report.

    Args:
        rule: id of the rule (see ``intake.checks.rules``).
        count: number of rows (or events) concerned.
        detail: what exactly, without any value from a cell.
    """

    rule: str
    count: int
    detail: Message | None = None


@dataclass(frozen=True)
class Source:
    """The rows of one file, ready to be scanned once.

    Args:
        path: the file.
        relation: a statement part to select from; its columns are text, its rows in file order.
        columns: the column names, as in the file.
        header_rows: rows before the first record, so that row numbers match a spreadsheet.
        rejects: name of the table with the lines that could not be read, if the reader keeps one.
        notices: what the reader met.
    """

    path: Path
    relation: str
    columns: tuple[str, ...]
    header_rows: int
    rejects: str | None = None
    notices: tuple[Notice, ...] = field(default=())
    unreadable: int = 0
    """Lines that the reader itself could not read; those in ``rejects`` come on top."""
    as_it_came: bool = False
    """Whether the engine reads the file itself: then damage shows when it is scanned."""
    unfinished_line: int | None = None
    """The number of the last line when it has no end of line."""

    def cut_off(self, line: int) -> bool:
        """Whether this broken line is the unfinished last line of the file."""
        return self.unfinished_line is not None and line >= self.unfinished_line


@contextmanager
def scanning(source: Source) -> Iterator[None]:
    """What is done inside reads the rows of a file; damage that comes to light is told.

    Raises:
        UserError: the file is damaged.
    """
    try:
        yield
    except Exception as error:
        if not (source.as_it_came and is_damage(error)):
            raise
        raise damaged(source.path) from None


def damaged(path: Path) -> UserError:
    """The error of a file that turns out to be damaged while its rows are read."""
    return UserError(
        "Dit bestand is niet tot het einde te lezen.",
        why="Het is beschadigd of afgekapt, of er staan tekens in die de lezer in de war brengen.",
        fix="Haal het bestand opnieuw op en vergelijk de grootte met het origineel.",
        file=path,
    )


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal.

    Raises:
        UserError: the file does not exist or cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(
            "Dit registratiebestand is niet te openen.",
            why=system_reason(error),
            fix="Kijk of het pad bij 'bestand:' in de koppeling klopt en of je het bestand mag lezen.",
            file=path,
        ) from None
