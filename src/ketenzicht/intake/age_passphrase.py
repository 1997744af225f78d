"""A file of `age <https://age-encryption.org/v1>`_ for a passphrase, with a fixed amount of work to open it.

The library that reads these files measures how fast the computer is, and makes a file that takes ten times as long
to open, and gigabytes, when the computer happens to be busy. The format is small and public: scrypt of the
passphrase wraps a key of the file, and that key, by HKDF, encrypts the content and seals the header.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64encode

DOUBLINGS = 17
"""Of the work of scrypt, with blocks of 8: 128 MB and about a third of a second, the least that OWASP advises."""

LONGEST = 64 * 1024
"""Bytes in one piece; a longer content would need more of them."""


def age_file(content: bytes, passphrase: str) -> bytes:
    """A content, encrypted for a passphrase.

    Raises:
        ValueError: it is longer than 64 kB.
    """
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    if len(content) > LONGEST:
        raise ValueError("only what fits in one piece")
    file_key, salt, nonce = (secrets.token_bytes(16) for _ in range(3))
    wrapping = hashlib.scrypt(
        passphrase.encode(),
        salt=b"age-encryption.org/v1/scrypt" + salt,
        n=1 << DOUBLINGS,
        r=8,
        p=1,
        maxmem=1 << (DOUBLINGS + 11),
        dklen=32,
    )
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_text(salt), DOUBLINGS, _text(wrapped))
    seal = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    body = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(bytes(11) + b"\x01", content, None)
    return header + b" " + _text(seal) + b"\n" + nonce + body


def _derived(key: bytes, salt: bytes, use: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869): a key of 32 bytes for one use."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt, use).derive(key)


def _text(content: bytes) -> bytes:
    """Base64 without what fills it up."""
    return b64encode(content).rstrip(b"=")
