"""Every check of a chain: those that read the description, and those that work its conditions and cases out.

``ketenzicht.chain`` may not know the rules, so the second kind lives here. Doors and tests use the functions of this
module and so never miss one.
"""

from __future__ import annotations

from datetime import date

from ketenzicht.chain import checks as of_the_chain
from ketenzicht.chain.checks import Check, Finding, all_checks
from ketenzicht.chain.load import ChainFolder
from ketenzicht.chain.model import Chain
from ketenzicht.guide.checks import cases, diagrams, sample

__all__ = ["CHECKS", "check_chain", "check_folder"]

_MODULES = (diagrams, sample, cases)  # importing them registers their checks

CHECKS: tuple[Check, ...] = all_checks()
"""The checks of the chain and of the guide."""


def check_chain(chain: Chain, *, as_of: date, shipped: bool = False) -> list[Finding]:
    """Everything that any check finds in a chain; see :func:`ketenzicht.chain.checks.check_chain`."""
    return of_the_chain.check_chain(chain, as_of=as_of, shipped=shipped, checks=CHECKS)


def check_folder(folder: ChainFolder, *, as_of: date) -> list[Finding]:
    """As :func:`check_chain`, with the file and line of each finding."""
    return of_the_chain.check_folder(folder, as_of=as_of, checks=CHECKS)
