"""The secret key of the pseudonyms: made once, kept outside every study, never shown; encrypted when somebody did so.

Without the key nobody can find out which number belongs to a pseudonym, also not by trying all numbers.
With the same key a person keeps the same pseudonym in every study on this machine.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.intake.sealed_key import is_sealed, open_sealed

KEY_BYTES = 32


def key_path() -> Path:
    """Where the key is kept: ``KETENZICHT_KEY_FILE``, else ``ketenzicht/key`` in the user's settings folder."""
    given = os.environ.get("KETENZICHT_KEY_FILE")
    return Path(given) if given else settings_folder() / "key"


def settings_folder() -> Path:
    """What this user keeps for all studies: ``ketenzicht`` in ``XDG_CONFIG_HOME``, else in ``~/.config``."""
    settings = os.environ.get("XDG_CONFIG_HOME")
    return (Path(settings) if settings else Path.home() / ".config") / "ketenzicht"


def read_key(path: Path | None = None) -> bytes:
    """The key, made on first use in a folder and a file that only this user can read.

    Raises:
        UserError: others can read the file, it does not hold a key, or it is encrypted and stays closed.
    """
    path = path or key_path()
    if not path.exists():
        _make(path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UserError(
            "Anderen op deze computer kunnen de sleutel van de pseudoniemen lezen.",
            file=path,
            why="Wie de sleutel heeft, kan pseudoniemen terugbrengen tot personen.",
            fix=f"Maak het bestand alleen voor jezelf leesbaar: chmod 600 {path}",
        )
    key = path.read_bytes()
    if is_sealed(key):
        key = open_sealed(key, path)
    if len(key) < KEY_BYTES:
        raise UserError(
            "De sleutel is te kort.",
            file=path,
            why=f"Een sleutel heeft minstens {KEY_BYTES} bytes.",
            fix="Zet de juiste sleutel terug. Haal het bestand alleen weg als er nog geen studies mee gemaakt zijn.",
        )
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
