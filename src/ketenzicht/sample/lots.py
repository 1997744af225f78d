"""A lot for every case: a number from 0 to 1 that follows from the seed and the case alone.

So a sample can be drawn again on any machine and with any version of any library, does not depend on the order of
the rows, and a case keeps its lot when others are added: permanent random numbers (Ohlsson E (1995), Coordination of
samples using permanent random numbers, in Business Survey Methods, Wiley).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def lots(cases: Sequence[str], seed: int, purpose: str = "") -> Floats:
    """A lot for each case.

    Args:
        cases: what the cases are called; equal names get equal lots.
        seed: another seed gives other lots.
        purpose: another purpose (the draw, the double coding) gives lots that have nothing to do with each other.
    """
    head = f"{seed}\x1f{purpose}\x1f".encode()
    numbers = (int.from_bytes(sha256(head + case.encode()).digest()[:8], "big") for case in cases)
    return np.fromiter(numbers, dtype=np.uint64, count=len(cases)) / 2.0**64


def one_lot(seed: int, purpose: str) -> float:
    """A lot that belongs to the draw as a whole, such as where a systematic sample starts."""
    return float(lots([""], seed, purpose)[0])
