"""A key that is kept encrypted with `age <https://age-encryption.org/v1>`_: for a passphrase, or for public keys.

A passphrase is stretched with scrypt (Percival and Josefsson, 2016, RFC 7914), which takes less than a second at each
command; for public keys (X25519) it takes no time. The key is in memory only while a command runs. The program
``age`` opens these files, and files that it made are opened here.
"""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Collection
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Literal

from ketenzicht.errors import UserError
from ketenzicht.intake.age_passphrase import age_file
from ketenzicht.intake.identifiers import read_identity
from ketenzicht.passphrase import VARIABLE, known_or_asked

IDENTITY_VARIABLE = "KETENZICHT_IDENTITY_FILE"

BINARY, ARMOURED = b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----"

SHORTEST = 12
"""Characters of a passphrase."""

Lock = Literal["wachtzin", "sleutelbestand"]


def is_sealed(content: bytes) -> bool:
    """Whether this is an encrypted file, and so no key by itself."""
    return content.startswith((BINARY, ARMOURED))


def lock_of(content: bytes) -> Lock | None:
    """What opens it: a passphrase, or a file with a private key; None when it is not encrypted."""
    if not is_sealed(content):
        return None
    return "wachtzin" if _header(content).startswith(b"-> scrypt ") else "sleutelbestand"


def seal_with_passphrase(key: bytes, passphrase: str) -> bytes:
    """The key, encrypted for a passphrase.

    Raises:
        UserError: the passphrase is too short.
    """
    if len(passphrase) < SHORTEST:
        raise UserError(
            f"De wachtzin is te kort: neem minstens {SHORTEST} tekens.",
            why="Wie het bestand heeft, kan zo veel proberen als hij wil.",
            fix="Neem een zin van vijf of meer woorden die niet bij elkaar horen.",
        )
    return age_file(key, passphrase)


def seal_for(key: bytes, public_keys: Collection[str]) -> bytes:
    """The key, encrypted for whoever holds the private key of one of these.

    Raises:
        UserError: one of them is no public key.
    """
    import pyrage
    from pyrage import RecipientError, x25519

    try:
        recipients = [x25519.Recipient.from_str(one) for one in public_keys]
    except RecipientError:
        raise UserError(
            "Dit is geen openbare sleutel.",
            why="Die begint met age1 en is gemaakt met: ketenzicht person key BESTAND",
        ) from None
    sealed: bytes = pyrage.encrypt(key, recipients)
    return sealed


@lru_cache(maxsize=8)
def open_sealed(content: bytes, path: Path) -> bytes:
    """The key in an encrypted file; asked for once in a process.

    Args:
        content: of the file.
        path: where it is, for messages.

    Raises:
        UserError: there is no passphrase or private key at hand, or it does not open this file.
    """
    if lock_of(content) == "wachtzin":
        key = open_with_passphrase(content, known_or_asked(f"Wachtzin van {path}: "))
        if key is None:
            raise _closed("Deze wachtzin opent de sleutel niet.", VARIABLE, path)
    else:
        key = open_with_identity(content, identity_path(path))
        if key is None:
            raise _closed("Uw sleutelbestand opent de sleutel niet.", IDENTITY_VARIABLE, path)
    return key


def open_with_passphrase(content: bytes, passphrase: str) -> bytes | None:
    """The key in a file that was encrypted for a passphrase; None when this one does not open it."""
    import pyrage

    try:
        key: bytes = pyrage.passphrase.decrypt(content, passphrase)
    except pyrage.DecryptError:
        return None
    return key


def open_with_identity(content: bytes, identity: Path) -> bytes | None:
    """The key in a file that was encrypted for public keys; None when this private key does not open it.

    Raises:
        UserError: the file with the private key cannot be used.
    """
    import pyrage

    private = read_identity(identity)
    try:
        key: bytes = pyrage.decrypt(content, [private])
    except pyrage.DecryptError:
        return None
    return key


def _closed(what: str, variable: str, path: Path) -> UserError:
    return UserError(
        what,
        why="De sleutel is met iets anders versleuteld, of het bestand is beschadigd.",
        fix=f"Probeer het opnieuw, en kijk wat {variable} noemt. Helpt dat niet, zet de sleutel dan terug uit een "
        "reservekopie.",
        file=path,
    )


def identity_path(path: Path) -> Path:
    """The file with a private key that ``KETENZICHT_IDENTITY_FILE`` names, to open the key at ``path``.

    Raises:
        UserError: the variable is not set.
    """
    named = os.environ.get(IDENTITY_VARIABLE)
    if not named:
        raise UserError(
            "De sleutel gaat open met een sleutelbestand, en het is niet bekend waar dat is.",
            why=f"{IDENTITY_VARIABLE} is niet gezet.",
            fix=f"Noem het bestand dat is gemaakt met 'ketenzicht person key': export {IDENTITY_VARIABLE}=BESTAND",
            file=path,
        )
    return Path(named)


def _header(content: bytes) -> bytes:
    """The beginning of the line that says what opens an encrypted file; the first one when there are more."""
    if content.startswith(ARMOURED):
        with suppress(ValueError):
            content = b64decode(content.split(b"\n", 2)[1])
    return (*content.split(b"\n", 2), b"")[1]
