"""From the parts of a record to a code of 2048 bits, and from two codes back to how much the records differ.

Each part of a field (two letters of a name, a day) sets bits at positions that follow from it and the key: a
cryptographic long-term key (Schnell, Bachteler & Reiher 2009, BMC Medical Informatics and Decision Making 9:41; 2011,
Working Paper WP-GRLC-2011-02), with independent positions instead of double hashing (Niedermeyer, Steinmetzer, Kroll
& Schnell 2014, Journal of Privacy and Confidentiality 6). Each bit of the code is then the exclusive or of eight of
those bits: linear diffusion (Armknecht, Heng & Schnell 2023, Proceedings on Privacy Enhancing Technologies 2023/2).
About half of the bits of any code are set, no bit stands for a part of a name, and records that differ in much
are equally far apart, whatever they share.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LENGTH, SPREAD = 2048, 8
"""Bits of a code, and of how many bits each of them is made; both belong to version 1 of an agreement."""

CHUNK = 4096
"""Records at once: half a gigabyte at most."""

Bits = NDArray[np.uint8]


def positions(key: bytes, part: str, count: int) -> NDArray[np.uint16]:
    """The first positions of a part: HMAC-SHA256, drawn out by SHAKE-256 to two bytes each."""
    seed = hmac.digest(key, part.encode(), "sha256")
    stream = hashlib.shake_256(seed).digest(2 * count)
    return np.frombuffer(stream, dtype="<u2").astype(np.uint16) % LENGTH


def set_bits(
    records: int,
    owner: NDArray[np.int64],
    part: NDArray[np.int64],
    count: NDArray[np.int64],
    where: NDArray[np.uint16],
) -> Bits:
    """The bits of records before they are spread, as a row of zeros and ones each.

    Args:
        records: how many there are.
        owner, part, count: of each part of a record its record (from 0), which part it is, how many positions.
        where: the positions of each part, a row each.
    """
    made = np.zeros((records, LENGTH), dtype=np.uint8)
    for place in range(int(count.max(initial=0))):
        here = count > place
        made[owner[here], where[part[here], place]] = 1
    return made


def spread(bits: Bits, key: bytes) -> Bits:
    """The codes: each bit is the exclusive or of eight others, which ones follows from the key."""
    sources = positions(key, "verspreiding", LENGTH * SPREAD).reshape(SPREAD, LENGTH)
    made = bits[:, sources[0]]
    for one in sources[1:]:
        made = made ^ bits[:, one]
    return made


def similarity(differing: NDArray[np.float64], weight: float) -> NDArray[np.float64]:
    """How alike two records are, from the share of the bits in which their codes differ.

    When a share ``d`` of the bits before spreading differs, a share ``(1 - (1 - 2d) ** 8) / 2`` does after it. This
    is turned around, and set against two records that have nothing in common. Its standard error is about 0.015
    at 0.75 and much larger below 0.5, which is meant.

    Args:
        differing: share of the bits that differ, 0 to 1.
        weight: see :func:`full_weight`.

    Returns:
        1 for equal records, 0 for those with nothing in common.
    """
    before = (1 - np.clip(1 - 2 * differing, 0, None) ** (1 / SPREAD)) / 2
    return np.clip(1 - before * LENGTH / (2 * weight), 0, 1)


def full_weight(weights: Sequence[int]) -> float:
    """How many bits are set, before spreading, of a record with every field filled in."""
    return LENGTH * (1 - math.exp(-sum(weights) / LENGTH))


def differing(left: Bits, right: Bits) -> NDArray[np.float64]:
    """The share of the bits in which each of the codes on the left differs from each on the right."""
    signs = [1 - 2 * one.astype(np.float32) for one in (left, right)]
    found: NDArray[np.float64] = ((1 - (signs[0] @ signs[1].T) / LENGTH) / 2).astype(np.float64)
    return found
