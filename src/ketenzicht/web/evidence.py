"""What stands behind a line: its sources, how sure it is, when it was checked, whether it must be checked again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from ketenzicht.chain.certainty import needs_check, quotes_amount
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
        told: how a page says it, per language; filled when it is first shown.
    """

    sources: tuple[Source, ...]
    certainty: str | None
    checked: date | None
    as_of: date | None
    badge: bool
    told: dict[str, Markup] = field(default_factory=dict, repr=False, compare=False)


class Grounds:
    """The ground under every node of one chain; looked up once per node, as it is the same for every case."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self._sources = {source.id: source for source in chain.sources}
        self._found: dict[int, Evidence] = {}

    def __call__(self, node: Sourced) -> Evidence:
        """The ground under a node of the chain."""
        if id(node) not in self._found:
            self._found[id(node)] = self._evidence(node)
        return self._found[id(node)]

    def _evidence(self, node: Sourced) -> Evidence:
        stale = isinstance(node, Term | Rule | DatedValue)
        stale |= isinstance(node, Option) and (node.lasts is not None or quotes_amount(node))
        return Evidence(
            tuple(self._sources[name] for name in node.source),
            node.certainty,
            node.checked,
            node.as_of,
            needs_check(node.certainty, node.as_of, amount_or_term=stale),
        )
