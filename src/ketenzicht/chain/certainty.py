"""How sure a fact is, in words, and when a reader must check it before relying on it.

The codes come from the project's own rules for facts: A primary, H primary but older than 2019,
S secondary, D derived or proposed by us, L unverified.
"""

from __future__ import annotations

import re
from datetime import date

from ketenzicht.chain.model import Option, Sourced, Term

CERTAINTY_NAMES = {
    "A": "officiële bron",
    "H": "officiële bron van voor 2019",
    "S": "tweede hand (pers of sector)",
    "D": "eigen som of voorstel",
    "L": "niet nagegaan",
}

_RECENT = date(2024, 1, 1)
_AMOUNT = re.compile(r"€\s?\d|\d\s(euro|cent|procent)\b")


def needs_check(certainty: str | None, as_of: date | None, *, amount_or_term: bool) -> bool:
    """Whether the *controleer* badge belongs beside a fact.

    Args:
        certainty: its code, or None.
        as_of: the day for which the source says it (``peildatum``), None for an undated page.
        amount_or_term: amounts and terms go stale, so those of a primary source need a recent date as well.
    """
    if certainty in ("H", "S", "L"):
        return True
    return certainty == "A" and amount_or_term and (as_of is None or as_of < _RECENT)


def quotes_amount(option: Option) -> bool:
    """Whether the texts of an option name an amount: it goes stale like any other."""
    texts = (option.name, option.what, *option.mind, *option.not_yet)
    return any(_AMOUNT.search(text.nl) for text in texts)


def has_badge(fact: Sourced) -> bool:
    """Whether a node of the chain shows the *controleer* badge."""
    return needs_check(fact.certainty, fact.as_of, amount_or_term=isinstance(fact, Term))
