"""What a server shows: which guides, and which day it is. Travels with every request: nothing here is global."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from ketenzicht.chain import load_chain, shipped_chains
from ketenzicht.chain.model import Chain
from ketenzicht.guide.assess import Guide
from ketenzicht.guide.open import sound_guide
from ketenzicht.web.evidence import Grounds

if TYPE_CHECKING:
    from ketenzicht.problem_map.model import ProblemMap
    from ketenzicht.web.cahier_shelf import Shelf
    from ketenzicht.web.whatif import Desk

KEY = "ketenzicht.site"
"""Where the site stands in the environment of a request (PEP 3333)."""


@dataclass(frozen=True)
class ApiContact:
    """Whom to ask about the API of this server."""

    name: str
    email: str
    url: str


@dataclass(frozen=True)
class Site:
    """The guides and what they rest on by the id of their chain, and the day on which a case is judged.

    ``contact`` stands in the description of the API; ``whatif`` is the model of the what-if page and
    ``shelf`` the catalogue of studies, if there is one; ``maps`` are the problem maps to begin a session with,
    ``results`` the released figures of a study (``results.json``) that stand on them.
    ``lock`` is held by whoever reads a guide: its conditions are compiled while they are read.
    """

    guides: Mapping[str, Guide]
    grounds: Mapping[str, Grounds]
    today: Callable[[], date] = date.today
    contact: ApiContact | None = None
    whatif: Desk | None = None
    shelf: Shelf | None = None
    maps: Mapping[str, ProblemMap] = field(default_factory=dict)
    results: Mapping[str, Any] | None = None
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)


def site_of(
    chains: Iterable[Chain], today: Callable[[], date] = date.today, contact: ApiContact | None = None
) -> Site:
    """A site with a guide for each chain that has options.

    Raises:
        UserError: the conditions of a chain cannot be worked out.
    """
    found = {chain.id: chain for chain in chains if chain.options}
    return Site(
        {name: sound_guide(chain) for name, chain in found.items()},
        {name: Grounds(chain) for name, chain in found.items()},
        today,
        contact,
    )


def shipped_site(contact: ApiContact | None = None) -> Site:
    """The guides that come with the program."""
    return site_of((load_chain(name) for name in shipped_chains()), contact=contact)
