"""Codes and the secret they were made with never lie together with who links.

Who has both recognises everybody: with nine digits, all BSN are tried in minutes. What one organisation hands over on
purpose cannot be seen here; what came along by accident, in a folder that was sent whole, can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.intake.key import KEY_BYTES
from ketenzicht.linkage.encoded.agreement import USE_OF_CHECK, key_for
from ketenzicht.linkage.encoded.files import CodedFile

LONGEST = 4096
"""Bytes; what is longer is no secret of ours."""


def demand_apart(files: Iterable[CodedFile], outcome: Path) -> None:
    """Refuse to link where the secret of these codes lies in one of their folders, or in the one for the outcome.

    Args:
        files: with codes.
        outcome: the folder for what is found.

    Raises:
        UserError: it lies there, and is not encrypted.
    """
    files = tuple(files)
    marks = {(file.marks["afspraak"], file.marks["geheim"]) for file in files}
    for path, secret in _small_files({file.path.parent for file in files} | {outcome}):
        if any(key_for(secret, agreement, USE_OF_CHECK).hex() == mark for agreement, mark in marks):
            raise UserError(
                "Het geheim waarmee deze codes zijn gemaakt, staat op deze computer bij de codes.",
                why="Wie codes en geheim samen heeft, kan iedereen terugvinden. Wie koppelt hoort het geheim niet te "
                "hebben.",
                fix="Vernietig dit bestand, en vraag de organisaties de codes opnieuw te maken met een nieuwe "
                "afspraak. Probeert u het uit met verzonnen mensen, zet het geheim dan in een andere map.",
                file=path,
            )


def _small_files(folders: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    """What may be a secret, in these folders and one level below."""
    for folder in sorted(folders):
        for path in sorted({*folder.glob("*"), *folder.glob("*/*")}):
            with suppress(OSError):  # what cannot be read here is not at hand either
                if path.is_file() and KEY_BYTES <= path.stat().st_size <= LONGEST:
                    yield path, path.read_bytes()
