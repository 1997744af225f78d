"""What a chain is: frozen nodes, loader, checks. Imports nothing of ours but the errors."""

from ketenzicht.chain.certainty import has_badge, needs_check
from ketenzicht.chain.content import chain_data, chain_hash, write_chain
from ketenzicht.chain.errors import ChainErrors
from ketenzicht.chain.load import ChainFolder, known_chain, load_chain, open_chain, shipped_chains

__all__ = [
    "ChainErrors",
    "ChainFolder",
    "chain_data",
    "chain_hash",
    "has_badge",
    "known_chain",
    "load_chain",
    "needs_check",
    "open_chain",
    "shipped_chains",
    "write_chain",
]
