"""Where a plan comes from: which chain, which version, which day, which program. Says nothing of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ketenzicht.chain import chain_hash
from ketenzicht.chain.model import Chain


@dataclass(frozen=True)
class Receipt:
    """What must be known to make the same plan again from the same answers."""

    chain: str
    version: str
    fingerprint: str
    day: date
    program: str


_FINGERPRINTS: dict[int, tuple[Chain, str]] = {}
_MOST = 16


def fingerprint_of(chain: Chain) -> str:
    """The hash of a chain, worked out once for each of the last few chains."""
    if id(chain) not in _FINGERPRINTS:
        if len(_FINGERPRINTS) >= _MOST:
            _FINGERPRINTS.clear()
        _FINGERPRINTS[id(chain)] = chain, chain_hash(chain)
    return _FINGERPRINTS[id(chain)][1]


def receipt_of(chain: Chain, day: date) -> Receipt:
    """The receipt of a plan that was made on a day."""
    from ketenzicht import __version__

    return Receipt(chain.id, chain.version, fingerprint_of(chain), day, __version__)
