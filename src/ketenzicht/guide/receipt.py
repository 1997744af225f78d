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


def receipt_of(chain: Chain, day: date) -> Receipt:
    """The receipt of a plan that was made on a day."""
    from ketenzicht import __version__

    return Receipt(chain.id, chain.version, chain_hash(chain), day, __version__)
