"""Pseudonyms at the door: HMAC-SHA256 of a number in its namespace, the first 96 bits in hexadecimal.

HMAC (RFC 2104) is two hashes over the key mixed with two constants, which the engine can do by itself:
rows never leave it, and only pseudonyms are ever stored. The mixed keys are variables of the connection,
so they stand in no statement and in no message.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Literal

from ketenzicht.engine import statement

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

Namespace = Literal["persoon", "huishouden", "casus", "traject", "record", "adres", "vergeten", "sleutel"]
"""Equal numbers of different things must not collide."""

LENGTH = 24
"""Hexadecimal digits: 96 bits."""

BLOCK = 64


def prepare(engine: Engine, key: bytes) -> None:
    """Give the engine the functions of intake, ``pseudonym(namespace, value)`` among them."""
    import pyarrow as pa

    padded = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    mixed = {
        "inner_key": pa.array([bytes(byte ^ 0x36 for byte in padded)], pa.binary()),
        "outer_key": pa.array([bytes(byte ^ 0x5C for byte in padded)], pa.binary()),
    }
    engine.register("pseudonym_key", pa.table(mixed))
    engine.run("set variable inner_key = (select inner_key from pseudonym_key)")
    engine.run("set variable outer_key = (select outer_key from pseudonym_key)")
    engine.run("drop table pseudonym_key")
    engine.run(statement("ketenzicht.intake.sql", "functions"))


def pseudonym(key: bytes, namespace: Namespace, value: str) -> str:
    """The same pseudonym as the engine makes, for one value; for tests and for looking up one case."""
    return hmac.new(key, f"{namespace}\x1f{value}".encode(), hashlib.sha256).hexdigest()[:LENGTH]
