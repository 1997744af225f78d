"""What stands behind a line: its sources, how sure it is, when it was checked, whether it must be checked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ketenzicht.chain.certainty import needs_check
from ketenzicht.chain.model import Chain, Option, Source, Sourced, Term
from ketenzicht.chain.model.amounts import DatedValue, Rule


@dataclass(frozen=True)
class Evidence:
    """The ground under a statement.

    Args:
        sources: the publications.
        certainty: the code of the chain, None when it has none.
        checked: the day on which it was held against its source.
        as_of: the day for which the source says it.
        badge: whether the reader must check it before relying on it.
    """

    sources: tuple[Source, ...]
    certainty: str | None
    checked: date | None
    as_of: date | None
    badge: bool


def evidence(chain: Chain, node: Sourced) -> Evidence:
    """The ground under a node of a chain."""
    stale = isinstance(node, Term | Rule | DatedValue) or (
        isinstance(node, Option) and node.lasts is not None
    )
    return Evidence(
        tuple(source for source in chain.sources if source.id in node.source),
        node.certainty,
        node.checked,
        node.as_of,
        needs_check(node.certainty, node.as_of, amount_or_term=stale),
    )
