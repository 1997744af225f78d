"""Encrypting a key that exists, making one encrypted from the start, and taking the encryption off."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.intake.key import KEY_BYTES, key_path, read_key
from ketenzicht.intake.sealed_key import (
    Lock,
    identity_path,
    is_sealed,
    lock_of,
    open_with_identity,
    open_with_passphrase,
    seal_for,
    seal_with_passphrase,
)
from ketenzicht.passphrase import asked, read_passphrase
from ketenzicht.whole_file import write_whole


@dataclass(frozen=True)
class Locked:
    """A key that was encrypted.

    Args:
        path: the encrypted file.
        lock: what opens it.
        was_open: whether the key stood there unencrypted before.
    """

    path: Path
    lock: Lock
    was_open: bool


def state_of_key(path: Path) -> tuple[bool, Lock | None]:
    """Whether there is a key, and what it is encrypted with."""
    return path.is_file(), lock_of(path.read_bytes()) if path.is_file() else None


def lock_key(
    file: Path | None = None,
    *,
    passphrase_file: Path | None = None,
    public_keys: Sequence[str] = (),
    out: Path | None = None,
) -> Locked:
    """Encrypt a key, or encrypt it anew when it was already.

    Args:
        file: the key, or a secret of organisations; the key of the pseudonyms when left out, made when there is none.
        passphrase_file: holds the new passphrase; else it is asked for twice.
        public_keys: of who may open it, instead of a passphrase.
        out: write a copy here, and leave the file itself as it is.

    Raises:
        UserError: the key is not there or stays closed, there is no proper passphrase or public key, or whoever asks
            could not open what would take the place of the key.
    """
    path = file or key_path()
    was_open = path.is_file() and not is_sealed(path.read_bytes())
    if out is not None and out.exists():
        raise UserError("Dit bestand bestaat al.", fix="Kies een andere naam.", file=out)
    if path.is_file():
        key = read_key(path)
    elif file is None and out is None:
        key = secrets.token_bytes(KEY_BYTES)
    else:
        raise UserError("Hier staat geen sleutel.", fix="Kijk of het pad klopt.", file=path)
    if public_keys:
        sealed = seal_for(key, public_keys)
        if out is None and open_with_identity(sealed, identity_path(path)) != key:
            raise UserError(
                "Uw eigen sleutelbestand zou de sleutel niet meer openen, dus er is niets gewijzigd.",
                fix="Noem met --for ook uw eigen openbare sleutel, of schrijf met --out een kopie voor een ander.",
                file=path,
            )
    else:
        passphrase = _new_passphrase(passphrase_file)
        sealed = seal_with_passphrase(key, passphrase)
        if open_with_passphrase(sealed, passphrase) != key:
            raise ValueError("what was encrypted does not open")
    target = out or path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(target, sealed, secret=True)
    return Locked(target, "sleutelbestand" if public_keys else "wachtzin", was_open and out is None)


def unlock_key(file: Path | None = None) -> Path:
    """Write a key unencrypted in its place.

    Raises:
        UserError: it is not there or stays closed, or it is not encrypted.
    """
    path = file or key_path()
    if not path.is_file() or not is_sealed(path.read_bytes()):
        raise UserError("Hier staat geen versleutelde sleutel.", file=path)
    return write_whole(path, read_key(path), secret=True)


def _new_passphrase(file: Path | None) -> str:
    if file is not None:
        return read_passphrase(file)
    first = asked("Nieuwe wachtzin: ")
    if asked("Nog een keer: ") != first:
        raise UserError(
            "De twee wachtzinnen zijn niet gelijk.", fix="Probeer het opnieuw. Er is niets gewijzigd."
        )
    return first
